"""The runner-up of every proposed pair, against looking at everybody; and stopping early."""

from dataclasses import replace

import numpy as np
import pytest

from redvest.engines.matching.alternatives import runners_up
from redvest.engines.matching.certificate import faults, value
from redvest.engines.matching.codes import Known
from redvest.engines.matching.inputs import MatchingError, Orders, Pairs, People, Weights, rates
from redvest.engines.matching.plan import Plan, propose
from redvest.engines.matching.reasons import Reason, Why, reasons_of
from redvest.engines.matching.standing import snapshot
from tests.engines import matching_world as world

# The first call compiles the kernels, which takes half a minute on a new machine.
pytestmark = pytest.mark.slow

Given = tuple[People, Orders, Pairs, Weights]


def instance(seed: int, people: int, orders: int) -> Given:
    rng = np.random.default_rng(seed)
    crowd, wanted = world.some_people(rng, people), world.some_orders(rng, orders)
    return crowd, wanted, world.some_pairs(rng, orders, people), world.some_weights(rng)


def solved(given: Given, **more: object) -> Plan:
    people, orders, pairs, weights = given
    return propose(snapshot(people, weights), orders, pairs, **more)  # type: ignore[arg-type]


def least_instead(plan: Plan, given: Given, edges: world.Edges, k: int) -> int | None:
    """What the cheapest other person costs for the seat of a pair, by looking at everybody."""
    people, orders, _, weights = given
    step = rates(weights).step
    used = np.bincount(plan.person, minlength=len(people))
    slot = int(orders.slot[plan.order[k]])
    busy = set(plan.person[orders.slot[plan.order] == slot].tolist())
    known = edges[int(plan.order[k])]
    empty = int(plan.standing.orders.empty[plan.order[k]])
    costs = [
        cost + step * int(used[i])
        for i, cost in known.items()
        if i not in busy and used[i] < people.cap[i]
    ]
    return min((cost for cost in costs if cost < empty), default=None)


@pytest.mark.parametrize("seed", range(12))
def test_the_runner_up_is_the_cheapest_of_all_others_who_are_left(seed: int):
    given = instance(seed, 120, 40)
    plan = solved(given)
    step, used = rates(given[3]).step, np.bincount(plan.person, minlength=120)
    instead, edges = plan.runners_up(), world.all_edges(*given)
    for k in range(len(plan.order)):
        least = least_instead(plan, given, edges, k)
        now = int(plan.cost[k]) + step * (int(used[plan.person[k]]) - 1)
        assert (least is None) == (instead.person[k] < 0)
        if least is not None:
            assert instead.more[k] == least - now
            assert instead.more[k] >= 0  # Else the proposal would not be the cheapest.


def test_asking_for_runners_up_changes_nothing():
    given = instance(3, 120, 40)
    plan = solved(given)
    first, second = plan.runners_up(), plan.runners_up()
    assert all((a == b).all() for a, b in zip(first, second, strict=True))
    proof = plan.standing.certificate()
    assert faults(proof, *given) == []
    assert value(proof, given[0], given[3]) == plan.total


def test_a_pair_that_was_not_proposed_has_no_runner_up():
    plan = solved(instance(3, 120, 40))
    with pytest.raises(MatchingError):
        runners_up(plan.standing, plan.order[:1], plan.person[:1] + 1_000)


def test_how_somebody_is_known_is_said_and_costs_the_same():
    people, orders, _, weights = instance(8, 60, 20)
    one = solved((people, orders, Pairs(), weights))
    order, person = int(one.order[0]), int(one.person[0])
    costs = set()
    for how in Known:
        pairs = Pairs(
            familiar_order=np.array([order]),
            familiar_person=np.array([person]),
            familiar_how=np.array([how]),
        )
        plan = solved((people, orders, pairs, weights))
        assert Reason(Why.FAMILIAR, how) in reasons_of(plan.standing, order, person)
        costs.add(plan.total)
    assert len(costs) == 1


def test_reasons_of_an_order_nobody_can_find_are_refused():
    people, orders, pairs, weights = instance(8, 60, 20)
    lost = replace(orders, x_m=np.full(20, np.nan))
    with pytest.raises(MatchingError):
        reasons_of(solved((people, lost, pairs, weights)).standing, 0, 0)


@pytest.mark.parametrize("after", [0, 1, 2, 5])
def test_whenever_the_time_is_up_there_is_a_proposal_and_a_bound(after: int):
    given = instance(11, 150, 600)
    rng = np.random.default_rng(1)
    orders = replace(given[1], least=rng.integers(0, 3, 600), lead=rng.choice([0, 1], 600))
    given = given[0], orders, given[2], given[3]
    asked = 0

    def stop() -> bool:
        nonlocal asked
        asked += 1
        return asked > after

    plan = solved(given, stop=stop)
    going = np.bincount(plan.order, minlength=600)
    assert 0 <= plan.bound <= plan.total
    assert not plan.proven
    assert ((going == 0) | (going >= orders.least)).all()
    edges = world.all_edges(*given)
    assert all(int(i) in edges[int(o)] for o, i in zip(plan.order, plan.person, strict=True))
    wanted = np.where(orders.headcount > 0, np.maximum(orders.headcount, orders.least), 0)
    assert (going + plan.empty == wanted).all()
    assert asked <= after + 8  # It stops soon after it was told to.
