import copy
from collections.abc import Iterator
from typing import Any

import pytest

from tests.bank.savers import savers
from tests.bank.shop import Shop, a_shop
from tests.orders.cast import Cast
from tests.staging import staged


@pytest.fixture(scope="module")
def set_shop(django_db_setup: None, django_db_blocker: Any) -> Iterator[Shop]:
    yield from staged(django_db_blocker, a_shop)


@pytest.fixture
def shop(set_shop: Shop, db: None) -> Shop:
    return copy.deepcopy(set_shop)


@pytest.fixture(scope="module")
def set_savers(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from staged(django_db_blocker, savers)


@pytest.fixture
def saved(set_savers: Cast, db: None) -> Cast:
    """Granny and Wang have saved time."""
    return copy.deepcopy(set_savers)
