"""Hours: the volunteer's own, the lead's word, the desk's of the place, the team's to look at."""

from datetime import timedelta

from django.utils import timezone

from redvest.engines.certificates import serial_of
from redvest.orders.models import Assignment, Dispatch
from redvest.people.models import Person, Volunteer
from redvest.records.models import (
    Certificate,
    CertificateRun,
    RecordQuestion,
    ServiceRecord,
    SheetImport,
    StarAward,
)
from tests.access import EVERYBODY, SIGNED_IN, Place, Row, Who, World
from tests.access.activities import one as activity
from tests.access.orders import HERE, OWN, order_at
from tests.access.teams import team_at

DESK = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
KEEPING = DESK | {Who.TEAM_ADMIN}
LOOKING = KEEPING | {Who.AUDITOR}
VOLUNTEER = frozenset({Who.VOLUNTEER})
LED = {Who.TEAM_ADMIN: OWN}
POST = ("POST",)


def served(world: World, place: Place, volunteer: Volunteer, **changes: object) -> ServiceRecord:
    ends = timezone.now() - timedelta(hours=2)
    values: dict[str, object] = {
        "number": f"202601-{list(Place).index(place):06d}",
        "entry": "system",
        "title": "家电维修",
        "region": place.value,
        "organizer": "某队",
        "team": team_at(world, place),
        "starts_at": ends - timedelta(hours=1),
        "ends_at": ends,
        "service_on": timezone.localdate(ends),
        "minutes": 60,
        "level": "A",
        "arrival": "code",
        "document": "签到表",
        "state": "effective",
        "state_since": ends,
        "recorded_at": ends,
    }
    return ServiceRecord.objects.create(
        district=place.district, volunteer=volunteer, **{**values, **changes}
    )


def somebody(place: Place, number: str) -> Volunteer:
    person = Person(district=place.district, name="李四", home_community=place.value[:12])
    person.save(force_insert=True)
    return Volunteer.objects.create(
        district=place.district, person=person, volunteer_no=number, status="active"
    )


def record_at(world: World, place: Place) -> ServiceRecord:
    """Somebody else's hours at a place, which count."""

    def make() -> ServiceRecord:
        return served(world, place, somebody(place, f"R-{place.name}"))

    return world.once(("record", place), make)  # type: ignore[return-value]


def one(world: World, place: Place) -> dict[str, object]:
    return {"record_id": record_at(world, place).id}


def own(world: World, place: Place) -> dict[str, object]:
    """The volunteer's own hours; in another district they are somebody else's."""
    if place is Place.OTHER_DISTRICT:
        return one(world, place)

    def make() -> ServiceRecord:
        volunteer = Volunteer.objects.get(person=world.persons[Who.VOLUNTEER])
        later = timezone.now() - timedelta(days=list(Place).index(place) + 1)
        return served(
            world,
            place,
            volunteer,
            number=f"202602-{list(Place).index(place):06d}",
            starts_at=later - timedelta(hours=1),
            ends_at=later,
        )

    found: ServiceRecord = world.once(("own record", place), make)  # type: ignore[assignment]
    return {"record_id": found.id}


def led(world: World, place: Place) -> dict[str, object]:
    """Somebody's hours on a visit that the volunteer led, in the first community only."""
    if place is not Place.OWN:
        return {**one(world, place), "action": "confirm"}

    def make() -> ServiceRecord:
        order, ends = order_at(world, place), timezone.now() - timedelta(hours=2)
        at = {"checked_in_at": ends - timedelta(hours=1), "checked_out_at": ends}
        mine = Assignment.objects.filter(order=order)
        mine.update(is_lead=True, state="accepted", **at)
        theirs = Assignment.objects.create(
            district=order.district,
            order=order,
            dispatch=Dispatch.objects.get(order=order),
            volunteer=somebody(place, "R-LED"),
            state="accepted",
            named_at=ends,
            evidence="code",
            **at,
        )
        return served(
            world,
            place,
            theirs.volunteer,
            number="202603-000001",
            assignment=theirs,
            document="",
            departed=True,
            state="pending_confirm",
        )

    found: ServiceRecord = world.once(("led record", place), make)  # type: ignore[assignment]
    return {"record_id": found.id, "action": "confirm"}


def step(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "action": "ask_revoke"}


