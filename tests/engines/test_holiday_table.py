"""Reading the announced holidays: every kind of bad row, and the files spreadsheets write."""

from datetime import date

import pytest

from redvest.engines.holiday_table import DayRow, read_table

GOOD = "日期,类型,名称\n2027-02-06,放假,春节\n2027/2/14,上班,\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_good_table_is_read_in_every_encoding_spreadsheets_use(encoding):
    rows, problems = read_table(GOOD.encode(encoding))
    assert problems == []
    assert rows == [
        DayRow(date(2027, 2, 6), False, "春节"),
        DayRow(date(2027, 2, 14), True, ""),
    ]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("a,b\n", 1, "columns"),
        ("", 1, "columns"),
        ("date,kind\n", 1, "empty"),
        ("date,kind\n2027-02-30,holiday\n", 2, "date"),
        ("date,kind\n\nsoon,holiday\n", 3, "date"),
        ("date,kind\n1999-01-01,holiday\n", 2, "year"),
        ("date,kind\n2027-01-01,party\n", 2, "kind"),
        ("date,kind\n2027-01-01\n", 2, "kind"),
        ("date,kind\n2027-01-01,holiday\n2027-01-01,workday\n", 3, "repeated"),
        ("date,kind,name\n2027-01-01,holiday," + "长" * 41 + "\n", 2, "name"),
    ],
)
def test_a_bad_row_is_reported_with_its_line(text, line, code):
    _rows, problems = read_table(text.encode())
    assert [(problem.line, problem.code) for problem in problems] == [(line, code)]


def test_a_file_that_is_no_text_is_refused():
    for content in (b"PK\x03\x04\x00\x00", b"\xff\xfe\x00"):
        assert [problem.code for problem in read_table(content)[1]] == ["encoding"]
