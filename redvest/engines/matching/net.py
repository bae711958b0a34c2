"""The standing solution: who serves what, at which prices. A few tables in one tuple.

Rows are groups of equal seats. A *spot* is a person in one slot (capacity one); a person has a cap
and pays more for each further service. Every row, spot and person has a price; see
``docs/algorithms/matching.md`` for what they prove. Tables of records, not an array per field:
what is read together lies together, and the compiled functions take few arguments.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from redvest.engines.matching.grid import Grid
from redvest.engines.matching.inputs import SLOTS_MAX, Crowd, Floats, Ints

Table = NDArray[Any]

BLOCK = 12
FIRST = 6
"""Edges of a row that are found at once, and at first: most rows never need more."""
GONE = 2**60
"""The price of somebody who left: nobody can pay it."""

SLOTS = SLOTS_MAX
_STRIPE_CM = 50_000

# Places in ``Net.tally``.
SPOTS, BLOCKS, STAMP, HEAP, VISITED, STEPS, END_KIND, END, END_ROW, END_COST = range(10)
MARK, NEXT_ROW, NEXT_SEAT, FETCHES, PAIRS, ROWS = range(10, 16)
REACH, STEP, LEVEL, LACK, FAMILIAR = range(16, 21)
WORST, COUNTS = 21, 22

# How a search ends.
EMPTY, PERSON, FRESH = 0, 1, 2

# Answers of the compiled code.
DONE, GROW, OUT_OF_STEPS = 0, 1, 2

# Kinds of nodes in the heap and among those visited.
SPOT, WHO, MORE, ROW = 0, 1, 2, 3


def _fields(names: str, small: str = "") -> np.dtype[Any]:
    """Return a type of whole numbers; the small ones take half the room."""
    large = [(name, np.int64) for name in names.split()]
    return np.dtype([*large, *((name, np.int32) for name in small.split())], align=True)


ROW_TYPE = _fields(
    "u bound cost block dist stamp spot count"
    " x y skill slot needs wants papers day order empty ban fond next"
)
"""What a row asks (``cost`` is that of an empty seat); its price, the least priced cost of what is
not listed, its empty seats, first block of edges and pairs, and the marks of a search."""
SPOT_TYPE = _fields("price dist", "row who stamp done back next slot")
STATE_TYPE = _fields("price dist", "mark head used stamp done back")
"""Of a person: first spot (plus one), services planned, price; marks of a search."""
EDGE_TYPE = _fields("spot cost")
PAIR_TYPE = _fields("who next how")
HEAP_TYPE = _fields("key node")
FOUND_TYPE = _fields("who cost priced")


class Net(NamedTuple):
    """Everything the compiled code reads and writes."""

    tally: Ints
    detour: Floats
    rows: Table
    queue: Ints
    slot_row: Ints
    edges: Table
    block_next: Ints
    pairs: Table
    spots: Table
    state: Table
    heap: Table
    seen: Ints
    found: Table
    people: Table
    levels: NDArray[np.int8]
    until: NDArray[np.int32]
    buckets: Table
    bucket: Ints
    first: Ints
    low: Ints
    records: Table
    free: Ints


def rows_table(count: int) -> Table:
    """Return empty rows."""
    table = np.zeros(count, ROW_TYPE)
    for name in ("block", "ban", "fond"):
        table[name] = -1
    return table


def make(crowd: Crowd, grid: Grid, rows: Table, pairs: int) -> Net:
    """Return a net of rows not yet opened; large tables are touched only where they are used."""
    spots, blocks = len(rows) * BLOCK + 64, len(rows) * 2 + 64
    count = np.zeros(COUNTS, np.int64)
    whole = crowd.rates
    count[REACH : FAMILIAR + 1] = whole.reach, whole.step, whole.level, whole.lack, whole.familiar
    return Net(
        count,
        np.array([whole.detour]),
        rows,
        queued(rows, 0),
        np.full(SLOTS_MAX, -1, np.int64),
        np.zeros(blocks * BLOCK, EDGE_TYPE),
        np.full(blocks, -1, np.int64),
        np.zeros(pairs + 16, PAIR_TYPE),
        np.zeros(spots, SPOT_TYPE),
        np.zeros(len(crowd.people), STATE_TYPE),
        np.zeros(4 * spots + 256, HEAP_TYPE),
        np.zeros(4 * spots + 256, np.int64),
        np.zeros(BLOCK, FOUND_TYPE),
        crowd.people,
        crowd.levels,
        crowd.until,
        *grid,
    )


def queued(rows: Table, done: int) -> Ints:
    """Return the rows in the order in which they are opened and seated: neighbors together.

    Those who look at the same people soon after one another find them at hand.
    """
    late = rows[done:]
    key = (late["skill"] + 1 << 44) | (late["y"] // _STRIPE_CM + 2**12 << 31) | late["x"] + 2**30
    return np.concatenate([np.arange(done), done + np.argsort(key, kind="stable")])


def _longer(table: Table, count: int) -> Table:
    out = np.zeros(count, table.dtype)
    out[: len(table)] = table
    return out


def grown(net: Net) -> Net:
    """Return the net with twice the room for spots, edges, pairs and the heap."""
    names = ("edges", "block_next", "pairs", "spots", "heap", "seen")
    return net._replace(
        **{name: _longer(getattr(net, name), 2 * len(getattr(net, name))) for name in names}
    )


def with_rows(net: Net, rows: Table) -> Net:
    """Return the net with more rows, not yet opened; the room for them is doubled when it ends."""
    count, room = len(net.rows), net.rows.base
    if room is None or len(room) < count + len(rows):
        room = rows_table(2 * (count + len(rows)))
        room[:count] = net.rows
    room[count : count + len(rows)] = rows
    longer = room[: count + len(rows)]
    return net._replace(rows=longer, queue=np.append(net.queue, queued(longer, count)[count:]))
