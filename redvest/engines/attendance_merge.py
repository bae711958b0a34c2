"""What many phones noted about one person at one session, made into one story.

Phones work without a network for hours and hand in what they noted later, in any order, several
times over, some twice removed from a right clock. The story is a function of the *set* of entries:
it sorts them by the moment they say, ties by what they are, and never by when they came in. So any
order and any repetition give the same stays; hypothesis and a simulator of 50 phones check it.

Entries that say the same thing again are kept and count as a further proof. Those that contradict
are dropped with a reason, which the lead and the desk see: nothing is paid silently.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from redvest.engines.evidence import Arrival
from redvest.engines.presence import APART
from redvest.engines.service_minutes import PAIRS_MAX, Stay

SKEW_MAX = timedelta(hours=2)
"""A phone whose clock is further off proves nothing by it."""
AHEAD_MAX = timedelta(minutes=2)
"""So much later than the server's own clock an entry may say it was."""
BACK_MAX = timedelta(minutes=1)
"""So much the clock of a phone may go back between two entries."""


class Mark(StrEnum):
    """Arriving or leaving; stored, so never renamed."""

    IN = "in"
    OUT = "out"


class Method(StrEnum):
    """How it was shown; stored, so never renamed."""

    CODE = "code"
    """The rotating code on the lead's screen."""
    PLACE = "place"
    """The code on the wall, with the phone's distance band."""
    BENEFICIARY = "beneficiary"
    """The code that those served keep."""
    DESK = "desk"
    """Seen at the desk, with a card or paper."""
    LEAD = "lead"
    """The lead ticked the name."""
    LATER = "later"
    """The lead said afterwards that somebody stayed until the end."""


OWN = frozenset({Method.CODE, Method.PLACE, Method.BENEFICIARY})
"""What somebody's own phone notes; the rest is noted by others."""
ARRIVALS = {
    Method.CODE: Arrival.CODE,
    Method.BENEFICIARY: Arrival.CODE,
    Method.PLACE: Arrival.PLACE,
    Method.DESK: Arrival.DESK,
    Method.LEAD: Arrival.LEAD,
    Method.LATER: Arrival.LEAD,
}
_WEAKEST_FIRST = (Arrival.LEAD, Arrival.DESK, Arrival.PLACE, Arrival.CODE)


class Why(StrEnum):
    """Why an entry counts for nothing; each has a sentence on the page."""

    OTHER_DEVICE = "other_device"
    NOT_THERE = "not_there"
    ALREADY = "already"
    TOO_SOON = "too_soon"
    TOO_MANY = "too_many"
    LATE = "late"


class Doubt(StrEnum):
    """Why an entry is refused whatever else is known."""

    CLOCK_FAR = "clock_far"
    CLOCK_BACK = "clock_back"
    FUTURE = "future"


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One arrival or departure as a phone or the server noted it.

    Attributes
    ----------
    at : datetime
        When, by the server's clock (:func:`corrected`).
    mark, method : Mark, Method
        What, and how it was shown.
    device : str
        Which phone; empty when none is told apart.
    id : str
        Given by whoever noted it; the same entry handed in twice has the same.
    late : bool
        Handed in so long afterwards that it counts for nothing by itself.
    """

    at: datetime
    mark: Mark
    method: Method
    device: str
    id: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class Presence:
    """One stay: the entries that began and ended it, and the last proof in between."""

    arrived: Entry
    left: Entry | None
    last_proof: datetime

    @property
    def stay(self) -> Stay:
        return Stay(self.arrived.at, self.left.at if self.left else None, self.last_proof)


@dataclass(frozen=True, slots=True)
class Story:
    """What the entries come to."""

    stays: tuple[Presence, ...]
    dropped: tuple[tuple[str, Why], ...]

    @property
    def is_there(self) -> bool:
        return bool(self.stays) and self.stays[-1].left is None

    @property
    def arrival(self) -> Arrival:
        """The weakest way in which one of the arrivals was shown."""
        shown = {ARRIVALS[one.arrived.method] for one in self.stays}
        return next((way for way in _WEAKEST_FIRST if way in shown), Arrival.NONE)

    @property
    def departed(self) -> bool:
        """Whether every departure was noted when it happened."""
        return bool(self.stays) and all(
            one.left is not None and one.left.method is not Method.LATER for one in self.stays
        )


def corrected(said: datetime, ahead: timedelta) -> datetime:
    """Return the server's time for what a phone's clock said, which runs ahead by so much."""
    return said - ahead


def doubt(said: datetime, ahead: timedelta, highest: datetime, received: datetime) -> Doubt | None:
    """Return why a phone's time is not believed, or None.

    Parameters
    ----------
    said : datetime
        What the phone's clock showed.
    ahead : timedelta
        How far it was ahead of the server's when they last met.
    highest : datetime
        The latest time the phone's clock had ever shown before.
    received : datetime
        When the server got the entry.
    """
    if abs(ahead) > SKEW_MAX:
        return Doubt.CLOCK_FAR
    if said < highest - BACK_MAX:
        return Doubt.CLOCK_BACK
    if corrected(said, ahead) > received + AHEAD_MAX:
        return Doubt.FUTURE
    return None


def device_of(entries: Iterable[Entry]) -> str:
    """Return the one phone that may speak for the person: that of their first arrival."""
    own = sorted(one for one in entries if one.method in OWN and one.mark is Mark.IN and one.device)
    return own[0].device if own else ""


def merge(entries: Iterable[Entry]) -> Story:
    """Return the stays that a set of entries about one person at one session comes to.

    >>> from datetime import UTC
    >>> nine = datetime(2026, 3, 5, 9, tzinfo=UTC)
    >>> came = Entry(nine, Mark.IN, Method.CODE, "phone", "a")
    >>> left = Entry(nine + timedelta(hours=2), Mark.OUT, Method.LEAD, "", "b")
    >>> story = merge([left, came, left])
    >>> len(story.stays), story.is_there, story.arrival.value
    (1, False, 'code')
    """
    given = sorted({one.id: one for one in sorted(entries, reverse=True)}.values())
    phone = device_of(one for one in given if not one.late)
    dropped: list[tuple[str, Why]] = []
    stays: list[Presence] = []
    for one in given:
        why = _wrong(one, phone, stays)
        if why is not None:
            dropped.append((one.id, why))
        elif one.mark is Mark.OUT:
            stays[-1] = Presence(stays[-1].arrived, one, one.at)
        elif stays and stays[-1].left is None:
            stays[-1] = Presence(stays[-1].arrived, None, one.at)  # Seen there once more.
        else:
            stays.append(Presence(one, None, one.at))
    return Story(tuple(stays), tuple(dropped))


def _wrong(one: Entry, phone: str, stays: list[Presence]) -> Why | None:
    """Why an entry counts for nothing, seen what came before it."""
    if one.late:
        return Why.LATE
    if one.method in OWN and one.device and phone and one.device != phone:
        return Why.OTHER_DEVICE
    is_there = bool(stays) and stays[-1].left is None
    if one.mark is Mark.OUT:
        if not stays:
            return Why.NOT_THERE
        if not is_there:
            return Why.ALREADY
        return Why.TOO_SOON if one.at < stays[-1].arrived.at + APART else None
    if is_there:
        return None
    if stays and stays[-1].left is not None and one.at < stays[-1].left.at + APART:
        return Why.TOO_SOON
    return Why.TOO_MANY if len(stays) >= PAIRS_MAX else None
