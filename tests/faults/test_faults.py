"""Any statement or COMMIT may fail: nothing half-done, and the retry takes effect once (D3)."""

import pytest

from redvest.journal.models import Event
from redvest.people.actors import Actor
from redvest.people.models import Department
from tests.faults import orders, people, services  # noqa: F401 - they register the cases
from tests.faults.harness import CASES, Case, loop, repeats, snapshot


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_is_half_done_and_the_retry_takes_effect_once(committed_db: str, case: Case):
    with orders.many_orders():
        assert loop(case) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_serialization_failure_is_repeated_with_one_effect(committed_db: str, case: Case):
    with orders.many_orders():
        repeats(case)


def test_the_loop_sees_a_service_that_forgot_its_transaction(committed_db: str):
    """Without the surrounding transaction the first of two rows stays: the control."""
    from django.db import OperationalError

    from tests.faults.harness import failing_at

    def careless() -> None:
        Department.objects.create(district="620102", name="a")
        Department.objects.create(district="620102", name="b")

    before = snapshot()
    with failing_at(2, "08006"), pytest.raises(OperationalError):
        careless()
    assert snapshot() != before


def test_the_loop_sees_a_service_that_takes_effect_twice(committed_db: str):
    from tests.faults.harness import effect_is_once

    calls = iter(range(100))

    def arrange() -> tuple[Actor, object]:
        return Actor(None, "620102"), lambda: Department.objects.create(
            district="620102", name=str(next(calls))
        )

    actor, act = arrange()
    before = snapshot()
    from tests.faults import harness

    original, harness.submit = harness.submit, lambda actor, act, key: act()
    try:
        with pytest.raises(AssertionError, match="second retry"):
            effect_is_once(actor, act, "key", before)
    finally:
        harness.submit = original
    assert not Event.objects.exists()
