"""Each volunteer's own yes or no, and naming somebody else instead."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.orders.models import Assignment, ServiceOrder
from redvest.orders.queries import live_dispatch, named_for, order_seen_by, own_dispatch
from redvest.orders.services.agreeing import fix_if_agreed, propose
from redvest.orders.services.door import note
from redvest.orders.services.fitness import check_fit, check_free
from redvest.orders.services.tasks import drop_tasks, open_task
from redvest.orders.services.telling import tell_asked
from redvest.people.actors import Actor

NAMING = (State.CLAIMED.value, State.REWORK.value, State.SCHEDULED.value)


def _own(actor: Actor, order_id: UUID) -> tuple[ServiceOrder, Assignment, Role]:
    order, _roles = order_seen_by(actor, order_id, lock=True)
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None:
        raise NotAllowed(_("这一单没有安排您，不用答复。"))
    if order.state not in NAMING or own.checked_in_at is not None:
        raise Conflict(_("您已经答复过，或这一单的状态已经变化。"), code="wrong_state")
    return order, own, Role.LEAD if own.is_lead else Role.VOLUNTEER


@transact
def accept_assignment(*, actor: Actor, order_id: UUID) -> Assignment:
    """The volunteer agrees to go. Once the visit is fixed, address and phone can be looked up."""
    order, own, role = _own(actor, order_id)
    if own.state != "proposed":
        raise Conflict(_("您已经答复过，或这一单的状态已经变化。"), code="wrong_state")
    check_fit(order, own.volunteer_id)
    check_free(order, own.volunteer_id)
    own.state, own.answered_at = "accepted", timezone.now()
    own.save(update_fields=["state", "answered_at"])
    drop_tasks(order, "name_others")
    note(actor, order, "assignment_accepted", role, {"assignment": str(own.id)})
    fix_if_agreed(order)
    return own


@transact
def refuse_assignment(*, actor: Actor, order_id: UUID) -> Assignment:
    """The volunteer cannot go, before or after having agreed.

    No reason is asked and nothing is held against anybody; the team names somebody else.
    """
    order, own, role = _own(actor, order_id)
    own.state, own.answered_at = "refused", timezone.now()
    own.save(update_fields=["state", "answered_at"])
    dispatch = live_dispatch(order)
    if dispatch is not None:
        tell_asked(order, dispatch, "assignment_refused")
    if order.scheduled_from is not None and not _somebody_goes(order):
        open_task(order, "name_others", Role.VENUE_ADMIN, order.scheduled_from)
    note(actor, order, "assignment_refused", role, {"assignment": str(own.id)})
    return own


def _somebody_goes(order: ServiceOrder) -> bool:
    return Assignment.objects.filter(
        district=order.district, order=order, state="accepted"
    ).exists()


@transact
def name_volunteer(*, actor: Actor, order_id: UUID, volunteer_id: UUID) -> Assignment:
    """Name one more member for a planned or fixed visit; the lead when there is none now."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    if Role.TEAM_ADMIN not in roles:
        raise NotAllowed(_("人员由接单的队伍安排。"))
    dispatch = own_dispatch(actor, order)
    planned = order.proposed_from is not None or order.state == State.SCHEDULED.value
    if order.state not in NAMING or not planned or dispatch is None or dispatch.state != "claimed":
        raise Conflict(_("现在不能调整人员，请刷新页面查看最新情况。"), code="wrong_state")
    lead = Assignment.objects.filter(
        district=order.district, order=order, is_lead=True, state__in=["proposed", "accepted"]
    ).exists()
    try:
        with transaction.atomic():
            assignment = propose(actor, order, dispatch, volunteer_id, is_lead=not lead)
    except IntegrityError as error:
        if "volunteer_is_named_once_for_an_order" not in str(error):
            raise
        raise Conflict(_("这位队员已经在名单里。"), code="already_named") from None
    note(actor, order, "named", Role.TEAM_ADMIN, {"assignment": str(assignment.id)})
    fix_if_agreed(order, dispatch)
    return assignment
