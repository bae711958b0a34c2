"""My tasks, the offers to my teams, the pool, the desk's inbox."""

from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from redvest.engines.order_flow import State
from redvest.http import actor_of
from redvest.orders.api.common import REFUSED, SIGNED_IN, Cursor, page_of
from redvest.orders.api.schemas import OffersOut, OrdersOut, PoolOut, TasksOut
from redvest.orders.api.showing import brief
from redvest.orders.labels import named
from redvest.orders.queries import (
    assignments_of,
    offers_to,
    orders_in_scope,
    pool_for,
)

router = Router(tags=["orders"], auth=SIGNED_IN)


class InboxIn(Cursor):
    state: State | None = None
    number: str = Field("", max_length=20)


class OffersIn(Cursor):
    state: Literal["live", "claimed"] | None = None


@router.get("/desk/orders", response={200: OrdersOut, **REFUSED}, url_name="orders_inbox")
def inbox(request: HttpRequest, asked: Query[InboxIn]) -> dict[str, Any]:
    """Orders of the places my desk answers for, longest waiting first."""
    states = (asked.state.value,) if asked.state else ()
    found = orders_in_scope(actor_of(request), states=states, q=asked.number)
    rows, after = page_of(found, "state_since", asked)
    return {"items": [brief(row) for row in rows], "next": after}


@router.get("/offers", response={200: OffersOut, **REFUSED}, url_name="orders_offers")
def offers(request: HttpRequest, asked: Query[OffersIn]) -> dict[str, Any]:
    """What the teams I lead were asked, and what they took on."""
    found = offers_to(actor_of(request))
    if asked.state:
        found = found.filter(state=asked.state)
    rows, after = page_of(found, "offered_at", asked)
    items = [
        {
            "order": brief(row.order),
            "team": row.team_id,
            "team_name": row.team.name if row.team else "",
            "state": row.state,
            "offered_at": row.offered_at,
        }
        for row in rows
    ]
    return {"items": items, "next": after}


@router.get("/tasks", response={200: TasksOut, **REFUSED}, url_name="orders_tasks")
def tasks(request: HttpRequest, asked: Query[Cursor]) -> dict[str, Any]:
    """What I was named for and have not finished."""
    rows, after = page_of(assignments_of(actor_of(request)), "named_at", asked)
    plain = ("is_lead", "named_at", "checked_in_at", "checked_out_at")
    items = [
        {
            "order": brief(row.order),
            "answer": row.state,
            **{name: getattr(row, name) for name in plain},
        }
        for row in rows
    ]
    return {"items": items, "next": after}


@router.get("/pool", response={200: PoolOut, **REFUSED}, url_name="orders_pool")
def pool(request: HttpRequest) -> dict[str, Any]:
    """What I could take now, for a team or alone: area, time and category."""
    plain = ("id", "version", "community", "preferred_on", "preferred_slot", "urgency")
    items = [
        {
            **{name: getattr(row, name) for name in plain},
            "category": named(row.item.category),
            "item": named(row.item),
        }
        for row in pool_for(actor_of(request))
    ]
    return {"items": items}
