"""Shortest augmenting paths over the standing prices: one more seat, at the least extra cost."""

from __future__ import annotations

from redvest.engines.matching.compiled import compiled, inlined
from redvest.engines.matching.edges import list_more, roomy
from redvest.engines.matching.net import (
    BLOCK,
    DONE,
    EMPTY,
    END,
    END_COST,
    END_KIND,
    END_ROW,
    FRESH,
    GROW,
    HEAP,
    MORE,
    PERSON,
    ROW,
    SPOT,
    STAMP,
    STEP,
    STEPS,
    VISITED,
    WHO,
    Net,
)


@inlined
def push(net: Net, key: int, node: int) -> None:
    """Put a node into the heap; whoever calls has seen to the room."""
    at = net.tally[HEAP]
    net.tally[HEAP] = at + 1
    while at > 0:
        up = (at - 1) // 2
        if net.heap[up].key <= key:
            break
        net.heap[at].key = net.heap[up].key
        net.heap[at].node = net.heap[up].node
        at = up
    net.heap[at].key = key
    net.heap[at].node = node


@inlined
def pop(net: Net) -> int:
    """Take the nearest node out of the heap; its key stays readable in ``END_COST`` no more."""
    node = net.heap[0].node
    last = net.tally[HEAP] - 1
    net.tally[HEAP] = last
    key, moved = net.heap[last].key, net.heap[last].node
    at = 0
    while True:
        down = 2 * at + 1
        if down >= last:
            break
        if down + 1 < last and net.heap[down + 1].key < net.heap[down].key:
            down += 1
        if net.heap[down].key >= key:
            break
        net.heap[at].key = net.heap[down].key
        net.heap[at].node = net.heap[down].node
        at = down
    net.heap[at].key = key
    net.heap[at].node = moved
    return node


@inlined
def cramped(net: Net) -> bool:
    """Whether the heap might not take what one node adds."""
    return net.tally[HEAP] + 8 * BLOCK > len(net.heap) or not roomy(net)


@inlined
def visit(net: Net, node: int) -> None:
    """Note a node whose distance is final."""
    net.seen[net.tally[VISITED]] = node
    net.tally[VISITED] += 1


@inlined
def end_at(net: Net, cost: int, kind: int, node: int, row: int) -> None:
    """Note the nearest end found so far."""
    if cost < net.tally[END_COST]:
        net.tally[END_COST] = cost
        net.tally[END_KIND] = kind
        net.tally[END] = node
        net.tally[END_ROW] = row


@inlined
def reach_spot(net: Net, spot: int, far: int, came_from: int) -> None:
    """Offer a way to a spot; ``came_from`` is a row, or ``-2 - person``."""
    stamp = net.tally[STAMP]
    if far < net.tally[END_COST] and (net.spots[spot].stamp != stamp or far < net.spots[spot].dist):
        net.spots[spot].stamp = stamp
        net.spots[spot].dist = far
        net.spots[spot].back = came_from
        push(net, far, spot * 4 + SPOT)


@inlined
def _keep_up(net: Net, spot: int, far: int) -> None:
    """A spot the row holds already is as near as the row, and leads nowhere else."""
    if net.spots[spot].done != net.tally[STAMP]:
        net.spots[spot].done = net.spots[spot].stamp = net.tally[STAMP]
        net.spots[spot].dist = far
        visit(net, spot * 4 + SPOT)


@inlined
def _relax(net: Net, r: int, far: int, block: int) -> None:
    """Offer the ways over one block of edges of a row."""
    for e in range(block * BLOCK, block * BLOCK + BLOCK):
        spot = net.edges[e].spot
        if spot < 0:
            continue
        if net.spots[spot].row == r:
            _keep_up(net, spot, far)
            continue
        there = far + net.edges[e].cost - net.rows[r].u + net.spots[spot].price
        if there >= net.tally[END_COST]:
            continue
        if net.state[net.spots[spot].who].used == 0:
            end_at(net, there, FRESH, spot, r)  # Nobody else wants him yet, and his price is 0.
        else:
            reach_spot(net, spot, there, r)
    net.tally[STEPS] += BLOCK


