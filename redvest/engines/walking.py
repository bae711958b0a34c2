"""How long people walk: over a district's streets, or by the straight line where none are known.

A network is what an extract of OpenStreetMap says about where one may walk: points, and the
stretches between them. Without one every walk is the straight line made longer by the district's
detour. Whoever shows a figure says which of the two it comes from (``Ground.basis``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redvest.engines.geodesy import Floats, Point, distances_m, to_plane

Whole = NDArray[np.int64]
OFF_STREETS_M = 500.0
"""Who is further than this from every street is reckoned by the straight line."""
NEVER = float("inf")
_PAIRS = 2_000_000
_SHORTEST_M = 0.01  # A stretch of no length would be no stretch to the search.
NOT_WALKED = frozenset(
    {"motorway", "motorway_link", "construction", "proposed", "raceway", "bus_guideway", "razed"}
)
"""Values of ``highway`` nobody walks on, unless ``foot`` says so."""


class Basis(StrEnum):
    """Where walking times come from."""

    STREETS = "streets"
    STRAIGHT = "straight"


class Refused(ValueError):
    """Streets nobody can reckon with; ``code`` is ``empty`` or ``outside``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Streets(NamedTuple):
    """A walking network: ``points`` in degrees, and between which two each stretch leads."""

    points: Floats
    ends: Whole
    meters: Floats


@dataclass(frozen=True)
class Ground:
    """What walking times are reckoned on."""

    detour: float
    m_per_minute: float
    streets: Streets | None = None

    @property
    def basis(self) -> Basis:
        return Basis.STREETS if self.streets is not None else Basis.STRAIGHT

    @cached_property
    def _tree(self) -> tuple[Any, Point]:
        from scipy.spatial import cKDTree

        assert self.streets is not None
        middle = _middle(self.streets.points)
        return cKDTree(to_plane(self.streets.points, middle)), middle

    def snapped(self, places: Floats) -> tuple[Floats, Whole]:
        """Meters to the nearest point of the streets, and which that is."""
        tree, middle = self._tree
        away, at = tree.query(to_plane(places, middle))
        return away, at


class Nearest(NamedTuple):
    """For every place: the minutes to the nearest source, and which that is (-1 for none)."""

    minutes: Floats
    which: Whole
    off_streets: NDArray[np.bool_]


def may_be_walked(tags: Mapping[str, str]) -> bool:
    """Tell by the tags of a way of OpenStreetMap whether people walk there."""
    kind = tags.get("highway")
    if not kind or tags.get("area") == "yes":
        return False
    foot = tags.get("foot")
    if foot in ("no", "private"):
        return False
    if foot in ("yes", "designated", "permissive"):
        return True
    return kind not in NOT_WALKED and tags.get("access") not in ("no", "private")


def build_streets(
    refs: ArrayLike, places: ArrayLike, stretches: ArrayLike, box: tuple[float, float, float, float]
) -> Streets:
    """Make a network of what a reader found.

    Parameters
    ----------
    refs : array_like, shape (n,)
        Names of points, each as often as it was met.
    places : array_like, shape (n, 2)
        Their latitudes and longitudes.
    stretches : array_like, shape (m, 2)
        Pairs of names.
    box : tuple
        South, west, north, east; what lies outside is left out.

    Returns
    -------
    Streets
        The largest connected part: a fenced-in path leads nowhere and would make whoever lives
        beside it unreachable.

    Raises
    ------
    Refused
        ``empty`` without any stretch, ``outside`` without any inside the box.
    """
    from scipy.sparse.csgraph import connected_components

    pairs = np.asarray(stretches, dtype=np.int64).reshape(-1, 2)
    if not len(pairs):
        raise Refused("empty")
    names, first = np.unique(np.asarray(refs, dtype=np.int64), return_index=True)
    points = np.asarray(places, dtype=np.float64).reshape(-1, 2)[first]
    south, west, north, east = box
    inside = (points[:, 0] >= south) & (points[:, 0] <= north)
    inside &= (points[:, 1] >= west) & (points[:, 1] <= east)
    ends = np.searchsorted(names, pairs)
    known = (ends < len(names)).all(axis=1)
    ends = ends[known & (names[np.minimum(ends, len(names) - 1)] == pairs).all(axis=1)]
    ends = ends[inside[ends].all(axis=1) & (ends[:, 0] != ends[:, 1])]
    if not len(ends):
        raise Refused("outside")
    ends = np.unique(np.sort(ends, axis=1), axis=0)
    _parts, part = connected_components(_matrix(len(points), ends, np.ones(len(ends))), False)
    largest = np.bincount(part[ends[:, 0]]).argmax()
    kept = np.flatnonzero(part == largest)
    ends = np.searchsorted(kept, ends[part[ends[:, 0]] == largest])
    points = points[kept]
    return Streets(points, ends, _lengths(points, ends))


