"""One team for all days of a standing order: asked once, answered once, ended at any time.

The team's yes stands for accepting each day's order, not for anybody going there: who goes is named
day by day, and each of them agrees. Refusing or ending a series costs nobody anything.
"""

from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamStatus
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.orders.models import Dispatch, ServiceOrder, StandingOrder, StandingTeam
from redvest.orders.queries import DESK, serves
from redvest.orders.queries.series import LIVE_SERIES, live_series, series_seen_by
from redvest.orders.queries.standing import standing_seen_by
from redvest.orders.services.answering import give_back_order
from redvest.orders.services.clocks import watch_untaken
from redvest.orders.services.door import finish, taking_of
from redvest.orders.services.tasks import drop_tasks
from redvest.orders.services.telling import tell_requester
from redvest.people.actors import Actor, system
from redvest.teams.models import Team
from redvest.teams.queries import leader_accounts

OPEN = ("submitted", "accepted")


def _recorded(actor: Actor, series: StandingTeam, kind: str, role: Role, **more: object) -> None:
    record_event(
        actor=actor,
        kind=f"series.{kind}",
        subject=series,
        region=series.standing.community,
        role=role,
        after={"state": series.state, "team": str(series.team_id), **more},
    )


def _team(actor: Actor, standing: StandingOrder, team_id: UUID) -> Team:
    team = Team.objects.filter(
        district=actor.district, id=team_id, status=TeamStatus.ACTIVE.value
    ).first()
    near = team is not None and serves(team, standing.community)
    if team is None or not (near or actor.has(Role.CENTRE_ADMIN, region=standing.community)):
        message = _("请从列表里选择一支服务这个社区的队伍。")
        raise Invalid(message, fields={"team": message})
    return team


@transact
def offer_series(*, actor: Actor, standing_id: UUID, team_id: UUID) -> StandingTeam:
    """The desk asks one team for all the days. Until it says yes, each day goes its own way."""
    standing, role = standing_seen_by(actor, standing_id, lock=True)
    if role not in DESK:
        raise NotAllowed(_("整个周期由社区站点派给队伍。"), code="not_allowed")
    if standing.ended_at is not None:
        raise Conflict(_("这个周期点单已经停了。需要时请再定一个。"), code="ended")
    if live_series(standing) is not None:
        raise Conflict(_("已经派给一支队伍。要换一支，请先收回。"), code="already_offered")
    team = _team(actor, standing, team_id)
    series = StandingTeam.objects.create(
        district=standing.district,
        standing=standing,
        team=team,
        offered_by=actor.account_id,
        offered_at=timezone.now(),
    )
    for account_id in leader_accounts(team.id, team.district):
        notify(
            district=series.district,
            template="series_offered",
            params={"item": standing.item.name},
            to_account_id=account_id,
            url=reverse("orders:series", args=[series.id]),
            dedupe_key=f"series:{series.id}:{account_id}",
        )
    _recorded(actor, series, "offered", role)
    return series


@transact
def answer_series(*, actor: Actor, series_id: UUID, accepts: bool) -> StandingTeam:
    """Yes: the days made already and all to come are the team's. No: nothing has happened."""
    series, role = series_seen_by(actor, series_id, lock=True)
    if role is not Role.TEAM_ADMIN:
        raise NotAllowed(_("由被问到的队伍答复。"), code="not_asked")
    if series.state != "offered":
        raise Conflict(_("已经答复过，或站点已经收回，请刷新页面。"), code="wrong_state")
    series.state = "accepted" if accepts else "declined"
    series.answered_by, series.answered_at = actor.account_id, timezone.now()
    series.save(update_fields=["state", "answered_by", "answered_at"])
    taken = 0
    if accepts:
        waiting = ServiceOrder.objects.filter(
            district=series.district,
            standing=series.standing,
            state__in=OPEN,
            preferred_on__gte=timezone.localdate(),
        )
        for order_id in list(waiting.order_by("id").values_list("id", flat=True)):
            rows = ServiceOrder.objects.select_related("item", "requester")
            row = rows.select_for_update(of=("self",), no_key=True).get(id=order_id)
            taken += hand_over(row, series)
    _recorded(actor, series, series.state, role, days=taken)
    return series


def hand_over(order: ServiceOrder, series: StandingTeam) -> bool:
    """Take an order under lock in, offer it to the team of its series, and take it on.

    Desk and team have said all of it in advance; the steps are the ordinary ones.
    """
    if order.state not in OPEN:
        return False
    actor, now = system(order.district), timezone.now()
    said: dict[str, object] = {"series": str(series.id)}
    desk, team = frozenset({Role.VENUE_ADMIN}), frozenset({Role.TEAM_ADMIN})
    if order.state == "submitted":
        taking = taking_of(Action.ACCEPT, actor, order, desk)
        order.verification = "known"
        drop_tasks(order, "accept_late")
        watch_untaken(order)
        finish(taking, "verification", after=said)
    taking = taking_of(Action.DISPATCH, actor, order, desk)
    dispatch = _dispatched(order, series, now)
    order.attempts += 1
    drop_tasks(order, "dispatch_late", "find_help")
    finish(taking, "attempts", after={**said, "dispatch": str(dispatch.id)})
    taking = taking_of(Action.CLAIM, actor, order, team)
    dispatch.state, dispatch.answered_at = "claimed", now
    dispatch.answered_by = series.answered_by
    dispatch.save(update_fields=["state", "answered_at", "answered_by"])
    tell_requester(order, "order_claimed", team=dispatch.asked)
    finish(taking, after={**said, "team": str(series.team_id)})
    return True


def _dispatched(order: ServiceOrder, series: StandingTeam, now: datetime) -> Dispatch:
    dispatch = Dispatch(
        district=order.district,
        order=order,
        team=series.team,
        offered_by=series.offered_by,
        offered_at=now,
    )
    dispatch.save(force_insert=True)
    return dispatch


def follow_series(order: ServiceOrder) -> bool:
    """A day's new order goes to the team that took the series, while that team is active."""
    assert order.standing is not None
    series = live_series(order.standing)
    if series is None or series.state != "accepted":
        return False
    if series.team.status != TeamStatus.ACTIVE.value:
        return False
    return hand_over(order, series)


@transact
def leave_series(*, actor: Actor, series_id: UUID) -> StandingTeam:
    """The team or the desk ends it, today, without a reason. Days nobody began are free again."""
    series, role = series_seen_by(actor, series_id, lock=True)
    if series.state not in LIVE_SERIES:
        raise Conflict(_("已经结束了，请刷新页面。"), code="wrong_state")
    given_back = _give_back(actor, series) if role is Role.TEAM_ADMIN else 0
    _end(series)
    _recorded(actor, series, "ended", role, days=given_back)
    return series


def _give_back(actor: Actor, series: StandingTeam) -> int:
    rows = ServiceOrder.objects.filter(
        district=series.district,
        standing=series.standing,
        state__in=["claimed", "scheduled"],
        preferred_on__gte=timezone.localdate(),
        dispatches__team=series.team,
        dispatches__state="claimed",
    )
    found = list(rows.order_by("id").values_list("id", flat=True))
    for order_id in found:
        give_back_order(actor=actor, order_id=order_id, reason="nobody_free")
    return len(found)


def _end(series: StandingTeam) -> None:
    series.state, series.ended_at = "ended", timezone.now()
    series.save(update_fields=["state", "ended_at"])


def end_series(standing: StandingOrder) -> None:
    """With its standing order, or a change of it, a series is over."""
    series = live_series(standing)
    if series is not None:
        _end(series)
