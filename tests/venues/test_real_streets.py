"""Walks over real streets: a small extract of OpenStreetMap, against a reading of our own of it."""

from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import networkx as nx
import numpy as np
import osmium
import pytest

from redvest.core.osm_files import read_streets
from redvest.engines.walking import Ground, between, nearest
from redvest.venues.queries.circle import unpacked

SAMPLE = Path(__file__).parent / "data" / "harrisburg.osm.pbf"
BOX = (40.0, -77.0, 41.0, -76.0)


def meters(a: tuple[float, float], b: tuple[float, float]) -> float:
    (lat, lon), (other_lat, other_lon) = (tuple(map(radians, one)) for one in (a, b))
    chord = sin((lat - other_lat) / 2) ** 2
    chord += cos(lat) * cos(other_lat) * sin((lon - other_lon) / 2) ** 2
    return 2 * 6371008.8 * asin(sqrt(chord))


def by_hand() -> nx.Graph:
    """Every way of the sample that is walked, point by point, and its largest connected part."""
    graph = nx.Graph()
    for way in osmium.FileProcessor(str(SAMPLE)).with_locations():
        if not isinstance(way, osmium.osm.Way) or way.tags.get("highway", "motor")[:5] == "motor":
            continue
        if way.tags.get("foot") == "no" or way.tags.get("access") in ("no", "private"):
            continue
        places = [(node.ref, (node.location.lat, node.location.lon)) for node in way.nodes]
        for (name, here), (other, there) in pairwise(places):
            graph.add_edge(name, other, weight=meters(here, there))
            graph.nodes[name]["at"], graph.nodes[other]["at"] = here, there
    return graph.subgraph(max(nx.connected_components(graph), key=len))


@pytest.mark.slow
def test_the_streets_of_a_real_extract_are_those_a_plain_reading_finds():
    packed = read_streets([SAMPLE.read_bytes()], BOX)
    expected = by_hand()
    streets = unpacked(packed.content)
    assert (packed.points, packed.stretches) == (len(expected), expected.number_of_edges())
    assert streets.meters.sum() == pytest.approx(expected.size(weight="weight"), rel=2e-3)
    assert str(packed.data_date) == "2020-07-20"
    names = sorted(expected)[:: len(expected) // 12]
    places = np.array([expected.nodes[name]["at"] for name in names])
    ground = Ground(1.3, 75.0, streets)
    walks = between(ground, places[:1], places, 1e9)[0]
    known = nx.single_source_dijkstra_path_length(expected, names[0])
    assert walks * 75.0 == pytest.approx([known[name] for name in names], rel=5e-3, abs=0.5)
    assert nearest(ground, places, places[:1]).minutes == pytest.approx(walks)
    # Streets are longer than the line, which is what the estimate's factor stands for.
    lines = [meters(tuple(places[0]), tuple(place)) for place in places]
    assert (walks * 75.0 >= np.array(lines) * 0.995).all()
