"""Meal rounds: no rule broken, nobody forgotten, and the best there is on small tasks."""

import doctest
import itertools
import math
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from redvest.engines.round_search import plan_rounds
from redvest.engines.rounds import (
    Door,
    Helper,
    Plan,
    RoundsError,
    Task,
    Why,
    broken_rules,
    fits,
    timed,
)

ROOT = Path(__file__).parents[2]
CANTEEN = (36.06, 103.83)
TRIES = 60


def town(number: int, doors: int, helpers: int, **more: object) -> Task:
    """A street with its canteen in the middle; the same number is the same street."""
    chance = Random(number)
    return Task(
        CANTEEN,
        tuple(
            Door(
                f"door {place}",
                (CANTEEN[0] + chance.gauss(0, 0.003), CANTEEN[1] + chance.gauss(0, 0.004)),
                chance.choice((1, 1, 1, 2)),
            )
            for place in range(doors)
        ),
        tuple(
            Helper(f"helper {place}", chance.choice((4, 6, 9)), chance.choice((75, 200)))
            for place in range(helpers)
        ),
        **more,  # type: ignore[arg-type]
    )


def north(meters: float) -> tuple[float, float]:
    return (CANTEEN[0] + math.degrees(meters / 6_371_008.8), CANTEEN[1])


@pytest.mark.parametrize("number", range(12))
def test_a_plan_breaks_no_rule_and_forgets_nobody(number: int):
    task = town(number, doors=4 + number * 2, helpers=1 + number % 4)
    plan = plan_rounds(task, seed=number, tries=TRIES)
    assert broken_rules(task, plan) == []


def test_the_same_task_and_seed_have_the_same_plan():
    task = town(3, doors=12, helpers=3)
    assert plan_rounds(task, seed=7, tries=TRIES) == plan_rounds(task, seed=7, tries=TRIES)


def best_by_hand(task: Task) -> tuple[int, int]:
    """Most meals, then least seconds, over every way there is to share out the doors."""
    most, least = 0, 0
    for share in itertools.product([None, *task.helpers], repeat=len(task.doors)):
        seconds, meals = 0, 0
        for helper in task.helpers:
            mine = [door for door, who in zip(task.doors, share, strict=True) if who is helper]
            ways = (
                [
                    timed(task, helper, way)
                    for way in itertools.permutations(mine)
                    if fits(task, helper, way)
                ]
                if mine
                else []
            )
            if mine and not ways:
                break
            seconds += min((way.seconds for way in ways), default=0)
            meals += sum(door.meals for door in mine)
        else:
            if (meals, -seconds) > (most, -least):
                most, least = meals, seconds
    return most, least


