"""The packed outlines and their format."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.data import HERE as DATA
from redvest.data import demo_outlines, divisions
from redvest.engines.demo_outlines import SCALE, Outlines, OutlinesError, pack
from redvest.engines.geodesy import area_m2, contains

# Well-known places in each, as a GPS receiver shows them: the city hall, a gate, a station.
KNOWN = {
    "110101": (39.8997, 116.3980, 41.8),
    "350102": (26.0820, 119.3034, 35.7),
    "370705": (36.7069, 119.1617, 188.0),
    "410106": (34.8028, 113.3089, 64.7),
    "620102": (36.0576, 103.8235, 220.0),
}


@pytest.mark.parametrize("code", KNOWN)
def test_a_known_place_is_inside_and_the_size_is_about_right(code):
    lat, lon, km2 = KNOWN[code]
    outline = demo_outlines().outline(code)
    assert contains(outline, lat, lon)
    assert not contains(outline, lat + 1, lon)
    assert area_m2(outline) / 1e6 == pytest.approx(km2, rel=0.45)


def test_nearly_every_district_has_one():
    codes = set(demo_outlines().codes())
    districts = {district.code for district in divisions().districts()}
    assert codes <= districts
    assert len(codes) == 2849
    assert demo_outlines().outline("000000") is None
    assert demo_outlines().outline("130171") is None  # A development zone, no district.
    assert (DATA / "outlines.bin").stat().st_size < 1_500_000


@pytest.mark.slow
def test_no_outline_crosses_itself():
    shapely = pytest.importorskip("shapely")
    for code in demo_outlines().codes():
        outline = demo_outlines().outline(code)
        for polygon in outline:
            assert all(ring[0] == ring[-1] for ring in polygon)
        shape = shapely.MultiPolygon([(p[0], list(p[1:])) for p in outline])
        assert shape.is_valid, code
        assert contains(outline, *reversed(shape.representative_point().coords[0]))


RING = st.lists(
    st.tuples(st.integers(-1_800_000, 1_800_000), st.integers(-900_000, 900_000)),
    min_size=3,
    max_size=5,
    unique=True,
).map(lambda ring: tuple((x / SCALE, y / SCALE) for x, y in (*ring, ring[0])))
OUTLINE = st.lists(st.lists(RING, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple)


@settings(max_examples=30)
@given(st.dictionaries(st.integers(0, 999_999).map("{:06d}".format), OUTLINE, max_size=3))
def test_what_is_packed_comes_back(outlines):
    opened = Outlines(pack(outlines))
    assert opened.codes() == tuple(sorted(outlines))
    for code, outline in outlines.items():
        assert opened.outline(code) == outline


def test_a_damaged_file_is_noticed():
    good = pack({"620102": ((((103.0, 36.0), (103.1, 36.0), (103.1, 36.1)),),)})
    for bad in (b"", b"PK" + good, good[:-1], good + b"x"):
        with pytest.raises(OutlinesError):
            Outlines(bad)
    with pytest.raises(OutlinesError):
        Outlines(good[:-1] + b"\xff").outline("620102")
