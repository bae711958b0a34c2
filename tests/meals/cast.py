"""A canteen at noon: three elders who ordered lunch, two volunteers who may carry it, the desk.

The day is fixed, so that nothing depends on the hour at which the tests run.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.districts.models import Region
from redvest.engines.round_flow import LIVE, RoundState
from redvest.meals.labels import CANTEEN
from redvest.meals.models import MealRound, MealStop
from redvest.meals.services import accept_round, offer_rounds, place_home, plan_lunch
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.services import accept_order, place_order
from redvest.people.models import Person
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR, STREET, Cast, the_cast

NOW = datetime(2027, 3, 1, 1, 0, tzinfo=timezone.get_fixed_timezone(0))  # 09:00 in China, a Monday
DAY = date(2027, 3, 1)
MIDDLE = (36.06, 103.83)


@dataclass
class Noon:
    """Who is there, and what they made so far."""

    cast: Cast
    canteen: Venue
    orders: list[ServiceOrder] = field(default_factory=list)
    day: date = DAY

    def plan(self, walkers: tuple[str, ...] = ("wang",), cyclists: tuple[str, ...] = ()) -> object:
        volunteers = self.cast.volunteers
        return plan_lunch(
            actor=self.cast.desk,
            canteen_id=self.canteen.id,
            day=self.day,
            walkers=[volunteers[name].id for name in walkers],
            cyclists=[volunteers[name].id for name in cyclists],
        )

    def offered(self, *who: str) -> None:
        self.plan(walkers=who or ("wang",))
        offer_rounds(actor=self.cast.desk, canteen_id=self.canteen.id, day=self.day)

    def round_of(self, name: str) -> MealRound:
        """The round they are asked for or go, the last one; without that, what became of it."""
        rows = MealRound.objects.filter(volunteer=self.cast.volunteers[name])
        return max(rows, key=lambda row: (RoundState(row.state) in LIVE, row.leaves_at))

    def accepted(self, name: str = "wang") -> MealRound:
        self.offered(name)
        return accept_round(actor=self.cast.actor(name), round_id=self.round_of(name).id)

    def stops(self, name: str = "wang") -> list[MealStop]:
        return list(self.round_of(name).stops.order_by("position"))

    def state(self, order_id: UUID) -> str:
        return ServiceOrder.objects.values_list("state", flat=True).get(id=order_id)


def an_elder(noon: Noon, number: int, *, community: str = HOME) -> ServiceOrder:
    """One more elder who ordered lunch, with a door on the map."""
    cast = noon.cast
    name = f"elder{number}"
    cast.add(name, 500 + number, home=community)
    order = place_order(
        actor=cast.actor(name),
        requester_id=cast.persons[name].id,
        card=cast.card(
            item_id=ServiceItem.objects.get(district=DISTRICT, code="meal").id,
            community=community,
            description="少盐",
            preferred_on=noon.day,
            address=f"畅家巷{number}号楼1单元101室",
        ),
    )
    accept_order(actor=cast.desk, order_id=order.id)
    place_home(
        actor=cast.desk,
        order_id=order.id,
        lat=MIDDLE[0] + number % 20 * 0.0004,
        lon=MIDDLE[1] + 0.0003,
    )
    noon.orders.append(order)
    return order


def at_noon(cast: Cast | None = None, day: date = DAY) -> Noon:
    """Set the stage. Call it with the clock at :data:`NOW`, or with another day."""
    cast = cast or the_cast()
    canteen = Venue.objects.create(
        district=DISTRICT,
        region=HOME,
        level="point",
        name="畅家巷幸福食堂",
        status="open",
        facilities=[CANTEEN],
        contact_phone="0931-1234567",
        lat=MIDDLE[0],
        lon=MIDDLE[1],
        opened_on=date(2024, 1, 1),
    )
    Region.objects.filter(district=DISTRICT, code__in=[HOME, NEXT_DOOR]).update(
        lat=MIDDLE[0] + 0.002, lon=MIDDLE[1]
    )
    noon = Noon(cast, canteen, day=day)
    for number in (1, 2, 3):
        an_elder(noon, number)
    return noon


def granny_of(order: ServiceOrder) -> Person:
    return Person.objects.get(id=order.requester_id)


__all__ = ["DAY", "DISTRICT", "HOME", "NOW", "STREET", "Noon", "an_elder", "at_noon", "timedelta"]
