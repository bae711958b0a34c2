"""One order: the best few who may go, at once, each with reasons a clerk can read aloud."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.engines.matching import net as nets
from redvest.engines.matching.inputs import (
    CM,
    Checked,
    MatchingError,
    Orders,
    Pairs,
    orders_checked,
)
from redvest.engines.matching.nearest import best
from redvest.engines.matching.reasons import Reason, reasons_for
from redvest.engines.matching.seats import rows_of
from redvest.engines.matching.standing import Snapshot, Standing


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may go, what that costs in meters of walking, and why it is so."""

    person: int
    cost_m: float
    reasons: tuple[Reason, ...]


def check(snap: Snapshot, orders: Orders) -> Checked:
    """Check orders once, where several snapshots of one kind are asked."""
    return orders_checked(orders, snap.weights, snap.skills, snap.papers)


class Asking:
    """Questions about single orders, without a solution: nobody is taken by another order."""

    def __init__(self, snap: Snapshot, orders: Orders | Checked, pairs: Pairs) -> None:
        checked = orders if isinstance(orders, Checked) else check(snap, orders)
        rows = rows_of(checked._replace(lead=0 * checked.lead), np.arange(len(checked.x)))
        self.snap, self.standing = snap, Standing(snap, checked, pairs, rows)

    def best(self, order: int, most: int) -> list[Candidate]:
        """Return the ``most`` candidates who cost least, the best first.

        Raises
        ------
        MatchingError
            For more than twelve, or none.
        """
        if not 1 <= most <= nets.BLOCK:
            raise MatchingError("most", f"from 1 to {nets.BLOCK}")
        net = self.standing.net
        r = int(np.searchsorted(net.rows["order"], order))
        if r == len(net.rows) or net.rows["order"][r] != order:
            return []  # Without a place or a seat there is nobody to look for.
        found = best(net, r, most)
        return [
            Candidate(
                int(net.found["who"][k]),
                int(net.found["cost"][k]) / CM,
                reasons_for(self.standing, r, int(net.found["who"][k])),
            )
            for k in range(found)
        ]
