"""Open orders and those who could be asked, in the arrays of the matching.

A team is several crews here, one row each: it may take on as many orders at once as the district
lets it, each one a little dearer than the last. Where it may go is a tag (the streets of its
area) and, inside a street, a list of pairs that are left out.

Hours are 28 bits: the 21 a volunteer ticks (seven days by morning, afternoon, evening) and one
for each day, set when any hour of it is.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

import numpy as np

from redvest.engines.geodesy import Floats, Point, to_plane
from redvest.engines.matching.codes import Empty, Reason
from redvest.engines.matching.inputs import Orders, Pairs, People
from redvest.engines.service_needs import LANGUAGES, Need, Qualification

PARTS = ("morning", "afternoon", "evening")
DAY_BIT = 21
EVERY_HOUR = (1 << 28) - 1
OPEN_ENDED = 9_999_999
ADULT, PAIR, MAN, WOMAN, FIRST_LANGUAGE = 0, 1, 2, 3, 4
FIRST_STREET, STREETS_MAX = 16, 20
SEX_BITS = {"1": MAN, "2": WOMAN}
LANGUAGE_BITS = {one: FIRST_LANGUAGE + k for k, one in enumerate(LANGUAGES)}
TRAININGS = ("elder_care", "child_safety", "first_aid", "food_safety")
PAPERS = (
    *(f"qualification:{one.value}" for one in Qualification),
    *(f"training:{one}" for one in TRAININGS),
    "insurance:accident",
)


def hours(ticked: int) -> int:
    """Return the 28 bits of what somebody ticked."""
    for day in range(7):
        if ticked >> (3 * day) & 0b111:
            ticked |= 1 << (DAY_BIT + day)
    return ticked


def slot_of(day: date, part: str) -> int:
    """Return the bit an order asks for."""
    if part not in PARTS:
        return DAY_BIT + day.weekday()
    return 3 * day.weekday() + PARTS.index(part)


def papers_for(need: Need) -> list[str]:
    """Return the papers somebody has to hold for an item."""
    found = [f"qualification:{need.qualification}"] if need.qualification else []
    found += [f"training:{need.training}"] if need.training else []
    return found + (["insurance:accident"] if need.insured else [])


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An open order: what it needs and where.

    ``point`` is the middle of its community, never the home. ``due_h`` is how many hours are left
    until the desk should have found somebody; ``care`` that the resident has a protected file.
    """

    id: UUID
    community: str
    point: Point | None
    need: Need
    day: date
    part: str
    item: UUID
    urgent: bool = False
    pressing: bool = False
    care: bool = False
    waited_h: float = 0.0
    due_h: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """A team as far as it matters for many orders.

    Attributes
    ----------
    area : sequence of str
        Region prefixes it serves.
    levels : mapping
        Skill to level: 3 says it does such work, 2 somebody has the skill, 1 the same field.
    hours : int
        When anybody is free, 28 bits.
    members, adults : int
        How many belong to it, and how many of them are grown up.
    open, month, week : int
        Orders in hand, served this month, served in the last seven days.
    until : mapping
        Paper to the last valid day of whoever holds it longest.
    offers : set of UUID
        Items it says that it does.
    sexes, languages : set of str
        Of which sex somebody is, and what somebody speaks besides the common language.
    """

    id: UUID
    name: str
    point: Point | None
    area: Sequence[str]
    levels: Mapping[str, int] = field(default_factory=dict)
    hours: int = EVERY_HOUR
    members: int = 1
    adults: int = 1
    open: int = 0
    month: int = 0
    week: int = 0
    until: Mapping[str, int] = field(default_factory=dict)
    offers: AbstractSet[UUID] = frozenset()
    sexes: AbstractSet[str] = frozenset()
    languages: AbstractSet[str] = frozenset()

    def serves(self, community: str) -> bool:
        return any(community.startswith(prefix) for prefix in self.area)


@dataclass(frozen=True, slots=True)
class Field:
    """Arrays of one question, with the rows' teams; ``skills`` and ``streets`` name the columns."""

    people: People
    orders: Orders
    pairs: Pairs
    team: list[int]


def _streets(orders: Sequence[Asked]) -> dict[str, int]:
    """Streets of the orders that get a bit of their own; those beyond are left to the pairs."""
    found = sorted({one.community[:9] for one in orders})
    return {street: FIRST_STREET + k for k, street in enumerate(found[:STREETS_MAX])}


