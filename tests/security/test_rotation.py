"""Keys rotate while the system works, and a killed rotation goes on where it was."""

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import connection, connections

from redvest import embedded
from redvest.core import cells, keyring, rotation
from redvest.core.sessions import SessionStore
from redvest.db import APPEND_ONLY
from redvest.journal.models import Event
from redvest.people.auth.adapter import MFAAdapter
from redvest.people.models import Account, Person
from tests.cluster import TESTS_DATA

PEOPLE = 240


@pytest.fixture
def keys(tmp_path: Path, settings: object) -> Path:
    """A key file of the test's own, holding the same root."""
    path = tmp_path / "keys.json"
    keyring.save(replace(keyring.current(), path=path))
    settings.KEYRING_FILE = path
    return path


def populate(count: int = PEOPLE) -> None:
    people = [
        Person(district="620102", name=f"人{n}", phone=f"138{n:08d}", address=f"巷{n}号")
        for n in range(count)
    ]
    Person.objects.bulk_create(people)


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def names_in_use() -> set[str]:
    rows = Person.objects.values_list("name", "phone", "address")
    return {cells.key_name(bytes(cell)) for row in rows for cell in row}


def unreadable() -> list[str]:
    """Every person read anew and compared with what was entered."""
    found = []
    for person in Person.objects.all():
        number = person.name.decide(lambda text: int(text[1:]))
        texts = [field.decide(str) for field in (person.phone, person.address)]
        if texts != [f"138{number:08d}", f"巷{number}号"]:
            found.append(str(person.id))
    return found


@pytest.mark.django_db
def test_every_cell_moves_and_the_old_key_goes(keys: Path):
    populate()
    assert rotation.BATCH > PEOPLE
    rotate()
    assert names_in_use() == {"k2"}
    assert unreadable() == []
    rotate("--finish", "--stopped")
    assert set(keyring.load(keys).keys) == {"k2"}
    assert unreadable() == []
    assert keys.stat().st_mode & 0o777 == 0o600
    assert [e.after["key"] for e in Event.objects.filter(kind="keys.rotated")] == ["k2", "k2"]
    rotate()
    assert names_in_use() == {"k3"}, "a name that was used is not used again"


@pytest.mark.django_db
@pytest.mark.parametrize("cipher", ["SM4-GCM", "AES-GCM"])
def test_the_cipher_changes_with_the_key(keys: Path, cipher: str):
    other = next(name for name in keyring.CIPHERS if name != cipher)
    keyring.save(replace(keyring.current(), cipher=other))
    populate(20)
    rotate("--cipher", cipher)
    versions = {bytes(cell)[0] for cell in Person.objects.values_list("name", flat=True)}
    assert versions == {cells.VERSIONS[cipher]}
    assert unreadable() == []


@pytest.mark.django_db
def test_sessions_and_second_factors_move_too(keys: Path):
    session = SessionStore()
    session["who"] = "me"
    session.save()
    secret = MFAAdapter().encrypt("JBSWY3DPEHPK3PXP")
    owner = Account.objects.create(login_name="x1", phone="13812345678")
    factor = Authenticator.objects.create(
        user=owner, type="totp", data={"secret": secret, "used_mask": 0}
    )
    rotate()
    rotate("--finish", "--stopped")
    assert SessionStore(session.session_key).load() == {"who": "me"}
    moved = Authenticator.objects.get(pk=factor.pk).data
    assert MFAAdapter().decrypt(moved["secret"]) == "JBSWY3DPEHPK3PXP"
    assert cells.key_name(bytes.fromhex(moved["secret"])) == "k2"
    assert moved["used_mask"] == 0


@pytest.mark.django_db
def test_the_old_key_stays_while_a_single_cell_needs_it(keys: Path):
    populate(10)
    before = keyring.current()
    rotate()
    late = Person.objects.first()
    old = cells.seal("人7", f"people_person.name/{late.pk}", ring=before)
    Person.objects.filter(pk=late.pk).update(name=old)
    with pytest.raises(CommandError, match="1"):
        rotate("--finish", "--stopped")
    assert set(keyring.load(keys).keys) == {"k1", "k2"}
    rotate()
    rotate("--finish", "--stopped")
    assert late.refresh_from_db() is None
    assert late.name.decide(str) == "人7"


@pytest.mark.django_db
def test_an_old_key_is_not_removed_right_after_the_change(keys: Path):
    populate(3)
    rotate()
    with pytest.raises(CommandError, match="十五分钟"):
        rotate("--finish")
    assert set(keyring.load(keys).keys) == {"k1", "k2"}


