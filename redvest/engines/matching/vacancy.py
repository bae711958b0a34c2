"""A seat that became free: who would move to it, whose seat becomes free by that, and so on.

The search runs backward from the vacancy over standing prices and ends where somebody simply goes
home or an empty seat is filled. Prices fall on the way; together with a forward search this
repairs a solution after a refusal or a withdrawal, and it stays optimal.
"""

from __future__ import annotations

from redvest.engines.matching.compiled import compiled, entry, inlined
from redvest.engines.matching.edges import new_block, spot_at
from redvest.engines.matching.nearest import cost_of, fits, price_at
from redvest.engines.matching.net import (
    BLOCK,
    BLOCKS,
    DONE,
    EMPTY,
    END,
    END_COST,
    END_KIND,
    GROW,
    HEAP,
    PERSON,
    ROW,
    SLOTS,
    SPOT,
    STAMP,
    STEP,
    STEPS,
    VISITED,
    WHO,
    Net,
)
from redvest.engines.matching.search import cramped, end_at, pop, push, reach_spot, reprice, visit


@compiled
def pair_cost(net: Net, r: int, i: int) -> int:
    """What a pair costs, or -1 when a rule forbids it."""
    if not fits(net, r, i):
        return -1
    return cost_of(net, r, i)


@inlined
def _to_row(net: Net, r: int, far: int, spot: int) -> None:
    """A row would take the spot: then whatever it holds now becomes free."""
    stamp = net.tally[STAMP]
    if net.rows[r].stamp == stamp and net.rows[r].dist <= far:
        return
    net.rows[r].stamp = stamp
    net.rows[r].dist = far
    net.rows[r].spot = spot
    push(net, far, r * 4 + ROW)


@inlined
def _into_spot(net: Net, spot: int, far: int) -> None:
    """Offer the vacancy to every row of the slot."""
    i = net.spots[spot].who
    r = net.slot_row[net.spots[spot].slot]
    while r >= 0:
        if net.rows[r].count > 0:
            cost = pair_cost(net, r, i)
            if cost >= 0 and net.spots[spot].row != r:
                there = far + cost - net.rows[r].u + net.spots[spot].price
                if there < net.tally[END_COST]:
                    _to_row(net, r, there, spot)
        net.tally[STEPS] += 1
        r = net.rows[r].next


@inlined
def _from_spot(net: Net, spot: int, start: int) -> None:
    """Somebody moves into a spot: a row takes it, or the person comes from another slot."""
    far, i, stamp = net.spots[spot].dist, net.spots[spot].who, net.tally[STAMP]
    visit(net, spot * 4 + SPOT)
    _into_spot(net, spot, far)
    if net.spots[spot].row < 0 and spot != start:
        return
    there = far + net.spots[spot].price - net.state[i].price
    if there < net.tally[END_COST] and (net.state[i].stamp != stamp or there < net.state[i].dist):
        net.state[i].stamp = stamp
        net.state[i].dist = there
        net.state[i].back = spot
        push(net, there, i * 4 + WHO)


@inlined
def _from_person(net: Net, i: int) -> None:
    """A person has one service less: that is an end, or another free slot is taken instead."""
    far = net.state[i].dist
    visit(net, i * 4 + WHO)
    end_at(net, far + net.state[i].price - (net.state[i].used - 1) * net.tally[STEP], PERSON, i, -1)
    for slot in range(SLOTS):
        if (net.people[i].slots >> slot) & 1 == 1 and net.slot_row[slot] >= 0:
            spot = spot_at(net, i, slot)
            if net.spots[spot].row < 0:
                reach_spot(net, spot, far + net.state[i].price - net.spots[spot].price, -2 - i)


@inlined
def _from_row(net: Net, r: int) -> None:
    """A row has one seat more than it needs: an empty one is filled, or a spot is left."""
    far = net.rows[r].dist
    visit(net, r * 4 + ROW)
    if net.rows[r].empty > 0:
        end_at(net, far + net.rows[r].u - net.rows[r].cost, EMPTY, r, r)
    block = net.rows[r].block
    while block >= 0:
        for e in range(block * BLOCK, block * BLOCK + BLOCK):
            spot = net.edges[e].spot
            if spot >= 0 and net.spots[spot].row == r:
                reach_spot(net, spot, far, r)
        block = net.block_next[block]


