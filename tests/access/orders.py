"""Orders: the resident's, the desk's of the place, the team's that was asked, who was named."""

from copy import copy
from datetime import timedelta

from django.utils import timezone

from redvest.ids import uuid7
from redvest.orders.models import Assignment, Dispatch, ServiceItem, ServiceOrder, VisitPhoto
from redvest.orders.services import seed_catalog
from redvest.people.models import Person, Volunteer
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who, World
from tests.access.teams import team_at

RESIDENTS = frozenset({Who.RESIDENT, Who.PROXY, Who.GUARDIAN, Who.VOLUNTEER})
DESK = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
HERE = frozenset(set(Place) - {Place.OTHER_DISTRICT})
NOBODYS, OWN = frozenset[Place](), frozenset({Place.OWN})
# An order lies in a community, so never at a street.
NO_STREET = frozenset({Place.PARENT})
ELSEWHERE = frozenset(set(Place) - {Place.OWN})
# Who has something to do with the order: asked it, desk of the place, team, named volunteer.
PARTIES = dict.fromkeys(SIGNED_IN - DESK - {Who.AUDITOR}, NOBODYS) | {
    Who.RESIDENT: HERE,
    Who.TEAM_ADMIN: OWN,
    Who.VOLUNTEER: OWN,
}


def person_at(world: World, place: Place) -> Person:
    def make() -> Person:
        person = Person(district=place.district, name="王小明", home_community=place.value)
        person.save(force_insert=True)
        return person

    return world.once(("resident", place), make)  # type: ignore[return-value]


def order_at(world: World, place: Place) -> ServiceOrder:
    def make() -> ServiceOrder:
        seed_catalog(place.district)
        here = place.district == Place.OWN.district
        now = timezone.now()
        order = ServiceOrder(
            district=place.district,
            number=f"20260101-{list(Place).index(place):04d}",
            requester=world.persons[Who.RESIDENT] if here else person_at(world, place),
            community=place.value,
            item=ServiceItem.objects.get(district=place.district, code="repair"),
            description="灯坏了",
            address="3号楼501室",
            contact_phone="19900000001",
            preferred_on=timezone.localdate() + timedelta(days=1),
            state="dispatched" if place is Place.OWN else "submitted",
            state_since=now,
            placed_at=now,
        )
        order.save(force_insert=True)
        if place is Place.OWN:
            dispatch = Dispatch.objects.create(
                district=order.district, order=order, team=team_at(world, place), offered_at=now
            )
            Assignment.objects.create(
                district=order.district,
                order=order,
                dispatch=dispatch,
                volunteer=Volunteer.objects.get(person=world.persons[Who.VOLUNTEER]),
                state="accepted",
                named_at=now,
            )
        return order

    return world.once(("order", place), make)  # type: ignore[return-value]


def one(world: World, place: Place) -> dict[str, object]:
    return {"order_id": order_at(world, place).id}


def step(action: str):  # type: ignore[no-untyped-def]
    return lambda world, place: {**one(world, place), "action": action}


def reply(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "reply": "yes"}


def item(world: World, place: Place) -> dict[str, object]:
    seed_catalog(place.district)
    return {"code": "repair"}


def resident(world: World, place: Place) -> dict[str, object]:
    return {"person_id": person_at(world, place).id}


def resident_item(world: World, place: Place) -> dict[str, object]:
    return {**resident(world, place), **item(world, place)}


def own(**more: object) -> Row:
    """Pages of the resident who ordered, and of nobody else however related."""
    sees = dict.fromkeys(RESIDENTS, NOBODYS) | {Who.RESIDENT: HERE}
    return Row(RESIDENTS, sees=sees, closed=NO_STREET, **more)  # type: ignore[arg-type]


def shared(**more: object) -> Row:
    """What the resident and the desk of the place share about an order."""
    sees = dict.fromkeys(RESIDENTS, NOBODYS) | {Who.RESIDENT: HERE}
    return Row(RESIDENTS | DESK, sees=sees, closed=NO_STREET, **more)  # type: ignore[arg-type]


