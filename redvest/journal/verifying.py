"""Exporting the journal, and verifying it: in place, or from an export without any database.

An export is text: one record per line in canonical form, a header first, and last a digest over
everything before it with our signature.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from redvest.engines.canonical import CanonicalError, canonical_bytes
from redvest.engines.journal_audit import Finding, Head, JournalAudit
from redvest.engines.merkle import inclusion_proof, verify_inclusion
from redvest.journal import signing
from redvest.journal.models import Checkpoint, Event, Leaf
from redvest.journal.sealing import head_of, moment_text

FORMAT = "redvest-journal-1"
COLUMNS = [field.name for field in Event._meta.concrete_fields if field.name != "row_hash"]
PAGE = 5000


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    """The hashed columns of an event as they are written into an export."""
    return {
        name: str(value)
        if isinstance(value, UUID)
        else moment_text(value)
        if isinstance(value, datetime)
        else value
        for name, value in row.items()
    }


def records(district: str = "") -> Iterator[dict[str, Any]]:
    """The journal as records, as of one moment, district by district."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            if len(connection.savepoint_ids) == 0:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL statement_timeout = '10min'")
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '10min'")
        known = set(Event.objects.values_list("district", flat=True).distinct())
        known |= set(Checkpoint.objects.values_list("district", flat=True).distinct())
        for code in sorted(known) if not district else [district]:
            for row in Checkpoint.objects.filter(district=code).order_by("size").iterator(PAGE):
                yield head_of(row).record()
            yield from _leaves(code)
            yield from _unsealed(code)


def _leaves(district: str) -> Iterator[dict[str, Any]]:
    columns = [f"event__{name}" for name in COLUMNS]
    rows = Leaf.objects.filter(district=district).order_by("index")
    for row in rows.values("index", "row_hash", "event__row_hash", *columns).iterator(PAGE):
        record = {
            "kind": "leaf",
            "district": district,
            "index": row["index"],
            "event": _event({name: row[f"event__{name}"] for name in COLUMNS}),
            # What the tree holds. The event's own copy must be the same.
            "row_hash": bytes(row["row_hash"]).hex(),
        }
        if bytes(row["event__row_hash"]) != bytes(row["row_hash"]):
            record["row_hash"] = ""
        yield record


def _unsealed(district: str) -> Iterator[dict[str, Any]]:
    rows = Event.objects.filter(district=district, leaf=None).order_by("at", "id")
    for row in rows.values("row_hash", *COLUMNS).iterator(PAGE):
        row_hash = bytes(row.pop("row_hash")).hex()
        yield {"kind": "event", "district": district, "event": _event(row), "row_hash": row_hash}


def _line(record: Mapping[str, Any]) -> bytes:
    return canonical_bytes(record).partition(b":")[2] + b"\n"


def write_export(stream: IO[bytes], rows: Iterable[Mapping[str, Any]]) -> int:
    """Write an export. Returns the number of records."""
    digest, count = hashlib.sha256(), 0
    header = {
        "kind": "export",
        "format": FORMAT,
        "at": moment_text(timezone.now()),
        "public_key": signing.public_key().hex(),
    }
    for record in (header, *rows) if isinstance(rows, list | tuple) else _chain(header, rows):
        line = _line(record)
        digest.update(line)
        stream.write(line)
        count += 1
    key_name, signature = signing.sign(digest.digest())
    stream.write(
        _line(
            {
                "kind": "end",
                "records": count,
                "sha256": digest.hexdigest(),
                "key_name": key_name,
                "signature": signature.hex(),
            }
        )
    )
    return count - 1


