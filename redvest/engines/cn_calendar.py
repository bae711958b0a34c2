"""Working days, holidays and festivals of mainland China.

The State Council announces each November which weekends of the next year are worked to make room
for long holidays. That table is handed in as :data:`Overrides`; for days it does not name, the
statutory rule and the weekend decide, so the calendar never runs out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from enum import StrEnum
from functools import lru_cache

from lunar_python import Lunar, LunarYear

CHINA_TIME = timezone(timedelta(hours=8), "Asia/Shanghai")
"""Business time. A fixed offset: China has had no daylight saving time since 1991."""

FRIDAY = 4
FIRST_YEAR, LAST_YEAR = 1949, 2200
"""Years the calendar answers for."""
MAX_WORKING_DAYS = 2_000
"""Longest limit that is counted; about eight years."""


class DayKind(StrEnum):
    """What an announcement makes of a day."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


Overrides = Mapping[date, DayKind]


class CalendarError(ValueError):
    """A question the calendar cannot answer; ``code`` is ``year``, ``amount`` or ``naive_time``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


class Reckoning(StrEnum):
    """How the day of a festival is found."""

    SOLAR = "solar"
    LUNAR = "lunar"
    TOMB_SWEEPING = "tomb_sweeping"
    NEW_YEARS_EVE = "new_years_eve"


@dataclass(frozen=True, slots=True)
class Festival:
    """A festival or observance.

    Attributes
    ----------
    key : str
        Stable name, used in data and to look up a translation.
    name : str
        Its Chinese name.
    reckoning : Reckoning
        Which calendar ``month`` and ``day`` belong to.
    month, day : int
        1 to 12 and 1 to 31 (30 in the lunar calendar); 0 where the reckoning needs none.
    is_tradition : bool
        Whether it is one of the seven of 我们的节日, or a local one like them.
    """

    key: str
    name: str
    reckoning: Reckoning
    month: int = 0
    day: int = 0
    is_tradition: bool = False


def _lunar(key: str, name: str, month: int, day: int) -> Festival:
    return Festival(key, name, Reckoning.LUNAR, month, day, is_tradition=True)


def _solar(key: str, name: str, month: int, day: int) -> Festival:
    return Festival(key, name, Reckoning.SOLAR, month, day)


FESTIVALS: tuple[Festival, ...] = (
    Festival("new_years_eve", "除夕", Reckoning.NEW_YEARS_EVE, is_tradition=True),
    _lunar("spring", "春节", 1, 1),
    _lunar("lantern", "元宵节", 1, 15),
    _lunar("aojiu", "拗九节", 1, 29),
    Festival("qingming", "清明节", Reckoning.TOMB_SWEEPING, is_tradition=True),
    _lunar("dragon_boat", "端午节", 5, 5),
    _lunar("qixi", "七夕节", 7, 7),
    _lunar("mid_autumn", "中秋节", 8, 15),
    _lunar("double_ninth", "重阳节", 9, 9),
    _lunar("laba", "腊八节", 12, 8),
    _solar("new_year", "元旦", 1, 1),
    _solar("lei_feng", "学雷锋纪念日", 3, 5),
    _solar("women", "国际妇女节", 3, 8),
    _solar("mother_river", "保护母亲河日", 3, 9),
    _solar("arbor", "植树节", 3, 12),
    _solar("labor", "国际劳动节", 5, 1),
    _solar("youth", "青年节", 5, 4),
    _solar("children", "国际儿童节", 6, 1),
    _solar("environment", "世界环境日", 6, 5),
    _solar("party", "建党纪念日", 7, 1),
    _solar("army", "建军节", 8, 1),
    _solar("teachers", "教师节", 9, 10),
    _solar("national", "国庆节", 10, 1),
    _solar("constitution", "国家宪法日", 12, 4),
    _solar("volunteers", "国际志愿者日", 12, 5),
)
"""The seven of 我们的节日 with New Year's Eve, the local 拗九节, and the observances. A district
extends it by passing a longer table."""

_STATUTORY = {
    "new_years_eve": 1,
    "spring": 3,
    "qingming": 1,
    "dragon_boat": 1,
    "mid_autumn": 1,
    "new_year": 1,
    "labor": 2,
    "national": 3,
}
"""Days off from the festival on; thirteen in all (Regulation on holidays, revised 2024-11-10,
article 2)."""


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError("year", str(year))


@lru_cache(maxsize=4096)
def lunar_date(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a day of an ordinary (never leap) lunar month.

    Parameters
    ----------
    year : int
        Lunar year, named after the Gregorian year in which it begins.
    month, day : int
        1 to 12 and 1 to 30.

    Raises
    ------
    CalendarError
        ``amount`` when the month has no such day.
    """
    try:
        solar = Lunar.fromYmd(year, month, day).getSolar()
    except Exception as error:  # The library raises bare exceptions.
        raise CalendarError("amount", f"{year}-{month}-{day}") from error
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def leap_month(year: int) -> int:
    """Return which month of the lunar year is doubled, 0 when none is."""
    return int(LunarYear.fromYear(year).getLeapMonth())


