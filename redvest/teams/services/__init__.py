"""What changes teams, by noun; import from here."""

from redvest.teams.services.founding import TeamCard, edit_team, found_team, move_team
from redvest.teams.services.leading import appoint_leader, relieve_leader
from redvest.teams.services.membership import (
    accept_membership,
    apply_to_team,
    invite_to_team,
    leave_team,
    refuse_membership,
    remove_member,
)
from redvest.teams.services.standing import (
    approve_team,
    dissolve_team,
    resume_team,
    suspend_team,
)

__all__ = [
    "TeamCard",
    "accept_membership",
    "apply_to_team",
    "appoint_leader",
    "approve_team",
    "dissolve_team",
    "edit_team",
    "found_team",
    "invite_to_team",
    "leave_team",
    "move_team",
    "refuse_membership",
    "relieve_leader",
    "remove_member",
    "resume_team",
    "suspend_team",
]
