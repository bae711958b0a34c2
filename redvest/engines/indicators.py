"""What is counted, each defined once: which facts, in which unit, as a part of what.

A fact is one line of the records (``redvest/insight/facts.py`` says from which rows): a region, a
day, a kind, how often, how much. An indicator adds facts up. Nothing here reads a clock or a
database: sums go in, a figure comes out.

What has no answer has none: a share of nothing is no share, not 0 % and not 100 %; who was not
asked or did not rate is never among the satisfied.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fnmatch import fnmatchcase


class View(StrEnum):
    """阵地 队伍 项目 活动 服务: the five sides from which a district is looked at."""

    VENUES = "venues"
    TEAMS = "teams"
    PROJECTS = "projects"
    ACTIVITIES = "activities"
    SERVICES = "services"


class Unit(StrEnum):
    """What one of it is called; a figure without its unit says nothing."""

    PLACES = "places"  # 个
    TEAMS = "teams"  # 支
    PEOPLE = "people"  # 人: everybody once
    ATTENDANCES = "attendances"  # 人次: everybody as often as they came
    OCCASIONS = "occasions"  # 次
    SESSIONS = "sessions"  # 场次
    ORDERS = "orders"  # 单
    HOURS = "hours"  # 小时
    LEVELS = "levels"  # 级
    DAYS = "days"  # 天
    PERCENT = "percent"


class Shape(StrEnum):
    """How facts become a figure."""

    FLOW = "flow"  # what happened within the period
    STOCK = "stock"  # what stood at its end
    SHARE = "share"  # a part of a whole, both within the period
    MEAN = "mean"  # amount per occurrence
    DAYS = "days"  # on how many days anything happened
    LEVELS = "levels"  # how many kinds of place stand at its end
    PEOPLE = "people"  # how many different people


@dataclass(frozen=True, slots=True)
class Part:
    """Facts of certain kinds; ``*`` in a kind stands for anything. ``amount``: add the amounts."""

    fact: str
    kinds: tuple[str, ...] = ("*",)
    amount: bool = False

    def takes(self, kind: str) -> bool:
        return any(fnmatchcase(kind, one) for one in self.kinds)


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. ``whole`` is what a share is a part of; ``scale`` divides amounts (60: hours).

    ``version`` grows when the definition changes, and what was published names the one it had.
    ``is_of_people`` says that small cells could point at somebody.
    """

    key: str
    view: View
    unit: Unit
    shape: Shape
    part: Part
    whole: Part | None = None
    scale: int = 1
    is_of_people: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Sum:
    """How often and how much, of one kind of one fact."""

    n: int = 0
    amount: int = 0


Sums = Mapping[str, Mapping[str, Sum]]
"""Sums by fact and kind."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value (none where there is nothing to divide by) and, for shares, part and whole."""

    value: Decimal | None
    part: int | None = None
    whole: int | None = None


def _venues(key: str, kinds: str) -> Indicator:
    return Indicator(key, View.VENUES, Unit.PLACES, Shape.STOCK, Part("venues", (kinds,)))


def _sessions(key: str, fact: str, *kinds: str, view: View = View.ACTIVITIES) -> Indicator:
    return Indicator(key, view, Unit.SESSIONS, Shape.FLOW, Part(fact, kinds or ("*",)))


def _came(key: str, fact: str, *kinds: str) -> Indicator:
    part = Part(fact, kinds or ("*",))
    return Indicator(key, View.ACTIVITIES, Unit.ATTENDANCES, Shape.FLOW, part, is_of_people=True)


def _share(key: str, part: Part, whole: Part) -> Indicator:
    return Indicator(key, View.SERVICES, Unit.PERCENT, Shape.SHARE, part, whole, is_of_people=True)


PRACTICE_DAY, OUR_FESTIVALS = "文明实践日", "我们的节日"
"""The tags under which practice days and festivals are counted."""
WITHIN_5_HOURS = ("claim.h1", "claim.h5")
SATISFIED = ("3", "4", "5")
UNMET = ("unfulfilled", "escalated")

