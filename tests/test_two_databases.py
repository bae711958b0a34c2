"""Two districts in two databases, each with a process of its own, and one that moves to the other.

What has to hold for districts to live apart, or together in a database spread over machines: keys
that no two machines make alike, the district first in what is unique, and no row that leads into
another district. The database itself judges that when all rows of one district are copied in.
"""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, models
from psycopg import sql

from redvest import embedded
from redvest.settings import APP_ROLE
from tests.cluster import TESTS_DATA

HERE, THERE = "620102", "410106"
# What the machine keeps for itself, what is the same everywhere, and what is read anew.
NOT_MOVED = (
    "django_", "auth_", "procrastinate_", "core_cache", "usersessions_", "people_consenttext",
    "insight_tally", "insight_people", "insight_presence", "core_answered",
)  # fmt: skip


def with_district() -> list[type[models.Model]]:
    return [
        one
        for one in apps.get_models()
        if any(field.name == "district" for field in one._meta.fields)
    ]


def test_whatever_is_unique_in_a_district_says_which_one_first():
    """Or it is a key that no two machines make alike, or what such a key stands for alone."""
    wrong = []
    for model in with_district():
        keys = {f.name for f in model._meta.fields if isinstance(f, models.UUIDField)}
        keys |= {f.name for f in model._meta.fields if f.is_relation}
        for one in model._meta.constraints:
            names = list(getattr(one, "fields", ()))
            if names and names[0] != "district" and not keys & set(names):
                wrong.append(f"{model._meta.label}.{one.name}: {names}")
    assert wrong == []
    assert len(with_district()) > 100


def url(name: str, user: str = embedded.OWNER_ROLE) -> str:
    return embedded.url_for(TESTS_DATA, database=name, user=user)


@pytest.fixture
def two(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[str]]:
    """Two databases with nothing in them."""
    from tests import databases

    names = [f"two_{secrets.token_hex(4)}" for _one in range(2)]
    with django_db_blocker.unblock(), databases.admin() as db:
        template = databases.migrated()
        for name in names:
            databases.create(db, name, template)
            databases.hardened(name)
        yield names
        connection.close()
        for name in names:
            databases.drop(db, name)


def process_of(district: str, name: str) -> subprocess.Popen[str]:
    env = {
        **os.environ,
        "DATABASE_URL": url(name, APP_ROLE),
        "DJANGO_SETTINGS_MODULE": "redvest.settings",
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.two_districts", district],
        env=env,
        cwd=Path(__file__).parents[1],
        stdout=subprocess.PIPE,
        text=True,
    )


def tables(db: psycopg.Connection) -> list[str]:
    found = db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    return [name for (name,) in found if not name.startswith(NOT_MOVED)]


def move(source: str, target: str) -> int:
    """Copy every row in one transaction. Foreign keys and books are judged when it commits."""
    rows = 0
    with psycopg.connect(url(source)) as old, psycopg.connect(url(target)) as new:
        for table in tables(old):
            name = sql.Identifier(table)
            reading, writing = sql.SQL("COPY {} TO STDOUT"), sql.SQL("COPY {} FROM STDIN")
            with old.cursor().copy(reading.format(name)) as out:
                written = new.cursor()
                with written.copy(writing.format(name)) as into:
                    for block in out:
                        into.write(block)
            rows += written.rowcount
    return rows


@pytest.mark.long
@pytest.mark.slow
def test_two_districts_live_apart_and_one_moves_in_with_the_other(two: list[str]):
    running = [process_of(code, name) for code, name in zip((HERE, THERE), two, strict=True)]
    with running[0], running[1]:
        here, there = (json.loads(one.communicate(timeout=300)[0]) for one in running)
    assert [here["district"], there["district"]] == [HERE, THERE]
    assert here["figures"] == there["figures"]
    assert int(here["figures"]["audience"]) > 0
    for name, own in zip(two, (HERE, THERE), strict=True):
        with psycopg.connect(url(name)) as db:
            found = db.execute("SELECT DISTINCT district FROM journal_event").fetchall()
            assert found == [(own,)]
    assert move(two[1], two[0]) > 300
    judged = subprocess.run(
        [sys.executable, "-c", AFTERWARDS, HERE, THERE],
        env={**os.environ, "DATABASE_URL": url(two[0]), "REDVEST_DB_ROLE": "owner",
             "DJANGO_SETTINGS_MODULE": "redvest.settings"},
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )  # fmt: skip
    assert judged.returncode == 0, judged.stderr
    after = json.loads(judged.stdout)
    assert after["findings"] == []
    assert after["differences"] == 0
    assert after["said"] == {HERE: here, THERE: there}
    with pytest.raises(psycopg.errors.UniqueViolation):
        move(two[1], two[0])


AFTERWARDS = """
import json
import sys
import django
django.setup()
from redvest.bank.verifying import verify_books
from redvest.insight.services import differences, rebuild_tallies
from redvest.journal.verifying import verify_database
from tests.two_districts import said
rebuild_tallies()
journal, books = verify_database(), verify_books()
print(json.dumps({
    "findings": [str(one) for one in (*journal.findings, *books.findings)],
    "differences": len(differences()),
    "said": {code: said(code) for code in sys.argv[1:]},
}))
"""
