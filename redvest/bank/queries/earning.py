"""Which terms hold, and what service would have earned by others."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from redvest.bank.models import EarningRule, Settlement
from redvest.engines.earning import LEVELS, Service, Terms, earned
from redvest.engines.record_flow import State
from redvest.orders.models import QualityCase
from redvest.records.models import ServiceRecord

UPHELD = ("confirmed", "partly")


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


def with_upheld_complaint(records: Iterable[ServiceRecord]) -> set[UUID]:
    """Those whose order was complained about with reason."""
    by_visit = {row.assignment_id: row for row in records if row.assignment_id is not None}
    if not by_visit:
        return set()
    rows = QualityCase.objects.filter(
        district__in={row.district for row in by_visit.values()},
        order__assignments__id__in=list(by_visit),
        kind="complaint",
        decided_at__isnull=False,
        finding__in=UPHELD,
    )
    return {by_visit[one].id for one in rows.values_list("order__assignments__id", flat=True)}


@dataclass(frozen=True)
class Simulated:
    """What terms would have cost over records that took effect."""

    records: int
    people: int
    points: int
    minutes: int
    unpaid: int


def simulate(district: str, terms: Terms, first: date, last: date) -> Simulated:
    """Reckon records of these days by other terms, caps and all, in the order of service."""
    rows = ServiceRecord.objects.filter(
        district=district,
        state=State.EFFECTIVE.value,
        level__in=LEVELS,
        service_on__gte=first,
        service_on__lte=last,
    ).order_by("starts_at", "id")
    columns = ("volunteer_id", "minutes", "category", "level", "service_on")
    return reckoned(terms, rows.values_list(*columns).iterator(5000))


def reckoned(terms: Terms, rows: Iterable[tuple[object, int, str, str, date]]) -> Simulated:
    """Add up what these services earn by the terms."""
    days: dict[tuple[object, date], int] = defaultdict(int)
    months: dict[tuple[object, int, int], int] = defaultdict(int)
    people: set[object] = set()
    count = points = minutes = unpaid = 0
    for person, lasted, category, level, day in rows:
        at, in_month = (person, day), (person, day.year, day.month)
        found = earned(terms, Service(lasted, category, level, day), days[at], months[in_month])
        days[at] += found.points
        months[in_month] += found.points
        people.add(person)
        count += 1
        points += found.points
        minutes += found.minutes
        unpaid += not found.points
    return Simulated(count, len(people), points, minutes, unpaid)