@lru_cache(maxsize=256)
def _tomb_sweeping(year: int) -> date:
    # Clear-and-bright begins on 4 to 6 April; the library knows the solar terms of each year.
    terms = Lunar.fromYmd(year, 1, 1).getJieQiTable()
    solar = terms["清明"]
    return date(solar.getYear(), solar.getMonth(), solar.getDay())


def festival_days(festival: Festival, year: int) -> tuple[date, ...]:
    """Return the days of a festival within a Gregorian year, in order.

    Usually one; a festival late in the lunar year may fall twice into a Gregorian year or not at
    all. A doubled lunar month is not celebrated twice: the first of the two counts (in 2028 the
    dragon boat festival is 28 May, not 27 June).

    Raises
    ------
    CalendarError
        ``year`` outside :data:`FIRST_YEAR` to :data:`LAST_YEAR`.
    """
    _check_year(year)
    if festival.reckoning is Reckoning.SOLAR:
        return (date(year, festival.month, festival.day),)
    if festival.reckoning is Reckoning.TOMB_SWEEPING:
        return (_tomb_sweeping(year),)
    if festival.reckoning is Reckoning.NEW_YEARS_EVE:
        # The last lunar month has 29 or 30 days, so the eve is reckoned from the day after it.
        return (lunar_date(year, 1, 1) - timedelta(days=1),)
    days = []
    # Only the eleventh and twelfth month may lie in the Gregorian year after that of their name.
    for lunar_year in (year - 1, year) if festival.month > 10 else (year,):
        try:
            day = lunar_date(lunar_year, festival.month, festival.day)
        except CalendarError:
            continue  # This month has only 29 days this year.
        if day.year == year:
            days.append(day)
    return tuple(days)


def festivals_in(
    year: int, festivals: Sequence[Festival] = FESTIVALS
) -> tuple[tuple[date, Festival], ...]:
    """Return the festivals of a Gregorian year with their days, in the order of the days."""
    found = [(day, festival) for festival in festivals for day in festival_days(festival, year)]
    return tuple(sorted(found, key=lambda pair: pair[0]))


def statutory_holidays(year: int) -> dict[date, str]:
    """Return the thirteen days off of a year by rule, each with the key of its festival.

    The keys are those of :data:`FESTIVALS`; swaps with weekends are not in the rule. When two
    coincide (mid-autumn with national day, as in 2020) there are fewer than thirteen.
    """
    days: dict[date, str] = {}
    for festival in FESTIVALS:
        for first in festival_days(festival, year) if festival.key in _STATUTORY else ():
            for offset in range(_STATUTORY[festival.key]):
                days.setdefault(first + timedelta(days=offset), festival.key)
    return days


@lru_cache(maxsize=64)
def _days_off(year: int) -> frozenset[date]:
    return frozenset(statutory_holidays(year))


def is_working_day(day: date, overrides: Overrides) -> bool:
    """Tell whether offices work on a day.

    Parameters
    ----------
    day : date
        A day of business time.
    overrides : mapping of date to DayKind
        What was announced; it wins over everything. Days not in it follow the rule: not a weekend
        and not a statutory holiday.
    """
    announced = overrides.get(day)
    if announced is not None:
        return announced is DayKind.WORKDAY
    _check_year(day.year)
    return day.weekday() < 5 and day not in _days_off(day.year)


def next_working_day(day: date, overrides: Overrides) -> date:
    """Return the day itself when offices work on it, otherwise the next one on which they do."""
    while not is_working_day(day, overrides):
        day += timedelta(days=1)
    return day


