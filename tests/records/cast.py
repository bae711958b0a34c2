"""Visits that are over since yesterday afternoon, and what the worker makes of them."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.orders.models import Assignment, ServiceOrder
from redvest.records.models import ServiceRecord
from redvest.records.services.certifying import request_certificate
from redvest.records.services.drafting import settle_visits
from redvest.records.services.filling import FilledIn, Times, fill_in_record
from tests.orders.cast import HOME, Cast, an_order

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


def some_hours(cast: Cast) -> dict[str, object]:
    """One record that counts, one of a colleague's that waits for the lead, one filled in."""
    done = recorded(a_visit(cast, "confirmed"))
    led = a_visit(cast, began=BEGAN - 24 * HOUR)
    Assignment.objects.filter(order=led.order_id).update(is_lead=False)
    Assignment.objects.filter(id=led.id).update(is_lead=True)
    theirs = recorded(both_came(cast, led))
    times = Times(BEGAN - 48 * HOUR, BEGAN - 46 * HOUR)
    filled = fill_in_record(
        actor=cast.centre,
        card=FilledIn(
            volunteer_no=cast.volunteers["wang"].volunteer_no,
            title="黄河风情线河道垃圾清理和岸线巡护志愿服务活动",
            category="other",
            times=times,
            document="签到表第3页，存在畅家巷社区档案柜",
            region=HOME,
        ),
    )
    asked = request_certificate(
        actor=cast.wang,
        record_id=done.id,
        first_on=done.service_on,
        last_on=done.service_on,
    )
    return {"done": done.id, "theirs": theirs.id, "filled": filled.id, "asked": asked.id}


def again(record: ServiceRecord) -> ServiceRecord:
    return ServiceRecord.objects.get(id=record.id)


def state_of(record_id: UUID) -> tuple[str, int]:
    """State and version, to show that a refusal changed nothing."""
    row = ServiceRecord.objects.get(id=record_id)
    return row.state, row.version
