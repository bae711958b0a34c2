"""What goes into the matching: people, orders, pairs, weights; checked here, once, in words.

Arrays in, arrays out. Costs are whole numbers, centimeters of walking, so that two solvers can
agree to the last digit and a proof is a proof.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

SKILLS_MAX, TAGS_MAX, SLOTS_MAX, PAPERS_MAX, LEVEL_MAX = 24, 36, 62, 16, 3
COUNT_MAX = 1_000_000
PLACE_MAX_M = 1_000_000.0
NO_PLACE = np.iinfo(np.int64).min
CM = 100


class MatchingError(ValueError):
    """Input that has no meaning; ``field`` names the array or weight."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")
        self.field = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What a district finds better, in meters of walking. Soft costs add, ``reach_m`` excludes.

    Nothing here looks at refusals: who says no is asked again as before.

    Attributes
    ----------
    reach_m : float
        The longest walk anybody is proposed for, in meters walked.
    detour : float
        Meters walked per meter of straight line.
    load_m : float
        Meters per service already done or planned this month: work is shared.
    fatigue_m : float
        Meters per service in the last seven days: people rest.
    skill_m : float
        Meters per level of the asked skill below the highest.
    lack_m : float
        Meters per ability that was wished for, not demanded, and is missing.
    familiar_m : float
        Meters that are forgiven to somebody who was asked for or came before.
    unserved_m : float
        Meters one seat left empty counts.
    priority_m : float
        Meters more per level of priority.
    waiting_m : float
        Meters more per hour an order has waited.
    waiting_max_h : float
        Hours after which waiting counts no more.
    care_m : float
        Meters more per level of care of the beneficiary's category.
    due_m : float
        Meters more per hour by which less than ``due_from_h`` is left until an order is due.
    due_from_h : float
        Hours before the due time from which it counts.
    """

    reach_m: float = 3_000.0
    detour: float = 1.3
    load_m: float = 150.0
    fatigue_m: float = 100.0
    skill_m: float = 200.0
    lack_m: float = 400.0
    familiar_m: float = 500.0
    unserved_m: float = 20_000.0
    priority_m: float = 10_000.0
    waiting_m: float = 20.0
    waiting_max_h: float = 240.0
    care_m: float = 2_000.0
    due_m: float = 50.0
    due_from_h: float = 48.0

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if not np.isfinite(value) or not 0 <= value <= 1_000_000:
                raise MatchingError(one.name, "a weight is a number from 0 to 1,000,000")
        if self.detour < 1:
            raise MatchingError("detour", "nobody walks less than the straight line")


def _none() -> Ints:
    return np.zeros(0, np.int64)


def _never() -> Floats:
    return np.zeros(0, np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """People or teams, one row each.

    Attributes
    ----------
    x_m, y_m : array
        Meters east and north of any origin (``places.plane``); NaN when nobody knows.
    levels : array, shape (n, skills)
        0 has not, 1 helps, 2 can, 3 masters.
    slots : array
        Bits of the weekly slots in which somebody is free and not to be left in peace.
    cap : array
        How many orders somebody takes on more, at most.
    load : array
        Services this month.
    recent : array
        Services in the last seven days.
    tags : array
        Bits of whatever is demanded or wished for besides skills: adult, sex, languages.
    until : array, shape (n, papers)
        Last valid day of each paper (qualification, training, insurance) as a day number;
        -1 for none.
    matchable : array of bool
        False for those who opted out of automatic matching. They never appear.
    """

    x_m: Floats
    y_m: Floats
    levels: NDArray[np.int8]
    slots: Ints
    cap: Ints
    load: Ints
    recent: Ints
    tags: Ints
    until: NDArray[np.int32]
    matchable: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.x_m)


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Open orders, one row each.

    Attributes
    ----------
    x_m, y_m : array
        Where the help is needed; NaN when nobody knows.
    skill : array
        The skill demanded, or -1.
    slot : array
        In which weekly slot.
    headcount : array
        How many people are wanted.
    least : array
        With fewer nobody goes at all; 2 is the two-person rule.
    needs, wants : array
        Bits of the tags demanded of everybody, and wished for.
    lead : array
        Bits of the tags at least one of them has (an adult beside minors, a language).
    wants_skill : array
        A skill that helps and is not demanded, or -1.
    papers : array
        Bits of the papers demanded.
    day : array
        The day of the service, as a day number.
    priority : array
        0 normal, 1 urgent, 2 emergency.
    waited_h : array
        Hours since the order was accepted.
    due_h : array
        Hours until it is due, below zero when that is past; NaN, or left out, for no due time.
    care : array
        How much the category of the beneficiary weighs, from 0; left out for 0.
    """

    x_m: Floats
    y_m: Floats
    skill: Ints
    slot: Ints
    headcount: Ints
    least: Ints
    needs: Ints
    wants: Ints
    lead: Ints
    wants_skill: Ints
    papers: Ints
    day: Ints
    priority: Ints
    waited_h: Floats
    due_h: Floats = field(default_factory=_never)
    care: Ints = field(default_factory=_none)

    def __post_init__(self) -> None:
        for name, value in (("due_h", np.nan), ("care", 0)):
            if len(self.x_m) and not len(getattr(self, name)):
                object.__setattr__(self, name, np.full(len(self.x_m), value))

    def __len__(self) -> int:
        return len(self.x_m)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of an order and a person: never together, or rather together.

    ``familiar_how`` says why they are familiar, a ``codes.Known`` each; without it they have met.
    It changes what is said, never what it costs.
    """

    blocked_order: Ints = field(default_factory=_none)
    blocked_person: Ints = field(default_factory=_none)
    familiar_order: Ints = field(default_factory=_none)
    familiar_person: Ints = field(default_factory=_none)
    familiar_how: Ints = field(default_factory=_none)


class Rates(NamedTuple):
    """The weights in whole centimeters."""

    detour: float
    reach: int
    step: int
    level: int
    lack: int
    familiar: int


PERSON_TYPE = np.dtype([(n, np.int64) for n in ("x", "y", "has", "slots", "cap", "base")])
"""``has`` holds the skills below the tags; ``base`` is what a person costs before walking."""


class Crowd(NamedTuple):
    """People as the compiled code wants them."""

    people: NDArray[Any]
    levels: NDArray[np.int8]
    until: NDArray[np.int32]
    rates: Rates


def column(name: str, given: ArrayLike, count: int, low: int, high: int) -> Ints:
    array = np.asarray(given)
    if array.shape != (count,) or array.dtype.kind not in "iub":
        raise MatchingError(name, f"{count} whole numbers were expected")
    array = np.ascontiguousarray(array, np.int64)
    if count and (int(array.min()) < low or int(array.max()) > high):
        raise MatchingError(name, f"numbers from {low} to {high} were expected")
    return array


def table(name: str, given: ArrayLike, count: int, most: int, low: int, high: int) -> Ints:
    array = np.asarray(given)
    if array.ndim != 2 or len(array) != count or array.shape[1] > most:
        raise MatchingError(name, f"a table of {count} rows and at most {most} columns")
    if array.dtype.kind not in "iub":
        raise MatchingError(name, "whole numbers were expected")
    if array.size and (int(array.min()) < low or int(array.max()) > high):
        raise MatchingError(name, f"numbers from {low} to {high} were expected")
    return array


def centimeters(name: str, given: ArrayLike, count: int) -> Ints:
    """Whole centimeters; what is no place on this map is ``NO_PLACE``."""
    array = np.asarray(given, dtype=np.float64)
    if array.shape != (count,):
        raise MatchingError(name, f"{count} meters were expected")
    known = np.isfinite(array) & (np.abs(array) <= PLACE_MAX_M)
    whole: Ints = np.rint(np.where(known, array, 0.0) * CM).astype(np.int64)
    whole[~known] = NO_PLACE
    return whole


def rates(weights: Weights) -> Rates:
    """Return the weights of pairs in whole centimeters."""
    return Rates(
        detour=float(weights.detour),
        reach=round(weights.reach_m * CM),
        step=round(weights.load_m * CM),
        level=round(weights.skill_m * CM),
        lack=round(weights.lack_m * CM),
        familiar=round(weights.familiar_m * CM),
    )


class Checked(NamedTuple):
    """Orders in whole numbers, with what one empty seat of each costs."""

    x: Ints
    y: Ints
    placed: NDArray[np.bool_]
    skill: Ints
    slot: Ints
    headcount: Ints
    least: Ints
    needs: Ints
    wants: Ints
    lead: Ints
    papers: Ints
    day: Ints
    empty: Ints


def _hours(name: str, given: ArrayLike, count: int, missing: bool = False) -> Floats:
    array = np.asarray(given, dtype=np.float64)
    if array.shape != (count,) or not bool(
        np.all(np.isfinite(array) | (missing & (array != array)))
    ):
        raise MatchingError(name, f"{count} hours were expected")
    return array


def _empty_cost(orders: Orders, weights: Weights) -> Ints:
    """What one empty seat of each order costs."""
    n = len(orders)
    waited = np.clip(_hours("waited_h", orders.waited_h, n), 0.0, weights.waiting_max_h)
    due = np.nan_to_num(_hours("due_h", orders.due_h, n, missing=True), nan=np.inf)
    late = np.clip(weights.due_from_h - due, 0.0, weights.due_from_h)
    meters = weights.unserved_m + waited * weights.waiting_m + late * weights.due_m
    meters += column("priority", orders.priority, n, 0, 9) * weights.priority_m
    meters += column("care", orders.care, n, 0, 9) * weights.care_m
    whole: Ints = np.rint(meters * CM).astype(np.int64)
    return whole


def orders_checked(orders: Orders, weights: Weights, skills: int, papers: int) -> Checked:
    """Check orders; skills and papers are those that people are known by."""
    n, tag_max = len(orders), 2**TAGS_MAX - 1
    x, y = centimeters("x_m", orders.x_m, n), centimeters("y_m", orders.y_m, n)
    placed = (x != NO_PLACE) & (y != NO_PLACE)
    x[~placed], y[~placed] = 0, 0
    headcount = column("headcount", orders.headcount, n, 0, COUNT_MAX)
    least = column("least", orders.least, n, 0, COUNT_MAX)
    headcount = np.where(headcount > 0, np.maximum(headcount, least), 0)
    wants = column("wants", orders.wants, n, 0, tag_max) << SKILLS_MAX
    helps = column("wants_skill", orders.wants_skill, n, -1, skills - 1)
    wants |= np.where(helps >= 0, np.int64(1) << np.maximum(helps, 0), 0)
    return Checked(
        x,
        y,
        placed,
        column("skill", orders.skill, n, -1, skills - 1),
        column("slot", orders.slot, n, 0, SLOTS_MAX - 1),
        headcount,
        least,
        column("needs", orders.needs, n, 0, tag_max) << SKILLS_MAX,
        wants,
        column("lead", orders.lead, n, 0, tag_max) << SKILLS_MAX,
        column("papers", orders.papers, n, 0, 2**papers - 1),
        column("day", orders.day, n, 0, 10_000_000),
        _empty_cost(orders, weights),
    )
