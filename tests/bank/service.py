"""Volunteers, what they served, and the rules by which it earns."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from redvest.bank.models import EarningRule
from redvest.engines.earning import Terms
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from tests.bank.cast import DAY, DISTRICT, HOME, somebody

ALL_TIME = Terms(time_categories=("other",), day_points=30)
_numbers = iter(range(1, 1_000_000))


def a_rule(terms: Terms = ALL_TIME, from_day: date = date(2026, 1, 1)) -> EarningRule:
    version = EarningRule.objects.count() + 1
    now = timezone.now()
    return EarningRule.objects.create(
        district=DISTRICT, version=version, from_day=from_day, terms=terms.row(),
        drafted_at=now, decided_at=now,
    )  # fmt: skip


def a_volunteer() -> Volunteer:
    return Volunteer.objects.create(
        district=DISTRICT, person=somebody(), volunteer_no=f"B{next(_numbers):05d}",
        status="active", home_community=HOME,
    )  # fmt: skip


def a_record(
    who: Volunteer | None = None, minutes: int = 60, hour: int = 9, **more: object
) -> ServiceRecord:
    who = who or a_volunteer()
    day = datetime(2026, 3, 5, hour, tzinfo=timezone.get_default_timezone())
    values = {
        "district": DISTRICT, "number": f"202603-{next(_numbers):06d}", "volunteer": who,
        "entry": "system", "title": "打扫", "region": HOME, "organizer": "队", "starts_at": day,
        "ends_at": day + timedelta(minutes=minutes), "service_on": DAY, "minutes": minutes,
        "level": "A", "state": "effective", "state_since": timezone.now(),
        "recorded_at": timezone.now(), "document": "x",
    }  # fmt: skip
    return ServiceRecord.objects.create(**{**values, **more})
