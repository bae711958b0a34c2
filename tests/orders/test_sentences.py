"""How well a sentence is understood: a file of sentences written and marked by hand.

The marks were written from reading, before the parser met the sentences; four of them were wrong
or disputable and were corrected afterwards. The 40 rows marked ``later`` were written when the
rules stood: at first sight 18 of 18 days were right with one too many, 24 of 32 needs came first
and 25 among the three, and 4 of 6 dangers were noticed. The rules have learned from them since, so
the figures printed here (`pytest -s`) are those of known sentences. Each field has a floor.
"""

import json
from collections import Counter
from datetime import date, datetime
from functools import cache
from pathlib import Path

import pytest

from redvest import data
from redvest.engines.cn_calendar import CHINA_TIME
from redvest.engines.said_place import Communities
from redvest.engines.sentence import Heard, Need, parse

NOW = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA_TIME)  # a Wednesday
ROWS = json.loads(Path(__file__).with_name("sentences.json").read_text("utf-8"))
# Precision, recall. A field said wrongly is worse than one left to the person.
FLOORS = {
    "day": (0.97, 0.95),
    "last": (0.95, 0.90),
    "start": (0.97, 0.95),
    "end": (0.97, 0.90),
    "slot": (0.97, 0.95),
    "community": (0.97, 0.95),
    "phone": (1.0, 1.0),
    "address": (0.95, 0.90),
    "people": (0.95, 0.90),
    "urgent": (0.95, 0.90),
    "past": (0.95, 0.90),
    "danger": (0.90, 1.0),
}
MENU = (
    Need("haircut", "上门理发"),
    Need("repair", "修理水电"),
    Need("appliances", "家电小修"),
    Need("cleaning", "家政卫生"),
    Need("errand", "代买代办"),
    Need("sewing", "缝补磨刀"),
    Need("meal", "助老送餐"),
    Need("clinic", "陪同就医"),
    Need("visit", "陪伴聊天"),
    Need("phone_help", "教用手机"),
    Need("health_check", "量血压测血糖"),
    Need("bathing", "助浴擦身"),
    Need("home_safety", "居家安全检查"),
    Need("tutoring", "课业辅导"),
    Need("holiday_class", "寒暑假微课堂"),
    Need("reading", "有声图书与共读"),
    Need("class", "微课堂"),
    Need("lecture", "理论政策宣讲"),
    Need("good_people", "好人巡讲"),
    Need("law_talk", "普法讲座"),
    Need("health_talk", "健康讲座"),
    Need("science_talk", "科普讲座"),
    Need("show", "文艺演出与流动电影"),
    Need("law", "法律咨询"),
    Need("counsel", "心理疏导"),
    Need("mediation", "邻里调解"),
    Need("cleanup", "环境清洁"),
    Need("river", "护河巡查"),
    Need("sorting", "垃圾分类指导"),
    Need("traffic", "文明交通引导"),
    Need("wish_daily", "生活用品心愿"),
    Need("wish_study", "学习用品心愿"),
)
FIRST_FLOOR, AMONG_CHIPS_FLOOR = 0.90, 0.96


@cache
def places() -> Communities:
    found = data.divisions()
    rows = [*found.streets("620102"), *found.communities("620102")]
    return Communities((row.code, row.name) for row in rows)


def hear(text: str, now: datetime = NOW) -> Heard:
    return parse(text, now=now, needs=MENU, places=places())


def fields(heard: Heard) -> dict[str, object]:
    """What was heard, in the words of the file; only what is there."""
    when = heard.when
    found = {
        "day": when.day and when.day.isoformat(),
        "last": when.last_day and not when.is_deadline and when.last_day.isoformat(),
        "start": when.start and f"{when.start:%H:%M}",
        "end": when.end and f"{when.end:%H:%M}",
        "slot": when.slot,
        "community": heard.communities[0] if len(heard.communities) == 1 else None,
        "phone": heard.phone,
        "address": heard.address,
        "people": heard.people,
        "urgent": heard.is_urgent,
        "past": when.is_past,
        "danger": [one.danger.value for one in heard.dangers],
    }
    return {name: value for name, value in found.items() if value}


def test_each_field_is_understood_as_a_person_reads_it():
    right, said, meant = Counter[str](), Counter[str](), Counter[str]()
    wrong = []
    for row in ROWS:
        found = fields(hear(row["say"]))
        for name in FLOORS:
            value, wanted = found.get(name), row.get(name)
            said[name] += bool(value)
            meant[name] += bool(wanted)
            right[name] += bool(value) and value == wanted
            if value != wanted:
                wrong.append(f"{row['say']}: {name} is {value}, meant {wanted}")
    below = []
    for name, (least_precision, least_recall) in FLOORS.items():
        precision = right[name] / said[name]
        recall = right[name] / meant[name]
        print(f"{name:10} precision {precision:.3f} recall {recall:.3f} of {meant[name]}")
        if precision < least_precision or recall < least_recall:
            below.append(name)
    print("\n".join(wrong))
    assert not below, wrong


def test_what_is_needed_is_among_three_and_mostly_the_first():
    marked = [row for row in ROWS if row.get("need")]
    ranked = [(row, hear(row["say"]).needs) for row in marked]
    first = sum(bool(needs) and needs[0] in row["need"] for row, needs in ranked)
    among = sum(bool(set(needs) & set(row["need"])) for row, needs in ranked)
    wrong = [(row["say"], needs) for row, needs in ranked if needs[:1] != tuple(row["need"][:1])]
    print(f"category   first {first / len(marked):.3f}, among three {among / len(marked):.3f}")
    print("\n".join(map(str, wrong)))
    assert first / len(marked) >= FIRST_FLOOR, wrong
    assert among / len(marked) >= AMONG_CHIPS_FLOOR, wrong


def test_what_means_nothing_is_left_empty():
    for text in ("", "你好", "帮帮我", "。。。！！！", "asdf 1234", "🙂" * 50):
        heard = hear(text)
        assert fields(heard) == {}, text
        assert heard.needs == ()


def test_the_file_is_large_and_says_each_sentence_once():
    assert len(ROWS) >= 150
    assert len({row["say"] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(
    "text",
    [
        "灯" * 5000,
        "周" * 5000,
        "1" * 5000,
        "一点" * 2500,
        "3号楼" * 1600,
        "我在" * 2500,
        "\x00" * 5000,
        "上午" + " " * 5000,
        "1" + "-" * 5000,
        "3号楼" + " " * 5000,
        " " * 5000,
        "周六下午3点到5点" * 500,
        "，" * 5000,
        "没" * 5000,
        "1个" + "十" * 5000,
        "10:00-" * 800,
    ],
)
def test_long_and_odd_texts_are_read_quickly(text: str):
    import time

    began = time.perf_counter()
    hear(text)
    assert time.perf_counter() - began < 2


def test_the_same_moment_gives_the_same_answer_and_no_day_before_today():
    for row in ROWS:
        heard = hear(row["say"])
        assert heard == hear(row["say"])
        assert heard.when.day is None or heard.when.day >= date(2026, 9, 16)
        assert heard.phone not in heard.words or not heard.phone
