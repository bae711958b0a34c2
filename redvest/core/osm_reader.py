"""Read one untrusted extract of OpenStreetMap: ``python -m redvest.core.osm_reader``.

Arguments: path of the extract, path to write to, south, west, north, east, seconds of CPU,
megabytes of memory, points at most. What is written is a NumPy archive of the walking network;
standard output is one JSON object with ``points``, ``stretches`` and ``data_date`` (what the file
says about its own age, or nothing), or with ``error``. The limits are set before the file is
opened, so a file that is made to eat the machine ends this process and nothing else.
"""

import json
import resource
import sys

import numpy as np

from redvest.engines.walking import Refused, build_streets, may_be_walked


def read(
    path: str, target: str, box: tuple[float, float, float, float], points_max: int
) -> dict[str, object]:
    import osmium

    keep = osmium.filter.KeyFilter("highway")
    only = osmium.filter.EntityFilter(osmium.osm.WAY)
    source = osmium.FileProcessor(path, osmium.osm.NODE | osmium.osm.WAY).with_locations()
    header = osmium.io.Reader(path, osmium.osm.NOTHING).header()
    refs: list[int] = []
    places: list[tuple[float, float]] = []
    stretches: list[tuple[int, int]] = []
    for way in source.with_filter(only).with_filter(keep):
        if not may_be_walked({tag.k: tag.v for tag in way.tags}):
            continue
        before = None
        assert isinstance(way, osmium.osm.Way)
        for node in way.nodes:
            if not node.location.valid():
                before = None
                continue
            refs.append(node.ref)
            places.append((node.location.lat, node.location.lon))
            if before is not None:
                stretches.append((before, node.ref))
            before = node.ref
    streets = build_streets(refs, places, stretches, box)
    if len(streets.points) > points_max:
        return {"error": "too_many", "detail": len(streets.points)}
    np.savez_compressed(
        target,
        points=np.round(streets.points * 1e7).astype(np.int32),
        ends=streets.ends.astype(np.int32),
        meters=streets.meters.astype(np.float32),
    )
    return {
        "points": len(streets.points),
        "stretches": len(streets.ends),
        "data_date": header.get("osmosis_replication_timestamp", "")[:10],
    }


def main() -> None:
    path, target, *numbers = sys.argv[1:]
    south, west, north, east = (float(number) for number in numbers[:4])
    seconds, megabytes, points_max = (int(number) for number in numbers[4:])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        answer = read(path, target, (south, west, north, east), points_max)
    except Refused as refused:
        answer = {"error": refused.code}
    except MemoryError:
        answer = {"error": "too_heavy"}
    except Exception as error:  # A parser that stumbles over hostile input is a refusal too.
        answer = {"error": "not_osm", "why": type(error).__name__}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
