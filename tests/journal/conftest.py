"""A full database to back up and an empty one to restore into, both with real commits."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection

from redvest import embedded
from redvest.journal import sealing
from redvest.journal.services import record_event
from redvest.people.actors import system
from redvest.people.models import Person
from tests.cluster import TESTS_DATA

DISTRICT = "620102"
CANARY = "13955557777"


def use(name: str, user: str) -> None:
    connection.close()
    connection.settings_dict["NAME"], connection.settings_dict["USER"] = name, user


@pytest.fixture
def full(committed_db: str) -> Iterator[str]:
    """A database with a person and a sealed journal; we are its owner."""
    Person(district=DISTRICT, name="王小明", phone=CANARY).save(force_insert=True)
    for number in range(20):
        record_event(actor=system(DISTRICT), kind="test.happened", after={"number": number})
    sealing.seal_all(since=None)
    use(committed_db, embedded.OWNER_ROLE)
    yield committed_db
    use(committed_db, embedded.APP_ROLE)


@pytest.fixture
def empty(full: str) -> Iterator[str]:
    name = f"restored_{secrets.token_hex(4)}"
    admin = embedded.url_for(TESTS_DATA, database="postgres", user=embedded.OWNER_ROLE)
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute(f'CREATE DATABASE "{name}"')
    yield name
    use(full, embedded.OWNER_ROLE)
    with psycopg.connect(admin, autocommit=True) as db:
        db.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
