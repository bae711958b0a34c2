"""Verifying the books: in the database as of one moment, or from a signed export without one."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection, transaction
from django.db.models import F, IntegerField, Sum
from django.db.models.functions import Coalesce, JSONObject

from redvest.bank.models import Account, Entry, Lot, Transfer
from redvest.bank.services.slips import transfer_hash
from redvest.engines.ledger_audit import LedgerAudit, Moved
from redvest.journal.models import Event
from redvest.journal.verifying import signed_records, write_export

PAGE = 5000
ACCOUNT = ("id", "unit", "holder", "balance", "debt", "floor", "ceiling", "version")
LINE = ("account_id", "version", "delta", "balance")
LOT = ("id", "account_id", "amount", "remaining", "used")
HASHED = (
    "id", "district", "kind", "unit", "debit_id", "credit_id", "amount", "day", "at",
    "source_type", "source_id", "source_no", "rule", "by", "second", "until", "answers_id",
    "reverses_id", "detail",
)  # fmt: skip


def rows(district: str = "") -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The books as of one moment: accounts with their lines, transfers, lots."""
    only = {"district": district} if district else {}
    with transaction.atomic():
        with connection.cursor() as cursor:
            if len(connection.savepoint_ids) == 0:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = '30min'")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '30min'")
        lines = Entry.objects.filter(**only).order_by("account_id", "version")
        stream = lines.values_list(*LINE).iterator(PAGE)
        line = next(stream, None)
        for account in Account.objects.filter(**only).order_by("id").values_list(*ACCOUNT):
            yield "account", account
            while line is not None and line[0] == account[0]:
                yield "line", line
                line = next(stream, None)
        yield from _transfers(only)
        used = Coalesce(Sum("uses__amount"), 0, output_field=IntegerField())
        lots = Lot.objects.filter(**only).annotate(used=used).order_by("id")
        for lot in lots.values_list(*LOT).iterator(PAGE):
            yield "lot", lot


def _transfers(only: dict[str, str]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Each with its sides in the order of debit and credit, and whether it is as it was sealed."""
    side = JSONObject(a="entries__account_id", d="entries__delta", v="entries__version",
                      b="entries__balance")  # fmt: skip
    found = (
        Transfer.objects.filter(**only)
        .annotate(sides=JSONBAgg(side, order_by="entries__delta"))
        .order_by("id")
    )
    related = ("kind", "debit_id", "credit_id", "amount")
    columns = [f"{name}__{field}" for name in ("answers", "reverses") for field in related]
    for row in found.values("sides", "row_hash", *HASHED, *columns).iterator(PAGE):
        sides = [(one["a"], one["d"], one["v"], one["b"]) for one in row["sides"] if one["a"]]
        name = "answers" if row["answers_id"] else "reverses" if row["reverses_id"] else ""
        of = None
        if name:
            of = tuple(
                row[f"{name}__{field}"] if field in ("kind", "amount") else
                str(row[f"{name}__{field}"]) for field in related
            )  # fmt: skip
        hashed = transfer_hash(
            {field: row[field] for field in HASHED}, [(one[2], one[3]) for one in sides]
        )
        source = (str(row["source_id"]), row["source_type"], row["source_no"])
        said = (
            str(row["id"]), row["unit"], row["kind"], str(row["debit_id"]), str(row["credit_id"]),
            row["amount"], source, str(row[f"{name}_id"]) if name else "", of, sides,
        )  # fmt: skip
        yield "transfer", (*said, hashed == bytes(row["row_hash"]))


def unsealed_of(district: str = "") -> int:
    """Transfers of which the journal does not tell, or tells another hash."""
    only = {"district": district} if district else {}
    told = Event.objects.filter(kind__startswith="bank.", subject_type="bank.transfer", **only)
    told = told.annotate(hash=F("after__hash"))
    count = 0
    known = {row["subject_id"]: row["hash"] for row in told.values("subject_id", "hash")}
    for one, row_hash in Transfer.objects.filter(**only).values_list("id", "row_hash"):
        count += known.get(one) != bytes(row_hash).hex()
    return count


def audit_of(found: Iterable[tuple[str, Any]]) -> LedgerAudit:
    """Feed rows to the audit."""
    audit = LedgerAudit()
    for kind, row in found:
        if kind == "account":
            audit.account(str(row[0]), *row[1:])
        elif kind == "line":
            audit.line(str(row[0]), *row[1:])
        elif kind == "transfer":
            *said, whole = row
            said[6] = tuple(said[6])
            said[8] = tuple(said[8]) if said[8] else None
            audit.transfer(Moved(*said))
            if not whole:
                audit.find("row_changed", said[0])
        elif kind == "lot":
            audit.lot(str(row[0]), str(row[1]), *row[2:])
    audit.finish()
    return audit


def verify_books(district: str = "") -> LedgerAudit:
    """Check the books in the database, and that the journal tells of each transfer."""
    audit = audit_of(rows(district))
    missing = unsealed_of(district)
    if missing:
        audit.find("unsealed", district, str(missing))
    return audit


def export_books(path: Path, district: str = "") -> int:
    """Write the books into a signed file. Returns the number of rows."""
    with path.open("wb") as stream:
        said = ({"kind": kind, "row": _plain(row)} for kind, row in rows(district))
        return write_export(stream, said)


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    return value if value is None or isinstance(value, int | str) else str(value)


def verify_books_export(path: Path, keys: Iterable[bytes]) -> LedgerAudit:
    """Check an export by itself.

    Raises
    ------
    ValueError
        If a byte of it was changed, or the signature is none of these keys'.
    """
    return audit_of((row["kind"], row["row"]) for row in signed_records(path, keys=keys))
