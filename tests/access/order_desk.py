"""The desk's work on orders: its lists, the hotline, triage, cases and revisits."""

from django.utils import timezone

from redvest.orders.models import OrderTask, Pairing, QualityCase, Revisit, SavedFilter
from tests.access import Place, Row, Who, World
from tests.access.orders import DESK, NO_STREET, OWN, POST, one, order_at, person_at
from tests.access.teams import team_at

WATCHED = DESK | {Who.AUDITOR}
ASKING = frozenset({Who.CENTRE, Who.AUDITOR})


def case(world: World, place: Place) -> dict[str, object]:
    def make() -> QualityCase:
        now = timezone.now()
        return QualityCase.objects.create(
            district=place.district,
            order=order_at(world, place),
            kind="complaint",
            opened_at=now,
            opened_from="done",
            contact_due_at=now,
            due_at=now,
        )

    found: QualityCase = world.once(("case", place), make)  # type: ignore[assignment]
    return {"case_id": found.id}


def case_step(world: World, place: Place) -> dict[str, object]:
    return {**case(world, place), "action": "contact"}


def revisit(world: World, place: Place) -> dict[str, object]:
    def make() -> Revisit:
        now = timezone.now()
        return Revisit.objects.create(
            district=place.district,
            order=order_at(world, place),
            why="lot",
            drawn_at=now,
            due_at=now,
        )

    found: Revisit = world.once(("revisit", place), make)  # type: ignore[assignment]
    return {"order_id": found.order_id}


def task(world: World, place: Place) -> dict[str, object]:
    def make() -> OrderTask:
        now = timezone.now()
        return OrderTask.objects.create(
            district=place.district,
            order=order_at(world, place),
            kind="phone_resident",
            role="venue_admin",
            scope=place.value,
            opened_at=now,
            due_at=now,
        )

    found: OrderTask = world.once(("task", place), make)  # type: ignore[assignment]
    return {"task_id": found.id}


def kept(world: World, place: Place) -> dict[str, object]:
    def make() -> SavedFilter:
        return SavedFilter.objects.create(
            district=place.district,
            account_id=world.accounts[Who.STATION].id,
            name=place.name,
            conditions="late=on",
        )

    found: SavedFilter = world.once(("kept", place), make)  # type: ignore[assignment]
    return {"filter_id": found.id}


def pair(world: World, place: Place) -> dict[str, object]:
    def make() -> Pairing:
        return Pairing.objects.create(
            district=place.district,
            resident=person_at(world, place),
            team=team_at(world, place),
            kind="apart",
            reason="safety",
            set_at=timezone.now(),
        )

    found: Pairing = world.once(("pair", place), make)  # type: ignore[assignment]
    return {**one(world, place), "pair_id": found.id}


# What somebody kept is theirs alone, wherever their desk stands.
OWNER_ONLY = dict.fromkeys(WATCHED, frozenset[Place]()) | {
    Who.STATION: frozenset(set(Place) - {Place.OTHER_DISTRICT})
}

ROWS = {
    "orders:inbox_keep": Row(WATCHED, methods=POST),
    "orders:inbox_drop": Row(WATCHED, kwargs=kept, sees=OWNER_ONLY, methods=POST),
    "orders:bulk": Row(DESK, methods=POST),
    # The key is no object of a place: whoever sent has it, and for everybody else of any desk
    # there is nothing to undo.
    "orders:undo": Row(
        DESK,
        kwargs=lambda _w, _p: {"key": "nothing"},
        methods=POST,
        sees=dict.fromkeys(DESK, frozenset(Place)),
    ),
    "orders:order_tasks": Row(DESK),
    "orders:order_task": Row(DESK, kwargs=task, closed=NO_STREET),
    "POST orders:order_task": Row(DESK, kwargs=task, closed=NO_STREET, methods=POST),
    "orders:appeals": Row(ASKING),
    "orders:unmet": Row(WATCHED),
    "orders:export_unmet": Row(
        WATCHED,
        kwargs=lambda _w, _p: {"kind": "csv"},
        methods=POST,
        closed=frozenset(set(Place) - OWN),
    ),
    "orders:hotline": Row(DESK),
    "POST orders:hotline": Row(DESK, methods=POST),
    "orders:hotline_done": Row(DESK, kwargs=one, closed=NO_STREET),
    "orders:merge": Row(DESK, kwargs=one, closed=NO_STREET),
    "POST orders:merge": Row(DESK, kwargs=one, closed=NO_STREET, methods=POST),
    "orders:pairs": Row(DESK, kwargs=one, closed=NO_STREET),
    "POST orders:pairs": Row(DESK, kwargs=one, closed=NO_STREET, methods=POST),
    "orders:pair_end": Row(DESK, kwargs=pair, closed=NO_STREET, methods=POST),
    "orders:cases": Row(WATCHED),
    "orders:case": Row(WATCHED, kwargs=case, closed=NO_STREET),
    "orders:case_step": Row(DESK, kwargs=case_step, closed=NO_STREET, methods=POST),
    "orders:revisits": Row(ASKING),
    "orders:revisit": Row(ASKING, kwargs=revisit, closed=NO_STREET),
    "POST orders:revisit": Row(ASKING, kwargs=revisit, closed=NO_STREET, methods=POST),
}