@pytest.mark.django_db
def test_a_damaged_cell_is_reported_and_left_as_it_is(keys: Path):
    populate(5)
    victim = Person.objects.first()
    broken = bytes(victim.__dict__["phone"])[:-1] + b"\0"
    Person.objects.filter(pk=victim.pk).update(phone=broken)
    with pytest.raises(CommandError, match="还有 1 行"):
        rotate()
    assert bytes(Person.objects.values_list("phone", flat=True).get(pk=victim.pk)) == broken
    others = Person.objects.exclude(pk=victim.pk).values_list("phone", flat=True)
    assert {cells.key_name(bytes(cell)) for cell in others} == {"k2"}


@pytest.mark.django_db
def test_a_change_made_meanwhile_is_not_overwritten(keys: Path, monkeypatch: pytest.MonkeyPatch):
    """Between reading a batch and writing it back, somebody corrects an address."""
    populate(30)
    victim = Person.objects.last()
    real = rotation._replace

    def slow(cursor, place, rows, ring):  # type: ignore[no-untyped-def]
        if place.model is Person and "done" not in seen:
            seen.append("done")
            changed = cells.seal("新巷1号", f"people_person.address/{victim.pk}", ring=ring)
            Person.objects.filter(pk=victim.pk).update(address=changed)
        return real(cursor, place, rows, ring)

    seen: list[str] = []
    monkeypatch.setattr(rotation, "_replace", slow)
    rotate()
    victim.refresh_from_db()
    assert seen == ["done"]
    assert victim.address.decide(str) == "新巷1号"
    assert names_in_use() == {"k2"}


def test_a_running_process_notices_the_new_key(keys: Path):
    ring = keyring.current()
    fresh = replace(ring, active="k9", keys={**ring.keys, "k9": os.urandom(32)})
    cell = cells.seal("x", "t.c/1", ring=fresh)
    with pytest.raises(cells.CellError):
        cells.unseal(cell, "t.c/1")
    keyring.save(fresh)
    assert cells.unseal(cell, "t.c/1") == "x"
    keys.unlink()
    assert cells.unseal(cell, "t.c/1") == "x", "the keys last read stay good"


def test_a_key_file_is_replaced_whole_or_not_at_all(keys: Path, monkeypatch: pytest.MonkeyPatch):
    before = keys.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("redvest.core.keyring.os.fsync", full)
    with pytest.raises(OSError, match="no space"):
        keyring.save(replace(keyring.current(), cipher="SM4-GCM"))
    assert keys.read_bytes() == before


def test_every_place_with_cells_can_be_rewritten():
    tables = {place.table for place in rotation.places()}
    assert tables & set(APPEND_ONLY) == set(), "a cell in an append-only table never changes key"
    assert {"people_person", "django_session", "mfa_authenticator"} <= tables


def command(database: str, keys: Path) -> "subprocess.Popen[bytes]":
    url = embedded.url_for(TESTS_DATA, database=database, user="redvest_app")
    env = {**os.environ, "DATABASE_URL": url, "REDVEST_KEYS": str(keys)}
    return subprocess.Popen(
        [sys.executable, "-m", "redvest", "rotate-keys"],
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


@pytest.mark.slow
def test_a_killed_rotation_is_continued_while_people_read(committed_db: str, keys: Path):
    """Killed four times at different moments, with a reader that never meets a closed cell."""
    populate(3000)
    stop, faults, reads = threading.Event(), [], [0]

    def read() -> None:
        while not stop.wait(0.02):
            for person in Person.objects.order_by("?")[:50]:
                try:
                    number = person.name.decide(lambda text: int(text[1:]))
                    if person.phone.decide(str) != f"138{number:08d}":
                        faults.append("another person's phone")
                except cells.CellError as error:
                    faults.append(str(error))
                reads[0] += 1
        connections.close_all()

    reader = threading.Thread(target=read)
    reader.start()
    killed = 0
    try:
        for attempt in range(4):
            running = command(committed_db, keys)
            until = time.monotonic() + 20
            while time.monotonic() < until and running.poll() is None:
                with connection.cursor() as cursor:
                    cursor.execute(
                        "SELECT count(*) FROM people_person WHERE substring(name from 3 for 2)='k2'"
                    )
                    if cursor.fetchone()[0] >= 500 * (attempt + 1):
                        break
                time.sleep(0.002)
            if running.poll() is None:
                running.send_signal(signal.SIGKILL)
                killed += 1
            running.communicate()
        last = command(committed_db, keys)
        assert last.wait(60) == 0, last.communicate()[1]
        last.communicate()
    finally:
        stop.set()
        reader.join()
    assert killed >= 2, "the kills came too late to mean anything"
    assert reads[0] > 100
    assert faults == []
    assert names_in_use() == {"k2"}
    rotate("--finish", "--stopped")
    assert unreadable() == []
