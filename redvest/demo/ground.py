"""Where the demo lives: a database of its own, never the one a district works with."""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.db import DatabaseError, connection
from psycopg import sql

from redvest import data, embedded
from redvest.core import schema
from redvest.demo.replay import BEGAN

PACKAGE_ROOT = Path(__file__).resolve().parents[2]
DISTRICT = "620102"
BUILDING, MARK = "demo.cast_began", "demo.cast"
"""The marks in the journal: that people are being made here, and that all are."""
MARKS = (BUILDING, MARK, BEGAN)
NAME_ANOTHER = "请用 REDVEST_DATA_DIR 另指定一个空目录。Name an empty folder with REDVEST_DATA_DIR."
NOT_OURS = (
    "这个数据库是由另一个版本或为另一个区建立的，里面也许不只是演示，所以没有改动它。"
    "Another version or for another district: it may hold more than a demo.\n"
)
IN_USE = (
    "这里的演示要重新搭建，但它还在运行：请先停掉它，再运行一次。"
    "The demo that is here is still running: stop it, then run this again."
)
ANEW = "这里原来的演示属于另一个区或另一个版本，或没有搭完，现在重新搭建。The demo is built anew."


def choose(words: Sequence[str]) -> None:
    """Set what the demo needs before settings are read. Called by the console script.

    Each district's demo has a folder of its own, so that one never takes the place of another.
    """
    os.environ.setdefault("REDVEST_DEMO", "1")
    # Nobody can type a code of an app into a demo that was just set up.
    os.environ.setdefault("REDVEST_STAFF_MFA", "0")
    if not os.environ.get("DATABASE_URL") and not os.environ.get("REDVEST_DATA_DIR"):
        home = embedded.data_dir()
        os.environ["REDVEST_DATA_DIR"] = str(home.with_name(f"{home.name}-demo-{named(words)}"))


def named(words: Sequence[str]) -> str:
    """The district on a command line; the usual one in place of what is none."""
    parser = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    parser.add_argument("--district", default=DISTRICT)
    try:
        code: str = parser.parse_known_args(words)[0].district
    except argparse.ArgumentError:
        return DISTRICT
    return code if len(code) == 6 and data.divisions().district(code) else DISTRICT


def prepare(district: str) -> bool:
    """Migrate. Another district's demo, an older version's or half a demo is replaced.

    Returns whether something was.

    Raises
    ------
    RuntimeError
        With what is wrong and what to do, in words.
    """
    left_over = bool(schema.changed())
    if not left_over:
        migrate()
        left_over = _other_cast(district) or (_is(BUILDING) and not _is(MARK))
    if left_over:
        if os.environ.get("DATABASE_URL") or not _only_a_demo():
            raise RuntimeError(NOT_OURS + NAME_ANOTHER)
        _begin_anew()
        migrate()
    return left_over


def _answer(question: str, *given: Any) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question, given)
        row = cursor.fetchone()
        return row[0] if row else None


def _is(kind: str) -> bool:
    return bool(_answer("SELECT EXISTS (SELECT FROM journal_event WHERE kind = %s)", kind))


def _other_cast(district: str) -> bool:
    """Whether another district's people are here; two casts have the same phones."""
    other = "SELECT EXISTS (SELECT FROM journal_event WHERE kind = ANY(%s) AND district <> %s)"
    return bool(_answer(other, [BUILDING, MARK], district))


def _only_a_demo() -> bool:
    """Whether nothing is here but people we invented: a replayed year took hours, it stays.

    Asked of tables of any version, so not through models.
    """
    try:
        if not _answer("SELECT EXISTS (SELECT FROM people_account)"):
            return True
        return not _is(BEGAN) and (_is(BUILDING) or _is(MARK))
    except DatabaseError:
        return False


def _begin_anew() -> None:
    """Replace the demo's own embedded database by an empty one."""
    connection.close()
    url = embedded.url_for(database="postgres", user=embedded.OWNER_ROLE)
    name, owner = sql.Identifier(embedded.DATABASE), sql.Identifier(embedded.OWNER_ROLE)
    drop = sql.SQL("DROP DATABASE {}").format(name)
    create = sql.SQL("CREATE DATABASE {} OWNER {}").format(name, owner)
    with psycopg.connect(url, autocommit=True) as db:
        try:
            db.execute(drop)
        except psycopg.errors.ObjectInUse:
            raise RuntimeError(IN_USE) from None
        db.execute(create)


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
