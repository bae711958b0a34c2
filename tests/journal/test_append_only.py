"""History cannot change: not by the ORM, not as the application, not by the owner's slip (L6)."""

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from redvest import embedded
from redvest.db import APPEND_ONLY
from redvest.journal import sealing
from redvest.journal.models import Checkpoint, Event, Leaf
from redvest.journal.services import record_event
from redvest.people.actors import system
from tests.cluster import TESTS_DATA

JOURNAL = [table for table in APPEND_ONLY if table.startswith("journal_")]


def a_sealed_event() -> None:
    record_event(actor=system("620102"), kind="test.happened")
    sealing.seal_all(since=None)
    assert Leaf.objects.count() == Checkpoint.objects.count() == 1


def contents() -> list[object]:
    rows = [list(model.objects.values()) for model in (Event, Leaf, Checkpoint)]
    assert all(rows)
    return rows


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Event, Leaf, Checkpoint])
def test_the_orm_can_neither_change_nor_remove(model: type):
    a_sealed_event()
    before = contents()
    row = model.objects.get()
    for act in (
        lambda: model.objects.update(district="110101"),
        lambda: model.objects.all()._raw_delete("default"),
        lambda: row.save(update_fields=["district"]),
        row.delete,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert contents() == before


@pytest.mark.django_db
@pytest.mark.parametrize("table", JOURNAL)
def test_the_application_has_no_privilege_to_change(table: str):
    a_sealed_event()
    before = contents()
    with connection.cursor() as cursor:
        for privilege in ("UPDATE", "DELETE", "TRUNCATE"):
            cursor.execute("SELECT has_table_privilege(%s, %s)", [table, privilege])
            assert cursor.fetchone() == (False,), privilege
        cursor.execute("SELECT has_table_privilege(%s, 'INSERT')", [table])
        assert cursor.fetchone() == (True,)
    for statement in (
        f"UPDATE {table} SET district = 'x'",  # noqa: S608
        f"DELETE FROM {table}",  # noqa: S608
        f"TRUNCATE {table} CASCADE",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(statement)
    assert contents() == before


@pytest.mark.parametrize("table", JOURNAL)
def test_even_the_owner_meets_a_trigger(committed_db: str, table: str):
    a_sealed_event()
    before = contents()
    url = embedded.url_for(TESTS_DATA, database=committed_db, user=embedded.OWNER_ROLE)
    with psycopg.connect(url, autocommit=True) as owner:
        for statement in (
            f"UPDATE {table} SET district = 'x'",  # noqa: S608
            f"DELETE FROM {table}",  # noqa: S608
            f"TRUNCATE {table} CASCADE",
        ):
            with pytest.raises(psycopg.errors.IntegrityConstraintViolation, match="only grows"):
                owner.execute(statement)
    assert contents() == before
