"""The best few for one order, why they are, and why a seat stays empty."""

from dataclasses import replace

import numpy as np
import pytest

from redvest.engines.matching import trial
from redvest.engines.matching.asking import Asking
from redvest.engines.matching.inputs import MatchingError, Pairs, People, Weights, rates
from redvest.engines.matching.reasons import Empty, Reason, Why, shortages, why_empty
from redvest.engines.matching.standing import snapshot
from tests.engines import matching_world as world

# The first call compiles the kernels, which takes half a minute on a new machine.
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("seed", range(30))
def test_the_best_are_the_cheapest_of_all(seed: int):
    rng = np.random.default_rng(seed)
    people, orders = world.some_people(rng, 200), world.some_orders(rng, 10)
    orders = replace(orders, headcount=orders.headcount + 1)
    pairs, weights = world.some_pairs(rng, 10, 200), world.some_weights(rng)
    asking = Asking(snapshot(people, weights), orders, pairs)
    edges = world.all_edges(people, orders, pairs, weights)
    checked = asking.standing.orders
    for o in range(10):
        worth = [cost for cost in edges[o].values() if cost < checked.empty[o]]
        found = asking.best(o, 10)
        costs = [round(one.cost_m * 100) for one in found]
        near = [cost for cost in costs if cost < checked.empty[o]]
        assert near == sorted(worth)[: len(near)]
        assert len(near) >= min(len(worth), 10)
        assert all(edges[o][one.person] == cost for one, cost in zip(found, costs, strict=True))


def test_the_reasons_are_those_one_would_say():
    pairs = Pairs(familiar_order=np.array([0]), familiar_person=np.array([1]))
    asking = Asking(snapshot(trial.people(), Weights()), trial.orders(), pairs)
    first, second, third = asking.best(0, 10)
    assert (first.person, second.person, third.person) == (1, 0, 2)
    assert first.cost_m == 0.0  # 390 meters, of which 500 are forgiven.
    assert first.reasons == (
        Reason(Why.WALK, 390),
        Reason(Why.SKILL, 3),
        Reason(Why.FAMILIAR, 1),
        Reason(Why.LOAD, 0),
        Reason(Why.RECENT, 0),
    )
    assert Reason(Why.LOAD, 2) in second.reasons
    assert rates(Weights()).familiar == 50_000


@pytest.mark.parametrize("most", [0, 13])
def test_more_than_a_dozen_are_not_asked_for(most: int):
    asking = Asking(snapshot(trial.people(), Weights()), trial.orders(), Pairs())
    with pytest.raises(MatchingError):
        asking.best(0, most)


NOBODY = Pairs()
EVERYBODY = Pairs(blocked_order=np.zeros(3, np.int64), blocked_person=np.arange(3))


@pytest.mark.parametrize(
    ("why", "people", "orders", "pairs"),
    [
        (Empty.NO_PLACE, {}, {"x_m": np.array([np.nan, 0.0])}, NOBODY),
        (Empty.NOBODY_NEAR, {}, {"x_m": np.array([90_000.0, 0.0])}, NOBODY),
        (Empty.NOBODY_NEAR, {"levels": np.zeros((3, 1), np.int8)}, {}, NOBODY),
        (Empty.NOBODY_FREE, {"slots": np.zeros(3, np.int64)}, {}, NOBODY),
        (Empty.NOBODY_FREE, {"cap": np.zeros(3, np.int64)}, {}, NOBODY),
        (Empty.RULED_OUT, {}, {}, EVERYBODY),
        (Empty.NO_LEAD, {}, {"lead": np.array([1, 0])}, NOBODY),
        (Empty.TOO_FEW, {}, {"headcount": np.array([4, 1]), "least": np.array([4, 0])}, NOBODY),
        (Empty.NOT_ENOUGH, {}, {"headcount": np.array([4, 1])}, NOBODY),
        (Empty.NEEDED_ELSEWHERE, {}, {}, NOBODY),
    ],
)
def test_an_empty_seat_has_its_reason(why: Empty, people: dict, orders: dict, pairs: Pairs):
    crowd: People = replace(trial.people(), **people)
    wanted = replace(trial.orders(), **orders)
    assert why_empty(crowd, wanted, 0, pairs, Weights()) is why


def test_a_shortage_says_how_many_could_go():
    wanted = replace(trial.orders(), headcount=np.array([5, 1]), least=np.array([4, 0]))
    few = shortages(trial.people(), wanted, [0], NOBODY, Weights())[0]
    assert (few.code, few.wanted, few.found) == (Empty.TOO_FEW, 4, 3)
    assert (few.order, few.skill, few.reach_m) == (0, 0, 3_000.0)
