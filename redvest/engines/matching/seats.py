"""Orders become rows of equal seats, and the two rules that bind seats to one another."""

from __future__ import annotations

import numpy as np

from redvest.engines.matching.inputs import Checked, Ints
from redvest.engines.matching.net import Table, rows_table

MUST = 10**12
"""What an empty seat costs that may not stay empty: ten million kilometers."""


def rows_of(orders: Checked, which: Ints, forced: frozenset[int] = frozenset()) -> Table:
    """Return the rows of some orders: the lead's seat, those of the least number, the rest.

    Most orders are one row. A seat is told from another only when a rule tells it: one of them
    must lead, or so many go or nobody. The rows of an order stand next to one another.
    """
    head, least = orders.headcount[which], np.minimum(orders.least, orders.headcount)[which]
    lead = (orders.lead[which] != 0) & (head > 0)
    # A lead's seat counts among the least. Two are told apart from a third only when forced.
    core = np.where(least > 1, least, 0) - (lead & (least > 1))
    seats = np.stack([lead.astype(np.int64), core, head - lead - core], axis=1)
    seats[~orders.placed[which]] = 0
    at, part = np.nonzero(seats)
    order = which[at]
    must = np.isin(order, np.fromiter(forced, np.int64, len(forced))) & (part < 2)
    skill = orders.skill[order]
    needs = orders.needs[order] | np.where(part == 0, orders.lead[order], 0)
    needs = needs | np.where(skill >= 0, np.int64(1) << np.maximum(skill, 0), 0)
    rows = rows_table(len(at))
    for name in ("x", "y", "slot", "wants", "papers", "day"):
        rows[name] = getattr(orders, name)[order]
    rows["skill"], rows["needs"], rows["order"] = skill, needs, order
    rows["count"] = seats[at, part]
    rows["cost"] = np.where(must, MUST, orders.empty[order])
    return rows
