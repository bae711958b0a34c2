"""Every event gets one place in one signed tree, however many seal and whoever dies."""

import json
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from redvest import embedded
from redvest.engines import merkle
from redvest.journal import sealing, signing, verifying
from redvest.journal.models import Checkpoint, Event, Leaf, SealState
from redvest.journal.services import record_event
from redvest.people.actors import system
from tests.cluster import TESTS_DATA
from tests.faults.harness import failing_at, failing_commit

DISTRICT = "620102"


def happen(count: int = 1, district: str = DISTRICT) -> None:
    for number in range(count):
        record_event(actor=system(district), kind="test.happened", after={"number": number})


def is_sound(size: int, district: str = DISTRICT) -> None:
    """Leaves without a gap, and the last checkpoint is over all of them."""
    hashes = [
        bytes(value)
        for value in Leaf.objects.filter(district=district)
        .order_by("index")
        .values_list("row_hash", flat=True)
    ]
    indexes = Leaf.objects.filter(district=district).order_by("index")
    assert list(indexes.values_list("index", flat=True)) == list(range(size))
    last = Checkpoint.objects.filter(district=district).order_by("-size").first()
    assert (last.size if last else 0) == size
    if last:
        assert bytes(last.root) == merkle.root(hashes)
    assert verifying.verify_database().findings == []


@pytest.mark.django_db
def test_it_seals_each_district_by_itself_and_signs():
    happen(5)
    happen(3, "110101")
    assert sealing.seal_all(since=timezone.now() - timedelta(hours=1)) == 8
    assert sealing.seal_all(since=None) == 0
    is_sound(5)
    is_sound(3, "110101")
    head = sealing.head_of(Checkpoint.objects.get(district=DISTRICT))
    assert signing.Verifier(signing.public_key())(
        head.key_name, head.signed_bytes(), head.signature
    )
    assert not signing.Verifier(signing.public_key())(
        head.key_name, head.signed_bytes() + b"x", head.signature
    )


@pytest.mark.django_db
def test_the_tree_goes_on_from_where_it_was():
    for size in (3, 4, 9):
        happen(size - Leaf.objects.count())
        sealing.seal_all(since=None)
        is_sound(size)


def test_an_event_that_commits_late_is_not_skipped(committed_db: str):
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.APP_ROLE)
    happen()
    late = Event.objects.values().get()
    columns = ", ".join(f'"{name}"' for name in late)
    with psycopg.connect(url) as slow:
        # An older event whose transaction is still open while a younger one is sealed.
        slow.execute(
            f"INSERT INTO journal_event ({columns}) SELECT '00000000-0000-7000-8000-000000000001',"  # noqa: S608
            f" {columns.partition(', ')[2]} FROM journal_event"
        )
        happen()
        assert sealing.seal_all(since=timezone.now() - timedelta(hours=1)) == 2
        slow.commit()
    assert sealing.seal_all(since=timezone.now() - timedelta(hours=1)) == 1
    assert not sealing.unsealed(None).exists()


def race(sealers: int) -> list[object]:
    barrier, results = threading.Barrier(sealers, timeout=20), []

    def run() -> None:
        try:
            barrier.wait()
            results.append(sealing.seal_some(district=DISTRICT, since=None))
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(sealers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


def test_two_sealers_make_one_tree(committed_db: str):
    for size in (40, 80, 120):
        happen(40)
        results = race(4)
        assert all(isinstance(result, int) for result in results), results
        sealing.seal_all(since=None)
        is_sound(size)


def test_a_sealer_steps_aside_while_another_is_at_work(committed_db: str):
    happen()
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.APP_ROLE)
    with psycopg.connect(url) as other:
        key = f"seal {DISTRICT}"
        other.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [sealing.LOCK, key])
        assert sealing.seal_some(district=DISTRICT, since=None) == 0
        # Writers do not notice.
        happen()
        assert Event.objects.count() == 2
        assert not Leaf.objects.exists()
    assert sealing.seal_some(district=DISTRICT, since=None) == 2
    is_sound(2)


