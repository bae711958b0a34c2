"""People with points, and a large ledger laid down at once, for the benchmark of the books."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from queue import Empty, SimpleQueue
from typing import Any
from uuid import UUID

DISTRICT = "620102"
PLACES, OWNERS, RANGE = 50, 20_000, 50_000
TABLES = ("bank_transfer", "bank_entry", "bank_account", "bank_lot", "journal_event")


def residents(count: int) -> list[Any]:
    from redvest.core.copying import copy_in
    from redvest.people.models import Person

    rows = [
        Person(district=DISTRICT, home_community=f"620102001{index % PLACES:03d}")
        for index in range(count)
    ]
    copy_in(rows)
    return rows


def people(count: int, points: int) -> list[UUID]:
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
                 source=Source("bench", uuid7()), day=timezone.localdate())
            for row in rows[first : first + 1000]
        ]  # fmt: skip
        with transaction.atomic():
            post(actor=system(DISTRICT), slips=slips)
    return [row.id for row in rows]


def laid_down(
    transfers: int, owners: int = OWNERS, last_day: date | None = None, lanes: int = 2
) -> float:
    """So many transfers from the issue of places to people, by SQL alone. Returns the seconds.

    Everybody's transfers are of one amount and each has its number, so versions and balances are
    known beforehand, and two sessions lay down a range each. The hashes are the database's own:
    the verifier's come from another program. Indexes are made at the end, over all of it.
    """
    from django.db import connection

    started = time.perf_counter()
    owners = max(PLACES, min(owners, transfers) // PLACES * PLACES)
    with connection.cursor() as cursor:
        _number_accounts(cursor, owners)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        later = _without_indexes(cursor)
        ranges = [
            [first, min(first + RANGE, transfers) - 1, PLACES, owners, last_day]
            for first in range(0, transfers, RANGE)
        ]
        _side_by_side([(LAID, one) for one in ranges], lanes)
        cursor.execute(BALANCED, [PLACES, owners, transfers])
        _side_by_side([(statement, []) for statement in later], lanes)
        cursor.execute("DROP TABLE bench_side")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        cursor.execute("ANALYZE")
    return time.perf_counter() - started


def _number_accounts(cursor: Any, owners: int) -> None:
    """The accounts, with their numbers in a table that ``LAID`` looks them up in."""
    from redvest.bank.models import Account
    from redvest.bank.services.accounts import place_account
    from redvest.core.copying import copy_in
    from redvest.engines.ledger import Holder, Unit

    rows = [
        Account(district=DISTRICT, unit=Unit.POINTS.value, holder=Holder.PERSON.value, floor=0,
                person=one, region=one.home_community)
        for one in residents(owners)
    ]  # fmt: skip
    copy_in(rows)
    issue = [
        place_account(DISTRICT, f"620102001{index:03d}", Holder.ISSUE, Unit.POINTS)
        for index in range(PLACES)
    ]
    cursor.execute("CREATE UNLOGGED TABLE bench_side (holder text, n bigint, id uuid)")
    with cursor.cursor.copy("COPY bench_side FROM STDIN") as copy:
        for holder, accounts in (("issue", issue), ("person", rows)):
            for n, account in enumerate(accounts):
                copy.write_row((holder, n, account.id))


def _without_indexes(cursor: Any) -> list[str]:
    """Drop what is quicker made at the end, and say how."""
    cursor.execute(INDEXES, [list(TABLES), list(TABLES)])
    later = []
    for drop, make in cursor.fetchall():
        cursor.execute(drop)
        later.append(make)
    return later


def _side_by_side(statements: list[tuple[str, list[Any]]], lanes: int) -> None:
    """Run statements, each lane the next one that is left."""
    waiting: SimpleQueue[tuple[str, list[Any]]] = SimpleQueue()
    for one in statements:
        waiting.put(one)

    def lane() -> None:
        from django.db import connection

        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SET statement_timeout = '30min'; SET synchronous_commit = off;"
                    "SET work_mem = '128MB'; SET maintenance_work_mem = '512MB';"
                    "SET max_parallel_maintenance_workers = 0"
                )
                while True:
                    cursor.execute(*waiting.get_nowait())
        except Empty:
            return
        finally:
            connection.close()

    with ThreadPoolExecutor(lanes) as pool:
        for running in [pool.submit(lane) for _one in range(lanes)]:
            running.result()


HASH = """
sha256(convert_to(format(
  'rv1:{"amount":%%s,"answers_id":null,"at":"%%s","by":null,"credit_id":"%%s","day":"%%s",'
  '"debit_id":"%%s","detail":{},"district":"620102","id":"%%s","kind":"earn","reverses_id":null,'
  '"rule":1,"second":null,"sides":[[%%s,%%s],[%%s,%%s]],"source_id":"%%s","source_no":0,'
  '"source_type":"bench","unit":"points","until":null}', amount, to_char(at AT TIME ZONE 'UTC',
  'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), credit, day, debit, id, debit_version,
  -amount * debit_version, credit_version, amount * credit_version, source), 'UTF8'))
"""
# One range of transfers, in all tables.
LAID = f"""
    WITH given AS (
        SELECT %s::bigint AS first, %s::bigint AS last, %s::bigint AS places,
               %s::bigint AS owners, %s::date AS last_day),
    laid AS MATERIALIZED (
        SELECT ('00000000-0000-7000-8000-' || lpad(to_hex(i), 12, '0'))::uuid AS id,
               md5(i::text)::uuid AS source, 1 + i %% places AS amount, d.id AS debit,
               c.id AS credit, i / places + 1 AS debit_version, i / owners + 1 AS credit_version,
               now() AS at, current_date AS day, last_day
          FROM given CROSS JOIN LATERAL generate_series(first, last) AS i
          JOIN bench_side d ON d.holder = 'issue' AND d.n = i %% places
          JOIN bench_side c ON c.holder = 'person' AND c.n = i %% owners),
    moved AS (
        INSERT INTO bank_transfer (id, district, kind, unit, debit_id, credit_id, amount, day, at,
               source_type, source_id, source_no, rule, detail, row_hash)
        SELECT id, '{DISTRICT}', 'earn', 'points', debit, credit, amount, day, at, 'bench',
               source, 0, 1, '{{}}', {HASH} FROM laid
        RETURNING id, at, row_hash),
    entered AS (
        INSERT INTO bank_entry (id, district, account_id, transfer_id, version, delta, balance)
        SELECT uuidv7(), '{DISTRICT}', debit, id, debit_version, -amount, -amount * debit_version
          FROM laid
        UNION ALL
        SELECT uuidv7(), '{DISTRICT}', credit, id, credit_version, amount, amount * credit_version
          FROM laid),
    kept AS (
        INSERT INTO bank_lot (id, district, account_id, origin_id, number, amount, remaining,
               last_day)
        SELECT uuidv7(), '{DISTRICT}', credit, id, 0, amount, amount, last_day FROM laid)
    INSERT INTO journal_event (id, district, at, kind, subject_type, subject_id, region, role,
           scope, channel, reason, before, after, row_hash)
    SELECT uuidv7(), '{DISTRICT}', at, 'bank.earn', 'bank.transfer', id, '', '', '', '', '', '{{}}',
           jsonb_build_object('hash', encode(row_hash, 'hex')), 'x' FROM moved
"""
BALANCED = """
UPDATE bank_account a SET version = s.version,
       balance = s.version * (1 + s.n %% s.places) * s.sign
  FROM (SELECT side.id, side.n, given.places, CASE holder WHEN 'issue' THEN -1 ELSE 1 END AS sign,
               (given.transfers - 1 - n) / CASE holder WHEN 'issue' THEN given.places
                                               ELSE given.owners END + 1 AS version
          FROM bench_side side, (SELECT %s::bigint AS places, %s::bigint AS owners,
                                        %s::bigint AS transfers) given) s
 WHERE a.id = s.id
"""
INDEXES = """
SELECT format('ALTER TABLE %%I DROP CONSTRAINT %%I', t.relname, c.conname),
       format('ALTER TABLE %%I ADD CONSTRAINT %%I %%s', t.relname, c.conname,
              pg_get_constraintdef(c.oid))
  FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid
 WHERE c.contype = 'u' AND t.relname = ANY(%s)
UNION ALL
SELECT format('DROP INDEX %%I', i.relname), pg_get_indexdef(i.oid)
  FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
 WHERE t.relname = ANY(%s)
   AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.oid)
"""
