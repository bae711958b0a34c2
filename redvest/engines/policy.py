"""What a district may decide for itself, with the defaults that hold until it does.

Every field carries its unit and its bounds, so that one page, one parser and one table of
documentation serve all of them. Nothing in the program compares district names: where districts
differ, a field is added here.

The limits of orders follow the flow of orders (rows O1 to O31 of ``order_flow``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from redvest.engines.opening_hours import HoursError, parse_day
from redvest.engines.order_flow import STEPS, Action, Limit, LimitUnit, Urgency

TEXT_MAX = 40
ITEMS_MAX = 20


class Unit(StrEnum):
    """What a number counts, or what a value is when it is no number."""

    SECONDS = "seconds"
    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"
    MONTHS = "months"
    YEARS = "years"
    TIMES = "times"
    PERCENT = "percent"
    METERS = "meters"
    METERS_PER_MINUTE = "meters_per_minute"
    YUAN = "yuan"
    MEALS = "meals"
    WEEKDAY = "weekday"
    YES_NO = "yes_no"
    TEXT = "text"
    CLOCK = "clock"
    ITEMS = "items"


class Group(StrEnum):
    """Under which heading the page shows a field."""

    ORDERS = "orders"
    SAFETY = "safety"
    PEOPLE = "people"
    PLACES = "places"
    LABELS = "labels"
    CHECKLISTS = "checklists"
    MENU = "menu"
    MATCHING = "matching"
    ACTIVITIES = "activities"
    TIME_BANK = "time_bank"


class PolicyError(ValueError):
    """Values that cannot hold. ``problems`` maps each field to a code and its bounds."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__(", ".join(f"{name}: {p.code}" for name, p in problems.items()))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Problem:
    """Why one field was refused: ``number``, ``range``, ``empty``, ``long``, ``clock``,
    ``yes_no``, ``items``, ``repeated`` or ``unknown``."""

    code: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class Spec:
    """Unit, heading and bounds of one field."""

    unit: Unit
    group: Group
    low: int = 0
    high: int = 0


def _number(default: int, unit: Unit, group: Group, low: int, high: int) -> Any:
    return field(default=default, metadata={"spec": Spec(unit, group, low, high)})


def _limit(default: int, unit: Unit, low: int, high: int) -> Any:
    return _number(default, unit, Group.ORDERS, low, high)


def _other(default: Any, unit: Unit, group: Group, high: int = TEXT_MAX, low: int = 0) -> Any:
    return field(default=default, metadata={"spec": Spec(unit, group, low, high)})


def _meters(default: int, high: int, low: int = 0) -> Any:
    return _number(default, Unit.METERS, Group.MATCHING, low, high)


def _items(*default: str) -> Any:
    return _other(default, Unit.ITEMS, Group.CHECKLISTS, ITEMS_MAX)


