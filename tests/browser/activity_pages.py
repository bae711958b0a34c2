"""The pages of activities, as whom."""

from collections.abc import Callable

from django.utils import timezone

from redvest.activities.services import add_campaign, feature_project, record_outcome, sign_up
from tests.activities.cast import a_draft, an_activity, shift_of
from tests.activities.test_outcomes import on_patrol
from tests.activities.test_projects import a_project
from tests.activities.test_series import a_series
from tests.browser.seen import Seen
from tests.browser.stage import Stage
from tests.orders.cast import Cast


def activity(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about an activity for which wang has signed up, or of a draft."""

    def make(cast: Cast) -> dict[str, object]:
        found = an_activity(
            cast, capacity=3, is_for_families=True, title="周五下午清理河边步道和两岸绿化带的垃圾"
        )
        [row] = sign_up(actor=cast.wang, shift_id=shift_of(found).id)
        draft = a_draft(cast, risk_statement="", title="还没写完的活动")
        return {
            "activity": found.id,
            "shift": shift_of(found).id,
            "signup": row.id,
            "draft": draft.id,
        }

    return lambda stage: pattern.format(**stage.once("activity", make))


def programme(pattern: str) -> Callable[[Stage], str]:
    """The address of a page about a project that runs, with a theme of the month."""

    def make(cast: Cast) -> dict[str, object]:
        project = a_project(cast)
        feature_project(actor=cast.centre, project_id=project.id, place=project.region)
        today = timezone.localdate()
        add_campaign(
            actor=cast.centre, kind="theme", name="学雷锋月", starts_on=today, ends_on=today
        )
        rows = a_series(cast, published=True, title="周五清河边")
        sign_up(actor=cast.li, shift_id=shift_of(rows[1]).id)
        patrol = on_patrol(cast)
        record_outcome(
            actor=cast.zhao, activity_id=patrol.id, measure="litter", value="35.5", spot="二号桥"
        )
        return {"project": project.id, "one": rows[1].id, "patrol": patrol.id}

    return lambda stage: pattern.format(**stage.once("programme", make))


ACTIVITIES = (
    Seen("year", programme("/activities/year/")),
    Seen("project", programme("/projects/{project}/")),
    Seen("desk-programme", programme("/desk/programme/"), who="centre", desk=True),
    Seen("desk-change", programme("/desk/activities/{one}/change/"), who="zhao", desk=True),
    Seen("outcomes", programme("/activities/{patrol}/outcomes/"), who="zhao"),
    Seen("desk-project", programme("/desk/projects/{project}/"), who="centre", desk=True),
    Seen("activities", activity("/activities/")),
    Seen("activity", activity("/activities/{activity}/")),
    Seen("activity-poster", activity("/activities/{activity}/poster/")),
    Seen("activity-shifts", activity("/activities/shifts/"), who="li"),
    Seen("activity-join", activity("/activities/shifts/{shift}/"), who="li"),
    Seen("shifts-mine", activity("/me/shifts/"), who="wang"),
    Seen("shift-one", activity("/me/shifts/{signup}/"), who="wang"),
    Seen("leading", activity("/me/leading/"), who="zhao"),
    Seen("activity-roster", activity("/activities/{activity}/roster/"), who="zhao"),
    Seen("activity-sheet", activity("/activities/{activity}/sheet/"), who="zhao"),
    Seen("activity-gate", activity("/activities/{activity}/gate/"), who="zhao"),
    Seen("activity-ticks", activity("/activities/{activity}/ticks/"), who="zhao"),
    Seen("activity-here", activity("/activities/{activity}/here/"), who="wang"),
    Seen("attend-phones", "/me/phones/", who="wang"),
    Seen("activities-to-settle", "/desk/hours/activities/", who="desk", desk=True),
    Seen("desk-activities", activity("/desk/activities/"), who="desk", desk=True),
    Seen("desk-activity-new", "/desk/activities/new/", who="zhao", desk=True),
    Seen("desk-activity", activity("/desk/activities/{activity}/"), who="zhao", desk=True),
    Seen("desk-activity-draft", activity("/desk/activities/{draft}/"), who="zhao", desk=True),
    Seen("desk-activity-edit", activity("/desk/activities/{draft}/edit/"), who="zhao", desk=True),
    Seen(
        "desk-activity-part",
        activity("/desk/activities/{draft}/parts/position/"),
        who="zhao",
        desk=True,
    ),
    Seen(
        "desk-activity-places",
        activity("/desk/activities/{activity}/shifts/{shift}/"),
        who="zhao",
        desk=True,
    ),
    Seen(
        "desk-activity-invite",
        activity("/desk/activities/{activity}/members/"),
        who="zhao",
        desk=True,
    ),
)
