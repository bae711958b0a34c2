"""Every state, action and role of activities and of sign-ups, against tables written by hand."""

from itertools import product

import pytest

from redvest.engines import activity_flow, signup_flow
from redvest.engines import flow as steps
from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction, SignUpState

DESK = "venue_admin centre_admin"
ORGANISER = f"{DESK} team_admin"
OWN = "volunteer guardian"
ANYBODY = f"{OWN} {ORGANISER} lead system"

# action | from | to | by whom, as the description of the flow says it.
ACTIVITY = f"""
submit       | draft unpublished                    | submitted     | {ORGANISER}
take_back    | submitted                            | draft         | {ORGANISER}
approve      | submitted                            | approved      | {DESK}
reject       | submitted                            | rejected      | {DESK}
revise       | rejected approved unpublished        | draft         | {ORGANISER}
publish      | approved unpublished                 | published     | {ORGANISER}
fill         | published                            | full          | system
free         | full                                 | published     | system
close_signup | published full                       | signup_closed | {ORGANISER} system
open_signup  | signup_closed                        | published     | {ORGANISER}
unpublish    | published signup_closed              | unpublished   | {ORGANISER}
postpone     | published full signup_closed         | postponed     | {ORGANISER}
reschedule   | postponed                            | published     | {ORGANISER}
cancel       | draft rejected approved unpublished published full signup_closed postponed ongoing \
| cancelled | {ORGANISER}
start        | published full signup_closed         | ongoing       | {ORGANISER} lead system
end          | ongoing                              | ended         | {ORGANISER} lead system
settle       | ended                                | settled       | {DESK}
archive      | settled                              | archived      | {DESK} system
"""
SIGNUP = f"""
admit         | applied waitlisted                     | confirmed      | {ORGANISER} lead
reject        | applied waitlisted                     | rejected       | {ORGANISER} lead
offer         | waitlisted                             | approved       | system
confirm       | approved                               | confirmed      | {OWN}
decline       | approved                               | declined       | {OWN}
lapse         | approved applied waitlisted            | lapsed         | system
withdraw      | applied waitlisted confirmed           | withdrawn      | {OWN}
withdraw_late | confirmed                              | late_withdrawn | {OWN}
replace       | confirmed                              | replaced       | {OWN} {ORGANISER} lead
call_off      | applied waitlisted approved confirmed  | called_off     | {ORGANISER} lead system
ask_again     | confirmed approved                     | approved       | {ORGANISER} lead system
check_in      | confirmed approved checked_out         | checked_in     | {ANYBODY}
check_out     | checked_in                             | checked_out    | {ANYBODY}
settle        | confirmed checked_in checked_out       | settled        | {DESK} system
excuse        | confirmed no_show                      | absent_excused | {ORGANISER} lead
mark_no_show  | confirmed                              | no_show        | {ORGANISER} lead
correct       | no_show absent_excused                 | confirmed      | {DESK}
"""
FLOWS = [
    pytest.param(activity_flow, ActivityState, ActivityAction, ACTIVITY, id="activity"),
    pytest.param(signup_flow, SignUpState, SignUpAction, SIGNUP, id="signup"),
]


def expected(table):
    found = {}
    for line in table.strip().splitlines():
        action, before, after, by = (part.split() for part in line.split("|"))
        for state, role in product(before, by):
            found[state, action[0], role] = after[0]
    return found


@pytest.mark.parametrize(("flow", "states", "actions", "table"), FLOWS)
def test_every_state_and_role_gets_the_answer_of_the_table(flow, states, actions, table):
    answers = expected(table)
    ever = {(action, role) for _state, action, role in answers}
    for state, action, role in product(states, actions, Role):
        after = answers.get((state.value, action.value, role.value))
        if after is not None:
            assert flow.next_state(state, action, {role}) == states(after)
        else:
            refusal = steps.WrongState if (action.value, role.value) in ever else steps.NotAllowed
            with pytest.raises(refusal):
                flow.next_state(state, action, {role})


@pytest.mark.parametrize(("flow", "states", "actions", "table"), FLOWS)
def test_what_is_offered_is_exactly_what_is_taken(flow, states, actions, table):
    answers = expected(table)
    for state, role in product(states, Role):
        taken = [one for one in actions if (state.value, one.value, role.value) in answers]
        assert list(flow.actions_open_to(state, {role})) == taken


@pytest.mark.parametrize(("flow", "states", "actions", "table"), FLOWS)
def test_every_state_that_waits_can_come_to_an_end(flow, states, actions, table):
    pairs = {(before, row.after) for row in flow.ROWS for before in row.before}
    for state in states:
        seen = {state}
        while more := {after for before, after in pairs if before in seen} - seen:
            seen |= more
        assert seen & flow.TERMINAL


def test_only_one_who_was_to_come_can_be_missed():
    for state in SignUpState:
        if state is not SignUpState.CONFIRMED:
            for role in Role:
                assert SignUpAction.MARK_NO_SHOW not in signup_flow.actions_open_to(state, {role})


def test_every_state_is_allowed_by_the_database():
    from redvest.activities.models import Activity, SignUp
    from redvest.activities.models.signups import HOLDING, LIVE

    assert set(HOLDING) == {state.value for state in signup_flow.HOLDING}
    assert set(LIVE) == {state.value for state in signup_flow.LIVE}
    for model, states in ((Activity, ActivityState), (SignUp, SignUpState)):
        [check] = [one for one in model._meta.constraints if "known_state" in one.name]
        [(_name, allowed)] = check.condition.children
        assert set(allowed) == {state.value for state in states}