def party(**more: object) -> Row:
    """What any party to an order may do, the guardian of a minor among them."""
    mine = {Who.RESIDENT: HERE, Who.TEAM_ADMIN: OWN, Who.VOLUNTEER: OWN}
    sees = dict.fromkeys(RESIDENTS, NOBODYS) | mine
    who = RESIDENTS | DESK | {Who.TEAM_ADMIN}
    return Row(who, sees=sees, closed=NO_STREET, **more)  # type: ignore[arg-type]


FOR_ALL = dict.fromkeys(EVERYBODY, frozenset(Place))


def no_link(_world: World, _place: Place) -> dict[str, object]:
    return {"token": "a" * 16}


def task(**more: object) -> Row:
    who = frozenset({Who.VOLUNTEER})
    return Row(who, sees={Who.VOLUNTEER: OWN}, closed=NO_STREET, **more)  # type: ignore[arg-type]


STAFF = DESK | {Who.TEAM_ADMIN, Who.AUDITOR}
POST = ("POST",)


def pooled(world: World, place: Place) -> dict[str, object]:
    """An order of the pool at a place."""

    def make() -> ServiceOrder:
        row = copy(order_at(world, place))
        row.id, row.state = uuid7(), "pooled"
        row.number = f"20260102-{list(Place).index(place):04d}"
        row.description = row.address = row.contact_phone = ""
        row.save(force_insert=True)
        return row

    return {"order_id": world.once(("pooled", place), make).id}  # type: ignore[attr-defined]


def photo(world: World, place: Place) -> dict[str, object]:
    """A photo of the visit: the volunteer's own order has one."""

    def make() -> VisitPhoto:
        row = order_at(world, place)
        if place is not Place.OWN:
            return VisitPhoto(id=uuid7())
        found = VisitPhoto(
            district=row.district,
            order=row,
            assignment=Assignment.objects.get(order=row),
            width=1,
            height=1,
            taken_in_at=timezone.now(),
        )
        found.content = "AAAA"
        found.save(force_insert=True)
        return found

    found = world.once(("photo", place), make)
    return {**one(world, place), "photo_id": found.id}  # type: ignore[attr-defined]


