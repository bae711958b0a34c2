"""Places spread over a district: inside, apart, together by street, always the same."""

import math
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.data import demo_outlines, divisions
from redvest.engines.geodesy import area_m2, contains_many, disc, distances_m
from redvest.engines.layout import LayoutError, least_spacing_m, spread

CENTER = (36.06, 103.83)
STUDIED = ("620102", "370705", "410106", "350102")


def counts_of(code):
    return [len(street.communities) for street in divisions().streets(code)]


def everywhere(layout):
    return [*layout.streets, *(place for places in layout.communities for place in places)]


@pytest.mark.parametrize("code", STUDIED)
def test_a_studied_district_is_spread_over_its_outline(code):
    outline, counts = demo_outlines().outline(code), counts_of(code)
    layout = spread(counts, outline)
    assert [len(places) for places in layout.communities] == counts
    assert np.all(contains_many(outline, everywhere(layout)))
    even = math.sqrt(area_m2(outline) / len(everywhere(layout)))
    assert least_spacing_m(everywhere(layout)) > 0.5 * even


@pytest.mark.parametrize("code", STUDIED)
def test_the_communities_of_one_street_stay_together(code):
    layout = spread(counts_of(code), demo_outlines().outline(code))
    owner = np.repeat(np.arange(len(layout.streets)), [len(p) for p in layout.communities])
    places = [place for inside in layout.communities for place in inside]
    apart = distances_m(places, places)
    np.fill_diagonal(apart, np.inf)
    alone = [
        i
        for i in range(len(places))
        if np.count_nonzero(owner == owner[i]) > 1
        and owner[i] not in owner[np.argsort(apart[i])[:6]]
    ]
    # A street cut in two by a bend of the border may leave one behind.
    assert len(alone) <= len(places) / 50


def test_two_hundred_communities_take_less_than_a_second():
    outline = demo_outlines().outline("620102")
    best = 9.0
    for _ in range(3):
        started = time.perf_counter()
        spread([8] * 25, outline)
        best = min(best, time.perf_counter() - started)
    assert best < 1.0


def triangles(draw):
    corner = st.tuples(st.floats(103.0, 103.2), st.floats(36.0, 36.2))
    ring = draw(st.tuples(corner, corner, corner))
    (x1, y1), (x2, y2), (x3, y3) = ring
    size = abs((x2 - x1) * (y3 - y1) - (x3 - x1) * (y2 - y1)) / 2
    longest = max(math.dist(ring[i], ring[i - 1]) for i in range(3))
    return ((ring,),), size / max(longest**2, 1e-12)


SHAPES = st.composite(triangles)().filter(lambda pair: pair[1] > 0.02).map(lambda pair: pair[0])
OUTLINES = SHAPES | st.builds(disc, st.just(CENTER), st.floats(300, 20_000))


@settings(max_examples=15)
@given(OUTLINES, st.lists(st.integers(0, 12), min_size=1, max_size=12))
def test_all_places_differ_and_are_inside_and_never_change(outline, counts):
    layout = spread(counts, outline)
    places = everywhere(layout)
    assert len(places) == len(set(places)) == len(counts) + sum(counts)
    assert np.all(contains_many(outline, places))
    assert spread(counts, outline) == layout
    even = math.sqrt(area_m2(outline) / len(places))
    assert least_spacing_m(places) > 0.1 * even


def test_without_an_outline_a_disc_is_used():
    layout = spread([3, 4], None, CENTER, 2_000)
    far = distances_m([CENTER], everywhere(layout))
    assert np.all(far < 2_000)
    assert far.max() > 1_000
    assert layout == spread([3, 4], disc(CENTER, 2_000))


def test_an_island_and_a_hole_are_respected():
    outer = ((103.0, 36.0), (103.1, 36.0), (103.1, 36.1), (103.0, 36.1))
    hole = ((103.02, 36.02), (103.08, 36.02), (103.08, 36.08), (103.02, 36.08))
    island = ((103.2, 36.0), (103.25, 36.0), (103.25, 36.05))
    outline = ((outer, hole), (island,))
    places = everywhere(spread([9] * 6, outline))
    assert np.all(contains_many(outline, places))
    assert any(lon > 103.2 for _, lon in places)


def test_nothing_to_place_is_no_mistake():
    assert spread([]).streets == ()
    assert spread([0], None, CENTER).communities == ((),)


@pytest.mark.parametrize(
    ("counts", "outline", "code"),
    [
        ([-1], None, "amount"),
        ([5_001], None, "amount"),
        ([3], ((((103.0, 36.0), (103.0, 36.0), (103.0, 36.0)),),), "room"),
    ],
)
def test_it_refuses_what_has_no_room(counts, outline, code):
    with pytest.raises(LayoutError) as refused:
        spread(counts, outline, CENTER)
    assert refused.value.code == code
