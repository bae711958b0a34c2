"""Minutes of service from arrivals and departures: the only copy of how time is counted.

What counts is the time somebody was there between half an hour before the plan begins and an hour
after it ends, without breaks, at most one and a quarter times the plan unless the lead extended it.
Less than the plan is credited as it was, never as nothing. A forgotten check-out is proposed as the
planned end and holds only once somebody has confirmed it; otherwise time counts up to the last
proof that the volunteer was there.

Whole minutes throughout: seconds begun do not make a minute.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EARLY = timedelta(minutes=30)
LATE = timedelta(minutes=60)
PAIRS_MAX = 3
CAP_PERCENT = 125
CONFIRM_WITHIN = timedelta(hours=72)
MINUTE = timedelta(minutes=1)


class MinutesError(ValueError):
    """Times that cannot be counted; ``code`` is ``order``, ``pairs`` or ``plan``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time with ``start`` not after ``end``."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise MinutesError("order")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def within(self, other: Span) -> Span | None:
        """Return what this and the other have in common, or None."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Span(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Stay:
    """One arrival with its departure, if that was noted.

    Attributes
    ----------
    arrived : datetime
        When the volunteer checked in.
    left : datetime or None
        When they checked out; None when that was forgotten.
    last_proof : datetime or None
        The last moment at which something else shows the volunteer there.
    """

    arrived: datetime
    left: datetime | None = None
    last_proof: datetime | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """What the times come to.

    Attributes
    ----------
    minutes : int
        To be credited; may be 0, and then there is no record.
    span : Span or None
        From the first minute that counts to the last; None when nothing counts.
    away : int
        Minutes inside the span that do not count: breaks, gaps between stays, what the cap cut.
    proposed : bool
        Whether a forgotten check-out stands as the planned end and still waits for confirmation.
    capped : bool
        Whether the cap cut something off.
    """

    minutes: int
    span: Span | None
    away: int
    proposed: bool = False
    capped: bool = False


def frame(plan: Span) -> Span:
    """Return the time in which minutes can be earned at all.

    >>> noon = datetime(2026, 3, 5, 12)
    >>> found = frame(Span(noon, noon + timedelta(hours=2)))
    >>> f"{found.start:%H:%M} to {found.end:%H:%M}"
    '11:30 to 15:00'
    """
    return Span(plan.start - EARLY, plan.end + LATE)


def most(plan: Span) -> int:
    """Return the most minutes a plan may bring without the lead extending it."""
    return int(plan.length * CAP_PERCENT / 100 / MINUTE)


def resolved(stay: Stay, plan: Span, *, confirmed: bool, now: datetime) -> tuple[Span, bool]:
    """Return how long a stay lasted, and whether its end is only a proposal so far.

    A proposal that nobody confirmed within 72 hours of the planned end falls back to the last
    proof, or to the arrival when there is none.
    """
    if stay.left is not None:
        return Span(stay.arrived, stay.left), False
    end = max(plan.end, stay.arrived)
    if confirmed:
        return Span(stay.arrived, end), False
    if now < plan.end + CONFIRM_WITHIN:
        return Span(stay.arrived, end), True
    return Span(stay.arrived, max(stay.last_proof or stay.arrived, stay.arrived)), False


def count(
    stays: Sequence[Stay],
    plan: Span,
    *,
    now: datetime,
    breaks: Iterable[Span] = (),
    extended: bool = False,
    confirmed: bool = False,
) -> Counted:
    """Count the minutes of one person at one activity or visit on one day.

    Parameters
    ----------
    stays : sequence of Stay
        At most three; stays that overlap count once.
    plan : Span
        What was planned, longer than nothing.
    now : datetime
        The moment of counting, for check-outs that were forgotten.
    breaks : iterable of Span
        Rest and meals; breaks that overlap are taken off once.
    extended : bool
        Whether the lead said that it took longer, which lifts the cap but not the frame.
    confirmed : bool
        Whether lead or beneficiary confirmed the proposed end of a forgotten check-out.

    Raises
    ------
    MinutesError
        If there are more than three stays, or the plan is empty.
    """
    if len(stays) > PAIRS_MAX:
        raise MinutesError("pairs")
    if plan.length < MINUTE:
        raise MinutesError("plan")
    known = [resolved(stay, plan, confirmed=confirmed, now=now) for stay in stays]
    inside = [found for span, _ in known if (found := span.within(frame(plan)))]
    parts = without(joined(inside), joined(breaks))
    whole = sum((part.length for part in parts), timedelta())
    minutes = int(whole / MINUTE)
    capped = not extended and minutes > most(plan)
    minutes = min(minutes, most(plan)) if capped else minutes
    if minutes == 0:
        return Counted(0, None, 0)
    span = Span(parts[0].start, parts[-1].end)
    away = int(span.length / MINUTE) - minutes
    return Counted(minutes, span, away, any(waits for _, waits in known), capped)


def joined(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        elif span.length:
            found.append(span)
    return found


def without(spans: Iterable[Span], holes: Sequence[Span]) -> list[Span]:
    """Return what is left of the spans outside the holes; both in order and disjoint."""
    found: list[Span] = []
    for span in spans:
        start = span.start
        for hole in holes:
            if hole.end <= start or hole.start >= span.end:
                continue
            if hole.start > start:
                found.append(Span(start, hole.start))
            start = max(start, min(hole.end, span.end))
        if start < span.end:
            found.append(Span(start, span.end))
    return found
