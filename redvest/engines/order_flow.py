"""The life of a service order: the only copy of who may do what, from where, to where.

Buttons, the API, the documentation and the diagram are drawn from :data:`STEPS`. The numbers O1 to
O28 are those of the flow description; O29 to O33 are ways out of states that would otherwise be
dead ends (an upheld appeal, a decided dispute, a whistle that came back, a bundle declined, an
offer made by mistake).

Guards that need more than the state (who belongs to which team, how the order was rated, whether
the insurance covers the day) are the service's business, not this module's.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from redvest.engines import flow
from redvest.engines.roles import Role


class State(StrEnum):
    """Where an order stands; stored, so never renamed."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    REJECTED = "rejected"
    MERGED = "merged"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    POOLED = "pooled"
    CLAIMED = "claimed"
    SCHEDULED = "scheduled"
    IN_SERVICE = "in_service"
    DONE = "done"
    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"
    REWORK = "rework"
    RATED = "rated"
    DISPUTED = "disputed"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"
    UNFULFILLED = "unfulfilled"
    ESCALATED = "escalated"


class Action(StrEnum):
    """What somebody does to an order; stored in its events, so never renamed."""

    SUBMIT = "submit"
    RETURN_FOR_INFO = "return_for_info"
    REJECT = "reject"
    MERGE = "merge"
    ACCEPT = "accept"
    DISPATCH = "dispatch"
    POOL = "pool"
    DECLINE = "decline"
    TIME_OUT = "time_out"
    REASSIGN = "reassign"
    CLAIM = "claim"
    SCHEDULE = "schedule"
    GIVE_BACK = "give_back"
    RESCHEDULE = "reschedule"
    CHECK_IN = "check_in"
    REPORT_NO_SHOW = "report_no_show"
    REPORT_ABSENT = "report_absent"
    COMPLETE = "complete"
    CONFIRM = "confirm"
    LAPSE = "lapse"
    ASK_REWORK = "ask_rework"
    RATE = "rate"
    CHECK_POOR_RATING = "check_poor_rating"
    REVISIT = "revisit"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    CANCEL = "cancel"
    ESCALATE = "escalate"
    GIVE_UP = "give_up"
    COMPLAIN = "complain"
    REINSTATE = "reinstate"
    SETTLE = "settle"
    REOPEN = "reopen"
    RESUME = "resume"
    KEEP_OWN = "keep_own"
    TAKE_BACK = "take_back"


class Urgency(StrEnum):
    """How urgent the desk graded the order when it accepted it."""

    NORMAL = "normal"
    URGENT = "urgent"


class LimitUnit(StrEnum):
    """How the amount of a limit is counted; working days come from the holiday table."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long a step may take, counted from entering the state it leaves.

    Attributes
    ----------
    amount : int
        At least 1.
    unit : LimitUnit
        What ``amount`` counts.
    """

    amount: int
    unit: LimitUnit


@dataclass(frozen=True, slots=True)
class Step(flow.Step[State, Action, Role]):
    """One row of the flow.

    Attributes
    ----------
    code : str
        Number of the row in the flow description, ``"O1"`` to ``"O33"``; rows of one number share
        it.
    urgent, normal : Limit or None
        Default limit of the step by urgency; a district's policy may say otherwise.
    """

    code: str
    urgent: Limit | None = None
    normal: Limit | None = None

    def limit(self, urgency: Urgency) -> Limit | None:
        """Return the default limit for an order of this urgency."""
        return self.urgent if urgency is Urgency.URGENT else self.normal


def _hours(amount: int) -> Limit:
    return Limit(amount, LimitUnit.HOURS)


def _days(amount: int) -> Limit:
    return Limit(amount, LimitUnit.DAYS)


def _working_days(amount: int) -> Limit:
    return Limit(amount, LimitUnit.WORKING_DAYS)


_ASKER = frozenset({Role.RESIDENT, Role.PROXY})
_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
_ON_SITE = frozenset({Role.VOLUNTEER, Role.LEAD})
_PARTY = _ASKER | _DESK | _ON_SITE | {Role.TEAM_ADMIN, Role.GUARDIAN}

