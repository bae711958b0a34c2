"""The life of a venue: planned, open, closed for a while, closed for good.

The only copy of who may do what from where; buttons, API and refusals are drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from redvest.engines.roles import Role


class VenueStatus(StrEnum):
    """Where a venue stands; stored, so never renamed."""

    PLANNED = "planned"
    OPEN = "open"
    TEMPORARILY_CLOSED = "temporarily_closed"
    CLOSED = "closed"


class VenueAction(StrEnum):
    """What is done to a venue; stored in events, so never renamed."""

    OPEN = "open"
    PAUSE = "pause"
    REOPEN = "reopen"
    CLOSE = "close"


class VenueFlowError(ValueError):
    """A step that cannot be taken; ``code`` is stable, the wording is the caller's."""

    code = "venue_flow"


class NotAllowed(VenueFlowError):
    """None of the roles held may ever take this step."""

    code = "not_allowed"


class WrongStatus(VenueFlowError):
    """A role held may take this step, but not from where the venue stands."""

    code = "wrong_status"


@dataclass(frozen=True, slots=True)
class VenueStep:
    """One row: from where, to where, by whom, and whether a reason must be given."""

    before: frozenset[VenueStatus]
    after: VenueStatus
    by: frozenset[Role]
    needs_reason: bool


_LOCAL = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN, Role.SYSTEM})
_CENTER = frozenset({Role.CENTRE_ADMIN, Role.SYSTEM})
_V = VenueStatus

STEPS: Mapping[VenueAction, VenueStep] = MappingProxyType(
    {
        VenueAction.OPEN: VenueStep(frozenset({_V.PLANNED}), _V.OPEN, _LOCAL, False),
        VenueAction.PAUSE: VenueStep(frozenset({_V.OPEN}), _V.TEMPORARILY_CLOSED, _LOCAL, True),
        VenueAction.REOPEN: VenueStep(frozenset({_V.TEMPORARILY_CLOSED}), _V.OPEN, _LOCAL, False),
        # Orders and teams hang on a venue, so only the center ends one for good.
        VenueAction.CLOSE: VenueStep(
            frozenset({_V.PLANNED, _V.OPEN, _V.TEMPORARILY_CLOSED}), _V.CLOSED, _CENTER, True
        ),
    }
)


def next_status(status: VenueStatus, action: VenueAction, roles: Set[Role]) -> VenueStatus:
    """Return where the venue stands after the action.

    Raises
    ------
    NotAllowed
        If none of the roles may ever do this.
    WrongStatus
        If one of them may, but not from this status.
    """
    step = STEPS[action]
    if not step.by & roles:
        raise NotAllowed(action.value)
    if status not in step.before:
        raise WrongStatus(f"{action.value} from {status.value}")
    return step.after


def actions_open_to(status: VenueStatus, roles: Set[Role]) -> tuple[VenueAction, ...]:
    """Return exactly the actions that :func:`next_status` does not refuse."""
    return tuple(a for a, step in STEPS.items() if step.by & roles and status in step.before)
