"""Every state, action and role of the order flow."""

from itertools import product

import pytest

from redvest.engines.flow import NotAllowed, WrongState
from redvest.engines.order_flow import (
    ADDRESS_VISIBLE,
    BEFORE_SERVICE,
    OPEN,
    ROWS,
    STEPS,
    TERMINAL,
    Action,
    LimitUnit,
    State,
    Urgency,
    actions_open_to,
    next_state,
)
from redvest.engines.roles import ADMIN_DUTIES, Role
from tests.orders.flow_table import EXPECTED

EVER = {(action, role) for _, action, role in EXPECTED}


@pytest.mark.parametrize("action", Action)
def test_every_state_and_role_gets_the_answer_of_the_table(action):
    for state, role in product(State, Role):
        after = EXPECTED.get((state.value, action.value, role.value))
        if after is not None:
            assert next_state(state, action, {role}) == State(after)
        elif (action.value, role.value) in EVER:
            with pytest.raises(WrongState):
                next_state(state, action, {role})
        else:
            with pytest.raises(NotAllowed):
                next_state(state, action, {role})


@pytest.mark.parametrize("state", State)
def test_what_is_offered_is_exactly_what_is_taken(state):
    for role in Role:
        offered = actions_open_to(state, {role})
        taken = [a for a in Action if (state.value, a.value, role.value) in EXPECTED]
        assert list(offered) == taken


def test_more_roles_never_take_a_possibility_away():
    for state, one, two in product(State, Role, Role):
        both = set(actions_open_to(state, {one, two}))
        assert both == set(actions_open_to(state, {one})) | set(actions_open_to(state, {two}))


def test_without_a_role_nothing_is_open():
    for state, action in product(State, Action):
        assert actions_open_to(state, set()) == ()
        with pytest.raises(NotAllowed):
            next_state(state, action, set())


def test_the_same_action_never_leads_two_ways():
    for state, action in product(State, Action):
        assert len({row.after for row in STEPS[action] if state in row.before}) <= 1


def test_all_numbers_of_the_description_are_there():
    assert {row.code for row in ROWS} == {f"O{n}" for n in range(1, 34)}
    assert all(STEPS[action] for action in Action)


def test_finished_orders_are_never_changed():
    assert {s.value for s in TERMINAL} == {
        "closed",
        "merged",
        "withdrawn",
        "cancelled",
        "unfulfilled",
    }
    for state in TERMINAL:
        assert actions_open_to(state, set(Role)) == ()


def test_every_state_is_reached_and_every_open_one_can_be_ended():
    def reach(start, pairs):
        seen = {start}
        while more := {b for a, b in pairs if a in seen} - seen:
            seen |= more
        return seen

    forward = [(before, row.after) for row in ROWS for before in row.before]
    assert reach(State.DRAFT, forward) == set(State)
    for state in State:
        assert reach(state, forward) & TERMINAL


def test_the_open_states_are_those_in_which_something_is_owed():
    assert frozenset({State.REJECTED, *TERMINAL}) == frozenset(State) - OPEN
    assert BEFORE_SERVICE < OPEN
    assert ADDRESS_VISIBLE < OPEN


@pytest.mark.parametrize(
    ("action", "urgent", "normal"),
    [
        (Action.ACCEPT, (2, "hours"), (1, "working_days")),
        (Action.TIME_OUT, (1, "hours"), (24, "hours")),
        (Action.DISPATCH, (1, "working_days"), (1, "working_days")),
        (Action.SCHEDULE, (24, "hours"), (24, "hours")),
        (Action.LAPSE, (7, "days"), (7, "days")),
        (Action.RATE, (30, "days"), (30, "days")),
        (Action.CHECK_POOR_RATING, (5, "working_days"), (5, "working_days")),
        (Action.REPORT_NO_SHOW, (30, "minutes"), (30, "minutes")),
        (Action.COMPLAIN, (5, "working_days"), (5, "working_days")),
        (Action.WITHDRAW, None, None),
    ],
)
def test_the_default_limits_are_those_of_the_description(action, urgent, normal):
    row = STEPS[action][0]
    for urgency, wanted in ((Urgency.URGENT, urgent), (Urgency.NORMAL, normal)):
        limit = row.limit(urgency)
        assert (limit and (limit.amount, LimitUnit(limit.unit).value)) == wanted


def test_the_refusals_name_step_and_state_with_stable_codes():
    with pytest.raises(NotAllowed) as refused:
        next_state(State.DISPATCHED, Action.CLAIM, {Role.RESIDENT})
    assert (refused.value.code, refused.value.action) == ("not_allowed", Action.CLAIM)
    with pytest.raises(WrongState) as refused:
        next_state(State.DISPATCHED, Action.CLAIM, {Role.VOLUNTEER})
    assert (refused.value.code, refused.value.state) == ("wrong_state", State.DISPATCHED)


def test_the_three_administrative_duties_move_no_order():
    for state in State:
        assert actions_open_to(state, ADMIN_DUTIES) == ()
