"""Trainings and awards, seals, hours from elsewhere and the national system."""

from django.utils import timezone

from redvest.records.models import Attainment, HoursTransfer, IssuerKey, IssuerSeal
from tests.access import Place, Row, Who, World
from tests.access.records import DESK, KEEPING, LED, LOOKING, POST, VOLUNTEER, record_at

CENTER = frozenset({Who.CENTRE})


def attainment_at(world: World, place: Place) -> dict[str, object]:
    """A training somebody else entered at a place."""

    def make() -> Attainment:
        record, now = record_at(world, place), timezone.now()
        return Attainment.objects.create(
            district=place.district,
            volunteer=record.volunteer,
            kind="training",
            title="急救员培训",
            body="区红十字会",
            happened_on=record.service_on,
            class_hours=8,
            document="签到表",
            team=record.team,
            region=place.value,
            state_since=now,
            entered_at=now,
            entered_by=world.accounts[Who.RESIDENT].id,
        )

    found: Attainment = world.once(("attainment", place), make)  # type: ignore[assignment]
    return {"attainment_id": found.id}


def attainment_step(world: World, place: Place) -> dict[str, object]:
    return {**attainment_at(world, place), "action": "refuse"}


def seal_at(world: World, place: Place) -> dict[str, object]:
    """A seal of a station."""

    def make() -> IssuerSeal:
        return IssuerSeal.objects.create(
            district=place.district,
            region=place.value,
            issuer="某站",
            picture=b"png",
            sha256="0" * 64,
            uploaded_at=timezone.now(),
            uploaded_by=world.accounts[Who.CENTRE].id,
        )

    found: IssuerSeal = world.once(("seal", place), make)  # type: ignore[assignment]
    return {"seal_id": found.id}


def transfer_at(world: World, place: Place) -> dict[str, object]:
    """Hours somebody of a place brought on paper."""

    def make() -> HoursTransfer:
        record, now = record_at(world, place), timezone.now()
        return HoursTransfer.objects.create(
            district=place.district,
            region=place.value,
            volunteer=record.volunteer,
            how="paper",
            issuer="某区",
            mark=f"paper:{place.name}",
            document="某区 1号",
            services=1,
            minutes=60,
            first_on=record.service_on,
            last_on=record.service_on,
            asked_at=now,
        )

    found: HoursTransfer = world.once(("transfer", place), make)  # type: ignore[assignment]
    return {"transfer_id": found.id}


def transfer_step(world: World, place: Place) -> dict[str, object]:
    return {**transfer_at(world, place), "action": "refuse"}


def key_at(world: World, place: Place) -> dict[str, object]:
    """A key of elsewhere that is believed in the district of a place."""

    def make() -> IssuerKey:
        return IssuerKey.objects.create(
            district=place.district,
            elsewhere="110101",
            name="某区",
            public_key=f"{list(Place).index(place):064x}",
            entered_at=timezone.now(),
            entered_by=world.accounts[Who.CENTRE].id,
        )

    found: IssuerKey = world.once(("key", place), make)  # type: ignore[assignment]
    return {"key_id": found.id}


ROWS = {
    "records:attainments": Row(LOOKING),
    "records:attainment_new": Row(KEEPING),
    "POST records:attainment_new": Row(KEEPING, methods=POST),
    "records:attainment": Row(LOOKING, kwargs=attainment_at, sees=LED),
    "records:attainment_step": Row(DESK, kwargs=attainment_step, methods=POST),
    "records:seals": Row(CENTER),
    "POST records:seals": Row(CENTER, methods=POST),
    "records:seal_withdraw": Row(CENTER, kwargs=seal_at, methods=POST),
    "records:bring": Row(VOLUNTEER),
    "POST records:bring": Row(VOLUNTEER, methods=POST),
    "records:transfers": Row(DESK | {Who.AUDITOR}),
    "records:transfer": Row(DESK | {Who.AUDITOR}, kwargs=transfer_at),
    "records:transfer_step": Row(DESK, kwargs=transfer_step, methods=POST),
    "records:issuer_keys": Row(CENTER),
    "POST records:issuer_keys": Row(CENTER, methods=POST),
    "records:issuer_key_stop": Row(CENTER, kwargs=key_at, methods=POST),
    "records:national": Row(CENTER | {Who.AUDITOR}),
    "records:national_retry": Row(CENTER, methods=POST),
}
