"""Who goes where: the proposal for all open orders, its cost and what is proven about it.

Two rules bind the seats of an order to one another: so many go or nobody, and one of them leads.
The search leaves them out. When its answer breaks one, the order is decided both ways, all of it
or none of it, and the cheaper branch is followed first; the bound of the branches left open is
what is proven.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from redvest.engines.matching.alternatives import RunnersUp, runners_up
from redvest.engines.matching.inputs import (
    Checked,
    Ints,
    MatchingError,
    Orders,
    Pairs,
    orders_checked,
)
from redvest.engines.matching.standing import (
    STEPS_DEFAULT,
    Snapshot,
    Standing,
    Stop,
    Taken,
    never,
    stand,
)

BRANCHES = 60
"""Decisions tried at most for the rules that bind seats to one another."""
GUESSES = 8
"""Times an order that breaks such a rule is left out to get a better first proposal."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A proposal; nobody is sent by it.

    Attributes
    ----------
    order, person, cost : array
        The pairs, and what each costs in centimeters before the load it adds.
    empty : array
        Seats left empty, by order.
    total : int
        What the proposal costs.
    bound : int
        What no proposal can cost less than.
    standing : Standing
        Prices and people, for repairs and for the proof.
    """

    order: Ints
    person: Ints
    cost: Ints
    empty: Ints
    total: int
    bound: int
    standing: Standing

    @property
    def proven(self) -> bool:
        """Whether nothing can be cheaper."""
        return self.total == self.bound

    @property
    def gap(self) -> float:
        """How much cheaper anything could be at most, as a part of the total."""
        return (self.total - self.bound) / self.total if self.total else 0.0

    def runners_up(self) -> RunnersUp:
        """Return who would go instead of each person, in the order of the pairs."""
        return runners_up(self.standing, self.order, self.person)


def _without(checked: Checked, dropped: frozenset[int]) -> Checked:
    count = checked.headcount.copy()
    count[np.fromiter(dropped, np.int64, len(dropped))] = 0
    return checked._replace(headcount=count)


def broken(standing: Standing, taken: Taken) -> list[int]:
    """Return the orders of which some go although fewer than needed, or without a lead."""
    orders, rows = standing.orders, standing.rows
    row, who, _ = taken
    order = rows["order"][row]
    going = np.bincount(order, minlength=len(orders.x))
    has = standing.snap.crowd.people["has"][who]
    leads = has & orders.lead[order] == orders.lead[order]
    led = np.bincount(order[leads], minlength=len(orders.x))
    short = going < np.minimum(orders.least, orders.headcount)
    return np.flatnonzero((going > 0) & (short | (led == 0))).tolist()


class _Tree:
    """Decisions about orders, and the best proposal that keeps the rules."""

    def __init__(
        self, snap: Snapshot, checked: Checked, pairs: Pairs, steps: int, stop: Stop
    ) -> None:
        self.snap, self.checked, self.pairs, self.steps = snap, checked, pairs, steps
        self.stop = stop
        self.best: tuple[Standing, Taken] | None = None
        self.least, self.bound, self.nodes = 0, 0, 0
        self.open: list[tuple[int, int, frozenset[int], frozenset[int], list[int]]] = []

    def look(
        self, dropped: frozenset[int], forced: frozenset[int], *, guess: bool = False
    ) -> list[int]:
        """Solve one branch: keep it, without the orders that break a rule, and leave it open."""
        standing = stand(
            self.snap, _without(self.checked, dropped), self.pairs, self.steps, forced, self.stop
        )
        left = np.fromiter(dropped, np.int64, len(dropped))
        more = int((self.checked.headcount[left] * self.checked.empty[left]).sum())
        taken = standing.taken()
        cost = standing.cost(taken) + more
        low = cost if standing.finished else standing.bound() + more
        wrong = broken(standing, taken)
        self.nodes += 1
        if not guess and (wrong or low < cost):
            heapq.heappush(self.open, (low, self.nodes, dropped, forced, wrong))
        if wrong:
            standing.release(wrong)
            taken = standing.taken()
            cost = standing.cost(taken) + more
        if self.best is None or cost < self.least or (cost == self.least and not wrong):
            self.best, self.least = (standing, taken), cost
        return wrong

    def grow(self, branches: int) -> None:
        wrong = self.look(frozenset(), frozenset())
        dropped: frozenset[int] = frozenset()
        while wrong and self.nodes <= GUESSES and not self.stop():
            dropped |= frozenset(wrong)  # What broke the rules is left out, others take its people.
            wrong = self.look(dropped, frozenset(), guess=True)
        while self.open and self.open[0][0] < self.least:
            _, _, dropped, forced, wrong = self.open[0]
            if not wrong or self.nodes >= branches or self.stop():
                break
            heapq.heappop(self.open)
            self.look(dropped, forced | {wrong[0]})
            self.look(dropped | {wrong[0]}, forced)
        lows = [one[0] for one in self.open]
        self.bound = min([self.least, *lows])


def _plan(tree: _Tree, checked: Checked) -> Plan:
    assert tree.best is not None
    standing, (row, who, cost) = tree.best
    order = standing.rows["order"][row]
    going = np.bincount(order, minlength=len(checked.x))
    sorting = np.lexsort((who, order))
    return Plan(
        order[sorting],
        who[sorting],
        cost[sorting],
        checked.headcount - going,
        tree.least + _nowhere(checked),
        tree.bound + _nowhere(checked),
        standing,
    )


def _nowhere(checked: Checked) -> int:
    """What the seats of orders without a place cost: they stay empty."""
    return int((checked.headcount * checked.empty)[~checked.placed].sum())


def propose(
    snap: Snapshot,
    orders: Orders,
    pairs: Pairs | None = None,
    steps: int = STEPS_DEFAULT,
    branches: int = BRANCHES,
    stop: Stop = never,
) -> Plan:
    """Return the assignment of least total cost of all open orders, with its proof.

    Parameters
    ----------
    snap : Snapshot
        People, laid out for every skill the orders demand.
    orders : Orders
        Open orders.
    pairs : Pairs, optional
        Who never goes to an order, and who is rather sent.
    steps : int
        Looks after which a solve stops with the best it has and the bound it can prove.
    branches : int
        Decisions tried at most for orders that need so many people or a lead.
    stop : callable
        Asked every few milliseconds; once it says True, the best proposal so far is returned, with
        the bound proven so far. A caller with a clock makes a time limit of it.

    Raises
    ------
    MatchingError
        For input without a meaning.
    """
    if steps < 0 or branches < 1:
        raise MatchingError("steps", "at least one look is needed")
    checked = orders_checked(orders, snap.weights, snap.skills, snap.papers)
    tree = _Tree(snap, checked, pairs or Pairs(), steps, stop)
    tree.grow(branches)
    return _plan(tree, checked)