def test_writing_does_not_wait_for_a_sealer_that_hangs_before_its_commit(committed_db: str):
    """The sealer's transaction is held open with its leaves in it; a writer has a short limit."""
    happen(3)
    held, go = threading.Event(), threading.Event()

    def sealer() -> None:
        from django.db import transaction

        with transaction.atomic():
            sealing.seal_some(district=DISTRICT, since=None)
            held.set()
            go.wait(20)
        connection.close()

    thread = threading.Thread(target=sealer)
    thread.start()
    assert held.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    happen(3)
    go.set()
    thread.join(20)
    connection.close()
    is_sound(3)
    sealing.seal_all(since=None)
    is_sound(6)


def test_a_sealer_killed_at_any_point_leaves_nothing_half_done(committed_db: str):
    happen(4)
    sealing.seal_all(since=None)
    number = 0
    while True:
        happen(2)
        size, number = Leaf.objects.count(), number + 1
        with failing_at(number, "57P01") as count:
            try:
                sealing.seal_some(district=DISTRICT, since=None)
            except OperationalError:
                pass
            else:
                assert count[0] < number
                break
        is_sound(size)
        assert sealing.seal_all(since=None) > 0
        is_sound(Event.objects.count())
    assert number >= 5
    happen()
    size = Leaf.objects.count()
    with failing_commit(), pytest.raises(OperationalError):
        sealing.seal_some(district=DISTRICT, since=None)
    is_sound(size)


@pytest.mark.django_db
@pytest.mark.parametrize("cached", [b"", b"\0" * 8, b"\0" * 7 + b"\x01" + b"x" * 32])
def test_a_wrong_cache_is_made_again_from_the_leaves(cached: bytes):
    happen(5)
    sealing.seal_all(since=None)
    SealState.objects.update(frontier=cached)
    happen(2)
    sealing.seal_all(since=None)
    is_sound(7)


def test_nothing_is_sealed_on_top_of_changed_leaves(committed_db: str):
    happen(3)
    sealing.seal_all(since=None)
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.OWNER_ROLE)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("ALTER TABLE journal_leaf DISABLE TRIGGER USER")
        owner.execute("UPDATE journal_leaf SET row_hash = sha256('x') WHERE index = 1")
        owner.execute("DELETE FROM journal_sealstate")
    happen(1)
    happen(1, "110101")
    with pytest.raises(sealing.TamperedJournal):
        sealing.seal_some(district=DISTRICT, since=None)
    assert sealing.seal_all(since=None) == 1
    assert Leaf.objects.filter(district=DISTRICT).count() == 3


@pytest.mark.django_db
def test_the_lag_is_the_age_of_the_oldest_event_without_a_place():
    assert sealing.sealing_lag_s() == 0
    happen()
    assert 0 < sealing.sealing_lag_s() < 60
    sealing.seal_all(since=None)
    assert sealing.sealing_lag_s() == 0


@pytest.mark.django_db
def test_the_witness_gets_every_checkpoint_once_and_mends_a_broken_line(
    tmp_path: Path, settings: Any
):
    settings.WITNESS_DIR = str(tmp_path / "witness")
    for _ in range(3):
        happen(2)
        sealing.seal_all(since=None)
    file = tmp_path / "witness" / f"{DISTRICT}.jsonl"
    assert [json.loads(line)["size"] for line in file.read_text().splitlines()] == [2, 4, 6]
    text = file.read_text()
    file.write_text(text[: len(text) - 30])
    happen(1)
    sealing.seal_all(since=None)
    heads = sealing.read_witness(file)
    assert [head.size for head in heads] == [2, 4, 6, 7]
    assert verifying.verify_database(witnessed=heads).findings == []
    key = (tmp_path / "witness" / "public-key.txt").read_text().strip()
    assert bytes.fromhex(key) == signing.public_key()
