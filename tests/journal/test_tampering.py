"""Every way of changing a journal is found: in its records, in its export, in the database (L8)."""

import copy
import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command

from redvest import embedded
from redvest.engines.canonical import row_hash
from redvest.engines.journal_audit import Finding, Head, JournalAudit
from redvest.engines.merkle import Frontier
from redvest.journal import sealing, signing, verifying
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import system
from tests.cluster import TESTS_DATA

pytestmark = pytest.mark.slow

DISTRICT = "620102"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
Records = list[dict[str, Any]]


def event(number: int) -> dict[str, Any]:
    return {
        "id": str(UUID(int=number + 1)),
        "district": DISTRICT,
        "at": f"2026-03-05T08:{number // 60:02}:{number % 60:02}.000000Z",
        "kind": "order.placed",
        "subject_type": "orders.serviceorder",
        "subject_id": str(UUID(int=1000 + number)),
        "region": "620102001001",
        "account_id": str(UUID(int=2000 + number % 7)),
        "role": "resident",
        "scope": "",
        "channel": "page",
        "reason": "",
        "before": {"state": "draft", "minutes": number},
        "after": {"state": "submitted", "tags": ["家政", "灯"]},
    }


def seal(events: list[dict[str, Any]], sizes: list[int], key: Ed25519PrivateKey = KEY) -> Records:
    """An honest journal over these events with checkpoints at these sizes."""
    tree, leaves, heads = Frontier(), [], []
    for index, found in enumerate(events):
        entry = row_hash(found)
        tree = tree.append(entry)
        leaves.append(
            {
                "kind": "leaf",
                "district": DISTRICT,
                "index": index,
                "event": found,
                "row_hash": entry.hex(),
            }
        )
        if tree.size in sizes:
            head = Head(DISTRICT, tree.size, tree.root(), f"2026-03-05T09:00:{index:02}.000000Z")
            signature = key.sign(head.signed_bytes())
            name = signing.name_of(key.public_key().public_bytes_raw())
            heads.append(Head(DISTRICT, head.size, head.root, head.at, name, signature).record())
    return heads + leaves


SIZE = 16
EVENTS = [event(number) for number in range(SIZE)]
SIZES = [3, 4, 9, 13, SIZE]
HONEST = seal(EVENTS, SIZES)
WITNESS = [Head.of(record) for record in HONEST if record["kind"] == "checkpoint"]


def findings(records: Records, witnessed: list[Head]) -> list[Finding]:
    audit = JournalAudit(verify=signing.Verifier(PUBLIC), witnessed=witnessed)
    for record in records:
        audit.take(record)
    return audit.finish()


# --- the ways to tamper --------------------------------------------------------------------------


def changed(value: Any, chance: random.Random) -> Any:
    if isinstance(value, dict):
        name = chance.choice([*sorted(value), "new"])
        return {**value, name: changed(value.get(name, ""), chance)}
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 1000])
    if isinstance(value, list):
        return [*value, "x"] if chance.random() < 0.5 else value[:-1]
    return f"{value}x" if chance.random() < 0.5 or not value else value[:-1]


def edit(records: Records, chance: random.Random, *, rehash: bool = False) -> Records:
    leaf = chance.choice([record for record in records if record["kind"] == "leaf"])
    name = chance.choice(sorted(leaf["event"]))
    leaf["event"][name] = changed(leaf["event"][name], chance)
    if rehash:
        leaf["row_hash"] = row_hash(leaf["event"]).hex()
    return records


def edit_and_rehash(records: Records, chance: random.Random) -> Records:
    return edit(records, chance, rehash=True)


def renumber(records: Records) -> Records:
    for index, leaf in enumerate(record for record in records if record["kind"] == "leaf"):
        leaf["index"] = index
    return records


def place_of_a_leaf(records: Records, chance: random.Random) -> int:
    return chance.choice([i for i, record in enumerate(records) if record["kind"] == "leaf"])


def delete(records: Records, chance: random.Random) -> Records:
    del records[place_of_a_leaf(records, chance)]
    return records


def delete_and_renumber(records: Records, chance: random.Random) -> Records:
    return renumber(delete(records, chance))


def insert(records: Records, chance: random.Random) -> Records:
    made = event(500 + chance.randrange(100))
    leaf = {"kind": "leaf", "district": DISTRICT, "index": 0, "event": made}
    leaf["row_hash"] = row_hash(made).hex()
    records.insert(place_of_a_leaf(records, chance) + chance.randrange(2), leaf)
    return renumber(records)


def swap(records: Records, chance: random.Random) -> Records:
    one, other = chance.sample([r for r in records if r["kind"] == "leaf"], 2)
    for name in ("event", "row_hash"):
        one[name], other[name] = other[name], one[name]
    return records


