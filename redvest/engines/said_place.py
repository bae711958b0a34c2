"""Where somebody lives, out of one sentence: which community of the district, and which door.

Pure: the names are handed in. A name that two streets share is decided by the street, when it is
said; otherwise all of them are offered and nobody guesses.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_ENDING = re.compile(
    r"(?:社区)?(?:居民委员会|居委会|村民委员会|村委会|居民委|社区|小区|居委|街道办事处|街道|村"
    r"|镇|乡)$"
)
_COMPOUND = re.compile(r"社区|小区|居委会|村委会|家属院|大院|家园")
# After these a name is that of a road, a school or a bus stop, not of a community.
_SOMETHING_ELSE = re.compile(
    r"(?:东|西|南|北|中)?(?:路|街(?!道)|大道|桥|医院|公园|中学|小学|大学|车站|站(?!点)|广场"
    r"|商场|市场)"
    r"|街道"
)
_LIVES = re.compile(r"(?:住在|家住|住)$")
_ON_THE_ROAD = re.compile(r"上|口")
_MARK = r"(?:[0-9]{1,4}|[A-Za-z]|[一二三四五六七八九十]{1,3}|[甲乙丙丁东西南北])"
_DOOR = re.compile(
    rf"{_MARK}\s{{0,3}}(?:号楼|号院|栋|幢|座(?!谈|位)|单元|号(?=[0-9一二三四五六七八九十]+(?:楼|单元"
    rf"|室)))"
    rf"(?:\s{{0,3}}[,，]?\s{{0,3}}{_MARK}\s{{0,3}}(?:号楼|栋|幢|座|单元|门|层|楼|室|号|户))*(?:\s{{0,3}}[0-9]{{3,4}}室?)?"
    r"|(?<![0-9\-])[0-9]{1,3}-[0-9]{1,2}-[0-9]{2,4}(?![0-9\-])"
    r"|(?<![0-9])[0-9]{3,4}室"
)
_BEFORE_DOOR = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]{0,16}$")
_NOT_OF_THE_NAME = re.compile(
    r".*(?:住在|家住|地址是?|地点是?|位于|就在|我家|家里|我住|送到|来到|在|到|住|是|我们|我|请|叫)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A community that was named: its code, and where in the text."""

    code: str
    span: tuple[int, int]


def core_of(name: str) -> str:
    """A community's name without what kind of thing it is; never shorter than two characters."""
    core = _ENDING.sub("", name)
    return core if len(core) >= 2 else name


class Communities:
    """The communities and streets of a district, found by the beginning of their names."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        self._starting: dict[str, list[tuple[str, str]]] = {}
        self._streets: dict[str, str] = {}
        for code, name in names:
            core = core_of(name)
            if len(code) == 9 and len(core) >= 2:
                self._streets[code] = core
            elif len(code) == 12 and len(core) >= 2:
                self._starting.setdefault(core[:2], []).append((core, code))
        for rows in self._starting.values():
            rows.sort(key=lambda row: (-len(row[0]), row[1]))

    def named_in(self, plain: str) -> tuple[Place, ...]:
        """Communities the text names, the likeliest first.

        More than one means that the name alone does not say which.
        """
        best: list[tuple[int, Place]] = []
        at, end = 0, len(plain) - 1
        while at < end:
            rows = self._starting.get(plain[at : at + 2])
            core = (
                next((core for core, _ in rows if plain.startswith(core, at)), "") if rows else ""
            )
            if not core:
                at += 1
                continue
            span = (at, at + len(core))
            weight = self._weight(plain, span, core)
            for found, code in rows or ():
                if found == core and weight:
                    best.append((weight, Place(code, span)))
            at += len(core)
        if not best:
            return ()
        most = max(weight for weight, _place in best)
        return self._by_street(plain, [place for weight, place in best if weight == most])

    def _weight(self, plain: str, span: tuple[int, int], core: str) -> int:
        """How surely the community is meant: 3 with its kind, 2 alone, 0 for a road so named."""
        kind = _COMPOUND.match(plain, span[1])
        if kind:
            return 3
        if _SOMETHING_ELSE.match(plain, span[1]):
            return 0
        if len(core) == 2:  # 车站, 民族, 振兴: ordinary words as well.
            return 2 if _LIVES.search(plain, max(0, span[0] - 4), span[0]) else 0
        return 0 if core[-1] in "路街道" and _ON_THE_ROAD.match(plain, span[1]) else 2

    def _by_street(self, plain: str, places: list[Place]) -> tuple[Place, ...]:
        first = places[0].span
        same = [place for place in places if place.span == first]
        by_code = {place.code: place for place in same}
        if len(by_code) > 1:
            in_street = [
                place
                for place in by_code.values()
                if self._streets.get(place.code[:9], "\0")
                in plain.replace(plain[slice(*first)], "")
            ]
            if len(in_street) == 1:
                return tuple(in_street)
        return tuple(by_code.values())


def door_in(plain: str, stops: Iterable[tuple[int, int]] = ()) -> tuple[int, int] | None:
    """Where the address of a door stands, with the name of the compound before it.

    ``stops`` are spans (a time, a telephone number) that cannot be part of it.
    """
    found = _DOOR.search(plain)
    if found is None:
        return None
    least = max((end for _start, end in stops if end <= found.start()), default=0)
    before = _BEFORE_DOOR.search(plain, least, found.start())
    start = before.start() if before else found.start()
    name = plain[start : found.start()]
    cut = _NOT_OF_THE_NAME.match(name)
    return start + (cut.end() if cut else 0), found.end()
