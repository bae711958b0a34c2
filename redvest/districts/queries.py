"""Reading districts and regions."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, DateTimeField, Q, QuerySet
from django.utils import timezone

from redvest import data
from redvest.core.memo import read_once
from redvest.core.planning import Kept
from redvest.districts.models import District, DistrictPolicy, HolidayOverride, Region
from redvest.engines import policy as policies
from redvest.engines.cn_calendar import (
    FESTIVALS,
    DayKind,
    Overrides,
    practice_days,
    statutory_holidays,
)
from redvest.engines.opening_hours import ServiceDay
from redvest.engines.policy import Policy
from redvest.errors import NotSeen


def district_or_none(code: str) -> District | None:
    return District.objects.filter(code=code).defer("outline").first() if code else None


def districts_listed() -> QuerySet[District]:
    return District.objects.defer("outline").order_by("code")


def live_regions(district: str, on: date) -> QuerySet[Region]:
    """Regions valid on a day, by code, so parents come before their children."""
    return Region.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), district=district, valid_from__lte=on
    ).order_by("code")


def region_by_code(district: str, code: str) -> Region:
    found = Region.objects.filter(district=district, code=code, valid_to=None).first()
    if found is None:
        raise NotSeen(f"no region {code}")
    return found


@read_once
def region_names(district: str) -> dict[str, str]:
    """Display name by code for the whole district (a few hundred entries), cached for a minute."""
    key = f"region-names:{district}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        rows = Region.objects.filter(district=district).order_by("valid_from")  # The last stays.
        found = dict(rows.values_list("code", "name"))
        cache.set(key, found, 60)
    return found


def outline_of(code: str) -> dict[str, Any] | None:
    """The outline of a district as a GeoJSON geometry, or None. Kept out of every other query."""
    found: dict[str, Any] | None = (
        District.objects.filter(code=code).values_list("outline", flat=True).first()
    )
    return found


def policy_row(district: str, at: datetime | None = None) -> DistrictPolicy | None:
    """The version of the policy in force."""
    return _policies(district, at).first()


def _policies(district: str, at: datetime | None = None) -> QuerySet[DistrictPolicy]:
    """The versions that came into force by then, the latest first."""
    return DistrictPolicy.objects.filter(
        district=district, effective_from__lte=at or timezone.now()
    ).order_by("-version")


_decided = Kept(
    lambda district, at: _policies(district, at).values_list("data", flat=True)[:1],
    CharField(),
    DateTimeField(),
)


@read_once
def policy_of(district: str) -> Policy:
    """What the district decided, with defaults for everything it did not."""
    decided = _decided.first(district, timezone.now())
    # A field that a later edition dropped must not stop a district from working.
    known = {k: v for k, v in (decided or {}).items() if k in policies.SPECS}
    return policies.parse(known)


def policy_versions(district: str) -> QuerySet[DistrictPolicy]:
    return DistrictPolicy.objects.filter(district=district).order_by("-version")


_announced = Kept(
    lambda district: (
        HolidayOverride.objects.filter(Q(district="") | Q(district=district))
        .order_by("district")
        .values_list("day", "is_workday")
    ),
    CharField(),
)


@read_once
def calendar_of(district: str) -> Overrides:
    """Announced holidays and working weekends: packaged, then common, then the district's own."""
    table = dict(data.holiday_overrides())
    for day, is_workday in _announced.rows(district):
        table[day] = DayKind.WORKDAY if is_workday else DayKind.HOLIDAY
    return table


def day_kinds(district: str, days: Iterable[date]) -> dict[date, ServiceDay]:
    """What each day is for a venue that keeps to the official calendar."""
    calendar = calendar_of(district)
    found = {}
    for day in days:
        announced = calendar.get(day)
        if announced is DayKind.HOLIDAY:
            found[day] = ServiceDay.HOLIDAY
        elif announced is DayKind.WORKDAY:
            is_weekend = day.isoweekday() > 5
            found[day] = ServiceDay.WORKING_WEEKEND if is_weekend else ServiceDay.NORMAL
        else:
            is_holiday = day in statutory_holidays(day.year)
            found[day] = ServiceDay.HOLIDAY if is_holiday else ServiceDay.NORMAL
    return found


def next_practice_day(district: str, weekday: int, today: date) -> date | None:
    """The coming 文明实践日, today included; holidays can leave weeks without one.

    ``weekday`` is the policy's, 1 for Monday.
    """
    last = today + timedelta(days=28)
    return next(practice_days(today, last, calendar_of(district), weekday - 1), None)


def holiday_rows(district: str, year: int) -> list[dict[str, Any]]:
    """The announced days from a year on, as they hold for a district, with their festivals."""
    festival = {one.key: one.name for one in FESTIVALS}
    names = {day: festival[key] for day, key in statutory_holidays(year).items()}
    names |= dict(
        HolidayOverride.objects.filter(district__in=["", district], day__year__gte=year)
        .order_by("district")
        .values_list("day", "name")
    )
    return [
        {"day": day, "is_workday": kind is DayKind.WORKDAY, "name": names.get(day, "")}
        for day, kind in sorted(calendar_of(district).items())
        if day.year >= year
    ]
