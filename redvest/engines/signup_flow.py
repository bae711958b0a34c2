"""One volunteer towards one shift: every state and every way between them.

A place is held from the moment somebody is offered or given it until they leave it. A refusal, a
withdrawal and a lapsed offer cost nothing.
"""

from __future__ import annotations

from collections.abc import Set
from enum import StrEnum

from redvest.engines import flow
from redvest.engines.flow import row
from redvest.engines.roles import Role


class SignUpState(StrEnum):
    """Where a sign-up stands; stored, so never renamed."""

    APPLIED = "applied"
    """Waits for the organiser; holds no place."""
    WAITLISTED = "waitlisted"
    """No place was free; in the order of the server."""
    APPROVED = "approved"
    """A place is kept until the volunteer says yes."""
    CONFIRMED = "confirmed"
    CHECKED_IN = "checked_in"
    CHECKED_OUT = "checked_out"
    SETTLED = "settled"
    REJECTED = "rejected"
    DECLINED = "declined"
    """Offered or asked, and said no. Costs nothing."""
    LAPSED = "lapsed"
    """An offer nobody answered in time. Costs nothing."""
    WITHDRAWN = "withdrawn"
    LATE_WITHDRAWN = "late_withdrawn"
    REPLACED = "replaced"
    """Somebody else goes instead."""
    CALLED_OFF = "called_off"
    """The activity was cancelled."""
    ABSENT_EXCUSED = "absent_excused"
    NO_SHOW = "no_show"


class SignUpAction(StrEnum):
    """What happens to a sign-up; stored in its events, so never renamed."""

    ADMIT = "admit"
    REJECT = "reject"
    OFFER = "offer"
    CONFIRM = "confirm"
    DECLINE = "decline"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    WITHDRAW_LATE = "withdraw_late"
    REPLACE = "replace"
    CALL_OFF = "call_off"
    ASK_AGAIN = "ask_again"
    CHECK_IN = "check_in"
    CHECK_OUT = "check_out"
    SETTLE = "settle"
    EXCUSE = "excuse"
    MARK_NO_SHOW = "mark_no_show"
    CORRECT = "correct"


_S, _A = SignUpState, SignUpAction
_OWN = frozenset({Role.VOLUNTEER, Role.GUARDIAN})
_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_ORGANISER = _DESK | {Role.TEAM_ADMIN, Role.LEAD}
_CLOCK = frozenset({Role.SYSTEM})

HOLDING = frozenset(
    {_S.APPROVED, _S.CONFIRMED, _S.CHECKED_IN, _S.CHECKED_OUT, _S.SETTLED, _S.NO_SHOW}
)
"""States in which a place of the shift is taken."""

LIVE = HOLDING | {_S.APPLIED, _S.WAITLISTED}
"""States of which a volunteer has at most one towards a shift."""

COMING = frozenset({_S.APPROVED, _S.CONFIRMED, _S.CHECKED_IN})
"""States of somebody who is expected or there."""


ROWS: tuple[flow.Step[SignUpState, SignUpAction, Role], ...] = (
    row(_A.ADMIT, {_S.APPLIED, _S.WAITLISTED}, _S.CONFIRMED, _ORGANISER),
    row(_A.REJECT, {_S.APPLIED, _S.WAITLISTED}, _S.REJECTED, _ORGANISER),
    # A place became free: the first on the list is asked whether they still can.
    row(_A.OFFER, _S.WAITLISTED, _S.APPROVED, _CLOCK),
    row(_A.CONFIRM, _S.APPROVED, _S.CONFIRMED, _OWN),
    row(_A.DECLINE, _S.APPROVED, _S.DECLINED, _OWN),
    row(_A.LAPSE, {_S.APPROVED, _S.APPLIED, _S.WAITLISTED}, _S.LAPSED, _CLOCK),
    row(_A.WITHDRAW, {_S.APPLIED, _S.WAITLISTED, _S.CONFIRMED}, _S.WITHDRAWN, _OWN),
    row(_A.WITHDRAW_LATE, _S.CONFIRMED, _S.LATE_WITHDRAWN, _OWN),
    row(_A.REPLACE, _S.CONFIRMED, _S.REPLACED, _OWN | _ORGANISER),
    row(
        _A.CALL_OFF,
        {_S.APPLIED, _S.WAITLISTED, _S.APPROVED, _S.CONFIRMED},
        _S.CALLED_OFF,
        _ORGANISER | _CLOCK,
    ),
    # The plan changed: whoever had agreed is asked again and may leave.
    row(_A.ASK_AGAIN, {_S.CONFIRMED, _S.APPROVED}, _S.APPROVED, _ORGANISER | _CLOCK),
    row(_A.CHECK_IN, {_S.CONFIRMED, _S.APPROVED}, _S.CHECKED_IN, _OWN | _ORGANISER | _CLOCK),
    row(_A.CHECK_OUT, _S.CHECKED_IN, _S.CHECKED_OUT, _OWN | _ORGANISER | _CLOCK),
    # Coming back after a break is a second pair.
    row(_A.CHECK_IN, _S.CHECKED_OUT, _S.CHECKED_IN, _OWN | _ORGANISER | _CLOCK),
    row(
        _A.SETTLE,
        {_S.CONFIRMED, _S.CHECKED_IN, _S.CHECKED_OUT},
        _S.SETTLED,
        _DESK | _CLOCK,
    ),
    row(_A.EXCUSE, {_S.CONFIRMED, _S.NO_SHOW}, _S.ABSENT_EXCUSED, _ORGANISER),
    row(_A.MARK_NO_SHOW, _S.CONFIRMED, _S.NO_SHOW, _ORGANISER),
    # An appeal, or a look at the paper list: the person was there after all.
    row(_A.CORRECT, {_S.NO_SHOW, _S.ABSENT_EXCUSED}, _S.CONFIRMED, _DESK),
)
"""Every row of the flow."""

STEPS = flow.by_action(ROWS, SignUpAction)

TERMINAL = frozenset(SignUpState) - frozenset().union(*(one.before for one in ROWS))
"""States no step leaves."""


def next_state(state: SignUpState, action: SignUpAction, roles: Set[Role]) -> SignUpState:
    """Where a sign-up stands after the action; see :func:`redvest.engines.flow.next_state`."""
    return flow.next_state(STEPS, state, action, roles)


def actions_open_to(state: SignUpState, roles: Set[Role]) -> tuple[SignUpAction, ...]:
    """Return exactly the actions for which :func:`next_state` does not refuse."""
    return flow.actions_open_to(STEPS, state, roles)
