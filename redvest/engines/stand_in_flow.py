"""Somebody goes instead of somebody: alone (替班), or each in the place of the other (换班).

The one who was asked may simply go, or give one of their own shifts in return. Then the asker says
yes to just that shift, and whoever runs the two activities says yes to the exchange. Whatever
changes meanwhile ends it; no way out of it costs anybody anything.
"""

from __future__ import annotations

from enum import StrEnum

from redvest.engines.flow import Step, by_action, row


class StandInState(StrEnum):
    """Where it stands; stored, so never renamed."""

    ASKED = "asked"
    OFFERED = "offered"
    """A shift was named in return; waits for the asker."""
    AGREED = "agreed"
    """Both want it; waits for whoever runs the activities."""
    ACCEPTED = "accepted"
    """Done: the places have changed hands."""
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"
    ENDED = "ended"
    """Something changed meanwhile."""


class StandInAction(StrEnum):
    """What somebody does about it; stored in its events, so never renamed."""

    ACCEPT = "accept"
    DECLINE = "decline"
    OFFER = "offer"
    AGREE = "agree"
    WITHDRAW = "withdraw"
    APPROVE = "approve"
    REFUSE = "refuse"
    END = "end"


class Side(StrEnum):
    """Whose move it is."""

    ASKER = "asker"
    ASKED = "asked"
    LEAD = "lead"
    CLOCK = "clock"


_S, _A, _W = StandInState, StandInAction, Side
LIVE = frozenset({_S.ASKED, _S.OFFERED, _S.AGREED})

ROWS: tuple[Step[StandInState, StandInAction, Side], ...] = (
    row(_A.ACCEPT, _S.ASKED, _S.ACCEPTED, _W.ASKED),
    row(_A.DECLINE, _S.ASKED, _S.DECLINED, _W.ASKED),
    row(_A.OFFER, _S.ASKED, _S.OFFERED, _W.ASKED),
    row(_A.AGREE, _S.OFFERED, _S.AGREED, _W.ASKER),
    row(_A.WITHDRAW, LIVE, _S.WITHDRAWN, _W.ASKER),
    row(_A.WITHDRAW, {_S.OFFERED, _S.AGREED}, _S.WITHDRAWN, _W.ASKED),
    row(_A.APPROVE, _S.AGREED, _S.ACCEPTED, _W.LEAD),
    row(_A.REFUSE, _S.AGREED, _S.REFUSED, _W.LEAD),
    row(_A.END, LIVE, _S.ENDED, _W.CLOCK),
)
STEPS = by_action(ROWS, StandInAction)
