"""Rows of orders as the API's flat dictionaries."""

from typing import Any

from django.urls import reverse

from redvest.core.templatetags.redvest import STATES
from redvest.engines.roles import Role
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import actions_for
from redvest.orders.services.revealing import may_look
from redvest.orders.showing import place_of
from redvest.people.actors import Actor

PLAIN = (
    "id", "number", "community", "state", "state_since", "due_at", "urgency", "preferred_on",
    "preferred_slot", "scheduled_from", "scheduled_to", "version",
)  # fmt: skip


def brief(order: ServiceOrder) -> dict[str, Any]:
    return {
        **{name: getattr(order, name) for name in PLAIN},
        "item": order.item.code,
        "item_name": named(order.item),
        "state_name": str(STATES.get(order.state, ("", order.state))[1]),
        "url": reverse("api:orders_show", args=[order.id]),
    }


def full(actor: Actor, order: ServiceOrder, roles: frozenset[Role]) -> dict[str, Any]:
    """Everything somebody with these roles sees; address and phone masked, or not at all."""
    contact = None
    if may_look(actor, order, roles):
        contact = {
            "address": str(order.address or ""),
            "contact_phone": str(order.contact_phone or ""),
        }
    plain = ("proposed_from", "proposed_by", "reason", "referral", "tally")
    return {
        **brief(order),
        **{name: getattr(order, name) for name in plain},
        "place": place_of(order),
        "description": str(order.description or ""),
        "risk_note": str(order.risk_note or ""),
        "contact": contact,
        "outcome": str(order.outcome or ""),
        "merged_into": order.merged_into_id,
        "roles": sorted(role.value for role in roles),
        "actions": [action.value for action in actions_for(order, roles)],
    }