@inlined
def _pop_all(net: Net, start: int) -> int:
    stamp = net.tally[STAMP]
    while net.tally[HEAP] > 0:
        key = net.heap[0].key
        if key >= net.tally[END_COST]:
            break
        if cramped(net):
            return GROW
        node = pop(net)
        kind, at = node & 3, node >> 2
        if kind == SPOT:
            if net.spots[at].done != stamp and key == net.spots[at].dist:
                net.spots[at].done = stamp
                _from_spot(net, at, start)
        elif kind == WHO:
            if net.state[at].done != stamp and key == net.state[at].dist:
                net.state[at].done = stamp
                _from_person(net, at)
        elif key == net.rows[at].dist:
            _from_row(net, at)
    return DONE


@compiled
def _list_edge(net: Net, r: int, spot: int) -> None:
    """Give a row its edge to a spot it takes, unless it has one."""
    free = -1
    block = net.rows[r].block
    while block >= 0:
        for e in range(block * BLOCK, block * BLOCK + BLOCK):
            if net.edges[e].spot == spot:
                return
            if net.edges[e].spot < 0:
                free = e
        block = net.block_next[block]
    if free < 0:
        free = new_block(net, r)
    net.edges[free].spot = spot
    net.edges[free].cost = pair_cost(net, r, net.spots[spot].who)


@inlined
def _hand_over(net: Net, start: int) -> None:
    """Walk from the end to the vacancy; everybody on the way moves one step."""
    spot = start
    if net.tally[END_KIND] == EMPTY:
        r = net.tally[END]
        net.rows[r].empty -= 1
    else:
        i = net.tally[END]
        net.state[i].used -= 1
        spot = net.state[i].back
        if spot == start:
            return
        r = net.spots[spot].row
        net.spots[spot].row = -1
    while True:
        spot = net.rows[r].spot
        held, back = net.spots[spot].row, net.spots[spot].back
        _list_edge(net, r, spot)
        net.spots[spot].row = r
        if spot == start:
            return
        if held < 0:  # A free slot of somebody who leaves another one for it.
            spot = net.state[-2 - back].back
            if spot == start:
                return
            held = net.spots[spot].row
            net.spots[spot].row = -1
        r = held


@inlined
def _bounds_of(net: Net, i: int, slot: int, price: int) -> None:
    """Somebody became cheaper: what rows know about those they have not listed is less."""
    r = net.slot_row[slot]
    while r >= 0:
        if net.rows[r].count > 0:
            cost = pair_cost(net, r, i)
            if cost >= 0 and cost + price < net.rows[r].bound:
                net.rows[r].bound = cost + price
        r = net.rows[r].next


@inlined
def _lower_bounds(net: Net) -> None:
    for k in range(net.tally[VISITED]):
        kind, at = net.seen[k] & 3, net.seen[k] >> 2
        if kind == SPOT:
            _bounds_of(net, net.spots[at].who, net.spots[at].slot, net.spots[at].price)
        elif kind == WHO:
            for slot in range(SLOTS):
                if (net.people[at].slots >> slot) & 1 == 1 and net.slot_row[slot] >= 0:
                    _bounds_of(net, at, slot, price_at(net, at, slot))


@entry
def vacate(net: Net, start: int) -> int:
    """Make the best of a spot that its row has just left; its person still counts it."""
    net.tally[STAMP] += 1
    net.tally[HEAP] = 0
    net.tally[VISITED] = 0
    net.tally[END_COST] = 2**62
    if cramped(net):
        return GROW
    reach_spot(net, start, 0, -1)
    if _pop_all(net, start) != DONE:
        return GROW
    if net.tally[BLOCKS] + net.tally[VISITED] > len(net.block_next):
        return GROW  # Each step of the way may need an edge.
    reprice(net, -1)
    _hand_over(net, start)
    _lower_bounds(net)
    return DONE
