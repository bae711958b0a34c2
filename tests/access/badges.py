"""Who is at the door: one's badge, its photo and who checks it, asking whether one is expected."""

from copy import copy
from datetime import timedelta

from django.utils import timezone

from redvest.ids import uuid7
from redvest.orders.models import Assignment, BadgePhoto, Dispatch
from redvest.people.models import Person, Volunteer
from tests.access import EVERYBODY, Place, Row, Who, World
from tests.access.orders import (
    DESK,
    FOR_ALL,
    NO_STREET,
    NOBODYS,
    POST,
    no_link,
    order_at,
    shared,
    task,
)

ME = frozenset({Who.VOLUNTEER})


def visitor_at(world: World, place: Place) -> Volunteer:
    """A volunteer of a place with a photo that waits and one that is shown."""

    def make() -> Volunteer:
        person = Person(district=place.district, name="来客", home_community=place.value)
        person.save(force_insert=True)
        found = Volunteer.objects.create(
            district=place.district,
            person=person,
            volunteer_no=f"B{place.name}",
            home_community=place.value,
        )
        for state in ("waiting", "approved"):
            photo = BadgePhoto(
                district=place.district, volunteer=found, state=state, uploaded_at=timezone.now()
            )
            photo.content = "AAAA"
            photo.save(force_insert=True)
        return found

    return world.once(("visitor", place), make)  # type: ignore[return-value]


def photo(world: World, place: Place) -> dict[str, object]:
    row = BadgePhoto.objects.get(volunteer=visitor_at(world, place), state="waiting")
    return {"photo_id": row.id}


def answer(world: World, place: Place) -> dict[str, object]:
    return {**photo(world, place), "answer": "no"}


def expected(world: World, place: Place, volunteer: Volunteer, name: str) -> Assignment:
    """A visit of today to a resident of the place."""

    def make() -> Assignment:
        row = copy(order_at(world, place))
        row.id, row.state, row.scheduled_from = uuid7(), "scheduled", timezone.now()
        row.scheduled_to = row.scheduled_from + timedelta(hours=1)
        row.number = f"{name}-{list(Place).index(place):04d}"
        row.description = row.address = row.contact_phone = ""
        row.save(force_insert=True)
        now = timezone.now()
        dispatch = Dispatch.objects.create(
            district=row.district, order=row, volunteer=volunteer, state="claimed", offered_at=now
        )
        return Assignment.objects.create(
            district=row.district,
            order=row,
            dispatch=dispatch,
            volunteer=volunteer,
            state="accepted",
            named_at=now,
        )

    return world.once((name, place), make)  # type: ignore[return-value]


def coming(world: World, place: Place) -> dict[str, object]:
    visit = expected(world, place, visitor_at(world, place), "20260103")
    return {"order_id": visit.order_id, "visit_id": visit.id}


def going(world: World, place: Place) -> dict[str, object]:
    """My own visit at one place, somebody else's at the others."""
    mine = Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])
    who = mine if place is Place.OWN else visitor_at(world, place)
    return {"order_id": expected(world, place, who, "20260104").order_id}


def by_link(world: World, place: Place) -> dict[str, object]:
    return {**no_link(world, place), "visit_id": uuid7()}


DECIDERS = DESK | {Who.TEAM_ADMIN}
TEAMS_NONE = {Who.TEAM_ADMIN: NOBODYS}
ROWS = {
    "orders:badge": Row(ME),
    "POST orders:badge": Row(ME, methods=POST),
    "orders:badge_remove": Row(ME, methods=POST),
    "orders:visit_badge": task(kwargs=going),
    "orders:visitor": shared(kwargs=coming, methods=POST),
    "orders:track_visitor": Row(EVERYBODY, sees=FOR_ALL, kwargs=by_link, methods=POST),
    "orders:door": Row(EVERYBODY),
    "POST orders:door": Row(EVERYBODY, methods=POST),
    "orders:scanned": Row(EVERYBODY, sees=FOR_ALL, kwargs=no_link),
    "orders:badges": Row(DECIDERS),
    "orders:badge_photo": Row(DECIDERS, kwargs=photo, sees=TEAMS_NONE, closed=NO_STREET),
    "POST orders:badge_photo": Row(
        DECIDERS, kwargs=photo, sees=TEAMS_NONE, closed=NO_STREET, methods=POST
    ),
    "orders:badge_decide": Row(
        DECIDERS, kwargs=answer, sees=TEAMS_NONE, closed=NO_STREET, methods=POST
    ),
    "orders:worries": Row(DESK),
}
