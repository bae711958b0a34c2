"""Where the demo lives: a database of its own, never the one a district works with."""

import os
import subprocess
import sys
from pathlib import Path

from redvest import embedded

PACKAGE_ROOT = Path(__file__).resolve().parents[2]


def choose() -> None:
    """Set what the demo needs before settings are read. Called by the console script."""
    os.environ.setdefault("REDVEST_DEMO", "1")
    # Nobody can type a code of an app into a demo that was just set up.
    os.environ.setdefault("REDVEST_STAFF_MFA", "0")
    if not os.environ.get("DATABASE_URL") and not os.environ.get("REDVEST_DATA_DIR"):
        home = embedded.data_dir()
        os.environ["REDVEST_DATA_DIR"] = str(home.with_name(f"{home.name}-demo"))


def migrate() -> None:
    """Bring the schema up to date as the owner, in a process of its own.

    Raises
    ------
    RuntimeError
        With what the migration printed.
    """
    path = os.pathsep.join(filter(None, [str(PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]))
    done = subprocess.run(
        [sys.executable, "-m", "redvest", "migrate", "--verbosity", "0"],
        env=os.environ | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{done.stdout}{done.stderr}".strip())
