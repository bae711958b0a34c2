import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.activities.cast import Cast, the_cast
from tests.staging import staged


@pytest.fixture(scope="module")
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[Cast]:
    yield from staged(django_db_blocker, the_cast)


@pytest.fixture
def cast(set_stage: Cast, db: None) -> Cast:
    return copy.deepcopy(set_stage)


@pytest.fixture(autouse=True)
def noon(time_machine: Any) -> None:
    """Tomorrow at noon: no test of this folder meets midnight on the way."""
    tomorrow = timezone.localtime() + timedelta(days=1)
    time_machine.move_to(tomorrow.replace(hour=12, minute=0), tick=True)
