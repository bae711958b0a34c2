"""The rules of the time bank, over their whole space, and how long somebody was there."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines import flow
from redvest.engines.order_flow import BEFORE_SERVICE
from redvest.engines.order_flow import State as OrderState
from redvest.engines.roles import Role
from redvest.engines.time_bank import (
    FATES,
    STEPS,
    Action,
    Basis,
    Giver,
    Limits,
    Refusal,
    State,
    own_basis,
    refusal,
    served,
)

LIMITS = Limits(age=60, least=30, most=240, open_most=3)
NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("age", "granted", "basis"),
    [
        (59, False, None),
        (60, False, Basis.AGE),
        (95, True, Basis.AGE),
        (45, True, Basis.GRANTED),
        (None, False, None),
        (None, True, Basis.GRANTED),
    ],
)
def test_own_minutes_are_used_from_the_age_on_or_when_they_were_granted(age, granted, basis):
    assert own_basis(Giver(age, granted), LIMITS) is basis


def test_every_refusal_has_its_one_reason_and_everything_else_passes():
    for basis, minutes, waiting in product((None, *Basis), (0, 29, 30, 240, 241), (0, 2, 3)):
        why = refusal(Giver(open=waiting), basis, minutes, LIMITS)
        if basis is None:
            assert why is Refusal.TOO_YOUNG
        elif minutes < 30:
            assert why is Refusal.TOO_SHORT
        elif minutes > 240:
            assert why is Refusal.TOO_LONG
        elif waiting == 3:
            assert why is Refusal.TOO_MANY
        else:
            assert why is None


@given(st.lists(st.tuples(st.integers(0, 180), st.integers(-5, 120)), max_size=6))
def test_whoever_comes_together_counts_once(visits):
    """The oracle looks at every minute of the day and asks whether anybody was there."""
    spans = [
        (NINE + timedelta(minutes=start), NINE + timedelta(minutes=start + length))
        for start, length in visits
    ]
    there = {minute for start, length in visits for minute in range(start, start + max(0, length))}
    assert served(spans) == len(there)


def test_a_minute_that_was_not_full_costs_nothing():
    assert served([(NINE, NINE + timedelta(minutes=30, seconds=59))]) == 30


def test_nothing_is_settled_while_somebody_may_still_serve_or_looks_into_it():
    assert not set(FATES) & BEFORE_SERVICE
    waiting = {OrderState.IN_SERVICE, OrderState.DONE, OrderState.REWORK, OrderState.DISPUTED}
    assert set(OrderState) == set(FATES) | BEFORE_SERVICE | waiting


def test_minutes_come_to_one_end_and_only_the_system_brings_them_there():
    for state, action in product(State, Action):
        opens = flow.actions_open_to(STEPS, state, {Role.SYSTEM})
        assert (action in opens) == (
            state is State.HELD if action is not Action.REFUND else state is State.SETTLED
        )
        assert not flow.actions_open_to(STEPS, state, set(Role) - {Role.SYSTEM})
