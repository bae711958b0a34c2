"""One more order, one refusal, one withdrawal: the standing solution is repaired, not made anew.

Each repair ends optimal again, with prices that prove it. A refusal forbids one pair and changes
no cost of anybody. The rules that bind seats to one another are not repaired: ``plan.broken`` says
which orders to propose anew.
"""

from __future__ import annotations

import numpy as np

from redvest.engines.matching import net as nets
from redvest.engines.matching import solving
from redvest.engines.matching.inputs import Checked, MatchingError, Orders, orders_checked
from redvest.engines.matching.net import GROW, SPOTS
from redvest.engines.matching.seats import rows_of
from redvest.engines.matching.standing import STEPS_DEFAULT, Standing
from redvest.engines.matching.vacancy import vacate


def add(standing: Standing, orders: Orders) -> None:
    """Seat orders that have come in."""
    snap, before = standing.snap, standing.orders
    more = orders_checked(orders, snap.weights, snap.skills, snap.papers)
    rows = rows_of(more, np.arange(len(more.x)))
    rows["order"] += len(before.x)
    together = zip(before, more, strict=True)
    standing.orders = Checked(*(np.concatenate(pair) for pair in together))
    standing.net = nets.with_rows(standing.net, rows)
    standing.run(STEPS_DEFAULT)


def refuse(standing: Standing, order: int, person: int) -> None:
    """Never propose this pair again, and find somebody else if it was proposed."""
    for r in _rows(standing, order):
        standing.put("ban", r, person)
        held = _forget(standing, r, person)
        if held >= 0:
            _vacate(standing, held)
            _seat(standing, r)


def withdraw(standing: Standing, order: int) -> None:
    """Take an order out; whoever was to go may be of use elsewhere."""
    for r in _rows(standing, order):
        row = standing.rows[r]
        row["count"] -= row["empty"]
        row["empty"] = 0
        for spot in np.flatnonzero(_spots(standing)["row"] == r).tolist():
            while standing.net.spots["row"][spot] == r and standing.rows["count"][r] > 0:
                standing.rows["count"][r] -= 1
                _vacate(standing, spot)


def leave(standing: Standing, person: int) -> None:
    """Take a person out: he is asked no more, and his orders look for others."""
    net = standing.net
    if not 0 <= person < len(net.people):
        raise MatchingError("person", f"nobody has the number {person}")
    net = standing.net = net._replace(people=net.people.copy())
    net.people["cap"][person] = 0
    net.state["price"][person] = nets.GONE
    net.state["used"][person] = 0
    mine = np.flatnonzero(_spots(standing)["who"] == person)
    rows = net.spots["row"][mine]
    net.spots["row"][mine] = -1
    net.spots["price"][mine] = nets.GONE
    for r in rows[rows >= 0].tolist():
        _seat(standing, r)


def _spots(standing: Standing) -> nets.Table:
    return standing.net.spots[: int(standing.net.tally[SPOTS])]


def _rows(standing: Standing, order: int) -> list[int]:
    if not 0 <= order < len(standing.orders.x):
        raise MatchingError("order", f"no order has the number {order}")
    return np.flatnonzero(standing.rows["order"] == order).tolist()


def _forget(standing: Standing, r: int, person: int) -> int:
    """Take a person out of the edges of a row; return the spot that was held, or -1."""
    net, held = standing.net, -1
    block = int(standing.rows["block"][r])
    while block >= 0:
        for e in range(block * nets.BLOCK, (block + 1) * nets.BLOCK):
            spot = int(net.edges["spot"][e])
            if spot >= 0 and net.spots["who"][spot] == person:
                net.edges["spot"][e] = -1
                if net.spots["row"][spot] == r:
                    held = spot
        block = int(net.block_next[block])
    return held


def _vacate(standing: Standing, spot: int) -> None:
    standing.net.spots["row"][spot] = -1
    while vacate(standing.net, spot) == GROW:
        standing.net = nets.grown(standing.net)


def _seat(standing: Standing, r: int) -> None:
    while solving.seat_again(standing.net, r) == GROW:
        standing.net = nets.grown(standing.net)
