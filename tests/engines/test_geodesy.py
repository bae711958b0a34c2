"""Datums, distances and outlines against published values and one another."""

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from redvest.engines.geodesy import (
    Datum,
    GeodesyError,
    area_m2,
    bounding_box,
    contains,
    contains_many,
    convert,
    convert_many,
    disc,
    distance_m,
    distances_m,
    from_plane,
    reach_m,
    to_plane,
    walking_minutes,
)

CITIES = {
    "lanzhou": (36.0611, 103.8343),
    "weifang": (36.7069, 119.1617),
    "zhengzhou": (34.8028, 113.3089),
    "fuzhou": (26.0820, 119.3034),
    "beijing": (39.9042, 116.4074),
}
IN_CHINA = st.tuples(st.floats(18.0, 53.0), st.floats(74.0, 134.0))
ANYWHERE = st.tuples(st.floats(-89.0, 89.0), st.floats(-180.0, 180.0))
# One square kilometer, roughly, with a hole in the middle, and an island to the east.
OUTER = ((103.0, 36.0), (103.01, 36.0), (103.01, 36.01), (103.0, 36.01), (103.0, 36.0))
HOLE = ((103.004, 36.004), (103.006, 36.004), (103.006, 36.006), (103.004, 36.006))
ISLAND = ((103.02, 36.0), (103.03, 36.0), (103.025, 36.01))
PLACE = ((OUTER, HOLE), (ISLAND,))


def test_the_published_pair_comes_out(vectors):
    for pair in vectors["wgs84_to_gcj02"]:
        lat, lon = convert(*pair["wgs84_lat_lon"], Datum.WGS84, Datum.GCJ02)
        assert distance_m(lat, lon, *pair["gcj02_lat_lon"]) < 0.2


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("datum", ["gcj02", "bd09"])
def test_the_offset_of_a_city_is_the_one_measured(vectors, city, datum):
    # The vectors name the city, not the spot; within a city the offset differs by a few meters.
    moved = convert(*CITIES[city], Datum.WGS84, Datum(datum))
    offset = distance_m(*CITIES[city], *moved)
    assert offset == pytest.approx(vectors["datum_offset_m"][city][datum], rel=0.015)


@given(IN_CHINA, st.permutations(list(Datum)))
def test_there_and_back_is_the_same_point(point, datums):
    source, target, _ = datums
    there = convert(*point, source, target)
    back = convert(*there, target, source)
    assert distance_m(*point, *back) < 0.001
    assert distance_m(*point, *there) > 10.0


@given(IN_CHINA)
def test_going_through_a_third_datum_changes_nothing(point):
    direct = convert(*point, Datum.WGS84, Datum.BD09)
    halfway = convert(*point, Datum.WGS84, Datum.GCJ02)
    assert convert(*halfway, Datum.GCJ02, Datum.BD09) == pytest.approx(direct, abs=1e-12)
    assert convert(*point, Datum.BD09, Datum.BD09) == point


def test_points_elsewhere_are_not_moved():
    porto = (41.15, -8.61)
    for source in Datum:
        for target in Datum:
            assert convert(*porto, source, target) == porto


def test_many_points_are_converted_like_one():
    points = np.array(list(CITIES.values()))
    many = convert_many(points, Datum.WGS84, Datum.BD09)
    one = [convert(*point, Datum.WGS84, Datum.BD09) for point in CITIES.values()]
    assert np.allclose(many, one, atol=1e-12)
    assert convert_many([], Datum.WGS84, Datum.BD09).shape == (0, 2)


def test_known_distances():
    assert distance_m(0, 0, 0, 180) == pytest.approx(math.pi * 6_371_008.8)
    assert distance_m(0, 0, 90, 0) == pytest.approx(math.pi / 2 * 6_371_008.8)
    # Lanzhou to Beijing, about 1,182 km.
    assert distance_m(*CITIES["lanzhou"], *CITIES["beijing"]) == pytest.approx(1_182_000, rel=0.01)


