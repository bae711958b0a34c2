"""Walks, circles and the next venues, against brute force that reads none of the code it checks."""

import doctest
import itertools
from pathlib import Path
from random import Random

import networkx as nx
import numpy as np
import pytest

from redvest.engines.coverage import BANDS, band_of, circle, lattice, rectangles, where_next
from redvest.engines.geodesy import contains_many, disc, distances_m, from_plane, to_plane
from redvest.engines.walking import (
    Basis,
    Ground,
    Refused,
    Streets,
    between,
    build_streets,
    may_be_walked,
    nearest,
)
from redvest.engines.where_next import _not_ruled_out, come_nearest, cover_most

ROOT = Path(__file__).resolve().parents[2]
HERE = (36.06, 103.83)
LINE = Ground(detour=1.3, m_per_minute=75.0)
WORLD = (-90.0, -180.0, 90.0, 180.0)


def at(*meters: tuple[float, float]) -> np.ndarray:
    """Places so many meters east and north of one."""
    return from_plane(list(meters), HERE)


def some_streets(chance: Random, many: int) -> Streets:
    """A grid with holes, as a reader would find it."""
    refs, places, stretches = [], [], []
    for row, column in itertools.product(range(many), range(many)):
        refs.append(row * many + column)
        places.append((column * 120 + chance.uniform(-30, 30), row * 120 + chance.uniform(-30, 30)))
        if column and chance.random() < 0.8:
            stretches.append((refs[-1], refs[-1] - 1))
        if row and chance.random() < 0.8:
            stretches.append((refs[-1], refs[-1] - many))
    return build_streets(refs, from_plane(places, HERE), stretches, WORLD)


def over_streets() -> Ground:
    return Ground(1.3, 75.0, some_streets(Random(3), 12))


def by_networkx(ground: Ground, place: np.ndarray, others: np.ndarray) -> list[float]:
    """Minutes from a place to others: to the nearest point, along the streets, and off again."""
    streets = ground.streets
    assert streets is not None
    graph = nx.Graph()
    for (a, b), meters in zip(streets.ends.tolist(), streets.meters.tolist(), strict=True):
        graph.add_edge(a, b, weight=meters)

    def snapped(one: np.ndarray) -> tuple[float, int]:
        away = distances_m([one], streets.points)[0]
        return float(away.min()), int(away.argmin())

    away, start = snapped(place)
    reach = nx.single_source_dijkstra_path_length(graph, start)
    ends = [snapped(other) for other in others]
    return [((away + off) * ground.detour + reach[end]) / ground.m_per_minute for off, end in ends]


def test_walks_over_streets_are_what_another_search_finds():
    ground, chance = over_streets(), Random(4)
    places, venues = (
        at(*[(chance.uniform(0, 1300), chance.uniform(0, 1300)) for _ in range(n)]) for n in (8, 4)
    )
    found = nearest(ground, places, venues)
    whole = between(ground, venues, places, 1e9)
    for n, place in enumerate(places):
        expected = by_networkx(ground, place, venues)
        assert found.minutes[n] == pytest.approx(min(expected), rel=2e-3)
        assert whole[:, n] == pytest.approx(expected, rel=2e-3)
        assert found.which[n] == np.argmin(whole[:, n])


def test_beyond_the_longest_walk_asked_for_there_is_none():
    ground, places = over_streets(), at((0, 0), (1300, 1300))
    walk = between(ground, places[:1], places, 1e9)[0, 1]
    assert between(ground, places[:1], places, walk - 0.1)[0, 1] == np.inf
    assert between(ground, places[:1], places, walk + 0.1)[0, 1] == pytest.approx(walk)


def test_without_streets_a_walk_is_the_line_made_longer():
    places, venues = at((0, 0), (900, 0)), at((0, 75), (900, 750))
    found = nearest(LINE, places, venues)
    assert found.minutes == pytest.approx([1.3, 13.0], rel=1e-3)
    assert found.which.tolist() == [0, 1]
    assert (LINE.basis, over_streets().basis) == (Basis.STRAIGHT, Basis.STREETS)