def _tags(crew: Crew, streets: Mapping[str, int]) -> int:
    bits = (1 << ADULT if crew.adults else 0) | (1 << PAIR if crew.members > 1 else 0)
    bits |= sum(1 << SEX_BITS[one] for one in crew.sexes & SEX_BITS.keys())
    bits |= sum(1 << LANGUAGE_BITS[one] for one in crew.languages & LANGUAGE_BITS.keys())
    for street, bit in streets.items():
        if any(street.startswith(one) or one.startswith(street) for one in crew.area):
            bits |= 1 << bit
    return bits


def _plane(points: Sequence[Point | None], origin: Point) -> Floats:
    known = np.array([one or (np.nan, np.nan) for one in points], np.float64).reshape(-1, 2)
    flat = np.full(known.shape, np.nan)
    here = ~np.isnan(known[:, 0])
    if here.any():
        flat[here] = to_plane(known[here], origin)
    return flat


def asked_orders(
    orders: Sequence[Asked], skills: Sequence[str], origin: Point, streets: Mapping[str, int]
) -> Orders:
    """Return open orders as the matching wants them; each asks for one team or person."""
    column = {skill: k for k, skill in enumerate(skills)}
    place = _plane([one.point for one in orders], origin)
    needs = []
    for one in orders:
        bits = 0 if one.need.minors else 1 << ADULT
        bits |= 1 << PAIR if one.need.people > 1 else 0
        bits |= 1 << SEX_BITS[one.need.sex] if one.need.sex else 0
        bits |= 1 << LANGUAGE_BITS[one.need.language] if one.need.language else 0
        street = streets.get(one.community[:9])
        needs.append(bits | (1 << street if street is not None else 0))
    n = len(orders)
    ones, zeros = np.ones(n, np.int64), np.zeros(n, np.int64)
    papers = [sum(1 << PAPERS.index(p) for p in papers_for(one.need)) for one in orders]
    return Orders(
        x_m=place[:, 0],
        y_m=place[:, 1],
        skill=np.array([column.get(one.need.skill, -1) for one in orders], np.int64),
        slot=np.array([slot_of(one.day, one.part) for one in orders], np.int64),
        headcount=ones,
        least=ones,
        needs=np.array(needs, np.int64),
        wants=zeros,
        lead=zeros,
        wants_skill=zeros - 1,
        papers=np.array(papers, np.int64),
        day=np.array([one.day.toordinal() for one in orders], np.int64),
        priority=np.array([one.urgent + one.pressing for one in orders], np.int64),
        waited_h=np.array([one.waited_h for one in orders], np.float64),
        due_h=np.array([one.due_h for one in orders], np.float64),
        care=np.array([one.care for one in orders], np.int64),
    )


def field_of(
    orders: Sequence[Asked],
    crews: Sequence[Crew],
    skills: Sequence[str],
    most: int,
    left_out: AbstractSet[tuple[UUID, UUID]] = frozenset(),
    known: AbstractSet[tuple[UUID, UUID]] = frozenset(),
    *,
    single: bool = False,
) -> Field:
    """Return the arrays of a question.

    Parameters
    ----------
    orders, crews : sequence
        What is open and who could be asked.
    skills : sequence of str
        Codes, in the order of the columns.
    most : int
        How many orders a team has in hand at most.
    left_out, known : set of (order, team)
        Pairs never proposed, and those that know each other.
    single : bool
        One row for each team that has room: for asking who is best, not for giving out seats.
    """
    points = [one.point for one in orders if one.point] or [one.point for one in crews if one.point]
    origin: Point = points[0] if points else (0.0, 0.0)
    streets = _streets(orders)
    room = [min(max(most - crew.open, 0), 1 if single else most) for crew in crews]
    team = [k for k, free in enumerate(room) for _ in range(free)]
    nth = [n for free in room for n in range(free)]
    rows = [crews[k] for k in team]
    place = _plane([one.point for one in rows], origin)
    levels = [[one.levels.get(skill, 0) for skill in skills] for one in rows]
    until = [[one.until.get(paper, -1) for paper in PAPERS] for one in rows]
    loads = [min(one.month + one.open + n, 1_000) for one, n in zip(rows, nth, strict=True)]
    people = People(
        x_m=place[:, 0],
        y_m=place[:, 1],
        levels=np.array(levels, np.int8).reshape(len(rows), len(skills)),
        slots=np.array([one.hours for one in rows], np.int64),
        cap=np.ones(len(rows), np.int64),
        load=np.array(loads, np.int64),
        recent=np.array([min(one.week, 1_000) for one in rows], np.int64),
        tags=np.array([_tags(one, streets) for one in rows], np.int64),
        until=np.array(until, np.int32).reshape(len(rows), len(PAPERS)),
        matchable=np.ones(len(rows), np.bool_),
    )
    asked = asked_orders(orders, skills, origin, streets)
    return Field(people, asked, _pairs(orders, crews, team, streets, left_out, known), team)


