"""Places on the ground: the three datums used in China, distances, walking, and outlines.

Everything is stored in WGS-84 (CGCS2000, which Tianditu uses, differs from it by centimeters) and
converted at the edge: Gaode, Tencent and WeChat speak GCJ-02, Baidu BD-09. Treating one as another
misplaces a doorbell by 200 to 1,400 m.

Points are ``(lat, lon)`` in degrees. Outlines alone keep the order of GeoJSON, ``(lon, lat)``, so
that they can be handed to a map as they are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Point = tuple[float, float]
Ring = Sequence[tuple[float, float]]
Polygon = Sequence[Ring]
Outline = Sequence[Polygon]
"""Coordinates of a GeoJSON MultiPolygon: polygons of rings (the first outer, the rest holes) of
``(lon, lat)``; rings may be closed or not."""

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius (IUGG)."""
WALKING_DETOUR = 1.3
"""How much longer the walk is than the straight line; districts may set another."""
WALKING_M_PER_MINUTE = 75.0
"""Speed of an unhurried walk, 4.5 km/h."""

# The ellipsoid of Krasovsky 1940, on which the GCJ-02 shift is defined.
_AXIS_M = 6378245.0
_ECCENTRICITY_2 = 0.00669342162296594323
_BD_TURN = math.pi * 3000.0 / 180.0
_BOX = (0.8293, 55.8271, 72.004, 137.8347)  # Outside of it the datums are one.
_ROUNDS = 12
_CHUNK = 2_000_000


class Datum(StrEnum):
    """What a pair of coordinates refers to; stored beside coordinates that were imported."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


class GeodesyError(ValueError):
    """Numbers that are no place; ``code`` is ``coordinate`` or ``outline``."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


