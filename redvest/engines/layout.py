"""Places for streets and communities whose coordinates nobody has entered yet.

A new district knows the names of its streets and communities, but not where they are. So that maps
and walks can be shown at once, they are spread evenly over the outline: every street gets one
compact part of it, in proportion to the number of its communities, and every community its share
of that part. The same input always gives the same places. They are a schematic to be corrected,
never a claim about where anything is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from redvest.engines.geodesy import (
    Floats,
    Outline,
    Point,
    area_m2,
    bounding_box,
    contains_many,
    disc,
    distances_m,
    from_plane,
    to_plane,
)

DEFAULT_RADIUS_M = 3_000.0
MAX_COMMUNITIES = 5_000
_SAMPLES_EACH = 48
_SAMPLES_LEAST = 8
_ROUNDS = 6
_DECIMALS = 6  # A tenth of a meter.

Indices = NDArray[np.intp]


class LayoutError(ValueError):
    """An outline or numbers that leave no room; ``code`` is ``room`` or ``amount``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the streets and communities of a district are drawn.

    Attributes
    ----------
    streets : tuple of (lat, lon)
        One place a street, in the middle of its part of the district.
    communities : tuple of tuple of (lat, lon)
        For each street, one place for each of its communities.
    """

    streets: tuple[Point, ...]
    communities: tuple[tuple[Point, ...], ...]


def spread(
    counts: Sequence[int],
    outline: Outline | None = None,
    center: Point = (0.0, 0.0),
    radius_m: float = DEFAULT_RADIUS_M,
) -> Layout:
    """Spread streets and their communities evenly over a district.

    Parameters
    ----------
    counts : sequence of int
        Number of communities of each street, in the order of the streets; streets near each other
        in this order are placed near each other. At most :data:`MAX_COMMUNITIES` in all.
    outline : Outline, optional
        The outline of the district. Without one, a disc is used.
    center : (lat, lon)
        Middle of the disc in degrees.
    radius_m : float
        Radius of the disc in meters.

    Returns
    -------
    Layout
        All places differ, are inside the outline, and have six decimals.

    Raises
    ------
    LayoutError
        ``amount`` for negative or too many communities, ``room`` when the outline is too small
        or too thin to hold them.

    Notes
    -----
    The inside is sampled by a grid. Recursive bisection across the longer side gives every street
    samples in proportion to its weight; within a street, Lloyd's iteration (1982) rounds off the
    parts of its communities. Nothing is random.
    """
    if any(count < 0 for count in counts) or sum(counts) > MAX_COMMUNITIES:
        raise LayoutError("amount", str(sum(counts)))
    if not counts:
        return Layout((), ())
    area = outline if outline is not None else disc(center, radius_m)
    # The street itself takes room as well.
    weights = [count + 1 for count in counts]
    samples, plane = _samples(area, sum(weights))
    streets: list[Point] = []
    communities: list[tuple[Point, ...]] = []
    for count, part in zip(counts, _bisect(plane, np.arange(len(plane)), weights), strict=True):
        chosen = _places(plane, part, count + 1)
        # The place nearest to the middle of the street is its own.
        middle = plane[part].mean(axis=0)
        own = int(np.argmin(_squares(plane[chosen], middle[None, :])[:, 0]))
        streets.append(_point(samples, chosen.pop(own)))
        communities.append(tuple(_point(samples, index) for index in chosen))
    return Layout(tuple(streets), tuple(communities))


def least_spacing_m(points: Sequence[Point]) -> float:
    """Return the smallest distance between two of the points, infinite for fewer than two."""
    if len(points) < 2:
        return math.inf
    apart = distances_m(points, points)
    np.fill_diagonal(apart, np.inf)
    return float(apart.min())


def _point(samples: Floats, index: int) -> Point:
    return float(samples[index, 0]), float(samples[index, 1])


def _samples(outline: Outline, amount: int) -> tuple[Floats, Floats]:
    """Return a grid of points inside the outline, in degrees and in meters on a plane."""
    south, west, north, east = bounding_box(outline)
    origin = ((south + north) / 2.0, (west + east) / 2.0)
    low, high = to_plane([(south, west), (north, east)], origin)
    step = math.sqrt(max(area_m2(outline), 1.0) / (amount * _SAMPLES_EACH))
    for _ in range(4):
        columns, rows = np.ceil((high - low) / step).astype(int) + 1
        if columns * rows > 4_000_000:
            break
        x = low[0] + (np.arange(columns) + 0.5) * step
        y = low[1] + (np.arange(rows) + 0.5) * step
        grid = np.column_stack([axis.ravel() for axis in np.meshgrid(x, y)])
        # Rounded first and tested after, so that what is returned is what was found inside.
        points = np.round(from_plane(grid, origin), _DECIMALS)
        points = np.unique(points[contains_many(outline, points)], axis=0)
        if len(points) >= amount * _SAMPLES_LEAST:
            return points, to_plane(points, origin)
        step /= 2.0
    raise LayoutError("room", f"no room for {amount} places")


def _bisect(plane: Floats, part: Indices, weights: Sequence[int]) -> list[Indices]:
    """Cut samples into one compact part for each weight, in proportion to the weights."""
    if len(weights) == 1:
        return [part]
    sums = np.cumsum(weights)
    half = 1 + int(np.argmin(np.abs(sums[:-1] - sums[-1] / 2.0)))
    main = int(np.argmax(np.ptp(plane[part], axis=0)))
    order = part[np.lexsort((plane[part, 1 - main], plane[part, main]))]
    cut = round(len(part) * int(sums[half - 1]) / int(sums[-1]))
    return _bisect(plane, order[:cut], weights[:half]) + _bisect(plane, order[cut:], weights[half:])


def _places(plane: Floats, part: Indices, count: int) -> list[int]:
    """Choose ``count`` samples (at least one), evenly within one street's part."""
    cells = _bisect(plane, part, [1] * count)
    centers = np.array([plane[cell].mean(axis=0) for cell in cells])
    for _ in range(_ROUNDS):
        owner = np.argmin(_squares(plane[part], centers), axis=1)
        moved = [part[owner == i] for i in range(count)]
        if any(len(cell) == 0 for cell in moved):
            break
        cells = moved
        centers = np.array([plane[cell].mean(axis=0) for cell in cells])
    return [
        int(cell[np.argmin(_squares(plane[cell], center[None, :])[:, 0])])
        for cell, center in zip(cells, centers, strict=True)
    ]


def _squares(points: Floats, others: Floats) -> Floats:
    """Return the squared distances of all points to all others on the plane."""
    apart = points[:, None, :] - others[None, :, :]
    squares: Floats = np.einsum("ijk,ijk->ij", apart, apart)
    return squares
