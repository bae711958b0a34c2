"""The smallest matching that calls everything compiled: three people, two orders."""

from __future__ import annotations

import numpy as np

from redvest.engines.matching import repair
from redvest.engines.matching.asking import Asking
from redvest.engines.matching.inputs import Orders, Pairs, People, Weights
from redvest.engines.matching.plan import Plan, propose
from redvest.engines.matching.standing import snapshot


def people() -> People:
    """Three people at 0, 300 and 900 meters who can all do the same."""
    ones = np.ones(3, np.int64)
    return People(
        x_m=np.array([0.0, 300.0, 900.0]),
        y_m=np.zeros(3),
        levels=np.full((3, 1), 3, np.int8),
        slots=ones,
        cap=ones,
        load=np.array([2, 0, 0]),
        recent=0 * ones,
        tags=0 * ones,
        until=np.zeros((3, 0), np.int32),
        matchable=np.ones(3, np.bool_),
    )


def orders() -> Orders:
    """Two orders at 0 and 400 meters."""
    ones = np.ones(2, np.int64)
    return Orders(
        x_m=np.array([0.0, 400.0]),
        y_m=np.zeros(2),
        skill=0 * ones,
        slot=0 * ones,
        headcount=ones,
        least=ones,
        needs=0 * ones,
        wants=0 * ones,
        lead=0 * ones,
        wants_skill=0 * ones - 1,
        papers=0 * ones,
        day=0 * ones,
        priority=0 * ones,
        waited_h=np.zeros(2),
    )


def run() -> Plan:
    """Ask, propose, stop early, repair: nothing is left to compile."""
    snap = snapshot(people(), Weights())
    propose(snap, orders(), steps=0)
    propose(snap, orders(), stop=lambda: True)
    Asking(snap, orders(), Pairs()).best(0, 1)
    plan = propose(snap, orders())
    plan.runners_up()
    repair.refuse(plan.standing, 0, int(plan.person[0]))
    return propose(snap, orders())