def question(world: World, place: Place) -> dict[str, object]:
    def make() -> RecordQuestion:
        now = timezone.now()
        return RecordQuestion.objects.create(
            district=place.district,
            record=record_at(world, place),
            kind="wrong",
            asked_at=now,
            due_at=now,
        )

    found: RecordQuestion = world.once(("question", place), make)  # type: ignore[assignment]
    return {"question_id": found.id}


def asked_for(world: World, place: Place) -> dict[str, object]:
    """A certificate somebody else asked for at a place."""

    def make() -> Certificate:
        record, now = record_at(world, place), timezone.now()
        return Certificate.objects.create(
            district=place.district,
            volunteer=record.volunteer,
            team=record.team,
            region=place.value,
            issuer="某队",
            first_on=record.service_on,
            last_on=record.service_on,
            state_since=now,
            asked_at=now,
        )

    found: Certificate = world.once(("certificate", place), make)  # type: ignore[assignment]
    return {"certificate_id": found.id}


def certified(world: World, place: Place) -> dict[str, object]:
    """The volunteer's own certificate; in another district it is somebody else's."""
    if place is Place.OTHER_DISTRICT:
        return asked_for(world, place)

    def make() -> Certificate:
        now, today = timezone.now(), timezone.localdate()
        return Certificate.objects.create(
            district=place.district,
            serial=serial_of(place.district, today, list(Place).index(place) + 1),
            token="RV1.x.y",
            volunteer=Volunteer.objects.get(person=world.persons[Who.VOLUNTEER]),
            region=place.value,
            issuer="某队",
            first_on=today,
            last_on=today,
            minutes=60,
            services=1,
            state="valid",
            issued_at=now,
            issued_by=world.accounts[Who.STATION].id,
            notice_until=now,
            state_since=now,
            asked_at=now,
        )

    found: Certificate = world.once(("own certificate", place), make)  # type: ignore[assignment]
    return {"certificate_id": found.id}


def certificate_step(world: World, place: Place) -> dict[str, object]:
    return {**asked_for(world, place), "action": "issue"}


def star_at(world: World, place: Place) -> dict[str, object]:
    """A star that somebody of a place asked for."""

    def make() -> StarAward:
        now = timezone.now()
        return StarAward.objects.create(
            district=place.district,
            region=place.value,
            volunteer=record_at(world, place).volunteer,
            scheme="national-2021",
            stars=1,
            level="district",
            minutes=6000,
            state_since=now,
            applied_at=now,
        )

    found: StarAward = world.once(("star", place), make)  # type: ignore[assignment]
    return {"award_id": found.id}


def star_step(world: World, place: Place) -> dict[str, object]:
    return {**star_at(world, place), "action": "reject"}


def noticed(world: World, place: Place) -> dict[str, object]:
    """Hours of a station that were filled in and are on notice."""

    def make() -> ServiceRecord:
        now = timezone.now()
        return served(
            world,
            place,
            somebody(place, f"N-{place.name}"),
            number=f"202604-{list(Place).index(place):06d}",
            entry="backfill",
            level="D",
            team=None,
            state="public_notice",
            notice_until=now + timedelta(days=3),
        )

    found: ServiceRecord = world.once(("noticed", place), make)  # type: ignore[assignment]
    return {"record_id": found.id}


def sheet_at(world: World, place: Place) -> dict[str, object]:
    """A sheet somebody else uploaded for a place."""

    def make() -> SheetImport:
        return SheetImport.objects.create(
            district=place.district,
            region=place.value,
            organizer="某站",
            kind="signin",
            document="签到表",
            state="done",
            account_id=world.accounts[Who.STATION].id,
            file_name="3月.xlsx",
            file_sha256=place.name,
            created_at=timezone.now(),
        )

    found: SheetImport = world.once(("sheet", place), make)  # type: ignore[assignment]
    return {"sheet_id": found.id}


def run_at(world: World, place: Place) -> dict[str, object]:
    """Certificates the station of the first community issues together; nobody else looks on."""

    def make() -> CertificateRun:
        own = place is Place.OWN
        return CertificateRun.objects.create(
            district=place.district,
            account_id=world.accounts[Who.STATION if own else Who.RESIDENT].id,
            total=1,
            started_at=timezone.now(),
        )

    found: CertificateRun = world.once(("run", place), make)  # type: ignore[assignment]
    return {"run_id": found.id}


