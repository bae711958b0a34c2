"""When, where, whom to call: the corners of what people say, at moments that matter."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.cn_calendar import CHINA_TIME
from redvest.engines.said_numbers import flat, number, phone_in
from redvest.engines.said_place import Communities, door_in
from redvest.engines.said_time import time_in
from redvest.engines.sentence import Need, parse

WEDNESDAY = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA_TIME)
SATURDAY_EVENING = datetime(2026, 9, 19, 19, 0, tzinfo=CHINA_TIME)
NEW_YEARS_EVE = datetime(2026, 12, 31, 20, 0, tzinfo=CHINA_TIME)
PLACES = Communities(
    [
        ("620102001", "酒泉路街道"),
        ("620102002", "张掖路街道"),
        ("620102001001", "畅家巷社区"),
        ("620102001002", "中山社区"),
        ("620102001003", "新民社区居委会"),
        ("620102002001", "新民社区居委会"),
        ("620102002002", "车站社区"),
        ("620102002003", "红山根东路社区"),
        ("620102002004", "红山根社区"),
    ]
)


@pytest.mark.parametrize(
    ("text", "now", "day"),
    [
        ("周六上午", SATURDAY_EVENING, date(2026, 9, 26)),
        ("这周六上午", SATURDAY_EVENING, None),
        ("周六晚上8点", SATURDAY_EVENING, date(2026, 9, 19)),
        ("明天", NEW_YEARS_EVE, date(2027, 1, 1)),
        ("1月3号", NEW_YEARS_EVE, date(2027, 1, 3)),
        ("3号", NEW_YEARS_EVE, date(2027, 1, 3)),
        ("下周一", NEW_YEARS_EVE, date(2027, 1, 4)),
        ("月底前", NEW_YEARS_EVE, date(2026, 12, 31)),
        ("2月30号", WEDNESDAY, None),
        ("13月1号", WEDNESDAY, None),
        ("31号", WEDNESDAY, None),
        ("国庆节", WEDNESDAY, date(2026, 10, 1)),
        ("国庆", datetime(2026, 10, 2, 9, 0, tzinfo=CHINA_TIME), date(2026, 10, 2)),
        ("中秋节", datetime(2026, 9, 26, 9, 0, tzinfo=CHINA_TIME), date(2027, 9, 15)),
        ("8月15日", WEDNESDAY, None),
        ("今天晚上", SATURDAY_EVENING, date(2026, 9, 19)),
        ("今天下午", SATURDAY_EVENING, None),
    ],
)
def test_the_day_that_is_meant(text: str, now: datetime, day: date | None):
    assert time_in(text, now).day == day


@pytest.mark.parametrize("text", ["这周六上午", "昨天", "今天上午9点", "前天下午", "上周五"])
def test_the_past_is_reported_and_not_taken(text: str):
    said = time_in(text, SATURDAY_EVENING)
    assert (said.day, said.is_past) == (None, True)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("下午三点半", time(15, 30), None),
        ("15:30", time(15, 30), None),
        ("3点一刻", time(15, 15), None),
        ("三点三刻", time(15, 45), None),
        ("晚上八点", time(20), None),
        ("中午一点", time(13), None),
        ("上午九点到十一点", time(9), time(11)),
        ("9-11点", time(9), time(11)),
        ("10点到2点", time(10), time(14)),
        ("上午10点到下午3点", time(10), time(15)),
        ("二十点", time(20), None),
        ("25点", None, None),
        ("有一点漏", None, None),
        ("提两点意见", None, None),
        ("第3点", None, None),
        ("3小时", None, None),
    ],
)
def test_the_hours_that_are_meant(text: str, start: time | None, end: time | None):
    said = time_in(text, WEDNESDAY)
    assert (said.start, said.end) == (start, end)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("我住畅家巷", ("620102001001",)),
        ("畅家巷小区", ("620102001001",)),
        ("畅家巷居委会", ("620102001001",)),
        ("中山社区", ("620102001002",)),
        ("中山路上", ()),
        ("在车站等", ()),
        ("车站社区", ("620102002002",)),
        ("红山根东路12号", ("620102002003",)),
        ("红山根", ("620102002004",)),
        ("新民社区", ("620102001003", "620102002001")),
        ("张掖路街道新民社区", ("620102002001",)),
        ("月球", ()),
    ],
)
def test_a_community_by_the_names_people_use(text: str, codes: tuple[str, ...]):
    assert tuple(place.code for place in PLACES.named_in(text)) == codes


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("电话13800001234", "13800001234"),
        ("１３８-0000-1234", "13800001234"),
        ("+86 138 0000 1234", "13800001234"),
        ("幺三八零零零零一二三四", "13800001234"),
        ("0931-8412345", "09318412345"),
        ("(010)62345678", "01062345678"),
        ("62010219400101001X", None),
        ("138000012345", None),
        ("订单20260916-0012", None),
    ],
)
def test_a_telephone_number_and_nothing_like_it(text: str, digits: str | None):
    found = phone_in(flat(text))
    assert (found[0] if found else None) == digits


def test_a_door_is_taken_with_its_compound_and_a_time_is_not():
    text = "我家住畅家巷小区3号楼2单元501室，9-11点"
    start, end = door_in(text) or (0, 0)
    assert text[start:end] == "畅家巷小区3号楼2单元501室"
    assert door_in("3号上午9-11点，20号") is None


def test_what_is_private_is_taken_out_of_the_words():
    heard = parse(
        "灯坏了，住畅家巷3号楼501室，电话13800001234，周六来",
        now=WEDNESDAY,
        needs=[Need("repair", "修理水电")],
        places=PLACES,
    )
    assert heard.phone == "13800001234"
    assert heard.address == "畅家巷3号楼501室"
    assert heard.words == "灯坏了，周六来"


def test_an_item_the_table_does_not_know_is_found_by_its_name():
    needs = [Need("repair", "修理水电"), Need("bees", "养蜂指导")]
    heard = parse("想学养蜂", now=WEDNESDAY, needs=needs, places=PLACES)
    assert heard.needs == ("bees",)


def test_what_is_refused_is_not_needed():
    needs = [Need("haircut", "上门理发"), Need("cleaning", "家政卫生")]
    heard = parse("不用理发，打扫就行", now=WEDNESDAY, needs=needs, places=PLACES)
    assert heard.needs == ("cleaning",)


@given(st.integers(0, 99))
def test_numbers_in_characters_and_digits_agree(value: int):
    marks = "零一二三四五六七八九"
    tens, ones = divmod(value, 10)
    said = marks[ones] if value < 10 else (marks[tens] if tens > 1 else "") + "十"
    said += marks[ones] if value >= 10 and ones else ""
    assert number(said) == number(str(value)) == value


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_no_text_breaks_it_and_flattening_keeps_every_place(text: str):
    assert len(flat(text)) == len(text)
    heard = parse(text, now=WEDNESDAY, needs=[Need("repair", "修理水电")], places=PLACES)
    assert heard.when.day is None or heard.when.day >= WEDNESDAY.date()


@given(st.text(alphabet="周六下午三点半到9-11:30明后天月号前内国庆节今年上", max_size=40))
def test_words_of_time_in_any_order_never_give_the_past(text: str):
    said = time_in(text, WEDNESDAY)
    assert said.day is None or said.day >= WEDNESDAY.date()
    assert said.end is None or (said.start is not None and said.start < said.end)
