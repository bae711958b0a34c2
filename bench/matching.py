"""All open orders of a district at once, against the solvers one would otherwise take.

Ours goes from arrays to the proven optimum over everybody. The others are handed the edges our
search has found (they contain the optimum, the proof says so) and are timed for building their
model and solving it. One person takes one order here, so that the assignment solvers can take part.

"The same candidate edges" can be read in three ways, and each is printed: the few edges our search
has listed; the best fifty of each order, found for nothing, as whoever has no such search hands
over; and every pair that is allowed, which is what our answer is proven over (tight instance; of
the roomy one, where there are millions, the best two hundred of each order).

    python -m bench.matching [people] [orders]
"""

import sys
import time
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from bench.matching_instances import orders as some_orders
from bench.matching_instances import people as some_people
from bench.stage import machine
from redvest.engines.matching import net as nets
from redvest.engines.matching import repair, solving
from redvest.engines.matching.asking import Asking
from redvest.engines.matching.certificate import faults, fitting, value
from redvest.engines.matching.inputs import CM, Orders, Pairs, People, Weights, orders_checked
from redvest.engines.matching.net import GROW
from redvest.engines.matching.plan import Plan, propose
from redvest.engines.matching.seats import rows_of
from redvest.engines.matching.standing import Snapshot, Standing, snapshot

WEIGHTS, SEED, TIMES = Weights(), 20, 5
FAR = replace(WEIGHTS, reach_m=1_000_000.0)
Edges = tuple[np.ndarray, np.ndarray, np.ndarray]


def timed(act: Callable[[], Any], times: int = TIMES) -> tuple[float, Any]:
    """Least of the processor's seconds: the machine is shared, and waiting is not work."""
    took, answer = [], None
    for _ in range(times):
        started = time.process_time()
        answer = act()
        took.append(time.process_time() - started)
    return min(took), answer


def ours(people: People, orders: Orders) -> Plan:
    return propose(snapshot(people, WEIGHTS, np.unique(orders.skill)), orders)


def edges_of(plan: Plan) -> Edges:
    """Row, person and cost of every edge the search has listed."""
    net = plan.standing.net
    rows, who, costs = [], [], []
    for r, row in enumerate(net.rows):
        block = int(row["block"])
        while block >= 0:
            part = net.edges[block * 12 : block * 12 + 12]
            part = part[part["spot"] >= 0]
            rows.append(np.full(len(part), r))
            who.append(net.spots["who"][part["spot"]])
            costs.append(part["cost"])
            block = int(net.block_next[block])
    return np.concatenate(rows), np.concatenate(who), np.concatenate(costs)


def best_edges(plan: Plan, orders: Orders, most: int = 12) -> Edges:
    """The cheapest few of every row, as one hands them to a solver that must be told."""
    asking, rows = Asking(plan.standing.snap, orders, Pairs()), plan.standing.rows["order"]
    found = [asking.best(int(o), most) for o in rows]
    count = [len(some) for some in found]
    every = [one for some in found for one in some]
    cost = np.rint([one.cost_m * 100 for one in every]).astype(np.int64)
    return np.repeat(np.arange(len(rows)), count), np.array([one.person for one in every]), cost


def many_edges(plan: Plan, people: People, most: int = 50) -> Edges:
    """The cheapest fifty (or so) of every row, found by plain arrays: what one hands to a solver
    that does not know how many it needs."""
    standing, checked = plan.standing, plan.standing.orders
    x, y = (np.rint(one * CM).astype(np.int64) for one in (people.x_m, people.y_m))

    def walks(who: np.ndarray, o: int) -> np.ndarray:
        away = (x[who] - checked.x[o]) ** 2 + (y[who] - checked.y[o]) ** 2
        return np.floor(np.sqrt(away.astype(float)) * WEIGHTS.detour)

    known: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]] = {}
    rows, everybody, costs = [], [], []
    for r, o in enumerate(standing.rows["order"].tolist()):
        kind = int(checked.skill[o]), int(checked.slot[o])
        if kind not in known:  # Who may, and what each costs before walking.
            who, cost = fitting(people, checked, FAR, o, False)
            known[kind] = who, cost - walks(who, o)
        who, cost = known[kind]
        walk = walks(who, o)
        all_of = np.where(walk <= WEIGHTS.reach_m * CM, cost + walk, np.inf)
        few = np.argpartition(all_of, most)[:most] if len(who) > most else np.arange(len(who))
        few = few[np.isfinite(all_of[few])]
        rows.append(np.full(len(few), r))
        everybody.append(who[few])
        costs.append(all_of[few].astype(np.int64))
    return np.concatenate(rows), np.concatenate(everybody), np.concatenate(costs)


