"""Finding meal rounds: a thin door to PyVRP, whose answers are timed and checked by ``rounds``.

The search is bounded from outside by steps and by seconds and starts from a given seed: with a
bound of steps alone, the same task has the same plan, whatever the machine.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np

from redvest.engines.rounds import (
    Door,
    Helper,
    Meters,
    Plan,
    Round,
    RoundsError,
    Task,
    Why,
    check_task,
    fits,
    hopeless,
    timed,
    walk_seconds,
    ways,
)

Kind = tuple[int, int, int]  # Speed, load and hour from which: helpers of a kind are alike.
Routes = list[tuple[Kind, list[int]]]

# How the library searches, measured on lunches of 300 doors (``bench/meal_rounds.py``).
NEIGHBORS, HISTORY = 20, 100
PATIENCE = 4_000
"""Steps without anything better after which the search ends by itself."""


def plan_rounds(
    task: Task, *, seed: int = 0, tries: int = 1000, seconds: float | None = None
) -> Plan:
    """Return rounds that keep every rule and bring meals to as many as possible.

    Among plans that serve as many, the search looks for the least time of all helpers together.

    Parameters
    ----------
    task : Task
        Who gets meals and who is there to carry them.
    seed : int
        Where the search begins; the same seed and ``tries`` give the same plan.
    tries : int
        How many steps it may take, at least 1. It takes fewer once nothing better turns up.
    seconds : float, optional
        When to stop even before that. Where not everybody can be served it searches twice.

    Raises
    ------
    RoundsError
        For a task that cannot be meant, see :func:`redvest.engines.rounds.check_task`.
    """
    check_task(task)
    if tries < 1 or (seconds is not None and seconds <= 0):
        raise RoundsError("bound")
    left_out = hopeless(task)
    doors = [door for door in task.doors if door.key not in left_out]
    if not doors:
        return Plan(left_out=left_out)
    routes, taken = _searched(task, doors, seed, tries, seconds)
    rounds = _kept(task, doors, routes)
    served = {stop.door for one in rounds for stop in one.stops}
    left_out |= {door.key: Why.NO_ROOM for door in doors if door.key not in served}
    return Plan(rounds, left_out, taken)


def _kinds(task: Task) -> dict[Kind, list[Helper]]:
    found: dict[Kind, list[Helper]] = defaultdict(list)
    for one in task.helpers:
        if one.carries > 0:
            found[one.meters_per_minute, one.carries, one.free_from].append(one)
    return dict(found)


def _searched(
    task: Task, doors: Sequence[Door], seed: int, tries: int, seconds: float | None
) -> tuple[Routes, int]:
    """What the library found: kinds of helper with the doors (by position) each goes to.

    Where there are hands enough it first looks for plans that leave nobody out, which is quicker;
    only when it finds none, each door gets a price that no way is worth.
    """
    kinds = list(_kinds(task).items())
    room = sum(kind[1] * len(rows) for kind, rows in kinds)
    taken = 0
    for everybody in (True, False):
        if everybody and sum(door.meals for door in doors) > room:
            continue
        answer = _solved(_problem(task, doors, kinds, everybody), seed, tries, seconds)
        taken += answer.num_iterations
        if answer.is_feasible():
            break
    routes = [
        (kinds[route.vehicle_type()][0], [step.idx for step in route if step.is_client()])
        for route in answer.best.routes()
    ]
    return routes, taken


def _solved(problem: Any, seed: int, tries: int, seconds: float | None) -> Any:
    # NB: loaded on first use; it takes half a second, and most processes never plan a round.
    from pyvrp import IteratedLocalSearchParams, SolveParams, solve
    from pyvrp.search import NeighbourhoodParams
    from pyvrp.stop import MaxIterations, MaxRuntime, MultipleCriteria, NoImprovement

    bounds: list[Any] = [MaxIterations(tries), NoImprovement(PATIENCE)]
    if seconds is not None:
        bounds.append(MaxRuntime(seconds))
    how = SolveParams(
        ils=IteratedLocalSearchParams(history_length=HISTORY),
        neighbourhood=NeighbourhoodParams(num_neighbours=NEIGHBORS),
    )
    return solve(problem, MultipleCriteria(bounds), seed=seed, collect_stats=False, params=how)


def _never_late(task: Task, helpers: Sequence[Helper]) -> bool:
    """Whether whoever is back in time was at every door within the window.

    A round begins when the window opens or on the way there, and never waits; so when it may not
    be away for longer than the window is open, its last door is in time.
    """
    in_time = all(one.free_from <= task.opens for one in helpers)
    return in_time and task.opens + task.away_seconds <= task.closes


def _problem(
    task: Task,
    doors: Sequence[Door],
    kinds: Sequence[tuple[Kind, list[Helper]]],
    everybody: bool,
) -> Any:
    """The task in the library's words.

    Where nobody can be late the time of a way, with the stop at its end, stands for its length,
    and there is no clock at all: the library takes half as long over a step.
    """
    from pyvrp import Client, Depot, Location, ProblemData, VehicleType

    plain = _never_late(task, [one for _kind, rows in kinds for one in rows])
    meters = ways(task, doors)
    speeds = sorted({kind[0] for kind, _rows in kinds})
    worth = task.away_seconds * sum(len(rows) for _kind, rows in kinds) + 1
    clients = [
        Client(
            location=place,
            delivery=[door.meals],
            prize=0 if everybody else worth * door.meals,
            required=everybody,
            **({} if plain else _hours(task)),
        )
        for place, door in enumerate(doors, start=1)
    ]
    vehicles = [
        VehicleType(
            num_available=len(rows),
            capacity=[carries],
            profile=speeds.index(speed),
            **(_as_length(task) if plain else _as_time(task, free_from)),
        )
        for (speed, carries, free_from), rows in kinds
    ]
    times: list[Any] = [walk_seconds(meters, speed) for speed in speeds]
    nothing: list[Any] = [np.zeros_like(meters)] * len(speeds)
    lengths: list[Any] = [_with_stops(task, each) for each in times]
    return ProblemData(
        [Location(0.0, 0.0) for _ in range(len(doors) + 1)],  # Only the matrices count.
        clients,
        [Depot(0)],
        vehicles,
        lengths if plain else nothing,
        nothing if plain else times,
    )


def _hours(task: Task) -> dict[str, Any]:
    return {
        "service_duration": task.door_seconds,
        "tw_early": task.opens,
        "tw_late": task.closes,
    }


def _as_length(task: Task) -> dict[str, Any]:
    return {"max_distance": task.away_seconds, "unit_distance_cost": 1}


def _as_time(task: Task, free_from: int) -> dict[str, Any]:
    return {
        "tw_early": free_from,
        "tw_late": task.closes + task.away_seconds,
        "shift_duration": task.away_seconds,
        "unit_distance_cost": 0,
        "unit_duration_cost": 1,
    }


def _with_stops(task: Task, seconds: Meters) -> Meters:
    """Times of ways with the stop at the door they lead to."""
    longer: Meters = seconds.copy()
    longer[:, 1:] += task.door_seconds
    np.fill_diagonal(longer, 0)
    return longer


def _kept(task: Task, doors: Sequence[Door], routes: Routes) -> tuple[Round, ...]:
    """Rounds of named helpers. A stop that would break a rule is dropped, whoever proposed it."""
    waiting = {kind: list(rows) for kind, rows in _kinds(task).items()}
    rounds = []
    for kind, places in routes:
        if not waiting[kind]:
            continue
        helper, route = waiting[kind][0], list[Door]()
        for place in places:
            if fits(task, helper, [*route, doors[place]]):
                route.append(doors[place])
        if route:
            waiting[kind].pop(0)
            rounds.append(timed(task, helper, route))
    return tuple(rounds)
