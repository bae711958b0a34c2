"""People with points, and a large ledger laid down at once, for the benchmark of the books."""

import json
import time
from datetime import date
from typing import Any
from uuid import UUID

DISTRICT, HOME = "620102", "620102001001"
PLACES, OWNERS = 50, 20_000
TABLES = ("bank_transfer", "bank_entry", "bank_account", "bank_lot", "journal_event")


def residents(count: int) -> list[Any]:
    from redvest.people.models import Person

    rows = [
        Person(district=DISTRICT, home_community=f"620102001{index % PLACES:03d}")
        for index in range(count)
    ]
    return Person.objects.bulk_create(rows, batch_size=5000)


def people(count: int, points: int, last_day: date | None = None) -> list[UUID]:
    """Accounts of so many people with one lot each, earned through the books."""
    from django.db import transaction
    from django.utils import timezone

    from redvest.bank.models import Account
    from redvest.bank.services.accounts import place_account
    from redvest.bank.services.book import Slip, Source, post
    from redvest.engines.ledger import Holder, Kind, Unit
    from redvest.ids import uuid7
    from redvest.people.actors import system

    rows = [
        Account(district=DISTRICT, unit=Unit.POINTS.value, holder=Holder.PERSON.value, floor=0,
                person=one, region=one.home_community)
        for one in residents(count)
    ]  # fmt: skip
    Account.objects.bulk_create(rows, batch_size=5000)
    issue = {
        row.region: place_account(DISTRICT, row.region, Holder.ISSUE, Unit.POINTS).id
        for row in {row.region: row for row in rows}.values()
    }
    for first in range(0, count, 1000):
        slips = [
            Slip(kind=Kind.EARN, debit=issue[row.region], credit=row.id, amount=points,
                 source=Source("bench", uuid7()), day=timezone.localdate(), last_day=last_day)
            for row in rows[first : first + 1000]
        ]  # fmt: skip
        with transaction.atomic():
            post(actor=system(DISTRICT), slips=slips)
    return [row.id for row in rows]


def laid_down(transfers: int) -> float:
    """So many transfers from the issue of places to people, copied in. Returns the seconds."""
    from django.db import connection

    started = time.perf_counter()
    accounts, issues = _accounts(min(OWNERS, transfers))
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        copied = _rows(transfers, accounts, issues)
        for table, (columns, rows) in copied.items():
            named = ", ".join(columns)
            with cursor.copy(f"COPY {table} ({named}) FROM STDIN") as copy:  # type: ignore[attr-defined]
                for row in rows:
                    copy.write_row(row)
        totals = [(one["balance"], one["version"], one["id"]) for one in (*accounts, *issues)]
        cursor.executemany("UPDATE bank_account SET balance=%s, version=%s WHERE id=%s", totals)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")
    return time.perf_counter() - started


def _accounts(owners: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    from redvest.bank.models import Account
    from redvest.bank.services.accounts import place_account
    from redvest.engines.ledger import Holder, Unit

    rows = [
        Account(district=DISTRICT, unit=Unit.POINTS.value, holder=Holder.PERSON.value, floor=0,
                person=one, region=HOME)
        for one in residents(owners)
    ]  # fmt: skip
    Account.objects.bulk_create(rows, batch_size=5000)
    issues = [
        place_account(DISTRICT, f"620102001{index:03d}", Holder.ISSUE, Unit.POINTS)
        for index in range(PLACES)
    ]
    return (
        [{"id": row.id, "balance": 0, "version": 0} for row in rows],
        [{"id": row.id, "balance": 0, "version": 0} for row in issues],
    )


def _rows(
    transfers: int, accounts: list[dict[str, Any]], issues: list[dict[str, Any]]
) -> dict[str, tuple[tuple[str, ...], list[tuple[Any, ...]]]]:
    from django.utils import timezone

    from redvest.bank.services.slips import transfer_hash
    from redvest.ids import uuid7

    now, today = timezone.now(), timezone.localdate()
    moved, entries, lots, events = [], [], [], []
    for number in range(transfers):
        debit, credit = issues[number % len(issues)], accounts[number % len(accounts)]
        one, source, amount = uuid7(), uuid7(), 1 + number % 50
        debit["balance"] -= amount
        credit["balance"] += amount
        for side in (debit, credit):
            side["version"] += 1
        columns = {
            "id": one, "district": DISTRICT, "kind": "earn", "unit": "points",
            "debit_id": debit["id"], "credit_id": credit["id"], "amount": amount, "day": today,
            "at": now, "source_type": "bench", "source_id": source, "source_no": 0, "rule": 1,
            "by": None, "second": None, "until": None, "answers_id": None, "reverses_id": None,
            "detail": {},
        }  # fmt: skip
        sides = [(side["version"], side["balance"]) for side in (debit, credit)]
        hashed = transfer_hash(columns, sides)
        moved.append((*list(columns.values())[:-1], "{}", hashed))
        for side, delta in ((debit, -amount), (credit, amount)):
            entries.append(
                (uuid7(), DISTRICT, side["id"], one, side["version"], delta, side["balance"])
            )
        lots.append((uuid7(), DISTRICT, credit["id"], one, 0, amount, amount, None))
        told = json.dumps({"hash": hashed.hex()})
        events.append((uuid7(), DISTRICT, now, "bank.earn", "bank.transfer", one, "", "", "", "",
                       "", "{}", told, b"x"))  # fmt: skip
    names = tuple(f'"{name}"' for name in (*columns, "row_hash"))
    return {
        "bank_transfer": (names, moved),
        "bank_entry": (
            ("id", "district", "account_id", "transfer_id", "version", "delta", "balance"),
            entries,
        ),
        "bank_lot": (
            ("id", "district", "account_id", "origin_id", "number", "amount", "remaining",
             "last_day"),
            lots,
        ),
        "journal_event": (
            ("id", "district", "at", "kind", "subject_type", "subject_id", "region", "role",
             "scope", "channel", "reason", "before", "after", "row_hash"),
            events,
        ),
    }  # fmt: skip
