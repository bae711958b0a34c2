"""送餐路线: who carries which meals to which doors, in which order.

A round leaves the canteen, hands meals over within one window and comes back. This module says
what a task is, what a plan is, when a plan breaks a rule and what it costs; ``round_search`` finds
plans.
Distances are straight lines made longer by the district's detour: estimates, and called so.

Times are whole seconds after midnight, distances whole meters, points ``(lat, lon)`` in degrees.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from redvest.engines.geodesy import Point, distances_m

Meters = NDArray[np.int64]
DOORS_MAX, HELPERS_MAX = 2000, 300
DAY_SECONDS = 24 * 3600


class Why(StrEnum):
    """Why somebody gets no meal by this plan; stored, so never renamed."""

    NO_PLACE = "no_place"
    NOBODY = "nobody"
    TOO_MANY_MEALS = "too_many_meals"
    TOO_FAR = "too_far"
    NO_ROOM = "no_room"


class RoundsError(ValueError):
    """A task that cannot be meant; ``code`` is stable."""

    def __init__(self, code: str, detail: object = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Door:
    """Where meals go. Without a point nobody can be sent."""

    key: str
    point: Point | None
    meals: int = 1


@dataclass(frozen=True, slots=True)
class Helper:
    """Who carries: how many meals at once, how fast, and from when (seconds after midnight)."""

    key: str
    carries: int
    meters_per_minute: int
    free_from: int = 0


@dataclass(frozen=True, slots=True)
class Task:
    """One lunch of one canteen.

    Attributes
    ----------
    canteen : tuple of float
        Where everybody leaves from and returns to.
    doors, helpers : tuple
        Who gets meals, and who is there to carry them.
    opens, closes : int
        Meals are handed over not before and not after.
    door_seconds : int
        How long a stop takes, stairs included.
    away_seconds : int
        How long a round may be away from the canteen, so that the last meal is still warm.
    detour_percent : int
        How much longer the way is than the straight line; 130 is 1.3 times.
    """

    canteen: Point
    doors: tuple[Door, ...]
    helpers: tuple[Helper, ...]
    opens: int = 11 * 3600
    closes: int = 12 * 3600 + 1800
    door_seconds: int = 180
    away_seconds: int = 3600
    detour_percent: int = 130


@dataclass(frozen=True, slots=True)
class Stop:
    """One door of a round and when the meal is there."""

    door: str
    at: int


@dataclass(frozen=True, slots=True)
class Round:
    """What one helper does: leaves, stops, is back."""

    helper: str
    leaves: int
    stops: tuple[Stop, ...]
    back: int
    meters: int

    @property
    def seconds(self) -> int:
        """How long the round keeps the helper away."""
        return self.back - self.leaves


@dataclass(frozen=True, slots=True)
class Plan:
    """Rounds, and who gets nothing with the reason. ``tries`` counts the search's steps."""

    rounds: tuple[Round, ...] = ()
    left_out: dict[str, Why] = field(default_factory=dict)
    tries: int = 0

    @property
    def seconds(self) -> int:
        """The helpers' time in all: what a plan costs."""
        return sum(one.seconds for one in self.rounds)

    @property
    def meters(self) -> int:
        return sum(one.meters for one in self.rounds)


def check_task(task: Task) -> None:
    """Refuse what cannot be meant.

    Raises
    ------
    RoundsError
        ``canteen`` for a canteen that lies nowhere, ``window``, ``speed``, ``meals``, ``keys`` for
        two doors or two helpers of one name, ``size`` for more than a district's lunch.
    """
    if not is_place(task.canteen):
        raise RoundsError("canteen", task.canteen)
    whole = 0 <= task.opens < task.closes <= DAY_SECONDS
    if not whole or task.door_seconds < 0 or task.away_seconds <= 0 or task.detour_percent < 100:
        raise RoundsError("window")
    if any(one.meters_per_minute <= 0 for one in task.helpers):
        raise RoundsError("speed")
    if any(one.meals <= 0 for one in task.doors):
        raise RoundsError("meals")
    if len(task.doors) > DOORS_MAX or len(task.helpers) > HELPERS_MAX:
        raise RoundsError("size", f"{len(task.doors)}/{len(task.helpers)}")
    for rows in (task.doors, task.helpers):
        if len({one.key for one in rows}) != len(rows):
            raise RoundsError("keys")


