"""What changes figures, and what keeps them."""

from redvest.insight.services.rolling import (
    differences,
    fold_changes,
    install,
    rebuild_tallies,
)

__all__ = ["differences", "fold_changes", "install", "rebuild_tallies"]
