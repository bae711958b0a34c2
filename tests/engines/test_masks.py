"""Masks: what is shown, and that what must be hidden is hidden."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.masks import mask_address, mask_id_number, mask_name, mask_phone, scrub


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("张三李四", "张**四"),
        ("欧阳娜娜", "欧阳*娜"),
        ("欧阳锋", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马相如", "司马*如"),
        ("阿卜杜拉·买买提", "阿***·买**"),
        ("John Smith", "J*** S****"),
        (" 张  三 ", "张*"),
        ("李", "*"),
        ("", ""),
    ],
)
def test_a_name_keeps_its_surname_and_its_end(name, shown):
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [("13812345678", "138****5678"), ("8123456", "*****56"), ("12345", "*****"), ("", "")],
)
def test_a_phone_number_hides_its_middle(phone, shown):
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("620102199001010011", "620102********0011"),
        ("E12345678", "E******78"),
        ("123", "***"),
    ],
)
def test_an_id_number_hides_the_day_of_birth(number, shown):
    assert mask_id_number(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (
            "甘肃省兰州市城关区畅家巷街道张掖路12号金色家园3号楼2单元501室",
            "甘肃省兰州市城关区畅家巷街道张掖路12号金色家园",
        ),
        ("畅家巷12号301室", "畅家巷12号"),
        ("上街区中心路 88 号院 5栋 3-201", "上街区中心路 88 号院"),
        ("奎文区东风东街208号阳光100小区A座1203", "奎文区东风东街208号阳光100小区"),
        ("鼓楼区南后街", "鼓楼区南后街"),
        ("中山社区中山楼巷5号", "中山社区中山楼巷5号"),
        ("金色家园3-2-501", "金色家园"),
        ("金色家园３－２－５０１", "金色家园"),
        ("金色家园三号楼二单元", "金色家园"),
        ("李家村三组45号", "李家村三组"),
        ("和平里第一小区12#102", "和平里第一小区"),
        ("省政府大院东1楼", "省政府大院"),
        ("广场南口302", "广场南口"),
    ],
)
def test_an_address_ends_at_the_compound(address, shown):
    assert mask_address(address) == shown


DOORS = "3号楼 2单元 501室 5栋 A座 12层 3-2-501 45号 12# 1203"
PIECES = st.lists(
    st.sampled_from(["张掖路12号", "金色家园", "李家村", "二组", *DOORS.split()]),
    max_size=7,
)


@given(PIECES)
def test_no_door_survives_in_an_address(pieces):
    shown = mask_address("".join(pieces))
    assert "".join(pieces).startswith(shown)
    assert not re.search(r"单元|室|号楼|栋|座|层|#|\d+-\d+|\d{3,4}$", shown)
    assert mask_address(shown) == shown


@given(st.text(max_size=40))
def test_no_text_breaks_a_mask(text):
    for mask in (mask_name, mask_phone, mask_id_number, mask_address, scrub):
        mask(text)


@given(st.text(alphabet="张三丰李四王五", min_size=2, max_size=6))
def test_at_least_one_character_of_every_name_is_hidden(name):
    assert "*" in mask_name(name)
    assert len(mask_name(name)) == len(name)


def test_free_text_keeps_its_words_and_loses_its_numbers():
    text = "请联系张阿姨 +86 138-1234-5678, 证件62010219900101001X, 订单20261122000001"
    assert scrub(text) == "请联系张阿姨 138****5678, 证件620102********001X, 订单20261122000001"
