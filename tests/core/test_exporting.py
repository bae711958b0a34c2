"""Exports carry no formulas, whatever people typed."""

import csv
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.core import exporting
from redvest.errors import Invalid

NASTY = [
    "=1+1",
    "+8613800001234",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    " =1+1",
    '=HYPERLINK("http://x","y")',
]


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_workbook_is_a_formula(text: str):
    book = openpyxl.load_workbook(io.BytesIO(exporting.as_xlsx([text], [[text]])))
    for row in book.active.iter_rows():
        for cell in row:
            assert cell.data_type == "s"
            assert cell.value.startswith("'")


@pytest.mark.parametrize("text", NASTY)
def test_no_cell_of_a_csv_is_a_formula(text: str):
    body = exporting.as_csv(["a"], [[text]]).decode("utf-8-sig")
    cell = list(csv.reader(io.StringIO(body)))[1][0]
    assert cell.startswith("'")


def test_the_control_shows_that_a_plain_writer_would_make_a_formula():
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "=1+1")
    assert openpyxl.load_workbook(io.BytesIO(out.getvalue())).active["A1"].data_type == "f"


@given(st.text(max_size=40))
def test_harmless_text_never_starts_dangerously(text: str):
    assert not exporting.harmless(text).lstrip(" ").startswith(exporting.DANGEROUS)


def test_ordinary_text_is_left_alone():
    assert exporting.harmless("张三") == "张三"
    assert exporting.harmless(12) == "12"
    assert exporting.harmless(None) == ""


def test_a_download_names_its_file_in_any_language():
    answer = exporting.download("名单", "csv", ["姓名"], [["张三"]])
    assert "filename*=UTF-8''%E5%90%8D%E5%8D%95.csv" in answer["Content-Disposition"]
    with pytest.raises(Invalid):
        exporting.download("名单", "exe", [], [])


def test_an_export_has_an_end():
    with pytest.raises(Invalid):
        exporting.as_csv(["n"], ([n] for n in range(exporting.ROWS_MAX + 1)))
