"""Which day somebody means: 这周六, 后天, 十二月三号, 正月十五, 国庆节前, 三天内, 月底.

Pure: today is handed in. Each rule finds its words and says which days they name; what a whole
sentence means by them is decided in :mod:`redvest.engines.said_time`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from redvest.engines.cn_calendar import (
    FESTIVALS,
    CalendarError,
    festival_days,
    lunar_date,
    statutory_holidays,
)
from redvest.engines.said_numbers import NUMBER, number

JUST_PAST = 60
"""Days: a date without a year that passed this lately is the past, not next year."""
SEVERAL_DAYS_MAX = 60


@dataclass(frozen=True, slots=True)
class Days:
    """Days that were named.

    Attributes
    ----------
    first, last : date
        Both included; the same for a single day.
    span : tuple of int
        Where the words stand.
    is_deadline : bool
        Whether it was "by" the day rather than "on" it.
    is_weak : bool
        Whether the words only hint at the day (现在), so that any other day said is meant instead.
    is_weekday : bool
        Whether it was a weekday without saying of which week.
    """

    first: date
    last: date
    span: tuple[int, int]
    is_deadline: bool = False
    is_weak: bool = False
    is_weekday: bool = False


Span = tuple[date, date]
Rule = tuple[re.Pattern[str], Callable[[re.Match[str], date], Span | None]]

_ONE = timedelta(days=1)
_YEAR = r"(?:(?P<year>20[0-9]{2})\s{0,3}[年/.\-]|(?P<which>今年|明年|后年)(?:的)?)?\s{0,3}"
_PLACE = r"(?!路|街|桥|社区|小区|村|镇|巷|广场|公园|新村|花园)"
_RELATIVE = {"大前": -3, "前": -2, "昨": -1, "今": 0, "当": 0, "明": 1, "后": 2, "大后": 3}
_WEEKS = {"上上": -2, "上": -1, "这": 0, "本": 0, "这一": 0, "下": 1, "下下": 2}
_WEEKDAYS = {"日": 6, "天": 6, "末": 5} | {mark: at for at, mark in enumerate("一二三四五六")}
_WEEKDAYS |= {str(at + 1): at for at in range(7)}
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_ALIASES = {
    "元宵": "lantern",
    "端午": "dragon_boat",
    "中秋": "mid_autumn",
    "元旦": "new_year",
    "春节": "spring",
    "过年": "spring",
    "大年": "spring",
    "五一节": "labor",
    "五一假期": "labor",
    "六一": "children",
    "三八节": "women",
    "妇女节": "women",
    "劳动节": "labor",
    "儿童节": "children",
    "五四青年节": "youth",
    "国庆": "national",
    "清明": "qingming",
    "重阳": "double_ninth",
    "七夕": "qixi",
    "腊八": "laba",
    "拗九": "aojiu",
    "八一建军节": "army",
    "建军节": "army",
    "七一建党节": "party",
    "年三十": "new_years_eve",
}
_FESTIVAL = {one.key: one for one in FESTIVALS}
_NAMED = {one.name: one.key for one in FESTIVALS} | _ALIASES
_BY_LENGTH = "|".join(sorted(map(re.escape, _NAMED), key=len, reverse=True))


def _safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _one(day: date | None) -> Span | None:
    return None if day is None else (day, day)


def _in_some_year(make: Callable[[int], date | None], today: date) -> date | None:
    """The day in this year, or in the next one when this year's is long over."""
    found = [day for day in (make(today.year + n) for n in range(-1, 3)) if day is not None]
    return next((day for day in found if (today - day).days <= JUST_PAST), None)


def _solar(found: re.Match[str], today: date) -> Span | None:
    month, day = number(found["month"]), number(found["day"])
    if found["year"]:
        return _one(_safe(int(found["year"]), month, day))
    if found["which"]:
        return _one(_safe(today.year + "今明后".index(found["which"][0]), month, day))
    return _one(_in_some_year(lambda year: _safe(year, month, day), today))


def _written(found: re.Match[str], _today: date) -> Span | None:
    return _one(_safe(int(found["year"]), int(found["month"]), int(found["day"])))


def _slashed(found: re.Match[str], today: date) -> Span | None:
    month, day = int(found["month"]), int(found["day"])
    return _one(_in_some_year(lambda year: _safe(year, month, day), today))


def _lunar_day(year: int, month: int, day: int) -> date | None:
    try:
        return lunar_date(year, month, day)
    except CalendarError:
        return None


def _lunar(found: re.Match[str], today: date) -> Span | None:
    said = found["month"]
    month = _MONTHS.get(said) or number(said)
    text = found["day"].replace("初", "").replace("廿", "二十")
    if text.startswith("二十") and len(text) > 2:
        day = 20 + number(text[2:])
    else:
        day = number(text)
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    return _one(_in_some_year(lambda year: _lunar_day(year, month, day), today))