@given(ANYWHERE, ANYWHERE, ANYWHERE)
def test_distances_are_distances(a, b, c):
    matrix = distances_m([a, b, c], [a, b, c])
    assert np.all(np.diag(matrix) == 0)
    assert np.allclose(matrix, matrix.T)
    assert matrix[0, 2] <= matrix[0, 1] + matrix[1, 2] + 1e-3


@pytest.mark.parametrize(
    ("meters", "minutes"), [(0, 0), (1, 1), (865, 15), (866, 16), (1000, 18), (3000, 52)]
)
def test_a_walk_is_rounded_up(meters, minutes):
    assert walking_minutes(meters) == minutes


@given(st.integers(1, 120))
def test_reach_and_walk_agree(minutes):
    assert walking_minutes(reach_m(minutes)) == minutes
    assert walking_minutes(reach_m(minutes) + 1) == minutes + 1


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [
        (36.002, 103.002, True),
        (36.005, 103.005, False),
        (36.0, 103.0, True),
        (36.01, 103.0, False),
        (36.002, 103.015, False),
        (36.002, 103.025, True),
        (36.009, 103.021, False),
        (36.02, 103.005, False),
    ],
)
def test_a_point_is_inside_or_not(lat, lon, inside):
    assert contains(PLACE, lat, lon) is inside


def test_a_common_border_belongs_to_one_side_only():
    left = ((((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)),),)
    right = ((((1.0, 0.0), (2.0, 0.0), (2.0, 1.0), (1.0, 1.0)),),)
    points = [(lat, 1.0) for lat in np.linspace(0, 0.99, 34)]
    assert np.all(contains_many(left, points) ^ contains_many(right, points))


@given(st.floats(35.99, 36.02), st.floats(102.99, 103.04))
def test_inside_agrees_with_another_implementation(lat, lon):
    shapely = pytest.importorskip("shapely")
    shape = shapely.MultiPolygon([(OUTER, [HOLE]), (ISLAND, [])])
    spot = shapely.Point(lon, lat)
    assume(shape.boundary.distance(spot) > 1e-9)
    assert contains(PLACE, lat, lon) == shape.contains(spot)


def test_the_area_leaves_out_the_holes():
    side = math.radians(0.01) * 6_371_008.8
    width = side * math.cos(math.radians(36.005))
    assert area_m2(PLACE) == pytest.approx(side * width * (1 - 0.04 + 0.5), rel=1e-3)
    assert bounding_box(PLACE) == (36.0, 103.0, 36.01, 103.03)


@given(IN_CHINA, st.floats(10, 20_000))
def test_a_disc_is_round(center, radius):
    ((ring,),) = disc(center, radius)
    edge = distances_m([center], [(lat, lon) for lon, lat in ring])
    assert np.allclose(edge, radius, rtol=0.01)
    assert contains(disc(center, radius), *center)
    assert area_m2(disc(center, radius)) == pytest.approx(math.pi * radius**2, rel=0.02)


@given(IN_CHINA, st.floats(-0.2, 0.2), st.floats(-0.2, 0.2))
def test_the_plane_leads_back(origin, north, east):
    point = (origin[0] + north, origin[1] + east)
    assert np.allclose(from_plane(to_plane([point], origin), origin), [point], atol=1e-9)


@pytest.mark.parametrize(
    ("call", "args", "code"),
    [
        (convert, (91.0, 100.0, Datum.WGS84, Datum.GCJ02), "coordinate"),
        (convert, (36.0, math.nan, Datum.WGS84, Datum.GCJ02), "coordinate"),
        (distance_m, (0.0, 0.0, 0.0, 181.0), "coordinate"),
        (contains, ((), 0.0, 0.0), "outline"),
        (disc, ((36.0, 103.0), 0.0), "outline"),
        (disc, ((36.0, 103.0), math.nan), "outline"),
    ],
)
def test_it_refuses_what_is_no_place(call, args, code):
    with pytest.raises(GeodesyError) as refused:
        call(*args)
    assert refused.value.code == code