INDICATORS: tuple[Indicator, ...] = (
    _venues("venues", "*"),
    _venues("centers", "center.*"),
    _venues("offices", "office.*"),
    _venues("stations", "station.*"),
    _venues("points", "point.*"),
    _venues("bases", "*.base"),
    Indicator("venue_levels", View.VENUES, Unit.LEVELS, Shape.LEVELS, Part("venues")),
    Indicator(
        "volunteers", View.TEAMS, Unit.PEOPLE, Shape.STOCK, Part("volunteers"), is_of_people=True
    ),
    Indicator(
        "active_volunteers",
        View.TEAMS,
        Unit.PEOPLE,
        Shape.PEOPLE,
        Part("hours"),
        is_of_people=True,
    ),
    Indicator("teams", View.TEAMS, Unit.TEAMS, Shape.STOCK, Part("teams")),
    Indicator(
        "specialty_teams", View.TEAMS, Unit.TEAMS, Shape.STOCK, Part("teams", ("specialty",))
    ),
    Indicator("sub_teams", View.TEAMS, Unit.TEAMS, Shape.STOCK, Part("teams", ("sub_team",))),
    Indicator("projects", View.PROJECTS, Unit.PLACES, Shape.STOCK, Part("projects")),
    _sessions("practice_day_sessions", "session_tags", PRACTICE_DAY, view=View.PROJECTS),
    Indicator(
        "festival_activities",
        View.PROJECTS,
        Unit.OCCASIONS,
        Shape.FLOW,
        Part("activity_tags", (OUR_FESTIVALS,)),
    ),
    Indicator("activities", View.ACTIVITIES, Unit.OCCASIONS, Shape.FLOW, Part("activities")),
    _sessions("sessions", "sessions"),
    _sessions("cultural_sessions", "sessions", "*.culture"),
    _sessions("lectures", "sessions", "*.lecture.*"),
    Indicator(
        "exhibitions",
        View.ACTIVITIES,
        Unit.OCCASIONS,
        Shape.FLOW,
        Part("activities", ("*.exhibition.*",)),
    ),
    _sessions("online_episodes", "sessions", "*.online.*"),
    _sessions("center_sessions", "sessions", "center.*"),
    _came("participations", "participations"),
    _came("audience", "audience"),
    _came("cultural_audience", "audience", "*.culture"),
    _came("lecture_audience", "audience", "*.lecture.*"),
    _came("center_audience", "audience", "center.*"),
    Indicator(
        "hours",
        View.SERVICES,
        Unit.HOURS,
        Shape.FLOW,
        Part("hours", amount=True),
        scale=60,
        is_of_people=True,
    ),
    Indicator(
        "served", View.SERVICES, Unit.ATTENDANCES, Shape.FLOW, Part("hours"), is_of_people=True
    ),
    Indicator("orders", View.SERVICES, Unit.ORDERS, Shape.FLOW, Part("orders"), is_of_people=True),
    Indicator(
        "unmet_orders",
        View.SERVICES,
        Unit.ORDERS,
        Shape.FLOW,
        Part("orders", tuple(f"{one}.*" for one in UNMET)),
        is_of_people=True,
    ),
    _share("claimed_share", Part("order_steps", ("claim.*",)), Part("orders")),
    _share("claimed_soon_share", Part("order_steps", WITHIN_5_HOURS), Part("orders")),
    Indicator(
        "hours_to_claim",
        View.SERVICES,
        Unit.HOURS,
        Shape.MEAN,
        Part("order_steps", ("claim.*",), amount=True),
        scale=60,
    ),
    _share("served_share", Part("order_steps", ("complete.*",)), Part("orders")),
    _share("declined_share", Part("offers", ("declined", "timed_out")), Part("offers")),
    _share("rated_share", Part("order_steps", ("rate.*",)), Part("order_steps", ("complete.*",))),
    _share("satisfied_share", Part("ratings", SATISFIED), Part("ratings")),
)
BY_KEY: Mapping[str, Indicator] = {one.key: one for one in INDICATORS}


def tagged(indicator: Indicator, tag: str) -> Indicator:
    """The same over what carries a tag: 活动, 场次, 人次 or 人 of one theme or campaign.

    Raises
    ------
    KeyError
        If nothing of the kind carries tags.
    """
    of = {"activities": "activity_tags", "sessions": "session_tags"}
    of |= {"participations": "participation_tags", "hours": "participation_tags"}
    part = Part(of[indicator.part.fact], (tag,))
    shape = indicator.shape
    return Indicator(indicator.key, indicator.view, indicator.unit, shape, part)


def facts_of(indicators: Iterable[Indicator]) -> list[str]:
    """Which facts are needed."""
    parts = [part for one in indicators for part in (one.part, one.whole) if part is not None]
    return sorted({part.fact for part in parts})


def added(part: Part, sums: Sums) -> Sum:
    """The sum over the kinds a part takes."""
    found = [one for kind, one in sums.get(part.fact, {}).items() if part.takes(kind)]
    return Sum(sum(one.n for one in found), sum(one.amount for one in found))


def figure(indicator: Indicator, sums: Sums) -> Figure:
    """An indicator's value from sums over its period (from all time, where it is a stock).

    How many different people, and on how many days, cannot be had from sums; whoever asks counts.
    """
    total = added(indicator.part, sums)
    amount = total.amount if indicator.part.amount else total.n
    if indicator.shape is Shape.SHARE:
        assert indicator.whole is not None
        whole = added(indicator.whole, sums).n
        value = _rounded(Decimal(amount * 100) / whole) if whole else None
        return Figure(value, amount, whole)
    if indicator.shape is Shape.MEAN:
        mean = _rounded(Decimal(amount) / indicator.scale / total.n) if total.n else None
        return Figure(mean, whole=total.n)
    if indicator.shape is Shape.LEVELS:
        kinds = sums.get(indicator.part.fact, {})
        return Figure(Decimal(len({kind.split(".")[0] for kind, s in kinds.items() if s.n > 0})))
    if indicator.scale != 1:
        return Figure(_rounded(Decimal(amount) / indicator.scale))
    return Figure(Decimal(amount))


def _rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)
