"""Changing activities and sign-ups."""

from redvest.activities.services.announcing import (
    approve_activity,
    publish_activity,
    submit_activity,
)
from redvest.activities.services.attending import NOTHING, Shown, stamp_own, tick
from redvest.activities.services.calendar import (
    add_campaign,
    add_festival,
    retire_campaign,
    retire_festival,
)
from redvest.activities.services.cards import PlanCard, PositionCard, SessionCard
from redvest.activities.services.changing import ChangeCard, change_activities
from redvest.activities.services.checking import Wish
from redvest.activities.services.closing import propose_attendance
from redvest.activities.services.deciding import (
    admit_signup,
    answer_appeal,
    appeal_absence,
    correct_absence,
    record_absence,
    reject_signup,
)
from redvest.activities.services.offline import Signed, add_phone, hand_in, revoke_phone
from redvest.activities.services.outcomes import (
    describe_kind,
    record_outcome,
    withdraw_outcome,
)
from redvest.activities.services.parts import (
    add_position,
    add_session,
    drop_position,
    drop_session,
)
from redvest.activities.services.planning import answer_lead, create_activity, edit_activity
from redvest.activities.services.projects import (
    ProjectCard,
    brand_project,
    copy_project,
    edit_project,
    feature_project,
    propose_project,
    step_project,
)
from redvest.activities.services.series import (
    SeriesCard,
    lead_series,
    make_series,
    step_series,
    yield_to_weather,
)
from redvest.activities.services.signing import (
    confirm_signup,
    decline_signup,
    invite_members,
    sign_up,
    withdraw_signup,
)
from redvest.activities.services.standing_in import (
    answer_stand_in,
    ask_stand_in,
    offer_in_return,
    withdraw_stand_in,
)
from redvest.activities.services.stepping import (
    cancel_activity,
    close_signup,
    end_activity,
    open_signup,
    postpone_activity,
    reject_activity,
    reschedule_activity,
    revise_activity,
    set_capacity,
    start_activity,
    take_back_activity,
    unpublish_activity,
)
from redvest.activities.services.swapping import agree_to_swap, decide_swap

__all__ = [
    "NOTHING",
    "ChangeCard",
    "PlanCard",
    "PositionCard",
    "ProjectCard",
    "SeriesCard",
    "SessionCard",
    "Shown",
    "Signed",
    "Wish",
    "add_campaign",
    "add_festival",
    "add_phone",
    "add_position",
    "add_session",
    "admit_signup",
    "agree_to_swap",
    "answer_appeal",
    "answer_lead",
    "answer_stand_in",
    "appeal_absence",
    "approve_activity",
    "ask_stand_in",
    "brand_project",
    "cancel_activity",
    "change_activities",
    "close_signup",
    "confirm_signup",
    "copy_project",
    "correct_absence",
    "create_activity",
    "decide_swap",
    "decline_signup",
    "describe_kind",
    "drop_position",
    "drop_session",
    "edit_activity",
    "edit_project",
    "end_activity",
    "feature_project",
    "hand_in",
    "invite_members",
    "lead_series",
    "make_series",
    "offer_in_return",
    "open_signup",
    "postpone_activity",
    "propose_attendance",
    "propose_project",
    "publish_activity",
    "record_absence",
    "record_outcome",
    "reject_activity",
    "reject_signup",
    "reschedule_activity",
    "retire_campaign",
    "retire_festival",
    "revise_activity",
    "revoke_phone",
    "set_capacity",
    "sign_up",
    "stamp_own",
    "start_activity",
    "step_project",
    "step_series",
    "submit_activity",
    "take_back_activity",
    "tick",
    "unpublish_activity",
    "withdraw_outcome",
    "withdraw_signup",
    "withdraw_stand_in",
    "yield_to_weather",
]
