"""受理 and 派单: what the desk of the place does."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action, Urgency
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamStatus
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.services.door import begin, finish
from redvest.orders.services.telling import tell_leaders
from redvest.people.actors import Actor
from redvest.teams.models import Team


@transact
def accept_order(
    *,
    actor: Actor,
    order_id: UUID,
    urgency: Urgency = Urgency.NORMAL,
    version: object = None,
) -> ServiceOrder:
    """Take the order in and grade how urgent it is."""
    taking = begin(Action.ACCEPT, actor, order_id, version)
    taking.order.urgency = urgency.value
    return finish(taking, "urgency", after={"urgency": urgency.value})


@transact
def dispatch_order(
    *, actor: Actor, order_id: UUID, team_id: UUID, version: object = None
) -> ServiceOrder:
    """Offer the order to a team, which is free to decline.

    A station offers to teams that serve its place; the center may ask any team of the district.
    """
    taking = begin(Action.DISPATCH, actor, order_id, version)
    order = taking.order
    team = (
        Team.objects.select_for_update(no_key=True)
        .filter(district=order.district, id=team_id)
        .first()
    )
    if team is None:
        message = _("请从列表里选择一支队伍。")
        raise Invalid(message, fields={"team": message})
    if team.status != TeamStatus.ACTIVE.value:
        raise Conflict(_("这支队伍现在没有在活动，请另选一支。"), code="team_not_active")
    serves = any(order.community.startswith(prefix) for prefix in team.area)
    if not serves and taking.role is not Role.CENTRE_ADMIN:
        raise NotAllowed(_("这支队伍不服务这个社区，跨街道派单请联系区中心。"), code="elsewhere")
    dispatch = Dispatch(
        district=order.district,
        order=order,
        team=team,
        offered_by=actor.account_id,
        offered_at=timezone.now(),
    )
    dispatch.save(force_insert=True)
    order.attempts += 1
    tell_leaders(order, team, "order_offered", team=team.name)
    return finish(taking, "attempts", after={"team": str(team.id), "dispatch": str(dispatch.id)})