WHO_STARTED = {
    **dict.fromkeys(KEEPING, frozenset[Place]()),
    Who.STATION: OWN,
}

# Whoever is no desk sees what is on notice in their own community.
NEIGHBORS = {
    **dict.fromkeys(SIGNED_IN - DESK - {Who.AUDITOR}, frozenset[Place]()),
    Who.VOLUNTEER: OWN,
}

ROWS = {
    "records:stars": Row(VOLUNTEER),
    "POST records:stars": Row(VOLUNTEER, methods=POST),
    "records:stars_desk": Row(DESK | {Who.AUDITOR}),
    "POST records:stars_desk": Row(DESK | {Who.AUDITOR}, methods=POST),
    "records:star": Row(DESK | {Who.AUDITOR}, kwargs=star_at),
    "records:star_step": Row(DESK, kwargs=star_step, methods=POST),
    "records:notices": Row(SIGNED_IN),
    "records:doubt": Row(SIGNED_IN, kwargs=noticed, sees=NEIGHBORS, methods=POST),
    "records:certificates": Row(VOLUNTEER),
    "POST records:certificates": Row(VOLUNTEER, methods=POST),
    "records:printed": Row(VOLUNTEER, kwargs=certified, sees={Who.VOLUNTEER: HERE}),
    "POST records:printed": Row(
        VOLUNTEER, kwargs=certified, sees={Who.VOLUNTEER: HERE}, methods=POST
    ),
    "records:certificate_file": Row(
        VOLUNTEER, kwargs=certified, sees={Who.VOLUNTEER: HERE}, methods=POST
    ),
    "records:passport_file": Row(VOLUNTEER),
    "records:certificates_desk": Row(LOOKING),
    "records:certificate": Row(LOOKING, kwargs=asked_for, sees=LED),
    "records:certificate_step": Row(KEEPING, kwargs=certificate_step, sees=LED, methods=POST),
    "records:check": Row(EVERYBODY),
    "POST records:check": Row(EVERYBODY, methods=POST),
    "records:check_offline": Row(EVERYBODY),
    "records:passport": Row(VOLUNTEER),
    "records:export": Row(VOLUNTEER),
    "records:to_confirm": Row(VOLUNTEER),
    "records:show": Row(VOLUNTEER, kwargs=own, sees={Who.VOLUNTEER: HERE}),
    "records:ask": Row(VOLUNTEER, kwargs=own, sees={Who.VOLUNTEER: HERE}, methods=POST),
    "records:word": Row(VOLUNTEER, kwargs=led, sees={Who.VOLUNTEER: OWN}, methods=POST),
    "records:index": Row(LOOKING),
    "records:to_settle": Row(DESK),
    "records:settle": Row(DESK, kwargs=activity),
    # Nobody has handed in a list yet.
    "POST records:settle": Row(DESK, kwargs=activity, methods=POST),
    "records:together": Row(KEEPING),
    "POST records:together": Row(KEEPING, methods=POST),
    "records:run": Row(KEEPING, kwargs=run_at, sees=WHO_STARTED),
    "records:run_progress": Row(KEEPING, kwargs=run_at, sees=WHO_STARTED),
    "records:sheets": Row(DESK),
    "POST records:sheets": Row(DESK, methods=POST),
    "records:sheet_template": Row(DESK),
    "records:sheet": Row(DESK, kwargs=sheet_at),
    "records:sheet_progress": Row(DESK, kwargs=sheet_at),
    "records:sheet_faults": Row(DESK, kwargs=sheet_at),
    "records:sheet_confirm": Row(DESK, kwargs=sheet_at, methods=POST),
    "records:sheet_undo": Row(DESK, kwargs=sheet_at, methods=POST),
    "records:fill_in": Row(KEEPING),
    "POST records:fill_in": Row(KEEPING, methods=POST),
    "records:desk": Row(LOOKING, kwargs=one, sees=LED),
    "records:step": Row(DESK, kwargs=step, methods=POST),
    "records:correct": Row(DESK, kwargs=one),
    "POST records:correct": Row(DESK, kwargs=one, methods=POST),
    "records:answer": Row(DESK, kwargs=question, methods=POST),
}
