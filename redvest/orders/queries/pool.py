"""抢单: what may be taken by whoever comes first. Only area, time and category are shown."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.engines.service_needs import Need
from redvest.engines.team_flow import TeamStatus
from redvest.errors import Conflict, NotSeen
from redvest.orders.models import Dispatch, Pairing, ServiceItem, ServiceOrder
from redvest.orders.queries.serving import needs_of
from redvest.orders.queries.sight import order_by_id, roles_towards
from redvest.people.actors import Actor
from redvest.teams.models import Team

POOL_MAX = 100


@dataclass(frozen=True)
class PoolRow:
    """All that is shown of an order before somebody takes it."""

    id: UUID
    version: int
    community: str
    item: ServiceItem
    preferred_on: date
    preferred_slot: str
    urgency: str
    need: Need


def teams_led(actor: Actor) -> list[Team]:
    """Active teams the actor may answer for."""
    return list(
        Team.objects.filter(
            district=actor.district,
            id__in=actor.teams(Role.TEAM_ADMIN),
            status=TeamStatus.ACTIVE.value,
        ).order_by("name")
    )


def serves(team: Team, community: str) -> bool:
    return any(community.startswith(prefix) for prefix in team.area)


def may_serve(actor: Actor) -> bool:
    """Whether the actor is a volunteer who may serve now; only active ones are actors as such."""
    return actor.volunteer_id is not None


def pool_for(actor: Actor) -> list[PoolRow]:
    """What the actor could take now, for a team or alone, the most urgent and soonest first."""
    teams = teams_led(actor)
    rows = ServiceOrder.objects.filter(district=actor.district, state=State.POOLED.value)
    if not may_serve(actor):
        near = Q(pk__in=[])
        for prefix in _areas(teams):
            near |= Q(community__startswith=prefix)
        rows = rows.filter(near)
    if actor.person_id is not None:
        rows = rows.exclude(requester_id=actor.person_id)
    if not teams:
        rows = rows.exclude(requester__in=_kept_from(actor))
    found = rows.select_related("item__category").order_by("-urgency", "-priority", "preferred_on")
    return [
        PoolRow(
            row.id,
            row.version,
            row.community,
            row.item,
            row.preferred_on,
            row.preferred_slot,
            row.urgency,
            needs_of(row),
        )
        for row in found.defer("description", "address", "contact_phone", "risk_note")[:POOL_MAX]
    ]


def pooled_orders(actor: Actor) -> QuerySet[ServiceOrder]:
    """What lies in the pool of the actor's district, without the actor's own."""
    rows = ServiceOrder.objects.filter(district=actor.district, state=State.POOLED.value)
    rows = rows.exclude(requester__in=_kept_from(actor))
    return rows.exclude(requester_id=actor.person_id) if actor.person_id else rows


def _kept_from(actor: Actor) -> QuerySet[Pairing, Any]:
    """Residents to whom the actor does not go; their orders are not shown, so nothing is said."""
    pairs = Pairing.objects.filter(
        district=actor.district, ended_at=None, kind="apart", volunteer=actor.volunteer_id
    )
    return pairs.filter(volunteer__isnull=False).values("resident")


def _areas(teams: Iterable[Team]) -> set[str]:
    return {prefix for team in teams for prefix in team.area}


def order_claimable_by(
    actor: Actor, order_id: UUID, *, lock: bool = False
) -> tuple[ServiceOrder, frozenset[Role]]:
    """The order and the roles in which the actor may take it; from the pool, anybody able may.

    Raises
    ------
    NotSeen
        If the actor stands in no role towards it and it is not in the pool.
    Conflict
        If it was in the pool and somebody else was faster.
    """
    order = order_by_id(actor.district, order_id, lock=lock)
    roles = roles_towards(actor, order) if order is not None else frozenset()
    if order is not None and order.state == State.POOLED.value:
        if any(serves(team, order.community) for team in teams_led(actor)):
            roles |= {Role.TEAM_ADMIN}
        if may_serve(actor):
            roles |= {Role.VOLUNTEER}
    if order is not None and not roles and _was_in_the_pool(actor, order):
        raise Conflict(_("这一单刚刚已经有人接了，谢谢您。"), code="already_taken")
    if order is None or not roles:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order, roles


def _was_in_the_pool(actor: Actor, order: ServiceOrder) -> bool:
    """Whether the actor could have taken what somebody else now holds."""
    taken = Dispatch.objects.filter(
        district=order.district, order=order, state="claimed", offered_by=None
    ).exists()
    return taken and (
        may_serve(actor) or any(serves(team, order.community) for team in teams_led(actor))
    )