def _chain(
    first: Mapping[str, Any], rest: Iterable[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    yield first
    yield from rest


def verify_database(
    *, witnessed: Iterable[Head] = (), keys: Iterable[bytes] = (), district: str = ""
) -> JournalAudit:
    """Check the journal in the database. The caller looks at ``findings``."""
    audit = JournalAudit(
        verify=signing.Verifier(signing.public_key(), *keys),
        witnessed=[head for head in witnessed if not district or head.district == district],
    )
    for record in records(district):
        audit.take(record)
    audit.finish()
    return audit


def verify_export(
    path: Path, *, keys: Iterable[bytes], witnessed: Iterable[Head] = ()
) -> JournalAudit:
    """Check an export by itself. Any changed byte of it is a finding."""
    verifier = signing.Verifier(*keys)
    audit = JournalAudit(verify=verifier, witnessed=witnessed)
    digest, count, ended = hashlib.sha256(), 0, False
    with path.open("rb") as stream:
        for line in stream:
            record = _read(line)
            if record is None or ended:
                audit.findings.append(Finding("malformed", "", count, "line"))
                break
            if record["kind"] == "end":
                ended = _ends_well(record, digest.digest(), count, verifier)
                if not ended:
                    break
                continue
            digest.update(line)
            count += 1
            if count == 1:
                if record["kind"] != "export" or record.get("format") != FORMAT:
                    audit.findings.append(Finding("malformed", "", 0, "header"))
                continue
            audit.take(record)
    if not ended:
        audit.findings.append(Finding("malformed", "", count, "the end is missing or changed"))
    audit.finish()
    return audit


def _read(line: bytes) -> dict[str, Any] | None:
    """A record, if the line is exactly what we would write for it."""
    try:
        record = json.loads(line)
        return record if "kind" in record and _line(record) == line else None
    except (ValueError, TypeError, CanonicalError, RecursionError):
        return None


def _ends_well(
    record: Mapping[str, Any], digest: bytes, count: int, verifier: signing.Verifier
) -> bool:
    try:
        return (
            record["sha256"] == digest.hex()
            and record["records"] == count
            and verifier(record["key_name"], digest, bytes.fromhex(record["signature"]))
        )
    except (KeyError, TypeError, ValueError):
        return False


def signed_records(path: Path, *, keys: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """The records of any export between its header and its end.

    Raises
    ------
    ValueError
        If a line was changed, or the end is missing or not signed by one of the keys.
    """
    verifier = signing.Verifier(*keys)
    digest, count = hashlib.sha256(), 0
    with path.open("rb") as stream:
        for line in stream:
            record = _read(line)
            if record is None or (count == 0 and record.get("format") != FORMAT):
                raise ValueError(f"line {count + 1} was changed")
            if record["kind"] == "end":
                if stream.read(1) or not _ends_well(record, digest.digest(), count, verifier):
                    raise ValueError("the end was changed")
                return
            digest.update(line)
            count += 1
            if count > 1:
                yield record
    raise ValueError("the end is missing")


# What else there is to verify, by the option that asks for it; the apps that keep it add it.
OTHERS: dict[str, tuple[Callable[[str], Any], Callable[..., Any], Callable[..., Any]]] = {}

# What is checked from a text or a file alone: from it and the keys to the lines to be shown.
KEYS: dict[str, Callable[[], bytes]] = {}  # Other public keys of ours, by what they sign.
ALONE: dict[str, Callable[[str, list[bytes]], list[str]]] = {}


def public_key_in(path: Path) -> bytes:
    """The key an export names: good for finding damage, no proof of who made it."""
    with path.open("rb") as stream:
        record = _read(stream.readline()) or {}
    return bytes.fromhex(str(record.get("public_key", "")))


# --- proof that one event is in the journal ------------------------------------------------------


def proof_of(event: Event) -> dict[str, Any] | None:
    """What somebody needs to check, alone, that an event is in the signed journal; None if it is
    not sealed yet."""
    leaf = Leaf.objects.filter(event=event).first()
    if leaf is None:
        return None
    head = (
        Checkpoint.objects.filter(district=leaf.district, size__gt=leaf.index)
        .order_by("size")
        .first()
    )
    if head is None:
        return None
    rows = Leaf.objects.filter(district=leaf.district, index__lt=head.size).order_by("index")
    hashes = [bytes(value) for value in rows.values_list("row_hash", flat=True)]
    values = Event.objects.filter(id=event.id).values(*COLUMNS).get()
    return {
        "format": "redvest-proof-1",
        "event": _event(values),
        "index": leaf.index,
        "proof": [item.hex() for item in inclusion_proof(hashes, leaf.index)],
        "checkpoint": head_of(head).record(),
        "public_key": signing.public_key().hex(),
    }


def check_proof(proof: Mapping[str, Any], *, keys: Iterable[bytes]) -> bool:
    """Whether a proof shows that its event is in the journal that one of the keys signed."""
    try:
        head = Head.of(proof["checkpoint"])
        if not signing.Verifier(*keys)(head.key_name, head.signed_bytes(), head.signature):
            return False
        entry = hashlib.sha256(canonical_bytes(proof["event"])).digest()
        path = [bytes.fromhex(item) for item in proof["proof"]]
        return proof["event"]["district"] == head.district and verify_inclusion(
            entry, proof["index"], head.size, path, head.root
        )
    except (KeyError, TypeError, ValueError):
        return False
