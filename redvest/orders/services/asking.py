"""确认, 评单 and 撤单: what the resident, or who speaks for the resident, does afterwards."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed
from redvest.orders.labels import GRADES, TAGS
from redvest.orders.models import Assignment, Dispatch, Evaluation, ServiceOrder
from redvest.orders.services.door import Taking, begin, checked_text, finish
from redvest.orders.services.telling import tell_leaders, tell_volunteer
from redvest.people.actors import Actor

TEXT_MAX = 500


def _refuse_the_provider(taking: Taking) -> None:
    """Whoever served, or leads the team that did, does not speak for the resident here."""
    order, actor = taking.order, taking.actor
    served = (
        actor.volunteer_id is not None
        and Assignment.objects.filter(
            district=order.district,
            order=order,
            volunteer_id=actor.volunteer_id,
            state__in=["proposed", "accepted"],
        ).exists()
    )
    leads = Dispatch.objects.filter(
        district=order.district,
        order=order,
        team_id__in=actor.teams(Role.TEAM_ADMIN),
        state="claimed",
    ).exists()
    if served or leads:
        raise NotAllowed(
            _("不能确认或评价自己参与的服务，请由居民本人或其他代办人办理。"), code="own_service"
        )


@transact
def confirm_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """Say that the service was really done."""
    taking = begin(Action.CONFIRM, actor, order_id, version)
    _refuse_the_provider(taking)
    return finish(taking)


@transact
def rate_order(
    *,
    actor: Actor,
    order_id: UUID,
    grade: int,
    tags: Sequence[str] = (),
    text: str = "",
    version: object = None,
) -> ServiceOrder:
    """Rate the service in five grades. Written once."""
    taking = begin(Action.RATE, actor, order_id, version)
    _refuse_the_provider(taking)
    if grade not in GRADES:
        message = _("请选一个评价。")
        raise Invalid(message, fields={"grade": message})
    if set(tags) - set(TAGS):
        message = _("请从列表里选择标签。")
        raise Invalid(message, fields={"tags": message})
    evaluation = Evaluation(
        district=taking.order.district,
        order=taking.order,
        grade=grade,
        tags=sorted(set(tags)),
        text=checked_text("text", text, TEXT_MAX),
        account_id=actor.account_id,
        rated_at=timezone.now(),
    )
    evaluation.save(force_insert=True)
    return finish(taking, after={"grade": grade})


@transact
def withdraw_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """Take the order back before anybody begins to serve; offers and names lapse with it."""
    taking = begin(Action.WITHDRAW, actor, order_id, version)
    order, now = taking.order, timezone.now()
    for dispatch in Dispatch.objects.select_related("team").filter(
        district=order.district, order=order, state__in=["live", "claimed"]
    ):
        dispatch.state, dispatch.answered_at = "withdrawn", now
        dispatch.save(update_fields=["state", "answered_at"])
        tell_leaders(order, dispatch.team, "order_withdrawn")
    for assignment in Assignment.objects.select_related("volunteer").filter(
        district=order.district, order=order, state__in=["proposed", "accepted"]
    ):
        assignment.state, assignment.answered_at = "released", now
        assignment.save(update_fields=["state", "answered_at"])
        tell_volunteer(order, assignment, "order_withdrawn")
    return finish(taking)