BEFORE_SERVICE = frozenset(
    {
        State.DRAFT,
        State.SUBMITTED,
        State.RETURNED,
        State.ACCEPTED,
        State.DISPATCHED,
        State.POOLED,
        State.CLAIMED,
        State.SCHEDULED,
        State.ESCALATED,
    }
)
"""States in which nobody has begun to serve; the resident may still withdraw."""

ADDRESS_VISIBLE = frozenset({State.SCHEDULED, State.IN_SERVICE, State.DONE})
"""The only states in which those assigned may see address and phone of the resident."""

DISPUTABLE = frozenset(
    {
        *(BEFORE_SERVICE - {State.DRAFT}),
        State.IN_SERVICE,
        State.DONE,
        State.REWORK,
        State.CONFIRMED,
        State.UNCONFIRMED,
        State.RATED,
    }
)
"""States in which any party may complain."""


def _row(
    code: str,
    action: Action,
    before: Set[State] | State,
    after: State,
    by: Set[Role] | Role,
    urgent: Limit | None = None,
    normal: Limit | None = None,
) -> Step:
    """Build a row; one limit given stands for both urgencies."""
    return Step(
        action, flow.several(before), after, flow.several(by), code, urgent, normal or urgent
    )


_S, _A, _R = State, Action, Role

