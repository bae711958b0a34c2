"""Sign-in sheets: which rows are good, and why the others are not."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.engines.signin_sheet import (
    Fault,
    SheetError,
    check_rows,
    day_of,
    map_header,
    minute_of,
    overlap,
)

HEADER = ["志愿者编号", "姓名", "手机号", "服务名称", "日期", "开始", "结束", "休息分钟"]
TODAY = date(2026, 3, 10)
GOOD = ["V000001", "", "", "河道清理", "2026-03-05", "14:00", "16:30", "15"]


def checked(*rows: list[str]) -> tuple[list[object], list[Fault]]:
    good, faults = check_rows(rows, map_header(HEADER), TODAY, 2)
    return list(good), faults


def test_a_header_is_known_by_its_usual_words_and_lacks_nothing():
    assert map_header(["日期", " 姓 名*", "签到", "签退", "活动"])["name"] == 1
    with pytest.raises(SheetError) as found:
        map_header(["志愿者编号", "日期"])
    assert found.value.columns == ("title", "starts", "ends")
    with pytest.raises(SheetError, match="missing_columns"):
        map_header(["服务", "日期", "开始", "结束"])
    with pytest.raises(SheetError, match="same_column"):
        map_header([*HEADER, "电话"])


@pytest.mark.parametrize(
    ("column", "typed", "code"),
    [
        (0, "", "nobody"),
        (0, "V" * 21, "bad_number"),
        (3, "", "bad_title"),
        (3, "长" * 61, "bad_title"),
        (4, "2026-03-11", "bad_day"),
        (4, "2026-02-30", "bad_day"),
        (4, "昨天", "bad_day"),
        (5, "25:00", "bad_time"),
        (6, "下午", "bad_time"),
        (6, "14:00", "too_short"),
        (6, "14:15", "too_short"),
        (7, "-5", "bad_rest"),
        (7, "1e9", "bad_rest"),
    ],
)
def test_each_wrong_cell_is_named_with_its_row_and_column(column: int, typed: str, code: str):
    row = list(GOOD)
    row[column] = typed
    good, faults = checked(GOOD, row)
    assert len(good) == 1
    assert [(fault.row, fault.code) for fault in faults] == [(3, code)]


def test_who_has_no_number_needs_a_name_and_a_phone():
    nameless = ["", "李四", "13900000000", *GOOD[3:]]
    assert checked(nameless)[1] == []
    assert checked(["", "李四", "1390000", *GOOD[3:]])[1] == [Fault(2, "phone", "bad_phone")]


def test_a_sheet_holds_no_minute_of_a_person_twice():
    later = [*GOOD[:5], "16:00", "17:00", "0"]
    good, faults = checked(GOOD, later, [*GOOD[:5], "16:30", "17:00", "0"], ["V2", *GOOD[1:]])
    assert len(good) == 3
    assert faults == [Fault(3, "starts", "same_time", 2)]


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.integers(0, 22), st.integers(1, 3)), max_size=12)
)
def test_whatever_stands_on_it_what_is_kept_never_overlaps(rows: list[tuple[str, int, int]]):
    typed = [
        [who, "", "", "清理", "2026-03-05", f"{start}:00", f"{min(start + long, 23)}:30", "0"]
        for who, start, long in rows
    ]
    good, faults = check_rows(typed, map_header(HEADER), TODAY, 2)
    assert len(good) + len(faults) == len(rows)
    for n, one in enumerate(good):
        for other in good[n + 1 :]:
            assert one.number != other.number or not overlap(one, other)


@settings(max_examples=40)
@given(st.text(max_size=12))
def test_no_text_breaks_the_reading_of_days_and_times(text: str):
    day_of(text)
    minute = minute_of(text)
    assert minute is None or 0 <= minute < 1440
