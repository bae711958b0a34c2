"""Meal rounds: how soon there is a plan, how good it is, and what our door to the library costs.

1. A lunch of 300 doors and 25 helpers: the first plan that leaves nobody out, and the plan after
   two seconds, against the best of a long run.
2. Three instances of the CVRPLIB X set: gap to the best known solution, ours (with windows, speeds
   and our own timing and checks around it) next to the library alone, at equal time.

Budgets are seconds of the processor: the machine is shared, and waiting is not work.

    python -m bench.meal_rounds [long seconds, 60] [seconds for an instance, 10]
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random
from unittest import mock

import numpy as np
from pyvrp import read, solve

from bench.stage import machine
from redvest.engines import round_search, rounds
from redvest.engines.round_search import plan_rounds
from redvest.engines.rounds import Door, Helper, Meters, Plan, Task, broken_rules

DATA = Path(__file__).parent / "data" / "cvrplib"
BEST_KNOWN = {"X-n101-k25": 27591, "X-n200-k36": 58578, "X-n303-k21": 21736}
CANTEEN = (36.06, 103.83)
DOORS, HELPERS, SEED, FOREVER = 300, 25, 5, 10**9


class MaxProcessor:
    """Stops after so many seconds of the processor; stands in for the library's wall clock."""

    def __init__(self, seconds: float) -> None:
        self.until = time.process_time() + seconds

    def __call__(self, best_cost: int) -> bool:
        return time.process_time() >= self.until


def lunch() -> Task:
    """Doors around a canteen, dense in the middle; two of three helpers walk, the third cycles."""
    chance = Random(SEED)
    doors = tuple(
        Door(
            f"door {place}",
            (CANTEEN[0] + chance.gauss(0, 0.006), CANTEEN[1] + chance.gauss(0, 0.0075)),
            1 if chance.random() < 0.85 else 2,
        )
        for place in range(DOORS)
    )
    helpers = tuple(
        Helper(f"helper {n}", 14 if n % 2 else 22, 75 if n % 3 else 200) for n in range(HELPERS)
    )
    return Task(CANTEEN, doors, helpers, away_seconds=5400)


def said(name: str, took: float, used: float, plan: Plan, best: int | None = None) -> None:
    gap = f"{100 * (plan.seconds / best - 1):6.2f} %" if best else " " * 8
    print(
        f"  {name:28} {took:7.2f} s ({used:6.2f} s of processor)  {plan.seconds / 3600:6.2f} hours"
        f"  gap {gap}  {len(plan.rounds)} rounds, {len(plan.left_out)} left out, {plan.tries} tries"
    )


def planned(task: Task, tries: int, seconds: float | None) -> tuple[float, float, Plan]:
    wall, used = time.perf_counter(), time.process_time()
    with (
        mock.patch("pyvrp.stop.MaxRuntime", MaxProcessor),
        mock.patch.object(round_search, "PATIENCE", FOREVER),  # The whole budget, no step less.
    ):
        plan = plan_rounds(task, seed=1, tries=tries, seconds=seconds)
    took = time.perf_counter() - wall, time.process_time() - used
    assert broken_rules(task, plan) == []
    return *took, plan


def a_lunch(long: float) -> None:
    task = lunch()
    meals, room = sum(d.meals for d in task.doors), sum(h.carries for h in task.helpers)
    print(f"{DOORS} doors, {meals} meals, {HELPERS} helpers with room for {room}")
    rows = []
    for tries in (1, 2, 5, 10, 20, 50):
        took, used, plan = planned(task, tries, None)
        if not plan.left_out:
            rows.append(("first plan for everybody", took, used, plan))
            break
    rows += [
        (f"after {budget:g} s", *planned(task, FOREVER, budget))
        for budget in (2.0, 5.0, 10.0, long)
    ]
    best = min(row[3].seconds for row in rows if not row[3].left_out)
    for name, took, used, plan in rows:
        said(name, took, used, plan, best)


def as_task(name: str) -> tuple[Task, Meters]:
    """An instance as a lunch: a meter a second, no stops to speak of, all day long."""
    data = read(DATA / f"{name}.vrp", round_func="round")
    kind = data.vehicle_type(0)
    doors = tuple(
        Door(str(place), CANTEEN, int(client.delivery[0]))
        for place, client in enumerate(data.clients(), start=1)
    )
    many = 2 * int(name.rsplit("k", 1)[1])
    helpers = tuple(Helper(f"h{n}", int(kind.capacity[0]), 60) for n in range(many))
    day = rounds.DAY_SECONDS
    task = Task(CANTEEN, doors, helpers, 0, day, door_seconds=0, away_seconds=day)
    return task, np.asarray(data.distance_matrix(0), dtype=np.int64)


def an_instance(name: str, seconds: float) -> None:
    task, matrix = as_task(name)

    def given(_task: Task, doors: Sequence[Door]) -> Meters:
        rows = [0, *(int(door.key) for door in doors)]
        found: Meters = matrix[np.ix_(rows, rows)]
        return found

    data = read(DATA / f"{name}.vrp", round_func="round")
    started = time.process_time()
    alone = solve(data, MaxProcessor(seconds), seed=1, collect_stats=False)
    used_alone = time.process_time() - started
    with mock.patch.object(rounds, "ways", given), mock.patch.object(round_search, "ways", given):
        _took, used, plan = planned(task, FOREVER, seconds)
    best = BEST_KNOWN[name]
    print(
        f"  {name}  best known {best:6}   library alone {100 * (alone.cost() / best - 1):5.2f} %"
        f" ({used_alone:.1f} s of processor)   ours {100 * (plan.meters / best - 1):5.2f} %"
        f" ({used:.1f} s)   {len(plan.left_out)} left out"
    )


def main() -> None:
    long, each = (float(text) for text in (*sys.argv[1:3], *("60", "10")[len(sys.argv) - 1 :]))
    print(machine())
    a_lunch(long)
    print(f"CVRPLIB X (Uchoa et al.), gap to best known after {each:g} s")
    for name in BEST_KNOWN:
        if not (DATA / f"{name}.vrp").exists():
            print(f"  {name}: the instance is not in {DATA.relative_to(Path.cwd())}")
            continue
        an_instance(name, each)


if __name__ == "__main__":
    main()
