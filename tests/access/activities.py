"""Activities: public to read, the organiser's to run, everybody's own to sign up for."""

from datetime import timedelta

from django.utils import timezone

from redvest.activities.models import Activity, Position, Session, Shift, SignUp, StandIn
from redvest.ids import uuid7
from redvest.people.models import Person, Volunteer
from tests.access import EVERYBODY, SIGNED_IN, WITHIN, Place, Row, Who, World
from tests.access.teams import team_at

KEEPERS = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
ORGANISERS = KEEPERS | {Who.TEAM_ADMIN}
RUNNING = ORGANISERS | {Who.VOLUNTEER}
VOLUNTEER = frozenset({Who.VOLUNTEER})
NOWHERE: frozenset[Place] = frozenset()
HERE = frozenset(set(Place) - {Place.OTHER_DISTRICT})
# Everybody of the district may read what is public, wherever they are.
PUBLIC = dict.fromkeys(Who, HERE)
# The team administrator runs the activities of the first community's team only; the volunteer
# leads none of them.
RUN = {Who.TEAM_ADMIN: frozenset({Place.OWN}), Who.VOLUNTEER: NOWHERE}
POST = ("POST",)


def volunteer_at(world: World, place: Place) -> Volunteer:
    """Somebody who is none of the cast."""

    def make() -> Volunteer:
        person = Person(district=place.district, name="李四", home_community=place.value[:12])
        person.save(force_insert=True)
        return Volunteer.objects.create(
            district=place.district, person=person, volunteer_no=f"A-{place.name}", status="active"
        )

    return world.once(("activity volunteer", place), make)  # type: ignore[return-value]


def shift_at(world: World, place: Place, lead: Volunteer | None = None) -> Shift:
    """A published activity with one shift, organised by the team of the place."""

    def make() -> Shift:
        now = timezone.now()
        # Each place on a day of its own: nobody is promised to two of them at once.
        starts = now + timedelta(days=3 + list(Place).index(place))
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
        activity = Activity.objects.create(
            district=place.district,
            region=place.value,
            team=team_at(world, place),
            lead=lead or volunteer_at(world, place),
            lead_agreed_at=now,
            kind="service",
            title=f"{place.name}活动",
            risk_statement="无特别风险",
            place="门口",
            status="published",
            status_since=now,
            created_at=now,
            published_at=now,
            **times,
        )
        common = {"district": place.district, "activity": activity}
        return Shift.objects.create(
            **common,
            **times,
            session=Session.objects.create(**common, **times),
            position=Position.objects.create(**common, name="志愿者", capacity=3),
            capacity=3,
        )

    return world.once(("shift", place, lead is None), make)  # type: ignore[return-value]


def signup_at(world: World, place: Place, who: Volunteer) -> SignUp:
    shift, now = shift_at(world, place), timezone.now()
    Shift.objects.filter(id=shift.id).update(taken=1)
    return SignUp.objects.create(
        district=place.district,
        activity=shift.activity,
        shift=shift,
        volunteer=who,
        state="confirmed",
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        queued_at=now,
        state_since=now,
    )


def theirs(world: World, place: Place) -> SignUp:
    """A sign-up of somebody who is none of the cast."""
    who = volunteer_at(world, place)
    return world.once(("their signup", place), lambda: signup_at(world, place, who))  # type: ignore[return-value]


def one(world: World, place: Place) -> dict[str, object]:
    return {"activity_id": shift_at(world, place).activity_id}


def shift(world: World, place: Place) -> dict[str, object]:
    return {"shift_id": shift_at(world, place).id}


def sized(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), **shift(world, place)}


def session(world: World, place: Place) -> dict[str, object]:
    row = shift_at(world, place)
    return {"activity_id": row.activity_id, "part": "session", "part_id": row.session_id}


def own(world: World, place: Place) -> dict[str, object]:
    """The volunteer's own sign-up; in another district it is somebody else's."""

    def make() -> SignUp:
        mine = Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])
        return signup_at(world, place, mine)

    if place is Place.OTHER_DISTRICT:
        return {"signup_id": theirs(world, place).id}
    return {"signup_id": world.once(("own signup", place), make).id}  # type: ignore[attr-defined]


