"""The cheapest people for a row at standing prices, ring by ring, no further than needed."""

from __future__ import annotations

import numpy as np

from redvest.engines.matching.compiled import compiled, entry, inlined
from redvest.engines.matching.inputs import LEVEL_MAX, Ints
from redvest.engines.matching.net import (
    BLOCK,
    FAMILIAR,
    FETCHES,
    GONE,
    LACK,
    LEVEL,
    MARK,
    REACH,
    STEPS,
    WORST,
    Net,
    Table,
)


@inlined
def walk_cost(dx: int, dy: int, detour: float) -> int:
    """Centimeters walked; whole numbers in, so the map may be moved without changing any cost."""
    return int(np.sqrt(float(dx * dx + dy * dy)) * detour)


@inlined
def _bits(mask: int) -> int:
    count = 0
    while mask:
        mask &= mask - 1
        count += 1
    return count


@inlined
def has_papers(net: Net, i: int, papers: int, day: int) -> bool:
    """Whether every paper demanded is valid on the day."""
    k = 0
    while papers:
        if papers & 1 and net.until[i, k] < day:
            return False
        papers >>= 1
        k += 1
    return True


@inlined
def listed_in(net: Net, first: int, i: int) -> bool:
    """Whether a person stands in one of the lists of a row."""
    at = first
    while at >= 0:
        if net.pairs[at].who == i:
            return True
        at = net.pairs[at].next
    return False


@inlined
def fits(net: Net, r: int, i: int) -> bool:
    """Every hard rule but the reach."""
    return (
        net.people[i].cap > 0
        and (net.people[i].slots >> net.rows[r].slot) & 1 == 1
        and net.people[i].has & net.rows[r].needs == net.rows[r].needs
        and has_papers(net, i, net.rows[r].papers, net.rows[r].day)
        and not listed_in(net, net.rows[r].ban, i)
    )


@inlined
def cost_of(net: Net, r: int, i: int) -> int:
    """What a pair costs, or -1 when it is out of reach; hard rules are asked elsewhere."""
    person, row = net.people[i], net.rows[r]
    walk = walk_cost(person.x - row.x, person.y - row.y, net.detour[0])
    if walk > net.tally[REACH]:
        return -1
    cost = walk + person.base + net.tally[LACK] * _bits(row.wants & ~person.has)
    if net.rows[r].skill >= 0:
        cost += net.tally[LEVEL] * (LEVEL_MAX - net.levels[i, net.rows[r].skill])
    if listed_in(net, net.rows[r].fond, i):
        cost = max(cost - net.tally[FAMILIAR], 0)
    return cost


@inlined
def price_at(net: Net, i: int, slot: int) -> int:
    """The price of a person in a slot: of the spot if there is one, else of the person."""
    spot = net.state[i].head - 1
    while spot >= 0:
        if net.spots[spot].slot == slot:
            return net.spots[spot].price
        spot = net.spots[spot].next
    return net.state[i].price


@inlined
def keep(net: Net, size: int, i: int, cost: int, priced: int) -> int:
    """Insert a candidate into the sorted few found so far; the worst one falls out."""
    at = size if size < BLOCK else BLOCK - 1
    while at > 0 and net.found[at - 1].priced > priced:
        net.found[at].priced = net.found[at - 1].priced
        net.found[at].cost = net.found[at - 1].cost
        net.found[at].who = net.found[at - 1].who
        at -= 1
    net.found[at].priced = priced
    net.found[at].cost = cost
    net.found[at].who = i
    return min(size + 1, BLOCK)


@inlined
def _scan(net: Net, r: int, begin: int, end: int, size: int, most: int, worst: int) -> int:
    """Look at one run of records; return how many are kept. ``FOUND`` holds the cost to beat."""
    row = net.rows[r]
    records, free, people, state = net.records, net.free, net.people, net.state
    slot, needs, wants, row_x, row_y = row.slot, row.needs, row.wants, row.x, row.y
    if row.skill >= 0:
        needs &= ~(1 << row.skill)  # Everybody in the bucket has it.
    mark, reach, detour = net.tally[MARK], net.tally[REACH], net.detour[0]
    straight = (reach + 1.0) / detour
    straight *= straight
    for k in range(begin, end):
        if (free[k] >> slot) & 1 == 0:
            continue
        base = records[k].base
        dx, dy = records[k].x - row_x, records[k].y - row_y
        square = float(dx * dx + dy * dy)
        if base >= worst or square >= straight:
            continue
        walk = int(np.sqrt(square) * detour)
        cost = walk + base
        if cost >= worst or walk > reach:
            continue
        i = records[k].who
        if state[i].mark == mark or cost + state[i].price >= worst:
            continue
        if needs and people[i].has & needs != needs:
            continue
        if wants:
            cost += net.tally[LACK] * _bits(wants & ~people[i].has)
        priced = cost + state[i].price
        if state[i].head:
            priced = cost + price_at(net, i, slot)
        if priced >= worst or not has_papers(net, i, row.papers, row.day):
            continue
        if row.ban >= 0 and listed_in(net, row.ban, i):
            continue
        size = min(keep(net, size, i, cost, priced), most)
        if size == most:
            worst = min(worst, net.found[most - 1].priced)
    net.tally[WORST] = worst
    return size


