"""The time bank: one's own time, and the desk that helps those of its place."""

from django.utils import timezone

from redvest.bank.models import TimeInheritance, TimeReceiver, TimeUse
from redvest.people.models import Person
from tests.access import SIGNED_IN, Place, Row, Who, World
from tests.access.bank_rewards import CENTRE, LOOKING, ward_or_resident
from tests.access.orders import DESK, HERE, NO_STREET, NOBODYS, POST, RESIDENTS, order_at, person_at
from tests.access.teams import team_at


def use(world: World, place: Place) -> dict[str, object]:
    """Paid by somebody who lives at the place."""

    def make() -> TimeUse:
        order, now = order_at(world, place), timezone.now()
        return TimeUse.objects.create(
            district=place.district,
            person=person_at(world, place),
            order=order,
            basis="age",
            minutes=60,
            asked_at=now,
            state_since=now,
        )

    found: TimeUse = world.once(("time use", place), make)  # type: ignore[assignment]
    return {"use_id": found.id}


def somebody_else(place: Place) -> Person:
    person = Person(district=place.district, name="李奶奶", home_community=place.value)
    person.save(force_insert=True)
    return person


def receiver(world: World, place: Place) -> dict[str, object]:
    def make() -> TimeReceiver:
        here = place.district == Place.OWN.district
        return TimeReceiver.objects.create(
            district=place.district,
            giver=person_at(world, place),
            receiver=world.persons[Who.RESIDENT] if here else somebody_else(place),
            basis="elder",
            tie="aged_80",
            proof="archive",
            consent="phone",
            named_by=world.accounts[Who.STATION].id,
            named_at=timezone.now(),
        )

    found: TimeReceiver = world.once(("time receiver", place), make)  # type: ignore[assignment]
    return {"receiver_id": found.id}


PAYERS = dict.fromkeys(SIGNED_IN - LOOKING, NOBODYS)
GIVERS = dict.fromkeys(SIGNED_IN - DESK, NOBODYS) | {Who.RESIDENT: HERE}


def inheritance(world: World, place: Place) -> dict[str, object]:
    def make() -> TimeInheritance:
        return TimeInheritance.objects.create(
            district=place.district,
            person=somebody_else(place),
            heir=person_at(world, place),
            relation="child",
            proof="notary",
            asked_by=world.accounts[Who.STATION].id,
            asked_at=timezone.now(),
        )

    found: TimeInheritance = world.once(("inheritance", place), make)  # type: ignore[assignment]
    return {"inheritance_id": found.id, "action": "refuse"}


def team(world: World, place: Place) -> dict[str, object]:
    return {"team_id": team_at(world, place).id, "action": "own"}


def persons(who: Who, _place: Place) -> str:
    """Whoever is a person of the district; staff as such have no time."""
    return "in" if who in RESIDENTS else "404"


ROWS = {
    "bank:time": Row(SIGNED_IN),
    "bank:time_use": Row(SIGNED_IN, methods=("GET", "POST"), answers=persons),
    "bank:time_cover": Row(SIGNED_IN, methods=POST, answers=persons),
    "bank:time_give": Row(SIGNED_IN, methods=POST, answers=persons),
    "bank:time_one": Row(SIGNED_IN, kwargs=use, sees=PAYERS, closed=NO_STREET),
    "bank:time_drop": Row(SIGNED_IN, kwargs=receiver, sees=GIVERS, methods=POST),
    "bank:time_desk": Row(LOOKING),
    "bank:time_find": Row(DESK),
    "POST bank:time_find": Row(DESK, methods=POST),
    "bank:time_for": Row(DESK, kwargs=ward_or_resident),
    "bank:time_for_use": Row(DESK, kwargs=ward_or_resident, methods=("GET", "POST")),
    "bank:time_for_name": Row(DESK, kwargs=ward_or_resident, methods=POST),
    "bank:time_for_give": Row(DESK, kwargs=ward_or_resident, methods=POST),
    "bank:time_teams": Row(SIGNED_IN, methods=("GET", "POST"), answers=persons),
    "bank:time_team_step": Row(
        SIGNED_IN, kwargs=team, sees=dict.fromkeys(SIGNED_IN, NOBODYS), methods=POST
    ),
    "bank:time_send": Row(SIGNED_IN, methods=("GET", "POST"), answers=persons),
    "bank:time_exchanges": Row(CENTRE | {Who.AUDITOR}),
    "bank:time_inherits": Row(LOOKING),
    "bank:time_inherit_for": Row(DESK, kwargs=ward_or_resident, methods=("GET", "POST")),
    "bank:time_inherit_step": Row(CENTRE, kwargs=inheritance, methods=POST),
}
