"""A stolen disk or base backup shows nobody: the files of the database and its write-ahead log.

Every base backup and every archive of the log is a copy of these files.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from redvest import embedded
from redvest.core.models import AnsweredRequest
from tests.cluster import TESTS_DATA
from tests.privacy.test_canaries import canary, forms_of, live_together

CANARIES = 5000  # Nobody else plants these numbers: the log is one for all tests.


def log_position() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn()::text")
        position: str = cursor.fetchone()[0]
    return position


def on_disk(name: str, since: str) -> tuple[list[Path], list[Path]]:
    """The segments of the log written since a position, and the files of one database."""
    admin = embedded.url_for(TESTS_DATA, database="postgres", user=embedded.OWNER_ROLE)
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute("SET synchronous_commit = on")  # Tests do without: what waits is written now.
        db.execute("SELECT pg_logical_emit_message(true, 'test', 'all before this is written')")
        oid = db.execute("SELECT oid FROM pg_database WHERE datname = %s", [name]).fetchone()
        bounds = "SELECT pg_walfile_name(%s), pg_walfile_name(pg_current_wal_insert_lsn())"
        first = db.execute(bounds, [since]).fetchone()
        place = db.execute("SHOW data_directory").fetchone()
        assert oid
        assert first
        assert place
        folder = Path(place[0])
        log = sorted((folder / "pg_wal").iterdir())
        log = [path for path in log if first[0] <= path.name <= first[1]]
        db.execute("CHECKPOINT")
        files = sorted(path for path in (folder / "base" / str(oid[0])).iterdir())
    return log, files


def raw_hits(people: list[dict[str, str]], paths: Iterable[Path]) -> set[str]:
    wanted = [
        (form, f"{kind} of {person['phone']}")
        for person in people
        for kind, value in person.items()
        for form in (
            *(form.encode() for form in forms_of(value)),
            value.encode("utf-16-le"),
            value.encode("utf-16-be"),
        )
    ]
    found: set[str] = set()
    for path in paths:
        try:
            raw = path.read_bytes()
        except FileNotFoundError:  # A cache of another test's database, gone since it was listed.
            assert path.name == "pg_internal.init" or "base/pgsql_tmp" in path.as_posix(), path
            continue
        found |= {what for form, what in wanted if form in raw}
    return found


@pytest.fixture
def kept_log() -> Iterator[None]:
    """Other tests write too, and a checkpoint would take away what was not looked at yet."""
    admin = embedded.url_for(TESTS_DATA, database="postgres", user=embedded.OWNER_ROLE)
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute("ALTER SYSTEM SET wal_keep_size = '2GB'")
        db.execute("SELECT pg_reload_conf()")
        yield
        db.execute("ALTER SYSTEM RESET wal_keep_size")
        db.execute("SELECT pg_reload_conf()")


@pytest.mark.slow
@pytest.mark.usefixtures("kept_log")
def test_no_canary_is_readable_in_the_files_or_in_the_log(committed_db: str, tmp_path: Path):
    start = log_position()
    people = live_together(4, tmp_path, first=CANARIES)
    log, files = on_disk(committed_db, start)
    assert log
    assert files
    assert raw_hits(people, log) == set()
    assert raw_hits(people, files) == set()
    # The control: somebody written down in plain text is seen in both. Many times, since a page
    # may end in the middle of any one of them.
    planted = canary(CANARIES + 3000)
    AnsweredRequest.objects.bulk_create(
        AnsweredRequest(endpoint="test", key=f"{number}", fingerprint=b"x", body=planted["address"])
        for number in range(200)
    )
    log, files = on_disk(committed_db, start)
    assert raw_hits([planted], log) == {f"address of {planted['phone']}"}
    assert raw_hits([planted], files) == {f"address of {planted['phone']}"}