PARTIES_AT_OWN = {Who.TEAM_ADMIN, Who.AUDITOR}
WATCHERS = {Who.AUDITOR}
LOOKERS = {Who.RESIDENT, Who.STATION, Who.OFFICE, Who.CENTRE, Who.VOLUNTEER}
ROWS = {
    "orders:menu": Row(EVERYBODY),
    "orders:place": Row(SIGNED_IN, kwargs=item, closed=ELSEWHERE),
    "POST orders:place": Row(SIGNED_IN, kwargs=item, closed=ELSEWHERE, methods=POST),
    "orders:mine": Row(SIGNED_IN),
    "orders:say": Row(SIGNED_IN),
    "POST orders:say": Row(SIGNED_IN, methods=POST),
    # The resident's and the desk's: whoever may speak for the order makes its link.
    "orders:link": shared(kwargs=one),
    "POST orders:link": shared(kwargs=one, methods=POST),
    "orders:link_close": shared(kwargs=one, methods=POST),
    "orders:slip": shared(kwargs=one),
    # A link asks for its code before it says whether it exists.
    "orders:track": Row(EVERYBODY, sees=FOR_ALL, kwargs=no_link),
    "POST orders:track": Row(EVERYBODY, sees=FOR_ALL, kwargs=no_link, methods=POST),
    "orders:track_progress": Row(EVERYBODY, sees=FOR_ALL, kwargs=no_link),
    "orders:placed": Row(SIGNED_IN, kwargs=one, sees=PARTIES, closed=NO_STREET),
    "orders:show": own(kwargs=one),
    "orders:other_time": own(kwargs=one),
    "POST orders:other_time": own(kwargs=one, methods=POST),
    "orders:unsolved": own(kwargs=one),
    "POST orders:unsolved": own(kwargs=one, methods=POST),
    "orders:complain": party(kwargs=one),
    "POST orders:complain": party(kwargs=one, methods=POST),
    "orders:appeal": own(kwargs=one),
    "POST orders:appeal": own(kwargs=one, methods=POST),
    "orders:more": own(kwargs=one),
    "POST orders:more": own(kwargs=one, methods=POST),
    "orders:answer_time": own(kwargs=reply, methods=POST),
    "orders:rate": own(kwargs=one),
    "POST orders:rate": own(kwargs=one, methods=POST),
    "orders:step": own(kwargs=step("withdraw"), methods=POST),
    "orders:reveal": Row(SIGNED_IN, kwargs=one, sees=PARTIES, closed=NO_STREET),
    "POST orders:reveal": Row(SIGNED_IN, kwargs=one, sees=PARTIES, closed=NO_STREET, methods=POST),
    "orders:tasks": Row(frozenset({Who.VOLUNTEER})),
    "orders:task": task(kwargs=one),
    "orders:task_step": task(kwargs=step("check_in"), methods=POST),
    "orders:inbox": Row(DESK | {Who.AUDITOR}),
    "orders:offers": Row(frozenset({Who.TEAM_ADMIN})),
    "orders:offer": Row(
        frozenset({Who.TEAM_ADMIN, Who.VOLUNTEER}),
        kwargs=one,
        sees={Who.TEAM_ADMIN: OWN, Who.VOLUNTEER: NOBODYS},
        closed=NO_STREET,
    ),
    "orders:offer_step": Row(
        frozenset({Who.TEAM_ADMIN, Who.VOLUNTEER}),
        kwargs=step("decline"),
        sees={Who.TEAM_ADMIN: OWN, Who.VOLUNTEER: NOBODYS},
        closed=NO_STREET,
        methods=POST,
    ),
    "orders:export": Row(DESK | {Who.AUDITOR}),
    "POST orders:export": Row(DESK | {Who.AUDITOR}, methods=POST),
    "orders:pool": Row(frozenset({Who.TEAM_ADMIN, Who.VOLUNTEER})),
    "orders:pooled": Row(
        frozenset({Who.TEAM_ADMIN, Who.VOLUNTEER}),
        kwargs=pooled,
        sees={Who.TEAM_ADMIN: OWN, Who.VOLUNTEER: HERE},
        closed=NO_STREET,
    ),
    "POST orders:pooled": Row(
        frozenset({Who.TEAM_ADMIN, Who.VOLUNTEER}),
        kwargs=pooled,
        sees={Who.TEAM_ADMIN: OWN, Who.VOLUNTEER: HERE},
        closed=NO_STREET,
        methods=POST,
    ),
    "orders:photo": Row(
        SIGNED_IN,
        kwargs=photo,
        closed=NO_STREET,
        methods=POST,
        answers=lambda who, place: (
            ("in" if who in LOOKERS else "403" if who in PARTIES_AT_OWN else "404")
            if place is Place.OWN
            else "404"
            if who in LOOKERS or who not in WATCHERS or place is Place.OTHER_DISTRICT
            else "403"
        ),
    ),
    "orders:desk": Row(STAFF, kwargs=one, sees={Who.TEAM_ADMIN: OWN}, closed=NO_STREET),
    "orders:propose": Row(DESK),
    "POST orders:propose": Row(DESK, methods=POST),
    "orders:propose_changes": Row(DESK, query="?seen=1"),
    "orders:who": Row(DESK, kwargs=one, closed=NO_STREET),
    "orders:near": Row(frozenset({Who.VOLUNTEER})),
    "orders:matching": Row(EVERYBODY),
    # An empty form comes back to whoever may see the order; what a role may do is the engine's.
    "orders:desk_step": Row(
        STAFF,
        kwargs=step("accept"),
        sees={Who.TEAM_ADMIN: OWN},
        closed=NO_STREET,
        methods=POST,
    ),
    "orders:desk_menu": Row(DESK, kwargs=resident, closed=NO_STREET),
    "orders:desk_place": Row(DESK, kwargs=resident_item, closed=NO_STREET),
    "POST orders:desk_place": Row(DESK, kwargs=resident_item, closed=NO_STREET, methods=POST),
}
