"""The packed divisions: the four districts studied, the whole country, and the format itself."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.data import HERE as DATA
from redvest.data import divisions
from redvest.engines.divisions import (
    District,
    Divisions,
    DivisionsError,
    Street,
    display_name,
    pack,
)

EXPECTED = json.loads(Path(__file__).with_name("divisions_expected.json").read_text("utf-8"))
COUNTRY = divisions()


@pytest.mark.parametrize("code", EXPECTED["districts"])
def test_a_studied_district_comes_out_as_published(code):
    wanted = EXPECTED["districts"][code]
    streets = COUNTRY.streets(code)
    district = COUNTRY.district(code)
    assert district is not None
    assert district.full_name == wanted["name"]
    administrative = [street for street in streets if street.is_administrative]
    assert len(streets) == wanted["streets_all"]
    assert len(administrative) == wanted["streets_administrative"]
    assert len(COUNTRY.communities(code)) == wanted["communities_all"]
    assert (
        sum(len(street.communities) for street in administrative)
        == wanted["communities_in_administrative_streets"]
    )
    for line in wanted["named_in_the_accounts"]:
        place, name = line.split(" ")
        assert COUNTRY.name(place) in (name, name + "社区")


def test_the_whole_country_is_there():
    districts = COUNTRY.districts()
    assert len(COUNTRY.provinces()) == 31
    assert sum(len(COUNTRY.cities(code)) for code in COUNTRY.provinces()) == 342
    assert len(districts) == 2978
    assert len({district.code for district in districts}) == 2978
    assert (DATA / "divisions.bin").stat().st_size < 4_000_000


@pytest.mark.slow
def test_every_block_opens_and_nothing_is_lost():
    streets = communities = 0
    for district in COUNTRY.districts():
        for street in COUNTRY.streets(district.code):
            assert street.code.startswith(district.code)
            streets += 1
            communities += len(street.communities)
            assert all(c.code.startswith(street.code) and c.name for c in street.communities)
    assert (streets, communities) == (41352, 620573)


def test_one_district_is_open_in_less_than_300_ms():
    data = (DATA / "divisions.bin").read_bytes()
    best = 9.0
    for _ in range(3):
        started = time.perf_counter()
        assert len(Divisions(data).streets("620102")) == 28
        best = min(best, time.perf_counter() - started)
    assert best < 0.3


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("620102", "兰州市城关区"),
        ("110101", "北京市东城区"),
        ("500229", "重庆市城口县"),
        ("441900", "东莞市"),
        ("419001", "河南省济源市"),
        ("659001", "新疆维吾尔自治区石河子市"),
    ],
)
def test_a_district_is_named_with_the_place_above_it(code, full_name):
    district = COUNTRY.district(code)
    assert district is not None
    assert district.full_name == full_name


@pytest.mark.parametrize(
    ("stat_name", "name"),
    [
        ("畅家巷社区居委会", "畅家巷社区"),
        ("工福街社区居民委员会", "工福街社区"),
        ("中山社区", "中山社区"),
        ("龙州居委会", "龙州社区"),
        ("阳光小区居委会", "阳光小区"),
        ("李家村村民委员会", "李家村"),
        ("李家村村委会", "李家村"),
        ("王庄村村民委员会", "王庄村"),
        ("王庄村民委员会", "王庄村"),
        ("东沟社区村民委员会", "东沟社区"),
        ("乌兰嘎查村民委员会", "乌兰嘎查"),
        ("乌兰嘎查委会", "乌兰嘎查"),
        ("虚拟生活区", "虚拟生活区"),
        ("居委会", "居委会"),
    ],
)
def test_a_community_is_called_as_people_call_it(stat_name, name):
    assert display_name(stat_name) == name
    assert display_name(name) == name


def test_the_statistical_name_is_kept_beside_the_other():
    community = COUNTRY.communities("620102001")[0]
    assert (community.code, community.name, community.stat_name) == (
        "620102001001",
        "畅家巷社区",
        "畅家巷社区居委会",
    )


def test_places_are_named_on_every_level():
    names = [COUNTRY.name("620102007004"[:n]) for n in (2, 4, 6, 9, 12)]
    assert names == ["甘肃省", "兰州市", "城关区", "白银路街道", "西北新村社区"]
    assert COUNTRY.name("620102007999") is None
    assert COUNTRY.name("620102999") is None
    assert COUNTRY.name("999999999") is None


def test_it_finds_districts_by_words_and_codes():
    assert COUNTRY.search("福州 鼓楼")[0].code == "350102"
    assert COUNTRY.search("甘肃 城关")[0].code == "620102"
    assert [found.code for found in COUNTRY.search("410106")] == ["410106"]
    assert {found.name for found in COUNTRY.search("鼓楼区")} == {"鼓楼区"}
    assert len(COUNTRY.search("区", limit=7)) == 7
    assert len(COUNTRY.search("区", limit=10**9)) == 100
    assert COUNTRY.search("  ") == ()
    assert COUNTRY.search("没有这个地方") == ()


def test_it_finds_streets_and_communities_within_a_district():
    found = COUNTRY.search_within("620102", "焦家湾")
    assert isinstance(found[0], Street)
    assert [place.code for place in found] == [
        "620102023",
        "620102023001",
        "620102023002",
        "620102023003",
    ]
    assert COUNTRY.search_within("620102", " ") == ()
    assert COUNTRY.search_within("000000", "街") == ()


def test_what_is_not_there_is_not_there():
    assert COUNTRY.district("000000") is None
    assert COUNTRY.streets("000000") == ()
    assert COUNTRY.communities("000000") == ()
    with pytest.raises(DivisionsError) as refused:
        COUNTRY.communities("62")
    assert refused.value.code == "region_code"


ENDINGS = st.sampled_from(["", "社区居委会", "村民委员会", "居委会", "村村委会"])
NAMES = st.builds(
    "{}{}".format, st.text("中关龙𠮷é7Aß村社区庄·（）", min_size=1, max_size=6), ENDINGS
)


@given(
    st.dictionaries(
        st.integers(1, 4), st.dictionaries(st.integers(1, 999), NAMES, max_size=5), max_size=3
    )
)
def test_what_is_packed_comes_back(tree):
    places = {"62": "甘肃省", "6201": "兰州市", "620102": "城关区", "620103": "七里河区"}
    for street, inside in tree.items():
        places[f"620102{street:03d}"] = f"{street}号街道"
        places |= {f"620102{street:03d}{number:03d}": name for number, name in inside.items()}
    opened = Divisions(pack(places))
    assert opened.districts() == (
        District("620102", "城关区", "兰州市", "甘肃省"),
        District("620103", "七里河区", "兰州市", "甘肃省"),
    )
    back = {street.code: street.name for street in opened.streets("620102")}
    back |= {c.code: c.stat_name for c in opened.communities("620102")}
    assert back == {code: name for code, name in places.items() if len(code) > 6}
    assert opened.streets("620103") == ()


@pytest.mark.parametrize(
    ("places", "code"),
    [
        ({"62": "甘肃省", "620102": "城关区"}, "region_code"),
        ({"62": "甘肃省", "620": "?"}, "region_code"),
        ({"6x": "甘肃省"}, "region_code"),
        ({"62": ""}, "format"),
        ({"62": "甘\n肃"}, "format"),
    ],
)
def test_it_does_not_pack_what_it_could_not_read(places, code):
    with pytest.raises(DivisionsError) as refused:
        pack(places)
    assert refused.value.code == code


def test_a_damaged_file_is_noticed():
    good = pack({"62": "甘肃省", "6201": "兰州市", "620102": "城关区", "620102001": "酒泉路街道"})
    for bad in (b"", b"PK" + good, good[:-3], good + b"x", good[:9] + b"\xff" * 20 + good[29:]):
        with pytest.raises(DivisionsError) as refused:
            Divisions(bad)
        assert refused.value.code == "format"
