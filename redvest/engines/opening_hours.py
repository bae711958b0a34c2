"""Opening hours of a venue: checking what was entered, and saying whether it is open.

Hours are given per ISO weekday (1 = Monday) as half-open intervals of local time. A day may differ
from its weekday: public holidays, working weekends (调休) and days the venue announced itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

INTERVALS_MAX = 3
WORKING_WEEKEND_AS = 1
"""A working weekend is served as a Monday."""

_CLOCK = r"(\d{1,2})[:\uff1a](\d{2})"
_INTERVAL = re.compile(rf"^{_CLOCK}\s*[-\u2013\u2014~\uff5e至到]\s*{_CLOCK}$")

Interval = tuple[time, time]


class HoursError(ValueError):
    """Hours that cannot be used.

    Attributes
    ----------
    code : str
        ``shape``, ``time``, ``backwards``, ``overlap`` or ``too_many``.
    weekday : int
        ISO weekday concerned.
    """

    def __init__(self, code: str, weekday: int, text: str) -> None:
        super().__init__(f"{code}: weekday {weekday}: {text}")
        self.code, self.weekday, self.text = code, weekday, text


class ServiceDay(StrEnum):
    """What a calendar day is for somebody who works to the official calendar."""

    NORMAL = "normal"
    HOLIDAY = "holiday"
    WORKING_WEEKEND = "working_weekend"


@dataclass(frozen=True)
class Hours:
    """A week of opening hours and the days that differ.

    Attributes
    ----------
    week : Mapping of int to sequence of Interval
        By ISO weekday; a missing weekday is a closed one.
    open_on_holidays : bool
        Whether public holidays are served like their weekday.
    closed_days : frozenset of date
        Days announced as closed.
    """

    week: Mapping[int, Sequence[Interval]] = field(default_factory=dict)
    open_on_holidays: bool = False
    closed_days: frozenset[date] = frozenset()


@dataclass(frozen=True)
class OpeningState:
    """Whether a venue is open at a moment, and what a visitor wants to know next.

    Attributes
    ----------
    is_open : bool
    today : tuple of Interval
        Today's intervals, empty when closed all day.
    closes_at, opens_at : time or None
        The next change today: one of them at most.
    why_closed : str
        ``""``, ``holiday``, ``announced``, ``weekday`` or ``over`` (today's hours have passed).
    """

    is_open: bool
    today: tuple[Interval, ...]
    closes_at: time | None = None
    opens_at: time | None = None
    why_closed: str = ""


def parse_day(text: str, weekday: int) -> tuple[Interval, ...]:
    """Read ``"9:00-12:00, 14:00-17:30"``; empty means closed.

    Raises
    ------
    HoursError
        With the code of the first problem.
    """
    found: list[Interval] = []
    for part in re.split(r"[,\uff0c\u3001;\uff1b]", text.strip()) if text.strip() else []:
        match = _INTERVAL.match(part.strip())
        if match is None:
            raise HoursError("shape", weekday, part.strip())
        h1, m1, h2, m2 = (int(group) for group in match.groups())
        if h1 > 23 or h2 > 23 or m1 > 59 or m2 > 59:
            raise HoursError("time", weekday, part.strip())
        found.append((time(h1, m1), time(h2, m2)))
    check_day(found, weekday)
    return tuple(sorted(found))


def check_day(intervals: Sequence[Interval], weekday: int) -> None:
    """Refuse intervals that run backwards, overlap, or are more than three."""
    if len(intervals) > INTERVALS_MAX:
        raise HoursError("too_many", weekday, str(len(intervals)))
    last: time | None = None
    for start, end in sorted(intervals):
        if end <= start:
            raise HoursError("backwards", weekday, f"{start:%H:%M}-{end:%H:%M}")
        if last is not None and start < last:
            raise HoursError("overlap", weekday, f"{start:%H:%M}-{end:%H:%M}")
        last = end


def format_day(intervals: Sequence[Interval]) -> str:
    """Write intervals the way :func:`parse_day` reads them."""
    return ", ".join(f"{start:%H:%M}-{end:%H:%M}" for start, end in intervals)


def to_data(hours: Hours) -> dict[str, object]:
    """Return the JSON form that :func:`from_data` reads."""
    return {
        "week": {
            str(day): [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in intervals]
            for day, intervals in sorted(hours.week.items())
            if intervals
        },
        "open_on_holidays": hours.open_on_holidays,
        "closed_days": sorted(day.isoformat() for day in hours.closed_days),
    }


def from_data(data: Mapping[str, object]) -> Hours:
    """Read the JSON form. Hours were checked when they were written, so nothing is refused here."""
    week = data.get("week") or {}
    days = data.get("closed_days") or []
    assert isinstance(week, dict)
    assert isinstance(days, list)
    return Hours(
        {
            int(day): tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in intervals)
            for day, intervals in week.items()
        },
        bool(data.get("open_on_holidays")),
        frozenset(date.fromisoformat(day) for day in days),
    )


def intervals_on(hours: Hours, day: date, kind: ServiceDay) -> tuple[tuple[Interval, ...], str]:
    """Return the intervals of a day and, when there are none, why."""
    if day in hours.closed_days:
        return (), "announced"
    if kind is ServiceDay.HOLIDAY and not hours.open_on_holidays:
        return (), "holiday"
    weekday = WORKING_WEEKEND_AS if kind is ServiceDay.WORKING_WEEKEND else day.isoweekday()
    found = tuple(hours.week.get(weekday, ()))
    return found, "" if found else "weekday"


def state_at(hours: Hours, now: datetime, kind: ServiceDay) -> OpeningState:
    """Return whether a venue is open at a moment of local time.

    Parameters
    ----------
    hours : Hours
    now : datetime
        Local time; only its date and its time of day are used.
    kind : ServiceDay
        What ``now``'s day is in the official calendar.
    """
    today, why = intervals_on(hours, now.date(), kind)
    clock = now.time()
    for start, end in today:
        if start <= clock < end:
            return OpeningState(True, today, closes_at=end)
        if clock < start:
            return OpeningState(False, today, opens_at=start)
    return OpeningState(False, today, why_closed=why or "over")


def next_open_day(
    hours: Hours, after: date, kinds: Mapping[date, ServiceDay], horizon_days: int = 14
) -> date | None:
    """Return the next day after ``after`` with any hours, or None within the horizon."""
    for ahead in range(1, horizon_days + 1):
        day = after + timedelta(days=ahead)
        if intervals_on(hours, day, kinds.get(day, ServiceDay.NORMAL))[0]:
            return day
    return None