def by_ortools(plan: Plan, edges: Edges) -> int:
    from ortools.graph.python import min_cost_flow

    rows = plan.standing.rows
    row, who, cost = edges
    person, at = np.unique(who, return_inverse=True)
    count, most = len(rows), len(rows) + len(person)
    flow = min_cost_flow.SimpleMinCostFlow()
    ones = np.ones(len(row), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(row, count + at, ones, cost)
    every, sink = np.arange(count), np.full(count, most)
    flow.add_arcs_with_capacity_and_unit_cost(every, sink, rows["count"], rows["cost"])
    ends = np.arange(count, most)
    flow.add_arcs_with_capacity_and_unit_cost(
        ends, np.full(len(person), most), np.ones(len(person), np.int64), 0 * ends
    )
    flow.set_nodes_supplies(every, rows["count"])
    flow.set_node_supply(most, -int(rows["count"].sum()))
    assert flow.solve() == flow.OPTIMAL
    return int(flow.optimal_cost())


def by_scipy(plan: Plan, edges: Edges) -> int:
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    rows = plan.standing.rows
    row, who, cost = edges
    person, at = np.unique(who, return_inverse=True)
    first = np.concatenate([[0], np.cumsum(rows["count"])])
    by_row = np.argsort(row, kind="stable")
    begin = np.searchsorted(row[by_row], np.arange(len(rows) + 1))
    seat = np.arange(first[-1])
    of = np.repeat(np.arange(len(rows)), rows["count"])
    lines = np.concatenate([np.full(begin[r + 1] - begin[r], s) for s, r in enumerate(of)])
    taken = np.concatenate([by_row[begin[r] : begin[r + 1]] for r in of])
    # The sparse form takes no zero, and a seat of its own stands for leaving it empty.
    graph = csr_array(
        (
            np.concatenate([cost[taken] + 1, rows["cost"][of] + 1]).astype(float),
            (
                np.concatenate([lines, seat]),
                np.concatenate([at[taken], len(person) + seat]),
            ),
        )
    )
    left, right = min_weight_full_bipartite_matching(graph)
    return int(graph[left, right].sum()) - len(left)


def by_highs(plan: Plan, edges: Edges) -> int:
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    rows = plan.standing.rows
    row, who, cost = edges
    person, at = np.unique(who, return_inverse=True)
    n, every = len(row), np.arange(len(rows))
    equal = coo_array(
        (np.ones(n + len(rows)), (np.concatenate([row, every]), np.arange(n + len(rows))))
    )
    upper = coo_array((np.ones(n), (at, np.arange(n))), shape=(len(person), n + len(rows)))
    found = linprog(
        np.concatenate([cost, rows["cost"]]),
        A_ub=upper.tocsr(),
        b_ub=np.ones(len(person)),
        A_eq=equal.tocsr(),
        b_eq=rows["count"],
        bounds=(0, None),
        method="highs-ds",
    )
    return round(found.fun)


def by_networkx(plan: Plan, edges: Edges) -> int:
    import networkx

    graph: Any = networkx.DiGraph()
    for r, row in enumerate(plan.standing.rows):
        graph.add_node(("row", r), demand=-int(row["count"]))
        graph.add_edge(("row", r), "sink", weight=int(row["cost"]))
    for r, i, cost in zip(*(part.tolist() for part in edges), strict=True):
        graph.add_edge(("row", r), i, weight=cost, capacity=1)
        graph.add_edge(i, "sink", capacity=1)
    graph.nodes["sink"]["demand"] = int(plan.standing.rows["count"].sum())
    return int(networkx.min_cost_flow_cost(graph))


def greedily(plan: Plan, edges: Edges) -> int:
    """Every order in turn takes the cheapest of its candidates who are left."""
    rows = plan.standing.rows
    taken: set[int] = set()
    left = rows["count"].tolist()
    total = 0
    row, who, cost = edges
    for e in np.lexsort((cost, row)).tolist():
        r, i = int(row[e]), int(who[e])
        if left[r] and i not in taken:
            taken.add(i)
            left[r] -= 1
            total += int(cost[e])
    return total + int((np.array(left) * rows["cost"]).sum())


def halves(snap: Snapshot, orders: Orders) -> tuple[float, float]:
    """Seconds to find the first candidates of every order, and to assign with proof from there."""
    checked = orders_checked(orders, WEIGHTS, snap.skills, snap.papers)
    found, seated = [], []
    for _ in range(TIMES):
        rows = rows_of(checked, np.arange(len(checked.x)))
        standing = Standing(snap, checked, Pairs(), rows)
        started = time.process_time()
        while solving.open_rows(standing.net, len(rows)) == GROW:
            standing.net = nets.grown(standing.net)
        between = time.process_time()
        standing.run(10**12)
        found.append(between - started)
        seated.append(time.process_time() - between)
    return min(found), min(seated)


def repairs(people: People, orders: Orders) -> None:
    """One more order, again and again, into the standing solution; then refusals."""
    standing = ours(people, orders).standing
    more = some_orders(500, SEED + 7)
    names = [f.name for f in fields(Orders)]
    ones = [Orders(**{n: getattr(more, n)[k : k + 1] for n in names}) for k in range(500)]
    repair.add(standing, ones[0])
    arrived, refused = [], []
    for one in ones[1:]:
        started = time.process_time()
        repair.add(standing, one)
        arrived.append(time.process_time() - started)
    row, who, _ = standing.taken()
    order = standing.rows["order"][row]
    repair.refuse(standing, int(order[0]), int(who[0]))
    for k in range(1, 500):
        started = time.process_time()
        repair.refuse(standing, int(order[k]), int(who[k]))
        refused.append(time.process_time() - started)
    assert standing.cost() == standing.bound()
    for name, took in (("one more order", arrived), ("one refusal", refused)):
        half, most = np.quantile(took, (0.5, 0.99)) * 1e3
        print(f"{name}, still proven: median {half:.3f} ms, 99 % below {most:.3f} ms (aim 5 ms)")


def compare(name: str, people: People, orders: Orders, networkx_too: bool) -> float:
    """Print one instance; return how many times quicker than OR-Tools we are."""
    plan = ours(people, orders)
    assert plan.proven
    edges = edges_of(plan)
    laid, snap = timed(lambda: snapshot(people, WEIGHTS, np.unique(orders.skill)))
    flow = base = alone = found = seated = np.inf
    for _ in range(TIMES):  # In turn, so that what else the machine does falls on both.
        flow = min(flow, timed(lambda: by_ortools(plan, edges), 1)[0])
        base = min(base, timed(lambda: ours(people, orders), 1)[0])
        alone = min(alone, timed(lambda: propose(snap, orders), 1)[0])
        found, seated = np.minimum((found, seated), halves(snap, orders))
    seats, empty = int(orders.headcount.sum()), int(plan.empty.sum())
    print(f"\n{name}: {len(people):,} people, {int(people.matchable.sum()):,} on call,", end=" ")
    print(f"{len(orders):,} orders, {seats:,} seats, {empty:,} empty, {len(edges[0]):,} edges")
    print(f"  ours, arrays to proof    {base * 1e3:9.1f} ms   cost gap 0, proven")
    print(f"    laying people out      {laid * 1e3:9.1f} ms")
    print(f"    proposing, with proof  {alone * 1e3:9.1f} ms")
    print(f"      first candidates     {found * 1e3:9.1f} ms")
    print(f"      assigning            {seated * 1e3:9.1f} ms")
    more = best_edges(plan, orders)
    solvers = [("OR-Tools min cost flow", by_ortools, 3, edges), ("scipy", by_scipy, 3, edges)]
    solvers += [("HiGHS dual simplex", by_highs, 1, edges), ("greedy", greedily, 3, edges)]
    solvers += [("OR-Tools, best 12 each", by_ortools, 3, more)]
    solvers += [("OR-Tools, best 50 each", by_ortools, 3, many_edges(plan, people))]
    few = int(people.matchable.sum()) < 50_000
    every = many_edges(plan, people, len(people) if few else 200)
    label = "all" if few else "best 200 each,"
    solvers += [(f"OR-Tools, {label} {len(every[0]):,}", by_ortools, 1, every)]
    solvers += [("networkx", by_networkx, 1, edges)] if networkx_too else []
    for label, act, times, given in solvers:
        took, cost = timed(lambda act=act, given=given: act(plan, given), times)
        if act is by_ortools and given is edges:
            took = flow = min(took, flow)
        if act is not greedily and given is edges:
            assert cost == plan.total, (label, cost, plan.total)
        gap = 100 * (cost - plan.total) / plan.total
        print(f"  {label:24s} {took * 1e3:9.1f} ms   cost gap {gap:.2f} %,", end=" ")
        print(f"{took / seated:.1f} x our assigning, {took / alone:.1f} x our proposing,", end=" ")
        print(f"{took / base:.1f} x all of ours")
    return flow / seated


def questions(people: People, orders: Orders) -> None:
    """The best ten for one order."""
    asking = Asking(snapshot(people, WEIGHTS, np.unique(orders.skill)), orders, Pairs())
    asking.best(0, 10)
    took = []
    for o in range(min(len(orders), 2_000)):
        started = time.process_time()
        asking.best(o, 10)
        took.append(time.process_time() - started)
    half, most = np.quantile(took, (0.5, 0.99)) * 1e3
    print(f"\nbest ten for one order: median {half:.3f} ms, 99 % below {most:.3f} ms (aim 2 ms)")


def grow(people_count: int, orders_count: int) -> tuple[float, float]:
    """Print one size; return the seconds to lay people out and to propose."""
    people, orders = some_people(people_count, SEED, cap=1), some_orders(orders_count, SEED)
    times = 1 if people_count > 250_000 or orders_count > 5_000 else 3
    laid, snap = timed(lambda: snapshot(people, WEIGHTS, range(12)), times)
    took, plan = timed(lambda: propose(snap, orders), times)
    assert plan.proven
    print(
        f"{people_count:9,} {orders_count:9,} {laid * 1e3:10.1f} ms {took * 1e3:12.1f} ms", end=""
    )
    print(f" {int(plan.empty.sum()):9,}", flush=True)
    return laid, took


def growth() -> None:
    """Ten times as many people, ten times as many orders, and the exponents."""
    print("\n   people    orders    laying out       proposing     empty")
    by_people = [grow(count, 5_000) for count in (25_000, 250_000, 2_500_000)]
    by_orders = [grow(250_000, 500)[1], by_people[1][1], grow(250_000, 50_000)[1]]
    tens = np.arange(3)
    laid = np.polyfit(tens, np.log10([one[0] for one in by_people]), 1)[0]
    more = np.polyfit(tens, np.log10([one[1] for one in by_people]), 1)[0]
    took = np.polyfit(tens, np.log10(by_orders), 1)[0]
    print(f"laying out grows with the people to the power of {laid:.2f}, proposing to {more:.2f};")
    print(f"proposing grows with the orders to the power of {took:.2f}")


def main() -> int:
    people_count = int(sys.argv[1]) if len(sys.argv) > 1 else 250_000
    orders_count = int(sys.argv[2]) if len(sys.argv) > 2 else 5_000
    print(
        machine(),
        "processor time, least of some runs; people in 200 communities, 12 skills, 21 slots",
    )
    ours(some_people(2_000, SEED, cap=1), some_orders(50, SEED))  # Compiles, or loads.
    orders = some_orders(orders_count, SEED)
    times = []
    for name, on_call in (("roomy", 1.0), ("tight", 0.12)):
        people = some_people(people_count, SEED, on_call, cap=1)
        times.append(compare(name, people, orders, False))
        if on_call == 1.0:
            questions(people, orders)
        repairs(people, orders)
    small, few = some_people(5_000, SEED, cap=1), some_orders(200, SEED)
    compare("small", small, few, True)
    plan = ours(small, few)
    proof = plan.standing.certificate()
    assert faults(proof, small, few, Pairs(), WEIGHTS) == []
    assert value(proof, small, WEIGHTS) == plan.total
    growth()
    print(f"\nslowest ratio to OR-Tools on our own few edges: {min(times):.1f} (aim 10)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
