"""People from arrays to records, in one go over everybody."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from redvest.engines.matching.compiled import entry
from redvest.engines.matching.inputs import (
    CM,
    COUNT_MAX,
    LEVEL_MAX,
    PAPERS_MAX,
    PERSON_TYPE,
    PLACE_MAX_M,
    SKILLS_MAX,
    SLOTS_MAX,
    TAGS_MAX,
    Crowd,
    Floats,
    Ints,
    MatchingError,
    People,
    Weights,
    column,
    rates,
    table,
)


@entry
def pack(
    x: Floats,
    y: Floats,
    levels: NDArray[np.int8],
    numbers: tuple[Ints, Ints, Ints, Ints, Ints],
    matchable: NDArray[np.bool_],
    step: int,
    rest: int,
    out: NDArray[Any],
) -> None:
    """Write one record each; ``numbers`` are slots, cap, load, recent services and tags."""
    slots, cap, load, recent, tags = numbers
    for i in range(len(out)):
        has = tags[i] << SKILLS_MAX
        for skill in range(levels.shape[1]):
            if levels[i, skill] > 0:
                has |= 1 << skill
        out[i].has, out[i].slots, out[i].cap = has, slots[i], 0
        out[i].x = out[i].y = 0
        out[i].base = load[i] * step + recent[i] * rest
        if abs(x[i]) <= PLACE_MAX_M and abs(y[i]) <= PLACE_MAX_M:  # False for NaN.
            out[i].x, out[i].y = int(np.rint(x[i] * CM)), int(np.rint(y[i] * CM))
            if matchable[i]:
                out[i].cap = cap[i]


def _meters(name: str, given: Floats, count: int) -> Floats:
    array = np.ascontiguousarray(given, dtype=np.float64)
    if array.shape != (count,):
        raise MatchingError(name, f"{count} meters were expected")
    return array


def crowd(people: People, weights: Weights) -> Crowd:
    """Check people and return them as the compiled code wants them."""
    n = len(people)
    x, y = _meters("x_m", people.x_m, n), _meters("y_m", people.y_m, n)
    levels = table("levels", people.levels, n, SKILLS_MAX, 0, LEVEL_MAX)
    until = table("until", people.until, n, PAPERS_MAX, -1, 10_000_000)
    numbers = (
        column("slots", people.slots, n, 0, 2**SLOTS_MAX - 1),
        column("cap", people.cap, n, 0, COUNT_MAX),
        column("load", people.load, n, 0, 1_000),
        column("recent", people.recent, n, 0, 1_000),
        column("tags", people.tags, n, 0, 2**TAGS_MAX - 1),
    )
    matchable = np.asarray(people.matchable)
    if matchable.shape != (n,) or matchable.dtype != np.bool_:
        raise MatchingError("matchable", f"{n} yes or no were expected")
    whole, out = rates(weights), np.empty(n, PERSON_TYPE)
    flat = np.ascontiguousarray(levels, np.int8)
    rest = round(weights.fatigue_m * CM)
    pack(x, y, flat, numbers, np.ascontiguousarray(matchable), whole.step, rest, out)
    return Crowd(out, flat, np.ascontiguousarray(until, np.int32), whole)
