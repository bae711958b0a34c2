"""What lies behind the figures: how orders went, what nobody met, who has not been heard of."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q
from django.utils import timezone

from redvest.activities.models import Activity
from redvest.core.days import midnight
from redvest.engines.indicators import UNMET, Part, added
from redvest.engines.periods import Period
from redvest.insight.queries.figures import sums_of
from redvest.insight.queries.reach import today
from redvest.orders.models import Assignment, Dispatch, ServiceItem, ServiceOrder
from redvest.teams.models import Team
from redvest.teams.queries import PUBLIC
from redvest.venues.models import Venue

STEPS = ("accept", "claim", "complete", "confirm", "rate")
WAITS = ("h1", "h5", "h24", "d3", "d7", "later")
HELD = ["ongoing", "ended", "settled", "archived"]
QUIET_DAYS = 60
SHOWN = 8


def reach_of(one: Period) -> tuple[date, date]:
    return one.first, max(one.first, min(one.until, today() + timedelta(days=1)))


def funnel(district: str, region: str, one: Period) -> tuple[list[tuple[str, int]], list[Any]]:
    """Of the orders placed in a period: how many came how far, and how long an answer took."""
    within = {"now": reach_of(one)}
    found = sums_of(district, region, ["orders", "order_steps"], within, len(region))
    sums = found.get(("now", region), {})
    steps = [("orders", added(Part("orders"), sums).n)]
    steps += [(step, added(Part("order_steps", (f"{step}.*",)), sums).n) for step in STEPS]
    waits = [(wait, added(Part("order_steps", (f"claim.{wait}",)), sums).n) for wait in WAITS]
    return steps, waits


def unmet_by_item(district: str, region: str, one: Period) -> list[tuple[ServiceItem, int, int]]:
    """What was ordered in a period and not met: item, how many of how many."""
    first, until = reach_of(one)
    rows = (
        ServiceOrder.objects.filter(
            district=district,
            community__startswith=region,
            placed_at__gte=midnight(first),
            placed_at__lt=midnight(until),
        )
        .exclude(state__in=["draft", "merged"])
        .values("item")
        .annotate(every=Count("id"), unmet=Count("id", filter=Q(state__in=UNMET)))
        .filter(unmet__gt=0)
        .order_by("-unmet", "item__position")
    )
    counted = {row["item"]: (row["unmet"], row["every"]) for row in rows}
    items = ServiceItem.objects.in_bulk(list(counted))
    return [(items[item], *counts) for item, counts in counted.items()]


@dataclass(frozen=True)
class Heard:
    """A team or a venue and when it was last heard of."""

    id: UUID
    name: str
    held: int
    answered: int
    offered: int
    last: datetime | None

    @property
    def is_quiet(self) -> bool:
        return self.last is None or self.last < timezone.now() - timedelta(days=QUIET_DAYS)


def teams_heard(district: str, region: str, one: Period) -> list[Heard]:
    """Teams of a place by name, with what they did in a period. No order of merit."""
    first, until = (midnight(day) for day in reach_of(one))
    teams = Team.objects.filter(district=district, region__startswith=region, status__in=PUBLIC)
    acts = _activities("team", district, first, until)
    offers = {
        row["team"]: row
        for row in Dispatch.objects.filter(
            district=district, team__isnull=False, offered_at__gte=first, offered_at__lt=until
        )
        .exclude(state="taken_back")  # Sent by mistake: nothing was left unanswered.
        .values("team")
        .annotate(
            offered=Count("id"),
            answered=Count("id", filter=~Q(state__in=["live", "timed_out", "withdrawn"])),
            last=Max("answered_at"),
        )
    }
    found = []
    for team in teams.order_by("name"):
        act: Any = acts.get(team.id, {})
        offer: Any = offers.get(team.id, {})
        lasts = [at for at in (act.get("last"), offer.get("last")) if at is not None]
        numbers = (act.get("held", 0), offer.get("answered", 0), offer.get("offered", 0))
        found.append(Heard(team.id, team.name, *numbers, max(lasts, default=None)))
    return found


def venues_heard(district: str, region: str, one: Period) -> list[Heard]:
    """Venues of a place in the order of their codes, with what was held there in a period."""
    first, until = (midnight(day) for day in reach_of(one))
    acts = _activities("venue", district, first, until)
    venues = Venue.objects.filter(district=district, region__startswith=region, status="open")
    return [
        Heard(
            one.id,
            one.name,
            acts.get(one.id, {}).get("held", 0),
            0,
            0,
            acts.get(one.id, {}).get("last"),
        )
        for one in venues.order_by("region", "name")
    ]


def _activities(by: str, district: str, first: datetime, until: datetime) -> dict[UUID, Any]:
    rows = (
        Activity.objects.filter(
            district=district, status__in=HELD, starts_at__gte=first, starts_at__lt=until
        )
        .values(by)
        .annotate(held=Count("id"), last=Max("starts_at"))
    )
    return {row[by]: row for row in rows if row[by] is not None}


def lately_served(district: str, region: str) -> list[Assignment]:
    """Visits that ended lately, for a wall: names come masked from the row itself."""
    return list(
        Assignment.objects.filter(
            district=district,
            order__community__startswith=region,
            checked_out_at__isnull=False,
            order__item__is_public=True,
        )
        .select_related("volunteer__person", "order__item")
        .order_by("-checked_out_at")[:SHOWN]
    )
