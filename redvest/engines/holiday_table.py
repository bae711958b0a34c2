"""Reading the table of announced days off and working weekends (调休).

The table is a CSV file with the columns ``date``, ``kind`` and ``name``, in English or Chinese
(日期, 类型, 名称). Kinds are ``holiday`` (放假, 休) and ``workday`` (上班, 班). The days come from
the yearly notice of the State Council's General Office.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date

ROWS_MAX = 2000
NAME_MAX = 40
YEARS = range(2000, 2101)

_COLUMNS = {
    "date": "date", "日期": "date", "day": "date",
    "kind": "kind", "类型": "kind", "type": "kind",
    "name": "name", "名称": "name", "节日": "name",
}  # fmt: skip
_KINDS = {
    "holiday": False, "放假": False, "休": False, "休息": False, "节假日": False,
    "workday": True, "上班": True, "班": True, "补班": True, "工作日": True,
}  # fmt: skip


@dataclass(frozen=True)
class DayRow:
    """One announced day."""

    day: date
    is_workday: bool
    name: str


@dataclass(frozen=True)
class RowProblem:
    """What is wrong with one line (counted as in an editor, the heading is line 1).

    ``code`` is ``columns``, ``empty``, ``date``, ``year``, ``kind``, ``name``, ``repeated``,
    ``encoding`` or ``too_many``.
    """

    line: int
    code: str
    text: str = ""


def read_table(content: bytes) -> tuple[list[DayRow], list[RowProblem]]:
    """Return the good rows and every problem. Use the rows only when there is no problem."""
    text = _decode(content)
    if text is None:
        return [], [RowProblem(1, "encoding")]
    reader = csv.reader(io.StringIO(text))
    heading = [_COLUMNS.get(cell.strip().lower(), "") for cell in next(reader, [])]
    if "date" not in heading or "kind" not in heading:
        return [], [RowProblem(1, "columns")]
    rows: list[DayRow] = []
    problems: list[RowProblem] = []
    seen: set[date] = set()
    for cells in reader:
        if not any(cell.strip() for cell in cells):
            continue
        line = reader.line_num
        if len(rows) + len(problems) >= ROWS_MAX:
            problems.append(RowProblem(line, "too_many", str(ROWS_MAX)))
            break
        found = _read_row(line, dict(zip(heading, cells, strict=False)))
        if isinstance(found, RowProblem):
            problems.append(found)
        elif found.day in seen:
            problems.append(RowProblem(line, "repeated", found.day.isoformat()))
        else:
            seen.add(found.day)
            rows.append(found)
    if not rows and not problems:
        problems.append(RowProblem(1, "empty"))
    return rows, problems


def _decode(content: bytes) -> str | None:
    # NB: spreadsheets on Chinese Windows save CSV as GBK.
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\x00" in text else text
    return None


def _read_row(line: int, cells: dict[str, str]) -> DayRow | RowProblem:
    raw = cells.get("date", "").strip()
    match = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", raw)
    if match is None:
        return RowProblem(line, "date", raw[:NAME_MAX])
    try:
        day = date(*(int(group) for group in match.groups()))
    except ValueError:
        return RowProblem(line, "date", raw[:NAME_MAX])
    if day.year not in YEARS:
        return RowProblem(line, "year", raw)
    kind = _KINDS.get(cells.get("kind", "").strip().lower())
    if kind is None:
        return RowProblem(line, "kind", cells.get("kind", "").strip()[:NAME_MAX])
    name = cells.get("name", "").strip()
    if len(name) > NAME_MAX:
        return RowProblem(line, "name", name[:NAME_MAX])
    return DayRow(day, kind, name)
