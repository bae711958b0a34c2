"""Who may sign up for a shift now: open, fit, free at that time, and agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import LOADS
from redvest.activities.models import Activity, Shift
from redvest.activities.queries import need_of, plan_of, promises
from redvest.activities.services.telling import said
from redvest.engines.activity_flow import ActivityState
from redvest.engines.activity_rules import (
    Tier,
    loads,
    needs_agreement,
    opens_for,
    overlapping,
    too_long,
)
from redvest.engines.ages import AgeBand
from redvest.engines.service_needs import Obstacle, obstacles
from redvest.errors import Conflict, Invalid
from redvest.orders.item_labels import OBSTACLES
from redvest.orders.queries import servers_for
from redvest.people.models import Volunteer
from redvest.people.queries.persons import band_of
from redvest.teams.queries import is_member

OPEN_STATES = (ActivityState.PUBLISHED, ActivityState.FULL)


@dataclass(frozen=True)
class Wish:
    """What somebody says when signing up."""

    volunteer_ids: tuple[UUID, ...] = ()
    companions: int = 0
    agrees: bool = False
    knows_load: bool = False


def agreement_text(activity: Activity, shift: Shift) -> str:
    """The agreement in words: what, when, where, the risks and who is insured how."""
    starts, ends = timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at)
    lines = [
        activity.title,
        shift.position.name,
        f"{starts:%Y-%m-%d %H:%M} – {ends:%H:%M}",
        activity.place or (activity.venue.name if activity.venue else ""),
        activity.description,
        activity.risk_statement,
        activity.bring,
        activity.policy_name,
    ]
    return "\n".join(line for line in lines if line)


def check_open(activity: Activity, shift: Shift, team: bool) -> None:
    """Refuse what cannot be signed up for now.

    Raises
    ------
    Conflict
        If it is not open: not published, begun, closed, or not yet for this person.
    """
    now = timezone.now()
    if ActivityState(activity.status) not in OPEN_STATES or shift.closed_at is not None:
        raise Conflict(_("这个活动现在不能报名。"), code="not_open")
    if shift.starts_at <= now:
        raise Conflict(_("这一场已经开始了。"), code="not_open")
    closes = activity.signup_closes_at
    if closes is not None and closes <= now:
        raise Conflict(_("报名已经截止。"), code="not_open")
    if activity.signup_opens_at is not None:
        tier = Tier.TEAM if team else Tier.EVERYBODY
        opens = opens_for(tier, activity.signup_opens_at, activity.team_ahead_hours)
        if now < opens:
            raise Conflict(_("%(time)s起可以报名。") % {"time": said(opens)}, code="not_yet")


def check_fits(activity: Activity, shift: Shift, people: Sequence[Volunteer]) -> None:
    """Refuse people the position may not take.

    Raises
    ------
    Invalid
        With the first reason found: not active, too young, a paper missing, not of the team.
    """
    day = timezone.localdate(shift.starts_at)
    position = shift.position
    servers = servers_for(activity.district, [one.id for one in people], day)
    bands = {one.id: band_of(one.person, day) for one in people}
    for one in people:
        if one.status != "active":
            raise Invalid(_("志愿者身份现在不能报名，请先在“志愿者”页面恢复。"), code="inactive")
        wrong = obstacles(need_of(position), servers[one.id], day)
        if wrong:
            what = _("不满14周岁要和监护人一起报名，而且岗位要接受未成年人。")
            known = OBSTACLES[wrong[0]] if wrong[0] is not Obstacle.CHILD_ALONE else what
            raise Invalid(_("现在不能报这个岗位：%(why)s。") % {"why": known}, code=wrong[0].value)
        if bands[one.id] is AgeBand.CHILD and AgeBand.ADULT not in bands.values():
            message = _("不满14周岁的孩子要有监护人一起报名。")
            raise Invalid(message, code="child_alone")
    if position.team_only and activity.team_id is not None:
        ids = [one.id for one in people]
        if set(ids) - is_member(activity.team_id, ids, activity.district):
            raise Invalid(_("这个岗位只给本队队员报名。"), code="team_only")


def check_times(shift: Shift, people: Sequence[Volunteer], knows_load: bool) -> None:
    """Refuse two places at one time, and say what is a lot.

    Raises
    ------
    Conflict
        If somebody is promised elsewhere then.
    Invalid
        If a day would be too long; or a lot, until the person says they know.
    """
    span = (timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at))
    busy = promises(shift.district, [one.id for one in people], *span)
    for spans in busy.values():
        if overlapping(span, spans):
            raise Conflict(_("这个时间已经有别的安排，请先处理那一个。"), code="time_clash")
        if too_long(span, spans):
            raise Invalid(_("一天加起来超过16小时，不能再报。"), code="too_long_day")
        found = loads(span, spans)
        if found and not knows_load:
            message = _("请留意：%(what)s。确实要报，请勾选“我知道，仍要报名”。") % {
                "what": "；".join(str(LOADS[one]) for one in found)
            }
            raise Invalid(message, code="load", fields={"knows_load": message})


def agreed_to(activity: Activity, shift: Shift, wish: Wish) -> str:
    """The fingerprint of the agreement, where one is needed."""
    if not needs_agreement(plan_of(activity), asked=activity.asks_agreement):
        return ""
    if not wish.agrees:
        message = _("这个活动要先同意服务协议，请看过后勾选同意。")
        raise Invalid(message, code="agreement", fields={"agrees": message})
    return sha256(agreement_text(activity, shift).encode()).hexdigest()
