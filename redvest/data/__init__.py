"""Reference data that ship with the program, and the only place that opens their files.

What the bytes mean is decided in ``redvest.engines``; where they come from and under which licence
is written in ``README.md`` beside them.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from redvest.engines.cn_calendar import DayKind, Overrides
from redvest.engines.demo_outlines import Outlines
from redvest.engines.divisions import Divisions

HERE = Path(__file__).parent


@lru_cache(maxsize=1)
def divisions() -> Divisions:
    """Return the administrative divisions of the whole country."""
    return Divisions((HERE / "divisions.bin").read_bytes())


@lru_cache(maxsize=1)
def demo_outlines() -> Outlines:
    """Return coarse outlines of districts, for demonstration until a district uploads its own."""
    return Outlines((HERE / "outlines.bin").read_bytes())


@lru_cache(maxsize=1)
def holiday_years() -> tuple[int, ...]:
    """Return the years whose announced holidays are packaged."""
    return tuple(sorted(int(path.stem) for path in (HERE / "holidays").glob("*.csv")))


@lru_cache(maxsize=1)
def holiday_overrides() -> Overrides:
    """Return every announced holiday and working weekend that is packaged."""
    table: dict[date, DayKind] = {}
    for year in holiday_years():
        with (HERE / "holidays" / f"{year}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                table[date.fromisoformat(row["date"])] = DayKind(row["kind"])
    return MappingProxyType(table)


@lru_cache(maxsize=1)
def column_names() -> Mapping[str, str]:
    """Return the Chinese names of stored columns; English is the name of the column itself."""
    with (HERE / "column_names.csv").open(encoding="utf-8", newline="") as file:
        return MappingProxyType({row["column"]: row["zh"] for row in csv.DictReader(file)})
