"""A district of the size a large city has, for the benchmarks of orders.

250,000 volunteers, 1,000,000 past orders with an event each, 5,000 open ones; ``SIZE=0.01`` for
trying. Everything is laid down with COPY from a seeded generator. Cells that a page opens are
sealed for their row as always; those of past orders that no page shows share one ciphertext.
"""

import os
import random
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

SIZE = float(os.environ.get("SIZE", "1"))
VOLUNTEERS, PAST, OPEN = int(250_000 * SIZE), int(1_000_000 * SIZE), max(60, int(5_000 * SIZE))
RESIDENTS = max(200, VOLUNTEERS // 5)
SEED = 20261122
OPEN_SHARES = [
    ("submitted", 20), ("accepted", 15), ("dispatched", 25), ("claimed", 15), ("scheduled", 20),
    ("done", 5),
]  # fmt: skip


def copy_rows(model: Any, rows: Iterable[dict[str, Any]]) -> int:
    """COPY rows into the table of a model; columns that are not given get its defaults."""
    from django.db import connection
    from psycopg.types.json import Jsonb

    fields = model._meta.concrete_fields
    usual = {field.attname: field.get_default() for field in fields}
    is_json = {f.attname for f in fields if f.get_internal_type() == "JSONField"}
    names = ", ".join(f'"{field.column}"' for field in fields)
    done = 0
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(  # type: ignore[attr-defined]
            f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        ) as copy,
    ):
        for row in rows:
            values = {**usual, **row}
            copy.write_row(
                [
                    Jsonb(values[name]) if name in is_json else values[name]
                    for name in (field.attname for field in fields)
                ]
            )
            done += 1
    return done


def sealed(model: Any, name: str, row_id: object, text: str) -> bytes:
    """The cell as the application would write it."""
    from redvest.core import cells

    found: bytes = cells.seal(text, model._meta.get_field(name).where(model(id=row_id)))
    return found


def lay_down(cast: Any) -> None:
    """Volunteers, residents, past orders and open orders of the cast's district."""
    from django.db import connection
    from django.utils import timezone

    from redvest.ids import uuid7
    from redvest.orders.models import ServiceItem
    from redvest.people.models import Person, Volunteer
    from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR

    draw, now = random.Random(SEED), timezone.now()
    people = [uuid7() for _ in range(VOLUNTEERS + RESIDENTS)]
    common = sealed(Person, "name", people[0], "王小明")

    def persons() -> Iterable[dict[str, Any]]:
        for number, person in enumerate(people):
            shown = number >= VOLUNTEERS
            name = sealed(Person, "name", person, "王小明") if shown else common
            place = draw.choice((HOME, NEXT_DOOR))
            yield {
                "id": person, "district": DISTRICT, "name": name, "home_community": place,
                "created_at": now,
            }  # fmt: skip

    copy_rows(Person, persons())
    copy_rows(
        Volunteer,
        (
            {
                "id": uuid7(), "district": DISTRICT, "person_id": person, "status": "active",
                "volunteer_no": f"B{number:07d}", "home_community": HOME, "joined_at": now,
            }
            for number, person in enumerate(people[:VOLUNTEERS])
        ),
    )  # fmt: skip
    items = list(ServiceItem.objects.filter(district=DISTRICT).values_list("id", flat=True))
    residents = people[VOLUNTEERS:]
    _past(draw, now, residents, items)
    with connection.cursor() as cursor:
        # Events look for their orders; planned for empty tables, they read all of them each time.
        cursor.execute("ANALYZE")
        _open(cast, draw, now, residents, items)
        cursor.execute("ANALYZE")


def _past(draw: random.Random, now: Any, residents: list[Any], items: list[Any]) -> None:
    """What happened over ten years, with one event each in the journal."""
    from redvest.ids import uuid7
    from redvest.journal.models import Event
    from redvest.orders.models import ServiceOrder
    from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR

    ids = [uuid7() for _ in range(PAST)]
    cell = sealed(ServiceOrder, "description", ids[0] if ids else uuid7(), "阳台灯坏了")

    def orders() -> Iterable[dict[str, Any]]:
        for number, row_id in enumerate(ids):
            at = now - timedelta(minutes=draw.randrange(1440, 5_000_000))
            yield {
                "id": row_id, "district": DISTRICT, "number": f"P{number:09d}",
                "requester_id": draw.choice(residents), "item_id": draw.choice(items),
                "community": draw.choice((HOME, NEXT_DOOR)), "description": cell,
                "address": cell, "contact_phone": cell, "preferred_on": at.date(),
                "state": draw.choice(("closed", "closed", "closed", "withdrawn", "cancelled")),
                "state_since": at, "placed_at": at,
            }  # fmt: skip

    copy_rows(ServiceOrder, orders())
    copy_rows(
        Event,
        (
            {
                "id": uuid7(), "district": DISTRICT, "at": now - timedelta(days=400),
                "kind": "order.close", "subject_type": "orders.serviceorder",
                "subject_id": row_id, "region": HOME, "role": "system", "row_hash": b"x" * 32,
            }
            for row_id in ids
        ),
    )  # fmt: skip


def _open(cast: Any, draw: random.Random, now: Any, residents: list[Any], items: list[Any]) -> None:
    """What is going on now, each with its events; offers of the cast's team among them."""
    from redvest.ids import uuid7
    from redvest.journal.models import Event
    from redvest.orders.models import Dispatch, ServiceOrder
    from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR

    states = [state for state, share in OPEN_SHARES for _ in range(share)]
    rows = []
    for number in range(OPEN):
        row_id, at = uuid7(), now - timedelta(minutes=draw.randrange(5, 20_000))
        mine = number % 250 == 0
        rows.append(
            {
                "id": row_id, "district": DISTRICT, "number": f"O{number:09d}",
                "requester_id": cast.persons["granny"].id if mine else draw.choice(residents),
                "item_id": draw.choice(items),
                "community": HOME if mine else draw.choice((HOME, NEXT_DOOR)),
                "description": sealed(ServiceOrder, "description", row_id, "阳台灯坏了"),
                "address": sealed(ServiceOrder, "address", row_id, "畅家巷3号楼501室"),
                "contact_phone": sealed(ServiceOrder, "contact_phone", row_id, "19900000001"),
                "preferred_on": now.date(), "state": draw.choice(states), "state_since": at,
                "placed_at": at, "due_at": at + timedelta(hours=24),
            }
        )  # fmt: skip
    copy_rows(ServiceOrder, rows)
    asked = [row for row in rows if row["state"] in ("dispatched", "claimed", "scheduled")]
    copy_rows(
        Dispatch,
        (
            {
                "id": uuid7(), "district": DISTRICT, "order_id": row["id"],
                "team_id": cast.team.id if number % 20 == 0 else cast.other_team.id,
                "state": "live" if row["state"] == "dispatched" else "claimed",
                "offered_at": row["state_since"],
            }
            for number, row in enumerate(asked)
        ),
    )  # fmt: skip
    copy_rows(
        Event,
        (
            {
                "id": uuid7(), "district": DISTRICT, "at": row["placed_at"], "kind": kind,
                "subject_type": "orders.serviceorder", "subject_id": row["id"], "region": HOME,
                "role": "resident", "row_hash": b"x" * 32,
            }
            for row in rows
            for kind in ("order.submit", "order.accept", "order.dispatch", "order.claim")
        ),
    )  # fmt: skip
