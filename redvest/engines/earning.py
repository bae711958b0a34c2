"""What a service earns: points by the district's terms, and minutes for the time bank.

Terms hold from a day on and are never changed afterwards; a service is paid by the terms of the
day it took place. The steps are kept, so that everybody can follow their own points:

    points = minutes counted x points an hour / 60 x evidence % x festival %, rounded down,
             then cut to what the day and the month still allow

Rules in force elsewhere (two hours an activity at most, ten points an hour, valid three years, a
cap of 1,500 hours whose surplus is given away) are the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

LEVELS = ("A", "B", "C", "D")
CATEGORIES_MAX = 40
FESTIVALS_MAX = 40


class TermsError(ValueError):
    """Terms that cannot be; ``code`` names the field."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Why(StrEnum):
    """Why a service earns less than its hours, or nothing; stored, so never renamed."""

    EVIDENCE = "evidence"
    COMPLAINT = "complaint"
    ACTIVITY_CAP = "activity_cap"
    DAY_CAP = "day_cap"
    MONTH_CAP = "month_cap"


@dataclass(frozen=True, slots=True)
class Festival:
    """Days on which service earns more, in percent."""

    first: date
    last: date
    percent: int


@dataclass(frozen=True, slots=True)
class Terms:
    """By what service earns. A cap of 0 is none; ``months`` 0 lets points never end.

    ``complaint_points`` are taken where a complaint was upheld. Whoever brought somebody who has
    served ``referral_hours`` since gets ``referral_points``, for ``referral_month`` people a month.
    """

    per_hour: int = 10
    by_category: Mapping[str, int] = field(default_factory=dict)
    levels: Mapping[str, int] = field(
        default_factory=lambda: {"A": 100, "B": 100, "C": 100, "D": 50}
    )
    activity_minutes: int = 0
    day_points: int = 80
    month_points: int = 0
    months: int = 36
    festivals: tuple[Festival, ...] = ()
    time_categories: tuple[str, ...] = ()
    time_cap: int = 1500 * 60
    complaint_points: int = 0
    referral_points: int = 0
    referral_hours: int = 10
    referral_month: int = 5

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> Terms:
        """Return terms from what is stored.

        Raises
        ------
        TermsError
            If a number is no whole number within its bounds.
        """
        try:
            festivals = tuple(
                Festival(date.fromisoformat(first), date.fromisoformat(last), percent)
                for first, last, percent in row.get("festivals", ())
            )
        except (TypeError, ValueError):
            raise TermsError("festivals") from None
        known = {name: row[name] for name in cls.__dataclass_fields__ if name in row}
        known |= {"festivals": festivals, "time_categories": tuple(row.get("time_categories", ()))}
        found = cls(**known)
        found.check()
        return found

    def row(self) -> dict[str, Any]:
        """Return what is stored: numbers, codes and days."""
        return {
            "per_hour": self.per_hour,
            "by_category": dict(self.by_category),
            "levels": dict(self.levels),
            "activity_minutes": self.activity_minutes,
            "day_points": self.day_points,
            "month_points": self.month_points,
            "months": self.months,
            "festivals": [
                [one.first.isoformat(), one.last.isoformat(), one.percent] for one in self.festivals
            ],
            "time_categories": list(self.time_categories),
            "time_cap": self.time_cap,
            "complaint_points": self.complaint_points,
            "referral_points": self.referral_points,
            "referral_hours": self.referral_hours,
            "referral_month": self.referral_month,
        }

    def check(self) -> None:
        bounds = {
            "per_hour": 1000,
            "activity_minutes": 16 * 60,
            "day_points": 100_000,
            "month_points": 1_000_000,
            "months": 120,
            "time_cap": 100_000 * 60,
            "complaint_points": 1000,
            "referral_points": 1000,
            "referral_hours": 1000,
            "referral_month": 1000,
        }
        for name, most in bounds.items():
            _whole(name, getattr(self, name), most)
        for rate in self.by_category.values():
            _whole("by_category", rate, 1000)
        if set(self.levels) != set(LEVELS):
            raise TermsError("levels")
        for percent in self.levels.values():
            _whole("levels", percent, 100)
        if len(self.by_category) > CATEGORIES_MAX or len(self.festivals) > FESTIVALS_MAX:
            raise TermsError("festivals")
        for one in self.festivals:
            _whole("festivals", one.percent, 500)
            if one.last < one.first or one.percent < 100:
                raise TermsError("festivals")


def _whole(name: str, value: object, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:
        raise TermsError(name)


@dataclass(frozen=True, slots=True)
class Service:
    """One effective record as the terms see it; ``complaint`` when one was upheld."""

    minutes: int
    category: str
    level: str
    day: date
    complaint: bool = False


@dataclass(frozen=True, slots=True)
class Earned:
    """What a service earns, and the steps to it."""

    points: int
    minutes: int
    counted: int
    rate: int
    evidence: int
    festival: int
    whole: int
    why: tuple[Why, ...] = ()

    def steps(self) -> dict[str, Any]:
        """Return what is stored beside the transfer."""
        return {
            "counted": self.counted,
            "rate": self.rate,
            "evidence": self.evidence,
            "festival": self.festival,
            "whole": self.whole,
            "why": [one.value for one in self.why],
        }


def earned(terms: Terms, service: Service, today: int = 0, this_month: int = 0) -> Earned:
    """Return what a service earns after so many points on the same day and in the same month.

    >>> earned(Terms(), Service(90, "other", "A", date(2026, 3, 5))).points
    15
    """
    why = []
    counted = service.minutes
    if terms.activity_minutes and counted > terms.activity_minutes:
        counted = terms.activity_minutes
        why.append(Why.ACTIVITY_CAP)
    rate = terms.by_category.get(service.category, terms.per_hour)
    evidence = terms.levels.get(service.level, 0)
    festival = max(
        (one.percent for one in terms.festivals if one.first <= service.day <= one.last),
        default=100,
    )
    if evidence < 100:
        why.append(Why.EVIDENCE)
    whole = counted * rate * evidence * festival // (60 * 100 * 100)
    points = whole
    if service.complaint:
        points = 0
        why.append(Why.COMPLAINT)
    for cap, so_far, reason in (
        (terms.day_points, today, Why.DAY_CAP),
        (terms.month_points, this_month, Why.MONTH_CAP),
    ):
        if cap and points > max(0, cap - so_far):
            points = max(0, cap - so_far)
            why.append(reason)
    kept = evidence > 0 and not service.complaint and service.category in terms.time_categories
    minutes = service.minutes if kept else 0
    return Earned(points, minutes, counted, rate, evidence, festival, whole, tuple(why))


def surplus(balance: int, cap: int) -> int:
    """Return how much of a time account lies above the cap."""
    return max(0, balance - cap) if cap else 0


def last_day(terms: Terms, day: date) -> date | None:
    """Return the last day of points earned on ``day``: the end of that month, some years on.

    >>> last_day(Terms(months=36), date(2026, 3, 5))
    datetime.date(2029, 3, 31)
    """
    if not terms.months:
        return None
    months = day.year * 12 + day.month - 1 + terms.months + 1
    return date.fromordinal(date(months // 12, months % 12 + 1, 1).toordinal() - 1)
