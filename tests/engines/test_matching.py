"""Who serves which order: the cheapest of all ways, proven, and never against a rule."""

import doctest
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.engines.geodesy import Datum, convert_many, to_plane
from redvest.engines.matching.certificate import faults, value
from redvest.engines.matching.inputs import MatchingError, Orders, Pairs, People, Weights
from redvest.engines.matching.plan import Plan, propose
from redvest.engines.matching.standing import snapshot
from tests.engines import matching_world as world

# The first call compiles the kernels, which takes half a minute on a new machine.
pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SEEDS = st.integers(0, 2**32 - 1)
NO_PAIRS = Pairs()


def instance(seed: int, people: int, orders: int) -> tuple[People, Orders, Pairs, Weights]:
    rng = np.random.default_rng(seed)
    crowd, wanted = world.some_people(rng, people), world.some_orders(rng, orders)
    return crowd, wanted, world.some_pairs(rng, orders, people), world.some_weights(rng)


def solved(people: People, orders: Orders, pairs: Pairs, weights: Weights) -> Plan:
    return propose(snapshot(people, weights), orders, pairs)


def assert_proven(
    plan: Plan, people: People, orders: Orders, pairs: Pairs, weights: Weights
) -> None:
    """The prices offend nobody and are worth what the plan costs, to the centimeter."""
    proof = plan.standing.certificate()
    assert faults(proof, people, orders, pairs, weights) == []
    assert value(proof, people, weights) <= plan.total
    assert plan.proven


def assert_keeps_every_rule(
    plan: Plan, people: People, orders: Orders, pairs: Pairs, weights: Weights
) -> None:
    edges = world.all_edges(people, orders, pairs, weights)
    pairs_of = list(zip(plan.order.tolist(), plan.person.tolist(), strict=True))
    assert all(i in edges[o] for o, i in pairs_of)
    assert [edges[o][i] for o, i in pairs_of] == plan.cost.tolist()
    assert len(set(pairs_of)) == len(pairs_of)
    slots = [(i, int(orders.slot[o])) for o, i in pairs_of]
    assert len(set(slots)) == len(slots)
    assert (np.bincount(plan.person, minlength=len(people)) <= people.cap).all()
    assert people.matchable[plan.person].all()
    going = np.bincount(plan.order, minlength=len(orders))
    wanted = np.where(orders.headcount > 0, np.maximum(orders.headcount, orders.least), 0)
    assert (going + plan.empty == wanted).all()
    for o in np.flatnonzero(going):
        assert going[o] >= orders.least[o]
        tags = people.tags[plan.person[plan.order == o]]
        assert (tags & orders.lead[o] == orders.lead[o]).any()


@pytest.mark.parametrize("count", [60, pytest.param(1000, marks=pytest.mark.slow)])
def test_small_districts_come_out_as_by_trying_everything(count: int):
    rng = np.random.default_rng(4)
    for seed in rng.integers(0, 2**32, count):
        given_ = instance(int(seed), 5, 3)
        plan = solved(*given_)
        assert plan.total == world.tried_all(*given_), seed
        assert_proven(plan, *given_)
        assert_keeps_every_rule(plan, *given_)


@given(SEEDS)
@settings(max_examples=40)
def test_no_hard_rule_is_ever_broken(seed: int):
    given_ = instance(seed, 30, 20)
    assert_keeps_every_rule(solved(*given_), *given_)


@pytest.mark.parametrize("seed", range(30))
def test_larger_districts_come_out_as_by_another_solver(seed: int):
    given_ = instance(seed, 150, 60)
    plan = solved(*given_)
    assert plan.total == world.by_flow(*given_)
    assert_proven(plan, *given_)
    assert_keeps_every_rule(plan, *given_)


@given(SEEDS)
@settings(max_examples=60)
def test_it_is_never_worse_than_one_after_the_other(seed: int):
    given_ = instance(seed, 40, 25)
    assert solved(*given_).total <= world.greedily(*given_)


@given(SEEDS)
@settings(max_examples=60)
def test_the_order_in_which_they_are_named_changes_nothing(seed: int):
    people, orders, _, weights = instance(seed, 40, 25)
    rng = np.random.default_rng(seed)
    mixed = world.take(people, rng.permutation(40)), world.take(orders, rng.permutation(25))
    before = solved(people, orders, NO_PAIRS, weights)
    assert solved(*mixed, NO_PAIRS, weights).total == before.total


@given(SEEDS, st.integers(-500_000, 500_000), st.integers(-500_000, 500_000))
@settings(max_examples=60)
def test_moving_the_map_changes_nothing(seed: int, east: int, north: int):
    people, orders, pairs, weights = instance(seed, 40, 25)
    moved = [replace(t, x_m=t.x_m + east, y_m=t.y_m + north) for t in (people, orders)]
    before = solved(people, orders, pairs, weights)
    after = solved(moved[0], moved[1], pairs, weights)
    assert after.total == before.total
    assert (after.person == before.person).all()