@dataclass(frozen=True)
class Policy:
    """One district's decisions. Field names are stored, so never renamed."""

    accept_urgent_hours: int = _limit(2, Unit.HOURS, 1, 72)
    accept_normal_days: int = _limit(1, Unit.WORKING_DAYS, 1, 15)
    dispatch_days: int = _limit(1, Unit.WORKING_DAYS, 1, 15)
    claim_urgent_hours: int = _limit(1, Unit.HOURS, 1, 72)
    claim_normal_hours: int = _limit(24, Unit.HOURS, 1, 240)
    schedule_hours: int = _limit(24, Unit.HOURS, 1, 240)
    no_show_minutes: int = _limit(30, Unit.MINUTES, 5, 240)
    late_minutes: int = _limit(15, Unit.MINUTES, 1, 120)
    give_back_hours: int = _limit(24, Unit.HOURS, 1, 168)
    remind_first_days: int = _limit(1, Unit.DAYS, 1, 29)
    remind_again_days: int = _limit(3, Unit.DAYS, 1, 29)
    confirm_days: int = _limit(7, Unit.DAYS, 1, 30)
    rework_days: int = _limit(3, Unit.WORKING_DAYS, 1, 30)
    rate_days: int = _limit(30, Unit.DAYS, 1, 180)
    contact_days: int = _limit(1, Unit.WORKING_DAYS, 1, 15)
    poor_rating_days: int = _limit(5, Unit.WORKING_DAYS, 1, 30)
    revisit_days: int = _limit(7, Unit.DAYS, 1, 60)
    complaint_days: int = _limit(5, Unit.WORKING_DAYS, 1, 30)
    appeal_days: int = _limit(10, Unit.WORKING_DAYS, 1, 60)
    dispatch_attempts_max: int = _limit(3, Unit.TIMES, 1, 10)
    alarm_percent: int = _limit(50, Unit.PERCENT, 10, 100)
    reschedules_max: int = _limit(2, Unit.TIMES, 0, 10)
    visits_week_max: int = _limit(3, Unit.TIMES, 1, 21)
    due_soon_percent: int = _limit(80, Unit.PERCENT, 10, 100)
    revisit_percent: int = _limit(5, Unit.PERCENT, 0, 100)

    staff_second_factor: bool = _other(True, Unit.YES_NO, Group.SAFETY)
    certificates_sm2: bool = _other(False, Unit.YES_NO, Group.SAFETY)
    session_hours: int = _number(12, Unit.HOURS, Group.SAFETY, 1, 24)
    invitation_days: int = _number(30, Unit.DAYS, Group.PEOPLE, 1, 180)
    inactive_months: int = _number(24, Unit.MONTHS, Group.PEOPLE, 3, 60)

    circle_m: int = _number(1000, Unit.METERS, Group.PLACES, 300, 3000)
    detour_percent: int = _number(130, Unit.PERCENT, Group.PLACES, 100, 300)
    walk_m_per_minute: int = _number(75, Unit.METERS_PER_MINUTE, Group.PLACES, 30, 120)
    hours_workdays: str = _other("09:00-12:00, 14:00-17:30", Unit.CLOCK, Group.PLACES, 60)
    hours_weekends: str = _other("", Unit.CLOCK, Group.PLACES, 60)
    practice_weekday: int = _number(5, Unit.WEEKDAY, Group.PLACES, 1, 5)
    tianditu_key: str = _other("", Unit.TEXT, Group.PLACES, 64)
    map_review_no: str = _other("", Unit.TEXT, Group.PLACES, 40)

    label_authority: str = _other("主管部门", Unit.TEXT, Group.LABELS, low=1)
    label_volunteer: str = _other("志愿者", Unit.TEXT, Group.LABELS, low=1)
    label_center: str = _other("新时代文明实践中心", Unit.TEXT, Group.LABELS, low=1)
    label_office: str = _other("新时代文明实践所", Unit.TEXT, Group.LABELS, low=1)
    label_station: str = _other("新时代文明实践站", Unit.TEXT, Group.LABELS, low=1)
    platforms: tuple[str, ...] = _other((), Unit.ITEMS, Group.LABELS, ITEMS_MAX)

    checklist_venue: tuple[str, ...] = _items("有场所", "有队伍", "有活动", "有项目", "有机制")
    checklist_base: tuple[str, ...] = _items("有人员", "有项目", "有管理")
    checklist_stop: tuple[str, ...] = _items(
        "固定场所", "统一标识", "组织机构", "工作制度", "设备设施", "活动项目"
    )
    checklist_inspection: tuple[str, ...] = _items("实用", "能用", "管用", "好用")

    menu_stations_hide: bool = _other(True, Unit.YES_NO, Group.MENU)
    menu_stations_note: bool = _other(True, Unit.YES_NO, Group.MENU)
    menu_stations_hours: bool = _other(True, Unit.YES_NO, Group.MENU)
    wish_yuan_most: int = _number(200, Unit.YUAN, Group.MENU, 20, 2000)
    standing_ahead_days: int = _number(7, Unit.DAYS, Group.MENU, 1, 30)

    match_reach_m: int = _meters(3000, 20_000, 300)
    match_load_m: int = _meters(150, 5000)
    match_fatigue_m: int = _meters(100, 5000)
    match_skill_m: int = _meters(200, 5000)
    match_familiar_m: int = _meters(500, 5000)
    match_unserved_m: int = _meters(20_000, 200_000, 1000)
    match_urgent_m: int = _meters(10_000, 100_000)
    match_care_m: int = _meters(2000, 100_000)
    match_waiting_m: int = _meters(20, 1000)
    match_waiting_most_hours: int = _number(240, Unit.HOURS, Group.MATCHING, 0, 2160)
    match_due_m: int = _meters(50, 5000)
    match_due_hours: int = _number(48, Unit.HOURS, Group.MATCHING, 0, 240)
    match_open_most: int = _number(5, Unit.TIMES, Group.MATCHING, 1, 60)
    match_month_most: int = _number(8, Unit.TIMES, Group.MATCHING, 1, 60)
    meal_window: str = _other("11:00-12:30", Unit.CLOCK, Group.MENU, 20, 1)
    meal_walk_most: int = _number(8, Unit.MEALS, Group.MENU, 1, 50)
    meal_bike_most: int = _number(16, Unit.MEALS, Group.MENU, 1, 100)
    bike_m_per_minute: int = _number(200, Unit.METERS_PER_MINUTE, Group.MENU, 60, 400)
    meal_stop_minutes: int = _number(3, Unit.MINUTES, Group.MENU, 1, 15)
    meal_away_minutes: int = _number(75, Unit.MINUTES, Group.MENU, 15, 180)
    meal_alarm_minutes: int = _number(10, Unit.MINUTES, Group.MENU, 0, 120)
    meal_search_seconds: int = _number(10, Unit.SECONDS, Group.MENU, 1, 60)
    withdraw_free_hours: int = _number(24, Unit.HOURS, Group.ACTIVITIES, 0, 168)
    offer_minutes: int = _number(120, Unit.MINUTES, Group.ACTIVITIES, 10, 2880)
    offer_today_minutes: int = _number(30, Unit.MINUTES, Group.ACTIVITIES, 5, 240)
    no_shows_most: int = _number(3, Unit.TIMES, Group.ACTIVITIES, 1, 20)
    no_show_within_days: int = _number(90, Unit.DAYS, Group.ACTIVITIES, 7, 365)
    no_show_approval_days: int = _number(30, Unit.DAYS, Group.ACTIVITIES, 1, 180)
    time_use_age: int = _number(60, Unit.YEARS, Group.TIME_BANK, 50, 80)
    time_elder_age: int = _number(60, Unit.YEARS, Group.TIME_BANK, 50, 90)
    time_use_least_minutes: int = _number(30, Unit.MINUTES, Group.TIME_BANK, 10, 120)
    time_use_most_minutes: int = _number(240, Unit.MINUTES, Group.TIME_BANK, 30, 960)
    time_use_open_most: int = _number(3, Unit.TIMES, Group.TIME_BANK, 1, 20)
    time_hold_days: int = _number(60, Unit.DAYS, Group.TIME_BANK, 7, 180)
    time_grant_most_hours: int = _number(20, Unit.HOURS, Group.TIME_BANK, 1, 200)
    time_grant_year_hours: int = _number(60, Unit.HOURS, Group.TIME_BANK, 1, 1000)
    time_exchange_open: bool = _other(False, Unit.YES_NO, Group.TIME_BANK)
    time_exchange_month_hours: int = _number(100, Unit.HOURS, Group.TIME_BANK, 1, 1500)


