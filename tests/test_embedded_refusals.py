"""What the embedded PostgreSQL refuses, in which words, and that it leaves everything alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from redvest import embedded, embedded_programs
from redvest.embedded_errors import TEXTS, EmbeddedError
from tests.embedded_users import IS_ROOT, Room

pytestmark = pytest.mark.slow


@pytest.fixture
def room() -> Iterator[Room]:
    made = Room(None)
    yield made
    made.close()


def refused(home: Path, code: str) -> EmbeddedError:
    """Try to start there and return the refusal."""
    with pytest.raises(EmbeddedError) as caught:
        embedded.ensure_running(home)
    assert caught.value.code == code
    assert home not in embedded._held
    assert embedded.status(home).state != "running"
    return caught.value


def tree(path: Path) -> dict[str, tuple[int, int, int]]:
    found = {str(entry): entry.lstat() for entry in [path, *path.rglob("*")]}
    return {name: (at.st_mode, at.st_uid, at.st_size) for name, at in found.items()}


def test_every_refusal_speaks_both_languages() -> None:
    for code, (chinese, english) in TEXTS.items():
        assert any("一" <= letter <= "鿿" for letter in chinese), code
        assert not any("一" <= letter <= "鿿" for letter in english), code


def test_it_leaves_a_folder_of_somebody_elses_files_alone(room: Room) -> None:
    room.home.mkdir()
    (room.home / "precious.txt").write_text("somebody else's")
    before = tree(room.home)
    assert str(room.home) in str(refused(room.home, "not-ours"))
    assert tree(room.home) == before


def test_it_refuses_a_place_that_is_no_folder(room: Room) -> None:
    (room.path / "file").write_text("not a folder")
    before = tree(room.path)
    refused(room.path / "file" / "data", "not-writable")
    assert tree(room.path) == before


@pytest.mark.skipif(IS_ROOT, reason="root may write anywhere; the case below is root's")
def test_it_refuses_a_folder_it_may_not_write(room: Room) -> None:
    room.path.chmod(0o555)
    refused(room.home, "not-writable")
    room.path.chmod(0o755)
    assert list(room.path.iterdir()) == []


@pytest.mark.skipif(not IS_ROOT, reason="only root can make what belongs to another user")
@pytest.mark.slow
def test_an_ordinary_user_may_not_use_what_he_may_not_write() -> None:
    room = Room("nobody")
    room.path.chmod(0o555)
    os.chown(room.path, 0, 0)
    assert room.process().said() == "refused not-writable"
    assert not room.home.exists()
    room.home.mkdir(mode=0o755)
    assert room.process().said() == "refused not-yours"
    assert list(room.home.iterdir()) == []
    room.close()


@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server as another user")
def test_it_names_the_folder_its_server_cannot_enter(room: Room) -> None:
    private = room.path / "private"
    private.mkdir(mode=0o700)
    home = private / "below" / "data"
    assert refused(home, "unreachable").facts["path"] == private
    assert private.stat().st_mode & 0o777 == 0o700
    assert not (home / "pgdata").exists()


@pytest.mark.skipif(not IS_ROOT, reason="only root can make what belongs to another user")
@pytest.mark.slow
def test_it_distrusts_a_socket_folder_somebody_else_made(room: Room) -> None:
    home = room.path / ("x" * 120)
    run = embedded.socket_dir(home)
    run.mkdir(mode=0o700)
    os.chown(run, 65534, 65534)
    try:
        refused(home, "socket-path")
    finally:
        run.rmdir()


def test_it_refuses_data_of_another_version_and_does_not_touch_it(room: Room) -> None:
    (room.home / "pgdata").mkdir(parents=True)
    (room.home / embedded.MARKER).write_text('{"format": 1, "scratch": false}')
    (room.home / "pgdata" / "PG_VERSION").write_text("15\n")
    before = tree(room.home / "pgdata")
    assert "PostgreSQL 15" in str(refused(room.home, "wrong-version"))
    assert tree(room.home / "pgdata") == before


def test_it_asks_for_room_before_it_makes_anything(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    little = shutil.disk_usage("/")._replace(free=299 * 2**20)
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _: little)
    refused(room.home, "disk-full")
    assert not list(room.home.glob("pgdata*"))


@pytest.mark.skipif(not IS_ROOT, reason="only root can make a small disk")
def test_it_recognizes_a_disk_that_fills_up_on_the_way(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = room.path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=24m,mode=755", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not let root mount a small disk")
    try:
        monkeypatch.setattr(embedded, "SPACE_NEEDED_MB", 1)
        refused(disk / "data", "disk-full")
        assert not (disk / "data" / "pgdata").exists()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize("scratch", [True, False])
def test_a_test_cluster_and_a_real_one_do_not_share_a_folder(room: Room, scratch: bool) -> None:
    room.home.mkdir(mode=0o711)
    (room.home / embedded.MARKER).write_text(f'{{"scratch": {str(scratch).lower()}}}')
    before = (room.home / embedded.MARKER).read_text()
    with pytest.raises(EmbeddedError) as caught:
        embedded.ensure_running(room.home, tuned_for_tests=not scratch)
    assert caught.value.code == "other-purpose"
    assert (room.home / embedded.MARKER).read_text() == before
    assert not (room.home / "pgdata").exists()


def test_it_says_so_when_the_system_user_cannot_be_made(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_program(*_: object, **__: object) -> None:
        raise FileNotFoundError("useradd")

    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(embedded_programs, "SERVER_USER", "redvest-nobody-has-this")
    monkeypatch.setattr(embedded_programs.subprocess, "run", no_program)
    with pytest.raises(EmbeddedError, match="useradd --system redvest-nobody-has-this") as caught:
        embedded_programs.server_user()
    assert caught.value.code == "no-server-user"


def test_a_user_without_a_name_is_told_so(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_known(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    monkeypatch.setattr(embedded_programs.pwd, "getpwuid", nobody_known)
    for name in ("REDVEST_DATA_DIR", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for attempt in (embedded_programs.server_user, embedded.data_dir):
        with pytest.raises(EmbeddedError, match="54321") as caught:
            attempt()
        assert caught.value.code == "no-name"


def test_it_says_so_when_the_wheel_is_missing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_programs.importlib.util, "find_spec", lambda _: None)
    assert "DATABASE_URL" in str(refused(room.home, "no-wheel"))
    assert not (room.home / "pgdata").exists()


@pytest.mark.parametrize(
    ("said", "timeout_s", "code"),
    [
        ("the disk is slow'; sleep 9; echo '", 1, "start-timeout"),
        ("could not open a file: No space left on device", 60, "disk-full"),
        ("could not create any Unix-domain sockets", 60, "socket-path"),
        ("something new", 60, "start-failed"),
    ],
)
def test_a_server_that_does_not_start_tells_why(
    room: Room, said: str, timeout_s: int, code: str
) -> None:
    (room.home / "log").mkdir(parents=True)
    log = room.home / "log" / "server.log"
    log.write_text("yesterday\n")
    fake = room.path / "postgres"
    fake.write_text(f"#!/bin/sh\necho '{said}'\nexit 1\n")
    fake.chmod(0o755)
    with pytest.raises(EmbeddedError) as caught:
        embedded_programs.Programs(room.path, None).start(room.home, timeout_s=timeout_s)
    assert caught.value.code == code
    if code != "disk-full":
        assert said.split("'", maxsplit=1)[0] in str(caught.value)
    assert "yesterday" not in str(caught.value)


def test_naming_an_address_starts_and_makes_nothing(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDVEST_DATA_DIR", str(room.home))
    assert embedded.url_for() == embedded.url_for(room.home, "redvest", "redvest_app")
    assert embedded.url_for().startswith(f"postgresql://redvest_app@/redvest?host={room.home}/run")
    assert list(room.path.iterdir()) == []


def test_each_user_has_a_place_of_his_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REDVEST_DATA_DIR", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/li")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert embedded.data_dir() == Path("/home/li/.local/share/redvest/postgres")
    monkeypatch.setenv("XDG_DATA_HOME", "/srv/share")
    assert embedded.data_dir() == Path("/srv/share/redvest/postgres")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert embedded.data_dir() == Path("/var/lib/redvest/postgres")