@given(SEEDS, st.integers(1, 39))
@settings(max_examples=60)
def test_more_people_never_make_it_worse(seed: int, fewer: int):
    people, orders, _, weights = instance(seed, 40, 25)
    few = solved(world.take(people, slice(fewer)), orders, NO_PAIRS, weights)
    assert solved(people, orders, NO_PAIRS, weights).total <= few.total


@given(SEEDS)
@settings(max_examples=60)
def test_so_many_or_nobody_and_one_of_them_leads(seed: int):
    people, orders, pairs, weights = instance(seed, 5, 3)
    rng = np.random.default_rng(seed)
    bound = replace(orders, least=rng.integers(0, 4, 3), lead=rng.choice([0, 1, 2], 3))
    plan = solved(people, bound, pairs, weights)
    assert_keeps_every_rule(plan, people, bound, pairs, weights)
    assert plan.total == world.tried_all(people, bound, pairs, weights)
    assert plan.proven


def test_whoever_opted_out_is_never_proposed():
    people, orders, _, weights = instance(7, 60, 30)
    hidden = replace(people, matchable=np.zeros(60, np.bool_))
    plan = solved(hidden, orders, NO_PAIRS, weights)
    assert len(plan.person) == 0
    assert (plan.empty == orders.headcount).all()


def test_a_price_that_is_wrong_is_found():
    """The check can fail: a seat a little dearer, a person a little cheaper, a seat forgotten."""
    given_ = instance(3, 60, 40)
    people, orders, pairs, weights = given_
    proof = solved(*given_).standing.certificate()
    assert faults(proof, people, orders, pairs, weights) == []
    assert faults(replace(proof, row_price=proof.row_price + 1), *given_)
    assert faults(replace(proof, person_price=proof.person_price - 10**6), *given_)
    assert faults(replace(proof, row_count=proof.row_count + 1), *given_)


def test_steps_that_run_out_leave_a_proposal_and_a_bound():
    people, orders, pairs, weights = instance(11, 150, 60)
    given_ = people, orders, pairs, weights
    best = solved(*given_).total
    plan = propose(snapshot(people, weights), orders, pairs, steps=0)
    assert plan.bound <= best <= plan.total
    assert not plan.proven
    assert 0 < plan.gap < 1
    assert_keeps_every_rule(plan, *given_)


def nobody() -> People:
    return world.some_people(np.random.default_rng(0), 0)


def test_without_people_every_seat_stays_empty():
    _, orders, _, weights = instance(1, 1, 20)
    plan = solved(nobody(), orders, NO_PAIRS, weights)
    assert plan.proven
    assert plan.empty.sum() == orders.headcount.sum()


def test_without_orders_there_is_nothing_to_do():
    people, orders, _, weights = instance(1, 20, 1)
    plan = solved(people, world.take(orders, slice(0)), NO_PAIRS, weights)
    assert (plan.total, plan.bound, len(plan.person)) == (0, 0, 0)


def alike(count: int, orders: int, slots: int = 1, **more: object) -> tuple[People, Orders]:
    """People and orders that differ in nothing."""
    rng = np.random.default_rng(0)
    people = world.take(world.some_people(rng, 1), np.zeros(count, np.int64))
    ones, zeros = np.ones(count, np.int64), np.zeros(count, np.int64)
    people = replace(
        people,
        levels=np.full((count, 2), 3, np.int8),
        slots=ones * (2**slots - 1),
        cap=ones,
        load=zeros,
        recent=zeros,
        tags=zeros + 7,
        until=np.full((count, 1), 9, np.int32),
        matchable=np.ones(count, np.bool_),
    )
    wanted = world.take(world.some_orders(rng, 1), np.zeros(orders, np.int64))
    ones = np.ones(orders, np.int64)
    same = {"headcount": ones, "slot": 0 * ones, "x_m": ones * 1.0, "y_m": ones * 1.0}
    return people, replace(wanted, **{**same, **more})


def test_when_all_are_tied_everybody_gets_one():
    people, orders = alike(30, 30)
    plan = solved(people, orders, NO_PAIRS, Weights())
    assert plan.proven
    assert sorted(plan.person.tolist()) == list(range(30))


def test_one_person_who_fits_everything_goes_as_often_as_the_cap_says():
    people, orders = alike(1, 5, slots=5, slot=np.arange(5))
    people = replace(people, cap=np.array([3]))
    plan = solved(people, orders, NO_PAIRS, Weights())
    assert plan.proven
    assert len(plan.person) == 3
    none = solved(replace(people, cap=np.array([0])), orders, NO_PAIRS, Weights())
    assert len(none.person) == 0


