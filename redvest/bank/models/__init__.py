"""What the bank keeps."""

from redvest.bank.models.adjusting import Adjustment
from redvest.bank.models.ledger import Account, Entry, Lot, LotUse, Transfer
from redvest.bank.models.merchants import Merchant, MerchantAgreement, MerchantClerk
from redvest.bank.models.rewards import (
    Redemption,
    Reward,
    RewardDonation,
    RewardGrant,
    RewardStock,
    StockMove,
)
from redvest.bank.models.rules import EarningRule, Referral, Settlement
from redvest.bank.models.time_bank import BankGift, TimeReceiver, TimeUse
from redvest.bank.models.time_moves import TeamSaver, TimeExchange, TimeInheritance

__all__ = [
    "Account",
    "Adjustment",
    "BankGift",
    "EarningRule",
    "Entry",
    "Lot",
    "LotUse",
    "Merchant",
    "MerchantAgreement",
    "MerchantClerk",
    "Redemption",
    "Referral",
    "Reward",
    "RewardDonation",
    "RewardGrant",
    "RewardStock",
    "Settlement",
    "StockMove",
    "TeamSaver",
    "TimeExchange",
    "TimeInheritance",
    "TimeReceiver",
    "TimeUse",
    "Transfer",
]
