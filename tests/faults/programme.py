"""Projects and the calendar in the fault loop."""

from datetime import time, timedelta
from functools import partial

from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import Project
from redvest.activities.services import ChangeCard, ProjectCard, SeriesCard
from redvest.engines.project_flow import ProjectAction
from redvest.engines.series_rules import Reach
from redvest.venues.models import Venue
from tests.faults.activities import Made, drafted, newcomer, signed, started
from tests.faults.harness import case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME, STREET, Cast

_names = iter(range(1, 90_000))


def card() -> ProjectCard:
    return ProjectCard(f"项目{next(_names)}", "陪老人说话", "service", "志愿者")


def proposed() -> tuple[Cast, Project]:
    cast = stage()
    return cast, services.propose_project(actor=cast.zhao, card=card(), team_id=cast.team.id)


def running() -> tuple[Cast, Project]:
    cast, project = proposed()
    for who, action in (("desk", ProjectAction.REVIEW), ("zhao", ProjectAction.START)):
        services.step_project(actor=cast.actor(who), project_id=project.id, action=action)
    return cast, project


@case("activities.propose_project")
def proposing() -> Made:
    cast = stage()
    actor = cast.zhao
    return actor, lambda: services.propose_project(actor=actor, card=card(), team_id=cast.team.id)


@case("activities.edit_project")
def editing_a_project() -> Made:
    cast, project = proposed()
    actor = cast.zhao
    return actor, partial(services.edit_project, actor=actor, project_id=project.id, card=card())


@case("activities.step_project")
def stepping_a_project() -> Made:
    cast, project = proposed()
    actor = cast.desk
    return actor, partial(
        services.step_project,
        actor=actor,
        project_id=project.id,
        action=ProjectAction.REVIEW,
    )


@case("activities.copy_project")
def copying_a_project() -> Made:
    cast, project = running()
    actor = cast.centre
    host = Venue.objects.create(
        district=DISTRICT, region=HOME, level="point", name=f"点{next(_names)}"
    )
    return actor, partial(
        services.copy_project, actor=actor, project_id=project.id, host_id=host.id
    )


@case("activities.brand_project")
def branding_a_project() -> Made:
    cast, project = running()
    actor = cast.centre
    return actor, partial(services.brand_project, actor=actor, project_id=project.id, is_brand=True)


@case("activities.feature_project")
def featuring_a_project() -> Made:
    cast, project = running()
    actor = cast.centre
    return actor, partial(
        services.feature_project, actor=actor, project_id=project.id, place=STREET
    )


@case("activities.add_campaign")
def adding_a_campaign() -> Made:
    cast, today = stage(), timezone.localdate()
    actor = cast.centre
    return actor, lambda: services.add_campaign(
        actor=actor,
        kind="campaign",
        name=f"专项{next(_names)}",
        starts_on=today,
        ends_on=today,
    )


@case("activities.retire_campaign")
def retiring_a_campaign() -> Made:
    _actor, add = adding_a_campaign()
    row = add()
    actor = stage().centre
    return actor, partial(services.retire_campaign, actor=actor, campaign_id=row.id)  # type: ignore[attr-defined]


@case("activities.add_festival")
def adding_a_festival() -> Made:
    cast = stage()
    actor = cast.centre
    return actor, lambda: services.add_festival(
        actor=actor, name=f"节日{next(_names)}", is_lunar=True, month=1, day=20
    )


@case("activities.retire_festival")
def retiring_a_festival() -> Made:
    _actor, add = adding_a_festival()
    row = add()
    actor = stage().centre
    return actor, partial(services.retire_festival, actor=actor, festival_id=row.id)  # type: ignore[attr-defined]


@case("activities.make_series")
def making_a_series() -> Made:
    cast, activity = drafted()
    actor, card = cast.zhao, SeriesCard(timezone.localdate() + timedelta(days=40), (1,))
    return actor, partial(services.make_series, actor=actor, activity_id=activity.id, card=card)


@case("activities.step_series")
def stepping_a_series() -> Made:
    cast, activity, _actor, _row = signed()
    actor = cast.zhao
    return actor, partial(
        services.step_series,
        actor=actor,
        activity_id=activity.id,
        action="cancel",
        reach=Reach.THIS,
        reason="weather",
    )


@case("activities.change_activities")
def changing_activities() -> Made:
    cast, activity, _actor, _row = signed()
    actor = cast.zhao
    card = ChangeCard(activity.title, "捡垃圾", "手套", "西门", time(15))
    return actor, partial(
        services.change_activities,
        actor=actor,
        activity_id=activity.id,
        card=card,
        reach=Reach.THIS,
    )


@case("activities.describe_kind")
def describing_a_kind() -> Made:
    cast, activity = drafted(kind="post")
    actor = cast.zhao
    return actor, partial(
        services.describe_kind,
        actor=actor,
        activity_id=activity.id,
        answers={"post": "路口东侧"},
    )


@case("activities.record_outcome")
def recording_an_outcome() -> Made:
    cast, activity = started()
    actor = cast.zhao
    return actor, partial(
        services.record_outcome,
        actor=actor,
        activity_id=activity.id,
        measure="litter",
        value="3",
    )


@case("activities.withdraw_outcome")
def withdrawing_an_outcome() -> Made:
    cast, activity = started()
    actor = cast.zhao
    row = services.record_outcome(actor=actor, activity_id=activity.id, measure="litter", value="3")
    return actor, partial(
        services.withdraw_outcome,
        actor=actor,
        activity_id=activity.id,
        outcome_id=row.id,
        reason="写错了",
    )


@case("activities.yield_to_weather")
def yielding_to_weather() -> Made:
    cast, activity, _actor, _row = signed()
    actor = cast.zhao
    return actor, partial(
        services.yield_to_weather,
        actor=actor,
        activity_ids=[activity.id],
        warning="heat",
        then="postpone",
    )


@case("activities.lead_series")
def leading_a_series() -> Made:
    cast, name = newcomer()
    _cast, activity = drafted(lead_no=cast.volunteers[name].volunteer_no)
    card = SeriesCard(timezone.localdate() + timedelta(days=40), (1,))
    services.make_series(actor=cast.zhao, activity_id=activity.id, card=card)
    actor = cast.actor(name)
    return actor, partial(services.lead_series, actor=actor, activity_id=activity.id)
