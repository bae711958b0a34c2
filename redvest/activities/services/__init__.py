"""Changing activities and sign-ups."""

from redvest.activities.services.cards import PlanCard, PositionCard, SessionCard
from redvest.activities.services.checking import Wish
from redvest.activities.services.deciding import (
    admit_signup,
    answer_appeal,
    appeal_absence,
    correct_absence,
    record_absence,
    reject_signup,
)
from redvest.activities.services.parts import (
    add_position,
    add_session,
    drop_position,
    drop_session,
)
from redvest.activities.services.planning import answer_lead, create_activity, edit_activity
from redvest.activities.services.signing import (
    confirm_signup,
    decline_signup,
    invite_members,
    sign_up,
    withdraw_signup,
)
from redvest.activities.services.standing_in import answer_stand_in, ask_stand_in
from redvest.activities.services.stepping import (
    approve_activity,
    cancel_activity,
    close_signup,
    end_activity,
    open_signup,
    postpone_activity,
    publish_activity,
    reject_activity,
    reschedule_activity,
    revise_activity,
    set_capacity,
    start_activity,
    submit_activity,
    take_back_activity,
    unpublish_activity,
)

__all__ = [
    "PlanCard",
    "PositionCard",
    "SessionCard",
    "Wish",
    "add_position",
    "add_session",
    "admit_signup",
    "answer_appeal",
    "answer_lead",
    "answer_stand_in",
    "appeal_absence",
    "approve_activity",
    "ask_stand_in",
    "cancel_activity",
    "close_signup",
    "confirm_signup",
    "correct_absence",
    "create_activity",
    "decline_signup",
    "drop_position",
    "drop_session",
    "edit_activity",
    "end_activity",
    "invite_members",
    "open_signup",
    "postpone_activity",
    "publish_activity",
    "record_absence",
    "reject_activity",
    "reject_signup",
    "reschedule_activity",
    "revise_activity",
    "set_capacity",
    "sign_up",
    "start_activity",
    "submit_activity",
    "take_back_activity",
    "unpublish_activity",
    "withdraw_signup",
]