def truncate(records: Records, chance: random.Random) -> Records:
    return records[: -chance.randrange(1, SIZE)]


def truncate_with_heads(records: Records, chance: random.Random) -> Records:
    size = chance.randrange(SIZE)
    return [r for r in records if r.get("size", 0) <= size and r.get("index", 0) < size]


def change_a_head(records: Records, chance: random.Random) -> Records:
    head = chance.choice([record for record in records if record["kind"] == "checkpoint"])
    name = chance.choice(["size", "at", "root", "signature", "key_name", "district"])
    if name in ("root", "signature"):
        raw = bytearray.fromhex(head[name])
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        head[name] = raw.hex()
    else:
        head[name] = changed(head[name], chance)
    return records


def rechain(records: Records, chance: random.Random) -> Records:
    """Everything computed anew after an edit, signed by a key of the forger."""
    events = [record["event"] for record in edit(records, chance) if record["kind"] == "leaf"]
    return seal(events, SIZES, Ed25519PrivateKey.from_private_bytes(b"\7" * 32))


def rewrite_the_tail(records: Records, chance: random.Random) -> Records:
    """The forger has our key: everything after some point is new and rightly signed."""
    events = copy.deepcopy(EVENTS)
    start = chance.randrange(SIZE)
    tail = [event(700 + number) for number in range(chance.randrange(1, 2 * SIZE))]
    events = events[:start] + tail
    return seal(events, [size for size in SIZES if size < len(events)] + [len(events)])


TAMPERS: list[Callable[[Records, random.Random], Records]] = [
    edit,
    edit_and_rehash,
    delete,
    delete_and_renumber,
    insert,
    swap,
    truncate,
    truncate_with_heads,
    change_a_head,
    rechain,
    rewrite_the_tail,
]


def test_an_honest_journal_is_sound_with_and_without_a_witness():
    assert findings(copy.deepcopy(HONEST), WITNESS) == []
    assert findings(copy.deepcopy(HONEST), []) == []


@pytest.mark.parametrize("tampers", [150, pytest.param(2000, marks=pytest.mark.slow)])
def test_random_tampers_are_all_found(tampers: int):
    chance = random.Random(20260305)
    missed = []
    for number in range(tampers):
        tamper = TAMPERS[number % len(TAMPERS)]
        records = tamper(copy.deepcopy(HONEST), chance)
        assert records != HONEST
        if not findings(records, WITNESS):
            missed.append((number, tamper.__name__))
    assert missed == []


def test_only_a_witness_finds_a_tail_that_was_rewritten_and_rightly_signed():
    """The control: without the witness this forgery is perfect."""
    chance = random.Random(1)
    for _ in range(20):
        records = rewrite_the_tail([], chance)
        assert findings(records, []) == []
        assert {found.code for found in findings(records, WITNESS)} <= {
            "witness_differs",
            "cut_off",
        }
        assert findings(records, WITNESS) != []


# --- the export ----------------------------------------------------------------------------------


def happen(count: int) -> None:
    for number in range(count):
        record_event(
            actor=system(DISTRICT),
            kind="test.happened",
            after={"number": number, "词": "é\u0301\U0001f9e1"},
        )


@pytest.fixture
def export(tmp_path: Path, db: None) -> Path:
    happen(12)
    sealing.seal_all(since=None)
    happen(5)
    sealing.seal_all(since=None)
    happen(1)
    path = tmp_path / "journal.jsonl"
    with path.open("wb") as stream:
        assert verifying.write_export(stream, verifying.records()) == 20
    return path


def test_an_export_verifies_without_the_database(export: Path):
    audit = verifying.verify_export(export, keys=[signing.public_key()])
    assert audit.findings == []
    tally = audit.districts[DISTRICT]
    assert (tally.tree.size, tally.unsealed, tally.heads) == (17, 1, 2)


def test_an_export_signed_by_somebody_else_is_refused(export: Path):
    assert verifying.verify_export(export, keys=[PUBLIC]).findings != []


def test_any_changed_byte_of_an_export_is_found(export: Path):
    honest, chance = export.read_bytes(), random.Random(7)
    keys = [signing.public_key()]
    for _ in range(300):
        raw = bytearray(honest)
        raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
        export.write_bytes(bytes(raw))
        assert verifying.verify_export(export, keys=keys).findings != []
    for cut in (1, 50, 400, len(honest) - 1):
        export.write_bytes(honest[:-cut])
        assert verifying.verify_export(export, keys=keys).findings != []
    export.write_bytes(honest + b"\n")
    assert verifying.verify_export(export, keys=keys).findings != []


