"""Teams and memberships: every state and every action, and the tree."""

import itertools

import pytest

from redvest.engines.team_flow import (
    LIVE_MEMBERSHIP,
    MEMBER_STEPS,
    TEAM_STEPS,
    JoinMode,
    MemberAction,
    MemberState,
    TeamAction,
    TeamFlowError,
    TeamStatus,
    check_place_in_tree,
    next_member_state,
    next_team_status,
    state_of_joining,
    team_actions_open,
)

TEAM_TABLE = {
    ("applied", "approve"): "approved",
    ("approved", "activate"): "active",
    ("active", "suspend"): "suspended",
    ("suspended", "resume"): "active",
    ("applied", "dissolve"): "dissolved",
    ("approved", "dissolve"): "dissolved",
    ("active", "dissolve"): "dissolved",
    ("suspended", "dissolve"): "dissolved",
}
MEMBER_TABLE = {
    ("applied", "accept"): "member",
    ("invited", "accept"): "member",
    ("applied", "refuse"): "refused",
    ("invited", "refuse"): "refused",
    ("applied", "leave"): "left",
    ("invited", "leave"): "left",
    ("member", "leave"): "left",
    ("member", "remove"): "removed",
}


@pytest.mark.parametrize(("status", "action"), [*itertools.product(TeamStatus, TeamAction)])
def test_each_status_of_a_team_and_each_action(status: TeamStatus, action: TeamAction):
    wanted = TEAM_TABLE.get((status.value, action.value))
    assert (action in team_actions_open(status)) == (wanted is not None)
    if wanted is None:
        with pytest.raises(TeamFlowError) as refusal:
            next_team_status(status, action)
        assert refusal.value.code == "wrong_state"
    else:
        assert next_team_status(status, action) == wanted


@pytest.mark.parametrize(("state", "action"), [*itertools.product(MemberState, MemberAction)])
def test_each_state_of_a_membership_and_each_action(state: MemberState, action: MemberAction):
    wanted = MEMBER_TABLE.get((state.value, action.value))
    if wanted is None:
        with pytest.raises(TeamFlowError):
            next_member_state(state, action)
    else:
        assert next_member_state(state, action) == wanted


def test_every_action_has_its_row():
    assert set(TEAM_STEPS) == set(TeamAction)
    assert set(MEMBER_STEPS) == set(MemberAction)
    assert {"applied", "invited", "member"} == LIVE_MEMBERSHIP


def test_joining_follows_the_mode():
    assert state_of_joining(JoinMode.OPEN) is MemberState.MEMBER
    assert state_of_joining(JoinMode.APPROVAL) is MemberState.APPLIED
    with pytest.raises(TeamFlowError):
        state_of_joining(JoinMode.INVITATION)


@pytest.mark.parametrize(
    ("tier", "parent", "children", "code"),
    [
        (1, None, (), ""),
        (3, 1, (), ""),
        (2, 1, (3,), ""),
        (2, 2, (), "parent_not_higher"),
        (1, 3, (), "parent_not_higher"),
        (3, 2, (3,), "child_not_lower"),
        (2, None, (3, 2), "child_not_lower"),
    ],
)
def test_a_team_stands_between_its_parent_and_its_children(
    tier: int, parent: int | None, children: tuple[int, ...], code: str
):
    if code:
        with pytest.raises(TeamFlowError) as refusal:
            check_place_in_tree(tier, parent, frozenset(children))
        assert refusal.value.code == code
    else:
        check_place_in_tree(tier, parent, frozenset(children))


def test_no_arrangement_that_passes_has_a_cycle():
    """All parent maps over four teams of any tiers: those that pass end at a root."""
    for tiers in itertools.product((1, 2, 3), repeat=4):
        for parents in itertools.product((None, 0, 1, 2, 3), repeat=4):
            try:
                for team, parent in enumerate(parents):
                    check_place_in_tree(
                        tiers[team], None if parent is None else tiers[parent], frozenset()
                    )
            except TeamFlowError:
                continue
            for team in range(4):
                seen = set()
                while team is not None:
                    assert team not in seen
                    seen.add(team)
                    team = parents[team]
