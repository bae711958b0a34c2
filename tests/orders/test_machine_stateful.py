"""The real services beside an independent model: whatever people and time do, both agree."""

import copy
import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.orders.bundle_machine import Bundling
from tests.orders.cast import Cast
from tests.orders.machine import REFUSED, STAGE, TAKEN, Orders

pytestmark = pytest.mark.slow

COMMON = {
    "deadline": None,
    "derandomize": True,
    "print_blob": True,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}
SHORT = settings(max_examples=5, stateful_step_count=20, **COMMON)
LONG = settings(max_examples=60, stateful_step_count=40, **COMMON)


@pytest.fixture
def stage(cast: Cast) -> Cast:
    STAGE["cast"] = copy.copy(cast)
    return cast


def test_program_and_model_agree_on_short_stories(stage: Cast):
    run_state_machine_as_test(Orders, settings=SHORT)


class Merging(Orders):
    """Two orders that may be one, and whoever thinks they are."""

    opening = ()
    route = {"submitted": ["merge", "merge", "accept"], "accepted": ["dispatch"]}
    tries = ["merge", "withdraw"]
    hands = ["desk", "centre", "other_desk", "granny"]


def test_program_and_model_agree_on_what_is_merged(stage: Cast):
    TAKEN.clear()
    REFUSED.clear()
    run_state_machine_as_test(Merging, settings=settings(SHORT, max_examples=12))
    assert TAKEN["merge"] > 0
    assert REFUSED["merge"] > 0


@pytest.mark.long
def test_program_and_model_agree_on_bundles(stage: Cast):
    TAKEN.clear()
    REFUSED.clear()
    run_state_machine_as_test(
        Bundling, settings=settings(LONG, max_examples=int(os.environ.get("STORIES", "40")))
    )
    steps = ["keep_own", *(f"bundle.{one}" for one in ("compile", "claim", "decline", "call_off"))]
    assert [step for step in steps if not TAKEN[step] or not REFUSED[step]] == []


@pytest.mark.slow
@pytest.mark.long
def test_program_and_model_agree_on_long_stories(stage: Cast):
    TAKEN.clear()
    REFUSED.clear()
    run_state_machine_as_test(Orders, settings=LONG)
    print(sorted(TAKEN.items()), sum(TAKEN.values()), sum(REFUSED.values()))
    # A walk that never gets far proves little.
    assert len(TAKEN) >= 12
    assert len(REFUSED) >= 12
