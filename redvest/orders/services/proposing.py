"""Sending what the matching proposed: every rule is looked at again, on today's rows."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.crews import Misfit, misfit
from redvest.errors import Conflict
from redvest.orders.models import ServiceOrder
from redvest.orders.proposals import team_orders_max
from redvest.orders.queries import order_seen_by
from redvest.orders.queries.crews import crews_for
from redvest.orders.queries.own_fit import someone_fits
from redvest.orders.queries.waiting_orders import asked_of, history_for, placed
from redvest.orders.services.dispatching import dispatch_order
from redvest.orders.services.pairings import check_not_apart
from redvest.people.actors import Actor
from redvest.teams.models import Team

MISFITS = {
    Misfit.AREA: _("这支队伍现在不服务这个社区，请另选。"),
    Misfit.SKILL: _("这支队伍现在没有人会做这一项，请另选。"),
    Misfit.GROWN_UP: _("这支队伍现在没有成年队员，请另选。"),
    Misfit.TOO_FEW: _("这一单要两人同去，这支队伍人数不够，请另选。"),
    Misfit.SEX: _("这支队伍现在没有这一单要求性别的队员，请另选。"),
    Misfit.LANGUAGE: _("这支队伍现在没有人会说居民听得懂的语言，请另选。"),
    Misfit.PAPERS: _("这支队伍现在没有人持有这一单要求的证件或保险，请另选。"),
    Misfit.HOURS: _("这支队伍在居民方便的时间没有人有空，请另选。"),
    Misfit.FULL: _("这支队伍手上的单已经满了，请另选。"),
}


@transact
def dispatch_proposed(
    *, actor: Actor, order_id: UUID, team_id: UUID, version: object = None
) -> ServiceOrder:
    """Ask the proposed team, if it still fits: a proposal is as old as the page that shows it.

    Raises
    ------
    Conflict
        If a rule does not hold any more, the team opted out, or it answered this order already.
    """
    order, _roles = order_seen_by(actor, order_id, lock=True)
    # NB: the locks are those of dispatching, in its order: what is checked here still holds there.
    Team.objects.select_for_update(no_key=True).filter(district=actor.district, id=team_id).first()
    check_fits(order, team_id)
    return dispatch_order(actor=actor, order_id=order_id, team_id=team_id, version=version)


def check_fits(order: ServiceOrder, team_id: UUID) -> None:
    """Refuse a team that the matching would not propose for this order now.

    Raises
    ------
    Conflict
        With the rule that does not hold.
    """
    check_not_apart(order, team_id)
    crew = next(iter(crews_for(order.district, [order.community], only=team_id)), None)
    if crew is None:
        raise Conflict(
            _("这支队伍现在不在活动、没有队员，或不参加自动推荐，请另选。"), code="not_proposable"
        )
    row = placed(ServiceOrder.objects.filter(district=order.district, id=order.id)).get()
    most = team_orders_max(policy_of(order.district))
    wrong = misfit(asked_of(row, timezone.now()), crew, most)
    if wrong is not None:
        raise Conflict(MISFITS[wrong], code=wrong.value)
    if (order.id, team_id) in history_for([row])[0]:
        raise Conflict(_("这一单已经问过这支队伍，请另选。"), code="asked_before")
    if not someone_fits(row, team_id):
        raise Conflict(
            _("这支队伍现在没有一个人同时符合这一单的要求，请另选。"), code="nobody_fits"
        )
