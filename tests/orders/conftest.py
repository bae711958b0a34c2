import copy
from collections.abc import Iterator
from typing import Any

import pytest

from redvest.orders import crowds
from tests.orders.cast import Cast, the_cast
from tests.staging import staged


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from staged(django_db_blocker, the_cast)


@pytest.fixture
def cast(set_stage: Cast, db: None) -> Cast:
    return copy.deepcopy(set_stage)


@pytest.fixture(autouse=True)
def nobody_is_remembered() -> Iterator[None]:
    """What a process keeps in memory about volunteers would outlive the rows of a test."""
    yield
    crowds.forget()


@pytest.fixture
def patient(db: None) -> None:
    """The compiled matching may be loaded inside of a test's transaction: the database waits."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
