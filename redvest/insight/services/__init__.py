"""What changes figures, and what keeps them."""

from redvest.insight.services.own import (
    ValueCard,
    add_own_indicator,
    enter_headcount,
    enter_own_value,
    retire_own_indicator,
    withdraw_own_value,
)
from redvest.insight.services.publishing import publish_figures, shown
from redvest.insight.services.rolling import (
    differences,
    fold_changes,
    install,
    rebuild_tallies,
)

__all__ = [
    "ValueCard",
    "add_own_indicator",
    "differences",
    "enter_headcount",
    "enter_own_value",
    "fold_changes",
    "install",
    "publish_figures",
    "rebuild_tallies",
    "retire_own_indicator",
    "shown",
    "withdraw_own_value",
]
