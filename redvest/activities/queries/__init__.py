"""Reading activities."""

from redvest.activities.queries.sight import (
    DESK,
    ORGANISERS,
    activities_kept,
    activity_seen_by,
    need_of,
    plan_of,
    positions_of,
    public_activity,
    roles_towards,
    sessions_of,
    shifts_of,
)
from redvest.activities.queries.signups import (
    asked_to_stand_in,
    missed,
    own_volunteers,
    promises,
    roster,
    shift_locked,
    signup_seen_by,
    signups_of,
    waiting_for,
)

__all__ = [
    "DESK",
    "ORGANISERS",
    "activities_kept",
    "activity_seen_by",
    "asked_to_stand_in",
    "missed",
    "need_of",
    "own_volunteers",
    "plan_of",
    "positions_of",
    "promises",
    "public_activity",
    "roles_towards",
    "roster",
    "sessions_of",
    "shift_locked",
    "shifts_of",
    "signup_seen_by",
    "signups_of",
    "waiting_for",
]
