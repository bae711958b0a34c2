"""The database is killed again and again while people write: what was acknowledged is there (D7).

A cluster of the test's own with fsync on. Writers note what they were told had been written;
whoever was told nothing sends the same again. The killer waits for a few more postings each time.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, InterfaceError, connection

from redvest import embedded, embedded_programs
from redvest.bank.models import Account, Transfer
from redvest.bank.verifying import audit_of, rows
from redvest.errors import Unavailable
from redvest.ids import uuid7
from tests import databases
from tests.bank.cast import an_account, balance, earn

pytestmark = pytest.mark.slow
WRITERS, BETWEEN, PATIENCE_SECONDS = 4, 6, 240


@pytest.fixture
def cluster(django_db_setup: None, django_db_blocker) -> Iterator[Path]:
    """A server that may be killed, with everything migrated, as Django's only database."""
    home = Path(tempfile.mkdtemp(prefix="rvk"))
    home.chmod(0o711)
    data = home / "pg"
    settings = connection.settings_dict
    before = {name: settings[name] for name in ("HOST", "NAME", "USER")}
    with django_db_blocker.unblock():
        connection.close()
        dump = home / "migrated.dump"
        databases._run(
            "pg_dump", "--dbname", databases._url(databases.migrated()), "--format=custom",
            "--file", str(dump),
        )  # fmt: skip
        try:
            embedded.ensure_running(data)
            url = embedded.url_for(data, user=embedded.OWNER_ROLE)
            databases._run("pg_restore", "--dbname", url, "--exit-on-error", str(dump))
            settings.update(
                HOST=str(embedded.socket_dir(data)), NAME=embedded.DATABASE,
                USER=embedded.OWNER_ROLE,
            )  # fmt: skip
            yield data
        finally:
            connection.close()
            settings.update(before)
            embedded.stop(data)
            embedded.leave(data)
            shutil.rmtree(home, ignore_errors=True)


@dataclass
class Load:
    """Who writes, and what they were told."""

    accounts: list[Account]
    told: list[list[UUID]] = field(default_factory=list)
    repeated: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def count(self) -> int:
        return sum(len(one) for one in self.told)

    def write(self, number: int) -> None:
        """One posting after the other; the same once more when nothing came back."""
        try:
            while not self.over.is_set():
                self._until_told(number, uuid7())
        except Exception as error:
            self.failed.append(f"{type(error).__name__} {error}")
        finally:
            connection.close()

    def _until_told(self, number: int, source: UUID) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end:
            try:
                earn(self.accounts[number], 1, source=source)
            except (DatabaseError, InterfaceError, Unavailable) as error:
                self.repeated[type(error).__name__] += 1
                connection.close()
                time.sleep(0.02)
            else:
                self.told[number].append(source)
                return
        raise AssertionError("the database did not come back")


def kill_all(data: Path) -> None:
    """SIGKILL for the server and every process it started, at once."""
    pid = embedded_programs.postmaster(data)
    assert pid is not None
    try:
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        below = []
    for one in (pid, *map(int, below)):
        try:
            os.kill(one, signal.SIGKILL)
        except ProcessLookupError:
            continue
    end = time.monotonic() + PATIENCE_SECONDS
    while any(alive(one) for one in (pid, *map(int, below))):
        assert time.monotonic() < end
        time.sleep(0.01)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (OSError, IndexError):
        return False
    return state not in ("Z", "X")


def wait_for(load: Load, more: int) -> None:
    wanted, end = load.count() + more, time.monotonic() + PATIENCE_SECONDS
    while load.count() < wanted and not load.failed:
        assert time.monotonic() < end, "nobody could write any more"
        time.sleep(0.005)


@pytest.mark.parametrize("kills", [3, pytest.param(25, marks=pytest.mark.long)])
def test_no_posting_that_was_acknowledged_is_lost(cluster: Path, kills: int):
    load = Load([an_account() for _one in range(WRITERS)])
    load.told = [[] for _one in range(WRITERS)]
    connection.close()
    writers = [threading.Thread(target=load.write, args=(n,)) for n in range(WRITERS)]
    for writer in writers:
        writer.start()
    try:
        for _round in range(kills):
            wait_for(load, BETWEEN)
            kill_all(cluster)
            embedded.ensure_running(cluster)
        wait_for(load, BETWEEN)
    finally:
        load.over.set()
        for writer in writers:
            writer.join(PATIENCE_SECONDS)
    assert load.failed == []
    assert sum(load.repeated.values()) >= kills, "nobody noticed: the test says nothing"
    written = list(Transfer.objects.values_list("source_id", flat=True))
    told = [source for one in load.told for source in one]
    assert sorted(written) == sorted(told)
    assert [balance(one) for one in load.accounts] == [len(one) for one in load.told]
    assert audit_of(rows()).findings == []
