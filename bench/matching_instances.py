"""The instances of the matching benchmarks: a made-up district, the same for the same seed."""

import numpy as np

from redvest.engines.matching.inputs import Orders, People

WIDE_M, HIGH_M, COMMUNITIES, SKILLS, SLOTS = 15_000.0, 10_000.0, 200, 12, 21
SKEW = 1.0 / np.arange(1, SKILLS + 1)


def people(count: int, seed: int, on_call: float = 1.0, cap: int = 2) -> People:
    """People around the centers of their communities; few have the rare skills."""
    rng = np.random.default_rng(seed)
    centers = rng.uniform((0, 0), (WIDE_M, HIGH_M), (COMMUNITIES, 2))
    home = centers[rng.integers(0, COMMUNITIES, count)] + rng.normal(0, 300, (count, 2))
    has = rng.random((count, SKILLS)) < 0.4 * SKEW
    levels = np.where(has, rng.integers(1, 4, (count, SKILLS)), 0).astype(np.int8)
    free = rng.random((count, SLOTS)) < 0.3
    slots = (free * (1 << np.arange(SLOTS, dtype=np.int64))).sum(axis=1)
    return People(
        x_m=home[:, 0],
        y_m=home[:, 1],
        levels=levels,
        slots=slots,
        cap=rng.integers(1, cap + 1, count),
        load=np.minimum(rng.geometric(0.4, count) - 1, 12),
        recent=np.minimum(rng.geometric(0.7, count) - 1, 4),
        tags=rng.integers(0, 16, count),
        until=np.zeros((count, 0), np.int32),
        matchable=rng.random(count) < on_call,
    )


def orders(count: int, seed: int) -> Orders:
    """Open orders of headcount one to three, everywhere people live."""
    rng = np.random.default_rng(seed + 1)
    zeros = np.zeros(count, np.int64)
    return Orders(
        x_m=rng.uniform(0, WIDE_M, count),
        y_m=rng.uniform(0, HIGH_M, count),
        skill=rng.choice(SKILLS, count, p=SKEW / SKEW.sum()),
        slot=rng.integers(0, SLOTS, count),
        headcount=rng.choice([1, 2, 3], count, p=[0.6, 0.2, 0.2]),
        least=zeros,
        needs=zeros,
        wants=zeros,
        lead=zeros,
        wants_skill=zeros - 1,
        papers=zeros,
        day=zeros,
        priority=rng.choice([0, 1], count, p=[0.9, 0.1]),
        waited_h=rng.uniform(0, 48, count),
    )
