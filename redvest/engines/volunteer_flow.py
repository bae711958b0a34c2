"""The life of a volunteer, from the first click to the last farewell: the only copy of the rule.

``advance`` walks by facts as far as it may; everything a person decides is a row of ``STEPS``.
``inactive`` is no state but a label, since nobody loses a number for not having had time.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from redvest.engines.roles import Role

INACTIVE_AFTER_MONTHS = 24


class VolunteerState(StrEnum):
    """Values are stored; a member may be added but never renamed."""

    INVITED = "invited"
    SELF_REGISTERED = "self_registered"
    PHONE_VERIFIED = "phone_verified"
    PROFILE_COMPLETE = "profile_complete"
    GUARDIAN_PENDING = "guardian_pending"
    REAL_NAME_VERIFIED = "real_name_verified"
    ACTIVE = "active"
    PAUSED = "paused"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    DECEASED = "deceased"


class VolunteerAction(StrEnum):
    """What somebody may do to a volunteer's registration."""

    PAUSE = "pause"
    RESUME = "resume"
    RESTRICT = "restrict"
    LIFT = "lift"
    LOSE_GUARDIAN = "lose_guardian"
    CLOSE = "close"
    RECORD_DEATH = "record_death"


class WrongVolunteerState(Exception):
    """The registration is not in a state in which this can be done."""


class WrongVolunteerRole(Exception):
    """Somebody else decides this."""


@dataclass(frozen=True)
class Facts:
    """What is known about a person who wants to serve. All of it is checked elsewhere."""

    phone_verified: bool
    profile_complete: bool
    guardian_needed: bool
    guardian_agreed: bool
    real_name_verified: bool
    pledged: bool


@dataclass(frozen=True)
class Step:
    before: frozenset[VolunteerState]
    after: VolunteerState
    by: frozenset[Role]


_S = VolunteerState
ENTERING = (
    _S.INVITED,
    _S.SELF_REGISTERED,
    _S.PHONE_VERIFIED,
    _S.PROFILE_COMPLETE,
    _S.GUARDIAN_PENDING,
    _S.REAL_NAME_VERIFIED,
)
"""States of a registration that is not finished yet."""
FINAL = frozenset({_S.CLOSED, _S.DECEASED})
_ALIVE = frozenset(_S) - FINAL
_STAFF = frozenset({Role.CENTRE_ADMIN, Role.SYSTEM})
_STATION = _STAFF | {Role.VENUE_ADMIN}
_OWN = frozenset({Role.RESIDENT, Role.VOLUNTEER, Role.GUARDIAN, Role.SYSTEM})

STEPS: dict[VolunteerAction, Step] = {
    VolunteerAction.PAUSE: Step(frozenset({_S.ACTIVE}), _S.PAUSED, _OWN | _STATION),
    VolunteerAction.RESUME: Step(frozenset({_S.PAUSED}), _S.ACTIVE, _OWN),
    VolunteerAction.RESTRICT: Step(frozenset({_S.ACTIVE, _S.PAUSED}), _S.RESTRICTED, _STAFF),
    VolunteerAction.LIFT: Step(frozenset({_S.RESTRICTED}), _S.ACTIVE, _STAFF),
    VolunteerAction.LOSE_GUARDIAN: Step(
        frozenset({_S.REAL_NAME_VERIFIED, _S.ACTIVE, _S.PAUSED}), _S.GUARDIAN_PENDING, _OWN
    ),
    VolunteerAction.CLOSE: Step(_ALIVE, _S.CLOSED, _OWN),
    VolunteerAction.RECORD_DEATH: Step(_ALIVE, _S.DECEASED, _STATION),
}


def next_state(state: VolunteerState, action: VolunteerAction, roles: Set[Role]) -> VolunteerState:
    """Return the state after an action.

    Raises
    ------
    WrongVolunteerRole
        If none of the roles may do it, whatever the state.
    WrongVolunteerState
        If it cannot be done now.
    """
    step = STEPS[action]
    if not step.by & roles:
        raise WrongVolunteerRole(action.value)
    if state not in step.before:
        raise WrongVolunteerState(f"{state.value} {action.value}")
    return step.after


def actions_open_to(state: VolunteerState, roles: Set[Role]) -> list[VolunteerAction]:
    return [action for action, step in STEPS.items() if state in step.before and step.by & roles]


def advance(state: VolunteerState, facts: Facts) -> list[VolunteerState]:
    """Return the states a registration passes now, in order; empty when it has to wait.

    A finished registration goes nowhere by itself.
    """
    passed: list[VolunteerState] = []
    while state in ENTERING:
        following = _following(state, facts)
        if following is None:
            break
        passed.append(following)
        state = following
    return passed


def _following(state: VolunteerState, facts: Facts) -> VolunteerState | None:
    if state in (_S.INVITED, _S.SELF_REGISTERED):
        return _S.PHONE_VERIFIED if facts.phone_verified else None
    if state is _S.PHONE_VERIFIED:
        return _S.PROFILE_COMPLETE if facts.profile_complete else None
    if facts.guardian_needed and not facts.guardian_agreed:
        return None if state is _S.GUARDIAN_PENDING else _S.GUARDIAN_PENDING
    if state in (_S.PROFILE_COMPLETE, _S.GUARDIAN_PENDING):
        return _S.REAL_NAME_VERIFIED if facts.real_name_verified else None
    return _S.ACTIVE if facts.pledged and facts.real_name_verified else None


def is_inactive(
    joined_on: date,
    last_served_on: date | None,
    today: date,
    after_months: int = INACTIVE_AFTER_MONTHS,
) -> bool:
    """Whether the label *inactive* is shown: no service for so many months. Changes no right."""
    since = last_served_on or joined_on
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    return months >= after_months
