import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bank.shop import Shop, a_shop
from tests.staging import staged


@pytest.fixture(scope="module")
def set_shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shop]:
    yield from staged(django_db_blocker, a_shop)


@pytest.fixture
def shop(set_shop: Shop, db: None) -> Shop:
    return copy.deepcopy(set_shop)