def is_place(point: Point | None) -> bool:
    """Whether this is a latitude and a longitude at all."""
    if point is None or not all(math.isfinite(number) for number in point):
        return False
    return abs(point[0]) <= 90.0 and abs(point[1]) <= 180.0


def ways(task: Task, doors: Sequence[Door]) -> Meters:
    """Meters from every place to every other, the canteen first; ``ceil(line x detour)``."""
    points = [task.canteen, *(door.point for door in doors if door.point is not None)]
    assert len(points) == len(doors) + 1  # Only doors that lie somewhere are asked about.
    straight = distances_m(points, points)
    meters: Meters = np.ceil(straight * task.detour_percent / 100.0 - 1e-6).astype(np.int64)
    np.fill_diagonal(meters, 0)
    return meters


def walk_seconds(meters: Meters, meters_per_minute: int) -> Meters:
    """How long ways take at a speed, rounded up."""
    seconds: Meters = -(-meters * 60 // meters_per_minute)
    return seconds


def hopeless(task: Task) -> dict[str, Why]:
    """Doors that no plan can serve, each with the reason; they are left out before the search."""
    able = [one for one in task.helpers if one.carries > 0]
    found: dict[str, Why] = {}
    placed = [door for door in task.doors if is_place(door.point)]
    out = ways(task, placed)[0]
    at = {door.key: int(out[place]) for place, door in enumerate(placed, start=1)}
    for door in task.doors:
        if door.key not in at:
            found[door.key] = Why.NO_PLACE
        elif not able:
            found[door.key] = Why.NOBODY
        elif all(one.carries < door.meals for one in able):
            found[door.key] = Why.TOO_MANY_MEALS
        elif not any(
            _reaches(task, one, at[door.key]) for one in able if one.carries >= door.meals
        ):
            found[door.key] = Why.TOO_FAR
    return found


def _reaches(task: Task, helper: Helper, meters: int) -> bool:
    """Whether this helper could serve a door so far off, and nobody else, in time."""
    way = -(-meters * 60 // helper.meters_per_minute)
    arrives = max(task.opens, helper.free_from + way)
    return arrives <= task.closes and 2 * way + task.door_seconds <= task.away_seconds


def timed(task: Task, helper: Helper, doors: Sequence[Door]) -> Round:
    """The round through these doors: leaving as early as helps, never waiting at a door."""
    meters = ways(task, doors)
    seconds = walk_seconds(meters, helper.meters_per_minute)
    first = int(seconds[0, 1]) if doors else 0
    leaves = max(helper.free_from, task.opens - first, 0)
    now, stops, here, far = leaves, [], 0, 0
    for place, door in enumerate(doors, start=1):
        now += int(seconds[here, place])
        far += int(meters[here, place])
        stops.append(Stop(door.key, now))
        now += task.door_seconds
        here = place
    return Round(
        helper.key, leaves, tuple(stops), now + int(seconds[here, 0]), far + int(meters[here, 0])
    )


def fits(task: Task, helper: Helper, doors: Sequence[Door]) -> bool:
    """Whether this helper can serve these doors in this order."""
    if sum(door.meals for door in doors) > helper.carries:
        return False
    way = timed(task, helper, doors)
    in_time = all(task.opens <= stop.at <= task.closes for stop in way.stops)
    return in_time and way.seconds <= task.away_seconds


def broken_rules(task: Task, plan: Plan) -> list[str]:
    """What is wrong with a plan, said in short; empty when it keeps every rule.

    It looks at the plan alone and shares no step with the search.
    """
    doors = {door.key: door for door in task.doors}
    helpers = {one.key: one for one in task.helpers}
    found: list[str] = []
    seen: list[str] = list(plan.left_out)
    went: list[str] = []
    for one in plan.rounds:
        stops = [stop.door for stop in one.stops]
        seen += stops
        went.append(one.helper)
        if one.helper not in helpers or not set(stops) <= set(doors) or not stops:
            found.append(f"unknown: {one.helper}")
            continue
        route = [doors[key] for key in stops]
        if any(not is_place(door.point) for door in route):
            found.append(f"nowhere: {one.helper}")
        elif not fits(task, helpers[one.helper], route):
            found.append(f"impossible: {one.helper}")
        elif one != timed(task, helpers[one.helper], route):
            found.append(f"times: {one.helper}")
    if len(set(went)) != len(went):
        found.append("twice: helper")
    if sorted(seen) != sorted(doors):
        found.append("doors: each once")
    return found
