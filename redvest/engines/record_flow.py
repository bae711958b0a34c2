"""The life of a service record: who may bring it from where to where, and how many people it takes.

The numbers R1 to R8 are those of the flow description. A record becomes somebody's hours only in
``effective``; what it says never changes, a correction is another record that takes its place.

:func:`may_act` holds the rule of separate hands: whoever served, entered or approved something does
not do the next step that somebody else is meant to do. A test searches the whole graph and finds no
way on which one person alone makes hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from redvest.engines.evidence import Level
from redvest.engines.roles import Role


class State(StrEnum):
    """Where a record stands; stored, so never renamed."""

    DRAFT = "draft"
    PENDING_CONFIRM = "pending_confirm"
    PENDING_REVIEW = "pending_review"
    PUBLIC_NOTICE = "public_notice"
    EFFECTIVE = "effective"
    QUESTIONED = "questioned"
    REJECTED = "rejected"
    CORRECTED = "corrected"
    REVOKED = "revoked"
    FROZEN = "frozen"


class Action(StrEnum):
    """What somebody does to a record; stored in its events, so never renamed."""

    RECORD = "record"
    ASK = "ask"
    CONFIRM = "confirm"
    DENY = "deny"
    APPROVE = "approve"
    REJECT = "reject"
    WAIVE_REVIEW = "waive_review"
    TAKE_EFFECT = "take_effect"
    QUESTION = "question"
    UPHOLD = "uphold"
    CORRECT = "correct"
    ASK_REVOKE = "ask_revoke"
    REVOKE = "revoke"
    KEEP = "keep"
    REINSTATE = "reinstate"


class RecordFlowError(ValueError):
    """A step that cannot be taken; ``code`` is stable, the wording is the caller's."""

    code = "record_flow"

    def __init__(self, action: Action, state: State) -> None:
        super().__init__(f"{self.code}: {action.value} from {state.value}")
        self.action, self.state = action, state


class NotAllowed(RecordFlowError):
    """None of the roles held may ever take this step (403)."""

    code = "not_allowed"


class WrongState(RecordFlowError):
    """A role held may take this step, but not from the state the record is in now (409)."""

    code = "wrong_state"


