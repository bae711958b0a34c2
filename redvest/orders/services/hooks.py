"""Where apps above this one take part in what happens to an order."""

from collections.abc import Callable

from redvest.orders.models import ServiceOrder
from redvest.people.actors import Actor

Escalation = Callable[[Actor, ServiceOrder, str], None]
ESCALATIONS: list[Escalation] = []
"""Called in the transaction in which an order is escalated: who, which order, reason."""


def escalated(actor: Actor, order: ServiceOrder, reason: str) -> None:
    for act in ESCALATIONS:
        act(actor, order, reason)
