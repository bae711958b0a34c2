"""Why somebody was chosen, and why a seat stays empty: from the tables to codes and numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from redvest.engines.matching.codes import Empty, Reason, Shortage, Why
from redvest.engines.matching.inputs import (
    CM,
    SKILLS_MAX,
    Checked,
    Ints,
    MatchingError,
    Orders,
    Pairs,
    People,
    Weights,
    orders_checked,
)
from redvest.engines.matching.standing import Standing

__all__ = [
    "Empty",
    "Reason",
    "Shortage",
    "Why",
    "reasons_for",
    "reasons_of",
    "shortages",
    "why_empty",
]


def reasons_for(standing: Standing, r: int, i: int) -> tuple[Reason, ...]:
    """Return what speaks for a person at a row, in the order in which it is said."""
    snap, row = standing.snap, standing.rows[r]
    person = snap.crowd.people[i]
    dx, dy = int(person["x"] - row["x"]), int(person["y"] - row["y"])
    walk = int((dx * dx + dy * dy) ** 0.5 * snap.crowd.rates.detour / CM)
    found = [Reason(Why.WALK, walk)]
    if row["skill"] >= 0:
        found.append(Reason(Why.SKILL, int(snap.crowd.levels[i, row["skill"]])))
    if how := standing.how(r, i):
        found.append(Reason(Why.FAMILIAR, how))
    found.append(Reason(Why.LOAD, int(snap.load[i])))
    found.append(Reason(Why.RECENT, int(snap.recent[i])))
    lacking = int(row["wants"]) & ~int(person["has"])
    if lacking:
        found.append(Reason(Why.LACKS, lacking.bit_count()))
    return tuple(found)


def reasons_of(standing: Standing, order: int, person: int) -> tuple[Reason, ...]:
    """Return what speaks for a person at an order, in the order in which it is said.

    Raises
    ------
    MatchingError
        For an order without a seat or a place.
    """
    r = int(np.searchsorted(standing.rows["order"], order))
    if r == len(standing.rows) or standing.rows["order"][r] != order:
        raise MatchingError("order", "it has no place, or nobody is wanted")
    return reasons_for(standing, r, person)


def why_empty(people: People, orders: Orders, o: int, pairs: Pairs, weights: Weights) -> Empty:
    """Return why seats of an order stay empty: the first rule that leaves nobody."""
    return shortages(people, orders, [o], pairs, weights)[0].code


def shortages(
    people: People, orders: Orders, which: Sequence[int], pairs: Pairs, weights: Weights
) -> list[Shortage]:
    """Return why seats of some orders stay empty, one answer each.

    It goes over everybody once per order, and is asked for those that are not full.
    """
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    return [_shortage(people, checked, int(o), pairs, weights) for o in which]


def _near(people: People, checked: Checked, o: int, weights: Weights) -> Ints:
    """Everybody within reach who has what an order demands."""
    x, y = checked.x[o] / CM, checked.y[o] / CM
    side = weights.reach_m / weights.detour + 1
    who = np.flatnonzero((np.abs(people.x_m - x) <= side) & people.matchable)
    away = np.hypot(people.x_m[who] - x, people.y_m[who] - y)
    who = who[away * weights.detour <= weights.reach_m]
    tags, skill = int(checked.needs[o]) >> SKILLS_MAX, int(checked.skill[o])
    who = who[people.tags[who] & tags == tags]
    return who[people.levels[who, skill] > 0] if skill >= 0 else who


def _shortage(people: People, checked: Checked, o: int, pairs: Pairs, weights: Weights) -> Shortage:
    head, least = int(checked.headcount[o]), int(checked.least[o])

    def because(code: Empty, found: int = 0, wanted: int = head) -> Shortage:
        return Shortage(o, code, wanted, found, weights.reach_m, int(checked.skill[o]))

    if not checked.placed[o]:
        return because(Empty.NO_PLACE)
    who = _near(people, checked, o, weights)
    if not len(who):
        return because(Empty.NOBODY_NEAR)
    who = who[(people.cap[who] > 0) & ((people.slots[who] >> checked.slot[o]) & 1 == 1)]
    if not len(who):
        return because(Empty.NOBODY_FREE)
    for paper in range(people.until.shape[1]):
        if checked.papers[o] >> paper & 1:
            who = who[people.until[who, paper] >= checked.day[o]]
    who = who[~np.isin(who, pairs.blocked_person[pairs.blocked_order == o])]
    found, lead = len(who), int(checked.lead[o]) >> SKILLS_MAX
    if not found:
        return because(Empty.RULED_OUT)
    if not (people.tags[who] & lead == lead).any():
        return because(Empty.NO_LEAD, found, 1)
    if found < least:
        return because(Empty.TOO_FEW, found, least)
    if found < head:
        return because(Empty.NOT_ENOUGH, found)
    return because(Empty.NEEDED_ELSEWHERE, found)
