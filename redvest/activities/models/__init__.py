"""Activities: the plan, its sessions, positions and shifts, and who signed up."""

from redvest.activities.models.plans import (
    Activity,
    Position,
    Session,
    Shift,
)
from redvest.activities.models.signups import SignUp, StandIn

__all__ = [
    "Activity",
    "Position",
    "Session",
    "Shift",
    "SignUp",
    "StandIn",
]