def test_ten_thousand_orders_at_one_address_end_with_a_proof():
    people, orders = alike(300, 10_000)
    plan = solved(people, orders, NO_PAIRS, Weights())
    assert len(plan.person) == 300
    assert plan.proven


def test_an_order_larger_than_the_district_gets_everybody():
    people, orders = alike(20, 1, headcount=np.array([1000]))
    plan = solved(people, orders, NO_PAIRS, Weights())
    assert len(plan.person) == 20
    assert plan.empty.tolist() == [980]
    assert plan.proven


@pytest.mark.parametrize(
    ("name", "dear", "cheap"),
    [
        ("due_h", [5.0, 40.0, 400.0], [47.0, 48.0, np.nan]),
        ("care", [2, 1, 1], [1, 0, 0]),
        ("priority", [2, 1, 1], [1, 0, 0]),
        ("waited_h", [90.0, 9.0, 9.0], [9.0, 0.0, 0.0]),
    ],
)
def test_when_not_all_can_be_served_the_one_that_weighs_more_is(
    name: str, dear: list[float], cheap: list[float]
):
    """One person, three orders that differ in nothing else: the first weighs the most."""
    people, orders = alike(1, 3)
    for turned in (0, 1, 2):
        given_ = replace(orders, **{name: np.roll(np.array(dear), turned)})
        assert solved(people, given_, NO_PAIRS, Weights()).order.tolist() == [turned]
        less = replace(orders, **{name: np.roll(np.array(cheap), turned)})
        assert solved(people, less, NO_PAIRS, Weights()).order.tolist() == [turned]


def test_an_order_without_a_due_time_weighs_as_one_that_is_due_late():
    people, orders = alike(1, 3)
    none = solved(people, replace(orders, due_h=np.full(3, np.nan)), NO_PAIRS, Weights())
    late = solved(people, replace(orders, due_h=np.full(3, 48.0)), NO_PAIRS, Weights())
    past = solved(people, replace(orders, due_h=np.full(3, -1e6)), NO_PAIRS, Weights())
    now = solved(people, replace(orders, due_h=np.zeros(3)), NO_PAIRS, Weights())
    assert none.total == late.total < past.total == now.total


@pytest.mark.parametrize("place", [np.nan, np.inf, -np.inf, 1e12])
def test_a_place_nobody_knows_is_served_by_nobody(place: float):
    people, orders = alike(4, 3)
    lost = replace(orders, x_m=np.array([1.0, place, 1.0]))
    astray = replace(people, y_m=np.array([place, *people.y_m[1:]]))
    plan = solved(astray, lost, NO_PAIRS, Weights())
    assert plan.empty.tolist() == [0, 1, 0]
    assert 0 not in plan.person
    assert plan.proven


def test_places_of_another_datum_are_brought_home_first_and_mean_the_same():
    people, orders, pairs, weights = instance(9, 60, 25)
    here = np.column_stack((36.05 + people.y_m / 111_195, 103.8 + people.x_m / 90_000))

    def served(points: np.ndarray) -> Plan:
        plane = to_plane(points, (36.05, 103.8))
        moved = replace(people, x_m=plane[:, 0], y_m=plane[:, 1])
        return solved(moved, orders, pairs, weights)

    right, abroad = served(here), convert_many(here, Datum.WGS84, Datum.BD09)
    again = served(convert_many(abroad, Datum.BD09, Datum.WGS84))
    rounding = 300 * int(orders.headcount.sum())  # Three meters a seat.
    assert abs(again.total - right.total) <= rounding
    assert abs(served(abroad).total - right.total) > rounding


@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf, 1e9])
@pytest.mark.parametrize("name", ["reach_m", "load_m", "skill_m", "unserved_m", "detour"])
def test_a_weight_without_a_meaning_is_refused_by_name(name: str, bad: float):
    with pytest.raises(MatchingError) as refused:
        Weights(**{name: bad})
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "value_"),
    [
        ("skill", np.array([0, 9, 0])),
        ("slot", np.array([0, -1, 0])),
        ("headcount", np.array([1, 1])),
        ("headcount", np.array([1.0, 1.0, 1.0])),
        ("papers", np.array([0, 0, 2])),
        ("waited_h", np.array([0.0, np.nan, 0.0])),
        ("due_h", np.array([0.0, np.inf, 0.0])),
        ("care", np.array([0, -1, 0])),
    ],
)
def test_orders_without_a_meaning_are_refused_by_name(name: str, value_: object):
    people, orders = alike(2, 3)
    with pytest.raises(MatchingError) as refused:
        solved(people, replace(orders, **{name: value_}), NO_PAIRS, Weights())
    assert refused.value.field == name


def test_the_worked_example_of_the_document_comes_out():
    found = doctest.testfile(str(ROOT / "docs/algorithms/matching.md"), module_relative=False)
    assert found.attempted >= 7
    assert found.failed == 0