def test_a_place_far_from_every_street_is_reckoned_by_the_line_and_said_to_be():
    ground, far = over_streets(), at((600, 600), (9000, 9000))
    found = nearest(ground, far, at((700, 700)))
    assert found.off_streets.tolist() == [False, True]
    assert found.minutes[1] == nearest(LINE, far[1:], at((700, 700))).minutes[0]
    both = between(ground, at((700, 700)), far, 1e9)
    assert both[0] == pytest.approx(found.minutes)


def test_only_the_largest_connected_part_of_the_streets_is_kept():
    places = from_plane([(0, 0), (100, 0), (200, 0), (500, 500), (600, 500)], HERE)
    streets = build_streets([1, 2, 3, 7, 8], places, [(1, 2), (2, 3), (7, 8), (3, 3)], WORLD)
    assert len(streets.points) == 3
    assert streets.meters == pytest.approx([100, 100], rel=1e-3)


def test_streets_elsewhere_or_none_are_refused():
    places = from_plane([(0, 0), (100, 0)], HERE)
    with pytest.raises(Refused) as none:
        build_streets([], np.empty((0, 2)), [], WORLD)
    with pytest.raises(Refused) as elsewhere:
        build_streets([1, 2], places, [(1, 2)], (0, 0, 1, 1))
    assert (none.value.code, elsewhere.value.code) == ("empty", "outside")


@pytest.mark.parametrize(
    ("tags", "walked"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "residential"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "motorway", "foot": "yes"}, True),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "designated"}, True),
        ({"highway": "primary", "foot": "no"}, False),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"building": "yes"}, False),
    ],
)
def test_people_walk_where_the_tags_let_them(tags, walked):
    assert may_be_walked(tags) is walked


def test_the_circle_counts_people_not_places():
    places = at((0, 0), (800, 0), (3000, 0))
    found = circle(LINE, places, [100, 50, 850], at((0, 0)))
    assert found.within.tolist() == [True, True, False]
    assert (found.people, found.people_within, found.share) == (1000, 150, 0.15)
    assert found.by_band == (100, 0, 50, 850)
    assert sum(found.by_band) == found.people


def test_without_any_open_venue_nobody_is_within():
    found = circle(LINE, at((0, 0)), [10], np.empty((0, 2)))
    assert (found.share, found.which.tolist(), found.by_band[-1]) == (0.0, [-1], 10)


def test_a_district_without_places_has_no_share_at_all():
    found = circle(LINE, np.empty((0, 2)), [], at((0, 0)))
    assert found.share is None
    assert found.by_band == (0, 0, 0, 0)


def test_bands_hold_their_upper_ends():
    assert band_of([0, 5, 5.01, 10, 15, 15.01, np.inf]).tolist() == [0, 0, 1, 1, 2, 3, 3]
    assert len(BANDS) == 3


def covered(near, people, chosen):
    return sum(p for place, p in enumerate(people) if any(near[c][place] for c in chosen))


@pytest.mark.parametrize("seed", range(12))
def test_most_people_are_covered_as_trying_every_choice_finds(seed):
    chance = Random(seed)
    near = [[chance.random() < 0.25 for _ in range(14)] for _ in range(7)]
    people = [chance.randint(0, 9) for _ in range(14)]
    k = chance.randint(1, 4)
    best = max(covered(near, people, chosen) for chosen in itertools.combinations(range(7), k))
    found = cover_most(near, people, k)
    assert found.proven
    assert found.gained == found.bound == best == covered(near, people, found.chosen)
    assert len(found.chosen) == len(set(found.chosen)) <= k


@pytest.mark.parametrize("seed", range(60))
def test_most_minutes_are_saved_as_trying_every_choice_finds(seed):
    chance = Random(seed)
    minutes = np.array(
        [[chance.choice([3, 8, 14, 30, np.inf]) for _ in range(12)] for _ in "abcdefg"]
    )
    now = np.array([chance.choice([5.0, 20.0, 40.0]) for _ in range(12)])
    people = np.array([chance.randint(0, 9) for _ in range(12)])
    k = chance.randint(1, 4)

    def saved(chosen):
        return float(((now - np.minimum(now, minutes[list(chosen)].min(axis=0))) * people).sum())

    best = max(map(saved, itertools.combinations(range(7), k)))
    found = come_nearest(minutes, now, people, k)
    assert found.proven
    assert found.gained == pytest.approx(best)
    assert found.gained == pytest.approx(saved(found.chosen) if found.chosen else 0.0)


