"""Who may sign up for a shift now: open, fit, free at that time, and agreed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import LOADS
from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.models.signups import LIVE
from redvest.activities.queries import need_of, plan_of, plans_of, promises
from redvest.activities.services.telling import said
from redvest.engines.activity_flow import ActivityState
from redvest.engines.activity_rules import (
    Plan,
    Span,
    Tier,
    loads,
    needs_agreement,
    opens_for,
    overlapping,
    too_long,
)
from redvest.engines.ages import AgeBand
from redvest.engines.service_needs import Obstacle, Server, obstacles
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.orders.item_labels import OBSTACLES
from redvest.orders.queries import servers_for
from redvest.people.models import Volunteer
from redvest.people.queries.persons import band_of
from redvest.teams.queries import are_members, is_member

OPEN_STATES = (ActivityState.PUBLISHED, ActivityState.FULL)


@dataclass(frozen=True)
class Wish:
    """What somebody says when signing up."""

    volunteer_ids: tuple[UUID, ...] = ()
    companions: int = 0
    agrees: bool = False
    knows_load: bool = False


Group = tuple[Activity, Shift, Sequence[Volunteer]]
"""People who want to sign up for a shift together."""


@dataclass(frozen=True)
class Facts:
    """What has to be known about people who sign up, asked for all of them at once."""

    members: set[tuple[UUID, UUID]]
    """Teams, and who of the people may serve in them now."""
    listed: set[tuple[UUID, UUID]]
    """Shifts, and who is on their lists."""
    servers: Mapping[date, Mapping[UUID, Server]]
    busy: Mapping[UUID, list[Span]]
    plans: Mapping[UUID, Plan]

    def note(self, row: SignUp) -> None:
        """Somebody has just signed up; what they ask for next has to know."""
        self.listed.add((row.shift_id, row.volunteer_id))
        if row.state == "confirmed":
            self.busy[row.volunteer_id].append(span_of(row))


def facts_for(groups: Sequence[Group]) -> Facts:
    """The facts about groups of one district."""
    district, ids = groups[0][0].district, {one.id for *_to, people in groups for one in people}
    by_day: dict[date, set[UUID]] = {}
    for _activity, shift, people in groups:
        day = timezone.localdate(shift.starts_at)
        by_day.setdefault(day, set()).update(one.id for one in people)
    activities = list({one.id: one for one, *_rest in groups}.values())
    shifts = [shift for _activity, shift, _people in groups]
    listed = SignUp.objects.filter(
        district=district, shift__in=shifts, volunteer__in=ids, state__in=LIVE
    )
    spans = [span_of(one) for one in shifts]
    return Facts(
        are_members({one.team_id for one, *_rest in groups if one.team_id}, ids, district),
        set(listed.values_list("shift_id", "volunteer_id")),
        {day: servers_for(district, wanted, day) for day, wanted in by_day.items()},
        promises(
            district,
            list(ids),
            min(starts for starts, _ends in spans),
            max(ends for _starts, ends in spans),
        ),
        dict(zip((one.id for one in activities), plans_of(activities), strict=True)),
    )


def span_of(one: Shift | SignUp) -> Span:
    return timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)


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


def check_fits(
    activity: Activity,
    shift: Shift,
    people: Sequence[Volunteer],
    servers: Mapping[UUID, Server] | None = None,
) -> None:
    """Refuse people the position may not take.

    Raises
    ------
    Invalid
        With the first reason found: not active, too young, a paper missing, not of the team.
    """
    day = timezone.localdate(shift.starts_at)
    position = shift.position
    if servers is None:
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


def check_times(
    shift: Shift,
    people: Sequence[Volunteer],
    knows_load: bool,
    busy: Mapping[UUID, Sequence[Span]] | None = None,
) -> None:
    """Refuse two places at one time, and say what is a lot.

    Raises
    ------
    Conflict
        If somebody is promised elsewhere then.
    Invalid
        If a day would be too long; or a lot, until the person says they know.
    """
    span = span_of(shift)
    if busy is None:
        busy = promises(shift.district, [one.id for one in people], *span)
    for one in people:
        spans = busy[one.id]
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


def check_all(
    activity: Activity,
    shift: Shift,
    people: Sequence[Volunteer],
    wish: Wish,
    facts: Facts | None = None,
) -> str:
    """Refuse whatever stands against signing these people up; else what they agreed to."""
    if activity.published_at is None:
        raise NotSeen(_("没有找到这个班次。"))
    facts = facts or facts_for([(activity, shift, people)])
    of_team = activity.team_id is not None and all(
        (activity.team_id, one.id) in facts.members for one in people
    )
    check_open(activity, shift, of_team)
    if any((shift.id, one.id) in facts.listed for one in people):
        raise Conflict(_("已经报过这个班次了。"), code="already")
    check_fits(activity, shift, people, facts.servers[timezone.localdate(shift.starts_at)])
    check_times(shift, people, wish.knows_load, facts.busy)
    return agreed_to(activity, shift, wish, facts.plans[activity.id])


def agreed_to(activity: Activity, shift: Shift, wish: Wish, plan: Plan | None = None) -> str:
    """The fingerprint of the agreement, where one is needed."""
    if not needs_agreement(plan or plan_of(activity), asked=activity.asks_agreement):
        return ""
    if not wish.agrees:
        message = _("这个活动要先同意服务协议，请看过后勾选同意。")
        raise Invalid(message, code="agreement", fields={"agrees": message})
    return sha256(agreement_text(activity, shift).encode()).hexdigest()
