"""The runner-up of every proposed pair: who would go instead, if everybody else stayed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from redvest.engines.matching.inputs import Ints, MatchingError
from redvest.engines.matching.nearest import best_of_each
from redvest.engines.matching.net import FOUND_TYPE, GONE, SPOTS, Net
from redvest.engines.matching.standing import Standing


class RunnersUp(NamedTuple):
    """One for each pair that was asked about.

    Attributes
    ----------
    person : array
        The next best for that seat, or -1 when nobody else may go and is left.
    cost : array
        What that pair costs in centimeters, before the load it adds.
    more : array
        Centimeters that the whole proposal would cost more with that person instead; never below
        zero when the proposal is proven.
    """

    person: Ints
    cost: Ints
    more: Ints


def runners_up(standing: Standing, order: Ints, person: Ints) -> RunnersUp:
    """Return who would go instead of each of some standing pairs, everything else being fixed.

    A runner-up keeps every hard rule, is free in that slot and has room below the cap. Seats of
    one order may have the same one.

    Raises
    ------
    MatchingError
        When a pair is none of the standing ones.
    """
    row, cost = _found(standing, order, person)
    used, step = standing.net.state["used"].astype(np.int64), standing.snap.crowd.rates.step
    out = np.zeros(len(row), FOUND_TYPE)
    best_of_each(_fixed(standing), row, out)
    who = out["who"]
    instead = out["cost"] + used[np.maximum(who, 0)] * step
    now = cost + (used[person] - 1) * step
    none = who < 0
    return RunnersUp(who, np.where(none, 0, out["cost"]), np.where(none, 0, instead - now))


def _found(standing: Standing, order: Ints, person: Ints) -> tuple[Ints, Ints]:
    """Rows and costs of some standing pairs."""
    row, who, cost = standing.taken()
    people = len(standing.snap) + 1
    key = standing.rows["order"][row] * people + who
    sorting = np.argsort(key)
    wanted = np.asarray(order, np.int64) * people + person
    at = np.searchsorted(key[sorting], wanted)
    if len(wanted) and (at.max() >= len(key) or (key[sorting][at] != wanted).any()):
        raise MatchingError("pairs", "only of proposed pairs there is a runner-up")
    return row[sorting][at], cost[sorting][at]


def _fixed(standing: Standing) -> Net:
    """A net whose prices say who is left and what one more service costs each of them."""
    net = standing.net
    state, spots = net.state.copy(), net.spots[: int(net.tally[SPOTS])].copy()
    used, step = state["used"].astype(np.int64), standing.snap.crowd.rates.step
    state["price"] = np.where(used < net.people["cap"], used * step, GONE)
    spots["price"] = np.where(spots["row"] >= 0, GONE, state["price"][spots["who"]])
    return net._replace(
        tally=net.tally.copy(), state=state, spots=spots, found=np.zeros_like(net.found)
    )
