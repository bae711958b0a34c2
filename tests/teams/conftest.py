import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.orders.cast import Cast, the_cast
from tests.staging import staged


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from staged(django_db_blocker, the_cast)


@pytest.fixture
def cast(set_stage: Cast, db: None) -> Cast:
    return copy.deepcopy(set_stage)
