"""Meals: the canteen's desk plans, the volunteer who was asked goes."""

from datetime import timedelta

from django.utils import timezone

from redvest.meals.labels import CANTEEN
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.people.models import Person, Volunteer
from redvest.venues.models import Venue
from tests.access import Place, Row, Who, World
from tests.access.orders import DESK, NO_STREET, OWN, POST, order_at

VOLUNTEER = frozenset({Who.VOLUNTEER})
MINE = {Who.VOLUNTEER: OWN}


def canteen_at(world: World, place: Place) -> Venue:
    def make() -> Venue:
        return Venue.objects.create(
            district=place.district,
            region=place.value,
            level="point",
            name="幸福食堂",
            facilities=[CANTEEN],
            lat=36.05,
            lon=103.83,
        )

    return world.once(("canteen", place), make)  # type: ignore[return-value]


def volunteer_at(world: World, place: Place) -> Volunteer:
    """The volunteer of the cast at the own place; somebody else elsewhere."""
    if place is Place.OWN:
        return Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])

    def make() -> Volunteer:
        person = Person(district=place.district, name="王小明", home_community=place.value[:12])
        person.save(force_insert=True)
        return Volunteer.objects.create(
            district=place.district,
            person=person,
            volunteer_no=f"MEAL-{list(Place).index(place)}",
            status="active",
        )

    return world.once(("meal helper", place), make)  # type: ignore[return-value]


def round_at(world: World, place: Place) -> MealRound:
    def make() -> MealRound:
        now = timezone.now()
        lunch = MealDay.objects.create(
            district=place.district, canteen=canteen_at(world, place), day=timezone.localdate()
        )
        return MealRound.objects.create(
            district=place.district,
            lunch=lunch,
            volunteer=volunteer_at(world, place),
            state="offered",
            leaves_at=now,
            back_at=now + timedelta(hours=1),
            meters=900,
            offered_at=now,
        )

    return world.once(("meal round", place), make)  # type: ignore[return-value]


def stop_at(world: World, place: Place) -> MealStop:
    def make() -> MealStop:
        row = round_at(world, place)
        return MealStop.objects.create(
            district=place.district,
            round=row,
            order=order_at(world, place),
            position=1,
            at=row.leaves_at,
        )

    return world.once(("meal stop", place), make)  # type: ignore[return-value]


def lunch(world: World, place: Place) -> dict[str, object]:
    return {"canteen_id": canteen_at(world, place).id, "day": timezone.localdate().isoformat()}


def one(world: World, place: Place) -> dict[str, object]:
    return {"round_id": round_at(world, place).id}


def step(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "action": "decline"}


def door(world: World, place: Place) -> dict[str, object]:
    found = stop_at(world, place)
    return {"round_id": found.round_id, "stop_id": found.id}


def order(world: World, place: Place) -> dict[str, object]:
    return {"order_id": order_at(world, place).id}


def at_door(**more: object) -> Row:
    return Row(VOLUNTEER, kwargs=door, sees=MINE, closed=NO_STREET, **more)  # type: ignore[arg-type]


ROWS = {
    "meals:canteens": Row(DESK),
    "meals:lunch": Row(DESK, kwargs=lunch),
    "POST meals:lunch": Row(DESK, kwargs=lunch, methods=POST),
    "meals:offer": Row(DESK, kwargs=lunch, methods=POST),
    "meals:withdraw": Row(DESK, kwargs=one, methods=POST),
    "meals:home": Row(DESK, kwargs=order, closed=NO_STREET),
    "POST meals:home": Row(DESK, kwargs=order, closed=NO_STREET, methods=POST),
    "meals:mine": Row(VOLUNTEER),
    "meals:round": Row(VOLUNTEER, kwargs=one, sees=MINE),
    "meals:step": Row(VOLUNTEER, kwargs=step, sees=MINE, methods=POST),
    "meals:stop": at_door(),
    "POST meals:stop": at_door(methods=POST),
    "meals:handed": at_door(methods=POST),
    "meals:nobody": at_door(methods=POST),
    "meals:paper": Row(DESK | VOLUNTEER, kwargs=one, sees=MINE),
    "POST meals:paper": Row(DESK | VOLUNTEER, kwargs=one, sees=MINE, methods=POST),
}