def _gcj_forward(points: Floats) -> Floats:
    """Shift WGS-84 points to GCJ-02: the published polynomial and sines."""
    y, x = points[:, 0] - 35.0, points[:, 1] - 105.0
    pi = np.pi
    waves = (20.0 * np.sin(6.0 * x * pi) + 20.0 * np.sin(2.0 * x * pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    north += waves + (20.0 * np.sin(y * pi) + 40.0 * np.sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * pi) + 320.0 * np.sin(y / 30.0 * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    east += waves + (20.0 * np.sin(x * pi) + 40.0 * np.sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * pi) + 300.0 * np.sin(x / 30.0 * pi)) * 2.0 / 3.0
    latitude = np.radians(points[:, 0])
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(latitude) ** 2
    meridian = _AXIS_M * (1.0 - _ECCENTRICITY_2) / (magic * np.sqrt(magic))
    parallel = _AXIS_M / np.sqrt(magic) * np.cos(latitude)
    return points + np.degrees(np.column_stack((north / meridian, east / parallel)))


def _bd_forward(points: Floats) -> Floats:
    """Shift GCJ-02 points to BD-09."""
    y, x = points[:, 0], points[:, 1]
    radius = np.hypot(x, y) + 0.00002 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _BD_TURN)
    return np.column_stack((radius * np.sin(angle) + 0.006, radius * np.cos(angle) + 0.0065))


def _inverse(forward: Callable[[Floats], Floats], points: Floats) -> Floats:
    """Undo a shift by iteration: the shift changes slowly, so each round gains three digits."""
    guess = points.copy()
    for _ in range(_ROUNDS):
        error = forward(guess) - points
        guess -= error
        if float(np.max(np.abs(error), initial=0.0)) < 1e-11:
            break
    return guess


def convert_many(points: ArrayLike, source: Datum, target: Datum) -> Floats:
    """Convert points from one datum to another.

    Parameters
    ----------
    points : array_like, shape (n, 2)
        Latitudes and longitudes in degrees.
    source, target : Datum
        From and to.

    Returns
    -------
    ndarray, shape (n, 2)
        In degrees. Points outside the box in which the Chinese datums are defined come back
        unchanged. There and back is the same point within a millimeter.

    Raises
    ------
    GeodesyError
        ``coordinate`` for anything that is no latitude and longitude.
    """
    given = _as_points(points)
    south, north, west, east = _BOX
    inside = (given[:, 0] >= south) & (given[:, 0] <= north)
    inside &= (given[:, 1] >= west) & (given[:, 1] <= east)
    moved = given[inside]
    rank = {Datum.WGS84: 0, Datum.GCJ02: 1, Datum.BD09: 2}
    steps = (_gcj_forward, _bd_forward)
    for step in range(rank[source], rank[target]):
        moved = steps[step](moved)
    for step in range(rank[source], rank[target], -1):
        moved = _inverse(steps[step - 1], moved)
    answer = given.copy()
    answer[inside] = moved
    return answer


def convert(lat: float, lon: float, source: Datum, target: Datum) -> Point:
    """Convert one point; see :func:`convert_many`."""
    row = convert_many([(lat, lon)], source, target)[0]
    return float(row[0]), float(row[1])


def _as_points(points: ArrayLike) -> Floats:
    array = np.asarray(points, dtype=np.float64).reshape(-1, 2)
    if not (np.all(np.abs(array[:, 0]) <= 90.0) and np.all(np.abs(array[:, 1]) <= 180.0)):
        raise GeodesyError("coordinate")
    return array


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Return the distance of two points on the sphere in meters (haversine formula)."""
    return float(distances_m([(lat, lon)], [(other_lat, other_lon)])[0, 0])


def distances_m(points: ArrayLike, others: ArrayLike) -> Floats:
    """Return the distances of all points to all others.

    Parameters
    ----------
    points, others : array_like, shapes (n, 2) and (m, 2)
        Latitudes and longitudes in degrees, in one datum.

    Returns
    -------
    ndarray, shape (n, m)
        Meters on a sphere of mean radius; at most 0.5 % from the ellipsoid.

    Raises
    ------
    GeodesyError
        ``coordinate`` for anything that is no latitude and longitude.
    """
    a, b = np.radians(_as_points(points)), np.radians(_as_points(others))
    north = np.sin((a[:, None, 0] - b[None, :, 0]) / 2.0) ** 2
    east = np.sin((a[:, None, 1] - b[None, :, 1]) / 2.0) ** 2
    chord = north + np.cos(a[:, None, 0]) * np.cos(b[None, :, 0]) * east
    meters: Floats = 2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return meters


def walking_minutes(
    straight_m: float,
    detour: float = WALKING_DETOUR,
    m_per_minute: float = WALKING_M_PER_MINUTE,
) -> int:
    """Return how long the walk takes at least, in whole minutes, rounded up.

    An estimate for lists and rings; the default 15 minutes reach 865 m in a straight line, within
    the 800 to 1,000 m of the guide for complete communities.
    """
    return math.ceil(straight_m * detour / m_per_minute - 1e-9)


def reach_m(
    minutes: float,
    detour: float = WALKING_DETOUR,
    m_per_minute: float = WALKING_M_PER_MINUTE,
) -> float:
    """Return how far in a straight line one gets on foot, in meters."""
    return minutes * m_per_minute / detour


def contains(outline: Outline, lat: float, lon: float) -> bool:
    """Tell whether a point lies inside an outline; see :func:`contains_many`."""
    return bool(contains_many(outline, [(lat, lon)])[0])


def contains_many(outline: Outline, points: ArrayLike) -> NDArray[np.bool_]:
    """Tell which points lie inside an outline.

    Parameters
    ----------
    outline : Outline
        Polygons which do not overlap, each with any number of holes.
    points : array_like, shape (n, 2)
        Latitudes and longitudes in degrees.

    Returns
    -------
    ndarray of bool, shape (n,)
        By the even-odd rule: a ray to the east crosses the border an odd number of times. Of two
        outlines with a common border, a point on it belongs to one, never to both.
    """
    array = _as_points(points)
    edges = _edges(outline)
    inside = np.zeros(len(array), dtype=np.bool_)
    step = max(1, _CHUNK // max(1, len(edges)))
    for start in range(0, len(array), step):
        y, x = array[start : start + step, 0, None], array[start : start + step, 1, None]
        x1, y1, x2, y2 = edges.T
        crosses = (y1 <= y) != (y2 <= y)
        # Edges along the ray never cross it, so their division by zero is never looked at.
        with np.errstate(divide="ignore", invalid="ignore"):
            at = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
        inside[start : start + step] = np.count_nonzero(crosses & (x < at), axis=1) % 2 == 1
    return inside


def _edges(outline: Outline) -> Floats:
    """Return all edges of all rings as rows of lon, lat, lon, lat."""
    parts = []
    for polygon in outline:
        for ring in polygon:
            corners = np.asarray(ring, dtype=np.float64).reshape(-1, 2)
            parts.append(np.hstack((corners, np.roll(corners, -1, axis=0))))
    if not parts:
        raise GeodesyError("outline", "empty")
    return np.vstack(parts)


def bounding_box(outline: Outline) -> tuple[float, float, float, float]:
    """Return south, west, north and east of an outline in degrees."""
    edges = _edges(outline)
    west, south = edges[:, :2].min(axis=0)
    east, north = edges[:, :2].max(axis=0)
    return float(south), float(west), float(north), float(east)


def area_m2(outline: Outline) -> float:
    """Return the area inside an outline in square meters, holes taken off.

    Reckoned on a plane touching the middle of the outline: within 0.1 % for a district.
    """
    south, west, north, east = bounding_box(outline)
    middle = ((south + north) / 2.0, (west + east) / 2.0)
    total = 0.0
    for polygon in outline:
        for place, ring in enumerate(polygon):
            corners = np.asarray(ring, dtype=np.float64)
            plane = to_plane(corners[:, ::-1], middle)
            after = np.roll(plane, -1, axis=0)
            size = abs(float(np.sum(plane[:, 0] * after[:, 1] - after[:, 0] * plane[:, 1]))) / 2.0
            total += size if place == 0 else -size
    return total


def to_plane(points: ArrayLike, origin: Point) -> Floats:
    """Return meters east and north of an origin, good for a district (shape ``(n, 2)``)."""
    array = _as_points(points)
    per_degree = math.radians(EARTH_RADIUS_M)
    north = (array[:, 0] - origin[0]) * per_degree
    east = (array[:, 1] - origin[1]) * per_degree * math.cos(math.radians(origin[0]))
    return np.column_stack((east, north))


def from_plane(plane: ArrayLike, origin: Point) -> Floats:
    """Undo :func:`to_plane`: latitudes and longitudes of meters east and north of an origin."""
    array = np.asarray(plane, dtype=np.float64).reshape(-1, 2)
    per_degree = math.radians(EARTH_RADIUS_M)
    lat = origin[0] + array[:, 1] / per_degree
    lon = origin[1] + array[:, 0] / (per_degree * math.cos(math.radians(origin[0])))
    return np.column_stack((lat, lon))


def disc(center: Point, radius_m: float, corners: int = 64) -> Outline:
    """Return a regular polygon around a center, as an outline.

    Raises
    ------
    GeodesyError
        ``outline`` for a radius that is not positive.
    """
    if not radius_m > 0:
        raise GeodesyError("outline", "radius")
    turns = np.arange(corners) * (2.0 * np.pi / corners)
    ring = from_plane(radius_m * np.column_stack((np.cos(turns), np.sin(turns))), center)
    return ((tuple((float(lon), float(lat)) for lat, lon in ring),),)
