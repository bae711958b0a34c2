"""接单 and 拒单: what the team that was asked does."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid
from redvest.orders.labels import DECLINE_REASONS
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import live_dispatch
from redvest.orders.services.door import Taking, begin, finish
from redvest.orders.services.telling import said, tell_requester, tell_volunteer
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.teams.queries import is_member

VISIT_HOURS_MAX = 8
VOLUNTEERS_MAX = 20


def _answer(taking: Taking, state: str, reason: str = "") -> Dispatch:
    """Write the team's answer into the live offer."""
    dispatch = live_dispatch(taking.order, taking.actor.teams(Role.TEAM_ADMIN))
    if dispatch is None:
        raise Conflict(_("这一单已经不在贵队手里了，请刷新页面。"), code="wrong_state")
    dispatch.state, dispatch.reason = state, reason
    dispatch.answered_at, dispatch.answered_by = timezone.now(), taking.actor.account_id
    dispatch.save(update_fields=["state", "reason", "answered_at", "answered_by"])
    return dispatch


@transact
def decline_order(
    *, actor: Actor, order_id: UUID, reason: str, version: object = None
) -> ServiceOrder:
    """Say no with a reason. It costs the team nothing; the order goes back to the desk."""
    taking = begin(Action.DECLINE, actor, order_id, version)
    if reason not in DECLINE_REASONS:
        message = _("请选择拒单的原因。")
        raise Invalid(message, fields={"reason": message})
    dispatch = _answer(taking, "declined", reason)
    return finish(taking, reason=reason, after={"team": str(dispatch.team_id)})


@transact
def claim_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """The team that was asked takes the order on."""
    taking = begin(Action.CLAIM, actor, order_id, version)
    dispatch = _answer(taking, "claimed")
    tell_requester(taking.order, "order_claimed", team=dispatch.team.name)
    return finish(taking, after={"team": str(dispatch.team_id)})


@transact
def schedule_order(
    *,
    actor: Actor,
    order_id: UUID,
    starts_at: datetime,
    ends_at: datetime,
    volunteer_ids: Sequence[UUID],
    version: object = None,
) -> ServiceOrder:
    """Fix the time and name the volunteers, the first of whom leads. Each still has to accept."""
    taking = begin(Action.SCHEDULE, actor, order_id, version)
    order = taking.order
    _check_time(starts_at, ends_at)
    dispatch = live_dispatch(order, actor.teams(Role.TEAM_ADMIN))
    if dispatch is None or dispatch.state != "claimed":
        raise Conflict(_("这一单已经不在贵队手里了，请刷新页面。"), code="wrong_state")
    wanted = list(dict.fromkeys(volunteer_ids))
    if not 1 <= len(wanted) <= VOLUNTEERS_MAX:
        message = _("请选择1至%(most)d名队员。") % {"most": VOLUNTEERS_MAX}
        raise Invalid(message, fields={"volunteers": message})
    order.scheduled_from, order.scheduled_to = starts_at, ends_at
    for position, volunteer_id in enumerate(wanted):
        propose(order, dispatch, volunteer_id, is_lead=position == 0)
    tell_requester(order, "order_scheduled", team=dispatch.team.name, time=said(order))
    return finish(
        taking,
        "scheduled_from",
        "scheduled_to",
        after={
            "team": str(dispatch.team_id),
            "volunteers": [str(one) for one in wanted],
            "starts_at": starts_at.isoformat(),
        },
    )


def _check_time(starts_at: datetime, ends_at: datetime) -> None:
    message: object = None
    if starts_at < timezone.now() - timedelta(minutes=5):
        message = _("约定的时间要在现在以后。")
    elif not starts_at < ends_at <= starts_at + timedelta(hours=VISIT_HOURS_MAX):
        message = _("结束要晚于开始，一次不超过%(hours)d小时。") % {"hours": VISIT_HOURS_MAX}
    if message is not None:
        raise Invalid(message, code="bad_time", fields={"starts_at": message})


def propose(
    order: ServiceOrder, dispatch: Dispatch, volunteer_id: UUID, *, is_lead: bool
) -> Assignment:
    """Name one member for an order under lock. The resident is never named for the own order."""
    if not is_member(dispatch.team_id, [volunteer_id], order.district):
        message = _("只能选择本队现在的队员。")
        raise Invalid(message, code="not_a_member", fields={"volunteers": message})
    own = Volunteer.objects.filter(id=volunteer_id, person_id=order.requester_id).exists()
    if own:
        message = _("点单的居民本人不能作为这一单的志愿者，请另选队员。")
        raise Invalid(message, code="own_order", fields={"volunteers": message})
    assignment = Assignment(
        district=order.district,
        order=order,
        dispatch=dispatch,
        volunteer_id=volunteer_id,
        is_lead=is_lead,
        named_at=timezone.now(),
    )
    assignment.save(force_insert=True)
    tell_volunteer(
        order, assignment, "assignment_proposed", team=dispatch.team.name, time=said(order)
    )
    return assignment
