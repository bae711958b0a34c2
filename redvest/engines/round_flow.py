"""The life of a meal round and of a stop: the only copy of who may do what.

Nobody goes who has not said yes, and a no ends an offer without a reason asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RoundState(StrEnum):
    """Where a round stands; stored, so never renamed."""

    PLANNED = "planned"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    OUT = "out"
    DONE = "done"
    DECLINED = "declined"
    DROPPED = "dropped"
    WITHDRAWN = "withdrawn"


class StopState(StrEnum):
    """What became of one door. ``freed`` is open again for another plan."""

    WAITING = "waiting"
    HANDED = "handed"
    NOBODY = "nobody"
    FREED = "freed"


class Side(StrEnum):
    """Who moves: the desk of the canteen, or whoever was asked to go."""

    DESK = "desk"
    HELPER = "helper"


class Move(StrEnum):
    OFFER = "offer"
    WITHDRAW = "withdraw"
    ACCEPT = "accept"
    DECLINE = "decline"
    LEAVE = "leave"
    DROP = "drop"
    HAND_OVER = "hand_over"


class RoundFlowError(ValueError):
    """A move that cannot be made; ``code`` is ``not_allowed`` or ``wrong_state``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """One move: from where, where to, by whom."""

    before: frozenset[RoundState]
    after: RoundState
    by: Side


_S = RoundState
LIVE = frozenset({_S.PLANNED, _S.OFFERED, _S.ACCEPTED, _S.OUT})
"""States in which doors wait for this round."""
GOING = frozenset({_S.ACCEPTED, _S.OUT})
"""States in which somebody has said yes."""

MOVES: dict[Move, Row] = {
    Move.OFFER: Row(frozenset({_S.PLANNED}), _S.OFFERED, Side.DESK),
    # Also for whoever phones the desk because they cannot go after all.
    Move.WITHDRAW: Row(LIVE, _S.WITHDRAWN, Side.DESK),
    Move.ACCEPT: Row(frozenset({_S.OFFERED}), _S.ACCEPTED, Side.HELPER),
    Move.DECLINE: Row(frozenset({_S.OFFERED}), _S.DECLINED, Side.HELPER),
    Move.LEAVE: Row(frozenset({_S.ACCEPTED}), _S.OUT, Side.HELPER),
    Move.DROP: Row(GOING, _S.DROPPED, Side.HELPER),
    # Whoever forgot to press "leave" still hands meals over.
    Move.HAND_OVER: Row(GOING, _S.OUT, Side.HELPER),
}


def next_state(state: RoundState, move: Move, side: Side) -> RoundState:
    """Where a round stands after a move.

    Raises
    ------
    RoundFlowError
        ``not_allowed`` if it is never this side's move, ``wrong_state`` if not from here.
    """
    row = MOVES[move]
    if row.by is not side:
        raise RoundFlowError("not_allowed")
    if state not in row.before:
        raise RoundFlowError("wrong_state")
    return row.after


def moves_open_to(state: RoundState, side: Side) -> tuple[Move, ...]:
    """What this side may do now."""
    return tuple(m for m, row in MOVES.items() if row.by is side and state in row.before)
