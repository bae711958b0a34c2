"""Projects from the proposal to the template, and what a place is proud of."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import Activity, Campaign, Project
from redvest.activities.queries.projects import campaigns_of, theme_now
from redvest.activities.services import ProjectCard
from redvest.engines.project_flow import ProjectAction
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.venues.models import Venue
from tests.activities.cast import Cast, a_draft, plan
from tests.activities.test_pages import browser
from tests.orders.cast import ELSEWHERE, HOME, NEXT_DOOR, STREET

pytestmark = pytest.mark.django_db
CARD = ProjectCard(
    title="邻里帮帮团",
    aim="陪独居老人说说话",
    kind="service",
    position="陪伴",
    occasion="double_ninth",
    risk_statement="没有特别的风险",
    minutes=90,
    capacity=4,
)


def a_project(cast: Cast, until: str = "running") -> Project:
    """Proposed by zhao's team, taken on by the desk and the center."""
    project = services.propose_project(actor=cast.zhao, card=CARD, team_id=cast.team.id)
    for action, who, words in (
        ("review", "desk", ""),
        ("start", "zhao", ""),
        ("complete", "zhao", ""),
        ("evaluate", "desk", "去了40户，老人盼着下一次。"),
        ("offer", "centre", ""),
    ):
        if project.status == until:
            return project
        project = services.step_project(
            actor=cast.actor(who), project_id=project.id, action=ProjectAction(action), words=words
        )
    return project


def a_station(region: str, name: str) -> Venue:
    return Venue.objects.create(district=region[:6], region=region, level="station", name=name)


def unchanged(project: Project) -> bool:
    row = Project.objects.get(id=project.id)
    return (row.status, row.version) == (project.status, project.version)


def test_a_project_goes_from_the_proposal_to_a_template_through_several_hands(cast: Cast):
    project = a_project(cast, "template")
    row = Project.objects.get(id=project.id)
    assert row.status == "template"
    assert row.evaluation == "去了40户，老人盼着下一次。"
    assert row.reviewed_by == cast.desk.account_id != row.created_by
    kinds = Event.objects.filter(subject_id=row.id).order_by("at", "id")
    assert [one.kind for one in kinds] == [
        "project.proposed",
        "project.review",
        "project.start",
        "project.complete",
        "project.evaluate",
        "project.offer",
    ]


def test_nobody_reviews_what_they_proposed_themselves(cast: Cast):
    host = a_station(HOME, "畅家巷站")
    own = services.propose_project(actor=cast.desk, card=CARD, host_id=host.id)
    for action in (ProjectAction.REVIEW, ProjectAction.RETURN):
        with pytest.raises(NotAllowed), transaction.atomic():
            services.step_project(actor=cast.desk, project_id=own.id, action=action, words="再想想")
        assert unchanged(own)
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(id=own.id).update(reviewed_by=own.created_by)


def test_a_returned_project_says_why_and_may_be_changed(cast: Cast):
    project = a_project(cast, "proposed")
    with pytest.raises(Invalid), transaction.atomic():
        services.step_project(
            actor=cast.desk, project_id=project.id, action=ProjectAction.RETURN, words=" "
        )
    assert unchanged(project)
    services.step_project(
        actor=cast.desk, project_id=project.id, action=ProjectAction.RETURN, words="写明风险"
    )
    services.edit_project(
        actor=cast.zhao, project_id=project.id, card=ProjectCard("帮帮团", "陪伴", "class", "老师")
    )
    services.step_project(
        actor=cast.zhao, project_id=project.id, action=ProjectAction.PROPOSE_AGAIN
    )
    row = Project.objects.get(id=project.id)
    assert (row.status, row.reason, row.title) == ("proposed", "写明风险", "帮帮团")


def test_a_reviewed_project_keeps_its_words_and_a_stale_page_is_told(cast: Cast):
    project = a_project(cast, "reviewed")
    with pytest.raises(Conflict), transaction.atomic():
        services.edit_project(actor=cast.zhao, project_id=project.id, card=CARD)
    with pytest.raises(Conflict) as refusal, transaction.atomic():
        services.step_project(
            actor=cast.zhao, project_id=project.id, action=ProjectAction.START, version=1
        )
    assert refusal.value.code == "stale"
    assert unchanged(project)


def test_outsiders_see_no_proposal(cast: Cast):
    project = a_project(cast, "proposed")
    for name in ("other_desk", "li", "granny"):
        with pytest.raises(NotSeen):
            services.step_project(
                actor=cast.actor(name), project_id=project.id, action=ProjectAction.REVIEW
            )
    assert browser(cast).get(reverse("activities:project", args=[project.id])).status_code == 404


def test_a_project_is_copied_to_another_venue_once_and_reviewed_there_anew(cast: Cast):
    project = a_project(cast, "template")
    host = a_station(NEXT_DOOR, "中山社区站")
    made = services.copy_project(actor=cast.centre, project_id=project.id, host_id=host.id)
    assert (made.status, made.region, made.copied_from_id) == ("proposed", NEXT_DOOR, project.id)
    assert (made.title, made.minutes, made.capacity) == (CARD.title, 90, 4)
    with pytest.raises(Invalid), transaction.atomic():
        services.copy_project(actor=cast.centre, project_id=project.id, host_id=host.id)
    assert Project.objects.filter(copied_from=project).count() == 1
    services.step_project(actor=cast.centre, project_id=made.id, action=ProjectAction.DROP)
    services.copy_project(actor=cast.centre, project_id=project.id, host_id=host.id)


