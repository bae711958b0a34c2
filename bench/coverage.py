"""The 15-minute circle on 50,000 points of streets, and the proof of where the next venues go.

1. Walks from 240 venues to the nearest for every point, ours (hanging every place on its street
   included) against scipy's search alone and networkx, and the same for 15-minute isochrones.
2. Most people covered by k of 240 candidates: ours, which merges places covered by the same
   candidates, against the same program unmerged and spopt where that is installed.
3. p-median instances of the OR-Library against their published optima, where the folder is there.

Seconds are of the processor: the machine is shared, and waiting is not work. Answers are compared.

    python -m bench.coverage [folder with pmed1.txt ... and optima.csv]
"""

import csv
import importlib.util
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack
from scipy.sparse.csgraph import dijkstra

from bench.stage import machine
from redvest.engines.coverage import MINUTES
from redvest.engines.geodesy import from_plane
from redvest.engines.walking import Ground, Streets, between, build_streets, nearest
from redvest.engines.where_next import come_nearest, cover_most

HERE, SEED, ROWS, VENUES, CANDIDATES = (36.06, 103.83), 7, 230, 240, 240
WORLD = (-90.0, -180.0, 90.0, 180.0)
PMED_SECONDS, UNMERGED_SECONDS = 60.0, 60.0


