"""Verifying the books: in the database as of one moment, or from a signed export without one.

Rows are read as text and numbers, page by page, and the next page while this one is looked at:
database and program share the work of two cores.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from redvest.engines.canonical import TAG, row_hash
from redvest.engines.ledger_audit import LedgerAudit, Moved
from redvest.journal.verifying import signed_records, write_export

PAGE = 10_000
# What a transfer's hash is over, as text, numbers or nothing; the order is that of the rows.
HASHED = (
    "id", "district", "kind", "unit", "debit_id", "credit_id", "amount", "day", "at",
    "source_type", "source_id", "source_no", "rule", "by", "second", "until", "answers_id",
    "reverses_id", "detail",
)  # fmt: skip
UTC_TEXT = "to_char(t.{} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
AS_READ = {
    **{name: f"t.{name}::text" for name in HASHED},
    **{name: f"t.{name}" for name in ("amount", "source_no", "rule")},
    **{name: UTC_TEXT.format(name) for name in ("at", "until")},
    "by": 't."by"::text',
}
ACCOUNTS = """
SELECT a.id::text, a.unit, a.holder, a.balance, a.debt, a.floor, a.ceiling, a.version
  FROM bank_account a {only} ORDER BY a.id
"""
LINES = """
SELECT a.account_id::text, a.version, a.delta, a.balance
  FROM bank_entry a {only} ORDER BY a.account_id, a.version
"""
TRANSFERS = f"""
SELECT {", ".join(AS_READ[name] for name in HASHED)}, encode(t.row_hash, 'hex'),
       e.after->>'hash', d.delta, d.version, d.balance, c.delta, c.version, c.balance,
       o.kind, o.debit_id::text, o.credit_id::text, o.amount
  FROM bank_transfer t
  LEFT JOIN bank_entry d ON d.transfer_id = t.id AND d.account_id = t.debit_id
  LEFT JOIN bank_entry c ON c.transfer_id = t.id AND c.account_id = t.credit_id
  LEFT JOIN bank_transfer o ON o.id = coalesce(t.answers_id, t.reverses_id)
  LEFT JOIN journal_event e ON e.district = t.district AND e.subject_id = t.id
        AND e.subject_type = 'bank.transfer' AND e.kind = 'bank.' || t.kind
 {{only}}
"""  # noqa: S608
LOTS = """
SELECT a.id::text, a.account_id::text, a.amount, a.remaining, coalesce(u.used, 0)
  FROM bank_lot a LEFT JOIN
       (SELECT lot_id, sum(amount)::bigint AS used FROM bank_lotuse GROUP BY lot_id) u
       ON u.lot_id = a.id {only}
"""
Row = tuple[Any, ...]


def _read(query: str, district: str) -> Iterator[Row]:
    """What a query finds, the next page being fetched while this one is used."""
    name = "t" if query is TRANSFERS else "a"
    only = f"WHERE {name}.district = %s" if district else ""
    with connection.chunked_cursor() as cursor, ThreadPoolExecutor(1) as ahead:
        cursor.execute(query.format(only=only), [district] if district else [])
        page = cursor.fetchmany(PAGE)
        while page:
            coming = ahead.submit(cursor.fetchmany, PAGE)
            yield from page
            page = coming.result()


def rows(district: str = "") -> Iterator[tuple[str, Row]]:
    """The books as of one moment: accounts with their lines, transfers, lots."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if len(connection.savepoint_ids) == 0:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = '30min'")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '30min'")
            # All of it is read, so the plan that ends first is right, not the one that begins.
            cursor.execute("SET LOCAL cursor_tuple_fraction = 1")
            cursor.execute("SET LOCAL work_mem = '64MB'")
        accounts = list(_read(ACCOUNTS, district))
        lines = _read(LINES, district)
        line = next(lines, None)
        for account in accounts:
            yield "account", account
            while line is not None and line[0] == account[0]:
                yield "line", line
                line = next(lines, None)
        for row in _read(TRANSFERS, district):
            yield "transfer", row
        for lot in _read(LOTS, district):
            yield "lot", lot


