"""Why somebody was chosen, and why a seat stays empty: codes and numbers, the words elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from redvest.engines.matching.inputs import (
    CM,
    SKILLS_MAX,
    Orders,
    Pairs,
    People,
    Weights,
    orders_checked,
)
from redvest.engines.matching.standing import Standing


class Why(StrEnum):
    """What speaks for somebody, or against; the value says how much."""

    WALK = "walk"
    """Meters walked."""
    SKILL = "skill"
    """Level of the skill demanded: 1 helps, 2 can, 3 masters."""
    FAMILIAR = "familiar"
    """Was asked for, or came before."""
    LOAD = "load"
    """Services this month."""
    RECENT = "recent"
    """Services in the last seven days."""
    LACKS = "lacks"
    """Number of wished abilities that are missing."""


class Empty(StrEnum):
    """Why a seat stays empty."""

    NO_PLACE = "no_place"
    NOBODY_NEAR = "nobody_near"
    """Within reach nobody has what is demanded."""
    NOBODY_FREE = "nobody_free"
    """Those who have it are not free then, or have done enough."""
    RULED_OUT = "ruled_out"
    """Those who are free miss a paper, or are never sent there."""
    NEEDED_ELSEWHERE = "needed_elsewhere"
    """Those who may go serve another order."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``value`` in the unit of its code."""

    code: Why
    value: int


def reasons_for(standing: Standing, r: int, i: int) -> tuple[Reason, ...]:
    """Return what speaks for a person at a row, in the order in which it is said."""
    snap, row = standing.snap, standing.rows[r]
    person = snap.crowd.people[i]
    dx, dy = int(person["x"] - row["x"]), int(person["y"] - row["y"])
    walk = int((dx * dx + dy * dy) ** 0.5 * snap.crowd.rates.detour / CM)
    found = [Reason(Why.WALK, walk)]
    if row["skill"] >= 0:
        found.append(Reason(Why.SKILL, int(snap.crowd.levels[i, row["skill"]])))
    if standing.listed("fond", r, i):
        found.append(Reason(Why.FAMILIAR, 1))
    found.append(Reason(Why.LOAD, int(snap.load[i])))
    found.append(Reason(Why.RECENT, int(snap.recent[i])))
    lacking = int(row["wants"]) & ~int(person["has"])
    if lacking:
        found.append(Reason(Why.LACKS, lacking.bit_count()))
    return tuple(found)


def why_empty(people: People, orders: Orders, o: int, pairs: Pairs, weights: Weights) -> Empty:
    """Return why seats of an order stay empty: the first rule that leaves nobody.

    It goes over everybody once, and is asked for the few orders that are not full.
    """
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    if not checked.placed[o]:
        return Empty.NO_PLACE
    skill, tags = int(checked.skill[o]), int(checked.needs[o]) >> SKILLS_MAX
    away = np.hypot(people.x_m - orders.x_m[o], people.y_m - orders.y_m[o])
    near = people.matchable & (away * weights.detour <= weights.reach_m)
    near &= people.tags & tags == tags
    if skill >= 0:
        near &= people.levels[:, skill] > 0
    if not near.any():
        return Empty.NOBODY_NEAR
    free = near & (people.cap > 0) & ((people.slots >> checked.slot[o]) & 1 == 1)
    if not free.any():
        return Empty.NOBODY_FREE
    for paper in range(people.until.shape[1]):
        if checked.papers[o] >> paper & 1:
            free &= people.until[:, paper] >= checked.day[o]
    free[pairs.blocked_person[pairs.blocked_order == o]] = False
    return Empty.NEEDED_ELSEWHERE if free.any() else Empty.RULED_OUT