@inlined
def _from_row(net: Net, r: int, far: int) -> None:
    """A row has been reached: it may leave a seat empty, or look elsewhere."""
    net.rows[r].stamp = net.tally[STAMP]
    net.rows[r].dist = far
    visit(net, r * 4 + ROW)
    end_at(net, far + net.rows[r].cost - net.rows[r].u, EMPTY, r, r)
    block = net.rows[r].block
    while block >= 0:
        _relax(net, r, far, block)
        block = net.block_next[block]
    more = far + net.rows[r].bound - net.rows[r].u
    if more < net.tally[END_COST]:
        push(net, more, r * 4 + MORE)


@inlined
def _from_spot(net: Net, spot: int) -> None:
    far, r, i = net.spots[spot].dist, net.spots[spot].row, net.spots[spot].who
    visit(net, spot * 4 + SPOT)
    if r >= 0:
        if net.rows[r].stamp != net.tally[STAMP]:
            net.rows[r].spot = spot
            _from_row(net, r, far)
        return
    there = far + net.state[i].price - net.spots[spot].price
    if there < net.tally[END_COST] and (
        net.state[i].stamp != net.tally[STAMP] or there < net.state[i].dist
    ):
        net.state[i].stamp = net.tally[STAMP]
        net.state[i].dist = there
        net.state[i].back = spot
        push(net, there, i * 4 + WHO)


@inlined
def _from_person(net: Net, i: int) -> None:
    far = net.state[i].dist
    visit(net, i * 4 + WHO)
    if net.state[i].used < net.people[i].cap:
        end_at(net, far + net.state[i].used * net.tally[STEP] - net.state[i].price, PERSON, i, -1)
    spot = net.state[i].head - 1
    while spot >= 0:
        if net.spots[spot].row >= 0:
            reach_spot(net, spot, far + net.spots[spot].price - net.state[i].price, -2 - i)
        spot = net.spots[spot].next


@compiled
def search(net: Net, r0: int) -> int:
    """Find the cheapest way to seat one more of a row. Prices stay as they are."""
    net.tally[STAMP] += 1
    net.tally[HEAP] = 0
    net.tally[VISITED] = 0
    net.tally[END_COST] = 2**62
    if cramped(net):
        return GROW
    net.rows[r0].spot = -1
    _from_row(net, r0, 0)
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
                _from_spot(net, at)
        elif kind == WHO:
            if net.state[at].done != stamp and key == net.state[at].dist:
                net.state[at].done = stamp
                _from_person(net, at)
        else:
            before = net.rows[at].block
            list_more(net, at)
            if net.rows[at].block != before:
                _relax(net, at, net.rows[at].dist, net.rows[at].block)
            more = net.rows[at].dist + net.rows[at].bound - net.rows[at].u
            if more < net.tally[END_COST]:
                push(net, more, at * 4 + MORE)
    return DONE


@inlined
def reprice(net: Net, sign: int) -> None:
    """Move the prices of everything nearer than the end; sign 1 forward, -1 backward."""
    end = net.tally[END_COST]
    for k in range(net.tally[VISITED]):
        kind, at = net.seen[k] & 3, net.seen[k] >> 2
        if kind == ROW:
            net.rows[at].u += sign * max(end - net.rows[at].dist, 0)
        elif kind == SPOT:
            net.spots[at].price += sign * max(end - net.spots[at].dist, 0)
        else:
            net.state[at].price += sign * max(end - net.state[at].dist, 0)


@inlined
def augment(net: Net, r0: int) -> None:
    """Walk the path back and hand every spot on it over."""
    kind, at = net.tally[END_KIND], net.tally[END]
    r = net.tally[END_ROW]
    if kind == EMPTY:
        net.rows[r].empty += 1
    elif kind == FRESH:
        net.spots[at].row = r
        net.state[net.spots[at].who].used += 1
    else:
        net.state[at].used += 1
        spot = net.state[at].back
        r = net.spots[spot].back
        net.spots[spot].row = r
    while r != r0:
        spot = net.rows[r].spot  # The spot this row gives up.
        r = net.spots[spot].back
        if r < -1:
            net.spots[spot].row = -1  # Its person goes to another slot instead.
            spot = net.state[-2 - r].back
            r = net.spots[spot].back
        net.spots[spot].row = r
