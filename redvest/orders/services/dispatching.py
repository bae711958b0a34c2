"""派单, 抢单, 改派, 撤回: the desk asks a team or another venue, or lets whoever wants take it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamStatus
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.labels import REASSIGN_REASONS
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.queries import live_dispatch, serves
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.door import (
    Taking,
    begin,
    checked_choice,
    clear_visit,
    finish,
    let_go,
)
from redvest.orders.services.pairings import check_not_apart
from redvest.orders.services.tasks import drop_tasks
from redvest.orders.services.telling import tell_asked
from redvest.people.actors import Actor
from redvest.teams.models import Team
from redvest.venues.models import Venue

LATE = ("dispatch_late", "find_help")


def _team(taking: Taking, team_id: UUID) -> Team:
    """A team that may be asked. A station asks teams that serve the place, the center any."""
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
    check_not_apart(order, team.id)
    place = order.desk_region or order.community
    near = serves(team, order.community) or serves(team, place)
    if not near and taking.role is not Role.CENTRE_ADMIN:
        raise NotAllowed(_("这支队伍不服务这个社区，跨街道派单请联系区中心。"), code="elsewhere")
    return team


def _venue(taking: Taking, venue_id: UUID) -> Venue:
    """A venue that may be asked: above or below the own place; for the center any."""
    order = taking.order
    venue = (
        Venue.objects.select_for_update(no_key=True)
        .filter(district=order.district, id=venue_id)
        .first()
    )
    if venue is None:
        message = _("请从列表里选择一个站点。")
        raise Invalid(message, fields={"venue": message})
    if venue.status != "open":
        raise Conflict(_("这个站点现在没有开放，请另选一个。"), code="venue_closed")
    in_line = order.community.startswith(venue.region) or venue.region.startswith(
        order.community[:9]
    )
    if not in_line and taking.role is not Role.CENTRE_ADMIN:
        raise NotAllowed(_("只能转给上下级站点，跨街道派单请联系区中心。"), code="elsewhere")
    if venue.region == (order.desk_region or order.community):
        raise Conflict(_("这一单已经在这个站点，请派给队伍。"), code="already_here")
    return venue


def _offer(taking: Taking, team_id: UUID | None, venue_id: UUID | None) -> Dispatch:
    if (team_id is None) == (venue_id is None):
        message = _("请选择一支队伍，或一个站点。")
        raise Invalid(message, fields={"team": message})
    order = taking.order
    dispatch = Dispatch(
        district=order.district,
        order=order,
        team=_team(taking, team_id) if team_id else None,
        venue=_venue(taking, venue_id) if venue_id else None,
        offered_by=taking.actor.account_id,
        offered_at=timezone.now(),
    )
    dispatch.save(force_insert=True)
    if dispatch.venue is not None:
        order.desk_region = dispatch.venue.region
    order.attempts += 1
    leave_bundle(order, "cancelled")  # Whoever bundles it again says so afterwards.
    drop_tasks(order, *LATE)
    tell_asked(order, dispatch, "order_offered", team=dispatch.asked)
    return dispatch


def _named(dispatch: Dispatch) -> dict[str, object]:
    return {
        "dispatch": str(dispatch.id),
        "team": str(dispatch.team_id or ""),
        "venue": str(dispatch.venue_id or ""),
    }


@transact
def dispatch_order(
    *,
    actor: Actor,
    order_id: UUID,
    team_id: UUID | None = None,
    venue_id: UUID | None = None,
    version: object = None,
) -> ServiceOrder:
    """Offer the order to a team, which is free to decline, or hand it to another venue's desk.

    After a rework order this may be another team: what the first one did has ended then.
    """
    taking = begin(Action.DISPATCH, actor, order_id, version)
    let_go(taking.order, "ended")
    dispatch = _offer(taking, team_id, venue_id)
    return finish(
        taking,
        "attempts",
        "bundle",
        "desk_region",
        *clear_visit(taking.order),
        after=_named(dispatch),
    )


@transact
def reassign_order(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str,
    team_id: UUID | None = None,
    venue_id: UUID | None = None,
    version: object = None,
) -> ServiceOrder:
    """转派 / 改派: ask somebody else before there is an answer. The first offer stays on record."""
    taking = begin(Action.REASSIGN, actor, order_id, version)
    order = taking.order
    checked_choice("reason", reason, REASSIGN_REASONS, _("请选择改派的原因。"))
    before = live_dispatch(order)
    if team_id is not None and before is not None and before.team_id == team_id:
        raise Conflict(_("已经派给这支队伍，请另选一支。"), code="same_team")
    let_go(order, "reassigned")
    dispatch = _offer(taking, team_id, venue_id)
    if before is not None and before.team is not None:
        tell_asked(order, before, "order_reassigned")
    return finish(
        taking, "attempts", "bundle", "desk_region", reason=reason, after=_named(dispatch)
    )


@transact
def pool_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """抢单: let qualified teams and volunteers take it. They see area, time and category only."""
    taking = begin(Action.POOL, actor, order_id, version)
    taking.order.attempts += 1
    leave_bundle(taking.order, "cancelled")
    drop_tasks(taking.order, *LATE)
    return finish(taking, "attempts", "bundle")


@transact
def take_back_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """撤回: what was sent by mistake is with the desk again, while nobody has answered.

    It counts as no attempt: nobody declined and nobody let it lie.
    """
    taking = begin(Action.TAKE_BACK, actor, order_id, version)
    order = taking.order
    if order.bundle_id is not None:
        raise Conflict(_("这一单在一场集中服务里，请在那里取消。"), code="bundled")
    before = live_dispatch(order)
    let_go(order, "taken_back")
    order.attempts = max(order.attempts - 1, 0)
    if before is not None:
        if before.venue_id is not None:
            order.desk_region = ""
        tell_asked(order, before, "order_taken_back")
    return finish(taking, "attempts", "desk_region")
