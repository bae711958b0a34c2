"""Teams: public to read, the leader's and the keeper's to run."""

from django.utils import timezone

from redvest.people.models import Person, Volunteer
from redvest.teams.models import Membership, Team
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who, World
from tests.world import TEAM

KEEPERS = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
STAFF = KEEPERS | {Who.TEAM_ADMIN}
VOLUNTEER = frozenset({Who.VOLUNTEER})
HERE = frozenset(set(Place) - {Place.OTHER_DISTRICT})
# The team administrator leads the team of the first community only.
LED = {Who.TEAM_ADMIN: frozenset({Place.OWN})}
# Everybody of the district may read about its teams, wherever they are.
PUBLIC = dict.fromkeys(KEEPERS, HERE)


def team_at(world: World, place: Place) -> Team:
    def make() -> Team:
        team = Team(
            district=place.district,
            name=f"{place.name}队",
            kind="community",
            region=place.value,
            area=[place.value],
            status="active",
            join_mode="open",
        )
        if place is Place.OWN:
            team.id = TEAM
        team.save(force_insert=True)
        return team

    return world.once(("team", place), make)  # type: ignore[return-value]


def membership_at(world: World, place: Place) -> Membership:
    """Somebody else's membership in the team of a place."""

    def make() -> Membership:
        person = Person(district=place.district, name="李四", home_community=place.value[:12])
        person.save(force_insert=True)
        volunteer = Volunteer.objects.create(
            district=place.district, person=person, volunteer_no=f"M-{place.name}", status="active"
        )
        return Membership.objects.create(
            district=place.district,
            team=team_at(world, place),
            volunteer=volunteer,
            state="member",
            joined_at=timezone.now(),
        )

    return world.once(("membership", place), make)  # type: ignore[return-value]


def own_membership(world: World, place: Place) -> dict[str, object]:
    """The volunteer's own membership; in another district it is somebody else's."""

    def make() -> Membership:
        return Membership.objects.create(
            district=place.district,
            team=team_at(world, place),
            volunteer=Volunteer.objects.get(person=world.persons[Who.VOLUNTEER]),
            state="member",
            joined_at=timezone.now(),
        )

    if place is Place.OTHER_DISTRICT:
        found = membership_at(world, place)
    else:
        found = world.once(("own membership", place), make)  # type: ignore[assignment]
    return {"membership_id": found.id, "action": "leave"}


def one(world: World, place: Place) -> dict[str, object]:
    return {"team_id": team_at(world, place).id}


def step(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "action": "suspend"}


def member(world: World, place: Place) -> dict[str, object]:
    return {
        **one(world, place),
        "membership_id": membership_at(world, place).id,
        "action": "remove",
    }


POST = ("POST",)

ROWS = {
    "teams:index": Row(EVERYBODY),
    "teams:show": Row(EVERYBODY, kwargs=one, sees=PUBLIC),
    "teams:join": Row(VOLUNTEER, kwargs=one, methods=POST),
    "teams:mine": Row(SIGNED_IN),
    "teams:answer": Row(VOLUNTEER, kwargs=own_membership, methods=POST),
    "teams:apply": Row(VOLUNTEER),
    "POST teams:apply": Row(VOLUNTEER, methods=POST),
    "teams:kept": Row(STAFF),
    "teams:tree": Row(STAFF),
    "teams:new": Row(KEEPERS),
    "POST teams:new": Row(KEEPERS, methods=POST),
    "teams:desk": Row(STAFF, kwargs=one, sees=LED),
    "teams:edit": Row(STAFF, kwargs=one, sees=LED),
    "POST teams:edit": Row(STAFF, kwargs=one, sees=LED, methods=POST),
    "teams:matching": Row(STAFF, kwargs=one, sees=LED),
    "POST teams:matching": Row(STAFF, kwargs=one, sees=LED, methods=POST),
    "teams:invite": Row(STAFF, kwargs=one, sees=LED, methods=POST),
    "teams:move": Row(KEEPERS, kwargs=one),
    "POST teams:move": Row(KEEPERS, kwargs=one, methods=POST),
    "teams:step": Row(KEEPERS, kwargs=step),
    "POST teams:step": Row(KEEPERS, kwargs=step, methods=POST),
    "teams:member": Row(STAFF, kwargs=member, sees=LED),
    "POST teams:member": Row(STAFF, kwargs=member, sees=LED, methods=POST),
}
