"""People laid out by skill and place.

One bucket per skill and one for everybody. Inside a bucket the records lie cell by cell, so that a
ring of cells around an order is a few runs of memory. Each cell knows the least that anybody in it
costs before walking, and that bound ends a search early.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from redvest.engines.matching.compiled import entry
from redvest.engines.matching.inputs import LEVEL_MAX, Crowd, Ints

_PER_CELL = 8
_CELL_MIN_CM = 1_000
_FAR = 2**62

_SHAPE = ("west", "south", "size", "columns", "lines")
BUCKET_TYPE = np.dtype([(n, np.int64) for n in (*_SHAPE, "least", "first_cell")])
RECORD_TYPE = np.dtype([(n, np.int64) for n in ("x", "y", "base", "slots", "who")])


class Grid(NamedTuple):
    """Shapes of the buckets, the bucket of each skill (one place up), cells and records."""

    buckets: NDArray[Any]
    bucket: Ints
    first: Ints
    low: Ints
    records: NDArray[Any]


@entry
def _count(people: NDArray[Any], member: Ints, shape: Any, first: Ints) -> None:
    """Count the records of every cell of a bucket, one place up."""
    for i in member:
        line = (people[i].y - shape.south) // shape.size
        column = (people[i].x - shape.west) // shape.size
        first[shape.first_cell + line * shape.columns + column + 1] += 1


@entry
def _fill(
    crowd: Crowd,
    member: Ints,
    skill: int,
    shape: Any,
    at: Ints,
    low: Ints,
    records: NDArray[Any],
) -> None:
    """Write the records of a bucket, cell by cell."""
    for i in member:
        person = crowd.people[i]
        line = (person.y - shape.south) // shape.size
        column = (person.x - shape.west) // shape.size
        cell = shape.first_cell + line * shape.columns + column
        base = person.base
        if skill >= 0:
            base += crowd.rates.level * (LEVEL_MAX - crowd.levels[i, skill])
        record = records[at[cell]]
        at[cell] += 1
        record.x, record.y, record.base = person.x, person.y, base
        record.slots, record.who = person.slots, i
        low[cell] = min(low[cell], base)


def _shape(people: NDArray[Any], member: Ints) -> tuple[int, int, int, int, int]:
    """West and south edge, size of a cell, columns and lines of one bucket."""
    count = len(member)
    if count == 0:
        return 0, 0, _CELL_MIN_CM, 0, 0
    xs, ys = people["x"][member], people["y"][member]
    west, south = int(xs.min()), int(ys.min())
    width, height = int(xs.max()) - west + 1, int(ys.max()) - south + 1
    wanted = max(count // _PER_CELL, 1)
    size = max(int((width * height / wanted) ** 0.5), max(width, height) // wanted, _CELL_MIN_CM)
    return west, south, size, width // size + 1, height // size + 1


def build(crowd: Crowd, skills: list[int]) -> Grid:
    """Lay people out for the skills asked for; -1 is the bucket of everybody."""
    people = crowd.people
    able = (people["cap"] > 0) & (people["slots"] > 0)
    members = [np.flatnonzero(able if s < 0 else able & (crowd.levels[:, s] > 0)) for s in skills]
    buckets = np.zeros(len(skills), BUCKET_TYPE)
    for number, member in enumerate(members):
        for name, value in zip(_SHAPE, _shape(people, member), strict=True):
            buckets[name][number] = value
    cells = np.cumsum(buckets["columns"] * buckets["lines"])
    buckets["first_cell"][1:] = cells[:-1]
    bucket = np.full(crowd.levels.shape[1] + 1, -1, np.int64)
    bucket[np.array(skills, np.int64) + 1] = np.arange(len(skills))
    total = int(cells[-1]) if len(skills) else 0
    first, low = np.zeros(total + 1, np.int64), np.full(total, _FAR, np.int64)
    for shape, member in zip(buckets, members, strict=True):
        _count(people, member, shape, first)
    np.cumsum(first, out=first)
    records, at = np.empty(int(first[-1]), RECORD_TYPE), first.copy()
    for shape, member, skill in zip(buckets, members, skills, strict=True):
        _fill(crowd, member, skill, shape, at, low, records)
        begin = int(shape["first_cell"])
        end = begin + int(shape["columns"] * shape["lines"])
        shape["least"] = low[begin:end].min(initial=_FAR)
    return Grid(buckets, bucket, first, low, records)
