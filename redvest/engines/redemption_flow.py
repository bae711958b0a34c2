"""The life of a redemption: who may bring it from where to where.

Points are held and one piece is set aside when it is reserved; both are given back by every end
but the hand-over, and each of these ends happens once. Taking a hand-over back needs two people.
"""

from __future__ import annotations

from enum import StrEnum

from redvest.engines.flow import by_action, row
from redvest.engines.roles import Role


class State(StrEnum):
    """Where a redemption stands; stored, so never renamed."""

    RESERVED = "reserved"
    ISSUED = "issued"
    FULFILLED = "fulfilled"
    CLOSED = "closed"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    OUT_OF_STOCK = "out_of_stock"
    DISPUTED = "disputed"
    REVERSING = "reversing"
    REVERSED = "reversed"


class Action(StrEnum):
    """What somebody does to a redemption; stored in its events, so never renamed."""

    ISSUE = "issue"
    FULFIL = "fulfil"
    CANCEL = "cancel"
    EXPIRE = "expire"
    RUN_OUT = "run_out"
    DISPUTE = "dispute"
    UPHOLD = "uphold"
    ASK_REVERSAL = "ask_reversal"
    REVERSE = "reverse"
    KEEP = "keep"
    CLOSE = "close"


_S, _A, _R = State, Action, Role
OPEN = frozenset({_S.RESERVED, _S.ISSUED})
"""Points are held and a piece is set aside."""
COUNTED = OPEN | {_S.FULFILLED, _S.CLOSED, _S.DISPUTED, _S.REVERSING}
"""States that count against how many somebody may have."""
_DESK = frozenset({_R.VENUE_ADMIN, _R.CENTRE_ADMIN})
_HANDING = _DESK | {_R.PARTNER, _R.SYSTEM}

ROWS = (
    row(_A.ISSUE, _S.RESERVED, _S.ISSUED, _DESK | {_R.RESIDENT}),
    row(_A.FULFIL, _S.ISSUED, _S.FULFILLED, _HANDING),
    row(_A.CANCEL, OPEN, _S.CANCELLED, _DESK | {_R.RESIDENT}),
    row(_A.EXPIRE, OPEN, _S.EXPIRED, _R.SYSTEM),
    row(_A.RUN_OUT, _S.ISSUED, _S.OUT_OF_STOCK, _HANDING),
    row(_A.DISPUTE, _S.FULFILLED, _S.DISPUTED, _R.RESIDENT),
    row(_A.UPHOLD, _S.DISPUTED, _S.CLOSED, _DESK),
    row(_A.ASK_REVERSAL, {_S.FULFILLED, _S.DISPUTED}, _S.REVERSING, _DESK),
    row(_A.REVERSE, _S.REVERSING, _S.REVERSED, _R.CENTRE_ADMIN),
    row(_A.KEEP, _S.REVERSING, _S.CLOSED, _R.CENTRE_ADMIN),
    row(_A.CLOSE, _S.FULFILLED, _S.CLOSED, _R.SYSTEM),
)
STEPS = by_action(ROWS, Action)
