"""Why somebody was chosen, and why a seat stays empty: codes and numbers, the words elsewhere.

Nothing compiled is loaded by this module: pages that only say reasons need no more than it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Known(IntEnum):
    """How somebody is familiar."""

    CAME = 1
    """Came before."""
    SATISFIED = 2
    """Came before, and it was said to be good."""
    ASKED_FOR = 3
    """Was asked for by name."""


class Why(StrEnum):
    """What speaks for somebody, or against; the value says how much."""

    WALK = "walk"
    """Meters walked."""
    SKILL = "skill"
    """Level of the skill demanded: 1 helps, 2 can, 3 masters."""
    FAMILIAR = "familiar"
    """How they know each other, a :class:`Known`."""
    LOAD = "load"
    """Services this month."""
    RECENT = "recent"
    """Services in the last seven days."""
    LACKS = "lacks"
    """Number of wished abilities that are missing."""


class Empty(StrEnum):
    """Why a seat stays empty: the first rule that leaves nobody, or not enough."""

    NO_PLACE = "no_place"
    NOBODY_NEAR = "nobody_near"
    """Within reach nobody has what is demanded."""
    NOBODY_FREE = "nobody_free"
    """Those who have it are not free then, or have done enough."""
    RULED_OUT = "ruled_out"
    """Those who are free miss a paper, or are never sent there."""
    NO_LEAD = "no_lead"
    """Of those who may go, nobody may lead."""
    TOO_FEW = "too_few"
    """Fewer may go than must go together."""
    NOT_ENOUGH = "not_enough"
    """Fewer may go than are wanted."""
    NEEDED_ELSEWHERE = "needed_elsewhere"
    """Those who may go serve another order, or walking there costs more than an empty seat."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason; ``value`` in the unit of its code."""

    code: Why
    value: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """Why seats of an order stay empty.

    Attributes
    ----------
    order : int
        The order.
    code : Empty
        The reason.
    wanted : int
        How many people the rule of the reason asks for: all, or those who must go together.
    found : int
        How many may go, other orders left aside.
    reach_m : float
        How far was looked, in meters walked.
    skill : int
        The skill demanded, or -1.
    """

    order: int
    code: Empty
    wanted: int
    found: int
    reach_m: float
    skill: int
