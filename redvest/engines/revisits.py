"""Whom somebody independent asks again: all who rated poorly, all vulnerable, and a few by lot.

The lot is drawn by a keyed hash of the order's id. It cannot be steered by whoever lacks the key,
and drawing again gives the same answer.
"""

from __future__ import annotations

import hashlib
import hmac
from enum import StrEnum

POOR_GRADE_MAX = 2


class Why(StrEnum):
    """Why an order is in the sample; stored, so never renamed."""

    POOR = "poor"
    VULNERABLE = "vulnerable"
    LOT = "lot"


def is_poor(grade: int) -> bool:
    return grade <= POOR_GRADE_MAX


def lot(order: bytes, key: bytes) -> int:
    """Return the order's lot, from 0 to 9999, equally likely."""
    # 64 bits over ten thousand: the rest of the division weighs less than one in 10^15.
    digest = hmac.new(key, b"revisit:" + order, hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % 10_000


def why_revisit(
    grade: int | None, order: bytes, key: bytes, percent: int, *, vulnerable: bool
) -> Why | None:
    """Return why somebody has to ask the resident again, or None.

    Parameters
    ----------
    grade : int or None
        The rating; None when the resident said nothing.
    order, key : bytes
        The order's id and the secret of the draw.
    percent : int
        Share of the others to ask.
    vulnerable : bool
        Whether a care file is kept for the resident.
    """
    if grade is not None and is_poor(grade):
        return Why.POOR
    if vulnerable:
        return Why.VULNERABLE
    return Why.LOT if lot(order, key) < percent * 100 else None
