"""The life of an adjustment: who may bring it from where to where.

One proposes, another agrees, and only then do the books move, against an account that must come
back to nothing: somebody finds out what had happened, and the adjustment is cleared or undone.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from redvest.engines.flow import by_action, row
from redvest.engines.roles import Role


class State(StrEnum):
    """Where an adjustment stands; stored, so never renamed."""

    ASKED = "asked"
    MADE = "made"
    REFUSED = "refused"
    CLEARED = "cleared"
    UNDONE = "undone"


class Action(StrEnum):
    """What somebody does to an adjustment; stored in its events, so never renamed."""

    APPROVE = "approve"
    REFUSE = "refuse"
    CLEAR = "clear"
    UNDO = "undo"


_S, _A, _R = State, Action, Role
CLEARED_WITHIN = timedelta(days=7)
"""For how long an adjustment may wait for somebody to find out why it was needed."""
ROWS = (
    row(_A.APPROVE, _S.ASKED, _S.MADE, _R.CENTRE_ADMIN),
    row(_A.REFUSE, _S.ASKED, _S.REFUSED, _R.CENTRE_ADMIN),
    row(_A.CLEAR, _S.MADE, _S.CLEARED, _R.CENTRE_ADMIN),
    row(_A.UNDO, _S.MADE, _S.UNDONE, _R.CENTRE_ADMIN),
)
STEPS = by_action(ROWS, Action)