class SameHand(RecordFlowError):
    """The step belongs to somebody who has had no part in this record (403)."""

    code = "same_hand"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the flow: ``action`` leads from ``before`` to ``after`` when done by ``by``.

    ``apart`` says that whoever served, recorded or approved the record may not take the step.
    """

    code: str
    action: Action
    before: frozenset[State]
    after: State
    by: frozenset[Role]
    apart: bool = False


_S, _A, _R = State, Action, Role
_DESK = frozenset({_R.VENUE_ADMIN, _R.CENTRE_ADMIN})
_CENTRE = frozenset({_R.CENTRE_ADMIN})
_SYSTEM = frozenset({_R.SYSTEM})
_VOUCHERS = frozenset({_R.LEAD, _R.VENUE_ADMIN, _R.CENTRE_ADMIN})
_ANYBODY = frozenset({_R.VOLUNTEER, _R.RESIDENT, _R.LEAD, _R.TEAM_ADMIN, _R.AUDITOR}) | _DESK


def _row(
    code: str,
    action: Action,
    before: Set[State],
    after: State,
    by: Set[Role],
    *,
    apart: bool = False,
) -> Step:
    return Step(code, action, frozenset(before), after, frozenset(by), apart)


ROWS: tuple[Step, ...] = (
    _row("R2", _A.ASK, {_S.DRAFT}, _S.PENDING_CONFIRM, _SYSTEM),
    # A back-filled record needs nobody to ask: its reviewers are its confirmation.
    _row("R2", _A.RECORD, {_S.DRAFT}, _S.PENDING_REVIEW, _DESK | {_R.TEAM_ADMIN}),
    _row("R2", _A.CONFIRM, {_S.PENDING_CONFIRM}, _S.PENDING_REVIEW, _VOUCHERS, apart=True),
    # The resident's own confirmation of the order, entered by nobody who served.
    _row("R2", _A.CONFIRM, {_S.PENDING_CONFIRM}, _S.PENDING_REVIEW, _SYSTEM),
    _row("R2", _A.DENY, {_S.PENDING_CONFIRM}, _S.REJECTED, _VOUCHERS, apart=True),
    _row("R3", _A.WAIVE_REVIEW, {_S.PENDING_REVIEW}, _S.PUBLIC_NOTICE, _SYSTEM),
    _row("R3", _A.APPROVE, {_S.PENDING_REVIEW}, _S.PUBLIC_NOTICE, _DESK, apart=True),
    _row("R3", _A.REJECT, {_S.PENDING_REVIEW}, _S.REJECTED, _DESK, apart=True),
    _row("R4", _A.TAKE_EFFECT, {_S.PUBLIC_NOTICE}, _S.EFFECTIVE, _SYSTEM),
    _row(
        "R6",
        _A.QUESTION,
        {_S.PUBLIC_NOTICE, _S.EFFECTIVE},
        _S.QUESTIONED,
        _ANYBODY | _SYSTEM,
    ),
    _row("R6", _A.UPHOLD, {_S.QUESTIONED}, _S.PUBLIC_NOTICE, _DESK, apart=True),
    _row("R7", _A.CORRECT, {_S.EFFECTIVE, _S.QUESTIONED}, _S.CORRECTED, _DESK, apart=True),
    _row(
        "R8",
        _A.ASK_REVOKE,
        {_S.PUBLIC_NOTICE, _S.EFFECTIVE, _S.QUESTIONED},
        _S.FROZEN,
        _DESK,
    ),
    _row("R8", _A.REVOKE, {_S.FROZEN}, _S.REVOKED, _CENTRE),
    _row("R8", _A.KEEP, {_S.FROZEN}, _S.PUBLIC_NOTICE, _CENTRE),
    _row("R8", _A.REINSTATE, {_S.REVOKED}, _S.PUBLIC_NOTICE, _CENTRE, apart=True),
)
"""Every row of the flow, in the order of its numbers."""

STEPS: Mapping[Action, tuple[Step, ...]] = MappingProxyType(
    {action: tuple(row for row in ROWS if row.action is action) for action in Action}
)

HOLDS_TIME = frozenset({State.PUBLIC_NOTICE, State.EFFECTIVE, State.QUESTIONED, State.FROZEN})
"""States in which a record claims its time: no other record of the person may claim it too."""

OPEN = frozenset({State.DRAFT, State.PENDING_CONFIRM, State.PENDING_REVIEW})
"""States in which somebody still owes the volunteer an answer."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who has had a part in a record, as opaque names (account ids).

    ``served`` is the volunteer, ``recorded`` who entered it (None for the system), ``vouched`` who
    confirmed it, ``approved`` the first of two approvers, ``revoking`` who asked to revoke it.
    """

    served: object = None
    recorded: object = None
    vouched: object = None
    approved: object = None
    revoking: object = None


def next_state(state: State, action: Action, roles: Set[Role]) -> State:
    """Return where a record stands after the action.

    Raises
    ------
    NotAllowed, WrongState
        If none of the roles may ever do this, or not from this state.
    """
    mine = [row for row in STEPS[action] if row.by & roles]
    if not mine:
        raise NotAllowed(action, state)
    for row in mine:
        if state in row.before:
            return row.after
    raise WrongState(action, state)


def may_act(action: Action, who: object, hands: Hands, level: Level) -> bool:
    """Whether the step may be taken by this person, seen what they did before.

    The system (``who`` is None) is nobody's hand. Nobody decides about their own service; whoever
    entered a record does not approve it; back-filled hours have two approvers; whoever asked to
    revoke does not decide it.
    """
    if who is None:
        return True
    if action in (Action.QUESTION, Action.ASK):
        return True
    if who == hands.served:
        return False
    if action is Action.CONFIRM:
        return who != hands.recorded
    if action is Action.APPROVE:
        if level is Level.NONE:
            return False  # What nobody has proven is nobody's to approve.
        # The one who vouched for hours that need a reviewer is not that reviewer.
        return who not in (hands.recorded, hands.vouched, hands.approved)
    if action in (Action.REVOKE, Action.KEEP):
        return who != hands.revoking
    if action is Action.REINSTATE:
        return who not in (hands.revoking, hands.recorded)
    if action in (Action.UPHOLD, Action.CORRECT):
        return who != hands.recorded or level is not Level.D
    return True


def approvals_needed(level: Level) -> int:
    """Return how many people besides the recorder must approve: two for back-filled hours."""
    return 2 if level is Level.D else 1


def actions_open_to(state: State, roles: Set[Role]) -> tuple[Action, ...]:
    """Return what somebody with these roles may do now, in the order of the flow."""
    return tuple(
        action
        for action in Action
        if any(state in row.before and row.by & roles for row in STEPS[action])
    )
