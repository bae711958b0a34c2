"""The shapes of the years that can be gone through, as they stand in ``shapes.toml``."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from redvest.engines.periods import Period, period

FILE = Path(__file__).with_name("shapes.toml")


@dataclass(frozen=True)
class Programme:
    """Activities of one sort."""

    title: str
    count: int
    people: int
    hours: int
    kind: str = "service"
    category: str = "other"
    tags: tuple[str, ...] = ()
    when: str = "spread"  # spread | fridays | festivals
    rounds: int = 0
    month: int = 0
    audience: int = 0
    total_hours: int = 0
    at_center: bool = False
    settled: bool = True
    everybody_comes: bool = False
    same_people: bool = False
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """One year (or month) of one district."""

    district: str
    period: Period
    source: str
    assumed: str
    volunteers: int
    members: int
    orders: int
    redemptions: int
    teams: tuple[tuple[str, int], ...]
    published: dict[str, Any]
    programmes: tuple[Programme, ...]
    fixed: frozenset[str]
    own: tuple[tuple[str, int], ...]


def shapes() -> dict[tuple[str, str], Shape]:
    """Every shape, by district and period."""
    found = tomllib.loads(FILE.read_text(encoding="utf-8"))["shape"]
    return {(one["district"], one["period"]): _shape(one) for one in found}


def _shape(row: dict[str, Any]) -> Shape:
    return Shape(
        district=row["district"],
        period=period(row["period"]),
        source=row["source"],
        assumed=row["assumed"],
        volunteers=row["volunteers"],
        members=row["members"],
        orders=row["orders"],
        redemptions=row["redemptions"],
        teams=tuple((one["kind"], one["count"]) for one in row["teams"]),
        published=row["published"],
        programmes=tuple(
            Programme(**{**one, "tags": tuple(one.get("tags", ()))}) for one in row["programme"]
        ),
        fixed=frozenset(row.get("fixed", ())),
        own=tuple((one["key"], one["value"]) for one in row.get("own", ())),
    )
