"""On which days something that comes again comes: weekdays, holidays and days left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from redvest.engines.cn_calendar import Overrides, is_working_day, statutory_holidays

WORKING_WEEK = frozenset({1, 2, 3, 4, 5})
"""Monday to Friday, as ISO numbers."""
LONGEST_DAYS = 366


class RecurrenceError(ValueError):
    """A rhythm that cannot be; ``code`` is ``weekdays``, ``order`` or ``long``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When something comes again.

    Attributes
    ----------
    weekdays : frozenset of int
        ISO numbers, Monday is 1.
    first, last : date
        The first and the last possible day.
    skip_holidays : bool
        Whether days off are left out. With Monday to Friday it then follows the working days of
        the calendar, weekends that are worked included.
    pauses : tuple of (date, date)
        First and last day of each stretch left out.
    """

    weekdays: frozenset[int]
    first: date
    last: date
    skip_holidays: bool = True
    pauses: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= frozenset(range(1, 8)):
            raise RecurrenceError("weekdays")
        if self.last < self.first:
            raise RecurrenceError("order")
        if (self.last - self.first).days >= LONGEST_DAYS:
            raise RecurrenceError("long")


def is_paused(rhythm: Rhythm, day: date) -> bool:
    return any(first <= day <= last for first, last in rhythm.pauses)


def is_day_off(day: date, overrides: Overrides) -> bool:
    """Whether a day is a holiday, by announcement or by statute; an ordinary weekend is none."""
    if day.isoweekday() in WORKING_WEEK or day in overrides:
        return not is_working_day(day, overrides)
    return day in statutory_holidays(day.year)


def comes_on(rhythm: Rhythm, day: date, overrides: Overrides) -> bool:
    """Whether a day is one of the rhythm, pauses left out of account."""
    if not rhythm.first <= day <= rhythm.last:
        return False
    if not rhythm.skip_holidays:
        return day.isoweekday() in rhythm.weekdays
    if rhythm.weekdays == WORKING_WEEK:
        return is_working_day(day, overrides)
    return day.isoweekday() in rhythm.weekdays and not is_day_off(day, overrides)


def days_between(
    rhythm: Rhythm, after: date | None, until: date, overrides: Overrides
) -> Iterator[date]:
    """Give the days on which it comes, later than ``after`` and up to ``until``."""
    day = rhythm.first if after is None else max(rhythm.first, after + timedelta(days=1))
    last = min(rhythm.last, until)
    while day <= last:
        if comes_on(rhythm, day, overrides) and not is_paused(rhythm, day):
            yield day
        day += timedelta(days=1)


def told(weekdays: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Return stretches of weekdays as people say them: (1, 5), (7, 7)."""
    stretches: list[tuple[int, int]] = []
    for number in sorted(set(weekdays)):
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1] = (stretches[-1][0], number)
        else:
            stretches.append((number, number))
    return tuple(stretches)
