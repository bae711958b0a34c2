"""The same step for many orders at once. Each succeeds or is refused by itself."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import DomainError, Invalid
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import order_seen_by
from redvest.people.actors import Actor

AT_ONCE_MAX = 60


class Outcome(NamedTuple):
    """What became of one order: ``refused`` is empty, or says why not."""

    order: ServiceOrder
    refused: str


@transact
def step_many(
    *,
    actor: Actor,
    wanted: Sequence[tuple[UUID, str]],
    step: Callable[[UUID, str], ServiceOrder],
    keep: bool = True,
) -> list[Outcome]:
    """Take one step with each order by the service of that step, at the version that was shown.

    Without ``keep`` everything is undone at the end: what would happen is found out by doing it.

    A refusal undoes only what it was about. Orders are taken in the order of their ids, so that
    two desks that chose the same ones wait for each other instead of blocking each other.

    Raises
    ------
    Invalid
        If nothing, or too much at once, was chosen.
    """
    if not wanted:
        raise Invalid(_("请先勾选要办理的订单。"), code="nothing_chosen")
    if len(wanted) > AT_ONCE_MAX:
        message = _("一次最多办理%(most)d单，请分几次。") % {"most": AT_ONCE_MAX}
        raise Invalid(message, code="too_many_orders")
    with transaction.atomic():
        found = {
            order_id: _try_one(actor, order_id, version, step)
            for order_id, version in sorted(set(wanted))
        }
        if not keep:
            transaction.set_rollback(True)
    return [found[order_id] for order_id, _version in dict(wanted).items()]


def _try_one(
    actor: Actor, order_id: UUID, version: str, step: Callable[[UUID, str], ServiceOrder]
) -> Outcome:
    order, _roles = order_seen_by(actor, order_id)
    try:
        with transaction.atomic():
            return Outcome(step(order_id, version), "")
    except DomainError as refusal:
        return Outcome(order, str(refusal.message))