def _pairs(
    orders: Sequence[Asked],
    crews: Sequence[Crew],
    team: Sequence[int],
    streets: Mapping[str, int],
    left_out: AbstractSet[tuple[UUID, UUID]],
    known: AbstractSet[tuple[UUID, UUID]],
) -> Pairs:
    """Who never goes somewhere although the street is theirs, and who rather does."""
    rows_of: dict[int, list[int]] = {}
    for row, k in enumerate(team):
        rows_of.setdefault(k, []).append(row)
    tags = {k: _tags(crews[k], streets) for k in rows_of}
    blocked: list[tuple[int, int]] = []
    fond: list[tuple[int, int]] = []
    for o, one in enumerate(orders):
        bit = streets.get(one.community[:9])
        for k, rows in rows_of.items():
            crew = crews[k]
            if bit is not None and not tags[k] >> bit & 1:
                continue  # The street's bit says it already.
            if (one.id, crew.id) in left_out or not crew.serves(one.community):
                blocked += [(o, row) for row in rows]
            elif one.item in crew.offers or (one.id, crew.id) in known:
                fond += [(o, row) for row in rows]
    no, yes = np.array(blocked, np.int64).reshape(-1, 2), np.array(fond, np.int64).reshape(-1, 2)
    return Pairs(no[:, 0], no[:, 1], yes[:, 0], yes[:, 1])


@dataclass(frozen=True, slots=True)
class Choice:
    """A team that may go, what that costs in meters of walking, and why it is so."""

    crew: Crew
    cost_m: float
    reasons: tuple[Reason, ...]
    offers: bool
    knows: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """One order: whom to ask and who comes next, or why nobody.

    ``more_m`` is what all orders together cost more with the runner-up, in meters of walking.
    """

    order: Asked
    choice: Choice | None
    runner_up: Choice | None
    empty: Empty | None
    more_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Proposals:
    """All open orders at once.

    Attributes
    ----------
    rows : tuple of Proposal
        In the order in which the orders were given.
    verified : bool
        Whether it was proven, and the proof checked, that no other way costs less.
    gap : float
        How much cheaper anything could be at most, as a part of the total.
    """

    rows: tuple[Proposal, ...]
    verified: bool
    gap: float


class Misfit(StrEnum):
    """Why a team is not asked about an order; the plain reading of the rules above."""

    AREA = "area"
    SKILL = "skill"
    GROWN_UP = "grown_up"
    TOO_FEW = "too_few"
    SEX = "sex"
    LANGUAGE = "language"
    PAPERS = "papers"
    HOURS = "hours"
    FULL = "full"


def misfit(order: Asked, crew: Crew, most: int) -> Misfit | None:
    """Return the first rule that keeps a team from an order, or None."""
    day = order.day.toordinal()
    found = {
        Misfit.AREA: not crew.serves(order.community),
        Misfit.SKILL: bool(order.need.skill) and crew.levels.get(order.need.skill, 0) < 1,
        Misfit.GROWN_UP: not order.need.minors and crew.adults < 1,
        Misfit.TOO_FEW: order.need.people > 1 and crew.members < 2,
        Misfit.SEX: bool(order.need.sex) and order.need.sex not in crew.sexes,
        Misfit.LANGUAGE: bool(order.need.language) and order.need.language not in crew.languages,
        Misfit.PAPERS: any(crew.until.get(one, -1) < day for one in papers_for(order.need)),
        Misfit.HOURS: not crew.hours >> slot_of(order.day, order.part) & 1,
        Misfit.FULL: crew.open >= most,
    }
    return next((why for why, wrong in found.items() if wrong), None)
