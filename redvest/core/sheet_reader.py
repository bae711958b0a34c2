"""Read one untrusted table in a process of its own: ``python -m redvest.core.sheet_reader``.

Arguments: path, kind (csv or xlsx), rows at most, columns at most, seconds of CPU, megabytes of
memory. Standard output is one JSON object: ``{"rows": [[text, ...], ...], "first_row": n}`` or
``{"error": code, "detail": {...}}``. The limits are set before the file is opened, so a file that
is made to eat the machine ends this process and nothing else.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ENTRIES_MAX, RATIO_MAX = 100, 100
CHUNK = 1 << 20
CELL = re.compile(rb'r="([A-Z]{1,4})(\d{1,9})"')
FORMULA = re.compile(rb'<(?:\w+:)?c [^>]*?r="([A-Z]{1,4}\d{1,9})"[^>]*>\s*<(?:\w+:)?f[ >/]')
DECLARATION = re.compile(rb"<!(DOCTYPE|ENTITY)", re.IGNORECASE)
OVERLAP = 4096


class Refused(Exception):
    """Carries an error code and what the message needs to say."""

    def __init__(self, code: str, **detail: object) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member in overlapping pieces, so that a pattern is never cut in two."""
    tail = b""
    with archive.open(name) as member:
        while chunk := member.read(CHUNK):
            yield tail + chunk
            tail = chunk[-OVERLAP:]


def check_archive(archive: zipfile.ZipFile, bytes_max: int) -> None:
    """What the directory of the archive alone gives away."""
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if len(entries) > ENTRIES_MAX:
        raise Refused("too_many_parts", entries=len(entries))
    if any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise Refused("not_a_workbook")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise Refused("encrypted")
    if "[Content_Types].xml" not in names or "xl/workbook.xml" not in names:
        raise Refused("not_a_workbook")
    if any("vbaproject" in name.lower() or "macrosheets" in name.lower() for name in names):
        raise Refused("macros")
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if total > bytes_max or total > RATIO_MAX * max(packed, 1):
        raise Refused("zip_bomb", megabytes=total >> 20)


def check_parts(archive: zipfile.ZipFile, rows_max: int, columns_max: int) -> None:
    """Read every part once as bytes: no declarations, no formulas, no far-away cell."""
    for entry in archive.infolist():
        if not entry.filename.endswith((".xml", ".rels")):
            continue
        is_sheet = entry.filename.startswith("xl/worksheets/sheet")
        for piece in pieces(archive, entry.filename):
            if DECLARATION.search(piece):
                raise Refused("declarations")
            if is_sheet:
                # Looking for two bytes is far cheaper than for the pattern, and most have none.
                if (b"<f" in piece or b":f" in piece) and (found := FORMULA.search(piece)):
                    raise Refused("formula", cell=found[1].decode())
                # The header and an empty line or two do not count as rows.
                check_places(CELL.findall(piece), rows_max + 3, columns_max)


def check_places(cells: list[tuple[bytes, bytes]], row_max: int, columns_max: int) -> None:
    """No cell lies beyond the last row or column."""
    columns = {letters for letters, _row in cells}
    far = {letters for letters in columns if column_number(letters) > columns_max}
    if not far and max((int(row) for _letters, row in cells), default=0) <= row_max:
        return
    letters, row = next(cell for cell in cells if cell[0] in far or int(cell[1]) > row_max)
    raise Refused("far_cell", cell=f"{letters.decode()}{row.decode()}")


def text(value: object) -> str:
    """A cell as text: whole numbers without a decimal point, dates as ISO."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    return str(value).strip()


def read_workbook(path: Path, rows_max: int, columns_max: int, bytes_max: int) -> list[list[str]]:
    from python_calamine import CalamineWorkbook

    try:
        with zipfile.ZipFile(path) as archive:
            check_archive(archive, bytes_max)
            check_parts(archive, rows_max, columns_max)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError):
        raise Refused("not_a_workbook") from None
    book = CalamineWorkbook.from_path(str(path))
    if not book.sheet_names:
        raise Refused("empty")
    sheet = book.get_sheet_by_index(0)
    return [[text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def decoded(raw: bytes) -> str:
    """Text of a CSV in UTF-8 or GB 18030; a file that mixes them is refused with its line."""
    if b"\0" in raw[:CHUNK]:
        raise Refused("not_a_table")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as utf8:
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError as gb:
            line = raw.count(b"\n", 0, max(utf8.start, gb.start)) + 1
            raise Refused("mixed_encodings", line=line) from None


def mixed(content: str) -> int | None:
    """The first line that is readable only by accident: UTF-8 bytes read as GB 18030."""
    for number, line in enumerate(content.splitlines(), 1):
        if "锘" in line[:3] or "锟斤拷" in line or "\ufffd" in line:
            return number
    return None


def read_csv(path: Path, rows_max: int, columns_max: int, bytes_max: int) -> list[list[str]]:
    import csv

    if path.stat().st_size > bytes_max:
        raise Refused("too_big", megabytes=path.stat().st_size >> 20)
    raw = path.read_bytes()
    if raw[:4] == b"PK\3\4" or raw[:2] == b"MZ" or raw[:5] == b"%PDF-":
        raise Refused("not_a_table")
    content = decoded(raw)
    if line := mixed(content):
        raise Refused("mixed_encodings", line=line)
    first = content.split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(10_000)
    rows: list[list[str]] = []
    try:
        for row in csv.reader(content.splitlines(), delimiter=delimiter):
            if len(row) > columns_max:
                raise Refused("too_many_columns", columns=len(row))
            rows.append([cell.strip() for cell in row])
            if len(rows) > rows_max + 1:
                break
    except csv.Error:
        raise Refused("not_a_table", line=len(rows) + 1) from None
    return rows


def read(path: Path, kind: str, rows_max: int, columns_max: int) -> dict[str, object]:
    bytes_max = max(50 << 20, rows_max * 2048)
    reader = read_workbook if kind == "xlsx" else read_csv
    rows = reader(path, rows_max, columns_max, bytes_max)
    first = next((n for n, row in enumerate(rows) if any(row)), None)
    if first is None:
        raise Refused("empty")
    kept = [row for row in rows[first:] if any(row)]
    if len(kept) - 1 > rows_max:
        raise Refused("too_many_rows", rows_max=rows_max)
    return {"rows": kept, "first_row": first + 1}


def main() -> None:
    path, kind, *numbers = sys.argv[1:]
    rows_max, columns_max, seconds, megabytes = (int(number) for number in numbers)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(Path(path), kind, rows_max, columns_max)
    except Refused as refused:
        answer = {"error": refused.code, "detail": refused.detail}
    except MemoryError:
        answer = {"error": "too_heavy", "detail": {}}
    except Exception as error:  # A parser that stumbles over hostile input is a refusal too.
        answer = {"error": "not_a_workbook", "detail": {"why": type(error).__name__}}
    sys.stdout.write(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
