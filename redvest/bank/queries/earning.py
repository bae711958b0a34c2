"""Which terms hold, and what service would have earned by others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, QuerySet

from redvest.bank.models import EarningRule, Settlement
from redvest.bank.queries.referring import reached
from redvest.engines.earning import LEVELS, Service, Terms, earned
from redvest.engines.record_flow import State
from redvest.records.models import ServiceRecord
from redvest.records.queries.complaints import standing_cases, upheld_cases


def rules_of(district: str) -> QuerySet[EarningRule]:
    """Every version, the latest first."""
    return EarningRule.objects.filter(district=district).order_by("-version")


def rule_on(district: str, day: date) -> EarningRule | None:
    """The version that holds on a day: the last decided of those that have begun."""
    rows = rules_of(district).filter(decided_at__isnull=False, from_day__lte=day)
    return rows.order_by("-from_day", "-version").first()


def settlements_of(person_id: UUID, district: str) -> QuerySet[Settlement]:
    """How each record of somebody was paid, the latest service first."""
    return (
        Settlement.objects.filter(district=district, record__volunteer__person_id=person_id)
        .select_related("record")
        .order_by("-record__starts_at")
    )


def complained_about(since: datetime | None) -> QuerySet[ServiceRecord]:
    """Records that were paid before a complaint about their visit was upheld."""
    cases = upheld_cases()
    if since is not None:
        cases = cases.filter(decided_at__gte=since)
    return ServiceRecord.objects.filter(
        Exists(standing_cases()),
        assignment__order__in=cases.values("order_id"),
        state=State.EFFECTIVE.value,
        settlement__paid=True,
    )


@dataclass(frozen=True)
class Simulated:
    """What terms would have cost over records that took effect."""

    records: int
    people: int
    points: int
    minutes: int
    unpaid: int
    deducted: int = 0
    brought: int = 0


def simulate(district: str, terms: Terms, first: date, last: date) -> Simulated:
    """Reckon records of these days by other terms, caps and all, in the order of service."""
    rows = ServiceRecord.objects.filter(
        district=district,
        state=State.EFFECTIVE.value,
        level__in=LEVELS,
        service_on__gte=first,
        service_on__lte=last,
    ).order_by("starts_at", "id")
    against = set(
        rows.filter(Exists(standing_cases()), assignment__order__in=upheld_cases().values("order"))
        .order_by()
        .values_list("id", flat=True)
    )
    columns = ("volunteer_id", "minutes", "category", "level", "service_on", "id")
    services = (
        (who, Service(lasted, category, level, day, one in against))
        for who, lasted, category, level, day, one in rows.values_list(*columns).iterator(5000)
    )
    brought = reached(district, terms, first, last) * terms.referral_points
    return replace(reckoned(terms, services), brought=brought)


def reckoned(terms: Terms, services: Iterable[tuple[object, Service]]) -> Simulated:
    """Add up what these services of people earn by the terms, and what complaints would take."""
    days: dict[tuple[object, date], int] = defaultdict(int)
    months: dict[tuple[object, int, int], int] = defaultdict(int)
    people: set[object] = set()
    count = points = minutes = unpaid = deducted = 0
    for person, service in services:
        day = service.day
        at, in_month = (person, day), (person, day.year, day.month)
        found = earned(terms, service, days[at], months[in_month])
        days[at] += found.points
        months[in_month] += found.points
        people.add(person)
        count += 1
        points += found.points
        minutes += found.minutes
        unpaid += not found.points
        deducted += terms.complaint_points if service.complaint else 0
    return Simulated(count, len(people), points, minutes, unpaid, deducted)
