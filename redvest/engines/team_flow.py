"""The life of a team and of a membership, and the shape of the tree of teams.

Source: volunteer organization rules of the districts studied (brigade, battalion, squad; members
join and leave as they like; a dissolved team names its successor).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType


class TeamFlowError(ValueError):
    """A step that cannot be taken; ``code`` is stable, the wording is the caller's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Tier(IntEnum):
    """总队, 大队, 小队; a smaller number stands higher."""

    BRIGADE = 1
    BATTALION = 2
    SQUAD = 3


class Kind(StrEnum):
    """What sort of team it is; stored, so never renamed."""

    COMMUNITY = "community"
    SPECIALTY = "specialty"
    SUB_TEAM = "sub_team"
    COMMANDO = "commando"
    LECTURE_CORPS = "lecture_corps"
    UNIT = "unit"
    CORE = "core"


class CoreCategory(StrEnum):
    """The eight core teams every center has (8+N); ``other`` is the N."""

    THEORY = "theory"
    CULTURE = "culture"
    SCHOOLING = "schooling"
    HEALTH_FITNESS = "health_fitness"
    SCIENCE = "science"
    LAW = "law"
    HYGIENE_ENVIRONMENT = "hygiene_environment"
    POVERTY_RELIEF = "poverty_relief"
    OTHER = "other"


class JoinMode(StrEnum):
    """How a volunteer becomes a member."""

    OPEN = "open"
    APPROVAL = "approval"
    INVITATION = "invitation"


class TeamStatus(StrEnum):
    """Where a team stands; stored, so never renamed."""

    APPLIED = "applied"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    DISSOLVED = "dissolved"


class TeamAction(StrEnum):
    """What is done to a team; part of the names of its events."""

    APPROVE = "approve"
    ACTIVATE = "activate"
    SUSPEND = "suspend"
    RESUME = "resume"
    DISSOLVE = "dissolve"


TEAM_STEPS: Mapping[TeamAction, tuple[frozenset[TeamStatus], TeamStatus]] = MappingProxyType(
    {
        TeamAction.APPROVE: (frozenset({TeamStatus.APPLIED}), TeamStatus.APPROVED),
        TeamAction.ACTIVATE: (frozenset({TeamStatus.APPROVED}), TeamStatus.ACTIVE),
        TeamAction.SUSPEND: (frozenset({TeamStatus.ACTIVE}), TeamStatus.SUSPENDED),
        TeamAction.RESUME: (frozenset({TeamStatus.SUSPENDED}), TeamStatus.ACTIVE),
        TeamAction.DISSOLVE: (
            frozenset(
                {
                    TeamStatus.APPLIED,
                    TeamStatus.APPROVED,
                    TeamStatus.ACTIVE,
                    TeamStatus.SUSPENDED,
                }
            ),
            TeamStatus.DISSOLVED,
        ),
    }
)


class MemberState(StrEnum):
    """Where one volunteer stands towards one team; stored, so never renamed."""

    APPLIED = "applied"
    INVITED = "invited"
    MEMBER = "member"
    REFUSED = "refused"
    LEFT = "left"
    REMOVED = "removed"


class MemberAction(StrEnum):
    """What is done to a membership; part of the names of its events."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    LEAVE = "leave"
    REMOVE = "remove"


LIVE_MEMBERSHIP = frozenset({MemberState.APPLIED, MemberState.INVITED, MemberState.MEMBER})
"""States of which a volunteer has at most one towards a team."""

MEMBER_STEPS: Mapping[MemberAction, tuple[frozenset[MemberState], MemberState]] = MappingProxyType(
    {
        MemberAction.ACCEPT: (
            frozenset({MemberState.APPLIED, MemberState.INVITED}),
            MemberState.MEMBER,
        ),
        MemberAction.REFUSE: (
            frozenset({MemberState.APPLIED, MemberState.INVITED}),
            MemberState.REFUSED,
        ),
        MemberAction.LEAVE: (LIVE_MEMBERSHIP, MemberState.LEFT),
        MemberAction.REMOVE: (frozenset({MemberState.MEMBER}), MemberState.REMOVED),
    }
)


def next_team_status(status: TeamStatus, action: TeamAction) -> TeamStatus:
    """Return the status after the action.

    Raises
    ------
    TeamFlowError
        ``wrong_state`` if the action does not start from this status.
    """
    before, after = TEAM_STEPS[action]
    if status not in before:
        raise TeamFlowError("wrong_state")
    return after


def team_actions_open(status: TeamStatus) -> tuple[TeamAction, ...]:
    """Return exactly the actions :func:`next_team_status` does not refuse."""
    return tuple(action for action, (before, _after) in TEAM_STEPS.items() if status in before)


def next_member_state(state: MemberState, action: MemberAction) -> MemberState:
    """Return the membership's state after the action.

    Raises
    ------
    TeamFlowError
        ``wrong_state`` if the action does not start from this state.
    """
    before, after = MEMBER_STEPS[action]
    if state not in before:
        raise TeamFlowError("wrong_state")
    return after


def state_of_joining(mode: JoinMode) -> MemberState:
    """Return what asking to join leads to.

    Raises
    ------
    TeamFlowError
        ``invitation_only`` if the team takes members by invitation only.
    """
    if mode is JoinMode.OPEN:
        return MemberState.MEMBER
    if mode is JoinMode.APPROVAL:
        return MemberState.APPLIED
    raise TeamFlowError("invitation_only")


def check_place_in_tree(tier: int, parent_tier: int | None, child_tiers: frozenset[int]) -> None:
    """Check that a team stands below its parent and above its children.

    A parent always stands strictly higher, so a tree in which every edge passes has no cycle.

    Raises
    ------
    TeamFlowError
        ``parent_not_higher`` or ``child_not_lower``.
    """
    if parent_tier is not None and parent_tier >= tier:
        raise TeamFlowError("parent_not_higher")
    if any(child <= tier for child in child_tiers):
        raise TeamFlowError("child_not_lower")
