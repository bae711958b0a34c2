"""Hostile workbooks are cheap to refuse: a corpus made here, each with its own message."""

import io
import resource
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from redvest.core.tables import ROWS_MAX, read_table, read_upload
from redvest.errors import Invalid

HEADER = ["姓名", "手机号"]
ROW = ["张三", "13800001234"]
SHEET = "xl/worksheets/sheet1.xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def workbook(rows: list[list[object]], **options: object) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, cell)
    return out.getvalue()


def changed(book: bytes, parts: dict[str, bytes], *, drop: str = "") -> bytes:
    """A workbook with parts replaced, added or dropped."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename not in parts and entry.filename != drop:
                new.writestr(entry.filename, old.read(entry.filename))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def sheet_with(cells: str, head: str = "") -> bytes:
    text = f'<?xml version="1.0"?>{head}<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>'
    return (text + "</worksheet>").encode()


def bomb() -> bytes:
    return changed(workbook([HEADER, ROW]), {"xl/media/x.bin": bytes(200 << 20)})


def billion_laughs() -> bytes:
    lol = '<!ENTITY a "lol">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'
    return changed(workbook([HEADER]), {SHEET: sheet_with(cells, f"<!DOCTYPE x [{lol}]>")})


def outside_entity() -> bytes:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    cells = '<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>'
    return changed(workbook([HEADER]), {SHEET: sheet_with(cells, head)})


def far_cell() -> bytes:
    cells = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>姓名</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    return changed(workbook([HEADER]), {SHEET: sheet_with(cells)})


def with_formula() -> bytes:
    return workbook([HEADER, ["张三", "=1+1"]])


def many_parts() -> bytes:
    extra = {f"xl/extra{n}.xml": b"<x/>" for n in range(10_000)}
    return changed(workbook([HEADER, ROW]), extra)


def climbing() -> bytes:
    return changed(workbook([HEADER, ROW]), {"../../etc/cron.d/x": b"x"})


def wide() -> bytes:
    return workbook([[f"列{n}" for n in range(1000)], ROW])


def tall(rows: int = ROWS_MAX + 1) -> bytes:
    return workbook([HEADER] + [ROW] * rows, constant_memory=True)


def with_macros() -> bytes:
    return changed(workbook([HEADER, ROW]), {"xl/vbaProject.bin": b"x"})


CORPUS = {
    "zip_bomb": bomb,
    "declarations": billion_laughs,
    "far_cell": far_cell,
    "formula": with_formula,
    "too_many_parts": many_parts,
    "not_a_workbook": climbing,
    "macros": with_macros,
}


def refused(content: bytes, name: str, tmp_path: Path) -> Invalid:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Invalid) as refusal:
        read_table(path)
    assert refusal.value.fields["file"]
    return refusal.value


@pytest.mark.parametrize("code", sorted(CORPUS))
def test_a_hostile_workbook_is_refused_cheaply(code: str, tmp_path: Path):
    content = CORPUS[code]()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert refused(content, "roster.xlsx", tmp_path).code == code
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime <= 2.0


def test_an_entity_from_outside_is_refused(tmp_path: Path):
    assert refused(outside_entity(), "roster.xlsx", tmp_path).code == "declarations"


def test_a_thousand_columns_are_refused(tmp_path: Path):
    assert refused(wide(), "roster.xlsx", tmp_path).code == "far_cell"
    rows = ",".join(f"c{n}" for n in range(100_000))
    assert refused(rows.encode(), "roster.csv", tmp_path).code == "too_many_columns"


def test_two_hundred_thousand_rows_are_refused_with_the_number_allowed(tmp_path: Path):
    rows = ("姓名,手机号\n" + "张三,13800001234\n" * 200_000).encode()
    error = refused(rows, "roster.csv", tmp_path)
    assert error.code == "too_many_rows"
    assert str(ROWS_MAX) in str(error)


def test_too_many_rows_in_a_workbook_are_refused(tmp_path: Path):
    assert refused(tall(), "roster.xlsx", tmp_path).code in {"too_many_rows", "far_cell"}


def test_the_control_reads_the_same_rows_in_every_dress(tmp_path: Path):
    """What is refused above is refused for its fault: without it, the same table is read."""
    text = "姓名,手机号\n张三,13800001234\n"
    for name, content in {
        "a.xlsx": workbook([HEADER, ROW]),
        "b.xlsx": workbook([HEADER, ["张三", 13800001234]]),
        "c.csv": text.encode(),
        "d.csv": text.encode("utf-8-sig"),
        "e.csv": text.encode("gb18030"),
        "f.csv": text.replace(",", "\t").encode(),
        "g.csv": text.replace("\n", "\r\n").encode(),
    }.items():
        path = tmp_path / name
        path.write_bytes(content)
        table = read_table(path)
        assert (table.header, table.rows) == (HEADER, [ROW]), name


def test_mixed_encodings_are_refused_with_their_line(tmp_path: Path):
    rows = "姓名,手机号\n".encode() + "张三,138\n".encode("gb18030") + "李四爷,139\n".encode()
    error = refused(rows + b"\xff\xff\xff,1\n", "roster.csv", tmp_path)
    assert error.code == "mixed_encodings"
    assert "%" not in str(error)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "a.csv", "empty"),
        (b"\n\n", "a.csv", "empty"),
        ("姓名,手机号\n".encode(), "a.csv", "empty"),
        (b"%PDF-1.7", "a.csv", "not_a_table"),
        (b"MZ\x90", "a.csv", "not_a_table"),
        (b"\0\1\2", "a.csv", "not_a_table"),
        (b"PK\3\4 not a zip", "a.xlsx", "not_a_workbook"),
        (b"plain text", "a.xlsx", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0 old", "a.xlsx", "not_a_workbook"),
    ],
)
def test_the_wrong_kind_of_file_is_refused(content: bytes, name: str, code: str, tmp_path: Path):
    assert refused(content, name, tmp_path).code == code


@pytest.mark.parametrize("name", ["a.exe", "a.xlsm", "a", "a.csv.exe", "a.xlsx.html"])
def test_an_upload_with_another_ending_is_refused(name: str):
    with pytest.raises(Invalid):
        read_upload(SimpleUploadedFile(name, b"x"))


def test_a_cell_that_hangs_other_readers_takes_no_time(tmp_path: Path):
    (tmp_path / "far.xlsx").write_bytes(far_cell())
    started = time.process_time()
    refused(far_cell(), "far.xlsx", tmp_path)
    assert time.process_time() - started < 2
