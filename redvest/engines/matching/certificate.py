"""The proof that comes with an answer, and a check of it that shares no code with the search.

A price for every seat, person and spot (a person in one slot). If no pair costs less than its seat
price minus the prices of person and spot, no assignment at all costs less than the value of the
prices; if the assignment costs exactly that, it is optimal. Weak duality of linear programming;
the whole argument is in ``docs/algorithms/matching.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from redvest.engines.matching.inputs import (
    CM,
    LEVEL_MAX,
    SKILLS_MAX,
    Checked,
    Ints,
    Orders,
    Pairs,
    People,
    Weights,
    centimeters,
    orders_checked,
    rates,
)


@dataclass(frozen=True, slots=True)
class Certificate:
    """Prices in centimeters.

    Attributes
    ----------
    row_order, row_count, row_price : array
        Order, number and price of each group of equal seats.
    row_lead : array of bool
        Whether the group is the seat of a lead.
    person, person_price : array
        People with a price; everybody else's is 0.
    spot_person, spot_slot, spot_price : array
        What a person costs in one slot on top.
    """

    row_order: Ints
    row_count: Ints
    row_lead: Ints
    row_price: Ints
    person: Ints
    person_price: Ints
    spot_person: Ints
    spot_slot: Ints
    spot_price: Ints


def value(proof: Certificate, people: People, weights: Weights) -> int:
    """Return what the prices prove no assignment can cost less than."""
    step = rates(weights).step
    total = int((proof.row_price * proof.row_count).sum()) - int(proof.spot_price.sum())
    for i, price in zip(proof.person.tolist(), proof.person_price.tolist(), strict=True):
        k = 0
        while k < int(people.cap[i]) and price > k * step:
            total -= price - k * step
            k += 1
    return total


def fitting(
    people: People, checked: Checked, weights: Weights, o: int, lead: bool
) -> tuple[Ints, Ints]:
    """Return everybody who may serve an order, and what each costs before prices."""
    whole = rates(weights)
    x, y = centimeters("x_m", people.x_m, len(people)), centimeters("y_m", people.y_m, len(people))
    skill = int(checked.skill[o])
    may = people.matchable & np.isfinite(people.x_m + people.y_m) & (people.cap > 0)
    may &= (people.slots >> checked.slot[o]) & 1 == 1
    tags = (checked.needs[o] | (checked.lead[o] if lead else 0)) >> SKILLS_MAX
    may &= people.tags & tags == tags
    if skill >= 0:
        may &= people.levels[:, skill] > 0
    for paper in range(people.until.shape[1]):
        if checked.papers[o] >> paper & 1:
            may &= people.until[:, paper] >= checked.day[o]
    who = np.flatnonzero(may)
    away = np.sqrt(((x[who] - checked.x[o]) ** 2 + (y[who] - checked.y[o]) ** 2).astype(float))
    walk = np.floor(away * weights.detour).astype(np.int64)
    near = walk <= whole.reach
    who, cost = who[near], walk[near]
    cost = cost + people.load[who] * whole.step
    cost += people.recent[who] * round(weights.fatigue_m * CM)
    if skill >= 0:
        cost += whole.level * (LEVEL_MAX - people.levels[who, skill].astype(np.int64))
    for bit in range(SKILLS_MAX):
        if checked.wants[o] >> bit & 1:
            cost += whole.lack * (people.levels[who, bit] == 0)
    wished = int(checked.wants[o]) >> SKILLS_MAX
    for bit in range(wished.bit_length()):
        if wished >> bit & 1:
            cost += whole.lack * ((people.tags[who] >> bit) & 1 == 0)
    return who, cost


def faults(
    proof: Certificate, people: People, orders: Orders, pairs: Pairs, weights: Weights
) -> list[str]:
    """Return whatever keeps the prices from proving anything; empty means they prove it.

    Every order is compared with every person, one array at a time: slow and plain on purpose.
    """
    checked = orders_checked(orders, weights, people.levels.shape[1], people.until.shape[1])
    found = []
    for name in ("person_price", "spot_price"):
        if (getattr(proof, name) < 0).any():
            found.append(f"{name}: below zero")
    seats = np.zeros(len(orders), np.int64)
    np.add.at(seats, proof.row_order, proof.row_count)
    if (seats != np.where(checked.placed, checked.headcount, 0)).any():
        found.append("seats: not those of the orders")
    price = np.zeros(len(people), np.int64)
    price[proof.person] = proof.person_price
    slotted: dict[int, Ints] = {}
    for slot in np.unique(checked.slot).tolist():
        at = price.copy()
        here = proof.spot_slot == slot
        np.add.at(at, proof.spot_person[here], proof.spot_price[here])
        slotted[slot] = at
    for o, lead, seat in zip(
        proof.row_order.tolist(), proof.row_lead.tolist(), proof.row_price.tolist(), strict=True
    ):
        if seat > int(checked.empty[o]):
            found.append(f"order {o}: a seat is dearer than left empty")
        who, cost = fitting(people, checked, weights, o, bool(lead))
        blocked = pairs.blocked_person[pairs.blocked_order == o]
        familiar = pairs.familiar_person[pairs.familiar_order == o]
        forgiven = np.isin(who, familiar) * rates(weights).familiar
        cost = np.maximum(cost - forgiven, np.minimum(cost, 0))
        open_to = ~np.isin(who, blocked)
        if (cost + slotted[int(checked.slot[o])][who] < seat)[open_to].any():
            found.append(f"order {o}: somebody costs less than the price of a seat")
    return found
