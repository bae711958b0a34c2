"""A backup restores to a system that was verified (D10)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from redvest import embedded
from redvest.core import keyring
from redvest.journal import backup, sealing
from redvest.journal.models import Event
from redvest.people.actors import system
from redvest.people.models import Person
from tests.journal.conftest import CANARY, DISTRICT, use

pytestmark = pytest.mark.slow


def test_everything_comes_back_and_is_verified(full: str, empty: str, tmp_path: Path):
    path = tmp_path / "one.backup"
    counts = backup.make(path)["counts"]
    assert counts["journal_event"] == 20
    assert path.stat().st_mode & 0o777 == 0o600
    use(empty, embedded.OWNER_ROLE)
    said = StringIO()
    call_command("restore", str(path), stdout=said)
    assert "核验通过" in said.getvalue()
    use(empty, embedded.APP_ROLE)
    assert Event.objects.count() == 20
    person = Person.objects.get()
    assert person.phone.reveal(actor=system(DISTRICT), reason="test") == CANARY
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('journal_event', 'DELETE')")
        assert cursor.fetchone() == (False,)
    # The journal goes on where it was.
    assert sealing.seal_all(since=None) == 1


def test_the_file_shows_nothing(full: str, tmp_path: Path):
    path = tmp_path / "one.backup"
    backup.make(path)
    raw = path.read_bytes()
    for plain in (CANARY.encode(), "王小明".encode(), b"journal_event", b"PGDMP"):
        assert plain not in raw


def test_it_does_not_write_over_a_file(full: str, tmp_path: Path):
    path = tmp_path / "one.backup"
    path.write_text("precious")
    with pytest.raises(CommandError, match="已存在"):
        call_command("backup", str(path))
    assert path.read_text() == "precious"


def test_a_failed_dump_leaves_no_file(full: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(backup, "_program", lambda name: "/bin/false")
    with pytest.raises(CommandError, match="没有成功"):
        call_command("backup", str(tmp_path / "one.backup"))
    assert list(tmp_path.iterdir()) == []


def test_it_refuses_a_database_that_is_not_empty(full: str, tmp_path: Path):
    path = tmp_path / "one.backup"
    backup.make(path)
    with pytest.raises(CommandError, match="空数据库"):
        call_command("restore", str(path))
    assert Event.objects.count() == 20


@pytest.mark.parametrize("damage", ["byte", "cut", "key", "other", "absent"])
def test_it_refuses_a_file_that_is_not_sound(
    full: str, empty: str, tmp_path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "one.backup"
    backup.make(path)
    raw = path.read_bytes()
    if damage == "byte":
        path.write_bytes(raw[:-40] + bytes([raw[-40] ^ 1]) + raw[-39:])
    elif damage == "cut":
        path.write_bytes(raw[: len(raw) // 2])
    elif damage == "other":
        path.write_text("PGDMP")
    elif damage == "absent":
        path.unlink()
    else:
        ring = keyring.current()
        other = keyring.Keyring(ring.path, ring.active, ring.cipher, ring.keys, b"x" * 32)
        monkeypatch.setattr(keyring, "current", lambda: other)
    use(empty, embedded.OWNER_ROLE)
    with pytest.raises(CommandError, match=r"读不出|被改动过"):
        call_command("restore", str(path))
    assert connection.introspection.table_names() == []


def test_a_restore_that_lost_rows_is_not_passed(
    full: str, empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The control of the check itself: a row that vanishes during the restore is reported."""
    path = tmp_path / "one.backup"
    backup.make(path)
    use(empty, embedded.OWNER_ROLE)
    original = backup.harden_database

    def losing(role: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM people_person")
            cursor.execute("ALTER TABLE journal_leaf DISABLE TRIGGER ALL")
            cursor.execute("DELETE FROM journal_leaf WHERE index = 19")
        original(role)

    monkeypatch.setattr(backup, "harden_database", losing)
    found: Any = backup.restore(path)
    assert found.wrong_counts["people_person"] == (1, 0)
    assert "cut_off" in {item.code for item in found.findings}
