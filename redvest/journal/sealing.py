"""Sealing: every event gets its place in the tree of its district, and every new tree is signed.

Writers never wait for it. What is to be sealed is not found by a mark that moves forward, which
would skip a transaction that commits late, but by looking for events without a leaf: of the last
hour every time, and of all time once an hour.
"""

import json
import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from redvest.core.copying import copy_values
from redvest.core.jobs import periodic
from redvest.db import transact
from redvest.engines.canonical import canonical_bytes
from redvest.engines.journal_audit import Head
from redvest.engines.merkle import EMPTY_ROOT, Frontier, ProofError
from redvest.ids import uuid7_texts
from redvest.journal import signing
from redvest.journal.models import Checkpoint, Event, Leaf, SealState

log = logging.getLogger("redvest.journal")

BATCH = 2000
RECENT = timedelta(hours=1)
LOCK = 0x5EA1


class TamperedJournal(Exception):
    """What is sealed is not what was signed."""


@periodic("journal.seal", cron="* * * * * */15")
def seal_recent() -> int:
    return seal_all(since=timezone.now() - RECENT)


@periodic("journal.seal_everything", cron="23 * * * *")
def seal_everything() -> int:
    return seal_all(since=None)


def seal_all(*, since: datetime | None, batch: int = BATCH) -> int:
    """Seal what is not sealed yet in every district. Returns the number of events."""
    done = 0
    for district in _districts_with_unsealed(since):
        try:
            while sealed := seal_some(district=district, since=since, batch=batch):
                done += sealed
                if sealed < batch:
                    break
        except TamperedJournal as error:
            # The other districts go on; this one waits for somebody to look.
            log.critical("%s", error)
    witness_missing()
    return done


def unsealed(since: datetime | None) -> QuerySet[Event]:
    rows = Event.objects.filter(~Exists(Leaf.objects.filter(event_id=OuterRef("pk"))))
    return rows if since is None else rows.filter(at__gte=since)


@transact
def _districts_with_unsealed(since: datetime | None) -> list[str]:
    if since is None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5min'")
    return sorted(unsealed(since).values_list("district", flat=True).distinct())


@transact
def seal_some(*, district: str, since: datetime | None, batch: int = BATCH) -> int:
    """Seal up to a batch of a district's events and sign the tree. One sealer at a time.

    Leaves and checkpoint appear together or not at all.
    """
    with connection.cursor() as cursor:
        if since is None:
            cursor.execute("SET LOCAL statement_timeout = '5min'")
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, f"seal {district}"]
        )
        if not cursor.fetchone()[0]:
            return 0
    rows = list(
        unsealed(since)
        .filter(district=district)
        .order_by("at", "id")
        .values_list("id", "row_hash")[:batch]
    )
    if not rows:
        return 0
    tree = _tree_of(district)
    now = timezone.now()
    hashes = [bytes(row_hash) for _event, row_hash in rows]
    keys = uuid7_texts(len(rows))
    copy_values(
        Leaf,
        (
            (key, district, tree.size + offset, event, row_hash, now)
            for offset, (key, (event, _hash), row_hash) in enumerate(
                zip(keys, rows, hashes, strict=True)
            )
        ),
    )
    tree = tree.extend(hashes)
    _sign(district, tree, now)
    SealState.objects.update_or_create(district=district, defaults={"frontier": tree.to_bytes()})
    return len(rows)


def _tree_of(district: str) -> Frontier:
    """The frontier of what is sealed, from the cache if it is the true one, else from the leaves.

    Raises
    ------
    TamperedJournal
        If the leaves do not have the root that was signed: nothing more is sealed on top of a
        journal that was tampered with.
    """
    heads = Checkpoint.objects.filter(district=district).order_by("-size")
    last = heads.values("size", "root").first()
    size, root = (last["size"], bytes(last["root"])) if last else (0, EMPTY_ROOT)
    state = SealState.objects.filter(district=district).first()
    if state is not None:
        try:
            tree = Frontier.from_bytes(bytes(state.frontier))
        except ProofError:
            tree = Frontier()
        if tree.size == size and tree.root() == root:
            return tree
    hashes = Leaf.objects.filter(district=district).order_by("index")
    tree = Frontier().extend(
        bytes(row_hash) for row_hash in hashes.values_list("row_hash", flat=True).iterator()
    )
    if tree.size != size or tree.root() != root:
        raise TamperedJournal(f"the leaves of {district} do not have the root that was signed")
    return tree


def _sign(district: str, tree: Frontier, at: datetime) -> Checkpoint:
    text = moment_text(at)
    key_name, signature = signing.sign(Head(district, tree.size, tree.root(), text).signed_bytes())
    return Checkpoint.objects.create(
        district=district,
        size=tree.size,
        root=tree.root(),
        signature=signature,
        key_name=key_name,
        at=at,
    )


def moment_text(at: datetime) -> str:
    """A moment as it is hashed and signed."""
    text: str = json.loads(canonical_bytes(at).partition(b":")[2])
    return text


def head_of(row: Checkpoint) -> Head:
    return Head(
        row.district,
        row.size,
        bytes(row.root),
        moment_text(row.at),
        row.key_name,
        bytes(row.signature),
    )


# --- the witness ------------------------------------------------------------------------------


def witness_missing() -> int:
    """Copy every checkpoint the witness does not have yet to its folder. Returns how many."""
    if not settings.WITNESS_DIR:
        return 0
    folder = Path(settings.WITNESS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "public-key.txt").write_text(signing.public_key().hex() + "\n")
    done = 0
    for district in Checkpoint.objects.values_list("district", flat=True).distinct():
        file = folder / f"{district or 'none'}.jsonl"
        known = last_witnessed(file)
        rows = Checkpoint.objects.filter(district=district, size__gt=known).order_by("size")
        lines = [json.dumps(head_of(row).record(), sort_keys=True) + "\n" for row in rows[:BATCH]]
        if lines:
            append_durably(file, "".join(lines))
            done += len(lines)
    return done


def last_witnessed(file: Path) -> int:
    """The size of the last whole line; a line cut short by a crash is written again."""
    if not file.exists():
        return 0
    whole = [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]
    for line in reversed(whole):
        try:
            return Head.of(json.loads(line)).size
        except ValueError:
            continue
    return 0


def append_durably(file: Path, text: str) -> None:
    """Add whole lines, also after one that a crash cut short."""
    if file.exists() and not file.read_bytes().endswith(b"\n") and file.stat().st_size:
        text = "\n" + text
    with file.open("a") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def read_witness(path: Path) -> list[Head]:
    """Every head in a witness's file or folder. Broken lines are left out, the rest counts."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    heads = []
    for file in files:
        for line in file.read_text().splitlines():
            try:
                heads.append(Head.of(json.loads(line)))
            except ValueError:
                log.warning("%s has a line that is no checkpoint", file)
    return heads


def sealing_lag_s() -> float:
    """Age in seconds of the oldest event of the last day without a leaf; 0 when all have one."""
    since = timezone.now() - timedelta(days=1)
    oldest = unsealed(since).order_by("at").values_list("at", flat=True).first()
    return max(0.0, (timezone.now() - oldest).total_seconds()) if oldest else 0.0
