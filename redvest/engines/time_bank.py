"""The time bank: who may use saved minutes, for whom, and what a visit costs in the end.

Minutes are used for a visit, never handed from one account to another: they are held when an order
is placed and paid by what was really served. Nobody pays more than was held. What was not served
costs nothing, and a visit of which a complaint was upheld is refunded.

Rules in force elsewhere are the defaults of a district's policy: own use from 60 on (Beijing 2022),
for direct relatives before that (Beijing), for named elders (Nanjing 2019).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from redvest.engines.flow import by_action, row
from redvest.engines.order_flow import State as OrderState
from redvest.engines.roles import Role

RECEIVERS_MAX = 5
"""For how many people somebody may use their minutes at a time."""


class Basis(StrEnum):
    """Why minutes may be used for a visit; stored, so never renamed."""

    AGE = "age"
    GRANTED = "granted"
    RELATIVE = "relative"
    ELDER = "elder"


class Refusal(StrEnum):
    """Why they may not; the wording is the caller's."""

    TOO_YOUNG = "too_young"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"


class State(StrEnum):
    """Where minutes set aside for a visit stand; stored, so never renamed."""

    HELD = "held"
    SETTLED = "settled"
    RETURNED = "returned"
    LAPSED = "lapsed"
    REFUNDED = "refunded"


class Action(StrEnum):
    """What happens to them; stored in events, so never renamed."""

    SETTLE = "settle"
    RETURN = "return"
    LAPSE = "lapse"
    REFUND = "refund"


ROWS = (
    row(Action.SETTLE, State.HELD, State.SETTLED, Role.SYSTEM),
    row(Action.RETURN, State.HELD, State.RETURNED, Role.SYSTEM),
    row(Action.LAPSE, State.HELD, State.LAPSED, Role.SYSTEM),
    row(Action.REFUND, State.SETTLED, State.REFUNDED, Role.SYSTEM),
)
STEPS = by_action(ROWS, Action)

_O = OrderState
UNSERVED = frozenset({_O.REJECTED, _O.MERGED, _O.WITHDRAWN, _O.CANCELLED, _O.UNFULFILLED})
"""Ends of an order that cost nothing. An order that an appeal brings back stays free."""
SERVED = frozenset({_O.CONFIRMED, _O.UNCONFIRMED, _O.RATED, _O.CLOSED})
"""States of an order in which what was served is paid. While somebody looks into it, nothing is."""
FATES: Mapping[OrderState, Action] = MappingProxyType(
    {**dict.fromkeys(UNSERVED, Action.RETURN), **dict.fromkeys(SERVED, Action.SETTLE)}
)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the district decided: an age in years, minutes of one visit, open visits."""

    age: int = 60
    least: int = 30
    most: int = 240
    open_most: int = 3


@dataclass(frozen=True, slots=True)
class Giver:
    """Whose minutes they are: age in whole years where it is known, ever granted minutes, visits
    that wait."""

    age: int | None = None
    granted: bool = False
    open: int = 0


def own_basis(giver: Giver, limits: Limits) -> Basis | None:
    """Return why somebody may use minutes for themselves, or None.

    >>> own_basis(Giver(age=61), Limits())
    <Basis.AGE: 'age'>
    """
    if giver.age is not None and giver.age >= limits.age:
        return Basis.AGE
    return Basis.GRANTED if giver.granted else None


def refusal(giver: Giver, basis: Basis | None, minutes: int, limits: Limits) -> Refusal | None:
    """Return the first reason why a visit of so many minutes may not be paid this way."""
    if basis is None:
        return Refusal.TOO_YOUNG
    if minutes < limits.least:
        return Refusal.TOO_SHORT
    if minutes > limits.most:
        return Refusal.TOO_LONG
    if giver.open >= limits.open_most:
        return Refusal.TOO_MANY
    return None


def served(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Return for how many whole minutes somebody was there: two who came together count once.

    >>> nine = datetime(2026, 3, 5, 9)
    >>> served([(nine, nine.replace(hour=10)), (nine.replace(minute=30), nine.replace(hour=11))])
    120
    """
    total, end = 0.0, None
    for first, last in sorted(span for span in spans if span[1] > span[0]):
        start = first if end is None or first > end else end
        if last > start:
            total += (last - start).total_seconds()
            end = last
    return int(total // 60)
