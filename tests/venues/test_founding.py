"""Setting up a district: the right venues, inside the outline, once."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from redvest.districts.models import District, DistrictPolicy, Region
from redvest.districts.outlines import polygons
from redvest.districts.queries import outline_of
from redvest.engines.geodesy import contains_many
from redvest.errors import Invalid
from redvest.journal.models import Event
from redvest.venues.models import Venue
from redvest.venues.queries import counts_sentence, venue_counts
from redvest.venues.services import init_district

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
EXPECTED = json.loads(
    (Path(__file__).parent.parent / "engines/divisions_expected.json").read_text()
)


@pytest.mark.parametrize("code", sorted(EXPECTED["districts"]))
def test_a_district_has_one_center_an_office_a_street_and_a_station_a_community(code):
    init_district(code)
    expected = EXPECTED["districts"][code]
    assert venue_counts(code) == {
        "center": 1,
        "office": expected["streets_administrative"],
        "station": expected["communities_in_administrative_streets"],
        "point": 0,
    }
    streets = Region.objects.filter(district=code, code__regex=r"^\d{9}$")
    assert streets.count() == expected["streets_all"]
    communities = Region.objects.filter(district=code, code__regex=r"^\d{12}$")
    assert communities.count() == expected["communities_all"]
    named = (entry.split() for entry in expected["named_in_the_accounts"])
    for region, name in named:
        assert name in Venue.objects.get(district=code, region=region).name


def test_names_follow_from_the_regions():
    init_district("620102")
    names = dict(Venue.objects.filter(district="620102").values_list("region", "name"))
    assert names["620102"] == "城关区新时代文明实践中心"
    assert names["620102001"] == "酒泉路街道新时代文明实践所"
    assert names["620102001001"] == "畅家巷社区新时代文明实践站"
    with translation.override("zh-hans"):
        assert counts_sentence(venue_counts("620102")) == "1 中心 25 所 176 站"


def test_quasi_administrative_streets_have_no_office():
    init_district("620102")
    quasi = Region.objects.filter(district="620102", is_administrative=False)
    assert {row.code[:9] for row in quasi} == {"620102400", "620102402", "620102403"}
    assert not Venue.objects.filter(region__in=quasi.values("code")).exists()


def test_running_it_again_changes_nothing():
    init_district("410106")
    Region.objects.filter(code="410106001").update(name="改过的街道")
    Venue.objects.filter(region="410106001001").update(status="closed")
    tables = (District, Region, Venue, DistrictPolicy, Event)
    before = [sorted(map(repr, table.objects.values_list())) for table in tables]
    init_district("410106")
    assert [sorted(map(repr, table.objects.values_list())) for table in tables] == before


@pytest.mark.parametrize(
    ("code", "part"),
    [
        ("62010", "不是区县代码"),
        ("６２０１０２", "不是区县代码"),
        ("鼓楼", "350102"),
        ("", "不是区县代码"),
        ("620000", "620102"),
        ("620100", "620102"),
        ("620199", "没有找到区县 620199"),
        ("999999", "没有找到区县 999999"),
    ],
)
def test_a_code_that_is_no_district_is_refused_with_suggestions(code, part):
    with translation.override("zh-hans"), pytest.raises(Invalid) as refused:
        init_district(code)
    assert part in str(refused.value)
    assert not District.objects.exists()
    assert not Region.objects.exists()


@pytest.mark.parametrize("code", ["441900", "460400", "429004", "540102", "659006", "110101"])
def test_districts_of_unusual_structure_can_be_set_up(code):
    district = init_district(code)
    counts = venue_counts(code)
    assert counts["center"] == 1
    assert (
        counts["office"]
        == Region.objects.filter(
            district=code, code__regex=r"^\d{9}$", is_administrative=True
        ).count()
    )
    assert district.full_name.endswith(district.name)
    assert not Venue.objects.filter(lat=None).exists()


def test_a_district_of_quasi_streets_only_has_just_its_center():
    from redvest import data

    book = data.divisions()
    code = next(
        one.code
        for one in book.districts()
        if not any(street.is_administrative for street in book.streets(one.code))
    )
    said = StringIO()
    with translation.override("zh-hans"):
        call_command("init_district", code, stdout=said)
    assert venue_counts(code) == {"center": 1, "office": 0, "station": 0, "point": 0}
    assert "只建了区中心" in said.getvalue()
    assert "逐个添加" in said.getvalue()


def test_the_command_says_what_it_set_up_and_that_nothing_changed():
    first, again = StringIO(), StringIO()
    with translation.override("zh-hans"):
        call_command("init_district", "410106", stdout=first)
        call_command("init_district", "410106", stdout=again)
    assert "410106 郑州市上街区: 1 中心 6 所 64 站" in first.getvalue()
    assert "没有任何改动" not in first.getvalue()
    assert "只建了区中心" not in first.getvalue()
    assert "没有任何改动" in again.getvalue()


def test_every_place_is_estimated_distinct_and_inside_the_outline():
    init_district("620102")
    outline = outline_of("620102")
    assert outline is not None
    places = list(Venue.objects.values_list("lat", "lon", "place_basis"))
    assert len({(lat, lon) for lat, lon, _basis in places}) == 202
    assert {basis for _lat, _lon, basis in places} == {"estimated"}
    assert contains_many(polygons(outline), [(lat, lon) for lat, lon, _basis in places]).all()


def test_two_setups_of_one_district_place_it_the_same_way():
    init_district("410106")
    first = dict(Venue.objects.values_list("region", "lat"))
    Venue.objects.all().delete()
    Region.objects.update(lat=None, lon=None)
    init_district("410106")
    assert dict(Venue.objects.values_list("region", "lat")) == first


def test_a_district_without_an_outline_is_laid_out_amid_its_neighbors():
    from redvest import data

    known = set(data.demo_outlines().codes())
    code = next(one.code for one in data.divisions().districts() if one.code not in known)
    init_district(code)
    assert outline_of(code) is None
    assert not Venue.objects.filter(lat=None).exists()


def test_a_place_that_staff_set_survives_a_second_setup():
    init_district("410106")
    Venue.objects.filter(region="410106001").update(lat=34.8, lon=113.3, place_basis="placed")
    Venue.objects.filter(region="410106001001").delete()
    init_district("410106")
    assert Venue.objects.filter(region="410106001", lat=34.8, lon=113.3).exists()
    assert Venue.objects.filter(region="410106001001").exclude(lat=None).exists()


def test_the_command_refuses_an_outline_that_is_not_there():
    with pytest.raises(CommandError):
        call_command("init_district", "410106", "--outline", "/nonexistent", stdout=StringIO())
