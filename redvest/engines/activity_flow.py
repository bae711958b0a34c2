"""The life of an activity: the only copy of who may do what, from where, to where.

Guards that need more than the state (who made it, whether it is ready, whether anybody has signed
up) are :mod:`redvest.engines.activity_rules` and the service's business.
"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from redvest.engines import flow
from redvest.engines.flow import row
from redvest.engines.roles import Role


class ActivityState(StrEnum):
    """Where an activity stands; stored, so never renamed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"
    PUBLISHED = "published"
    FULL = "full"
    SIGNUP_CLOSED = "signup_closed"
    POSTPONED = "postponed"
    UNPUBLISHED = "unpublished"
    ONGOING = "ongoing"
    ENDED = "ended"
    SETTLED = "settled"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class ActivityAction(StrEnum):
    """What somebody does to an activity; stored in its events, so never renamed."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    APPROVE = "approve"
    REJECT = "reject"
    REVISE = "revise"
    PUBLISH = "publish"
    FILL = "fill"
    FREE = "free"
    CLOSE_SIGNUP = "close_signup"
    OPEN_SIGNUP = "open_signup"
    UNPUBLISH = "unpublish"
    POSTPONE = "postpone"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    START = "start"
    END = "end"
    SETTLE = "settle"
    ARCHIVE = "archive"


_S, _A = ActivityState, ActivityAction
_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_ORGANISER = _DESK | {Role.TEAM_ADMIN}
_CLOCK = frozenset({Role.SYSTEM})

ANNOUNCED = frozenset({_S.PUBLISHED, _S.FULL, _S.SIGNUP_CLOSED})
"""Public, before its day."""

PUBLIC = ANNOUNCED | {_S.POSTPONED, _S.ONGOING, _S.ENDED, _S.SETTLED, _S.CANCELLED}
"""What anybody may read about, once it was published."""


ROWS: tuple[flow.Step[ActivityState, ActivityAction, Role], ...] = (
    row(_A.SUBMIT, {_S.DRAFT, _S.UNPUBLISHED}, _S.SUBMITTED, _ORGANISER),
    row(_A.TAKE_BACK, _S.SUBMITTED, _S.DRAFT, _ORGANISER),
    # By somebody else than who made it, of the level the rules ask for.
    row(_A.APPROVE, _S.SUBMITTED, _S.APPROVED, _DESK),
    row(_A.REJECT, _S.SUBMITTED, _S.REJECTED, _DESK),
    # Whatever is changed after the approval is looked at again.
    row(_A.REVISE, {_S.REJECTED, _S.APPROVED, _S.UNPUBLISHED}, _S.DRAFT, _ORGANISER),
    row(_A.PUBLISH, {_S.APPROVED, _S.UNPUBLISHED}, _S.PUBLISHED, _ORGANISER),
    # Every place taken, and one free again: nobody's decision.
    row(_A.FILL, _S.PUBLISHED, _S.FULL, _CLOCK),
    row(_A.FREE, _S.FULL, _S.PUBLISHED, _CLOCK),
    row(_A.CLOSE_SIGNUP, {_S.PUBLISHED, _S.FULL}, _S.SIGNUP_CLOSED, _ORGANISER | _CLOCK),
    row(_A.OPEN_SIGNUP, _S.SIGNUP_CLOSED, _S.PUBLISHED, _ORGANISER),
    # Nobody has signed up: it simply disappears and may be changed. Otherwise it is cancelled.
    row(_A.UNPUBLISH, {_S.PUBLISHED, _S.SIGNUP_CLOSED}, _S.UNPUBLISHED, _ORGANISER),
    row(_A.POSTPONE, ANNOUNCED, _S.POSTPONED, _ORGANISER),
    row(_A.RESCHEDULE, _S.POSTPONED, _S.PUBLISHED, _ORGANISER),
    row(
        _A.CANCEL,
        ANNOUNCED | {_S.DRAFT, _S.REJECTED, _S.APPROVED, _S.UNPUBLISHED, _S.POSTPONED, _S.ONGOING},
        _S.CANCELLED,
        _ORGANISER,
    ),
    row(_A.START, ANNOUNCED, _S.ONGOING, _CLOCK | {Role.LEAD} | _ORGANISER),
    row(_A.END, _S.ONGOING, _S.ENDED, _CLOCK | {Role.LEAD} | _ORGANISER),
    # The lead proposes who was there; the desk of the place approves.
    row(_A.SETTLE, _S.ENDED, _S.SETTLED, _DESK),
    row(_A.ARCHIVE, _S.SETTLED, _S.ARCHIVED, _DESK | _CLOCK),
)
"""Every row of the flow."""

STEPS = flow.by_action(ROWS, ActivityAction)

TERMINAL = frozenset(ActivityState) - frozenset().union(*(one.before for one in ROWS))
"""States no step leaves."""

EDITABLE = frozenset({_S.DRAFT})
"""Where the plan itself may be changed; from elsewhere one revises first."""

BEFORE_THE_DAY = frozenset(
    {_S.DRAFT, _S.SUBMITTED, _S.APPROVED, _S.REJECTED, _S.UNPUBLISHED, _S.POSTPONED} | ANNOUNCED
)
"""States in which nobody has begun."""


def next_state(state: ActivityState, action: ActivityAction, roles: Set[Role]) -> ActivityState:
    """Where an activity stands after the action; see :func:`redvest.engines.flow.next_state`."""
    return flow.next_state(STEPS, state, action, roles)


def actions_open_to(state: ActivityState, roles: Set[Role]) -> tuple[ActivityAction, ...]:
    """Return exactly the actions for which :func:`next_state` does not refuse."""
    return flow.actions_open_to(STEPS, state, roles)