SPECS: Mapping[str, Spec] = MappingProxyType({f.name: f.metadata["spec"] for f in fields(Policy)})
DEFAULT = Policy()

_LIMITS = {
    Action.ACCEPT: ("accept_normal_days", "accept_urgent_hours"),
    Action.DISPATCH: ("dispatch_days", "dispatch_days"),
    Action.TIME_OUT: ("claim_normal_hours", "claim_urgent_hours"),
    Action.SCHEDULE: ("schedule_hours", "schedule_hours"),
    Action.REPORT_NO_SHOW: ("no_show_minutes", "no_show_minutes"),
    Action.LAPSE: ("confirm_days", "confirm_days"),
    Action.ASK_REWORK: ("rework_days", "rework_days"),
    Action.RATE: ("rate_days", "rate_days"),
    Action.CHECK_POOR_RATING: ("poor_rating_days", "poor_rating_days"),
    Action.REVISIT: ("revisit_days", "revisit_days"),
    Action.CLOSE: ("revisit_days", "revisit_days"),
    Action.COMPLAIN: ("complaint_days", "complaint_days"),
    Action.SETTLE: ("complaint_days", "complaint_days"),
    Action.REOPEN: ("complaint_days", "complaint_days"),
    Action.REINSTATE: ("appeal_days", "appeal_days"),
}