@pytest.mark.parametrize("number", range(8))
def test_on_small_tasks_nothing_is_better(number: int):
    task = town(
        100 + number,
        doors=4,
        helpers=2,
        away_seconds=(1500, 3600)[number % 2],
        closes=(12 * 3600 + 1800, 11 * 3600 + 600)[number // 4],  # Who is in time may be late, too.
    )
    plan = plan_rounds(task, seed=1, tries=TRIES)
    served = sum(door.meals for door in task.doors if door.key not in plan.left_out)
    assert (served, plan.seconds) == best_by_hand(task)


def test_who_comes_back_from_a_round_is_not_sent_out_before():
    """Where somebody could be late the clock counts; where nobody can, it is left out."""
    task = town(11, doors=8, helpers=3)
    early, *others = task.helpers
    later = replace(task, helpers=(replace(early, free_from=task.opens + 1800), *others))
    for one in (task, later, replace(task, closes=task.opens + 900)):
        plan = plan_rounds(one, seed=1, tries=TRIES)
        assert broken_rules(one, plan) == []
    assert not any(
        way.leaves < task.opens + 1800
        for way in plan_rounds(later, seed=1, tries=TRIES).rounds
        if way.helper == early.key
    )


def test_moving_the_map_east_changes_no_plan():
    task = town(5, doors=9, helpers=3)
    moved = replace(
        task,
        canteen=(task.canteen[0], task.canteen[1] + 1.0),
        doors=tuple(
            replace(door, point=(door.point[0], door.point[1] + 1.0))
            for door in task.doors
            if door.point
        ),
    )
    assert plan_rounds(moved, tries=TRIES) == plan_rounds(task, tries=TRIES)


def test_nobody_to_carry_is_said_for_every_door():
    task = town(1, doors=3, helpers=0)
    plan = plan_rounds(task, tries=TRIES)
    assert plan.rounds == ()
    assert set(plan.left_out.values()) == {Why.NOBODY}
    assert len(plan.left_out) == 3


def test_a_helper_who_carries_nothing_is_nobody():
    task = replace(town(1, doors=2, helpers=1), helpers=(Helper("h", 0, 75),))
    assert set(plan_rounds(task, tries=TRIES).left_out.values()) == {Why.NOBODY}


@pytest.mark.parametrize("point", [None, (math.nan, 103.8), (91.0, 103.8), (math.inf, 0.0)])
def test_a_door_that_lies_nowhere_is_named_and_the_others_are_served(point: object):
    task = town(2, doors=3, helpers=1)
    lost = Door("lost", point)  # type: ignore[arg-type]
    plan = plan_rounds(replace(task, doors=(*task.doors, lost)), tries=TRIES)
    assert plan.left_out.pop("lost") is Why.NO_PLACE
    assert sum(len(one.stops) for one in plan.rounds) + len(plan.left_out) == 3


def test_one_door_is_a_round_of_its_own():
    task = Task(CANTEEN, (Door("d", north(600)),), (Helper("h", 5, 60),), detour_percent=100)
    (one,) = plan_rounds(task, tries=TRIES).rounds
    assert (one.stops[0].at, one.leaves, one.back) == (39600, 39000, 40380)
    assert one.meters == 1200


def test_more_meals_than_hands_leaves_out_as_few_as_possible():
    doors = tuple(Door(f"d{place}", north(100 + place)) for place in range(5))
    task = Task(CANTEEN, doors, (Helper("h", 3, 75),))
    plan = plan_rounds(task, tries=TRIES)
    assert [len(one.stops) for one in plan.rounds] == [3]
    assert list(plan.left_out.values()) == [Why.NO_ROOM] * 2
    assert broken_rules(task, plan) == []


def test_too_many_meals_for_anybody_and_too_far_for_anybody_are_told_apart():
    doors = (Door("feast", north(50), 9), Door("far", north(9000)), Door("near", north(50)))
    plan = plan_rounds(Task(CANTEEN, doors, (Helper("h", 4, 75),)), tries=TRIES)
    assert plan.left_out == {"feast": Why.TOO_MANY_MEALS, "far": Why.TOO_FAR}
    assert [stop.door for stop in plan.rounds[0].stops] == ["near"]


def test_many_at_one_address_are_all_served():
    doors = tuple(Door(f"d{place}", north(200)) for place in range(12))
    task = Task(CANTEEN, doors, (Helper("a", 6, 75), Helper("b", 6, 75)))
    plan = plan_rounds(task, tries=TRIES)
    assert plan.left_out == {}
    assert broken_rules(task, plan) == []


def test_who_is_free_later_leaves_later():
    late = Helper("late", 5, 75, free_from=12 * 3600)
    plan = plan_rounds(Task(CANTEEN, (Door("d", north(75)),), (late,)), tries=TRIES)
    assert plan.rounds[0].leaves == 12 * 3600


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"canteen": (math.nan, 0.0)}, "canteen"),
        ({"opens": 50000, "closes": 40000}, "window"),
        ({"away_seconds": 0}, "window"),
        ({"detour_percent": 99}, "window"),
        ({"doors": (Door("d", CANTEEN), Door("d", CANTEEN))}, "keys"),
        ({"doors": (Door("d", CANTEEN, 0),)}, "meals"),
        ({"helpers": (Helper("h", 3, 0),)}, "speed"),
        ({"helpers": tuple(Helper(f"h{n}", 3, 75) for n in range(301))}, "size"),
    ],
)
def test_a_task_that_cannot_be_meant_is_refused(change: dict[str, object], code: str):
    with pytest.raises(RoundsError) as refused:
        plan_rounds(replace(town(1, 2, 1), **change), tries=TRIES)  # type: ignore[arg-type]
    assert refused.value.code == code


def test_a_search_without_bound_is_refused():
    with pytest.raises(RoundsError):
        plan_rounds(town(1, 2, 1), tries=0)


def test_the_check_finds_what_is_planted():
    """The oracle of the tests above: each broken rule has to show."""
    task = town(4, doors=6, helpers=2)
    plan = plan_rounds(task, tries=TRIES)
    one = plan.rounds[0]
    wrong = [
        Plan(plan.rounds[1:], plan.left_out),
        Plan((*plan.rounds, one), plan.left_out),
        Plan((replace(one, back=one.back + 1), *plan.rounds[1:]), plan.left_out),
        Plan((replace(one, helper="stranger"), *plan.rounds[1:]), plan.left_out),
        Plan((timed(task, Helper(one.helper, 1, 75), task.doors),), {}),
    ]
    assert all(broken_rules(task, bad) for bad in wrong)
    assert broken_rules(task, plan) == []


def test_the_example_of_the_document_is_true():
    found = doctest.testfile(str(ROOT / "docs/algorithms/rounds.md"), module_relative=False)
    assert found.attempted > 0
    assert found.failed == 0
