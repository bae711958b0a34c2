"""The standing solution of all open orders: solved once, repaired at every change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from redvest.engines.matching import grid as grids
from redvest.engines.matching import net as nets
from redvest.engines.matching import seats, solving
from redvest.engines.matching.certificate import Certificate
from redvest.engines.matching.codes import Known
from redvest.engines.matching.grid import Grid
from redvest.engines.matching.inputs import (
    Checked,
    Crowd,
    Ints,
    MatchingError,
    Pairs,
    People,
    Weights,
)
from redvest.engines.matching.net import DONE, GROW, ROWS, STEPS, Table
from redvest.engines.matching.packing import crowd

STEPS_DEFAULT = 4_000_000_000
"""Looks at a person or an edge after which a solve gives the best it has; some ten seconds."""
STEPS_AT_ONCE = 2_000_000
OPENED_AT_ONCE = 256
"""How far a solve goes before it asks whether to stop: some milliseconds."""

Stop = Callable[[], bool]
"""Asked now and then whether the time is up; the engine has no clock."""

Taken = tuple[Ints, Ints, Ints]
"""Rows, people and costs of the pairs of an assignment."""


def never() -> bool:
    """Go on to the end."""
    return False


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
        self._place("ban", pairs.blocked_order, pairs.blocked_person, 0 * pairs.blocked_order)
        how = pairs.familiar_how
        if not len(how):
            how = np.full(len(pairs.familiar_order), Known.CAME, np.int64)
        self._place("fond", pairs.familiar_order, pairs.familiar_person, how)

    @property
    def rows(self) -> Table:
        return self.net.rows

    def _place(self, name: str, order: Ints, person: Ints, how: Ints) -> None:
        """Put pairs into the lists of the rows of their orders, three rows at most."""
        if not len(order) == len(person) == len(how):
            raise MatchingError("pairs", "each pair has an order and a person")
        begin = np.searchsorted(self.rows["order"], order, "left")
        end = np.searchsorted(self.rows["order"], order, "right")
        for k in range(len(order)):
            for r in range(begin[k], end[k]):
                self.put(name, r, int(person[k]), int(how[k]))

    def put(self, name: str, r: int, person: int, how: int = 0) -> None:
        """Put a person at the head of one of the lists of a row."""
        if not 0 <= person < len(self.snap):
            raise MatchingError("pairs", f"nobody has the number {person}")
        at = int(self.net.tally[nets.PAIRS])
        if at == len(self.net.pairs):
            self.net = nets.grown(self.net)
        self.net.pairs[at] = person, self.rows[name][r], how
        self.rows[name][r] = at
        self.net.tally[nets.PAIRS] = at + 1

    def how(self, r: int, person: int) -> int:
        """How a person is familiar to a row: a ``codes.Known``, or 0 for not at all."""
        at, most = int(self.rows["fond"][r]), 0
        while at >= 0:
            if self.net.pairs["who"][at] == person:
                most = max(most, int(self.net.pairs["how"][at]))
            at = int(self.net.pairs["next"][at])
        return most

    def run(self, steps: int, stop: Stop = never) -> None:
        """Open the rows not yet open and seat every seat not yet seated."""
        if not self._opened(stop) or not self._seated(steps, stop):
            self.finished = False
            solving.seat_rest(self.net)

    def _opened(self, stop: Stop) -> bool:
        """List the first edges of every row; without time a row knows nothing, not even a price."""
        at, count = int(self.net.tally[ROWS]), len(self.rows)
        while at < count:
            if stop():
                solving.open_blindly(self.net)
                return False
            at = min(at + OPENED_AT_ONCE, count)
            while solving.open_rows(self.net, at) == GROW:
                self.net = nets.grown(self.net)
        return True

    def _seated(self, steps: int, stop: Stop) -> bool:
        """Seat every seat with proof; False when the steps ran out or the caller says stop."""
        last = int(self.net.tally[STEPS]) + steps
        while True:
            limit = min(last, int(self.net.tally[STEPS]) + STEPS_AT_ONCE)
            answer = solving.seat_all(self.net, limit)
            if answer == GROW:
                self.net = nets.grown(self.net)
            elif answer == DONE:
                return True
            elif limit == last or stop():
                return False

    def release(self, orders: list[int]) -> None:
        """Leave all seats of some orders empty; prices stay, and what they prove."""
        net = self.net
        rows = np.flatnonzero(np.isin(self.rows["order"], orders))
        spots = net.spots[: int(net.tally[nets.SPOTS])]
        mine = np.isin(spots["row"], rows)
        np.subtract.at(net.state["used"], spots["who"][mine], 1)
        spots["row"][mine] = -1
        self.rows["empty"][rows] = self.rows["count"][rows]

    def taken(self) -> Taken:
        """Return the rows, people and costs of the standing pairs."""
        net = self.net
        count = int(net.tally[nets.SPOTS])
        cost = np.zeros(count, np.int64)
        solving.costs(net, cost)
        spots = np.flatnonzero(net.spots["row"][:count] >= 0)
        row, who = (net.spots[name][spots].astype(np.int64) for name in ("row", "who"))
        return row, who, cost[spots]

    def cost(self, taken: Taken | None = None) -> int:
        """Return the cost of the standing assignment, in centimeters."""
        _, who, pairs = taken or self.taken()
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
    stop: Stop = never,
) -> Standing:
    """Solve all open orders, without the rules that bind seats to one another."""
    which = np.arange(len(checked.x))
    standing = Standing(snap, checked, pairs, seats.rows_of(checked, which, forced))
    standing.run(steps, stop)
    return standing