def add_working_days(day: date, amount: int, overrides: Overrides) -> date:
    """Return the last day of a limit of working days.

    The day on which the limit starts is not counted (Civil Code article 201): one working day
    from a Friday ends on Monday. A limit of none ends on the first working day from ``day`` on.

    Raises
    ------
    CalendarError
        ``amount`` when it is negative or above :data:`MAX_WORKING_DAYS`.
    """
    if not 0 <= amount <= MAX_WORKING_DAYS:
        raise CalendarError("amount", str(amount))
    if amount == 0:
        return next_working_day(day, overrides)
    for _ in range(amount):
        day = next_working_day(day + timedelta(days=1), overrides)
    return day


def working_days_between(first: date, last: date, overrides: Overrides) -> int:
    """Count the working days after ``first`` up to and including ``last``; negative backwards."""
    if last < first:
        return -working_days_between(last, first, overrides)
    span = (last - first).days
    return sum(is_working_day(first + timedelta(days=n + 1), overrides) for n in range(span))


OfficeHours = Sequence[tuple[time, time]]
OFFICE_HOURS: OfficeHours = ((time(9), time(12)), (time(14), time(18)))
"""Half-open intervals of a working day, in order: seven hours."""


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, tzinfo=CHINA_TIME)


def add_working_time(
    start: datetime,
    amount: timedelta,
    overrides: Overrides,
    hours: OfficeHours = OFFICE_HOURS,
) -> datetime:
    """Return when a limit that only runs during office hours is over.

    Parameters
    ----------
    start : datetime
        Aware moment from which the limit runs.
    amount : timedelta
        From zero to :data:`MAX_WORKING_DAYS` office days.
    overrides : mapping of date to DayKind
        What was announced.
    hours : sequence of pairs of time
        Office hours in business time, in order and not overlapping.

    Returns
    -------
    datetime
        In UTC. A limit that is used up at closing time ends then, not the next morning.

    Raises
    ------
    CalendarError
        ``naive_time`` without a time zone, ``amount`` out of range or without office hours.
    """
    if start.tzinfo is None:
        raise CalendarError("naive_time", start.isoformat())
    noon = date(2000, 1, 1)
    per_day = sum(
        (_moment(noon, close) - _moment(noon, opening) for opening, close in hours), timedelta()
    )
    if not timedelta() <= amount <= per_day * MAX_WORKING_DAYS or not per_day:
        raise CalendarError("amount", str(amount))
    at = start.astimezone(CHINA_TIME)
    day, left = at.date(), amount
    while True:
        day = next_working_day(day, overrides)
        for opening, close in hours:
            begin = max(at, _moment(day, opening))
            room = _moment(day, close) - begin
            if room > timedelta() and left <= room:
                return (begin + left).astimezone(UTC)
            left -= max(room, timedelta())
        day += timedelta(days=1)


def add_working_hours(
    start: datetime, amount: int, overrides: Overrides, hours: OfficeHours = OFFICE_HOURS
) -> datetime:
    """Return when a limit of whole office hours is over; see :func:`add_working_time`."""
    return add_working_time(start, timedelta(hours=amount), overrides, hours)


def end_of_working_days(start: datetime, amount: int, overrides: Overrides) -> datetime:
    """Return the moment (UTC) at which a limit of working days counted from ``start`` is over.

    That is midnight after its last day in business time, since a limit in days ends with the day.

    Raises
    ------
    CalendarError
        ``naive_time`` without a time zone, ``amount`` out of range.
    """
    if start.tzinfo is None:
        raise CalendarError("naive_time", start.isoformat())
    last = add_working_days(start.astimezone(CHINA_TIME).date(), amount, overrides)
    return _moment(last + timedelta(days=1), time()).astimezone(UTC)


def practice_days(
    first: date, last: date, overrides: Overrides, weekday: int = FRIDAY
) -> Iterator[date]:
    """Yield the practice days from ``first`` to ``last``, both included.

    Parameters
    ----------
    first, last : date
        Days of business time.
    overrides : mapping of date to DayKind
        What was announced.
    weekday : int
        0 (Monday) to 4 (Friday), the weekday the district agreed on.

    Yields
    ------
    date
        One a week at most. When the weekday is off, a weekend day of the same week that is worked
        in exchange takes its place; without one, the week has no practice day.
    """
    monday = first - timedelta(days=first.weekday())
    while monday <= last:
        candidates = (monday + timedelta(days=n) for n in (weekday, 5, 6))
        day = next((day for day in candidates if is_working_day(day, overrides)), None)
        if day is not None and first <= day <= last:
            yield day
        monday += timedelta(days=7)
