"""Whom to ask about each open order: the cheapest of all ways, each with its reasons.

The matching solves; the proof it returns is checked here once more by arithmetic that shares
nothing with the search, because a page says "verified" about it. Nobody is asked by this.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from uuid import UUID

from redvest.engines.crews import Asked, Choice, Crew, Field, Proposal, Proposals, field_of
from redvest.engines.matching.asking import Asking
from redvest.engines.matching.certificate import faults, value
from redvest.engines.matching.codes import Reason, Why
from redvest.engines.matching.inputs import Weights
from redvest.engines.matching.plan import Plan, propose
from redvest.engines.matching.reasons import reasons_of, why_empty
from redvest.engines.matching.standing import Stop, never, snapshot

Known = AbstractSet[tuple[UUID, UUID]]
NONE: Known = frozenset()
COMPARED = 12
"""Teams looked at for a runner-up that has room."""
TEAM_REACH_M = 60_000.0
STEPS = 200_000_000
"""Looks after which the best so far is shown with the bound that is proven; under a second."""


def for_teams(weights: Weights) -> Weights:
    """Return the weights for teams: their area says where they go, not how far one walks."""
    return replace(weights, reach_m=TEAM_REACH_M)


def _choice(
    order: Asked, crew: Crew, cost_m: float, reasons: tuple[Reason, ...], known: Known
) -> Choice:
    said = tuple(one for one in reasons if one.code is not Why.FAMILIAR)
    return Choice(crew, cost_m, said, order.item in crew.offers, (order.id, crew.id) in known)


def candidates(
    orders: Sequence[Asked],
    crews: Sequence[Crew],
    skills: Sequence[str],
    most: int,
    weights: Weights,
    left_out: Known = NONE,
    known: Known = NONE,
    count: int = 5,
) -> list[list[Choice]]:
    """Return for each order the best few teams as if it were the only one."""
    asked = field_of(orders, crews, skills, most, left_out, known, single=True)
    snap = snapshot(asked.people, weights)
    asking = Asking(snap, asked.orders, asked.pairs)
    return [
        [
            _choice(one, crews[asked.team[found.person]], found.cost_m, found.reasons, known)
            for found in asking.best(o, count)
        ]
        for o, one in enumerate(orders)
    ]


def _is_verified(plan: Plan, asked: Field, weights: Weights) -> bool:
    """Whether the prices offend nobody, and are worth what the proposal costs."""
    proof = plan.standing.certificate()
    if not plan.proven or faults(proof, asked.people, asked.orders, asked.pairs, weights):
        return False
    checked = plan.standing.orders
    nowhere = int((checked.headcount * checked.empty)[~checked.placed].sum())
    return value(proof, asked.people, weights) + nowhere == plan.total


def propose_all(
    orders: Sequence[Asked],
    crews: Sequence[Crew],
    skills: Sequence[str],
    most: int,
    weights: Weights,
    left_out: Known = NONE,
    known: Known = NONE,
    stop: Stop = never,
) -> Proposals:
    """Return whom to ask about each order so that all together costs least.

    ``stop`` is asked now and then; once it says True, the best so far is returned unproven.
    """
    asked, own = field_of(orders, crews, skills, most, left_out, known), for_teams(weights)
    plan = propose(snapshot(asked.people, own), asked.orders, asked.pairs, STEPS, stop=stop)
    others = candidates(orders, crews, skills, most, own, left_out, known, COMPARED)
    busy = Counter(asked.team[int(row)] for row in plan.person)
    free = {one.id: most - one.open - busy[k] for k, one in enumerate(crews)}
    load = {one.id: busy[k] * own.load_m for k, one in enumerate(crews)}
    chosen = {int(o): k for k, o in enumerate(plan.order)}
    rows = []
    for o, one in enumerate(orders):
        if o not in chosen:
            why = why_empty(asked.people, asked.orders, o, asked.pairs, own)
            rows.append(Proposal(one, None, None, why))
            continue
        k = chosen[o]
        row = int(plan.person[k])
        crew = crews[asked.team[row]]
        reasons = reasons_of(plan.standing, o, row)
        choice = _choice(one, crew, int(plan.cost[k]) / 100, reasons, known)
        after = next((x for x in others[o] if x.crew.id != crew.id and free[x.crew.id] > 0), None)
        more = 0.0
        if after is not None:
            # Its next order, against the last one of the team that is spared.
            nth = row - asked.team.index(asked.team[row]) + 1
            spared = choice.cost_m - nth * own.load_m + load[crew.id]
            more = after.cost_m + load[after.crew.id] - spared
        rows.append(Proposal(one, choice, after, None, more))
    return Proposals(tuple(rows), _is_verified(plan, asked, own), plan.gap)
