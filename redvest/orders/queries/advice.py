"""What is honest to say while somebody orders: how soon others were answered, who else waits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from redvest.districts.queries import calendar_of
from redvest.engines.cn_calendar import FESTIVALS, is_working_day, statutory_holidays
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.venues.models import Venue

DAYS_BACK, LEAST_ORDERS, MOST_ORDERS = 90, 20, 500
NEIGHBORS_SHOWN = 3
KEPT_SECONDS = 600
WAITING = ("submitted", "accepted", "dispatched", "pooled")
# The desk's first word on an order, whatever it says.
ANSWERS = ["order.accept", "order.return_for_info", "order.reject", "order.merge"]

MEDIAN = """
SELECT count(*), percentile_cont(0.5) WITHIN GROUP (
    ORDER BY extract(epoch FROM answer.at - placed.placed_at))
FROM (
    SELECT id, placed_at FROM orders_serviceorder
    WHERE district = %(district)s AND item_id = %(item)s AND placed_at >= %(since)s
      AND community LIKE %(place)s
    ORDER BY placed_at DESC LIMIT %(most)s
) placed
CROSS JOIN LATERAL (
    SELECT min(at) AS at FROM journal_event
    WHERE district = %(district)s AND subject_id = placed.id AND kind = ANY(%(kinds)s)
) answer
WHERE answer.at IS NOT NULL
"""


@dataclass(frozen=True)
class Promise:
    """How long half of the answered orders waited at most; never shown for fewer than twenty."""

    minutes: int
    orders: int
    as_of: date
    is_local: bool


def promise_of(district: str, item: ServiceItem, community: str = "") -> Promise | None:
    """How soon orders of an item were answered lately, at the community or in the district."""
    for place in ([community] if community else []) + [district]:
        found = _median(district, item.id, place)
        if found is not None:
            minutes, orders = found
            return Promise(minutes, orders, timezone.localdate(), len(place) == 12)
    return None


def _median(district: str, item_id: UUID, place: str) -> tuple[int, int] | None:
    key = f"order-promise:{item_id}:{place}"
    kept: tuple[int, int] | None = cache.get(key)
    if kept is None:
        values: dict[str, Any] = {
            "district": district,
            "item": item_id,
            "since": timezone.now() - timedelta(days=DAYS_BACK),
            "place": f"{place}%",
            "most": MOST_ORDERS,
            "kinds": ANSWERS,
        }
        with connection.cursor() as cursor:
            cursor.execute(MEDIAN, values)
            orders, seconds = cursor.fetchone()
        kept = (max(1, round(float(seconds or 0) / 60)), orders)
        cache.set(key, kept, KEPT_SECONDS)
    return kept if kept[1] >= LEAST_ORDERS else None


def neighbors_waiting(item: ServiceItem, community: str, except_for: Iterable[UUID] = ()) -> int:
    """How many other residents of a community wait for the same thing; 0 below three.

    A smaller number, or one about health, law or worries, would point at somebody.
    """
    if not item.is_public or len(community) != 12:
        return 0
    count = (
        ServiceOrder.objects.filter(
            district=item.district, community=community, state__in=WAITING, item=item
        )
        .exclude(requester_id__in=list(except_for))
        .values("requester_id")
        .distinct()
        .count()
    )
    return count if count >= NEIGHBORS_SHOWN else 0


@dataclass(frozen=True)
class DayOff:
    """A day on which nobody works, the festival it belongs to (or none), the next working day."""

    day: date
    festival: str
    back_on: date


def day_off(district: str, day: date) -> DayOff | None:
    """Whether a day is a holiday by the official calendar; an ordinary weekend is none."""
    calendar = calendar_of(district)
    key = statutory_holidays(day.year).get(day)
    announced = day in calendar and not is_working_day(day, calendar)
    if is_working_day(day, calendar) or not (key or announced):
        return None
    back = day
    while not is_working_day(back, calendar):
        back += timedelta(days=1)
    name = next((one.name for one in FESTIVALS if one.key == key), "")
    return DayOff(day, name, back)


def station_closed(district: str, community: str) -> Venue | None:
    """The community's station when it does not serve at the moment."""
    return (
        Venue.objects.filter(district=district, region=community, level="station", kind="venue")
        .exclude(status__in=["open", "planned"])
        .order_by("status")
        .first()
    )


def time_is_over(day: date, slot: str, now: datetime | None = None) -> bool:
    """Whether a part of today has passed already."""
    local = timezone.localtime(now)
    ends = {"morning": 12, "afternoon": 18, "evening": 22}.get(slot, 24)
    return day == local.date() and local.hour >= ends
