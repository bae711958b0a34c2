"""The life of a service record: who may bring it from where to where, and how many people it takes.

The numbers R1 to R8 are those of the flow description. A record becomes somebody's hours only in
``effective``; what it says never changes, a correction is another record that takes its place.

:func:`may_act` holds the rule of separate hands: whoever served, entered or approved something does
not do the next step that somebody else is meant to do. A test searches the whole graph and finds no
way on which one person alone makes hours.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from enum import StrEnum

from redvest.engines import flow
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


@dataclass(frozen=True, slots=True)
class Step(flow.Step[State, Action, Role]):
    """One row of the flow, with its number in the flow description."""

    code: str


_S, _A, _R = State, Action, Role
_DESK = frozenset({_R.VENUE_ADMIN, _R.CENTRE_ADMIN})
_CENTRE = frozenset({_R.CENTRE_ADMIN})
_SYSTEM = frozenset({_R.SYSTEM})
_VOUCHERS = frozenset({_R.LEAD, _R.VENUE_ADMIN, _R.CENTRE_ADMIN})
_ANYBODY = frozenset({_R.VOLUNTEER, _R.RESIDENT, _R.LEAD, _R.TEAM_ADMIN, _R.AUDITOR}) | _DESK


def _row(code: str, action: Action, before: Set[State], after: State, by: Set[Role]) -> Step:
    return Step(action, frozenset(before), after, frozenset(by), code)


ROWS: tuple[Step, ...] = (
    _row("R2", _A.ASK, {_S.DRAFT}, _S.PENDING_CONFIRM, _SYSTEM),
    # A back-filled record needs nobody to ask: its reviewers are its confirmation.
    _row("R2", _A.RECORD, {_S.DRAFT}, _S.PENDING_REVIEW, _DESK | {_R.TEAM_ADMIN}),
    _row("R2", _A.CONFIRM, {_S.PENDING_CONFIRM}, _S.PENDING_REVIEW, _VOUCHERS),
    # The resident's own confirmation of the order, entered by nobody who served.
    _row("R2", _A.CONFIRM, {_S.PENDING_CONFIRM}, _S.PENDING_REVIEW, _SYSTEM),
    _row("R2", _A.DENY, {_S.PENDING_CONFIRM}, _S.REJECTED, _VOUCHERS),
    _row("R3", _A.WAIVE_REVIEW, {_S.PENDING_REVIEW}, _S.PUBLIC_NOTICE, _SYSTEM),
    _row("R3", _A.APPROVE, {_S.PENDING_REVIEW}, _S.PUBLIC_NOTICE, _DESK),
    _row("R3", _A.REJECT, {_S.PENDING_REVIEW}, _S.REJECTED, _DESK),
    _row("R4", _A.TAKE_EFFECT, {_S.PUBLIC_NOTICE}, _S.EFFECTIVE, _SYSTEM),
    _row(
        "R6",
        _A.QUESTION,
        {_S.PUBLIC_NOTICE, _S.EFFECTIVE},
        _S.QUESTIONED,
        _ANYBODY | _SYSTEM,
    ),
    _row("R6", _A.UPHOLD, {_S.QUESTIONED}, _S.PUBLIC_NOTICE, _DESK),
    _row("R7", _A.CORRECT, {_S.EFFECTIVE, _S.QUESTIONED}, _S.CORRECTED, _DESK),
    _row(
        "R8",
        _A.ASK_REVOKE,
        {_S.PUBLIC_NOTICE, _S.EFFECTIVE, _S.QUESTIONED},
        _S.FROZEN,
        _DESK,
    ),
    _row("R8", _A.REVOKE, {_S.FROZEN}, _S.REVOKED, _CENTRE),
    _row("R8", _A.KEEP, {_S.FROZEN}, _S.PUBLIC_NOTICE, _CENTRE),
    _row("R8", _A.REINSTATE, {_S.REVOKED}, _S.PUBLIC_NOTICE, _CENTRE),
)
"""Every row of the flow, in the order of its numbers."""

STEPS = flow.by_action(ROWS, Action)

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
    """Where a record stands after the action; see :func:`redvest.engines.flow.next_state`."""
    return flow.next_state(STEPS, state, action, roles)


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
    """Return exactly the actions for which :func:`next_state` does not refuse."""
    return flow.actions_open_to(STEPS, state, roles)
