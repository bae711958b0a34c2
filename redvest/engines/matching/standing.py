"""The standing solution of all open orders: solved once, repaired at every change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from redvest.engines.matching import grid as grids
from redvest.engines.matching import net as nets
from redvest.engines.matching import seats, solving
from redvest.engines.matching.certificate import Certificate
from redvest.engines.matching.grid import Grid
from redvest.engines.matching.inputs import (
    Checked,
    Crowd,
    Ints,
    MatchingError,
    Pairs,
    People,
    Weights,
    crowd,
)
from redvest.engines.matching.net import GROW, OUT_OF_STEPS, STEPS, Table

STEPS_DEFAULT = 4_000_000_000
"""Looks at a person or an edge after which a solve gives the best it has; some ten seconds."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """People checked and laid out once; many solves and questions use it."""

    crowd: Crowd
    grid: Grid
    weights: Weights
    load: Ints
    recent: Ints

    @property
    def skills(self) -> int:
        return int(self.crowd.levels.shape[1])

    @property
    def papers(self) -> int:
        return int(self.crowd.until.shape[1])

    def __len__(self) -> int:
        return len(self.crowd.people)


def snapshot(people: People, weights: Weights, skills: Iterable[int] | None = None) -> Snapshot:
    """Lay people out; ``skills`` are those orders will demand (-1: none), or all."""
    checked = crowd(people, weights)
    every = range(-1, checked.levels.shape[1])
    wanted = sorted({int(s) for s in (every if skills is None else skills)})
    if any(s not in every for s in wanted):
        raise MatchingError("skills", "a skill nobody is known by")
    grid = grids.build(checked, wanted)
    return Snapshot(checked, grid, weights, people.load, people.recent)


class Standing:
    """Rows, net and orders of one solve."""

    def __init__(self, snap: Snapshot, orders: Checked, pairs: Pairs, rows: Table) -> None:
        self.snap, self.orders, self.finished = snap, orders, True
        most = 3 * (len(pairs.blocked_order) + len(pairs.familiar_order))
        self.net = nets.make(snap.crowd, snap.grid, rows, most)
        self._place("ban", pairs.blocked_order, pairs.blocked_person)
        self._place("fond", pairs.familiar_order, pairs.familiar_person)

    @property
    def rows(self) -> Table:
        return self.net.rows

    def _place(self, name: str, order: Ints, person: Ints) -> None:
        """Put pairs into the lists of the rows of their orders, three rows at most."""
        if len(order) != len(person):
            raise MatchingError("pairs", "each pair has an order and a person")
        begin = np.searchsorted(self.rows["order"], order, "left")
        end = np.searchsorted(self.rows["order"], order, "right")
        for k in range(len(order)):
            for r in range(begin[k], end[k]):
                self.put(name, r, int(person[k]))

    def put(self, name: str, r: int, person: int) -> None:
        """Put a person at the head of one of the lists of a row."""
        if not 0 <= person < len(self.snap):
            raise MatchingError("pairs", f"nobody has the number {person}")
        at = int(self.net.tally[nets.PAIRS])
        if at == len(self.net.pairs):
            self.net = nets.grown(self.net)
        self.net.pairs[at] = person, self.rows[name][r]
        self.rows[name][r] = at
        self.net.tally[nets.PAIRS] = at + 1

    def listed(self, name: str, r: int, person: int) -> bool:
        """Whether a person stands in one of the lists of a row."""
        at = int(self.rows[name][r])
        while at >= 0:
            if self.net.pairs["who"][at] == person:
                return True
            at = int(self.net.pairs["next"][at])
        return False

    def run(self, steps: int) -> None:
        """Open the rows not yet open and seat every seat not yet seated."""
        while solving.open_rows(self.net, len(self.rows)) == GROW:
            self.net = nets.grown(self.net)
        limit = int(self.net.tally[STEPS]) + steps
        while (answer := solving.seat_all(self.net, limit)) == GROW:
            self.net = nets.grown(self.net)
        if answer == OUT_OF_STEPS:
            self.finished = False
            solving.seat_rest(self.net)

    def taken(self) -> tuple[Ints, Ints, Ints]:
        """Return the rows, people and costs of the standing pairs."""
        net = self.net
        count = int(net.tally[nets.SPOTS])
        cost = np.zeros(count, np.int64)
        solving.costs(net, cost)
        spots = np.flatnonzero(net.spots["row"][:count] >= 0)
        return net.spots["row"][spots], net.spots["who"][spots], cost[spots]

    def cost(self) -> int:
        """Return the cost of the standing assignment, in centimeters."""
        _, who, pairs = self.taken()
        used = np.bincount(who)
        more = int((used * (used - 1) // 2).sum()) * self.snap.crowd.rates.step
        return int(pairs.sum()) + more + int((self.rows["empty"] * self.rows["cost"]).sum())

    def bound(self) -> int:
        """Return what no assignment can cost less than: the value of the prices."""
        proof, step = self.certificate(), self.snap.crowd.rates.step
        lam, cap = proof.person_price, self.snap.crowd.people["cap"][proof.person]
        units = cap if step == 0 else np.minimum(cap, -(-lam // max(step, 1)))
        rent = int((units * lam - step * (units * (units - 1) // 2)).sum())
        seats_worth = int((proof.row_price * proof.row_count).sum())
        return seats_worth - rent - int(proof.spot_price.sum())

    def certificate(self) -> Certificate:
        """Return the prices that prove the bound."""
        net, rows = self.net, self.rows[self.rows["count"] > 0]
        spots = net.spots[: int(net.tally[nets.SPOTS])]
        extra = np.maximum(spots["price"] - net.state["price"][spots["who"]], 0)
        dear, who = extra > 0, np.unique(spots["who"])
        who = who[(net.state["price"][who] > 0) & (net.people["cap"][who] > 0)]
        lead = self.orders.lead[rows["order"]] & ~rows["needs"] == 0
        return Certificate(
            rows["order"].copy(),
            rows["count"].copy(),
            lead & (self.orders.lead[rows["order"]] != 0),
            rows["u"].copy(),
            who,
            net.state["price"][who],
            spots["who"][dear],
            spots["slot"][dear],
            extra[dear],
        )


def stand(
    snap: Snapshot,
    checked: Checked,
    pairs: Pairs,
    steps: int = STEPS_DEFAULT,
    forced: frozenset[int] = frozenset(),
) -> Standing:
    """Solve all open orders, without the rules that bind seats to one another."""
    which = np.arange(len(checked.x))
    standing = Standing(snap, checked, pairs, seats.rows_of(checked, which, forced))
    standing.run(steps)
    return standing
