"""Edges of the standing net: listed a few at a time, when a search needs to know more."""

from __future__ import annotations

from redvest.engines.matching.compiled import compiled, inlined
from redvest.engines.matching.nearest import cost_of, fetch, fits
from redvest.engines.matching.net import BLOCK, BLOCKS, FIRST, MARK, SPOTS, WORST, Net


@inlined
def spot_at(net: Net, i: int, slot: int) -> int:
    """Return the spot of a person in a slot; a new one has the price of the person."""
    spot = net.state[i].head - 1
    while spot >= 0:
        if net.spots[spot].slot == slot:
            return spot
        spot = net.spots[spot].next
    spot = net.tally[SPOTS]
    net.tally[SPOTS] = spot + 1
    net.spots[spot].who = i
    net.spots[spot].slot = slot
    net.spots[spot].price = net.state[i].price
    net.spots[spot].row = -1
    net.spots[spot].stamp = 0
    net.spots[spot].done = 0
    net.spots[spot].next = net.state[i].head - 1
    net.state[i].head = spot + 1
    return spot


@inlined
def roomy(net: Net) -> bool:
    """Whether one more block and its spots have a place."""
    return net.tally[BLOCKS] < len(net.block_next) and net.tally[SPOTS] + 2 * BLOCK < len(net.spots)


@inlined
def new_block(net: Net, r: int) -> int:
    """Put an empty block of edges before the others of a row; return its first edge."""
    block = net.tally[BLOCKS]
    net.tally[BLOCKS] = block + 1
    net.block_next[block] = net.rows[r].block
    net.rows[r].block = block
    for e in range(block * BLOCK, block * BLOCK + BLOCK):
        net.edges[e].spot = -1
    return block * BLOCK


@inlined
def mark_listed(net: Net, r: int) -> None:
    """Mark everybody a row already has an edge to."""
    net.tally[MARK] += 1
    block = net.rows[r].block
    while block >= 0:
        for e in range(block * BLOCK, block * BLOCK + BLOCK):
            if net.edges[e].spot >= 0:
                net.state[net.spots[net.edges[e].spot].who].mark = net.tally[MARK]
        block = net.block_next[block]


@compiled
def list_more(net: Net, r: int) -> None:
    """List the next few of a row, cheapest at standing prices first."""
    mark_listed(net, r)
    most = BLOCK if net.rows[r].block >= 0 else FIRST
    found = fetch(net, r, most, net.rows[r].cost)
    net.rows[r].bound = net.tally[WORST]
    if found == 0:
        return
    e = new_block(net, r)
    for k in range(found):
        net.edges[e + k].spot = spot_at(net, net.found[k].who, net.rows[r].slot)
        net.edges[e + k].cost = net.found[k].cost


@inlined
def _list_familiar(net: Net, r: int) -> bool:
    """Familiar people get their edges at once: the scan does not know what is forgiven them."""
    at, e, used = net.rows[r].fond, 0, BLOCK
    while at >= 0:
        i = net.pairs[at].who
        at = net.pairs[at].next
        if not fits(net, r, i):
            continue
        cost = cost_of(net, r, i)
        if cost < 0:
            continue
        if used == BLOCK:
            if not roomy(net):
                return False
            e, used = new_block(net, r), 0
        net.edges[e + used].spot = spot_at(net, i, net.rows[r].slot)
        net.edges[e + used].cost = cost
        used += 1
    return True


@inlined
def open_row(net: Net, r: int) -> bool:
    """List the first edges of a row and give it the highest price that offends none of them.

    Returns False when there is no room; nothing that was listed is lost, the call is repeated.
    """
    net.rows[r].block = -1
    if not _list_familiar(net, r) or not roomy(net):
        return False
    list_more(net, r)
    price = net.rows[r].cost
    block = net.rows[r].block
    while block >= 0:
        for e in range(block * BLOCK, block * BLOCK + BLOCK):
            if net.edges[e].spot >= 0:
                price = min(price, net.edges[e].cost + net.spots[net.edges[e].spot].price)
        block = net.block_next[block]
    net.rows[r].u = min(price, net.rows[r].bound)
    net.rows[r].stamp = 0
    net.rows[r].empty = 0
    net.rows[r].next = net.slot_row[net.rows[r].slot]
    net.slot_row[net.rows[r].slot] = r
    return True