def own_step(world: World, place: Place) -> dict[str, object]:
    return {**own(world, place), "action": "withdraw"}


def stand_in(world: World, place: Place) -> dict[str, object]:
    """Somebody asks the volunteer to go instead; in another district, somebody else."""

    def make() -> StandIn:
        mine = Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])
        elsewhere = place is Place.OTHER_DISTRICT
        other = volunteer_at(world, place)
        return StandIn.objects.create(
            district=place.district,
            signup=theirs(world, place),
            volunteer=other if elsewhere else mine,
            asked_at=timezone.now(),
        )

    row = world.once(("stand in", place), make)
    return {"stand_in_id": row.id, "answer": "decline"}  # type: ignore[attr-defined]


def swap(world: World, place: Place) -> dict[str, object]:
    """Two strangers who would change places within one activity."""

    def make() -> StandIn:
        def stranger(letter: str) -> Volunteer:
            person = Person(district=place.district, name="王五", home_community=place.value[:12])
            person.save(force_insert=True)
            number = f"{letter}-{place.name}"
            return Volunteer.objects.create(
                district=place.district, person=person, volunteer_no=number, status="active"
            )

        other, mine = stranger("W"), signup_at(world, place, stranger("V"))
        first = shift_at(world, place)
        starts = first.starts_at + timedelta(hours=3)
        times = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        common = {"district": place.district, "activity": first.activity}
        then = Shift.objects.create(
            **common,
            **times,
            session=Session.objects.create(**common, **times),
            position=first.position,
            capacity=1,
            taken=1,
        )
        given = SignUp.objects.create(
            **common,
            **times,
            shift=then,
            volunteer=other,
            state="confirmed",
            queued_at=timezone.now(),
            state_since=timezone.now(),
        )
        return StandIn.objects.create(
            district=place.district,
            signup=mine,
            volunteer=other,
            in_return=given,
            swaps=True,
            state="agreed",
            asked_at=timezone.now(),
        )

    row = world.once(("swap", place), make)
    found = {"activity_id": shift_at(world, place).activity_id, "answer": "refuse"}
    return {**found, "stand_in_id": row.id}  # type: ignore[attr-defined]


def decide(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "signup_id": theirs(world, place).id, "action": "reject"}


def ticked(world: World, place: Place) -> dict[str, object]:
    signup = theirs(world, place)
    return {"activity_id": signup.activity_id, "signup_id": signup.id, "mark": "in"}


def led(world: World, place: Place) -> dict[str, object]:
    """An activity the volunteer is asked to lead; in another district, somebody else is."""
    mine = Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])
    row = shift_at(world, place, None if place is Place.OTHER_DISTRICT else mine)
    return {"activity_id": row.activity_id, "answer": "accept"}


def not_by_the_desk(who: Who, place: Place) -> str:
    """Who was there is said by the lead or the team, never by the desk that settles."""
    if who in KEEPERS:
        return "403" if place in WITHIN.get(who, HERE) else "404"
    return "in" if who is Who.TEAM_ADMIN and place is Place.OWN else "404"


OWN_ONLY = {who: NOWHERE for who in Who if who is not Who.VOLUNTEER}

