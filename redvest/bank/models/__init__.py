"""What the bank keeps."""

from redvest.bank.models.merchants import Merchant, MerchantAgreement, MerchantClerk
from redvest.bank.models.rewards import (
    Redemption,
    Reward,
    RewardDonation,
    RewardGrant,
    RewardStock,
    StockMove,
)

__all__ = [
    "Merchant",
    "MerchantAgreement",
    "MerchantClerk",
    "Redemption",
    "Reward",
    "RewardDonation",
    "RewardGrant",
    "RewardStock",
    "StockMove",
]