def _new_year(found: re.Match[str], today: date) -> Span | None:
    day = number(found["day"].replace("初", ""))
    if day == 30:
        return _festival_span("new_years_eve", today)
    return _one(_in_some_year(lambda year: _lunar_day(year, 1, day), today))


def _of_month(found: re.Match[str], today: date) -> Span | None:
    ahead = {"下下": 2, "下": 1, "上": -1}.get(found["which"] or "", 0)
    day = number(found["day"])
    if not found["which"] and day < today.day:
        ahead = 1
    months = today.year * 12 + today.month - 1 + ahead
    return _one(_safe(months // 12, months % 12 + 1, day))


def _part_of_month(found: re.Match[str], today: date) -> Span | None:
    ahead = {"下下": 2, "下": 1, "上": -1}.get(found["which"] or "", 0)
    if found["month"]:
        month = number(found["month"])
        if not 1 <= month <= 12:
            return None
        ahead = (month - today.month) % 12
    months = today.year * 12 + today.month - 1 + ahead
    first = date(months // 12, months % 12 + 1, 1)
    last = date((months + 1) // 12, (months + 1) % 12 + 1, 1) - _ONE
    span = {
        "初": (first, first.replace(day=10)),
        "中": (first.replace(day=11), first.replace(day=20)),
        "底": (last - 4 * _ONE, last),
        "末": (last - 4 * _ONE, last),
    }[found["part"]]
    return span if found["which"] or span[1] >= today or found["part"] != "初" else None


def _month(found: re.Match[str], today: date) -> Span | None:
    months = today.year * 12 + today.month - 1 + _WEEKS[found["which"]]
    first = date(months // 12, months % 12 + 1, 1)
    last = date((months + 1) // 12, (months + 1) % 12 + 1, 1) - _ONE
    return (max(first, today) if last >= today else first), last


def _weekday(found: re.Match[str], today: date) -> Span | None:
    monday = today - timedelta(days=today.weekday())
    said, which = found["day"], found["which"] or ""
    first = monday + timedelta(days=7 * _WEEKS.get(which, 0) + _WEEKDAYS[said])
    last = first + _ONE if said == "末" else first
    if not which and last < today:
        first, last = first + timedelta(days=7), last + timedelta(days=7)
    return first, last


def _week(found: re.Match[str], today: date) -> Span | None:
    ahead = _WEEKS[found["which"]]
    monday = today - timedelta(days=today.weekday()) + timedelta(days=7 * ahead)
    return (today if ahead == 0 else monday), monday + timedelta(days=6)


def _relative(found: re.Match[str], today: date) -> Span | None:
    return _one(today + timedelta(days=_RELATIVE[found["which"]]))


def _in_days(found: re.Match[str], today: date) -> Span | None:
    amount = number(found["amount"]) * (1 if found["unit"] == "天" else 7)
    if amount > SEVERAL_DAYS_MAX:
        return None
    side = found["side"]
    if side == "前":
        return _one(today - timedelta(days=amount))
    return (today, today + timedelta(days=amount)) if side == "内" else _one(today + amount * _ONE)


def _festival_span(key: str, today: date) -> Span | None:
    for year in (today.year, today.year + 1):
        for day in festival_days(_FESTIVAL[key], year):
            off = statutory_holidays(year)
            last = day
            while off.get(last + _ONE) == key:
                last += _ONE
            if last >= today:
                return max(day, today), last
    return None


def _festival(found: re.Match[str], today: date) -> Span | None:
    span = _festival_span(_NAMED[found["name"]], today)
    if span is None:
        return None
    side = found["side"] or ""
    if "前" in side:
        return _one(span[0] - _ONE)
    return _one(span[1] + _ONE) if "后" in side else span


def _now(_found: re.Match[str], today: date) -> Span | None:
    return today, today


RULES: tuple[Rule, ...] = (
    (
        re.compile(
            rf"(?:农历|阴历)?(?P<month>正|冬|腊|{NUMBER})月"
            r"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?)"
        ),
        _lunar,
    ),
    (
        re.compile(
            rf"(?:(?:农历|阴历)(?P<month>正|冬|腊|{NUMBER})月"
            rf"|(?P<only>正|冬|腊)月)(?P<day>{NUMBER})[日号]?"
        ),
        lambda found, today: _lunar_or_named(found, today),
    ),
    (re.compile(r"大年(?P<day>初[一二三四五六七八九十]|三十)"), _new_year),
    (
        re.compile(
            rf"{_YEAR}(?P<month>{NUMBER})\s{{0,3}}月\s{{0,3}}(?P<day>{NUMBER})\s{{0,3}}[日号]?"
        ),
        _solar,
    ),
    (
        re.compile(
            r"(?<![0-9])(?P<year>20[0-9]{2})[/.\-](?P<month>[01]?[0-9])[/.\-]"
            r"(?P<day>[0-3]?[0-9])(?![0-9])"
        ),
        _written,
    ),
    (
        re.compile(
            r"(?<![0-9/.\-])(?P<month>1[0-2]|0?[1-9])/(?P<day>[12][0-9]|3[01]|0?[1-9])"
            r"(?![0-9/])"
        ),
        _slashed,
    ),
    (
        re.compile(rf"(?P<which>下下|下|上|这|本)个?月的?(?P<day>{NUMBER})[日号]"),
        _of_month,
    ),
    (
        re.compile(
            rf"(?:(?P<month>{NUMBER})|(?P<which>下下|下|上|这|本)?个?)月(?P<part>[初中底末])"
        ),
        _part_of_month,
    ),
    (
        re.compile(
            r"(?P<which>上上|上|下下|下|这一|这|本)?个?(?:周|星期|礼拜)"
            r"(?P<day>[一二三四五六日天末]|[1-7](?![0-9年月日天个点:]))"
        ),
        _weekday,
    ),
    (
        re.compile(r"(?P<which>上|下下|下|这|本)个?月(?![的]?[0-9一二三四五六七八九十初中底末])"),
        _month,
    ),
    (
        re.compile(
            r"(?P<which>上|下下|下|这|本)(?:一)?个?(?:周|星期|礼拜)(?![一二三四五六日天末围边])"
        ),
        _week,
    ),
    (
        re.compile(
            r"(?<![以之从目提])(?P<which>大前|前|昨|今|明|(?<!今)大后|(?<![今此])后)"
            r"(?:天(?!天|气)|日|儿个?|早|晚|晨|午|夜)"
        ),
        _relative,
    ),
    (
        re.compile(
            rf"(?P<amount>{NUMBER})\s{{0,3}}(?:个)?(?P<unit>天|周|星期|礼拜)(?:之|以)?"
            r"(?P<side>后|内|前)"
        ),
        _in_days,
    ),
    (
        re.compile(
            r"(?:过|再过)(?P<amount>[一二两三四五六七八九十]|[0-9]{1,2})(?P<unit>天)(?P<side>)"
        ),
        _in_days,
    ),
    (
        re.compile(
            rf"(?P<name>{_BY_LENGTH})节?{_PLACE}(?:期间|假期|长假|放假|当天|那天)?"
            r"(?P<side>(?:之|以)?[前后](?:一天)?)?"
        ),
        _festival,
    ),
    (
        re.compile(
            rf"(?<![0-9一二三四五六七八九十月第])(?P<which>)(?P<day>{NUMBER})[号](?=$|[^0-9楼院线门"
            r"厅房店街路桥单车机栋幢座室厂店])"
        ),
        _of_month,
    ),
)
_NOW: Rule = (re.compile(r"(?<![到至从])现在|马上|立刻|立即|这会儿"), _now)
_REFERS_TO_PERSON = re.compile(r"[李王张刘陈赵周吴]$")
_BEFORE = re.compile(
    r"\s{0,3}(?:之|以)?前(?!面|台|门|往|后|几|期|些|任)|\s{0,3}内(?!科|容|部|衣|墙)"
)


def _lunar_or_named(found: re.Match[str], today: date) -> Span | None:
    said = found["month"] or found["only"]
    month, day = _MONTHS.get(said) or number(said), number(found["day"])
    if not (1 <= month <= 12 and 1 <= day <= 30):
        return None
    return _one(_in_some_year(lambda year: _lunar_day(year, month, day), today))


def days_in(plain: str, today: date) -> Iterator[Days]:
    """Every mention of a day in flattened text, in the order of the rules, none overlapping."""
    taken = [False] * len(plain)
    for rule, meaning in (*RULES, _NOW):
        for found in rule.finditer(plain):
            start, end = found.span()
            if any(taken[start:end]):
                continue
            if rule.groupindex.get("name") and _REFERS_TO_PERSON.search(plain[:start]):
                continue  # 李国庆 is somebody, not a holiday.
            span = meaning(found, today)
            if span is None:
                continue
            taken[start:end] = [True] * (end - start)
            by = _BEFORE.match(plain, end)
            side = found.groupdict().get("side") or ""
            said_before = "内" in side or ("前" in side and meaning is _festival)
            yield Days(
                *span,
                (start, by.end() if by else end),
                is_deadline=bool(by) or said_before,
                is_weak=rule is _NOW[0],
                is_weekday=meaning is _weekday and not found["which"],
            )
