"""Small made-up districts for the matching, and slow solvers that share no code with it."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from redvest.engines.matching.certificate import fitting
from redvest.engines.matching.inputs import Orders, Pairs, People, Weights, orders_checked, rates

Edges = list[dict[int, int]]


def some_people(rng: np.random.Generator, count: int, side: float = 3000.0) -> People:
    """People with two skills, three slots, one paper."""
    return People(
        x_m=np.round(rng.uniform(0, side, count), 2),
        y_m=np.round(rng.uniform(0, side, count), 2),
        levels=rng.integers(0, 4, (count, 2)).astype(np.int8),
        slots=rng.integers(0, 8, count),
        cap=rng.integers(0, 4, count),
        load=rng.integers(0, 5, count),
        recent=rng.integers(0, 3, count),
        tags=rng.integers(0, 8, count),
        until=rng.integers(-1, 3, (count, 1)).astype(np.int32),
        matchable=rng.random(count) < 0.9,
    )


def some_orders(rng: np.random.Generator, count: int, side: float = 3000.0) -> Orders:
    """Orders that ask for all sorts of things, none of which binds one seat to another."""
    return Orders(
        x_m=np.round(rng.uniform(0, side, count), 2),
        y_m=np.round(rng.uniform(0, side, count), 2),
        skill=rng.integers(-1, 2, count),
        slot=rng.integers(0, 3, count),
        headcount=rng.integers(0, 4, count),
        least=np.zeros(count, np.int64),
        needs=rng.choice([0, 0, 0, 1, 2], count),
        wants=rng.choice([0, 4], count),
        lead=np.zeros(count, np.int64),
        wants_skill=rng.integers(-1, 2, count),
        papers=rng.choice([0, 0, 1], count),
        day=rng.integers(0, 3, count),
        priority=rng.integers(0, 3, count),
        waited_h=np.round(rng.uniform(0, 300, count)),
        due_h=np.where(rng.random(count) < 0.5, np.round(rng.uniform(-20, 100, count)), np.nan),
        care=rng.integers(0, 3, count),
    )


def some_pairs(rng: np.random.Generator, orders: int, people: int) -> Pairs:
    """A few who never meet and a few who know one another."""
    count = rng.integers(0, 4, 2)
    return Pairs(
        blocked_order=rng.integers(0, orders, count[0]),
        blocked_person=rng.integers(0, people, count[0]),
        familiar_order=rng.integers(0, orders, count[1]),
        familiar_person=rng.integers(0, people, count[1]),
    )


def some_weights(rng: np.random.Generator) -> Weights:
    """Weights near and far from the usual, so that leaving a seat empty is sometimes best."""
    return Weights(
        reach_m=float(rng.choice([800, 3000, 9000])),
        load_m=float(rng.choice([0, 150, 700])),
        unserved_m=float(rng.choice([500, 2000, 20000])),
        priority_m=float(rng.choice([0, 1000])),
    )


def take(table: Any, which: Any) -> Any:
    """Some rows of people or orders, in the given order."""
    return replace(table, **{f.name: getattr(table, f.name)[which] for f in fields(table)})


def all_edges(people: People, orders: Orders, pairs: Pairs, weights: Weights) -> Edges:
    """For each order everybody who may go, with the cost."""
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    edges = []
    for o in range(len(orders)):
        who, cost = fitting(people, checked, weights, o, False)
        known = dict(zip(who.tolist(), cost.tolist(), strict=True))
        for i in set(pairs.familiar_person[pairs.familiar_order == o].tolist()) & set(known):
            known[i] = max(known[i] - rates(weights).familiar, 0)
        for i in pairs.blocked_person[pairs.blocked_order == o].tolist():
            known.pop(i, None)
        edges.append(known if checked.placed[o] else {})
    return edges


def tried_all(people: People, orders: Orders, pairs: Pairs, weights: Weights) -> int:
    """The least cost, by trying every set of people for every order."""
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    edges = all_edges(people, orders, pairs, weights)
    step = rates(weights).step
    used = [0] * len(people)
    busy: set[tuple[int, int]] = set()

    def going_on(o: int, after: int, left: int, gone: list[int]) -> int:
        if o == len(orders):
            return 0
        best = left * int(checked.empty[o])
        if gone and (len(gone) < int(checked.least[o]) or not led(o, gone)):
            best = 10**18
        else:
            following = int(checked.headcount[o + 1]) if o + 1 < len(orders) else 0
            best += going_on(o + 1, -1, following, [])
        slot = int(checked.slot[o])
        for i, cost in edges[o].items() if left else ():
            if i <= after or used[i] >= people.cap[i] or (i, slot) in busy:
                continue
            more = cost + step * used[i]
            used[i] += 1
            busy.add((i, slot))
            best = min(best, more + going_on(o, i, left - 1, [*gone, i]))
            busy.discard((i, slot))
            used[i] -= 1
        return best

    def led(o: int, gone: list[int]) -> bool:
        lead = int(orders.lead[o])
        return any(int(people.tags[i]) & lead == lead for i in gone)

    return going_on(0, -1, int(checked.headcount[0]) if len(orders) else 0, [])


def by_flow(people: People, orders: Orders, pairs: Pairs, weights: Weights) -> int:
    """The least cost, by OR-Tools: order, person in a slot, person, sink."""
    from ortools.graph.python import min_cost_flow

    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    edges = all_edges(people, orders, pairs, weights)
    flow = min_cost_flow.SimpleMinCostFlow()
    spots: dict[tuple[int, int], int] = {}
    sink, first = 0, 1 + len(orders)
    for o, known in enumerate(edges):
        seats = int(checked.headcount[o])
        flow.add_arc_with_capacity_and_unit_cost(1 + o, sink, seats, int(checked.empty[o]))
        flow.set_node_supply(1 + o, seats)
        for i, cost in known.items():
            spot = spots.setdefault((i, int(checked.slot[o])), len(spots))
            flow.add_arc_with_capacity_and_unit_cost(1 + o, first + len(people) + spot, 1, cost)
    for (i, _slot), spot in spots.items():
        flow.add_arc_with_capacity_and_unit_cost(first + len(people) + spot, first + i, 1, 0)
    for i in {i for i, _slot in spots}:
        for k in range(int(people.cap[i])):
            flow.add_arc_with_capacity_and_unit_cost(first + i, sink, 1, k * rates(weights).step)
    flow.set_node_supply(sink, -int(checked.headcount.sum()))
    assert flow.solve() == flow.OPTIMAL
    return int(flow.optimal_cost())


def greedily(people: People, orders: Orders, pairs: Pairs, weights: Weights) -> int:
    """What it costs to give every order in turn the cheapest who are left."""
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    step, total = rates(weights).step, 0
    used = np.zeros(len(people), np.int64)
    busy: set[tuple[int, int]] = set()
    for o, known in enumerate(all_edges(people, orders, pairs, weights)):
        slot, left = int(checked.slot[o]), int(checked.headcount[o])
        for cost, i in sorted((cost + step * int(used[i]), i) for i, cost in known.items()):
            free = used[i] < people.cap[i] and (i, slot) not in busy
            if left and free and cost < checked.empty[o]:
                total, left = total + cost, left - 1
                used[i] += 1
                busy.add((i, slot))
        total += left * int(checked.empty[o])
    return total
