"""One order: placing it, reading it, its timeline, what may be done with it."""

from typing import Any, cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from ninja import Query, Router

from redvest.errors import NotSeen
from redvest.http import Request, actor_of, once
from redvest.orders.api.bodies import PlaceIn, RevealIn
from redvest.orders.api.common import REFUSED, SIGNED_IN, Cursor, Receipt, etag, page_of, submit
from redvest.orders.api.reading import card_of
from redvest.orders.api.schemas import ActionsOut, OrderFullOut, OrdersOut, RevealedOut, TimelineOut
from redvest.orders.api.showing import brief, full
from redvest.orders.labels import BUTTONS, EVENTS
from redvest.orders.queries import actions_for, events_of, order_seen_by, orders_asked_by
from redvest.orders.services import place_order, reveal_contact
from redvest.orders.showing import by_whom
from redvest.people.actors import Actor

router = Router(tags=["orders"], auth=SIGNED_IN)


@router.get("/orders", response={200: OrdersOut, **REFUSED}, url_name="orders_mine")
def mine(request: HttpRequest, asked: Query[Cursor]) -> dict[str, Any]:
    """Orders of mine and of the residents I speak for, newest first."""
    rows, after = page_of(orders_asked_by(actor_of(request)), "placed_at", asked, newest_first=True)
    return {"items": [brief(row) for row in rows], "next": after}


def _requester(actor: Actor, given: UUID | None) -> UUID:
    """The resident for whom it is: named, or oneself."""
    found = given or actor.person_id
    if found is None:
        raise NotSeen("no person")
    return found


@router.post("/orders", response={201: Receipt, **REFUSED}, url_name="orders_place")
def place(request: HttpRequest, sent: PlaceIn) -> HttpResponse:
    """Place an order for oneself or for a resident one may speak for."""
    actor = actor_of(request)
    return submit(
        request,
        lambda: place_order(
            actor=actor,
            requester_id=_requester(actor, sent.requester),
            card=card_of(actor.district, sent),
        ),
        status=201,
    )


@router.get(
    "/orders/{uuid:order_id}", response={200: OrderFullOut, **REFUSED}, url_name="orders_show"
)
def show(request: HttpRequest, order_id: UUID, response: HttpResponse) -> dict[str, Any]:
    """One order as I may see it; `ETag` is its version."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    response["ETag"] = etag(order)
    return full(actor, order, roles)


@router.get(
    "/orders/{uuid:order_id}/timeline",
    response={200: TimelineOut, **REFUSED},
    url_name="orders_timeline",
)
def timeline(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """What happened, newest first; roles, never names."""
    order, _roles = order_seen_by(actor_of(request), order_id)
    items = [
        {
            "at": event.at,
            "kind": event.kind,
            "title": str(EVENTS.get(event.kind, (event.kind, ""))[0]),
            "by": by_whom(event.role),
        }
        for event in events_of(order)
    ]
    return {"items": items}


@router.get(
    "/orders/{uuid:order_id}/actions",
    response={200: ActionsOut, **REFUSED},
    url_name="orders_actions",
)
def actions(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    """What I may do with it now, drawn from the one table of steps."""
    order, roles = order_seen_by(actor_of(request), order_id)
    items = [
        {
            "action": action.value,
            "label": str(BUTTONS.get(action, action.value)),
            "method": "POST",
            "url": reverse(f"api:orders_do_{action.value}", args=[order.id]),
        }
        for action in actions_for(order, roles)
        if action in BUTTONS
    ]
    return {"items": items, "version": order.version}


@router.post(
    "/orders/{uuid:order_id}/reveal",
    response={200: RevealedOut, **REFUSED},
    url_name="orders_reveal",
)
def reveal(request: HttpRequest, order_id: UUID, sent: RevealIn) -> HttpResponse:
    """Address and telephone in full. Who looks, when and why is written down."""
    actor = actor_of(request)

    def look() -> HttpResponse:
        found = reveal_contact(actor=actor, order_id=order_id, reason=sent.reason)
        return JsonResponse({name: found.get(name, "") for name in ("address", "contact_phone")})

    return once(cast("Request", request), look)
