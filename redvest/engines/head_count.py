"""How many people live where, as a district uploads it: one row a community, or one a compound."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from redvest.engines.geodesy import Datum, convert

COLUMNS: dict[str, tuple[str, ...]] = {
    "community": ("社区", "社区编码", "社区名称", "编码", "community"),
    "people": ("人口", "人数", "常住人口", "people"),
    "name": ("小区", "小区名称", "name"),
    "lat": ("纬度", "lat"),
    "lon": ("经度", "lon"),
}
PEOPLE_MAX = 1_000_000
FAULTS_MAX = 20


class Home(NamedTuple):
    """People who live at one place; without a position they count at their community's."""

    community: str
    name: str
    people: int
    lat: float | None
    lon: float | None


class Fault(NamedTuple):
    """What is wrong with a row. ``row`` counts as the file does; 0 is the file as a whole."""

    row: int
    code: str
    value: str = ""


def read_homes(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    communities: Mapping[str, str],
    datum: Datum = Datum.WGS84,
    first_row: int = 1,
) -> tuple[list[Home], list[Fault]]:
    """Read a table of people.

    Parameters
    ----------
    header, rows : sequences of text
        Columns are found by name (:data:`COLUMNS`); 社区 and 人口 are needed.
    communities : mapping
        Name by code; a row may say either, where the name is the district's only one.

    Returns
    -------
    homes, faults
        With any fault nothing should be kept.
    """
    at = {key: _column(header, names) for key, names in COLUMNS.items()}
    missing = [COLUMNS[key][0] for key in ("community", "people") if at[key] is None]
    if missing:
        return [], [Fault(0, "no_column", "、".join(missing))]
    by_name: dict[str, str] = {}
    for code, name in communities.items():
        by_name[name] = "" if name in by_name else code
    homes: list[Home] = []
    faults: list[Fault] = []
    seen: set[tuple[str, str]] = set()
    for number, row in enumerate(rows, first_row + 1):
        cells = {
            key: row[place].strip() if place is not None and place < len(row) else ""
            for key, place in at.items()
        }
        found = _home(cells, communities, by_name, datum)
        if isinstance(found, Home) and (found.community, found.name) in seen:
            found = Fault(0, "twice", found.name or cells["community"])
        if isinstance(found, Fault):
            faults.append(found._replace(row=number))
        else:
            seen.add((found.community, found.name))
            homes.append(found)
    return homes, faults[:FAULTS_MAX]


def _column(header: Sequence[str], names: tuple[str, ...]) -> int | None:
    plain = [cell.strip().lower() for cell in header]
    return next((plain.index(name) for name in names if name in plain), None)


def _home(
    cells: Mapping[str, str],
    communities: Mapping[str, str],
    by_name: Mapping[str, str],
    datum: Datum,
) -> Home | Fault:
    said = cells["community"]
    code = said if said in communities else by_name.get(said)
    if code is None:
        return Fault(0, "unknown", said)
    if code == "":
        return Fault(0, "ambiguous", said)
    digits = cells["people"].replace(",", "").replace("，", "")
    if not (digits.isascii() and digits.isdigit()) or int(digits) > PEOPLE_MAX:
        return Fault(0, "people", cells["people"])
    if not cells["lat"] and not cells["lon"]:
        return Home(code, cells["name"][:60], int(digits), None, None)
    try:
        lat, lon = float(cells["lat"]), float(cells["lon"])
    except ValueError:
        return Fault(0, "place", f"{cells['lat']} {cells['lon']}")
    if not (math.isfinite(lat) and math.isfinite(lon) and abs(lat) <= 90 and abs(lon) <= 180):
        return Fault(0, "place", f"{cells['lat']} {cells['lon']}")
    lat, lon = convert(lat, lon, datum, Datum.WGS84)
    return Home(code, cells["name"][:60], int(digits), round(lat, 6), round(lon, 6))