def test_the_command_verifies_exports_and_says_what_is_wrong(export: Path, tmp_path: Path):
    key = signing.public_key().hex()
    said = StringIO()
    call_command("verify", offline=export, public_key=key, stdout=said)
    assert "日志完好" in said.getvalue()
    export.write_bytes(export.read_bytes().replace(b'"number":3', b'"number":4'))
    wrong = StringIO()
    with pytest.raises(CommandError, match="处问题"):
        call_command("verify", offline=export, public_key=key, stdout=said, stderr=wrong)
    assert "内容被改动" in wrong.getvalue()
    with pytest.raises(CommandError, match="读不出"):
        call_command("verify", offline=tmp_path / "none", public_key=key)
    with pytest.raises(CommandError, match="读不出"):
        call_command("verify", offline=export, public_key="abc")


# --- the database, by somebody who owns it -------------------------------------------------------


@pytest.mark.parametrize(
    ("statements", "code"),
    [
        (["UPDATE journal_event SET reason = 'x' WHERE kind = 'test.happened'"], "row_changed"),
        (["UPDATE journal_event SET after = '{}'"], "row_changed"),
        (["UPDATE journal_event SET at = at + interval '1 second'"], "row_changed"),
        (["DELETE FROM journal_leaf WHERE index = 3"], "gap"),
        (["UPDATE journal_leaf SET row_hash = sha256('x') WHERE index = 3"], "row_changed"),
        (
            [
                "UPDATE journal_leaf SET index = index + 100 WHERE index IN (3, 4)",
                "UPDATE journal_leaf SET index = 4 WHERE index = 103",
                "UPDATE journal_leaf SET index = 3 WHERE index = 104",
            ],
            "root_differs",
        ),
        (["DELETE FROM journal_leaf WHERE index >= 5"], "cut_off"),
        (["DELETE FROM journal_checkpoint WHERE size = 8"], "unsigned_tail"),
        (["UPDATE journal_checkpoint SET root = sha256('x')"], "bad_signature"),
    ],
)
def test_a_change_by_the_owner_of_the_database_is_found(
    committed_db: str, statements: list[str], code: str
):
    happen(5)
    sealing.seal_all(since=None)
    happen(3)
    sealing.seal_all(since=None)
    assert verifying.verify_database().findings == []
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.OWNER_ROLE)
    with psycopg.connect(url, autocommit=True) as owner:
        for table in ("event", "leaf", "checkpoint"):
            owner.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER ALL")
        for statement in statements:
            assert owner.execute(statement).rowcount > 0
    assert code in {found.code for found in verifying.verify_database().findings}


def test_a_tail_cut_off_with_its_signatures_is_found_by_the_witness(committed_db: str):
    for _ in range(2):
        happen(4)
        sealing.seal_all(since=None)
    witness = [Head.of(record) for record in verifying.records() if record["kind"] == "checkpoint"]
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.OWNER_ROLE)
    with psycopg.connect(url, autocommit=True) as owner:
        for table in ("event", "leaf", "checkpoint"):
            owner.execute(f"ALTER TABLE journal_{table} DISABLE TRIGGER ALL")
        owner.execute("DELETE FROM journal_checkpoint WHERE size > 4")
        owner.execute("DELETE FROM journal_leaf WHERE index >= 4")
        owner.execute(
            "DELETE FROM journal_event WHERE id NOT IN (SELECT event_id FROM journal_leaf)"
        )
    assert verifying.verify_database().findings == []
    found = verifying.verify_database(witnessed=witness).findings
    assert [(item.code, item.index) for item in found] == [("cut_off", 8)]


# --- one event -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_proof_shows_one_event_and_no_other(tmp_path: Path):
    happen(9)
    sealing.seal_all(since=None)
    happen(1)
    keys = [signing.public_key()]
    for found in Event.objects.filter(leaf__isnull=False):
        proof = verifying.proof_of(found)
        assert verifying.check_proof(json.loads(json.dumps(proof)), keys=keys)
        for name, value in (("kind", "x"), ("district", "110101"), ("after", {})):
            forged = copy.deepcopy(proof)
            forged["event"][name] = value
            assert not verifying.check_proof(forged, keys=keys)
        assert not verifying.check_proof({**proof, "index": proof["index"] ^ 1}, keys=keys)
        assert not verifying.check_proof(proof, keys=[PUBLIC])
    assert verifying.proof_of(Event.objects.get(leaf=None)) is None
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    said = StringIO()
    call_command("verify", proof=file, public_key=keys[0].hex(), stdout=said)
    assert "证明成立" in said.getvalue()
    file.write_text(json.dumps({**proof, "proof": []}))
    with pytest.raises(CommandError, match="证明不成立"):
        call_command("verify", proof=file, public_key=keys[0].hex(), stdout=said)


def test_moments_are_written_the_same_way_everywhere():
    moment = datetime(2026, 3, 5, 16, 30, tzinfo=UTC) + timedelta(microseconds=7)
    assert sealing.moment_text(moment) == "2026-03-05T16:30:00.000007Z"