@pytest.mark.parametrize("seed", range(20))
def test_nothing_is_ruled_out_that_a_better_choice_has(seed):
    chance = np.random.default_rng(seed)
    worths = chance.integers(0, 60, (9, 14)).astype(float)
    k = int(chance.integers(1, 4))
    choices = list(itertools.combinations(range(9), k))
    worth = {one: worths[list(one)].max(axis=0).sum() for one in choices}
    known = float(np.sort(list(worth.values()))[-4])
    better = {one for choice in choices if worth[choice] > known for one in choice}
    left = set(_not_ruled_out(worths, k, known).tolist())
    assert better <= left


def test_what_is_far_from_any_better_choice_is_ruled_out():
    worths = np.diag([90.0, 80.0, 70.0, 1.0, 1.0])
    assert _not_ruled_out(worths, 2, 169.0).tolist() == [0, 1]


def test_greed_alone_would_choose_worse():
    # The one who covers most at once is no part of the best two.
    near = [[1, 1, 1, 1, 0, 0], [1, 1, 0, 0, 1, 0], [0, 0, 1, 1, 0, 1]]
    found = cover_most(near, [1] * 6, 2)
    assert (sorted(found.chosen), found.gained, found.proven) == ([1, 2], 6, True)


def test_the_first_named_adds_most_and_none_adds_nothing():
    near = [[1, 0, 0, 0], [0, 1, 1, 1], [0, 1, 0, 0]]
    found = cover_most(near, [1, 1, 1, 1], 3)
    assert found.chosen == (1, 0)


def test_asking_for_none_or_having_no_candidate_gives_none():
    assert cover_most(np.zeros((0, 3)), [1, 1, 1], 2).chosen == ()
    assert cover_most([[1, 1]], [1, 1], 0).chosen == ()
    assert come_nearest(np.zeros((0, 3)), [9, 9, 9], [1, 1, 1], 2).gained == 0
    assert come_nearest([[np.inf, 9]], [9, 9], [1, 1], 2).chosen == ()


def test_without_time_to_prove_it_the_answer_says_so():
    chance = np.random.default_rng(1)
    minutes = chance.uniform(1, 60, (60, 150))
    found = come_nearest(minutes, np.full(150, 60.0), np.ones(150), 12, seconds=0.0)
    assert found.chosen
    assert found.proven == (found.bound == found.gained)
    assert found.bound >= found.gained


def test_the_next_venue_goes_where_the_people_without_one_live():
    places = at((0, 0), (3000, 0), (3200, 0), (9000, 0))
    now = circle(LINE, places, [10, 60, 60, 90], at((0, 0))).minutes
    plans = where_next(LINE, places, [10, 60, 60, 90], now, places, 1)
    assert plans.covering.chosen[0] in (1, 2)
    assert plans.covering.gained == 120
    # Nobody beyond any walk is left out of the second question: they count as 90 minutes.
    assert plans.nearness.chosen == (3,)
    assert plans.covering.proven
    assert plans.nearness.proven


def test_cells_fill_the_outline_once_and_merge_only_within_a_band():
    outline = disc(HERE, 3000)
    cells = lattice(outline)
    assert contains_many(outline, cells.middles).all()
    assert len(cells.middles) == len(set(zip(cells.row, cells.column, strict=True)))
    band = (cells.column % 5 == 0).astype(int)
    shown = np.ones(len(band), dtype=bool)
    found = rectangles(cells, band, shown)
    for kind in (0, 1):
        low, high = (
            to_plane([one[at : at + 2] for one in found if one[4] == kind], cells.origin)
            for at in (0, 2)
        )
        area = float(np.prod(high - low, axis=1).sum())
        assert area == pytest.approx((band == kind).sum() * cells.side_m**2, rel=0.02)
    assert rectangles(cells, band, ~shown) == []


def test_the_document_says_what_the_program_does():
    found = doctest.testfile(str(ROOT / "docs/algorithms/circle.md"), module_relative=False)
    assert found.attempted > 5
    assert found.failed == 0