ROWS = {
    "activities:index": Row(EVERYBODY),
    "activities:show": Row(EVERYBODY, kwargs=one, sees=PUBLIC),
    "activities:poster": Row(EVERYBODY, kwargs=one, sees=PUBLIC),
    "activities:calendar": Row(EVERYBODY, kwargs=one, sees=PUBLIC),
    "activities:shifts": Row(VOLUNTEER),
    "activities:join": Row(SIGNED_IN, kwargs=shift, sees=PUBLIC),
    # Whoever is no volunteer is told so by the service.
    "POST activities:join": Row(
        SIGNED_IN,
        kwargs=shift,
        methods=POST,
        answers=lambda who, place: (
            "404" if place is Place.OTHER_DISTRICT else ("in" if who is Who.VOLUNTEER else "403")
        ),
    ),
    "activities:mine": Row(SIGNED_IN),
    "activities:one": Row(SIGNED_IN, kwargs=own, sees=OWN_ONLY),
    "activities:own_step": Row(SIGNED_IN, kwargs=own_step, sees=OWN_ONLY, methods=POST),
    "activities:stand_in": Row(SIGNED_IN, kwargs=stand_in, sees=OWN_ONLY, methods=POST),
    "activities:stand_in_one": Row(
        SIGNED_IN,
        kwargs=lambda w, p: {"stand_in_id": stand_in(w, p)["stand_in_id"]},
        sees=OWN_ONLY,
    ),
    "activities:decide_swap": Row(RUNNING, kwargs=swap, sees=RUN, methods=POST),
    "activities:leading": Row(VOLUNTEER),
    "activities:answer_lead": Row(VOLUNTEER, kwargs=led, methods=POST),
    "activities:roster": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:sheet": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:decide": Row(RUNNING, kwargs=decide, sees=RUN, methods=POST),
    "activities:gate": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:gate_code": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:ticks": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:tick": Row(RUNNING, kwargs=ticked, sees=RUN, methods=POST),
    "activities:propose": Row(RUNNING, kwargs=one, sees=RUN),
    # It is not over yet.
    "POST activities:propose": Row(
        RUNNING, kwargs=one, sees=RUN, methods=POST, answers=not_by_the_desk
    ),
    "activities:offline": Row(EVERYBODY),
    "activities:offline_data": Row(SIGNED_IN),
    "activities:offline_phone": Row(SIGNED_IN, methods=POST),
    "activities:offline_entries": Row(SIGNED_IN, methods=POST),
    "activities:phones": Row(SIGNED_IN),
    # Of a phone that is nobody's.
    "activities:revoke_phone": Row(
        SIGNED_IN,
        kwargs=lambda who, place: {"phone_id": uuid7()},
        methods=POST,
        answers=lambda who, place: "404",
    ),
    "activities:wall": Row(RUNNING, kwargs=one, sees=RUN),
    "activities:here": Row(SIGNED_IN, kwargs=one, sees=PUBLIC),
    # Who has not signed up has nothing to check in for.
    "POST activities:here": Row(
        SIGNED_IN, kwargs=one, methods=POST, answers=lambda who, place: "404"
    ),
    "activities:kept": Row(ORGANISERS | {Who.AUDITOR}),
    "activities:new": Row(ORGANISERS),
    "POST activities:new": Row(ORGANISERS, methods=POST),
    "activities:desk": Row(ORGANISERS | {Who.AUDITOR}, kwargs=one, sees=RUN),
    "activities:edit": Row(ORGANISERS, kwargs=one, sees=RUN),
    "POST activities:edit": Row(ORGANISERS, kwargs=one, sees=RUN, methods=POST),
    "activities:invite": Row(
        frozenset({Who.TEAM_ADMIN}), kwargs=one, sees={Who.TEAM_ADMIN: frozenset({Place.OWN})}
    ),
    "POST activities:invite": Row(
        frozenset({Who.TEAM_ADMIN}),
        kwargs=one,
        sees={Who.TEAM_ADMIN: frozenset({Place.OWN})},
        methods=POST,
    ),
    "activities:add_part": Row(
        ORGANISERS, kwargs=lambda w, p: {**one(w, p), "part": "session"}, sees=RUN
    ),
    "POST activities:add_part": Row(
        ORGANISERS,
        kwargs=lambda w, p: {**one(w, p), "part": "session"},
        sees=RUN,
        methods=POST,
    ),
    "activities:drop_part": Row(ORGANISERS, kwargs=session, sees=RUN, methods=POST),
    "activities:capacity": Row(ORGANISERS, kwargs=sized, sees=RUN),
    "POST activities:capacity": Row(ORGANISERS, kwargs=sized, sees=RUN, methods=POST),
    "activities:step": Row(
        ORGANISERS, kwargs=lambda w, p: {**one(w, p), "action": "cancel"}, sees=RUN, methods=POST
    ),
}
