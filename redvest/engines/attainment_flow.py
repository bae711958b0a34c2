"""培训记录 and 表彰记录: entered by one hand, confirmed by another, taken back by the center."""

from __future__ import annotations

from enum import StrEnum

from redvest.engines.flow import by_action, row
from redvest.engines.roles import Role


class Kind(StrEnum):
    """What it is; stored, so never renamed."""

    TRAINING = "training"
    AWARD = "award"


class State(StrEnum):
    """Where it stands; stored, so never renamed."""

    ENTERED = "entered"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What somebody does to it; stored in its events, so never renamed."""

    CONFIRM = "confirm"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})

ROWS = (
    row(Action.CONFIRM, State.ENTERED, State.CONFIRMED, _DESK),
    row(Action.REFUSE, State.ENTERED, State.REFUSED, _DESK),
    row(Action.WITHDRAW, State.CONFIRMED, State.WITHDRAWN, Role.CENTRE_ADMIN),
)
STEPS = by_action(ROWS, Action)


def may_decide(action: Action, who: object, served: object, entered: object) -> bool:
    """Whether this hand may take the step: nobody's own, and confirmed by another than entered.

    >>> may_decide(Action.CONFIRM, "desk", "wang", "desk")
    False
    >>> may_decide(Action.CONFIRM, "desk", "wang", "lead")
    True
    """
    if who is None or who == served:
        return False
    return action is Action.WITHDRAW or who != entered
