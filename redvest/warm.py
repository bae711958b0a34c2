"""Compile what has to be compiled before somebody waits for it."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path


def folder() -> Path:
    """Return where compiled code is kept: the user's own cache, named after the sources."""
    sources = sorted((Path(__file__).parent / "engines" / "matching").glob("*.py"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
    home = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    return Path(home) / "redvest" / f"compiled-{digest}"


def warm(say: Callable[[str], object] = print) -> None:
    """Load the compiled matching, or compile it once and keep it.

    Parameters
    ----------
    say : callable
        Gets a line when there is something to wait for.
    """
    kept = folder()
    try:
        kept.mkdir(parents=True, exist_ok=True)
    except OSError:
        kept = Path()
    import numba

    if kept != Path():
        setattr(numba.config, "CACHE_DIR", str(kept))  # noqa: B010 - its types do not know it
    if kept == Path() or not any(kept.rglob("*.nbc")):
        say("Compiling the matching, once for this version (about half a minute) ...")
    from redvest.engines.matching.trial import run

    run()
