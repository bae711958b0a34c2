"""Activities: the plan, its sessions, positions and shifts, who signed up, and what came of it."""

from redvest.activities.models.attendance import Phone, Stamp
from redvest.activities.models.outcomes import Outcome
from redvest.activities.models.plans import (
    Activity,
    Position,
    Session,
    Shift,
)
from redvest.activities.models.projects import (
    ActivitySeries,
    Campaign,
    LocalFestival,
    Project,
)
from redvest.activities.models.signups import SignUp, StandIn

__all__ = [
    "Activity",
    "ActivitySeries",
    "Campaign",
    "LocalFestival",
    "Outcome",
    "Phone",
    "Position",
    "Project",
    "Session",
    "Shift",
    "SignUp",
    "Stamp",
    "StandIn",
]
