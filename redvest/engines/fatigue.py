"""Too many well-meaning visits tire people too: how many days of one week somebody comes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of a day's week.

    >>> [str(one) for one in week_of(date(2026, 11, 22))]
    ['2026-11-16', '2026-11-22']
    """
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def is_one_too_many(visits: Iterable[date], day: date, most: int) -> bool:
    """Return whether a visit on this day would make more than ``most`` days in its week.

    Visits on one day count once: coming together is the very thing that spares a household.

    >>> monday = date(2026, 11, 16)
    >>> is_one_too_many([monday, monday + timedelta(days=1)], monday + timedelta(days=2), 2)
    True
    >>> is_one_too_many([monday, monday + timedelta(days=1)], monday, 2)
    False
    """
    first, last = week_of(day)
    busy = {one for one in visits if first <= one <= last}
    return day not in busy and len(busy) >= most
