"""How well a service is proven: computed from what happened, never typed by anybody.

====== ==========================================================================================
level  what it takes
====== ==========================================================================================
A      arrival shown by a code and departure noted, and somebody else vouches for it
B      arrival shown by a code and departure noted
C      somebody else vouches, written down within 72 hours
D      entered later by an organizer who keeps a paper of it
E      said by the volunteer, or brought along from elsewhere
====== ==========================================================================================

Pressing a button without a code shows nothing by itself: it can be done from home. Whoever served
never vouches for their own service, in whatever role.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

VOUCH_WITHIN = timedelta(hours=72)
DAY_MINUTES_MAX = 16 * 60
DAY_MINUTES_LONG = 10 * 60
NIGHT_ENDS, NIGHT_BEGINS = 6, 22
BACKFILL_MONTH_MAX = 40 * 60
"""Minutes that one organizer may fill in afterwards for the services of one month."""


class Level(StrEnum):
    """How well minutes are proven; stored, so never renamed. ``""`` is not proven yet."""

    NONE = ""
    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"


class Arrival(StrEnum):
    """How somebody's arrival was shown."""

    CODE = "code"  # the beneficiary's code, or the rotating one on the lead's screen
    PLACE = "place"  # the code of the place, scanned within its distance band
    DESK = "desk"  # a card or paper seen at the desk
    LEAD = "lead"  # the lead ticked the name
    SELF = "self"  # the volunteer's own word
    NONE = ""


class Entry(StrEnum):
    """Where the record comes from."""

    SYSTEM = "system"
    BACKFILL = "backfill"
    IMPORT = "import"


class Voucher(StrEnum):
    """Who else says that it was so."""

    LEAD = "lead"
    BENEFICIARY = "beneficiary"


class Flag(StrEnum):
    """Why somebody should look before the minutes count; each has a sentence on the page."""

    LONG_DAY = "long_day"
    NIGHT = "night"
    OVER_PLAN = "over_plan"
    OVERLAP = "overlap"
    OWN_ORDER = "own_order"
    OPEN_CASE = "open_case"


STRONG = frozenset({Arrival.CODE, Arrival.PLACE, Arrival.DESK})
COUNTED = frozenset({Level.A, Level.B, Level.C, Level.D})
"""Levels whose minutes are somebody's hours; E is shown beside them."""
MERIT = frozenset({Level.A, Level.B, Level.C})
"""Levels that count towards stars."""
UNREVIEWED = frozenset({Level.A, Level.B})
"""Levels that pass without a reviewer when nothing is odd."""


@dataclass(frozen=True, slots=True)
class Vouch:
    """One person's word for somebody's service.

    Attributes
    ----------
    by : Voucher
        In which part they speak.
    at : datetime
        When it was written down.
    own : bool
        Whether it is the volunteer's own word in another part.
    """

    by: Voucher
    at: datetime
    own: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything the level follows from."""

    entry: Entry
    arrival: Arrival = Arrival.NONE
    departure: bool = False
    ended_at: datetime | None = None
    vouches: tuple[Vouch, ...] = ()


def holds(vouch: Vouch, ended_at: datetime | None) -> bool:
    """Whether somebody else said it while it was fresh."""
    return not vouch.own and ended_at is not None and vouch.at <= ended_at + VOUCH_WITHIN


def level_of(proof: Proof) -> Level:
    """Return how well a service is proven.

    >>> noon = datetime(2026, 3, 5, 12)
    >>> lead = Vouch(Voucher.LEAD, noon)
    >>> level_of(Proof(Entry.SYSTEM, Arrival.CODE, True, noon, (lead,))).value
    'A'
    >>> level_of(Proof(Entry.SYSTEM, Arrival.SELF, True, noon)).value
    ''
    """
    if proof.entry is Entry.IMPORT:
        return Level.E
    if proof.entry is Entry.BACKFILL:
        return Level.D
    stamped = proof.arrival in STRONG and proof.departure
    vouched = any(holds(vouch, proof.ended_at) for vouch in proof.vouches)
    if stamped:
        return Level.A if vouched else Level.B
    # The lead who ticked the name at the door has vouched already.
    if vouched or (proof.arrival is Arrival.LEAD and proof.departure):
        return Level.C
    return Level.NONE


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known about a record before its minutes count.

    Attributes
    ----------
    starts, ends : datetime
        In the district's local time.
    minutes, planned : int
        To be credited, and planned (0 when there was no plan).
    same_day : int
        Minutes the volunteer already has on that day.
    overlaps : bool
        Whether another record of the volunteer claims some of the same time.
    own_order : bool
        Whether the volunteer also placed, dispatched or confirmed what they served.
    open_case : bool
        Whether somebody is still looking into it.
    """

    starts: datetime
    ends: datetime
    minutes: int
    planned: int = 0
    same_day: int = 0
    overlaps: bool = False
    own_order: bool = False
    open_case: bool = False


def flags_of(around: Around) -> tuple[Flag, ...]:
    """Return what is odd about a record, in a fixed order."""
    night = around.starts.hour < NIGHT_ENDS or around.ends.hour >= NIGHT_BEGINS
    night = night or around.ends.date() > around.starts.date()
    found = {
        Flag.LONG_DAY: around.same_day + around.minutes > DAY_MINUTES_LONG,
        Flag.NIGHT: night,
        Flag.OVER_PLAN: bool(around.planned) and around.minutes > around.planned,
        Flag.OVERLAP: around.overlaps,
        Flag.OWN_ORDER: around.own_order,
        Flag.OPEN_CASE: around.open_case,
    }
    return tuple(flag for flag, raised in found.items() if raised)


def day_is_full(same_day: int, minutes: int) -> bool:
    """Whether a day would hold more than 16 hours of service, which nobody can serve."""
    return same_day + minutes > DAY_MINUTES_MAX


def passes_unreviewed(level: Level, flags: Iterable[Flag]) -> bool:
    """Whether minutes count without a reviewer: well proven, and nothing odd."""
    return level in UNREVIEWED and not tuple(flags)


def month_of(day: date) -> tuple[date, date]:
    """Return the first day of a month and the first of the next, between which caps count."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1)
