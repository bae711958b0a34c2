"""Every state, action and side of standing in and swapping, against a table written by hand."""

from itertools import product

import pytest

from redvest.engines.flow import NotAllowed, WrongState, actions_open_to, next_state
from redvest.engines.stand_in_flow import STEPS, Side, StandInAction, StandInState

# action | from | to | whose move it is.
TABLE = """
accept   | asked                | accepted  | asked
decline  | asked                | declined  | asked
offer    | asked                | offered   | asked
agree    | offered              | agreed    | asker
withdraw | asked offered agreed | withdrawn | asker
withdraw | offered agreed       | withdrawn | asked
approve  | agreed               | accepted  | lead
refuse   | agreed               | refused   | lead
end      | asked offered agreed | ended     | clock
"""
LINES = {
    (action, side): (before.split(), after)
    for action, before, after, side in (
        [part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()
    )
}


@pytest.mark.parametrize("action", StandInAction)
def test_every_state_and_side_gets_the_answer_of_the_table(action: StandInAction):
    for state, side in product(StandInState, Side):
        before, after = LINES.get((action.value, side.value), (None, ""))
        if before is None:
            with pytest.raises(NotAllowed):
                next_state(STEPS, state, action, {side})
        elif state.value not in before:
            with pytest.raises(WrongState):
                next_state(STEPS, state, action, {side})
        else:
            assert next_state(STEPS, state, action, {side}).value == after


def test_what_is_offered_is_exactly_what_is_taken():
    for state, side in product(StandInState, Side):
        mine = [a for (a, who), (before, _to) in LINES.items() if who == side and state in before]
        assert [one.value for one in actions_open_to(STEPS, state, {side})] == mine


def test_nobody_alone_brings_two_people_to_change_places():
    for side in Side:
        reached, before = {StandInState.ASKED}, None
        while reached != before:
            before = set(reached)
            for state, action in product(before, StandInAction):
                try:
                    reached.add(next_state(STEPS, state, action, {side}))
                except (NotAllowed, WrongState):
                    continue
        assert StandInState.AGREED not in reached
