"""The loop over seats, and what is done when the steps run out."""

from __future__ import annotations

from redvest.engines.matching.compiled import entry, inlined
from redvest.engines.matching.edges import open_row
from redvest.engines.matching.inputs import Ints
from redvest.engines.matching.net import (
    BLOCK,
    DONE,
    GROW,
    NEXT_ROW,
    NEXT_SEAT,
    OUT_OF_STEPS,
    ROWS,
    STEP,
    STEPS,
    Net,
)
from redvest.engines.matching.search import augment, reprice, search


@entry
def open_rows(net: Net, until: int) -> int:
    """List the first edges of the rows not yet opened."""
    while net.tally[ROWS] < until:
        if not open_row(net, net.queue[net.tally[ROWS]]):
            return GROW
        net.tally[ROWS] += 1
    return DONE


@entry
def open_blindly(net: Net) -> None:
    """Open the rest of the rows without looking: no edge, and a price that offends nobody."""
    while net.tally[ROWS] < len(net.rows):
        r = net.queue[net.tally[ROWS]]
        row = net.rows[r]
        row.block = -1
        row.u = row.bound = row.stamp = row.empty = 0
        row.next = net.slot_row[row.slot]
        net.slot_row[row.slot] = r
        net.tally[ROWS] += 1


@inlined
def seat_one(net: Net, r: int) -> int:
    """Seat one more of a row at the least extra cost; the prices go on proving it."""
    answer = search(net, r)
    if answer != DONE:
        return answer
    reprice(net, 1)
    augment(net, r)
    return DONE


@entry
def seat_all(net: Net, steps: int) -> int:
    """Seat every row from where the last call stopped."""
    while net.tally[NEXT_ROW] < net.tally[ROWS]:
        r = net.queue[net.tally[NEXT_ROW]]
        while net.tally[NEXT_SEAT] < net.rows[r].count:
            if net.tally[STEPS] > steps:
                return OUT_OF_STEPS
            answer = seat_one(net, r)
            if answer != DONE:
                return answer
            net.tally[NEXT_SEAT] += 1
        net.tally[NEXT_SEAT] = 0
        net.tally[NEXT_ROW] += 1
    return DONE


@inlined
def _seat_simply(net: Net, r: int) -> None:
    """Take the cheapest listed person who is free; no price moves, so no proof is lost."""
    best, chosen = net.rows[r].cost, -1
    block = net.rows[r].block
    while block >= 0:
        for e in range(block * BLOCK, block * BLOCK + BLOCK):
            spot = net.edges[e].spot
            if spot < 0 or net.spots[spot].row >= 0:
                continue
            i = net.spots[spot].who
            cost = net.edges[e].cost + net.state[i].used * net.tally[STEP]
            if net.state[i].used < net.people[i].cap and cost < best:
                best, chosen = cost, spot
        block = net.block_next[block]
    if chosen < 0:
        net.rows[r].empty += 1
    else:
        net.spots[chosen].row = r
        net.state[net.spots[chosen].who].used += 1


@entry
def seat_rest(net: Net) -> None:
    """Seat what is left greedily, when the steps have run out."""
    while net.tally[NEXT_ROW] < net.tally[ROWS]:
        r = net.queue[net.tally[NEXT_ROW]]
        while net.tally[NEXT_SEAT] < net.rows[r].count:
            _seat_simply(net, r)
            net.tally[NEXT_SEAT] += 1
        net.tally[NEXT_SEAT] = 0
        net.tally[NEXT_ROW] += 1


@entry
def costs(net: Net, out: Ints) -> None:
    """Write the cost of every standing pair to its spot."""
    for r in range(net.tally[ROWS]):
        block = net.rows[r].block
        while block >= 0:
            for e in range(block * BLOCK, block * BLOCK + BLOCK):
                spot = net.edges[e].spot
                if spot >= 0 and net.spots[spot].row == r:
                    out[spot] = net.edges[e].cost
            block = net.block_next[block]


@entry
def seat_again(net: Net, r: int) -> int:
    """Seat one more of a row that lost somebody."""
    return seat_one(net, r)
