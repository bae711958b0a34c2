"""The server and the worker as processes: taken ports, restarts without a failed request, kills."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from redvest import embedded
from redvest.core import jobs
from redvest.journal.models import Event, Leaf
from redvest.journal.services import record_event
from redvest.notices.models import Message
from redvest.notices.services import notify
from redvest.people.actors import system
from tests.cluster import CHECKOUT, TESTS_DATA

pytestmark = pytest.mark.slow
DISTRICT = "620102"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(true: Callable[[], Any], seconds: float = 150) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.1)


@pytest.fixture
def start(committed_db: str, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Run commands of ours on the test's database; end those that still run afterwards."""
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.APP_ROLE)
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONUNBUFFERED": "1", "REDVEST_WARM": "0"}
    running: list[subprocess.Popen[bytes]] = []

    def run(*arguments: str) -> subprocess.Popen[bytes]:
        with (tmp_path / f"{len(running)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "redvest", *arguments],
                env=environment,
                cwd=CHECKOUT,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        running.append(process)
        return process

    yield run
    for process in running:
        if process.poll() is None:
            process.terminate()
            process.wait(60)
    connection.close()


def asks(port: int, path: str = "/health/ready") -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            status: int = answer.status
            return status
    except OSError:
        return 0


def test_a_restart_fails_no_request(start: Callable[..., subprocess.Popen[bytes]]):
    port = free_port()
    server = start("serve", "--port", str(port), "--workers", "1")
    eventually(lambda: asks(port) == 200)
    stop, answers = threading.Event(), []

    def client() -> None:
        while not stop.is_set():
            answers.append(asks(port))
            time.sleep(0.01)

    clients = [threading.Thread(target=client) for _ in range(3)]
    for thread in clients:
        thread.start()
    for _ in range(2):
        before = len(answers)
        server.send_signal(signal.SIGHUP)
        time.sleep(6)
        eventually(lambda before=before: len(answers) > before + 20)
    stop.set()
    for thread in clients:
        thread.join()
    assert set(answers) == {200}
    server.terminate()
    assert server.wait(60) == 0
    assert asks(port) == 0


def test_a_taken_port_is_refused_in_words(
    start: Callable[..., subprocess.Popen[bytes]], tmp_path: Path
):
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        server = start("serve", "--port", str(port))
        assert server.wait(150) == 1
    said = (tmp_path / "0.log").read_text()
    assert f"端口 {port} 已被别的程序占用" in said
    assert "Traceback" not in said


def an_event_and_a_message() -> None:
    record_event(actor=system(DISTRICT), kind="test.happened")
    notify(
        district=DISTRICT,
        template="login_code",
        params={"code": "123456", "minutes": 5},
        to_phone="13800001234",
    )


def all_done() -> bool:
    unsealed = Event.objects.filter(leaf=None).exists()
    waiting = Message.objects.exclude(status="sent").exists()
    connection.close()
    return not unsealed and not waiting


def test_the_worker_seals_and_sends_and_stops_when_told(
    start: Callable[..., subprocess.Popen[bytes]],
):
    an_event_and_a_message()
    worker = start("worker")
    eventually(all_done)
    an_event_and_a_message()
    eventually(all_done)
    worker.terminate()
    assert worker.wait(60) == 0
    assert Leaf.objects.count() == Event.objects.count()


def test_a_killed_worker_holds_nothing_back_for_long(
    start: Callable[..., subprocess.Popen[bytes]],
):
    """Its job keeps its lock until somebody notices that the worker is gone."""
    first = start("worker")
    an_event_and_a_message()
    eventually(all_done)
    # A job that the killed worker was in the middle of, if it was not: seals wait for this lock.
    first.kill()
    first.wait()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args, status, worker_id)"
            " SELECT 'jobs', 'journal.seal', 'journal.seal', '{}', 'doing', max(id)"
            " FROM procrastinate_workers ON CONFLICT DO NOTHING"
        )
    an_event_and_a_message()
    start("worker")
    eventually(all_done, jobs.STALLED_S + 150)


def workers_with_a_parent() -> list[int]:
    """The workers of these tests. Other processes come and go while they are looked at."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if (
                entry.name.isdigit()
                and b"--with-parent" in (entry / "cmdline").read_bytes()
                and str(TESTS_DATA).encode() in (entry / "environ").read_bytes()
            ):
                found.append(int(entry.name))
    return found


def test_the_worker_ends_with_its_server(start: Callable[..., subprocess.Popen[bytes]]):
    port = free_port()
    server = start("serve", "--port", str(port), "--workers", "1", "--with-worker")
    eventually(lambda: asks(port) == 200)
    an_event_and_a_message()
    eventually(all_done)
    children = workers_with_a_parent()
    assert children
    server.kill()
    server.wait()
    eventually(lambda: not any(Path(f"/proc/{pid}/exe").exists() for pid in children))