def test_nobody_copies_to_a_venue_they_do_not_look_after(cast: Cast):
    project = a_project(cast)
    host = a_station(ELSEWHERE, "山字石站")
    with pytest.raises(NotSeen), transaction.atomic():
        services.copy_project(actor=cast.desk, project_id=project.id, host_id=host.id)
    assert not Project.objects.filter(host=host).exists()


def test_a_street_is_proud_of_one_project_at_a_time(cast: Cast):
    first, second = a_project(cast), a_project(cast)
    for one in (first, second):
        services.feature_project(actor=cast.centre, project_id=one.id, place=STREET)
    assert Project.objects.get(id=first.id).featured_of == ""
    assert Project.objects.get(id=second.id).featured_of == STREET
    with pytest.raises(NotAllowed), transaction.atomic():
        services.feature_project(actor=cast.desk, project_id=first.id, place=STREET)
    services.feature_project(actor=cast.desk, project_id=first.id, place=HOME)
    with pytest.raises(Invalid), transaction.atomic():
        services.feature_project(actor=cast.centre, project_id=first.id, place=ELSEWHERE)
    assert Project.objects.get(id=first.id).featured_of == HOME
    services.feature_project(actor=cast.centre, project_id=second.id)
    assert not Project.objects.filter(featured_of=STREET).exists()


def test_the_brand_is_the_centers_word_and_only_for_what_ran(cast: Cast):
    running, proposed = a_project(cast), a_project(cast, "proposed")
    with pytest.raises(NotAllowed), transaction.atomic():
        services.brand_project(actor=cast.desk, project_id=running.id, is_brand=True)
    with pytest.raises(Conflict), transaction.atomic():
        services.brand_project(actor=cast.centre, project_id=proposed.id, is_brand=True)
    assert unchanged(running)
    assert services.brand_project(actor=cast.centre, project_id=running.id, is_brand=True).is_brand


def test_activities_begin_with_what_the_project_says_and_count_for_it(cast: Cast):
    project = a_project(cast)
    page = browser(cast, "zhao").get(reverse("activities:new"), {"project": project.id})
    initial = page.context["form"].initial
    assert (initial["title"], initial["capacity"]) == (CARD.title, 4)
    draft = a_draft(cast, project_id=project.id)
    assert Activity.objects.get(id=draft.id).project_id == project.id
    stranger = a_project(cast, "proposed")
    with pytest.raises(Invalid), transaction.atomic():
        services.edit_activity(
            actor=cast.zhao, activity_id=draft.id, card=plan(cast, project_id=stranger.id)
        )
    assert Activity.objects.get(id=draft.id).project_id == project.id


def test_a_month_has_one_theme_and_a_name_is_used_once(cast: Cast):
    today = timezone.localdate()
    common = {"actor": cast.centre, "starts_on": today, "ends_on": today}
    theme = services.add_campaign(kind="theme", name="学雷锋月", **common)
    assert theme.starts_on.day == 1
    assert theme.ends_on.month == today.month
    assert (theme.ends_on.toordinal() + 1) == date.fromordinal(
        theme.ends_on.toordinal() + 1
    ).replace(day=1).toordinal()
    for kind, name in (("theme", "另一个"), ("campaign", "学雷锋月")):
        with pytest.raises(Invalid), transaction.atomic():
            services.add_campaign(kind=kind, name=name, **common)
    assert Campaign.objects.count() == 1
    with pytest.raises(NotAllowed):
        services.add_campaign(kind="campaign", name="创城", **{**common, "actor": cast.desk})
    assert theme_now(cast.centre.district) == theme
    services.retire_campaign(actor=cast.centre, campaign_id=theme.id)
    assert theme_now(cast.centre.district) is None
    services.add_campaign(kind="theme", name="学雷锋月", **common)
    assert campaigns_of(cast.centre.district, first=today, last=today).count() == 1


def test_activities_carry_the_theme_as_a_tag_and_are_found_by_it(cast: Cast):
    today = timezone.localdate()
    services.add_campaign(
        actor=cast.centre, kind="campaign", name="清河行动", starts_on=today, ends_on=today
    )
    page = browser(cast, "zhao").get(reverse("activities:new"))
    assert ("清河行动", "清河行动") in page.context["form"].fields["campaigns"].choices


def test_the_pages_lead_from_the_list_to_the_step(cast: Cast):
    project = a_project(cast, "proposed")
    desk = browser(cast, "desk")
    url = reverse("activities:project_desk", args=[project.id])
    assert url in desk.get(reverse("activities:projects_kept")).content.decode()
    assert desk.get(url).status_code == 200
    step = reverse("activities:project_step", args=[project.id, "return"])
    again = desk.post(step, {"words": "", "version": project.version})
    assert again.status_code == 200
    assert unchanged(project)
    assert (
        desk.post(reverse("activities:project_step", args=[project.id, "review"]))["Location"]
        == url
    )
    assert Project.objects.get(id=project.id).status == "reviewed"
