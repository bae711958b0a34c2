"""Check a roster row by row: what a column means, which rows are good, why others are not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from redvest.engines import identifiers

# A column by any of its usual headings, compared without spaces and case.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "志愿者姓名", "name"),
    "phone": ("手机号", "手机", "手机号码", "电话", "联系电话", "联系方式", "phone", "mobile"),
    "id_number": ("身份证号", "身份证", "身份证号码", "证件号", "证件号码", "idnumber", "id"),
    "community": ("社区", "所在社区", "居住社区", "所属社区", "community"),
}
REQUIRED = ("name", "phone")
NAME_MAX = 40


class RosterError(ValueError):
    """The table as a whole is not a roster. ``code`` is ``missing_columns`` or ``same_column``."""

    def __init__(self, code: str, columns: Sequence[str]) -> None:
        super().__init__(code)
        self.code, self.columns = code, tuple(columns)


class Entry(NamedTuple):
    """One good row. ``community`` is a 12-digit code or empty; ``row`` is its line in the file.

    A tuple, because a roster has hundreds of thousands and they travel between processes.
    """

    row: int
    name: str
    phone: str
    id_number: str
    community: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not good. ``other`` is the earlier row, for a duplicate."""

    row: int
    column: str
    code: str
    other: int = 0


def map_header(header: Sequence[str]) -> dict[str, int]:
    """Position of each known column.

    Raises
    ------
    RosterError
        ``missing_columns`` without name or phone; ``same_column`` if one appears twice.
    """
    found: dict[str, int] = {}
    for position, heading in enumerate(header):
        key = heading.replace(" ", "").replace("\u3000", "").replace("*", "").lower()
        for column, names in HEADINGS.items():
            if key in names:
                if column in found:
                    raise RosterError("same_column", [heading])
                found[column] = position
    missing = [column for column in REQUIRED if column not in found]
    if missing:
        raise RosterError("missing_columns", missing)
    return found


def check_rows(
    rows: Iterable[Sequence[str]],
    columns: Mapping[str, int],
    communities: Mapping[str, str],
    today: date,
    first_row: int = 2,
) -> tuple[list[Entry], list[Fault]]:
    """Sort rows into entries and faults; each faulty row is named once per fault.

    Parameters
    ----------
    rows : iterable of sequences of str
        The table under its header.
    columns : Mapping[str, int]
        As from :func:`map_header`.
    communities : Mapping[str, str]
        12-digit code by display name and by code itself.
    today : date
        Birth dates after it are refused.
    first_row : int
        Number in the file of the first of ``rows``.
    """
    entries: list[Entry] = []
    faults: list[Fault] = []
    phones: dict[str, int] = {}
    numbers: dict[str, int] = {}
    width = max(columns.values()) + 1
    at_name, at_phone = columns["name"], columns["phone"]
    at_id, at_place = columns.get("id_number"), columns.get("community")
    for row, cells in enumerate(rows, first_row):
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        bad: list[Fault] = []
        name = " ".join(cells[at_name].split())
        # Letters alone hold no digit: nearly every name is decided by the first question.
        lettered = name.isalpha() or (name and not any(char.isdigit() for char in name))
        if not lettered or len(name) > NAME_MAX:
            bad.append(Fault(row, "name", "bad_name"))
        phone = _phone(row, cells[at_phone], phones, bad)
        number = _number(row, cells[at_id], numbers, today, bad) if at_id is not None else ""
        place = cells[at_place].strip() if at_place is not None else ""
        code = communities.get(place, "") if place else ""
        if place and not code:
            bad.append(Fault(row, "community", "unknown_community"))
        if bad:
            faults += bad
            continue
        phones[phone] = row
        if number:
            numbers[number] = row
        entries.append(Entry(row, name, phone, number, code))
    return entries, faults


def _phone(row: int, text: str, seen: Mapping[str, int], bad: list[Fault]) -> str:
    try:
        phone = identifiers.mobile(text)
    except identifiers.IdentifierError:
        bad.append(Fault(row, "phone", "bad_phone"))
        return ""
    if phone in seen:
        bad.append(Fault(row, "phone", "duplicate", seen[phone]))
    return phone


def _number(row: int, text: str, seen: Mapping[str, int], today: date, bad: list[Fault]) -> str:
    if not text.strip():
        return ""
    try:
        number = identifiers.resident_id(text, today)
    except identifiers.IdentifierError:
        bad.append(Fault(row, "id_number", "bad_id_number"))
        return ""
    if number in seen:
        bad.append(Fault(row, "id_number", "duplicate", seen[number]))
    return number
