"""Every state, action and role of a volunteer's life, and the way in."""

from datetime import date
from itertools import product

import pytest

from redvest.engines import volunteer_flow as flow
from redvest.engines.roles import Role
from redvest.engines.volunteer_flow import Facts, VolunteerAction, VolunteerState

S = VolunteerState
NOTHING = Facts(False, False, False, False, False, False)
EVERYTHING = Facts(True, True, True, True, True, True)


@pytest.mark.parametrize("action", list(VolunteerAction))
def test_every_state_action_and_role_is_decided_by_the_table(action: VolunteerAction):
    step = flow.STEPS[action]
    for state, role in product(S, Role):
        if role not in step.by:
            with pytest.raises(flow.WrongVolunteerRole):
                flow.next_state(state, action, {role})
        elif state not in step.before:
            with pytest.raises(flow.WrongVolunteerState):
                flow.next_state(state, action, {role})
        else:
            assert flow.next_state(state, action, {role}) is step.after
            assert action in flow.actions_open_to(state, {role})


def test_nothing_leads_out_of_the_end():
    for state in flow.FINAL:
        assert flow.actions_open_to(state, set(Role)) == []
        assert flow.advance(state, EVERYTHING) == []


def test_somebody_with_everything_walks_to_active_in_order():
    assert flow.advance(S.SELF_REGISTERED, EVERYTHING) == [
        S.PHONE_VERIFIED,
        S.PROFILE_COMPLETE,
        S.REAL_NAME_VERIFIED,
        S.ACTIVE,
    ]


def facts(**known: bool) -> Facts:
    return Facts(**{**EVERYTHING.__dict__, "guardian_needed": False, **known})


@pytest.mark.parametrize(
    ("known", "stops_at"),
    [
        ({"phone_verified": False}, S.SELF_REGISTERED),
        ({"profile_complete": False}, S.PHONE_VERIFIED),
        ({"real_name_verified": False}, S.PROFILE_COMPLETE),
        ({"guardian_needed": True, "guardian_agreed": False}, S.GUARDIAN_PENDING),
        ({"pledged": False}, S.REAL_NAME_VERIFIED),
    ],
)
def test_it_waits_where_something_is_missing(known: dict[str, bool], stops_at: VolunteerState):
    passed = flow.advance(S.SELF_REGISTERED, facts(**known))
    assert (passed[-1] if passed else S.SELF_REGISTERED) is stops_at
    assert S.ACTIVE not in passed


def test_no_combination_of_facts_makes_a_minor_active_without_a_guardian():
    for values in product([False, True], repeat=6):
        known = Facts(*values)
        for start in flow.ENTERING:
            reached = flow.advance(start, known)
            if known.guardian_needed and not known.guardian_agreed:
                assert S.ACTIVE not in reached
            if S.ACTIVE in reached:
                assert known.pledged
                assert known.real_name_verified


def test_a_lost_guardian_sends_back_and_a_new_one_leads_on():
    after = flow.next_state(S.ACTIVE, VolunteerAction.LOSE_GUARDIAN, {Role.SYSTEM})
    assert flow.advance(after, facts(guardian_needed=True, guardian_agreed=False)) == []
    assert flow.advance(after, EVERYTHING) == [S.REAL_NAME_VERIFIED, S.ACTIVE]


@pytest.mark.parametrize(
    ("joined", "served", "inactive"),
    [
        (date(2024, 11, 22), None, True),
        (date(2024, 11, 23), None, False),
        (date(2020, 1, 1), date(2024, 11, 23), False),
        (date(2020, 1, 1), date(2024, 11, 22), True),
    ],
)
def test_inactive_is_a_label_after_24_months(joined: date, served: date | None, inactive: bool):
    assert flow.is_inactive(joined, served, date(2026, 11, 22)) is inactive


def test_a_district_may_wait_longer_before_it_says_inactive():
    joined, today = date(2024, 1, 1), date(2026, 11, 22)
    assert flow.is_inactive(joined, None, today, 34)
    assert not flow.is_inactive(joined, None, today, 35)
