import copy
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tests.meals.cast import NOW, Noon, at_noon
from tests.staging import staged


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Noon]:
    with time_machine.travel(NOW, tick=False):
        yield from staged(django_db_blocker, at_noon)


@pytest.fixture
def noon(set_stage: Noon, db: None) -> Iterator[Noon]:
    with time_machine.travel(NOW, tick=False):
        yield copy.deepcopy(set_stage)
