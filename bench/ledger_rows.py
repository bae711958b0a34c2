"""People with points, and a large ledger laid down at once, for the benchmark of the books."""

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
    """So many transfers from the issue of places to people, by SQL alone. Returns the seconds.

    The hashes are the database's own: the verifier's come from another program.
    """
    from django.db import connection

    started = time.perf_counter()
    owners = min(OWNERS, transfers)
    _accounts(owners)
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute("SET statement_timeout = '30min'")
        cursor.execute("SET work_mem = '256MB'")
        cursor.execute(LAID, [transfers - 1, PLACES, owners])
        for statement in COPIED:
            cursor.execute(statement)
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        cursor.execute("ANALYZE")
    return time.perf_counter() - started


def _accounts(owners: int) -> None:
    from redvest.bank.models import Account
    from redvest.bank.services.accounts import place_account
    from redvest.engines.ledger import Holder, Unit

    rows = [
        Account(district=DISTRICT, unit=Unit.POINTS.value, holder=Holder.PERSON.value, floor=0,
                person=one, region=HOME)
        for one in residents(owners)
    ]  # fmt: skip
    Account.objects.bulk_create(rows, batch_size=5000)
    for index in range(PLACES):
        place_account(DISTRICT, f"620102001{index:03d}", Holder.ISSUE, Unit.POINTS)


LAID = """
CREATE TEMP TABLE laid AS
WITH side AS (SELECT id, holder, row_number() OVER (PARTITION BY holder ORDER BY id) - 1 AS n
                FROM bank_account),
     moved AS (SELECT i, uuidv7() AS id, gen_random_uuid() AS source, 1 + i %% 50 AS amount,
                      d.id AS debit, c.id AS credit
                 FROM generate_series(0, %s) AS i
                 JOIN side d ON d.holder = 'issue' AND d.n = i %% %s
                 JOIN side c ON c.holder = 'person' AND c.n = i %% %s)
SELECT moved.*, now() AS at, current_date AS day,
       row_number() OVER debited AS debit_version, -sum(amount) OVER debited AS debit_balance,
       row_number() OVER credited AS credit_version, sum(amount) OVER credited AS credit_balance
  FROM moved
WINDOW debited AS (PARTITION BY debit ORDER BY i), credited AS (PARTITION BY credit ORDER BY i)
"""
HASH = """
sha256(convert_to(format(
  'rv1:{"amount":%s,"answers_id":null,"at":"%s","by":null,"credit_id":"%s","day":"%s",'
  '"debit_id":"%s","detail":{},"district":"620102","id":"%s","kind":"earn","reverses_id":null,'
  '"rule":1,"second":null,"sides":[[%s,%s],[%s,%s]],"source_id":"%s","source_no":0,'
  '"source_type":"bench","unit":"points","until":null}', amount,
  to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), credit, day, debit, id,
  debit_version, debit_balance, credit_version, credit_balance, source), 'UTF8'))
"""
COPIED = (
    f"""
    INSERT INTO bank_transfer (id, district, kind, unit, debit_id, credit_id, amount, day, at,
           source_type, source_id, source_no, rule, detail, row_hash)
    SELECT id, '{DISTRICT}', 'earn', 'points', debit, credit, amount, day, at, 'bench', source,
           0, 1, '{{}}', {HASH} FROM laid
    """,
    f"""
    INSERT INTO bank_entry (id, district, account_id, transfer_id, version, delta, balance)
    SELECT uuidv7(), '{DISTRICT}', debit, id, debit_version, -amount, debit_balance FROM laid
    UNION ALL
    SELECT uuidv7(), '{DISTRICT}', credit, id, credit_version, amount, credit_balance FROM laid
    """,
    f"""
    INSERT INTO bank_lot (id, district, account_id, origin_id, number, amount, remaining)
    SELECT uuidv7(), '{DISTRICT}', credit, id, 0, amount, amount FROM laid
    """,
    f"""
    INSERT INTO journal_event (id, district, at, kind, subject_type, subject_id, region, role,
           scope, channel, reason, before, after, row_hash)
    SELECT uuidv7(), '{DISTRICT}', at, 'bank.earn', 'bank.transfer', id, '', '', '', '', '', '{{}}',
           jsonb_build_object('hash', encode(row_hash, 'hex')), 'x' FROM bank_transfer
    """,
    """
    UPDATE bank_account a SET version = e.version, balance = e.balance
      FROM (SELECT DISTINCT ON (account_id) account_id, version, balance FROM bank_entry
             ORDER BY account_id, version DESC) e WHERE e.account_id = a.id
    """,
)