def used(act: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The least processor time of several runs, and the answer."""
    best, answer = float("inf"), None
    for _ in range(times):
        started = time.process_time()
        answer = act()
        best = min(best, time.process_time() - started)
    return best, answer


def a_city() -> Streets:
    """Crossings about 60 m apart, one stretch of four missing."""
    chance = np.random.default_rng(SEED)
    row, column = (part.reshape(-1) for part in np.mgrid[0:ROWS, 0:ROWS])
    plane = np.column_stack((column, row)) * 60.0 + chance.uniform(-15, 15, (len(row), 2))
    name = row * ROWS + column
    east, north = name[column < ROWS - 1], name[row < ROWS - 1]
    stretches = np.vstack(
        (np.column_stack((east, east + 1)), np.column_stack((north, north + ROWS)))
    )
    kept = stretches[chance.random(len(stretches)) < 0.75]
    return build_streets(name, from_plane(plane, HERE), kept, WORLD)


def walks(streets: Streets) -> None:
    ground = Ground(1.3, 75.0, streets)
    chance = np.random.default_rng(SEED + 1)
    at = chance.choice(len(streets.points), VENUES, replace=False)
    venues, many = streets.points[at], len(streets.points)
    print(f"{many} points, {len(streets.ends)} stretches, {VENUES} venues")
    matrix = csr_array(
        (
            np.tile(streets.meters, 2),
            (streets.ends.T.reshape(-1), streets.ends[:, ::-1].T.reshape(-1)),
        ),
        shape=(many, many),
    )
    graph = nx.Graph()
    graph.add_weighted_edges_from(
        zip(*streets.ends.T.tolist(), streets.meters.tolist(), strict=True)
    )
    ours, found = used(lambda: nearest(ground, streets.points, venues))
    bare, plain = used(lambda: dijkstra(matrix, indices=at, min_only=True))
    slow, other = used(lambda: nx.multi_source_dijkstra_path_length(graph, set(at.tolist())), 1)
    for n in range(0, many, 97):
        assert abs(plain[n] - other[n]) < 1e-6
        assert abs(found.minutes[n] * 75.0 - plain[n]) < 0.1
    said("nearest of all", ours, {"scipy alone": bare, "networkx": slow})
    limit = MINUTES * 75.0
    ours, reached = used(lambda: between(ground, venues, streets.points, MINUTES))
    bare, plain = used(lambda: dijkstra(matrix, indices=at, limit=limit))

    def one_by_one() -> list[dict[int, float]]:
        found = nx.single_source_dijkstra_path_length
        return [found(graph, one, cutoff=limit) for one in at.tolist()]

    slow, other = used(one_by_one, 1)
    assert np.isfinite(plain).sum() == sum(map(len, other))
    near = np.isfinite(reached).sum()
    assert abs(int(near) - int(np.isfinite(plain).sum())) < near * 1e-3
    said("isochrones of each", ours, {"scipy alone": bare, "networkx": slow})


def said(what: str, ours: float, others: dict[str, float]) -> None:
    rest = "   ".join(
        f"{name} {used * 1e3:8.1f} ms ({used / ours:6.2f})" for name, used in others.items()
    )
    print(f"  {what:20} ours {ours * 1e3:8.1f} ms   {rest}")


def unmerged(near: Any, weights: Any, k: int) -> tuple[float, bool]:
    """The textbook program, one unknown a place."""
    many, places = near.shape
    cost = np.concatenate((np.zeros(many), -weights))
    reach = hstack([-csr_array(near.T.astype(float)), eye_array(places)]).tocsr()
    at_most = np.zeros((1, many + places))
    at_most[0, :many] = 1
    whole = np.zeros(many + places)
    whole[:many] = 1
    answer = milp(
        cost,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=[LinearConstraint(reach, -np.inf, 0), LinearConstraint(at_most, 0, k)],
        options={"time_limit": UNMERGED_SECONDS, "mip_rel_gap": 0.0},
    )
    return -float(answer.fun), answer.status == 0


def by_spopt(minutes: Any, weights: Any, k: int) -> float:
    import pulp
    from spopt.locate import MCLP

    model = MCLP.from_cost_matrix(minutes.T, weights, MINUTES, p_facilities=k)
    return float(model.solve(pulp.PULP_CBC_CMD(msg=False, timeLimit=600)).problem.objective.value())


def coverings(streets: Streets) -> None:
    ground = Ground(1.3, 75.0, streets)
    chance = np.random.default_rng(SEED + 2)
    at = chance.choice(len(streets.points), CANDIDATES, replace=False)
    weights = chance.integers(0, 200, len(streets.points)).astype(float)
    minutes = between(ground, streets.points[at], streets.points, MINUTES)
    near = np.isfinite(minutes)
    print(
        f"most people within {MINUTES:g} minutes of {len(weights)} points, {CANDIDATES} candidates"
    )
    for k in (5, 20, 60):
        ours, found = used(lambda k=k: cover_most(near, weights, k, seconds=300), 1)  # type: ignore[misc]
        assert found.proven
        others = {}
        spent, (value, done) = used(lambda k=k: unmerged(near, weights, k), 1)  # type: ignore[misc]
        assert abs(value - found.gained) < 1 if done else value <= found.gained + 1
        others["unmerged" if done else "unmerged, stopped"] = spent
        if k == 20 and importlib.util.find_spec("spopt"):
            started = time.perf_counter()
            value = by_spopt(minutes, weights, k)
            # Its solver is a program of its own, so the wall has to do.
            others["spopt (wall)"] = time.perf_counter() - started
            assert value <= found.gained + 1
        said(f"k = {k}, proven", ours, others)


def pmed(folder: Path) -> None:
    """OR-Library: undirected costs, the last of repeated edges counts, distances are paths."""
    if not (folder / "optima.csv").exists():
        print("p-median: no folder with pmed instances was named")
        return
    with (folder / "optima.csv").open() as opened:
        optima = {row[0].strip(): row for row in csv.reader(opened)}
    print(f"p-median, OR-Library, at most {PMED_SECONDS:g} s each")
    for path in sorted(folder.glob("pmed*.txt"), key=lambda one: int(one.stem[4:])):
        numbers = iter(path.read_text().split())
        many, edges, p = (int(next(numbers)) for _ in range(3))
        cost = {}
        for _ in range(edges):
            a, b, length = (int(next(numbers)) for _ in range(3))
            cost[min(a, b) - 1, max(a, b) - 1] = length
        ends = np.array(list(cost))
        graph = csr_array((list(cost.values()), (ends[:, 0], ends[:, 1])), shape=(many, many))
        away = dijkstra(graph, directed=False)
        far = float(away.max() + 1)
        # The engine counts tenths of a minute; whole costs pass through unchanged.
        seconds, found = used(
            lambda away=away, far=far, many=many, p=p: come_nearest(  # type: ignore[misc]
                away, np.full(many, far), np.ones(many), p, seconds=PMED_SECONDS
            ),
            1,
        )
        total, known = far * many - found.gained, float(optima[path.stem][-1])
        assert total >= known - 0.5
        print(
            f"  {path.stem:8} {many:4} points, p = {p:3}: {total:7.0f}, best possible {known:7.0f},"
            f" {'proven' if found.proven else 'not proven'}, {seconds:6.1f} s"
        )


def main() -> None:
    print(machine())
    streets = a_city()
    walks(streets)
    coverings(streets)
    pmed(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("no folder"))


if __name__ == "__main__":
    main()
