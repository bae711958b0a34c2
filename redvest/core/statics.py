"""Production serves static files under names that change with their content, compressed once.

A page of a new release then never meets the script of an old one, and browsers keep files for a
year. Collecting takes seconds, so it is done only when a file has changed.
"""

import fcntl
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

STAMP, LOCK = ".collected", ".collecting"


def fingerprint() -> str:
    """What there is to collect: every file with its size and the moment it was written."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            about = Path(storage.path(name)).stat()
            lines.append(f"{name} {about.st_size} {about.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def collect_static() -> bool:
    """Gather the files for production unless these very files are there. Returns whether it did.

    Raises
    ------
    OSError
        If the folder cannot be written.
    """
    root = Path(str(settings.STATIC_ROOT))
    stamp, wanted = root / STAMP, fingerprint()
    if _is_collected(stamp, wanted):
        return False
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _is_collected(stamp, wanted):  # somebody else has just done it
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted)
    return True


def _is_collected(stamp: Path, wanted: str) -> bool:
    return stamp.is_file() and stamp.read_text() == wanted
