"""到场签到 and 完成签退: what happens at the door."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.orders.models import Assignment, ServiceOrder
from redvest.orders.queries import named_for, order_seen_by
from redvest.orders.services.door import begin, checked_text, finish, note
from redvest.orders.services.telling import tell_requester
from redvest.people.actors import Actor

OUTCOME_MAX = 500


def _own(actor: Actor, order: ServiceOrder) -> Assignment:
    """The actor's accepted assignment.

    Raises
    ------
    NotAllowed
        If the actor has not agreed to go.
    """
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None or own.state != "accepted":
        raise NotAllowed(_("请先答应前来，再签到。"), code="not_accepted")
    return own


@transact
def check_in(*, actor: Actor, order_id: UUID) -> ServiceOrder:
    """Arrive. The first who arrives sets the order in service; others only add themselves."""
    order, _roles = order_seen_by(actor, order_id, lock=True)
    if order.state != State.IN_SERVICE.value:
        taking = begin(Action.CHECK_IN, actor, order_id)
        own = _own(actor, taking.order)
        _stamp_in(own)
        return finish(taking, after={"assignment": str(own.id)})
    own = _own(actor, order)
    if own.checked_in_at is not None:
        raise Conflict(_("您已经签到过了。"), code="already_checked_in")
    _stamp_in(own)
    note(actor, order, "joined", Role.VOLUNTEER, {"assignment": str(own.id)})
    return order


def _stamp_in(own: Assignment) -> None:
    own.checked_in_at = timezone.now()
    own.save(update_fields=["checked_in_at"])


@transact
def complete_order(*, actor: Actor, order_id: UUID, outcome: str = "") -> ServiceOrder:
    """Finish. The lead finishes for all; others leave by themselves, the last one finishes."""
    taking = begin(Action.COMPLETE, actor, order_id)
    order = taking.order
    own = _own(actor, order)
    if own.checked_in_at is None:
        raise Conflict(_("请先签到，再签退。"), code="not_checked_in")
    if own.checked_out_at is not None:
        raise Conflict(_("您已经签退过了。"), code="already_checked_out")
    text = checked_text("outcome", outcome, OUTCOME_MAX)
    now = timezone.now()
    here = Assignment.objects.filter(
        district=order.district, order=order, checked_in_at__isnull=False, checked_out_at=None
    ).order_by("id")
    if not own.is_lead and here.exclude(id=own.id).exists():
        own.checked_out_at = now
        own.save(update_fields=["checked_out_at"])
        note(actor, order, "left", Role.VOLUNTEER, {"assignment": str(own.id)})
        return order
    for assignment in here:
        assignment.checked_out_at = now
        assignment.save(update_fields=["checked_out_at"])
    if text:
        order.outcome = text
    tell_requester(order, "order_done")
    return finish(taking, "outcome", after={"assignment": str(own.id)})
