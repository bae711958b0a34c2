"""How a clock stands: whether there is time, little time or none left.

A clock runs from a moment to a limit. Both are handed in; nothing here knows what time it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Clock(StrEnum):
    """What a clock says, in the words of the desk: 正常, 临期, 超时."""

    NORMAL = "normal"
    SOON = "due_soon"
    LATE = "overdue"


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as people say it: one number and its unit (minutes, hours or days)."""

    amount: int
    unit: str


def reading(
    since: datetime, due: datetime | None, now: datetime, soon_percent: int
) -> Clock | None:
    """Return how a clock stands at a moment, or None where nothing is due.

    Parameters
    ----------
    since, due : datetime
        When the clock began and when it runs out.
    now : datetime
        The moment that is asked about.
    soon_percent : int
        From which share of the whole time on little is left, 1 to 100.
    """
    if due is None:
        return None
    if now >= due:
        return Clock.LATE
    if now >= soon_from(since, due, soon_percent):
        return Clock.SOON
    return Clock.NORMAL


def soon_from(since: datetime, due: datetime, soon_percent: int) -> datetime:
    """Return the moment from which little time is left."""
    whole = max(due - since, timedelta())
    return since + whole * soon_percent / 100


def span(length: timedelta) -> Span:
    """Return a length in the largest unit that says enough; never less than one minute.

    Under two hours it is said in minutes, under two days in hours, else in days. It is rounded
    down: whoever reads "2 hours left" has at least these.
    """
    minutes = max(1, int(abs(length).total_seconds() // 60))
    if minutes < 120:
        return Span(minutes, "minutes")
    hours = minutes // 60
    if hours < 48:
        return Span(hours, "hours")
    return Span(hours // 24, "days")