ROWS: tuple[Step, ...] = (
    _row("O1", _A.SUBMIT, {_S.DRAFT, _S.RETURNED}, _S.SUBMITTED, _ASKER | {_R.VENUE_ADMIN}),
    _row("O2", _A.RETURN_FOR_INFO, _S.SUBMITTED, _S.RETURNED, _DESK, _working_days(1)),
    _row("O3", _A.REJECT, _S.SUBMITTED, _S.REJECTED, _DESK, _working_days(1)),
    _row("O4", _A.MERGE, _S.SUBMITTED, _S.MERGED, _DESK),
    _row("O5", _A.ACCEPT, _S.SUBMITTED, _S.ACCEPTED, _DESK, _hours(2), _working_days(1)),
    # Rework may go to another team, so it may be dispatched as well as scheduled again.
    _row("O6", _A.DISPATCH, {_S.ACCEPTED, _S.REWORK}, _S.DISPATCHED, _DESK, _working_days(1)),
    _row("O7", _A.POOL, _S.ACCEPTED, _S.POOLED, _DESK),
    # A venue that was asked instead of a team says no as a team does.
    _row("O8", _A.DECLINE, _S.DISPATCHED, _S.ACCEPTED, {_R.TEAM_ADMIN, _R.VENUE_ADMIN}),
    # A pooled order nobody took comes back to the desk by the same clock.
    _row(
        "O9",
        _A.TIME_OUT,
        {_S.DISPATCHED, _S.POOLED},
        _S.ACCEPTED,
        _R.SYSTEM,
        _hours(1),
        _hours(24),
    ),
    _row("O10", _A.REASSIGN, _S.DISPATCHED, _S.DISPATCHED, _DESK),
    _row("O11", _A.CLAIM, {_S.DISPATCHED, _S.POOLED}, _S.CLAIMED, _R.TEAM_ADMIN),
    _row("O11", _A.CLAIM, _S.POOLED, _S.CLAIMED, _R.VOLUNTEER),
    # The team proposes; the visit is fixed with the last yes, whoever says it.
    _row(
        "O12",
        _A.SCHEDULE,
        {_S.CLAIMED, _S.REWORK},
        _S.SCHEDULED,
        {_R.TEAM_ADMIN, _R.SYSTEM},
        _hours(24),
    ),
    _row("O13", _A.GIVE_BACK, {_S.CLAIMED, _S.SCHEDULED}, _S.ACCEPTED, _R.TEAM_ADMIN),
    _row("O14", _A.RESCHEDULE, _S.SCHEDULED, _S.SCHEDULED, _ASKER | {_R.TEAM_ADMIN}),
    _row("O15", _A.CHECK_IN, _S.SCHEDULED, _S.IN_SERVICE, _ON_SITE),
    _row(
        "O16",
        _A.REPORT_NO_SHOW,
        _S.SCHEDULED,
        _S.DISPUTED,
        _ASKER | {_R.SYSTEM},
        Limit(30, LimitUnit.MINUTES),
    ),
    _row("O17", _A.REPORT_ABSENT, _S.SCHEDULED, _S.CANCELLED, _R.LEAD),
    _row("O18", _A.COMPLETE, _S.IN_SERVICE, _S.DONE, _ON_SITE),
    _row("O19", _A.CONFIRM, {_S.DONE, _S.UNCONFIRMED}, _S.CONFIRMED, _ASKER),
    # Silence is recorded as silence, never as satisfaction.
    _row("O19", _A.LAPSE, _S.DONE, _S.UNCONFIRMED, _R.SYSTEM, _days(7)),
    _row("O20", _A.ASK_REWORK, _S.DONE, _S.REWORK, _ASKER, _working_days(3)),
    _row("O21", _A.RATE, _S.CONFIRMED, _S.RATED, _ASKER, _days(30)),
    _row("O22", _A.CHECK_POOR_RATING, _S.RATED, _S.DISPUTED, _R.SYSTEM, _working_days(5)),
    _row(
        "O23",
        _A.REVISIT,
        {_S.RATED, _S.UNCONFIRMED},
        _S.CLOSED,
        {_R.CENTRE_ADMIN, _R.AUDITOR},
        _days(7),
    ),
    # Orders outside the revisit sample, and those nobody rated in time, close by the clock.
    _row("O23", _A.CLOSE, {_S.RATED, _S.UNCONFIRMED, _S.CONFIRMED}, _S.CLOSED, _R.SYSTEM, _days(7)),
    _row("O24", _A.WITHDRAW, BEFORE_SERVICE, _S.WITHDRAWN, _ASKER),
    _row("O25", _A.CANCEL, BEFORE_SERVICE | {_S.IN_SERVICE}, _S.CANCELLED, _R.CENTRE_ADMIN),
    _row("O26", _A.ESCALATE, _S.ACCEPTED, _S.ESCALATED, _R.VENUE_ADMIN),
    _row("O27", _A.GIVE_UP, _S.ACCEPTED, _S.UNFULFILLED, _R.CENTRE_ADMIN),
    _row("O28", _A.COMPLAIN, DISPUTABLE, _S.DISPUTED, _PARTY, _working_days(5)),
    _row("O29", _A.REINSTATE, _S.REJECTED, _S.ACCEPTED, _R.CENTRE_ADMIN, _working_days(10)),
    _row("O30", _A.SETTLE, _S.DISPUTED, _S.CLOSED, _DESK, _working_days(5)),
    _row("O30", _A.REOPEN, _S.DISPUTED, _S.ACCEPTED, _DESK, _working_days(5)),
    _row("O31", _A.RESUME, _S.ESCALATED, _S.ACCEPTED, _DESK),
    # Out of a bundle: the resident wants somebody to come, or the desk calls the bundle off.
    _row(
        "O32",
        _A.KEEP_OWN,
        {_S.DISPATCHED, _S.CLAIMED, _S.SCHEDULED},
        _S.ACCEPTED,
        _ASKER | _DESK,
    ),
    # Nobody has answered yet: the desk undoes what it sent.
    _row("O33", _A.TAKE_BACK, {_S.DISPATCHED, _S.POOLED}, _S.ACCEPTED, _DESK),
)
"""Every row of the flow, in the order of its numbers."""

STEPS = flow.by_action(ROWS, Action)
"""The rows of each action; an action has several when the state depends on who acts."""

TERMINAL = frozenset(State) - frozenset().union(*(row.before for row in ROWS))
"""States no step leaves; what is in them is never changed again."""

OPEN = frozenset(State) - TERMINAL - {State.REJECTED}
"""States in which somebody still owes the resident something (a rejection only awaits appeal)."""


def next_state(state: State, action: Action, roles: Set[Role]) -> State:
    """Where an order stands after the action; see :func:`redvest.engines.flow.next_state`."""
    return flow.next_state(STEPS, state, action, roles)


def actions_open_to(state: State, roles: Set[Role]) -> tuple[Action, ...]:
    """Return exactly the actions for which :func:`next_state` does not refuse."""
    return flow.actions_open_to(STEPS, state, roles)
