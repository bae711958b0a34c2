"""Open orders as the matching reads them, and who has to do with them already."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from math import nan
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from redvest.districts.models import Region
from redvest.engines.crews import Asked
from redvest.engines.order_flow import STEPS, Action, Urgency
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.queries.crews import point_of
from redvest.orders.queries.pairings import ties_of
from redvest.orders.queries.serving import needs_of
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor
from redvest.people.models import BeneficiaryFile
from redvest.teams.queries import within

ORDERS_MAX = 500
DISPATCHABLE = sorted(state.value for row in STEPS[Action.DISPATCH] for state in row.before)
SERVED = ("confirmed", "rated", "closed")
# Whoever answered so, or let it pass, is not asked about the same order again by the matching.
ANSWERED = ("declined", "timed_out", "given_back", "reassigned")
Links = AbstractSet[tuple[UUID, UUID]]


def dispatchable(actor: Actor) -> QuerySet[ServiceOrder]:
    """Orders of the actor's desk that wait for somebody to be asked, the longest waiting first.

    Each has ``lat`` and ``lon``, the middle of its community.
    """
    place = within("community", actor.scopes(*DESK)) | Q(
        desk_region__in=[one for one in actor.scopes(*DESK) if len(one) == 12]
    )
    rows = ServiceOrder.objects.filter(place, district=actor.district, state__in=DISPATCHABLE)
    return placed(rows).order_by("state_since", "id")


def placed(rows: QuerySet[ServiceOrder]) -> QuerySet[ServiceOrder]:
    """Orders with their item, the middle of their community and whether the resident is one to take
    care of; nothing sealed is read."""
    here = Region.objects.filter(
        district=OuterRef("district"), code=OuterRef("community"), valid_to=None
    )
    return (
        rows.select_related("item__category")
        .defer("description", "address", "contact_phone", "risk_note", "note", "appeal", "outcome")
        .annotate(
            lat=Subquery(here.values("lat")[:1]),
            lon=Subquery(here.values("lon")[:1]),
            care=Exists(protected_files()),
        )
    )


def protected_files() -> QuerySet[BeneficiaryFile]:
    """The protected file of an order's resident: that it names something says "take care"."""
    return BeneficiaryFile.objects.filter(
        district=OuterRef("district"), person=OuterRef("requester"), categories__isnull=False
    )


def asked_of(order: ServiceOrder, now: datetime) -> Asked:
    """One of :func:`placed` in the words of the engine."""
    where: Any = order
    return Asked(
        id=order.id,
        community=order.community,
        point=point_of(where.lat, where.lon),
        need=needs_of(order),
        day=order.preferred_on,
        part=order.preferred_slot,
        item=order.item_id,
        urgent=order.urgency == Urgency.URGENT.value,
        pressing=bool(order.priority),
        care=bool(where.care),
        waited_h=max((now - order.state_since).total_seconds() / 3600, 0.0),
        due_h=(order.due_at - now).total_seconds() / 3600 if order.due_at else nan,
    )


def history_for(
    orders: Sequence[ServiceOrder],
) -> tuple[Links, Links]:
    """Pairs of order and team (or volunteer): who answered this very order or is kept apart from
    her, and who has helped her before or is to be asked rather."""
    who: dict[UUID, list[UUID]] = {}
    for one in orders:
        who.setdefault(one.requester_id, []).append(one.id)
    own = {one.id for one in orders}
    rows = Dispatch.objects.filter(
        Q(order__in=own, state__in=ANSWERED)
        | Q(order__requester__in=who, state__in=["claimed", "ended"], order__state__in=SERVED),
        district=orders[0].district if orders else "",
        team__isnull=False,
    ).values_list("order_id", "team_id", "state", "order__requester")
    left_out: set[tuple[UUID, UUID]] = set()
    known: set[tuple[UUID, UUID]] = set()
    for order_id, team_id, state, requester in rows:
        if order_id in own and state in ANSWERED:
            left_out.add((order_id, team_id))
        else:
            known |= {(one, team_id) for one in who.get(requester, ())}
    for resident, ties in ties_of(orders[0].district if orders else "", who).items():
        left_out |= {(one, other) for one in who[resident] for other in ties.apart}
        known |= {(one, other) for one in who[resident] for other in ties.rather}
    return left_out, known
