"""Check a sign-in sheet row by row: who served when, which rows are good, why others are not.

A sheet says only what somebody wrote on paper. What comes of it is proof of the lowest levels;
which rows become records is decided elsewhere, against what is known already.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import NamedTuple

# A column by any of its usual headings, compared without spaces and case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "number": ("志愿者编号", "编号", "志愿者号", "number", "volunteerno"),
    "name": ("姓名", "志愿者姓名", "name"),
    "phone": ("手机号", "手机", "电话", "联系电话", "phone"),
    "title": ("服务", "服务名称", "活动", "活动名称", "服务内容", "title", "activity"),
    "day": ("日期", "服务日期", "date", "day"),
    "starts": ("开始", "开始时间", "签到", "签到时间", "start", "in"),
    "ends": ("结束", "结束时间", "签退", "签退时间", "end", "out"),
    "rest": ("休息", "休息分钟", "rest", "break"),
}
REQUIRED = ("title", "day", "starts", "ends")
WHO = ("number", "name")
TITLE_MAX, NUMBER_MAX, NAME_MAX = 60, 20, 40
SPAN_MAX = 16 * 60
PHONE = re.compile(r"1[3-9][0-9]{9}")
CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:：时]([0-5][0-9])(?:[:：分][0-5]?[0-9]?)?")
DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")


class SheetError(ValueError):
    """The table as a whole is no sheet. ``code`` is ``missing_columns`` or ``same_column``."""

    def __init__(self, code: str, columns: Sequence[str]) -> None:
        super().__init__(code)
        self.code, self.columns = code, tuple(columns)


class Line(NamedTuple):
    """One good row: ``day`` is an ISO date, times are minutes after its midnight."""

    row: int
    number: str
    name: str
    phone: str
    title: str
    day: str
    starts: int
    ends: int
    rest: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not good. ``other`` is the earlier row, where two contradict each other."""

    row: int
    column: str
    code: str
    other: int = 0


def map_header(header: Sequence[str]) -> dict[str, int]:
    """Position of each known column.

    Raises
    ------
    SheetError
        ``missing_columns`` without who or when; ``same_column`` if one appears twice.
    """
    found: dict[str, int] = {}
    for position, heading in enumerate(header):
        key = re.sub(r"[\s　*]", "", heading).lower()
        for column, names in HEADINGS.items():
            if key in names:
                if column in found:
                    raise SheetError("same_column", [heading])
                found[column] = position
    missing = [column for column in REQUIRED if column not in found]
    if not any(column in found for column in WHO):
        missing.insert(0, "number")
    if missing:
        raise SheetError("missing_columns", missing)
    return found


def day_of(text: str) -> date | None:
    """A day as people and spreadsheets write it.

    >>> day_of("2026年3月5日")
    datetime.date(2026, 3, 5)
    """
    found = DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def minute_of(text: str) -> int | None:
    """A time of day in minutes after midnight.

    >>> minute_of("9:05"), minute_of("18：30"), minute_of("25:00")
    (545, 1110, None)
    """
    found = CLOCK.fullmatch(text)
    if not found:
        return None
    at = time(int(found[1]), int(found[2]))
    return at.hour * 60 + at.minute


def check_rows(
    rows: Iterable[Sequence[str]], columns: Mapping[str, int], today: date, first_row: int
) -> tuple[list[Line], list[Fault]]:
    """Good rows and faults, in their order.

    Of two rows in which one person serves at the same time the later is a fault: a sheet cannot
    hold one minute twice.
    """
    good: list[Line] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, first_row):
        cells = {column: row[at].strip() if at < len(row) else "" for column, at in columns.items()}
        wrong = [Fault(number, *found) for found in _faults_of(cells, today)]
        faults += wrong
        if not wrong:
            good.append(_line(number, cells))
    kept: list[Line] = []
    served: dict[str, list[Line]] = {}
    for line in good:
        known = served.setdefault(line.number or line.phone, [])
        other = next((one for one in known if overlap(one, line)), None)
        if other is not None:
            faults.append(Fault(line.row, "starts", "same_time", other.row))
            continue
        known.append(line)
        kept.append(line)
    return kept, sorted(faults, key=lambda fault: fault.row)


def overlap(one: Line, other: Line) -> bool:
    """Whether two rows claim a minute of the same day both."""
    return one.day == other.day and one.starts < other.ends and other.starts < one.ends


def _faults_of(cells: Mapping[str, str], today: date) -> Iterator[tuple[str, str]]:
    number, phone = cells.get("number", ""), cells.get("phone", "")
    if len(number) > NUMBER_MAX:
        yield "number", "bad_number"
    if not number and not (cells.get("name") and phone):
        yield "number", "nobody"
    elif not number and not PHONE.fullmatch(phone):
        yield "phone", "bad_phone"
    name = cells.get("name", "")
    if len(name) > NAME_MAX or any(letter.isdigit() for letter in name):
        yield "name", "bad_name"
    if not 1 <= len(cells["title"]) <= TITLE_MAX:
        yield "title", "bad_title"
    day = day_of(cells["day"])
    if day is None or day > today:
        yield "day", "bad_day"
    starts, ends = minute_of(cells["starts"]), minute_of(cells["ends"])
    if starts is None:
        yield "starts", "bad_time"
    if ends is None:
        yield "ends", "bad_time"
    rest = cells.get("rest", "") or "0"
    if not re.fullmatch(r"[0-9]{1,3}", rest):
        yield "rest", "bad_rest"
    elif starts is not None and ends is not None:
        if ends - starts - int(rest) <= 0:
            yield "ends", "too_short"
        elif ends - starts > SPAN_MAX:
            yield "ends", "too_long"


def _line(row: int, cells: Mapping[str, str]) -> Line:
    day, starts, ends = day_of(cells["day"]), minute_of(cells["starts"]), minute_of(cells["ends"])
    assert day is not None
    assert starts is not None
    assert ends is not None
    return Line(
        row,
        cells.get("number", ""),
        cells.get("name", ""),
        cells.get("phone", ""),
        cells["title"],
        day.isoformat(),
        starts,
        ends,
        int(cells.get("rest", "") or 0),
    )
