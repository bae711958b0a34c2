"""Every state, move and side of meal rounds, against a table written by hand."""

from itertools import product

import pytest

from redvest.engines.flow import NotAllowed, WrongState, actions_open_to, next_state
from redvest.engines.round_flow import STEPS, Move, RoundState, Side

# move | from | to | whose move it is.
TABLE = """
offer     | planned                      | offered   | desk
withdraw  | planned offered accepted out | withdrawn | desk
accept    | offered                      | accepted  | helper
decline   | offered                      | declined  | helper
leave     | accepted                     | out       | helper
drop      | accepted out                 | dropped   | helper
hand_over | accepted out                 | out       | helper
"""
LINES = {
    move: (before.split(), after, side)
    for move, before, after, side in (
        [part.strip() for part in line.split("|")] for line in TABLE.strip().splitlines()
    )
}


@pytest.mark.parametrize("move", Move)
def test_every_state_and_side_gets_the_answer_of_the_table(move):
    before, after, side = LINES[move.value]
    for state, who in product(RoundState, Side):
        if who.value != side:
            with pytest.raises(NotAllowed):
                next_state(STEPS, state, move, {who})
        elif state.value not in before:
            with pytest.raises(WrongState):
                next_state(STEPS, state, move, {who})
        else:
            assert next_state(STEPS, state, move, {who}).value == after


def test_what_is_offered_is_exactly_what_is_taken():
    for state, who in product(RoundState, Side):
        mine = [m for m, (before, _to, side) in LINES.items() if state in before and side == who]
        assert list(actions_open_to(STEPS, state, {who})) == mine
