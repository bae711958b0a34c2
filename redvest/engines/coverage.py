"""The 15-minute circle: who reaches an open venue on foot within the minutes, and who does not."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redvest.engines.geodesy import (
    Floats,
    Outline,
    area_m2,
    bounding_box,
    contains_many,
    from_plane,
    to_plane,
)
from redvest.engines.walking import Ground, Nearest, Whole, between, nearest
from redvest.engines.where_next import Choice, come_nearest, cover_most

MINUTES = 15.0
BANDS = (5.0, 10.0, 15.0)
"""Upper ends of the bands shown, in minutes; the last band lies beyond them."""
CELLS_MAX, CELL_MIN_M = 4_000, 100.0
WALK_MAX = 90.0
"""Longer walks count as this long: nobody walks them, and they must not decide where to build."""


@dataclass(frozen=True)
class Circle:
    """What :func:`circle` finds; arrays follow the order of the places given."""

    minutes: Floats
    which: Whole
    within: NDArray[np.bool_]
    off_streets: NDArray[np.bool_]
    people: float
    people_within: float
    by_band: tuple[float, ...]

    @property
    def share(self) -> float | None:
        """Of the people, how many live within; None where nobody is known to live."""
        return self.people_within / self.people if self.people > 0 else None


def circle(
    ground: Ground, places: ArrayLike, people: ArrayLike, venues: ArrayLike, limit: float = MINUTES
) -> Circle:
    """Who lives within ``limit`` minutes' walk of an open venue.

    Parameters
    ----------
    places, people : array_like, shapes (n, 2) and (n,)
        Where people live, and how many.
    venues : array_like, shape (m, 2)
        The open venues; with none nobody lives within.
    """
    found: Nearest = nearest(ground, places, venues)
    weights = np.asarray(people, dtype=np.float64).reshape(-1)
    within = found.minutes <= limit + 1e-9
    band = band_of(found.minutes)
    by_band = tuple(float(weights[band == at].sum()) for at in range(len(BANDS) + 1))
    return Circle(
        found.minutes,
        found.which,
        within,
        found.off_streets,
        float(weights.sum()),
        float(weights[within].sum()),
        by_band,
    )


def band_of(minutes: ArrayLike) -> Whole:
    """The number of the band each walk falls into: 0 for up to 5 minutes … 3 beyond 15."""
    found: Whole = np.searchsorted(np.asarray(BANDS) + 1e-9, np.asarray(minutes), side="left")
    return found


class Plans(NamedTuple):
    """The answers to both questions: most people within the walk; shortest walks of all."""

    covering: Choice
    nearness: Choice


def where_next(
    ground: Ground,
    places: ArrayLike,
    people: ArrayLike,
    now: ArrayLike,
    candidates: ArrayLike,
    k: int,
    *,
    limit: float = MINUTES,
    seconds: float = 20.0,
) -> Plans:
    """Where ``k`` more venues help most.

    Parameters
    ----------
    now : array_like, shape (n,)
        Minutes to the nearest open venue today, as :func:`circle` found them.
    candidates : array_like, shape (c, 2)
        Places that could be had.
    """
    today = np.minimum(np.asarray(now, dtype=np.float64), WALK_MAX)
    weights = np.asarray(people, dtype=np.float64)
    reach = max(limit, float(today.max(initial=0.0)))
    minutes = between(ground, candidates, places, reach)
    missing = today > limit + 1e-9
    return Plans(
        cover_most(minutes[:, missing] <= limit + 1e-9, weights[missing], k, seconds=seconds),
        come_nearest(minutes, today, weights, k, seconds=seconds),
    )


class Lattice(NamedTuple):
    """Square cells whose middles lie inside an outline, and where each stands."""

    middles: Floats
    row: Whole
    column: Whole
    side_m: float
    origin: tuple[float, float]


def lattice(outline: Outline) -> Lattice:
    """Lay at most about :data:`CELLS_MAX` cells over a district."""
    south, west, north, east = bounding_box(outline)
    origin = (south, west)
    far = to_plane([(north, east)], origin)[0]
    side = max(CELL_MIN_M, math.sqrt(area_m2(outline) / CELLS_MAX))
    rows, columns = (max(1, math.ceil(float(far[at]) / side)) for at in (1, 0))
    row, column = (part.reshape(-1) for part in np.mgrid[0:rows, 0:columns])
    middles = from_plane(np.column_stack(((column + 0.5) * side, (row + 0.5) * side)), origin)
    inside = contains_many(outline, middles)
    return Lattice(middles[inside], row[inside], column[inside], side, origin)


def rectangles(cells: Lattice, band: ArrayLike, shown: ArrayLike) -> list[list[float]]:
    """Neighboring cells of one band in a row as one rectangle: south, west, north, east, band."""
    keep = np.asarray(shown, dtype=np.bool_)
    row, column, kind = cells.row[keep], cells.column[keep], np.asarray(band)[keep]
    order = np.lexsort((column, row))
    row, column, kind = row[order], column[order], kind[order]
    new = np.ones(len(row), dtype=np.bool_)
    new[1:] = (np.diff(row) != 0) | (np.diff(column) != 1) | (np.diff(kind) != 0)
    first = np.flatnonzero(new)
    last = np.append(first[1:], len(row)) - 1 if len(row) else first
    low = np.column_stack((column[first], row[first])) * cells.side_m
    high = np.column_stack((column[last] + 1, row[last] + 1)) * cells.side_m
    corners = np.hstack((from_plane(low, cells.origin), from_plane(high, cells.origin)))
    return [
        [*(round(float(one), 5) for one in corner), int(kind[at])]
        for at, corner in zip(first, corners, strict=True)
    ]
