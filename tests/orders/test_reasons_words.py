"""Every reason of the matching has words, in both languages."""

import re

import pytest
from django.utils import translation

from redvest.engines.matching.codes import Empty, Known, Reason, Shortage, Why
from redvest.orders.reasons_words import reasons_said, runner_up_said, shortage_said

CHINESE = re.compile(r"[\u4e00-\u9fff]")
VALUES = {Why.WALK: (0, 320), Why.SKILL: (1, 2, 3), Why.FAMILIAR: tuple(Known)}


def said_of(why: Why) -> list[str]:
    return [reasons_said([Reason(why, value)]) for value in VALUES.get(why, (0, 1, 5))]


def shortage(code: Empty, wanted: int = 2, found: int = 1) -> Shortage:
    return Shortage(order=0, code=code, wanted=wanted, found=found, reach_m=1125.0, skill=0)


@pytest.mark.parametrize("why", Why)
def test_every_reason_has_words_in_both_languages(why: Why):
    with translation.override("zh-hans"):
        chinese = said_of(why)
    with translation.override("en"):
        english = said_of(why)
    assert any(chinese)
    assert all(CHINESE.search(text) for text in chinese if text)
    assert [bool(text) for text in english] == [bool(text) for text in chinese]
    assert not any(CHINESE.search(text) for text in english)


@pytest.mark.parametrize("code", Empty)
@pytest.mark.parametrize("skill", ["", "plumbing"])
def test_every_empty_seat_has_words_in_both_languages(code: Empty, skill: str):
    with translation.override("zh-hans"):
        chinese = shortage_said(shortage(code), skill)
    with translation.override("en"):
        english = shortage_said(shortage(code), skill)
    assert CHINESE.search(chinese)
    assert english
    assert not CHINESE.search(english)
    assert "%" not in chinese + english


def test_a_clerk_can_read_it_aloud():
    with translation.override("zh-hans"):
        reasons = [Reason(Why.WALK, 320), Reason(Why.SKILL, 2), Reason(Why.LOAD, 1)]
        assert reasons_said(reasons, "水电维修") == "离您 320 米，会水电维修，本月只出过一次"
        met = [Reason(Why.FAMILIAR, Known.SATISFIED), Reason(Why.RECENT, 0)]
        assert reasons_said(met) == "以前为您服务过，您打了满意"


def test_what_is_missing_is_said_with_its_numbers():
    with translation.override("zh-hans"):
        near = shortage_said(shortage(Empty.NOBODY_NEAR), "水电维修")
        assert near == "15 分钟步行范围内没有会水电维修的人"
        assert shortage_said(shortage(Empty.NOBODY_FREE)) == "这个时段没有人有空"
        few = shortage_said(shortage(Empty.TOO_FEW, wanted=2, found=1))
        assert few == "按规定要 2 人同去，只找到 1 人"
        lead = shortage_said(shortage(Empty.NO_LEAD), rule_people="成年人")
        assert lead == "能去的人里没有成年人"


def test_how_fast_people_walk_is_the_district_s():
    with translation.override("zh-hans"):
        slow = shortage_said(shortage(Empty.NOBODY_NEAR), m_per_minute=45)
    assert slow.startswith("25 分钟")


def test_a_runner_up_is_told_in_meters():
    with translation.override("zh-hans"):
        assert runner_up_said(0.2) == "换这位去，一样合适"
        assert runner_up_said(180.4) == "换这位去，相当于多走 180 米"
