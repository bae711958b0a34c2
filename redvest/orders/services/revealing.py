"""Looking up where to go and whom to call. Every look leaves a trace."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import ADDRESS_VISIBLE, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import named_for, order_seen_by
from redvest.people.actors import Actor

FIELDS = ("address", "contact_phone")


def may_look(actor: Actor, order: ServiceOrder, roles: frozenset[Role]) -> bool:
    """Whether the actor may see address and phone of this order now."""
    if roles & {Role.RESIDENT, Role.PROXY, Role.VENUE_ADMIN, Role.CENTRE_ADMIN}:
        return True
    if actor.volunteer_id is None or State(order.state) not in ADDRESS_VISIBLE:
        return False
    named = named_for(order, actor.volunteer_id)
    return named is not None and named.state == "accepted"


@transact
def reveal_contact(*, actor: Actor, order_id: UUID, reason: str) -> dict[str, str]:
    """Address and phone in full: for the desk, the resident, and those who agreed to go, while
    they have to go."""
    order, roles = order_seen_by(actor, order_id)
    if not may_look(actor, order, roles):
        if roles & {Role.VOLUNTEER, Role.LEAD} and State(order.state) not in ADDRESS_VISIBLE:
            raise Conflict(_("服务已经结束，不能再查看地址和电话。"), code="no_longer_visible")
        raise NotAllowed(
            _("地址和电话只给答应前来的志愿者看，请先答复安排。"), code="not_an_assignee"
        )
    found = {}
    for field in FIELDS:
        cell = getattr(order, field)
        if cell is not None:
            found[field] = cell.reveal(actor=actor, reason=reason)
    return found
