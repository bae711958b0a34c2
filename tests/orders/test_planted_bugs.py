"""Bugs planted on purpose: the property that runs beside the model has to find each of them.

The names are those of the list of domain mutants. A hunt walks the part of the flow in which the
bug lives, so that it is found in seconds; without a bug the same walk finds nothing.
"""

import copy
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import count
from types import MappingProxyType
from unittest import mock
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from redvest.engines import order_flow
from redvest.engines.order_flow import Action, State
from redvest.orders.services import agreeing, door, timers
from redvest.people.actors import Grant
from tests.orders.cast import Cast
from tests.orders.machine import STAGE, Orders

HUNT = settings(
    max_examples=80,
    stateful_step_count=25,
    phases=[Phase.generate],
    report_multiple_bugs=False,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TO_A_CLAIM = [("desk", "accept", None), ("desk", "dispatch", "A"), ("zhao", "claim", None)]


class Short(Orders):
    opening = ()
    route = {"submitted": ["accept", "withdraw"], "accepted": ["dispatch"]}
    tries = ["complain", "accept"]
    hands = ["granny", "desk", "other_desk", "centre"]


class Waiting(Orders):
    opening = TO_A_CLAIM[:2]
    route = {"accepted": ["dispatch", "pool"]}
    tries = ["look"]


class Returning(Orders):
    opening = TO_A_CLAIM
    route = {"claimed": ["give_back"]}
    tries = ["give_back"]


class Moving(Orders):
    opening = [*TO_A_CLAIM, ("zhao", "schedule", ["zhao"])]
    route = {"scheduled": ["propose"]}
    tries = ["propose"]
    hands = ["zhao", "qian"]


@contextmanager
def no_lookup_of_what_was_answered() -> Iterator[None]:
    with mock.patch("redvest.http.submission_key", return_value=""):
        yield


@contextmanager
def a_key_of_its_own_for_each_call() -> Iterator[None]:
    with mock.patch("redvest.http.submission_key", side_effect=lambda request: uuid4().hex):
        yield


@contextmanager
def no_floor_under_what_may_be_moved() -> Iterator[None]:
    real = agreeing.policy_of
    with mock.patch.object(
        agreeing, "policy_of", side_effect=lambda d: replace(real(d), reschedules_max=99)
    ):
        yield


@contextmanager
def one_who_waits_is_skipped() -> Iterator[None]:
    real = timers.fire_due

    def skipping(now: object) -> int:
        turn, alone = count(), timers._fire_alone
        with mock.patch.object(
            timers, "_fire_alone", side_effect=lambda *a: next(turn) != 1 and alone(*a)
        ):
            return real(now)

    with mock.patch.object(timers, "fire_due", side_effect=skipping):
        yield


@contextmanager
def what_has_ended_opens_again() -> Iterator[None]:
    row = order_flow.STEPS[Action.COMPLAIN][0]
    wrong = replace(row, before=row.before | {State.WITHDRAWN, State.CLOSED})
    steps = MappingProxyType({**order_flow.STEPS, Action.COMPLAIN: (wrong,)})
    with ExitStack() as stack:
        for module in (order_flow, door):
            stack.enter_context(mock.patch.object(module, "STEPS", steps))
        yield


@contextmanager
def one_way_leaves_no_event() -> Iterator[None]:
    real = door.record_event

    def forgetful(**values: object) -> object:
        return None if values["kind"] == "order.give_back" else real(**values)

    with mock.patch.object(door, "record_event", side_effect=forgetful):
        yield


@contextmanager
def a_place_counts_by_the_beginning_of_its_number() -> Iterator[None]:
    """620102002001 is taken for a neighbor of 620102001001."""
    with mock.patch.object(Grant, "covers", lambda self, region: region.startswith(self.scope[:8])):
        yield


PLANTED = [
    pytest.param(no_lookup_of_what_was_answered, Short, id="M1"),
    pytest.param(a_key_of_its_own_for_each_call, Short, id="M2"),
    pytest.param(no_floor_under_what_may_be_moved, Moving, id="M3"),
    pytest.param(one_who_waits_is_skipped, Waiting, id="M13"),
    pytest.param(what_has_ended_opens_again, Short, id="M15"),
    pytest.param(one_way_leaves_no_event, Returning, id="M16"),
    pytest.param(a_place_counts_by_the_beginning_of_its_number, Short, id="M17"),
]


@pytest.fixture
def stage(cast: Cast) -> Cast:
    STAGE["cast"] = copy.copy(cast)
    return cast


@pytest.mark.slow
@pytest.mark.parametrize(("bug", "walk"), PLANTED)
def test_a_planted_bug_is_found(stage: Cast, bug, walk):
    with bug(), pytest.raises((AssertionError, KeyError)):
        run_state_machine_as_test(walk, settings=HUNT)


@pytest.mark.slow
@pytest.mark.parametrize("walk", [Short, Waiting, Returning, Moving])
def test_the_same_walk_finds_nothing_where_nothing_is_planted(stage: Cast, walk):
    run_state_machine_as_test(walk, settings=settings(HUNT, max_examples=6))
