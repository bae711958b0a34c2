"""Several activities that come again: which of them a change reaches, and what it leaves alone.

Three words, as calendars use them: this one, this and the following, all. What is over or running
is never changed, and what somebody changed on one occasion alone stays as they wanted it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from redvest.engines.activity_flow import ANNOUNCED, ActivityState


class Reach(StrEnum):
    """How far a change goes."""

    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


CHANGEABLE = ANNOUNCED | {
    ActivityState.DRAFT,
    ActivityState.SUBMITTED,
    ActivityState.APPROVED,
    ActivityState.REJECTED,
    ActivityState.UNPUBLISHED,
}
"""Where one of a series may still be changed together with the others."""

MOST = 40
"""How many are made at once: most of a year of weeks; the rest is another series."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One of a series as the rules see it."""

    id: UUID
    starts_at: datetime
    state: ActivityState
    own: frozenset[str] = frozenset()


def reached(
    occasions: Sequence[Occasion], chosen: UUID, reach: Reach, now: datetime
) -> tuple[Occasion, ...]:
    """Return those a change reaches, in the order of time.

    The chosen one is reached first of all or not at all: when it cannot be changed any more,
    nothing is, so that nobody changes the rest of a series by way of what is past.
    """
    by_time = sorted(occasions, key=lambda one: (one.starts_at, one.id))
    here = next((one for one in by_time if one.id == chosen), None)
    if here is None or not _open(here, now):
        return ()
    if reach is Reach.THIS:
        return (here,)
    first = here.starts_at if reach is Reach.FOLLOWING else None
    return tuple(
        one for one in by_time if _open(one, now) and (first is None or one.starts_at >= first)
    )


def _open(one: Occasion, now: datetime) -> bool:
    return one.state in CHANGEABLE and one.starts_at > now


def changes_for(
    occasion: Occasion, chosen: UUID, changed: frozenset[str], reach: Reach
) -> frozenset[str]:
    """Return which of the changed things an occasion takes on.

    The chosen one takes all; another keeps what was once changed on it alone.
    """
    if occasion.id == chosen or reach is Reach.THIS:
        return changed
    return changed - occasion.own
