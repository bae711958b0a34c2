"""When somebody wants help, out of one sentence: the day, the hours, the part of the day.

Pure: the moment of speaking is handed in. What lies in the past is never taken for a wish; it is
reported, so that the person is asked instead of getting a day nobody can keep.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from redvest.engines.said_days import Days, days_in
from redvest.engines.said_numbers import NUMBER, number

MENTIONS_MAX = 40
"""More days and hours than this nobody means by one sentence."""
MORNING, AFTERNOON, EVENING, ANY = "morning", "afternoon", "evening", "any"
_ENDS = {MORNING: time(12), AFTERNOON: time(18), EVENING: time(22), ANY: time(22), "": time(23, 59)}
_PARTS = {
    "凌晨": "night",
    "清晨": MORNING,
    "清早": MORNING,
    "一大早": MORNING,
    "大清早": MORNING,
    "早上": MORNING,
    "早晨": MORNING,
    "上午": MORNING,
    "午前": MORNING,
    "中午": "noon",
    "午后": AFTERNOON,
    "下午": AFTERNOON,
    "傍晚": EVENING,
    "晚上": EVENING,
    "夜里": EVENING,
    "晚饭后": EVENING,
    "下班后": EVENING,
    "早": MORNING,
    "晚": EVENING,
}
_LONG_PARTS = "|".join(part for part in _PARTS if len(part) > 1)
# 早 and 晚 alone are parts of a day only after one (今晚, 明早), never in 早一点 or 晚点.
_PART = rf"(?P<part>{_LONG_PARTS}|(?<=[今明后昨])[早晚])"
_MINUTE = r"[零]?[一二三四五]?十?[一二三四五六七八九]?|[0-5]?[0-9]"
_CLOCK = re.compile(
    rf"(?:{_PART}\s{{0,3}}(?:的|大概|大约|差不多)?\s{{0,3}})?"
    rf"(?:(?P<from>{NUMBER})(?:(?::(?P<from_mm>[0-5][0-9]))|(?:点钟?|时)(?P<from_half>半)?)?"
    rf"\s{{0,3}}(?:到|至|-|—|~|–)+\s{{0,3}}(?P<part2>{_LONG_PARTS})?\s{{0,3}})?"
    rf"(?<![0-9第.])(?P<hour>2[0-4]|二十[一二三四]?|{NUMBER})\s{{0,3}}"
    rf"(?::(?P<mm>[0-5][0-9])(?![0-9])"
    rf"|(?P<unit>点|时(?!间|候|常|刻|尚|节|代|不时))(?P<full>钟|整)?"
    rf"(?:(?P<half>半)|(?P<quarter>[一三13])刻|(?P<minute>{_MINUTE})分?(?![0-9点个号]))?)"
)
_ONLY_PART = re.compile(_PART)
_NOT_A_CLOCK = re.compile(r"\s{0,3}(?:建议|要求|意见|问题|希望|想法|水|事|东西|忙|力)")
_ANY_TIME = re.compile(
    r"全天|一整天|整天都|随时|(?:什么|任何|几点|啥)时?[候间]?都[行可]|都有空|哪天都"
)
_HOURS_AHEAD = re.compile(rf"(?P<amount>半|{NUMBER})\s{{0,3}}个?(?:半)?(?:小时|钟头)(?:之|以)?后")
_EVERY = re.compile(r"每[天周日]|天天|每(?:个)?(?:星期|礼拜)|每月|工作日都|隔[一两]?天")
_TELLS = re.compile(r"坏|漏|断|停电|停水|摔|丢|掉了|刚|堵|开始|做了|出院|生病|住院了|不亮|[了过]$")
# A clause that tells what went wrong today does not ask for today.
_WENT_WRONG = re.compile(r"(?:坏|漏|断|停|摔|丢|掉|堵|死|病|冒)[^，。,.]{0,4}了(?!的)")
_HABIT = re.compile(r"失眠|睡不|突然|忽然|总是?|经常|[了着过](?:$|，)|出门")
_UNTIL, _OR = ("到", "至", "-", "—", "~"), ("", "、", "和", "或", "或者", "跟", "及", "与", ",")
_WEEK = timedelta(days=7)
_STOPS = "，。,.；;！!？?\n"


@dataclass(frozen=True, slots=True)
class SaidTime:
    """What was said about when.

    Attributes
    ----------
    day : date or None
        The day wished for, today or later; of several days the first.
    last_day : date or None
        The last of several days, or the day by which it has to be done.
    is_deadline : bool
        Whether it was "by" that day.
    start, end : time or None
        Hours, when they were said.
    slot : str
        ``morning``, ``afternoon``, ``evening``, ``any`` or empty.
    is_past : bool
        Whether the only time said is over.
    is_repeated : bool
        Whether something regular was asked for (每天, 每周三).
    """

    day: date | None = None
    last_day: date | None = None
    is_deadline: bool = False
    start: time | None = None
    end: time | None = None
    slot: str = ""
    is_past: bool = False
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class _Hours:
    start: time | None
    end: time | None
    slot: str
    span: tuple[int, int]


def _at(hour: int, minute: int, part: str) -> time | None:
    """An hour of the clock as it is meant; visits are by day, so a bare 3 is in the afternoon."""
    kind = _PARTS.get(part, "")
    if hour > 24 or minute > 59:
        return None
    if hour <= 12:
        if kind == AFTERNOON and hour < 12:
            hour += 12
        elif kind == EVENING:
            if not 5 <= hour <= 11:
                return None
            hour += 12
        elif (kind == "noon" and hour <= 3) or (kind == "" and 1 <= hour <= 6):
            hour += 12
    return time(hour, minute) if 0 < hour < 24 else None


def slot_of(at: time) -> str:
    """The part of the day an hour belongs to."""
    return MORNING if at < time(12) else AFTERNOON if at < time(17, 30) else EVENING


def _minute(found: re.Match[str]) -> int:
    if found["mm"]:
        return int(found["mm"])
    if found["half"]:
        return 30
    if found["quarter"]:
        return 15 if found["quarter"] in "一1" else 45
    said = (found["minute"] or "").replace("零", "")
    return number(said) if said else 0


def _is_a_bit(found: re.Match[str], plain: str) -> bool:
    """Whether 一点 is "a little" and 两点 counts points, not hours."""
    if found["from"] or found["mm"]:
        return False
    if _NOT_A_CLOCK.match(plain, found.end()):
        return True
    exact = found["full"] or found["half"] or found["quarter"] or found["minute"]
    return found["hour"] == "一" and not exact and not found["part"]


def _clock(found: re.Match[str]) -> _Hours | None:
    part = found["part"] or ""
    end_part = found["part2"] or part
    end = _at(number(found["hour"]), _minute(found), end_part)
    if end is None:
        return None
    if not found["from"]:
        return _Hours(end, None, slot_of(end), found.span())
    minute = int(found["from_mm"] or 0) or (30 if found["from_half"] else 0)
    start = _at(number(found["from"]), minute, part)
    if start is not None and start >= end and not end_part and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    if start is not None and start > end and not part:
        start = start.replace(hour=start.hour - 12) if start.hour >= 12 else start
    if start is None or start >= end:
        return None
    return _Hours(start, end, slot_of(start), found.span())


def _hours_in(plain: str) -> list[_Hours]:
    hours = []
    for found in _CLOCK.finditer(plain):
        if _is_a_bit(found, plain):
            continue
        clock = _clock(found)
        if clock is not None:
            hours.append(clock)
    for found in _ONLY_PART.finditer(plain):
        if any(one.span[0] <= found.start() < one.span[1] for one in hours):
            continue
        kind = _PARTS[found["part"]]
        slot = {"night": "", "noon": AFTERNOON}.get(kind, kind)
        if slot:
            hours.append(_Hours(None, None, slot, found.span()))
    return sorted(hours, key=lambda one: one.span)


def _clause(plain: str, span: tuple[int, int]) -> str:
    end = min((at for at in (plain.find(stop, span[1]) for stop in _STOPS) if at >= 0), default=-1)
    return plain[span[0] : end if end >= 0 else len(plain)]


def _over(days: Days, hours: _Hours | None, now: datetime) -> bool:
    if days.last != now.date():
        return days.last < now.date()
    if hours is None:
        return False
    last = hours.end or hours.start or _ENDS[hours.slot]
    return last <= now.time()


def _hours_for(days: Days, hours: list[_Hours]) -> _Hours | None:
    """The hours said right after the day, else right before it, else the first ones said."""
    for one in hours:
        if -2 <= one.span[0] - days.span[1] <= 6:
            exact = next((two for two in hours if two.start and two.span[0] >= one.span[0]), None)
            near = exact is not None and exact.span[0] - one.span[1] <= 4
            return exact if exact is not None and near and one.start is None else one
    for one in hours:
        if 0 <= days.span[0] - one.span[1] <= 3:
            return one
    return next((one for one in hours if one.start), hours[0] if hours else None)


def _only_tells(days: Days, hours: _Hours | None, clause: str, today: date) -> bool:
    is_today = days.first == days.last == today and not days.is_deadline
    return is_today and bool(_WENT_WRONG.search(clause)) and not (hours and hours.start)


def _join(found: list[Days], plain: str) -> list[Days]:
    """周一到周三 is one mention of several days."""
    found = sorted(found, key=lambda one: one.span)
    joined: list[Days] = []
    for one in found:
        before = joined[-1] if joined else None
        between = plain[before.span[1] : one.span[0]].strip() if before else "\0"
        if before and one.is_weekday and one.last < before.first and between in _UNTIL:
            one = replace(one, first=one.first + _WEEK, last=one.last + _WEEK)
        if before and between in _UNTIL and one.last >= before.first:
            joined[-1] = replace(before, last=one.last, span=(before.span[0], one.span[1]))
        elif before and between in _OR and one.is_weekday and before.is_weekday:
            sooner = min(before, one, key=lambda days: days.first)
            joined[-1] = replace(sooner, span=(before.span[0], one.span[1]))
        else:
            joined.append(one)
    return joined


def time_in(plain: str, now: datetime) -> SaidTime:
    """What flattened text says about when.

    Parameters
    ----------
    plain : str
        From :func:`redvest.engines.said_numbers.flat`.
    now : datetime
        The moment of speaking, in business time.
    """
    today = now.date()
    hours = _hours_in(plain)[:MENTIONS_MAX]
    mentions = _join(list(days_in(plain, today)), plain)[:MENTIONS_MAX]
    is_repeated = bool(_EVERY.search(plain))
    ahead = _HOURS_AHEAD.search(plain)
    if ahead:
        amount = 0.5 if ahead["amount"] == "半" else float(number(ahead["amount"]))
        at = now + timedelta(hours=amount)
        return SaidTime(at.date(), None, False, at.time(), None, slot_of(at.time()))
    live: list[tuple[tuple[bool, bool, int], Days, _Hours | None]] = []
    for days in mentions:
        said = _hours_for(days, hours)
        if days.is_weekday and _over(days, said, now):
            days = replace(days, first=days.first + _WEEK, last=days.last + _WEEK)
        if not _over(days, said, now):
            clause = _clause(plain, days.span)
            if _only_tells(days, said, clause, today):
                continue
            tells = bool(_TELLS.search(clause))
            live.append(((days.is_weak, tells, days.span[0]), days, said))
    any_time = ANY if _ANY_TIME.search(plain) else ""
    if live:
        _rank, days, said = min(live, key=lambda one: one[0])
        return _answer(days, said, any_time, today, is_repeated)
    first = next((one for one in hours if one.start), hours[0] if hours else None)
    if mentions:
        is_past = all(_over(days, _hours_for(days, hours), now) for days in mentions)
        return SaidTime(is_past=is_past, is_repeated=is_repeated)
    if first is not None and first.start is None and _HABIT.search(_clause(plain, first.span)):
        first = None  # 晚上失眠, 中午晕过去了: not when to come.
    if first is None:
        return SaidTime(slot=any_time, is_repeated=is_repeated)
    day = None
    if first.start is not None and not is_repeated:
        day = today if first.start > now.time() else today + timedelta(days=1)
    return SaidTime(day, None, False, first.start, first.end, first.slot, False, is_repeated)


def _answer(
    days: Days, hours: _Hours | None, any_time: str, today: date, is_repeated: bool
) -> SaidTime:
    first = max(days.first, today)
    several = days.last > first
    return SaidTime(
        days.last if days.is_deadline else first,
        days.last if several or days.is_deadline else None,
        days.is_deadline,
        hours.start if hours else None,
        hours.end if hours else None,
        (hours.slot if hours else "") or any_time,
        False,
        is_repeated,
    )
