"""Canteens and their lunches: who wants a meal, where the doors are, who could carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.core.days import at
from redvest.districts.models import Region
from redvest.districts.queries import policy_of
from redvest.engines.geodesy import Point
from redvest.engines.opening_hours import parse_day
from redvest.engines.policy import DEFAULT
from redvest.engines.round_flow import LIVE, RoundState, StopState
from redvest.engines.service_needs import Need, obstacles
from redvest.errors import NotSeen
from redvest.meals.labels import CANTEEN
from redvest.meals.models import MealDay, MealHome, MealRound, MealStop
from redvest.meals.places import point_of
from redvest.orders.models import Assignment, ServiceItem, ServiceOrder
from redvest.orders.queries import DESK, servers_for
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.venues.models import Venue

HELPERS_MAX, ORDERS_MAX = 60, 400
LIVE_STATES = sorted(state.value for state in LIVE)
NOT_LOOKED_AT = ["draft", "submitted", "returned", "rejected", "merged", "withdrawn"]
MORNING, AFTERNOON = 0, 1  # Slots of a day, as in ``Volunteer.availability``.


@dataclass(frozen=True)
class Window:
    """Between what moments meals are handed over on a day."""

    opens: datetime
    closes: datetime


def window_of(district: str, day: date) -> Window:
    """The district's window; without a readable one, the usual one."""
    spans = parse_day(policy_of(district).meal_window, day.isoweekday())
    first, last = (spans or parse_day(DEFAULT.meal_window, day.isoweekday()))[0]
    return Window(at(day, first), at(day, last))


def canteens_for(actor: Actor) -> QuerySet[Venue]:
    """Open venues with a canteen in the actor's scope."""
    within = Q(pk=None)
    for scope in actor.scopes(*DESK):
        within |= Q(region__startswith=scope)
    return Venue.objects.filter(
        within, district=actor.district, status="open", facilities__contains=[CANTEEN]
    ).order_by("region", "name", "id")


def canteen_seen_by(actor: Actor, canteen_id: UUID) -> Venue:
    """A canteen whose desk the actor keeps.

    Raises
    ------
    NotSeen
        If it is none, or not theirs.
    """
    found = canteens_for(actor).filter(id=canteen_id).first()
    if found is None:
        raise NotSeen(_("没有找到这个食堂，或它不在您管理的范围内。"))
    return found


def lunch_of(canteen: Venue, day: date) -> MealDay | None:
    return MealDay.objects.filter(district=canteen.district, canteen=canteen, day=day).first()


def orders_wanting(canteen: Venue, day: date, *, untold: bool = False) -> list[ServiceOrder]:
    """Meals of the canteen's area that nobody carries yet: accepted by the desk, or one day of a
    standing order of which the desk has accepted another day.

    With ``untold`` also those in rounds of this lunch that nobody has been told of.
    """
    looked_at = ServiceOrder.objects.filter(
        district=canteen.district, standing=OuterRef("standing")
    ).exclude(state__in=NOT_LOOKED_AT)
    rows = ServiceOrder.objects.filter(
        Q(state="accepted") | Q(Exists(looked_at), state="submitted", standing__isnull=False),
        district=canteen.district,
        community__startswith=canteen.region,
        item__kind="meal",
        preferred_on=day,
    ).exclude(Exists(_carried(canteen, day, untold)))
    return list(rows.select_related("item", "requester").order_by("number")[:ORDERS_MAX])


def _carried(canteen: Venue, day: date, untold: bool) -> QuerySet[MealStop]:
    found = MealStop.objects.filter(order=OuterRef("id"), state=StopState.WAITING.value)
    if untold:
        found = found.exclude(round__in=untold_rounds(canteen, day))
    return found


def untold_rounds(canteen: Venue, day: date) -> QuerySet[MealRound]:
    """Rounds of a lunch that are planned and no more: nobody has been asked to go them."""
    return MealRound.objects.filter(
        district=canteen.district,
        lunch__canteen=canteen,
        lunch__day=day,
        state=RoundState.PLANNED.value,
    )


def homes_of(district: str, person_ids: Iterable[UUID]) -> dict[UUID, MealHome]:
    rows = MealHome.objects.filter(district=district, person_id__in=list(person_ids))
    return {row.person_id: row for row in rows}


def middles(district: str, communities: Iterable[str]) -> dict[str, Point]:
    """Where communities lie: for doors that nobody has put on the map yet."""
    rows = Region.objects.filter(district=district, code__in=set(communities), valid_to=None)
    found = rows.exclude(lat=None).exclude(lon=None).values_list("code", "lat", "lon")
    return {code: (lat, lon) for code, lat, lon in found if lat is not None and lon is not None}


def doors_of(district: str, orders: Sequence[ServiceOrder]) -> dict[UUID, tuple[Point, bool]]:
    """For each order where to bring it, and whether that is only the middle of the community."""
    homes = homes_of(district, {order.requester_id for order in orders})
    around = middles(district, {order.community for order in orders})
    found: dict[UUID, tuple[Point, bool]] = {}
    for order in orders:
        home = homes.get(order.requester_id)
        point = home.point.decide(point_of) if home is not None and home.point else None
        if point is not None:
            found[order.id] = (point, False)
        elif order.community in around:
            found[order.id] = (around[order.community], True)
    return found


def helpers_for(canteen: Venue, day: date) -> list[Volunteer]:
    """Whom the desk may ask: active, near, free at noon, willing to be matched, and fit."""
    noon = sum(1 << ((day.isoweekday() - 1) * 3 + slot) for slot in (MORNING, AFTERNOON))
    rows = Volunteer.objects.filter(
        district=canteen.district,
        status="active",
        accepts_matching=True,
        home_community__startswith=canteen.region[:9],
    ).select_related("person")
    near = [row for row in rows.order_by("volunteer_no")[:500] if _is_free(row, noon)]
    item = ServiceItem.objects.filter(district=canteen.district, kind="meal").first()
    need = item.need if item is not None else Need()
    servers = servers_for(canteen.district, [row.id for row in near], day)
    return [row for row in near if not obstacles(need, servers[row.id], day)][:HELPERS_MAX]


def _is_free(volunteer: Volunteer, noon: int) -> bool:
    """Who has said no hours at all is asked too: a no costs nothing."""
    return volunteer.availability == 0 or bool(volunteer.availability & noon)


def busy_until(canteen: Venue, day: date) -> dict[UUID, datetime]:
    """Volunteers who already carry meals that day, and when they are back; what this canteen has
    only planned is planned anew."""
    rows = MealRound.objects.filter(
        district=canteen.district, lunch__day=day, state__in=LIVE_STATES
    ).exclude(id__in=untold_rounds(canteen, day))
    found: dict[UUID, datetime] = {}
    for volunteer_id, back in rows.values_list("volunteer_id", "back_at"):
        found[volunteer_id] = max(back, found.get(volunteer_id, back))
    return found


def promised_elsewhere(district: str, volunteer_id: UUID, start: datetime, end: datetime) -> bool:
    """Whether somebody has agreed to another visit then; other meals of theirs are no clash."""
    return (
        Assignment.objects.filter(
            district=district,
            volunteer_id=volunteer_id,
            state="accepted",
            order__state__in=["scheduled", "in_service"],
            order__scheduled_from__lt=end,
            order__scheduled_to__gt=start,
        )
        .exclude(order__meal_stops__round__volunteer_id=volunteer_id)
        .exists()
    )
