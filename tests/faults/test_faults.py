"""Any statement or COMMIT may fail: nothing half-done, and the retry takes effect once (D3)."""

import ast
from pathlib import Path

import pytest

from redvest.journal.models import Event
from redvest.people.actors import Actor
from redvest.people.models import Department
from tests.faults import (  # noqa: F401 - they register the cases
    accounts,
    activities,
    activities_swaps,
    attendance,
    badges,
    bank,
    bank_adjusting,
    bank_joining,
    bank_rewards,
    bank_time,
    figures,
    leaving,
    meals,
    order_desk,
    orders,
    orders_menu,
    orders_more,
    orders_rest,
    orders_wishes,
    people,
    people_more,
    programme,
    records,
    records_more,
    services,
    teams,
    venues,
)
from tests.faults.harness import CASES, Case, loop, repeats, snapshot

ROOT = Path(__file__).resolve().parents[2]


def services_of_the_package() -> set[tuple[str, str]]:
    """Every ``@transact`` function of every app's services."""
    found = set()
    for path in sorted((ROOT / "redvest").rglob("*.py")):
        app = path.relative_to(ROOT / "redvest").parts[0]
        if "services" not in (path.stem, *path.parts):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and any(
                isinstance(mark, ast.Name) and mark.id == "transact" for mark in node.decorator_list
            ):
                found.add((app, node.name))
    return found


def test_every_write_service_goes_through_the_loop():
    called = set()
    for path in Path(__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Name | ast.Attribute):
                called.add(node.id if isinstance(node, ast.Name) else node.attr)
    every = services_of_the_package()
    assert len(every) > 170
    assert sorted(f"{app}.{name}" for app, name in every if name not in called) == []


# The loop fails every statement of every service in turn, which takes half an hour. ``make check``
# takes every sixteenth service, another for the other half of the proof; ALL=1 takes them all.
def every_sixteenth(first: int) -> list[object]:
    short = [found for found in CASES if not found.long]
    return [
        *(
            pytest.param(case, id=case.name, marks=() if n % 16 == first else pytest.mark.long)
            for n, case in enumerate(short)
        ),
        *(pytest.param(case, id=case.name, marks=pytest.mark.long) for case in CASES if case.long),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("case", every_sixteenth(0))
def test_nothing_is_half_done_and_the_retry_takes_effect_once(committed_db: str, case: Case):
    with orders.many_orders():
        assert loop(case) >= 3


@pytest.mark.slow
@pytest.mark.parametrize("case", every_sixteenth(4))
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
