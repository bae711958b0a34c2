"""What the matching proposes for open orders now, from the rows as they are.

The compiled part of the matching is imported where it is used: a program that only serves other
pages starts without it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from django.utils import timezone

from redvest.districts.queries import policy_of
from redvest.engines.crews import Choice, Proposal, Proposals
from redvest.engines.matching import weighing
from redvest.engines.matching.inputs import Weights
from redvest.engines.policy import Policy
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.crews import SKILL_CODES, crews_for
from redvest.orders.queries.own_fit import own_crew
from redvest.orders.queries.pool import pooled_orders
from redvest.orders.queries.waiting_orders import (
    ORDERS_MAX,
    asked_of,
    dispatchable,
    history_for,
    placed,
)
from redvest.people.actors import Actor

SOLVE_MAX_S = 5.0
"""Seconds after which the best so far is shown, with what could be missing at most."""


def time_limit(seconds: float) -> Callable[[], bool]:
    """Return what says that so much time is over since it was first asked."""
    began: list[float] = []

    def is_over() -> bool:
        began.append(monotonic())
        return began[-1] - began[0] > seconds

    return is_over


def team_orders_max(policy: Policy) -> int:
    """How many orders a team has in hand before the matching leaves it in peace."""
    return policy.match_open_most


def weights_of(policy: Policy) -> Weights:
    """What the district finds better, in meters of walking."""
    return weighing.weights_of(policy)


@dataclass(frozen=True)
class Shown:
    """A proposal together with the orders it is about."""

    orders: dict[UUID, ServiceOrder]
    result: Proposals
    more: int

    def pairs(self) -> list[tuple[ServiceOrder, Proposal]]:
        return [(self.orders[row.order.id], row) for row in self.result.rows]


def propose_for(actor: Actor) -> Shown:
    """Whom to ask about every order that waits at the actor's desk."""
    rows = list(dispatchable(actor)[: ORDERS_MAX + 1])
    if not rows:
        return Shown({}, Proposals((), verified=True, gap=0.0), 0)
    from redvest.engines.proposing import propose_all

    more, rows = len(rows) - ORDERS_MAX, rows[:ORDERS_MAX]
    policy, now = policy_of(actor.district), timezone.now()
    left_out, known = history_for(rows)
    result = propose_all(
        [asked_of(one, now) for one in rows],
        crews_for(actor.district, {one.community for one in rows}) if rows else [],
        SKILL_CODES,
        team_orders_max(policy),
        weights_of(policy),
        left_out,
        known,
        time_limit(SOLVE_MAX_S),
    )
    return Shown({one.id: one for one in rows}, result, max(more, 0))


def candidates_for(order: ServiceOrder, count: int = 5) -> list[Choice]:
    """The best few teams for one order, as if it were the only one."""
    from redvest.engines.proposing import candidates, for_teams

    row = placed(ServiceOrder.objects.filter(district=order.district, id=order.id)).get()
    policy = policy_of(order.district)
    left_out, known = history_for([row])
    return candidates(
        [asked_of(row, timezone.now())],
        crews_for(order.district, [order.community]),
        SKILL_CODES,
        team_orders_max(policy),
        for_teams(weights_of(policy)),
        left_out,
        known,
        count,
    )[0]


def near_for(actor: Actor) -> list[tuple[ServiceOrder, Choice]]:
    """Orders of the pool the actor could take alone, the best first: the same rules and costs.

    Nobody who does not accept being matched is compared with anything.
    """
    own = own_crew(actor)
    rows = list(placed(pooled_orders(actor))[:ORDERS_MAX]) if own and own.hours else []
    if own is None or not rows:
        return []
    from redvest.engines.proposing import candidates

    now, policy = timezone.now(), policy_of(actor.district)
    asked = [asked_of(one, now) for one in rows]
    known = history_for(rows)[1]
    found = candidates(
        asked, [own], SKILL_CODES, own.open + 1, weights_of(policy), known=known, count=1
    )
    fits = [(row, one[0]) for row, one in zip(rows, found, strict=True) if one]
    return sorted(fits, key=lambda pair: (pair[1].cost_m, str(pair[0].id)))
