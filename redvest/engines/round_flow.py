"""The life of a meal round and of a stop: the only copy of who may do what.

Nobody goes who has not said yes, and a no ends an offer without a reason asked for.
"""

from __future__ import annotations

from enum import StrEnum

from redvest.engines.flow import by_action, row


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


_S = RoundState
LIVE = frozenset({_S.PLANNED, _S.OFFERED, _S.ACCEPTED, _S.OUT})
"""States in which doors wait for this round."""
GOING = frozenset({_S.ACCEPTED, _S.OUT})
"""States in which somebody has said yes."""

ROWS = (
    row(Move.OFFER, _S.PLANNED, _S.OFFERED, Side.DESK),
    # Also for whoever phones the desk because they cannot go after all.
    row(Move.WITHDRAW, LIVE, _S.WITHDRAWN, Side.DESK),
    row(Move.ACCEPT, _S.OFFERED, _S.ACCEPTED, Side.HELPER),
    row(Move.DECLINE, _S.OFFERED, _S.DECLINED, Side.HELPER),
    row(Move.LEAVE, _S.ACCEPTED, _S.OUT, Side.HELPER),
    row(Move.DROP, GOING, _S.DROPPED, Side.HELPER),
    # Whoever forgot to press "leave" still hands meals over.
    row(Move.HAND_OVER, GOING, _S.OUT, Side.HELPER),
)
STEPS = by_action(ROWS, Move)
"""Every move, with the one side whose move it is."""
