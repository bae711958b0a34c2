"""People laid out by skill and place.

One bucket per skill and one for everybody. Inside a bucket the records lie cell by cell, so that a
ring of cells around an order is a few runs of memory. Each cell knows the least that anybody in it
costs before walking, and that bound ends a search early.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from redvest.engines.matching.compiled import entry, inlined
from redvest.engines.matching.inputs import LEVEL_MAX, Crowd, Ints

_PER_CELL = 8
_CELL_MIN_CM = 1_000
_FAR = 2**62

_SHAPE = ("west", "south", "size", "columns", "lines")
BUCKET_TYPE = np.dtype([(n, np.int64) for n in (*_SHAPE, "least", "first_cell")])
RECORD_TYPE = np.dtype([("x", "i4"), ("y", "i4"), ("base", "i8"), ("who", "i8")])


class Grid(NamedTuple):
    """Shapes of the buckets, the bucket of each skill (one place up), cells and records.

    The slots of the records stand apart: most are not free, and are not looked at any further.
    """

    buckets: NDArray[Any]
    bucket: Ints
    first: Ints
    low: Ints
    records: NDArray[Any]
    free: Ints


_PLACES = np.zeros(37, np.int64)
_PLACES[[(1 << at) % 37 for at in range(36)]] = np.arange(36)


@inlined
def _lowest(bits: int) -> int:
    """Return the place of the lowest bit that is set: powers of two differ modulo 37."""
    return _PLACES[(bits & -bits) % 37]


@inlined
def _ratio(meters: int, size: int, inverse: float) -> int:
    """Divide, quicker than the machine does, and as exactly."""
    at = int(meters * inverse)
    if at * size > meters:
        at -= 1
    elif (at + 1) * size <= meters:
        at += 1
    return at


@inlined
def _member_of(person: Any, wanted: int) -> int:
    """Return the skills whose buckets somebody belongs to; bit 0 is the bucket of everybody."""
    if person.cap <= 0 or person.slots == 0:
        return 0
    return ((person.has << 1) | 1) & wanted


@entry
def _measure(people: NDArray[Any], wanted: int, bucket: Ints, counts: Ints, box: Ints) -> None:
    """Count the records of every bucket and find how far all of them reach."""
    west, south, east, north = _FAR, _FAR, -_FAR, -_FAR
    for i in range(len(people)):
        bits = _member_of(people[i], wanted)
        if bits:
            x, y = people[i].x, people[i].y
            west, east = min(west, x), max(east, x)
            south, north = min(south, y), max(north, y)
        while bits:
            counts[bucket[_lowest(bits)]] += 1
            bits &= bits - 1
    box[0], box[1], box[2], box[3] = west, south, east, north


@entry
def _count(
    people: NDArray[Any],
    wanted: int,
    bucket: Ints,
    buckets: NDArray[Any],
    first: Ints,
    cells: NDArray[np.int32],
) -> None:
    """Find the cell of every record, and count the records of every cell, one place up."""
    k = 0
    for i in range(len(people)):
        bits = _member_of(people[i], wanted)
        while bits:
            shape = buckets[bucket[_lowest(bits)]]
            bits &= bits - 1
            inverse = 1.0 / shape.size
            line = _ratio(people[i].y - shape.south, shape.size, inverse)
            column = _ratio(people[i].x - shape.west, shape.size, inverse)
            cells[k] = shape.first_cell + line * shape.columns + column
            first[cells[k] + 1] += 1
            k += 1


@entry
def _sort(
    people: NDArray[Any],
    wanted: int,
    at: Ints,
    cells: NDArray[np.int32],
    who: NDArray[np.int32],
    skill: NDArray[np.int8],
) -> None:
    """Write down whose record stands where; all of this is small enough to stay at hand."""
    k = 0
    for i in range(len(people)):
        bits = _member_of(people[i], wanted)
        while bits:
            place = at[cells[k]]
            at[cells[k]] = place + 1
            who[place] = i
            skill[place] = _lowest(bits) - 1
            bits &= bits - 1
            k += 1


@entry
def _fill(
    crowd: Crowd,
    who: NDArray[np.int32],
    skill: NDArray[np.int8],
    first: Ints,
    low: Ints,
    records: NDArray[Any],
    free: Ints,
) -> None:
    """Write the records, cell by cell."""
    for cell in range(len(low)):
        least = _FAR
        for k in range(first[cell], first[cell + 1]):
            i = who[k]
            base = crowd.people[i].base
            if skill[k] >= 0:
                base += crowd.rates.level * (LEVEL_MAX - crowd.levels[i, skill[k]])
            records[k].x, records[k].y = crowd.people[i].x, crowd.people[i].y
            records[k].base, records[k].who = base, i
            free[k] = crowd.people[i].slots
            least = min(least, base)
        low[cell] = least


def _shape(count: int, box: Ints) -> tuple[int, int, int, int, int]:
    """West and south edge, size of a cell, columns and lines of one bucket."""
    if count == 0:
        return 0, 0, _CELL_MIN_CM, 0, 0
    west, south, east, north = box.tolist()
    width, height = east - west + 1, north - south + 1
    wanted = max(count // _PER_CELL, 1)
    size = max(int((width * height / wanted) ** 0.5), max(width, height) // wanted, _CELL_MIN_CM)
    return west, south, size, width // size + 1, height // size + 1


def build(crowd: Crowd, skills: list[int]) -> Grid:
    """Lay people out for the skills asked for; -1 is the bucket of everybody."""
    bucket = np.full(crowd.levels.shape[1] + 1, -1, np.int64)
    bucket[np.array(skills, np.int64) + 1] = np.arange(len(skills))
    wanted = sum(1 << (s + 1) for s in skills)
    counts, box = np.zeros(len(skills), np.int64), np.zeros(4, np.int64)
    _measure(crowd.people, wanted, bucket, counts, box)
    buckets = np.zeros(len(skills), BUCKET_TYPE)
    for number, of_it in enumerate(counts.tolist()):
        for name, value in zip(_SHAPE, _shape(of_it, box), strict=True):
            buckets[name][number] = value
    ends = np.cumsum(buckets["columns"] * buckets["lines"])
    buckets["first_cell"][1:] = ends[:-1]
    total, count = int(ends[-1]) if len(skills) else 0, int(counts.sum())
    first, low = np.zeros(total + 1, np.int64), np.empty(total, np.int64)
    cells, who = np.empty(count, np.int32), np.empty(count, np.int32)
    skill = np.empty(count, np.int8)
    _count(crowd.people, wanted, bucket, buckets, first, cells)
    np.cumsum(first, out=first)
    _sort(crowd.people, wanted, first.copy(), cells, who, skill)
    records, free = np.empty(count, RECORD_TYPE), np.empty(count, np.int64)
    _fill(crowd, who, skill, first, low, records, free)
    for shape in buckets:
        begin = int(shape["first_cell"])
        shape["least"] = low[begin : begin + int(shape["columns"] * shape["lines"])].min(
            initial=_FAR
        )
    return Grid(buckets, bucket, first, low, records, free)
