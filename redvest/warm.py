"""Compile what has to be compiled before somebody waits for it.

The matching becomes machine code once for each version (about half a minute, in a process of its
own while the site already answers) and is kept; after that the first proposal of a process takes a
second or two to load it. ``python -m redvest.warm`` does it ahead, for an image or a machine that
may not write later.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from redvest.core.parents import end_with

ROOT = Path(__file__).resolve().parent
NICE = 10


def folder() -> Path:
    """Return where compiled code is kept: the user's own cache, named after the sources."""
    sources = sorted((ROOT / "engines" / "matching").glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    cache = os.environ.get("XDG_CACHE_HOME") or Path(os.path.expanduser("~")) / ".cache"
    return Path(cache) / "redvest" / f"compiled-{digest}"


def keep_compiled() -> None:
    """Tell numba where to keep the code; it has to know before it is loaded."""
    os.environ.setdefault("NUMBA_CACHE_DIR", str(folder()))


def mark() -> Path:
    """Return the file that says that everything has been compiled."""
    return folder() / f"ready-{version('numba')}-{sys.version_info.major}.{sys.version_info.minor}"


def warm(say: Callable[[str], object] = print) -> None:
    """Compile the matching once and keep it; one process does it, others wait.

    Parameters
    ----------
    say : callable
        Gets a line when there is something to wait for, and one when it is done.
    """
    keep_compiled()
    try:
        folder().mkdir(parents=True, exist_ok=True)
        lock = (folder() / "lock").open("w", encoding="utf-8")
    except OSError:
        say(f"{folder()} 不能写入，每个进程第一次算派单建议时要等约半分钟。Cannot be written.")
        return
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if mark().exists():
            return
        say(
            "正在准备派单建议的计算，每个版本一次，约半分钟，网站照常可用 … Compiling the matching."
        )
        run_all()
        mark().touch()
        say("派单建议的计算已准备好。The matching is ready.")


def run_all() -> None:
    """Call everything compiled once."""
    from redvest.engines.matching.trial import run

    run()


def start() -> subprocess.Popen[bytes] | None:
    """Compile in a process of its own, unless it is done or ``REDVEST_WARM`` is 0."""
    if os.environ.get("REDVEST_WARM", "1") == "0" or mark().exists():
        return None
    path = os.pathsep.join(filter(None, [str(ROOT.parent), os.environ.get("PYTHONPATH", "")]))
    return subprocess.Popen(
        [sys.executable, "-m", "redvest.warm", str(os.getpid())],
        env=os.environ | {"PYTHONPATH": path},
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        end_with(int(sys.argv[1]))
        os.nice(NICE)
    warm(lambda line: print(line, flush=True))
