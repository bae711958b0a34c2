"""Outlines of districts, read from one packed file.

They are coarse demonstration outlines: good enough for a schematic map and for spreading places,
not a statement about any border. A district uploads its own.
"""

from __future__ import annotations

from collections.abc import Mapping

from redvest.engines.geodesy import Outline, Polygon

MAGIC = b"RVO1"
SCALE = 10_000
"""Units per degree: coordinates are kept to about ten meters."""


class OutlinesError(ValueError):
    """Bytes that are no outlines file; ``code`` is ``format``."""

    code = "format"


def _put(value: int, into: bytearray) -> None:
    """Append an integer: zigzag, then seven bits a byte."""
    rest = value << 1 if value >= 0 else (-value << 1) - 1
    while rest > 127:
        into.append(rest & 127 | 128)
        rest >>= 7
    into.append(rest)


class _Reader:
    """Reads integers one after the other."""

    def __init__(self, data: bytes) -> None:
        self._bytes = iter(data)

    def take(self) -> int:
        rest = shift = 0
        for byte in self._bytes:
            rest |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return rest >> 1 if rest & 1 == 0 else -((rest + 1) >> 1)
        raise OutlinesError("an outline is cut off")


def _write(outline: Outline) -> bytes:
    out = bytearray()
    lon = lat = 0
    _put(len(outline), out)
    for polygon in outline:
        _put(len(polygon), out)
        for ring in polygon:
            corners = [(round(x * SCALE), round(y * SCALE)) for x, y in ring]
            if len(corners) > 1 and corners[0] == corners[-1]:
                corners.pop()
            _put(len(corners), out)
            for x, y in corners:
                _put(x - lon, out)
                _put(y - lat, out)
                lon, lat = x, y
    return bytes(out)


def _read(data: bytes) -> Outline:
    reader = _Reader(data)
    lon = lat = 0
    polygons: list[Polygon] = []
    for _ in range(reader.take()):
        rings = []
        for _ in range(reader.take()):
            ring = []
            for _ in range(reader.take()):
                lon, lat = lon + reader.take(), lat + reader.take()
                ring.append((lon / SCALE, lat / SCALE))
            # GeoJSON wants the first corner again at the end.
            rings.append((*ring, ring[0]))
        polygons.append(tuple(rings))
    return tuple(polygons)


def pack(outlines: Mapping[str, Outline]) -> bytes:
    """Return the bytes :class:`Outlines` reads, by district code of six digits."""
    blocks = {code: _write(outlines[code]) for code in sorted(outlines)}
    index = b"".join(
        int(code).to_bytes(3, "big") + len(block).to_bytes(3, "big")
        for code, block in blocks.items()
    )
    return MAGIC + len(blocks).to_bytes(2, "big") + index + b"".join(blocks.values())


class Outlines:
    """The packed file, opened.

    Parameters
    ----------
    data : bytes
        What :func:`pack` returned.

    Raises
    ------
    OutlinesError
        When these are not such bytes.
    """

    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC or len(data) < 6:
            raise OutlinesError("not an outlines file")
        count = int.from_bytes(data[4:6], "big")
        self._data = data
        self._blocks: dict[str, tuple[int, int]] = {}
        offset = 6 + 6 * count
        for at in range(6, offset, 6):
            size = int.from_bytes(data[at + 3 : at + 6], "big")
            self._blocks[f"{int.from_bytes(data[at : at + 3], 'big'):06d}"] = (offset, size)
            offset += size
        if offset != len(data):
            raise OutlinesError("the file is cut off")

    def codes(self) -> tuple[str, ...]:
        """Return the codes of the districts that have an outline, in order."""
        return tuple(self._blocks)

    def outline(self, code: str) -> Outline | None:
        """Return the outline of a district in WGS-84, ``None`` when there is none.

        Its rings are closed and hold ``(lon, lat)``, as GeoJSON wants them.
        """
        if code not in self._blocks:
            return None
        offset, size = self._blocks[code]
        return _read(self._data[offset : offset + size])
