"""Years, quarters and months, what came before them, and which stored sums cover them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 2000, 2199
BEGINNING = date(1, 1, 1)
_FORM = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")


class PeriodError(ValueError):
    """What was asked for is no period; ``code`` is stable."""

    code = "period"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole months from ``first`` to before ``until``; ``key`` is 2026, 2026Q4 or 2026-11."""

    key: str
    first: date
    until: date

    @property
    def last(self) -> date:
        return self.until - timedelta(days=1)

    @property
    def months(self) -> int:
        return (self.until.year - self.first.year) * 12 + self.until.month - self.first.month


def shifted(day: date, months: int) -> date:
    """The first of the month so many months later or earlier."""
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, 1)


def period(key: str) -> Period:
    """The period of a key.

    Raises
    ------
    PeriodError
        If it is none, or too far away.
    """
    found = _FORM.fullmatch(key)
    if found is None or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise PeriodError(key)
    year, quarter, month = int(found[1]), found[2], found[3]
    if quarter:
        first, months = date(year, int(quarter) * 3 - 2, 1), 3
    elif month:
        first, months = date(year, int(month), 1), 1
    else:
        first, months = date(year, 1, 1), 12
    return Period(key, first, shifted(first, months))


def of_months(first: date, months: int) -> Period:
    """The period of so many months (1, 3 or 12) that begins there, however long ago."""
    key = f"{first.year:04d}"
    if months == 3:
        key += f"Q{(first.month + 2) // 3}"
    elif months == 1:
        key += f"-{first.month:02d}"
    return Period(key, first, shifted(first, months))


def before(one: Period) -> Period:
    """环比: the period just before."""
    return of_months(shifted(one.first, -one.months), one.months)


def year_before(one: Period) -> Period:
    """同比: the same months a year ago."""
    return of_months(shifted(one.first, -12), one.months)


def as_far(earlier: Period, one: Period, until: date) -> Period:
    """As many days of an earlier period as have passed of this one, which is not over yet.

    >>> as_far(period("2025"), period("2026"), date(2026, 1, 11)).until
    datetime.date(2025, 1, 11)
    """
    return Period(
        earlier.key, earlier.first, min(earlier.until, earlier.first + (until - one.first))
    )


def months_until(until: date, count: int) -> list[Period]:
    """The last so many months that begin before a day, in order of time."""
    last = until.replace(day=1) if until.day > 1 else shifted(until, -1)
    return [of_months(shifted(last, -back), 1) for back in range(count - 1, -1, -1)]


@dataclass(frozen=True, slots=True)
class Cover:
    """A range of days as whole months (from ``months`` to ``days``) and the days around them."""

    first: date
    months: date
    days: date
    until: date


def cover(first: date, until: date) -> Cover:
    """Which stored months and which stored days make up a range exactly, each day once."""
    if until <= first:
        return Cover(first, first, first, first)
    months = first if first.day == 1 else shifted(first, 1)
    days = until.replace(day=1)
    if days < months:
        return Cover(first, until, until, until)
    return Cover(first, months, days, until)
