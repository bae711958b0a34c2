"""Where the next venues help most: two questions with proven answers.

*Covering* (maximal covering location, Church and ReVelle 1974): which ``k`` places bring most
people within the walk. *Nearness* (p-median, Hakimi 1964): which ``k`` places shorten the walks of
all together most. Venues that are open already count as they are; only what is missing is asked.

Both are integer programs, solved by HiGHS (through ``scipy.optimize.milp``) until no better
choice can exist. Where the time runs out first, the answer says how much better one could still
be (``bound``), and ``proven`` is false.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from redvest.engines.geodesy import Floats

STEP_MINUTES = 0.1
"""Nearness counts walks in tenths of a minute: finer is noise, and equal walks are one case."""
_CLOSE = 1e-6
_PRICE_STEPS = 400


@dataclass(frozen=True)
class Choice:
    """``chosen`` candidates in the order of what each adds, and what they bring.

    ``gained`` is in people (covering) or people times minutes (nearness); ``bound`` is what no
    choice of as many places can exceed.
    """

    chosen: tuple[int, ...]
    gained: float
    bound: float
    proven: bool


def cover_most(within: ArrayLike, weights: ArrayLike, k: int, *, seconds: float = 20.0) -> Choice:
    """Choose at most ``k`` candidates that cover most weight.

    Parameters
    ----------
    within : array_like of bool, shape (candidates, places)
        Whether the candidate is near enough to the place. Leave places out that are covered.
    weights : array_like, shape (places,)
        People.
    k : int
        How many places may be chosen.
    seconds : float
        When to stop looking for a proof.

    Notes
    -----
    Places covered by the same candidates are one case; that loses nothing and makes the program
    20 to 40 times smaller.
    """
    near = np.asarray(within, dtype=np.bool_)
    people = np.asarray(weights, dtype=np.float64)
    useful = near.any(axis=0) & (people > 0)
    near, people = near[:, useful], people[useful]
    if k <= 0 or not near.size:
        return Choice((), 0.0, 0.0, True)
    kinds, of = np.unique(np.packbits(near, axis=0), axis=1, return_inverse=True)
    cases = np.unpackbits(kinds, axis=0, count=len(near)).astype(np.bool_)
    weight: Floats = np.bincount(of.reshape(-1), people, cases.shape[1]).astype(np.float64)
    found = _covering(cases, weight, min(k, len(near)), seconds)
    rough = _greedy_cover(cases, weight, k)
    values = {chosen: _covered(cases, weight, chosen) for chosen in (found[0], rough)}
    best = max(values, key=lambda chosen: values[chosen])
    return _answer(_by_gain_cover(cases, weight, best), values[best], found[1])


def _covered(cases: NDArray[np.bool_], weight: Floats, chosen: tuple[int, ...]) -> float:
    return float(weight[cases[list(chosen)].any(axis=0)].sum()) if chosen else 0.0


def _greedy_cover(cases: NDArray[np.bool_], weight: Floats, k: int) -> tuple[int, ...]:
    left, chosen = weight.copy(), []
    for _ in range(min(k, len(cases))):
        gains = cases @ left
        best = int(gains.argmax())
        if gains[best] <= 0:
            break
        chosen.append(best)
        left[cases[best]] = 0.0
    return tuple(chosen)


def _by_gain_cover(
    cases: NDArray[np.bool_], weight: Floats, chosen: tuple[int, ...]
) -> tuple[int, ...]:
    """The chosen in the order in which each adds most; one that adds nothing is left out."""
    rows = np.array(chosen, dtype=np.int64)
    return tuple(int(rows[at]) for at in _greedy_cover(cases[rows], weight, len(rows)))


def _covering(
    cases: NDArray[np.bool_], weight: Floats, k: int, seconds: float
) -> tuple[tuple[int, ...], float]:
    """The candidates HiGHS chooses, and its bound."""
    from scipy.sparse import csr_array, eye_array, hstack

    many, kinds = cases.shape
    # A case counts as soon as one of its candidates is chosen: x - sum(y) <= 0.
    reached = hstack([-csr_array(cases.T.astype(np.float64)), eye_array(kinds)])
    return _solved(
        cost=np.concatenate((np.zeros(many), -weight)),
        matrix=reached,
        low=np.full(kinds, -np.inf),
        high=np.zeros(kinds),
        many=many,
        k=k,
        seconds=seconds,
    )


def come_nearest(
    minutes: ArrayLike, now: ArrayLike, weights: ArrayLike, k: int, *, seconds: float = 20.0
) -> Choice:
    """Choose at most ``k`` candidates that save most minutes, each person's walk counted once.

    Parameters
    ----------
    minutes : array_like, shape (candidates, places)
        The walk from the candidate; ``inf`` where nobody would take it.
    now : array_like, shape (places,)
        The walk to what is open now, finite.
    weights : array_like, shape (places,)
        People.

    Notes
    -----
    The program is Elloumi's (2010): for each place, one step from each length of walk to the next
    longer one, taken unless somebody nearer is chosen. Its relaxation is as tight as the classic
    one's at a fraction of the size. It is asked only about candidates that can be in a choice
    better than one found by exchange (Teitz and Bart 1968): the others are ruled out by a
    Lagrangian bound, which loses nothing.
    """
    walks = np.round(np.asarray(minutes, dtype=np.float64) / STEP_MINUTES)
    today = np.round(np.asarray(now, dtype=np.float64) / STEP_MINUTES)
    people = np.asarray(weights, dtype=np.float64)
    saving = np.where(np.isfinite(walks), np.clip(today[None, :] - walks, 0.0, None), 0.0)
    useful = (saving > 0).any(axis=0) & (people > 0)
    saving, people = saving[:, useful], people[useful]
    if k <= 0 or not saving.size:
        return Choice((), 0.0, 0.0, True)
    k = min(k, len(saving))
    rough = _exchanged(saving, people, _greedy_near(saving, people, k))
    worth = _saved(saving, people, rough)
    left = _not_ruled_out(saving * people, k, worth)
    served = (saving[left] > 0).any(axis=0)
    found, bound = _nearness(saving[np.ix_(left, served)], people[served], k, seconds)
    exact = tuple(int(left[at]) for at in found)
    values = {chosen: _saved(saving, people, chosen) for chosen in (exact, rough)}
    best = max(values, key=lambda chosen: values[chosen])
    rows = np.array(best, dtype=np.int64)
    order = tuple(int(rows[at]) for at in _greedy_near(saving[rows], people, len(rows)))
    return _answer(order, values[best] * STEP_MINUTES, max(bound, worth) * STEP_MINUTES)


def _saved(saving: Floats, people: Floats, chosen: tuple[int, ...]) -> float:
    return float(saving[list(chosen)].max(axis=0) @ people) if chosen else 0.0


def _greedy_near(saving: Floats, people: Floats, k: int) -> tuple[int, ...]:
    have, chosen = np.zeros(saving.shape[1]), []
    for _ in range(min(k, len(saving))):
        gains = np.clip(saving - have, 0.0, None) @ people
        best = int(gains.argmax())
        if gains[best] <= 0:
            break
        chosen.append(best)
        have = np.maximum(have, saving[best])
    return tuple(chosen)


def _exchanged(saving: Floats, people: Floats, chosen: tuple[int, ...]) -> tuple[int, ...]:
    """The choice after the best exchanges of one for another, until none helps."""
    now, worth = list(chosen), _saved(saving, people, chosen)
    while True:
        gains = np.full((len(now), len(saving)), -np.inf)
        for at in range(len(now)):
            rest = now[:at] + now[at + 1 :]
            have = saving[rest].max(axis=0) if rest else np.zeros(saving.shape[1])
            gains[at] = np.maximum(saving, have) @ people - worth
        at, other = divmod(int(gains.argmax()), len(saving)) if now else (0, 0)
        if not now or gains[at, other] <= _CLOSE * max(1.0, worth):
            return tuple(now)
        now[at] = other
        worth = _saved(saving, people, tuple(now))


def _not_ruled_out(worths: Floats, k: int, known: float) -> NDArray[np.int64]:
    """The candidates that a choice worth more than ``known`` can have.

    Each place is promised a price, and whoever gives it more is paid only what is above. What the
    ``k`` best are paid and all prices together are more than any choice is worth (Cornuejols,
    Fisher and Nemhauser 1977), so a candidate that brings this down to ``known`` when it has to be
    among the ``k`` is in no better choice. Prices that bound tightly come from subgradient steps.
    """
    price = np.sort(worths, axis=0)[-2] if len(worths) > 1 else np.zeros(worths.shape[1])
    bound, paid, step, since = np.inf, np.zeros(len(worths)), 2.0, 0
    best = price
    for _ in range(_PRICE_STEPS):
        above = np.clip(worths - price, 0.0, None)
        each = above.sum(axis=1)
        foremost = np.argpartition(-each, k - 1)[:k]
        total = float(price.sum() + each[foremost].sum())
        if total < bound:
            bound, paid, best, since = total, each, price, 0
        else:
            since += 1
        if since >= 10:
            price, step, since = best, step / 1.5, 0
            continue
        slope = 1.0 - (above[foremost] > 0).sum(axis=0)
        length = float(slope @ slope)
        if not length or total - known <= _CLOSE * max(1.0, known):
            break
        price = np.clip(price - step * (total - known) / length * slope, 0.0, None)
    last = np.partition(paid, len(paid) - k)[len(paid) - k]
    forced = bound - np.clip(last - paid, 0.0, None)
    return np.flatnonzero(forced > known - _CLOSE * max(1.0, known))


def _nearness(
    saving: Floats, people: Floats, k: int, seconds: float
) -> tuple[tuple[int, ...], float]:
    """The candidates HiGHS chooses, and its bound."""
    from scipy.sparse import coo_array

    many, places = saving.shape
    rows: list[NDArray[Any]] = []
    columns: list[NDArray[Any]] = []
    values: list[NDArray[Any]] = []
    cost = [np.zeros(many)]
    row, column = 0, many
    # x is 1 when a saving of at least this level is reached: it needs one of those who give just
    # this much, or the next higher level. What each level adds is its step above the lower one.
    for place in range(places):
        own = saving[:, place]
        levels, level = np.unique(own[own > 0], return_inverse=True)
        givers = np.flatnonzero(own > 0)
        steps = np.diff(levels, prepend=0.0)
        size = len(levels)
        at = np.arange(size)
        rows += [row + at, row + at[:-1], row + level]
        columns += [column + at, column + at[1:], givers]
        values += [np.ones(size), -np.ones(size - 1), -np.ones(len(givers))]
        cost.append(-steps * people[place])
        row, column = row + size, column + size
    matrix = coo_array(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(row, column),
    )
    return _solved(
        cost=np.concatenate(cost),
        matrix=matrix,
        low=np.full(row, -np.inf),
        high=np.zeros(row),
        many=many,
        k=k,
        seconds=seconds,
    )


def _solved(
    *, cost: Floats, matrix: Any, low: Floats, high: Floats, many: int, k: int, seconds: float
) -> tuple[tuple[int, ...], float]:
    """Minimize; the first ``many`` unknowns are yes or no, at most ``k`` of them yes."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    whole = np.zeros(len(cost))
    whole[:many] = 1
    at_most = np.zeros((1, len(cost)))
    at_most[0, :many] = 1
    answer = milp(
        cost,
        integrality=whole,
        bounds=Bounds(0.0, 1.0),
        constraints=[LinearConstraint(matrix.tocsr(), low, high), LinearConstraint(at_most, 0, k)],
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    bound = -float(answer.mip_dual_bound) if answer.mip_dual_bound is not None else -cost.sum()
    if answer.x is None:
        return (), bound
    return tuple(int(at) for at in np.flatnonzero(answer.x[:many] > 0.5)), bound


def _answer(chosen: tuple[int, ...], gained: float, bound: float) -> Choice:
    """Proven when what was found, counted again from the input, meets the solver's bound."""
    room = _CLOSE * max(1.0, abs(gained))
    proven = bound <= gained + room
    return Choice(chosen, gained, gained if proven else bound, proven)
