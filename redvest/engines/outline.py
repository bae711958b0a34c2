"""Checking an uploaded district outline: GeoJSON, simple rings, near China, not too large.

Only the geometry is kept; properties of the file are dropped. Positions are longitude first
(RFC 7946 §3.1.1). Which datum they are in cannot be seen in a file, so the uploader says it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

BYTES_MAX = 2 * 1024 * 1024
VERTICES_MAX = 5000
RINGS_MAX = 200
LON_RANGE = (73.0, 136.0)
LAT_RANGE = (3.0, 54.0)
SPAN_DEGREES_MAX = 12.0
"""The largest county-level division (Ruoqiang) spans about 6 degrees."""
SPAN_DEGREES_MIN = 0.001

Ring = npt.NDArray[np.float64]
Convert = Callable[[Ring], Ring]


class OutlineError(ValueError):
    """An outline that cannot be used; ``code`` is stable, ``detail`` a number or a place.

    Codes: ``too_big``, ``not_json``, ``not_geojson``, ``no_polygon``, ``several``, ``shape``,
    ``vertices``, ``self_intersecting``, ``outside_china``, ``swapped``, ``size``.
    """

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail


def read_outline(content: bytes, to_wgs84: Convert) -> dict[str, Any]:
    """Return a checked GeoJSON geometry (MultiPolygon, WGS-84, six decimals).

    Parameters
    ----------
    content : bytes
        The file as uploaded: a geometry, a feature, or a collection with one polygonal feature.
    to_wgs84 : callable
        Takes latitudes and longitudes (n, 2) of the file's datum, gives those of WGS-84.

    Raises
    ------
    OutlineError
    """
    if len(content) > BYTES_MAX:
        raise OutlineError("too_big", str(BYTES_MAX // 1024 // 1024))
    try:
        parsed = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        raise OutlineError("not_json") from None
    polygons = _polygons(parsed)
    rings = [_ring(ring) for polygon in polygons for ring in polygon]
    if len(rings) > RINGS_MAX or sum(len(ring) for ring in rings) > VERTICES_MAX:
        raise OutlineError("vertices", str(VERTICES_MAX))
    _check_place(np.concatenate(rings))
    for ring in rings:
        _check_simple(ring)
    return {
        "type": "MultiPolygon",
        "coordinates": [[_converted(ring, to_wgs84) for ring in polygon] for polygon in polygons],
    }


def _polygons(parsed: Any) -> list[list[Any]]:
    if not isinstance(parsed, dict) or "type" not in parsed:
        raise OutlineError("not_geojson")
    kind = parsed["type"]
    if kind == "FeatureCollection":
        features = parsed.get("features")
        if not isinstance(features, list) or not features:
            raise OutlineError("no_polygon")
        if len(features) > 1:
            raise OutlineError("several", str(len(features)))
        return _polygons(features[0])
    if kind == "Feature":
        return _polygons(parsed.get("geometry"))
    coordinates = parsed.get("coordinates")
    if kind == "Polygon":
        coordinates = [coordinates]
    elif kind != "MultiPolygon":
        raise OutlineError("no_polygon", str(kind)[:40])
    if (
        not isinstance(coordinates, list)
        or not coordinates
        or not all(isinstance(polygon, list) and polygon for polygon in coordinates)
    ):
        raise OutlineError("shape")
    return coordinates


def _ring(raw: Any) -> Ring:
    if not isinstance(raw, list):
        raise OutlineError("shape")
    points: list[tuple[float, float]] = []
    for position in raw:
        good = (
            isinstance(position, list)
            and len(position) >= 2
            and all(
                isinstance(value, int | float) and not isinstance(value, bool)
                for value in position[:2]
            )
        )
        if not good:
            raise OutlineError("shape")
        points.append((float(position[0]), float(position[1])))
    if len(points) < 4 or points[0] != points[-1]:
        raise OutlineError("shape")
    ring = np.array(points)
    if not np.isfinite(ring).all():
        raise OutlineError("shape")
    return ring


def _check_place(points: Ring) -> None:
    lon, lat = points[:, 0], points[:, 1]
    if (
        lon.min() < LON_RANGE[0]
        or lon.max() > LON_RANGE[1]
        or lat.min() < LAT_RANGE[0]
        or lat.max() > LAT_RANGE[1]
    ):
        looks_swapped = lon.max() <= LAT_RANGE[1] and lat.min() >= LON_RANGE[0]
        raise OutlineError("swapped" if looks_swapped else "outside_china")
    span = max(float(np.ptp(lon)), float(np.ptp(lat)))
    if not SPAN_DEGREES_MIN <= span <= SPAN_DEGREES_MAX:
        raise OutlineError("size")


def _side(a: Ring, b: Ring, p: Ring) -> Ring:
    """On which side of the line a-b a point lies: the sign of the cross product."""
    cross = (b[..., 0] - a[..., 0]) * (p[..., 1] - a[..., 1]) - (b[..., 1] - a[..., 1]) * (
        p[..., 0] - a[..., 0]
    )
    return np.sign(cross)


def _check_simple(ring: Ring) -> None:
    """Refuse a ring that crosses itself. Each edge against all later ones at once."""
    # Repeated neighbors are harmless and would look like touching edges.
    keep = np.ones(len(ring), dtype=bool)
    keep[1:] = (ring[1:] != ring[:-1]).any(axis=1)
    ring = ring[keep]
    start, end = ring[:-1], ring[1:]
    count = len(start)
    if count < 3:
        raise OutlineError("shape")
    for i in range(count - 2):
        # The neighbor shares a corner, and so does the last edge with the first.
        last = count - 1 if i == 0 else count
        a, b = start[i], end[i]
        c, d = start[i + 2 : last], end[i + 2 : last]
        apart = (
            (np.minimum(c[:, 0], d[:, 0]) > max(a[0], b[0]))
            | (np.maximum(c[:, 0], d[:, 0]) < min(a[0], b[0]))
            | (np.minimum(c[:, 1], d[:, 1]) > max(a[1], b[1]))
            | (np.maximum(c[:, 1], d[:, 1]) < min(a[1], b[1]))
        )
        crosses = (
            ~apart & (_side(a, b, c) * _side(a, b, d) <= 0) & (_side(c, d, a) * _side(c, d, b) <= 0)
        )
        if crosses.any():
            raise OutlineError("self_intersecting", f"{b[1]:.5f}, {b[0]:.5f}")


def _converted(raw: Any, to_wgs84: Convert) -> list[list[float]]:
    points = to_wgs84(_ring(raw)[:, ::-1])
    return [[round(float(lon), 6), round(float(lat), 6)] for lat, lon in points]
