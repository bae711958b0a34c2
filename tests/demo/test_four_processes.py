"""The command itself: a whole year at a hundredth, in four processes, ends as it was published."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from redvest import embedded
from redvest.demo.replay import CAME, DAY_OVER, NIGHT_OVER, ORDERED
from redvest.demo.replay.shapes import shapes
from tests.cluster import TESTS_DATA

YEAR, MARKS = ("620102", "2024"), (CAME, ORDERED, DAY_OVER, NIGHT_OVER)


@pytest.mark.long
@pytest.mark.slow
def test_a_year_in_four_processes_comes_out_as_published(committed_db: str):
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.OWNER_ROLE)
    command = [sys.executable, "-m", "redvest", "replay", "--scale", "0.01", "--processes", "4"]
    done = subprocess.run(
        [*command, "--district", YEAR[0], "--year", YEAR[1]],
        env={**os.environ, "DATABASE_URL": url, "REDVEST_DB_ROLE": "owner", "REDVEST_DEMO": "1",
             "DJANGO_SETTINGS_MODULE": "redvest.settings"},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=3000,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("✓") == len(shapes()[YEAR].published)
    assert "✗" not in done.stdout
    with psycopg.connect(url) as db:
        marks = dict(
            db.execute(
                "SELECT kind, count(*) FROM journal_event WHERE kind = ANY(%s) GROUP BY kind",
                [[*MARKS]],
            ).fetchall()
        )
        assert marks == dict.fromkeys(MARKS, 366)
        unsealed = db.execute(
            "SELECT count(*) FROM journal_event e WHERE NOT EXISTS"
            " (SELECT FROM journal_leaf l WHERE l.event_id = e.id)"
        ).fetchone()
        # What is entered after the last day is sealed by the worker of the district.
        assert unsealed is not None
        assert unsealed[0] < 20
