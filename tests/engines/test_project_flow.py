"""The life of a project: the whole table against a list written by hand."""

from itertools import product

import pytest

from redvest.engines import flow
from redvest.engines.project_flow import STEPS, ProjectAction, ProjectState
from redvest.engines.roles import Role

# from, action, to, by: v the venue's desk, c the center, t the team.
BY_HAND = {
    ("proposed", "review"): ("reviewed", "vc"),
    ("proposed", "return"): ("returned", "vc"),
    ("proposed", "drop"): ("dropped", "vct"),
    ("returned", "propose_again"): ("proposed", "vct"),
    ("returned", "drop"): ("dropped", "vct"),
    ("reviewed", "start"): ("running", "vct"),
    ("reviewed", "drop"): ("dropped", "vct"),
    ("running", "complete"): ("completed", "vct"),
    ("completed", "evaluate"): ("evaluated", "vc"),
    ("evaluated", "offer"): ("template", "c"),
    ("template", "put_away"): ("evaluated", "c"),
}
WHO = {"v": Role.VENUE_ADMIN, "c": Role.CENTRE_ADMIN, "t": Role.TEAM_ADMIN}


@pytest.mark.parametrize("role", Role)
def test_every_step_of_every_state_is_as_written_by_hand(role: Role):
    for state, action in product(ProjectState, ProjectAction):
        after, who = BY_HAND.get((state.value, action.value), ("", ""))
        if role in {WHO[one] for one in who}:
            assert flow.next_state(STEPS, state, action, {role}).value == after
        else:
            with pytest.raises(flow.FlowError):
                flow.next_state(STEPS, state, action, {role})