@compiled
def fetch(net: Net, r: int, most: int, limit: int) -> int:
    """Find the ``most`` people cheapest at standing prices and below a limit.

    Those whose mark is the current one are left out. Returns how many were found; ``WORST`` is
    then a bound that no other unmarked person's priced cost is below.
    """
    net.tally[FETCHES] += 1
    net.tally[WORST] = limit
    b = net.bucket[net.rows[r].skill + 1]
    if b < 0 or net.buckets[b].columns == 0:
        return 0
    shape = net.buckets[b]
    size, columns, lines, first_cell = shape.size, shape.columns, shape.lines, shape.first_cell
    px, py = net.rows[r].x - shape.west, net.rows[r].y - shape.south
    cx, cy = px // size, py // size
    fx, fy = px - cx * size, py - cy * size
    edge = min(min(fx, size - 1 - fx), min(fy, size - 1 - fy))
    away = max(max(-cx, cx - columns + 1), max(max(-cy, cy - lines + 1), 0))
    last = max(max(cx, columns - 1 - cx), max(cy, lines - 1 - cy))
    found, detour = 0, net.detour[0]
    inverse = 1.0 / detour
    for ring in range(away, last + 1):
        near = 0 if ring == 0 else (ring - 1) * size + edge + 1
        walk = int(near * detour)
        if walk > net.tally[REACH] or walk + shape.least >= net.tally[WORST]:
            break
        for line in range(max(cy - ring, 0), min(cy + ring, lines - 1) + 1):
            whole = ring == 0 or line == cy - ring or line == cy + ring
            stride = 1 if whole else 2 * ring
            beside = max(max(line * size - py, py - (line + 1) * size + 1), 0)
            for column in range(cx - ring, cx + ring + 1, stride):
                if column < 0 or column >= columns:
                    continue
                cell = first_cell + line * columns + column
                begin, end = net.first[cell], net.first[cell + 1]
                worst = net.tally[WORST]
                # No further than this may anybody in the cell be; two centimeters are rounding.
                far = (worst - net.low[cell]) * inverse + 2.0
                if begin == end or far <= 2.0:
                    continue
                along = max(max(column * size - px, px - (column + 1) * size + 1), 0)
                if float(along * along + beside * beside) < far * far:
                    net.tally[STEPS] += end - begin
                    found = _scan(net, r, begin, end, found, most, worst)
        net.tally[STEPS] += 4
    return found


@entry
def best(net: Net, r: int, most: int) -> int:
    """Find the best few for one row, those who are familiar among them."""
    net.tally[MARK] += 1
    at = net.rows[r].fond
    while at >= 0:
        net.state[net.pairs[at].who].mark = net.tally[MARK]
        at = net.pairs[at].next
    found = fetch(net, r, most, net.rows[r].cost)
    at = net.rows[r].fond
    net.tally[MARK] += 1
    while at >= 0:
        i = net.pairs[at].who
        at = net.pairs[at].next
        if net.state[i].mark != net.tally[MARK] and fits(net, r, i):
            cost = cost_of(net, r, i)
            price = price_at(net, i, net.rows[r].slot)
            net.state[i].mark = net.tally[MARK]
            if cost >= 0 and price < GONE:
                found = keep(net, found, i, cost, cost + price)
    return min(found, most)


@entry
def best_of_each(net: Net, which: Ints, out: Table) -> None:
    """Write the best for each of some rows; ``who`` is -1 where there is nobody."""
    for k in range(len(which)):
        out[k].who = -1
        if best(net, which[k], 1) > 0:
            out[k].who = net.found[0].who
            out[k].cost = net.found[0].cost
            out[k].priced = net.found[0].priced
