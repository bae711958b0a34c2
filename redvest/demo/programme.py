"""The programme of the demo: projects, a theme, and a week of activities people signed up for."""

from datetime import date, time, timedelta

from django.db import transaction
from django.utils import timezone

from redvest.activities.models import Activity, Project, Shift
from redvest.activities.occasions import IDEAS
from redvest.activities.services import (
    PlanCard,
    PositionCard,
    ProjectCard,
    SessionCard,
    add_campaign,
    approve_activity,
    brand_project,
    create_activity,
    describe_kind,
    feature_project,
    propose_project,
    publish_activity,
    sign_up,
    step_project,
    submit_activity,
)
from redvest.core.days import at
from redvest.demo.stage import Stage
from redvest.engines.activity_rules import Declared
from redvest.engines.project_flow import ProjectAction
from redvest.engines.roles import Role
from redvest.people.models import Volunteer
from redvest.people.queries import actor_of
from redvest.teams.models import Team
from redvest.venues.models import Venue

PROJECTS = (
    ("邻里帮帮团", "陪独居老人说话、代买代办、换灯泡。", "service", "poverty_relief", "template"),
    ("小河长", "孩子和家长一起巡河、捡垃圾、测水质。", "patrol", "hygiene_environment", "running"),
    ("巧手课堂", "退休的老师傅教剪纸、编织和小家电维修。", "class", "culture", "proposed"),
)
WEEK: tuple[tuple[int, int, str, str, str, bool, dict[str, str]], ...] = (
    # Days from today, hour, title, kind, idea's words, outdoors, what its kind asks.
    (1, 9, "清理楼道和小广告", "service", "带上手套，一起清理三个单元的楼道。", False, {}),
    (2, 15, "沿河巡查，捡垃圾测水质", "patrol", "从东门走到二号桥，边走边记。", True,
     {"route": "东门到二号桥", "records": "垃圾、水温、酸碱度"}),
    (3, 10, "少年书法课", "class", "社区老师教毛笔字，笔墨由站里准备。", False,
     {"topic": "毛笔字", "from_age": "8", "to_age": "14", "guarding": "stays"}),
    (4, 14, "防诈骗小讲堂", "lecture", "讲身边的案例，教老人认出骗子的话。", False,
     {"topic": "防诈骗", "speaker": "社区民警"}),
    (5, 8, "路口文明劝导", "post", "在路口东侧提醒行人和骑车的人。", True, {"post": "路口东侧"}),
    (6, 19, "云听家风故事", "online", "在家里听一段家风故事，一起留言。", False,
     {"link": "https://example.org/stories"}),
)  # fmt: skip
STEPS = (
    ("running", ProjectAction.REVIEW, "centre", ""),
    ("running", ProjectAction.START, "station", ""),
    ("template", ProjectAction.COMPLETE, "station", ""),
    ("template", ProjectAction.EVALUATE, "centre", "半年走访四十户，邻居之间熟了。"),
    ("template", ProjectAction.OFFER, "centre", ""),
)


def programme(stage: Stage) -> None:
    """Everything through the services of everybody's desks."""
    with transaction.atomic():
        found = projects(stage)
    today = timezone.localdate()
    with transaction.atomic():
        add_campaign(
            actor=stage.actor("centre"),
            kind="theme",
            name="邻里月",
            note="认识一位邻居，帮一次忙。",
            starts_on=today,
            ends_on=today,
        )
    for index in range(len(WEEK)):
        with transaction.atomic():
            _activity(stage, index, today, found)


def projects(stage: Stage) -> list[Project]:
    """One offered to all, one running, one waiting for its review."""
    station = Venue.objects.get(
        district=stage.district, region=stage.home, level="station", kind="venue"
    )
    made = []
    for title, aim, kind, category, until in PROJECTS:
        card = ProjectCard(
            title, aim, kind, "志愿者", category=category, risk_statement="没有特别的风险。"
        )
        project = propose_project(actor=stage.actor("station"), card=card, host_id=station.id)
        for for_state, action, who, words in STEPS:
            if until == "template" or until == for_state:
                step_project(
                    actor=stage.actor(who), project_id=project.id, action=action, words=words
                )
        made.append(project)
    brand_project(actor=stage.actor("centre"), project_id=made[0].id, is_brand=True)
    feature_project(actor=stage.actor("office"), project_id=made[1].id, place=stage.street)
    return made


def _activity(stage: Stage, index: int, today: date, found: list[Project]) -> Activity:
    """Drafted by the team's leader, approved by the center, published, and signed up for."""
    days, hour, title, kind, words, outdoors, details = WEEK[index]
    leader = stage.actor("team_admin")
    own = Volunteer.objects.get(person__account=stage.logins["team_admin"])
    team = Team.objects.get(id=sorted(leader.teams(Role.TEAM_ADMIN))[0])
    starts = at(today + timedelta(days=days), time(hour))
    activity = create_activity(
        actor=leader,
        card=PlanCard(
            title=title,
            kind=kind,
            description=words,
            risk_statement=str(IDEAS["practice_day"][0].risk) if outdoors else "没有特别的风险。",
            place="" if kind == "online" else "社区广场",
            lead_no=own.volunteer_no,
            declared=[one.value for one in Declared],
            is_outdoor=outdoors,
            project_id=found[1].id if kind == "patrol" else None,
            tags=["邻里月"],
        ),
        session=SessionCard(starts, starts + timedelta(hours=2)),
        position=PositionCard("志愿者", 4 + index),
        team_id=team.id,
    )
    if details:
        describe_kind(actor=leader, activity_id=activity.id, answers=details)
    submit_activity(actor=leader, activity_id=activity.id)
    approve_activity(actor=stage.actor("centre"), activity_id=activity.id)
    publish_activity(actor=leader, activity_id=activity.id)
    shift = Shift.objects.get(activity=activity)
    members = team.memberships.filter(state="member", volunteer__person__account__isnull=False)
    rows = members.exclude(volunteer=own).select_related("volunteer__person__account")
    for row in rows.order_by("id")[: 2 + index]:
        account = row.volunteer.person.account
        sign_up(actor=actor_of(account, stage.district), shift_id=shift.id)
    return activity
