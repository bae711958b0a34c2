"""A canteen that brings lunch: elders with a pin, three volunteers, a plan they may refuse."""

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from redvest.demo.names import PHONE_BLOCK, RESIDENTS_FROM
from redvest.demo.stage import Stage, address_of
from redvest.districts.models import Region
from redvest.meals.labels import CANTEEN
from redvest.meals.models import MealRound
from redvest.meals.queries.lunches import helpers_for
from redvest.meals.services import accept_round, offer_rounds, place_home, plan_lunch
from redvest.orders.models import ServiceItem
from redvest.orders.services import OrderCard, accept_order, place_order
from redvest.people.models import Person, Volunteer
from redvest.venues.models import Venue

ELDERS, HELPERS, LOOK_AHEAD = 20, 3, 7
STEP = 0.0011  # Of a degree: doors a street or two apart.


def lunch(stage: Stage) -> None:
    """The nearest day on which volunteers have said that they are free at noon."""
    region = Region.objects.filter(district=stage.district, code=stage.home, valid_to=None).first()
    if region is None or region.lat is None or region.lon is None:
        return  # A place nobody has put on the map: the desk's page says what to do.
    with transaction.atomic():
        canteen = Venue.objects.create(
            district=stage.district,
            region=stage.home,
            level="point",
            name=f"{region.name}幸福食堂",
            facilities=[CANTEEN],
            address=f"{region.name}文化巷1号",
            lat=region.lat,
            lon=region.lon,
        )
        day, helpers = _day_with_helpers(canteen)
        _orders(stage, day, region.lat, region.lon)
        if helpers:
            _rounds(stage, canteen, day, helpers)


def _day_with_helpers(canteen: Venue) -> tuple[date, list[Volunteer]]:
    tomorrow = timezone.localdate() + timedelta(days=1)
    days = [tomorrow + timedelta(days=ahead) for ahead in range(LOOK_AHEAD)]
    found = {day: helpers_for(canteen, day) for day in days}
    best = max(days, key=lambda day: (min(len(found[day]), HELPERS), -day.toordinal()))
    return best, found[best][:HELPERS]


def _orders(stage: Stage, day: date, lat: float, lon: float) -> None:
    station = stage.actor("station")
    item = ServiceItem.objects.get(district=stage.district, code="meal")
    elders = Person.objects.filter(
        district=stage.district,
        account=None,
        home_community=stage.home,
        proxies__proxy=station.account_id,
        proxies__ended_at=None,
    )
    for index, elder in enumerate(elders.order_by("created_at", "id").distinct()[:ELDERS]):
        order = place_order(
            actor=station,
            requester_id=elder.id,
            card=OrderCard(
                item_id=item.id,
                community=stage.home,
                description="一份软饭，少盐",
                address=address_of(index),
                contact_phone=f"{PHONE_BLOCK}{RESIDENTS_FROM + index:04d}",
                preferred_on=day,
                consent_to_share=True,
            ),
        )
        accept_order(actor=station, order_id=order.id)
        row, column = divmod(index * 7 % 25, 5)
        place_home(
            actor=station,
            order_id=order.id,
            lat=lat + (row - 2) * STEP,
            lon=lon + (column - 2) * STEP,
        )


def _rounds(stage: Stage, canteen: Venue, day: date, helpers: list[Volunteer]) -> None:
    """Planned and offered; whoever can log in and was asked has said yes."""
    station = stage.actor("station")
    *walkers, cyclist = [one.id for one in helpers]
    plan_lunch(actor=station, canteen_id=canteen.id, day=day, walkers=walkers, cyclists=[cyclist])
    asked = offer_rounds(actor=station, canteen_id=canteen.id, day=day)
    volunteer = stage.actor("volunteer")
    assert volunteer.volunteer_id is not None
    mine = MealRound.objects.filter(volunteer_id=volunteer.volunteer_id, state="offered").first()
    if asked and mine is not None:
        accept_round(actor=volunteer, round_id=mine.id)