def _lengths(points: Floats, ends: Whole) -> Floats:
    """Meters of each stretch on a plane touching the middle: within 0.1 % for a district."""
    plane = to_plane(points, _middle(points))
    step = plane[ends[:, 0]] - plane[ends[:, 1]]
    return np.maximum(np.hypot(step[:, 0], step[:, 1]), _SHORTEST_M)


def _middle(points: Floats) -> Point:
    lat, lon = points.mean(axis=0)
    return float(lat), float(lon)


def _matrix(size: int, ends: Whole, meters: Floats):  # type: ignore[no-untyped-def]
    from scipy.sparse import csr_array

    both = np.concatenate((meters, meters))
    rows = np.concatenate((ends[:, 0], ends[:, 1]))
    columns = np.concatenate((ends[:, 1], ends[:, 0]))
    return csr_array((both, (rows, columns)), shape=(size, size))


def _hung(ground: Ground, sources: Floats):  # type: ignore[no-untyped-def]
    """The network with every source hung on its nearest point, and which sources are off it."""
    streets = ground.streets
    assert streets is not None
    away, at = ground.snapped(sources)
    many = len(streets.points)
    ends = np.vstack((streets.ends, np.column_stack((np.arange(len(sources)) + many, at))))
    meters = np.concatenate((streets.meters, np.maximum(away * ground.detour, _SHORTEST_M)))
    return _matrix(many + len(sources), ends, meters), away > OFF_STREETS_M


def _straight_minutes(ground: Ground, places: Floats, sources: Floats) -> Floats:
    minutes: Floats = distances_m(places, sources) * (ground.detour / ground.m_per_minute)
    return minutes


def _straight_nearest(ground: Ground, places: Floats, sources: Floats) -> tuple[Floats, Whole]:
    minutes, which = np.full(len(places), NEVER), np.full(len(places), -1, dtype=np.int64)
    step = max(1, _PAIRS // max(1, len(sources)))
    for start in range(0, len(places) if len(sources) else 0, step):
        part = _straight_minutes(ground, places[start : start + step], sources)
        best = part.argmin(axis=1)
        which[start : start + step] = best
        minutes[start : start + step] = part[np.arange(len(part)), best]
    return minutes, which


def nearest(ground: Ground, places: ArrayLike, sources: ArrayLike) -> Nearest:
    """How far each place is from the nearest of the sources, on foot.

    Parameters
    ----------
    ground : Ground
        The streets, or the detour where none are known.
    places, sources : array_like, shapes (n, 2) and (m, 2)
        Latitudes and longitudes in degrees (WGS-84).
    """
    a = np.asarray(places, dtype=np.float64).reshape(-1, 2)
    b = np.asarray(sources, dtype=np.float64).reshape(-1, 2)
    off = np.zeros(len(a), dtype=np.bool_)
    if ground.streets is None or not len(b) or not len(a):
        return Nearest(*_straight_nearest(ground, a, b), off)
    from scipy.sparse.csgraph import dijkstra

    graph, _far = _hung(ground, b)
    start = len(ground.streets.points)
    meters, _before, via = dijkstra(
        graph,
        directed=False,
        indices=np.arange(start, start + len(b)),
        min_only=True,
        return_predecessors=True,
    )
    away, at = ground.snapped(a)
    off = away > OFF_STREETS_M
    minutes = (meters[at] + away * ground.detour) / ground.m_per_minute
    which = via[at].astype(np.int64) - start
    # A network that ends somewhere else says nothing about those beyond it.
    minutes[off], which[off] = _straight_nearest(ground, a[off], b)
    return Nearest(minutes, which, off)


def between(ground: Ground, sources: ArrayLike, places: ArrayLike, most: float) -> Floats:
    """Minutes from every source to every place, ``inf`` beyond ``most`` minutes.

    Returns
    -------
    ndarray, shape (m, n)
        One row a source.
    """
    a = np.asarray(sources, dtype=np.float64).reshape(-1, 2)
    b = np.asarray(places, dtype=np.float64).reshape(-1, 2)
    if ground.streets is None or not len(a) or not len(b):
        minutes = _straight_minutes(ground, a, b)
        return np.where(minutes <= most, minutes, NEVER)
    from scipy.sparse.csgraph import dijkstra

    graph, far = _hung(ground, a)
    away, at = ground.snapped(b)
    start, found = len(ground.streets.points), np.empty((len(a), len(b)))
    limit = most * ground.m_per_minute
    step = max(1, 4 * _PAIRS // graph.shape[0])
    for first in range(0, len(a), step):
        rows = np.arange(first, min(first + step, len(a)))
        meters = dijkstra(graph, directed=False, indices=start + rows, limit=limit)
        found[rows] = meters[:, at]
    found += away * ground.detour
    found /= ground.m_per_minute
    off = away > OFF_STREETS_M
    found[far] = _straight_minutes(ground, a[far], b)
    found[:, off] = _straight_minutes(ground, a, b[off])
    found[found > most] = NEVER
    return found