# --- the hash of a transfer ----------------------------------------------------------------------


def canonical_hash(row: Sequence[Any]) -> str:
    """The hash over what a row says, believing nothing of it."""
    said = dict(zip(HASHED, row, strict=False))
    said["detail"] = json.loads(said["detail"])
    return row_hash({**said, "sides": [[row[22], row[23]], [row[25], row[26]]]}).hex()


_quoted = lru_cache(maxsize=4096)(json.dumps)


def typed_hash(row: Sequence[Any]) -> str:
    """The same over a row from the database, whose types rule out any other text."""
    (one, district, kind, unit, debit, credit, amount, day, at, source_type, source, no, rule, by,
     second, until, answers, reverses, detail) = row[:19]  # fmt: skip
    if detail != "{}" or not f"{district}{kind}{unit}{source_type}".isascii():
        return canonical_hash(row)
    answers = f'"{answers}"' if answers else "null"
    reverses = f'"{reverses}"' if reverses else "null"
    by, second = f'"{by}"' if by else "null", f'"{second}"' if second else "null"
    until = f'"{until}"' if until else "null"
    text = (
        f'{TAG}:{{"amount":{amount},"answers_id":{answers},"at":"{at}","by":{by},'
        f'"credit_id":"{credit}","day":"{day}","debit_id":"{debit}","detail":{{}},'
        f'"district":{_quoted(district)},"id":"{one}","kind":{_quoted(kind)},'
        f'"reverses_id":{reverses},"rule":{rule},"second":{second},'
        f'"sides":[[{row[22]},{row[23]}],[{row[25]},{row[26]}]],"source_id":"{source}",'
        f'"source_no":{no},"source_type":{_quoted(source_type)},"unit":{_quoted(unit)},'
        f'"until":{until}}}'
    )
    return hashlib.sha256(text.encode()).hexdigest()


# --- the audit -----------------------------------------------------------------------------------


def audit_of(
    found: Iterable[tuple[str, Any]], hash_of: Callable[[Sequence[Any]], str] = canonical_hash
) -> LedgerAudit:
    """Feed rows to the audit, and hash each transfer anew."""
    audit = LedgerAudit()
    for kind, row in found:
        if kind == "line":
            audit.line(*row)
        elif kind == "transfer":
            audit.transfer(_moved(row))
            hashed = hash_of(row)
            if hashed != row[19]:
                audit.find("row_changed", row[0])
            if hashed != row[20]:
                audit.find("unsealed", row[0])
        elif kind == "lot":
            audit.lot(*row)
        elif kind == "account":
            audit.account(*row)
    audit.finish()
    return audit


def _moved(row: Sequence[Any]) -> Moved:
    sides = []
    if row[21] is not None:
        sides.append((row[4], row[21], row[22], row[23]))
    if row[24] is not None:
        sides.append((row[5], row[24], row[25], row[26]))
    of = (row[27], row[28], row[29], row[30]) if row[27] else None
    source = (row[10], row[9], row[11])
    related = row[16] or row[17] or ""
    return Moved(row[0], row[3], row[2], row[4], row[5], row[6], source, related, of, sides)


def verify_books(district: str = "") -> LedgerAudit:
    """Check the books in the database, and that the journal tells of each transfer."""
    return audit_of(rows(district), typed_hash)


def export_books(path: Path, district: str = "") -> int:
    """Write the books into a signed file. Returns the number of rows."""
    with path.open("wb") as stream:
        said = ({"kind": kind, "row": list(row)} for kind, row in rows(district))
        return write_export(stream, said)


def verify_books_export(path: Path, keys: Iterable[bytes]) -> LedgerAudit:
    """Check an export by itself.

    Raises
    ------
    ValueError
        If a byte of it was changed, or the signature is none of these keys'.
    """
    return audit_of((row["kind"], row["row"]) for row in signed_records(path, keys=keys))
