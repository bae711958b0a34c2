"""Visits that are over since yesterday afternoon, and what the worker makes of them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.orders.models import Assignment, ServiceOrder
from redvest.records.models import ServiceRecord
from redvest.records.services.drafting import settle_visits
from tests.orders.cast import Cast, an_order

HOUR = timedelta(hours=1)
# Recent enough for a word to be fresh, never at night, never ahead.
BEGAN = timezone.localtime().replace(hour=15, minute=0, second=0, microsecond=0) - 24 * HOUR


def a_visit(
    cast: Cast,
    until: str = "done",
    *,
    evidence: str = "code",
    began: datetime = BEGAN,
    lasted: timedelta = HOUR,
) -> Assignment:
    """Wang's finished visit, as if it had taken place then. Li was named but did not come."""
    order = an_order(cast, until)
    ServiceOrder.objects.filter(id=order.id).update(scheduled_from=began, scheduled_to=began + HOUR)
    own = Assignment.objects.filter(order=order, volunteer=cast.volunteers["wang"])
    own.update(checked_in_at=began, checked_out_at=began + lasted, evidence=evidence)
    return own.get()


def both_came(cast: Cast, visit: Assignment, evidence: str = "self") -> Assignment:
    """Li came too, for as long as Wang, who led."""
    li = Assignment.objects.filter(order_id=visit.order_id, volunteer=cast.volunteers["li"])
    li.update(
        state="accepted",
        checked_in_at=visit.checked_in_at,
        checked_out_at=visit.checked_out_at,
        evidence=evidence,
    )
    return li.get()


def recorded(visit: Assignment) -> ServiceRecord:
    """What the worker writes about a visit."""
    settle_visits()
    return ServiceRecord.objects.get(assignment=visit)


def again(record: ServiceRecord) -> ServiceRecord:
    return ServiceRecord.objects.get(id=record.id)


def state_of(record_id: UUID) -> tuple[str, int]:
    """State and version, to show that a refusal changed nothing."""
    row = ServiceRecord.objects.get(id=record_id)
    return row.state, row.version