def limit_named(policy: Policy, name: str) -> Limit:
    """Return a field of the policy that is a duration, with its unit."""
    return Limit(getattr(policy, name), LimitUnit(SPECS[name].unit.value))


def limit_of(policy: Policy, action: Action, urgency: Urgency) -> Limit | None:
    """Return how long a step of an order may take in this district, or None when unlimited."""
    named = _LIMITS.get(action)
    if named is None:
        return STEPS[action][0].limit(urgency)
    name = named[urgency is Urgency.URGENT]
    return limit_named(policy, name)


def to_data(policy: Policy) -> dict[str, Any]:
    """Return the JSON form that :func:`parse` reads."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(policy).items()}


def parse(data: Mapping[str, Any]) -> Policy:
    """Check values from a form or from a stored row; what is missing keeps its default.

    Parameters
    ----------
    data : Mapping
        Values by field name, as typed (text) or as stored (JSON).

    Raises
    ------
    PolicyError
        With every problem at once, so that a page shows them all.
    """
    problems: dict[str, Problem] = {name: Problem("unknown") for name in data if name not in SPECS}
    values: dict[str, Any] = {}
    for name, spec in SPECS.items():
        if name not in data:
            continue
        found = _read(data[name], spec)
        if isinstance(found, Problem):
            problems[name] = found
        else:
            values[name] = found
    if problems:
        raise PolicyError(problems)
    return Policy(**values)


def changes(old: Policy, new: Policy) -> dict[str, tuple[Any, Any]]:
    """Return the fields that differ, each with its old and new value."""
    before, after = to_data(old), to_data(new)
    return {name: (before[name], after[name]) for name in SPECS if before[name] != after[name]}


def _read(value: Any, spec: Spec) -> Any:
    if spec.unit is Unit.YES_NO:
        return _read_yes_no(value)
    if spec.unit is Unit.ITEMS:
        return _read_items(value, spec)
    if spec.unit in (Unit.TEXT, Unit.CLOCK):
        return _read_text(value, spec)
    return _read_number(value, spec)


def _read_number(value: Any, spec: Spec) -> int | Problem:
    # NB: True is an int for Python, never for a district.
    text = "" if isinstance(value, bool) else str(value).strip()
    if not re.fullmatch(r"-?[0-9]{1,9}", text):
        return Problem("number", spec.low, spec.high)
    number = int(text)
    if not spec.low <= number <= spec.high:
        return Problem("range", spec.low, spec.high)
    return number


def _read_yes_no(value: Any) -> bool | Problem:
    known = {"true": True, "1": True, "on": True, "false": False, "0": False, "": False}
    found = known.get(str(value).strip().lower())
    return Problem("yes_no") if found is None else found


def _read_text(value: Any, spec: Spec) -> str | Problem:
    text = str(value).strip()
    if len(text) > spec.high:
        return Problem("long", high=spec.high)
    if spec.low and not text:
        return Problem("empty")
    if spec.unit is Unit.CLOCK:
        try:
            parse_day(text, 1)
        except HoursError:
            return Problem("clock")
    return text


def _read_items(value: Any, spec: Spec) -> tuple[str, ...] | Problem:
    raw = value.splitlines() if isinstance(value, str) else value
    if not isinstance(raw, list | tuple):
        return Problem("items", high=spec.high)
    items = tuple(str(item).strip() for item in raw if str(item).strip())
    if len(items) > spec.high or any(len(item) > TEXT_MAX for item in items):
        return Problem("items", high=spec.high)
    if len(set(items)) != len(items):
        return Problem("repeated")
    return items
