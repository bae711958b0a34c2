"""Each volunteer's own yes or no, and naming somebody else instead."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.orders.models import Assignment
from redvest.orders.queries import live_dispatch, named_for, order_seen_by
from redvest.orders.services.answering import propose
from redvest.orders.services.door import note
from redvest.people.actors import Actor


def _answer(actor: Actor, order_id: UUID, state: str) -> Assignment:
    order, _roles = order_seen_by(actor, order_id, lock=True)
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None:
        raise NotAllowed(_("这一单没有安排您，不用答复。"))
    if own.state != "proposed" or order.state != State.SCHEDULED.value:
        raise Conflict(_("您已经答复过，或这一单的状态已经变化。"), code="wrong_state")
    own.state, own.answered_at = state, timezone.now()
    own.save(update_fields=["state", "answered_at"])
    note(
        actor,
        order,
        f"assignment_{state}",
        Role.LEAD if own.is_lead else Role.VOLUNTEER,
        {"assignment": str(own.id)},
    )
    return own


@transact
def accept_assignment(*, actor: Actor, order_id: UUID) -> Assignment:
    """The volunteer agrees to go. From now on the address and phone can be looked up."""
    return _answer(actor, order_id, "accepted")


@transact
def refuse_assignment(*, actor: Actor, order_id: UUID) -> Assignment:
    """The volunteer cannot go. No reason is asked and nothing is held against anybody."""
    return _answer(actor, order_id, "refused")


@transact
def name_volunteer(*, actor: Actor, order_id: UUID, volunteer_id: UUID) -> Assignment:
    """Name one more member for a scheduled order; the lead when there is none now."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    if Role.TEAM_ADMIN not in roles:
        raise NotAllowed(_("人员由接单的队伍安排。"))
    dispatch = live_dispatch(order, actor.teams(Role.TEAM_ADMIN))
    if order.state != State.SCHEDULED.value or dispatch is None or dispatch.state != "claimed":
        raise Conflict(_("现在不能调整人员，请刷新页面查看最新情况。"), code="wrong_state")
    lead = Assignment.objects.filter(
        district=order.district, order=order, is_lead=True, state__in=["proposed", "accepted"]
    ).exists()
    try:
        with transaction.atomic():
            assignment = propose(order, dispatch, volunteer_id, is_lead=not lead)
    except IntegrityError as error:
        if "volunteer_is_named_once_for_an_order" not in str(error):
            raise
        raise Conflict(_("这位队员已经在名单里。"), code="already_named") from None
    note(actor, order, "named", Role.TEAM_ADMIN, {"assignment": str(assignment.id)})
    return assignment
