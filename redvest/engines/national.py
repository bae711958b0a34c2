"""What the national system has to be told about a record, and how long to wait between tries.

Told is only what counts: a record is put there once it is effective and proven by others, and
taken back when it was corrected or revoked. What is merely questioned stays until it is decided.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from redvest.engines.evidence import COUNTED, Level
from redvest.engines.record_flow import State


class Kind(StrEnum):
    """What is told; stored, so never renamed."""

    PUT = "put"
    WITHDRAW = "withdraw"


GONE = frozenset({State.CORRECTED, State.REVOKED})
LEVELS = COUNTED
WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After the n-th failure; after the last one somebody has to look."""


def wanted(state: State, level: Level, last: Kind | None) -> Kind | None:
    """Return what has to be told now, seen what was told last.

    >>> wanted(State.EFFECTIVE, Level.A, None).value
    'put'
    >>> wanted(State.REVOKED, Level.A, Kind.PUT).value
    'withdraw'
    """
    if state is State.EFFECTIVE and level in LEVELS and last is not Kind.PUT:
        return Kind.PUT
    if state in GONE and last is Kind.PUT:
        return Kind.WITHDRAW
    return None


def wait_after(failures: int) -> timedelta | None:
    """Return how long to wait after so many failures; None when nobody tries again by itself."""
    return WAITS[failures - 1] if 0 < failures <= len(WAITS) else None
