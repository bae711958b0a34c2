import copy
from collections.abc import Iterator
from typing import Any

import pytest

from redvest.orders import crowds
from tests.insight.stage import Year, a_busy_year
from tests.staging import staged


@pytest.fixture(scope="module")
def set_year(django_db_setup: None, django_db_blocker: Any) -> Iterator[Year]:
    yield from staged(django_db_blocker, a_busy_year)


@pytest.fixture
def year(set_year: Year, db: None) -> Year:
    return copy.deepcopy(set_year)


@pytest.fixture(autouse=True)
def nobody_is_remembered() -> Iterator[None]:
    yield
    crowds.forget()
