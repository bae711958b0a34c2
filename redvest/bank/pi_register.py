"""What the bank keeps about people."""

from redvest.bank.reward_register import REWARDS

ENTRIES = (*REWARDS,)
