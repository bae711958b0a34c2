"""The pages of activities, as whom."""

from collections.abc import Callable

from redvest.activities.services import sign_up
from tests.activities.cast import a_draft, an_activity, shift_of
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


ACTIVITIES = (
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
