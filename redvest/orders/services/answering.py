"""接单, 拒单 and 退单: what whoever was asked does, or whoever takes from the pool."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.order_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.labels import DECLINE_REASONS, GIVE_BACK_REASONS
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries import live_dispatch, may_serve, own_dispatch, serves, teams_led
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.door import (
    Taking,
    begin,
    checked_choice,
    clear_visit,
    finish,
    let_go,
)
from redvest.orders.services.fitness import check_fit
from redvest.orders.services.pairings import check_not_apart
from redvest.orders.services.tasks import drop_tasks, open_task
from redvest.orders.services.telling import tell_desk, tell_named, tell_requester
from redvest.people.actors import Actor
from redvest.teams.models import Team

GONE = _("这一单已经不在贵队手里了，请刷新页面。")


def claimed_dispatch(actor: Actor, order: ServiceOrder) -> Dispatch:
    """The claimed offer for which the actor answers.

    Raises
    ------
    Conflict
        If it is not theirs any more, or not claimed.
    """
    dispatch = own_dispatch(actor, order)
    if dispatch is None or dispatch.state != "claimed":
        raise Conflict(GONE, code="wrong_state")
    return dispatch


def _answer(taking: Taking, dispatch: Dispatch, state: str, reason: str = "") -> None:
    """Write the answer into the live offer."""
    dispatch.state, dispatch.reason = state, reason
    dispatch.answered_at, dispatch.answered_by = timezone.now(), taking.actor.account_id
    dispatch.save(update_fields=["state", "reason", "answered_at", "answered_by"])


@transact
def decline_order(
    *, actor: Actor, order_id: UUID, reason: str, version: object = None
) -> ServiceOrder:
    """Say no with a reason. It costs nobody anything; the order goes back to the desk."""
    taking = begin(Action.DECLINE, actor, order_id, version)
    order = taking.order
    checked_choice("reason", reason, DECLINE_REASONS, _("请选择拒单的原因。"))
    dispatch = own_dispatch(actor, order) or live_dispatch(order)
    if dispatch is None:
        raise Conflict(GONE, code="wrong_state")
    if dispatch.team_id is not None and Role.TEAM_ADMIN is not taking.role:
        raise NotAllowed(_("拒单由接到派单的队伍办理；要换人请改派。"), code="not_asked")
    if dispatch.venue is not None:
        if not any(dispatch.venue.region.startswith(s) for s in actor.scopes(Role.VENUE_ADMIN)):
            raise NotAllowed(_("拒单由接到转派的站点办理；要换人请改派。"), code="not_asked")
        order.desk_region = ""
    _answer(taking, dispatch, "declined", reason)
    left = leave_bundle(order, "declined")
    return finish(
        taking, "desk_region", *left, reason=reason, after={"team": str(dispatch.team_id or "")}
    )


@transact
def claim_order(
    *,
    actor: Actor,
    order_id: UUID,
    team_id: UUID | None = None,
    alone: bool = False,
    version: object = None,
) -> ServiceOrder:
    """Take the order on: the team that was asked, or from the pool whoever comes first.

    ``team_id`` chooses among several teams the actor leads; ``alone`` takes a pooled order for
    oneself, and then one is named and has agreed by that.
    """
    taking = begin(Action.CLAIM, actor, order_id, version, claiming=True)
    if taking.before is State.POOLED:
        dispatch = _take_from_pool(taking, team_id, alone=alone)
    else:
        found = own_dispatch(actor, taking.order)
        if found is None or found.state != "live" or (team_id and found.team_id != team_id):
            raise Conflict(GONE, code="wrong_state")
        dispatch = found
        _answer(taking, dispatch, "claimed")
    drop_tasks(taking.order, "find_help", "dispatch_late")
    tell_requester(taking.order, "order_claimed", team=dispatch.asked)
    return finish(taking, after={"team": str(dispatch.team_id or "")})


def _take_from_pool(taking: Taking, team_id: UUID | None, *, alone: bool) -> Dispatch:
    """The offer that a claim from the pool makes for itself; nobody offered it."""
    actor, order, now = taking.actor, taking.order, timezone.now()
    if actor.person_id is not None and actor.person_id == order.requester_id:
        raise NotAllowed(_("不能接自己的单，请让别人来。"), code="own_order")
    team = None if alone else _choose_team(actor, order, team_id)
    if team is None and not may_serve(actor):
        raise NotAllowed(_("您带的队伍都不服务这个社区。"), code="elsewhere")
    if team is not None:
        check_not_apart(order, team.id)
    dispatch = Dispatch(
        district=order.district,
        order=order,
        team=team,
        volunteer_id=None if team else actor.volunteer_id,
        state="claimed",
        offered_at=now,
        answered_at=now,
        answered_by=actor.account_id,
    )
    dispatch.save(force_insert=True)
    if team is None:
        assert actor.volunteer_id is not None
        check_fit(order, actor.volunteer_id)
        Assignment(
            district=order.district,
            order=order,
            dispatch=dispatch,
            volunteer_id=actor.volunteer_id,
            is_lead=True,
            state="accepted",
            named_at=now,
            answered_at=now,
        ).save(force_insert=True)
    return dispatch


def _choose_team(actor: Actor, order: ServiceOrder, team_id: UUID | None) -> Team | None:
    teams = [team for team in teams_led(actor) if serves(team, order.community)]
    if team_id is None:
        return teams[0] if teams else None
    for team in teams:
        if team.id == team_id:
            return team
    message = _("请从您带的、服务这个社区的队伍里选择。")
    raise Invalid(message, fields={"team": message})


@transact
def give_back_order(
    *, actor: Actor, order_id: UUID, reason: str, version: object = None
) -> ServiceOrder:
    """退单. It is held against nobody; shortly before the visit the desk phones the resident."""
    taking = begin(Action.GIVE_BACK, actor, order_id, version)
    order, now = taking.order, timezone.now()
    checked_choice("reason", reason, GIVE_BACK_REASONS, _("请选择退单的原因。"))
    dispatch = claimed_dispatch(actor, order)
    dispatch.reason, dispatch.answered_by = reason, actor.account_id
    dispatch.save(update_fields=["reason", "answered_by"])
    soon = timedelta(hours=policy_of(order.district).give_back_hours)
    late = order.scheduled_from is not None and order.scheduled_from - now < soon
    if late:
        order.priority = 1
        open_task(order, "phone_resident", Role.VENUE_ADMIN, now + timedelta(hours=1))
    tell_named(order, let_go(order, "given_back"), "order_called_off")
    tell_requester(order, "order_given_back")
    tell_desk(order, "order_back_at_desk")
    return finish(
        taking,
        "priority",
        *leave_bundle(order, "cancelled"),
        *clear_visit(order),
        reason=reason,
        after={"team": str(dispatch.team_id or ""), "late": late},
    )
