"""Provinces, cities, districts, streets and communities, read from one packed file.

The file holds an index of all districts and one compressed block for each, so that opening one
district costs milliseconds and never decodes the other 2,977. Codes are those of the statistical
system: 2 digits a province, 4 a city, 6 a district, 9 a street, 12 a community; each begins with
the code of what it lies in (GB/T 2260 for the first six, GB/T 10114 for the next three).
"""

from __future__ import annotations

import lzma
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

MAGIC = b"RVD1"
QUASI_FROM = 400
"""Street numbers from here on are parks, state farms and the like, not organs of government."""
SEARCH_MAX = 100

# Text is kept as GB 18030, which needs two bytes for most characters where UTF-8 needs three.
_ENCODING = "gb18030"
_LZMA = {"id": lzma.FILTER_LZMA2, "preset": 6, "dict_size": 1 << 20, "pb": 0}
_FILTERS: Sequence[Mapping[str, int]] = (_LZMA,)

# The endings most names share are written as one control character each.
_ENDINGS = {
    "社区居民委员会": "\x01",
    "社区居委会": "\x02",
    "村村民委员会": "\x03",
    "村村委会": "\x04",
    "村民委员会": "\x05",
    "居民委员会": "\x06",
    "村委会": "\x07",
    "居委会": "\x08",
}
_ENDING_OF = {token: ending for ending, token in _ENDINGS.items()}

# Cities that are no places but headings of the code list.
_HEADINGS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
_COMMITTEE = re.compile(r"(居民委员会|居委会|村民委员会|村委会|(?<=嘎查)委员?会)$")


class DivisionsError(ValueError):
    """Bytes or a code that cannot be read; ``code`` is ``format`` or ``region_code``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Community:
    """A residents' or villagers' committee area.

    Attributes
    ----------
    code : str
        Twelve digits.
    name : str
        As people say it, such as 畅家巷社区.
    stat_name : str
        As the statistical system lists it, such as 畅家巷社区居委会.
    """

    code: str
    name: str
    stat_name: str


@dataclass(frozen=True, slots=True)
class Street:
    """A subdistrict, town or township, or something the code list treats like one.

    Attributes
    ----------
    code : str
        Nine digits.
    name : str
        Its official name.
    communities : tuple of Community
        In the order of their codes.
    """

    code: str
    name: str
    communities: tuple[Community, ...]

    @property
    def is_administrative(self) -> bool:
        """Whether it is an organ of government (its number is below 400)."""
        return int(self.code[6:]) < QUASI_FROM


@dataclass(frozen=True, slots=True)
class District:
    """A district, county or county-level city, without what lies in it.

    Attributes
    ----------
    code : str
        Six digits.
    name, city, province : str
        Names in the code list; ``city`` may be a mere heading such as 市辖区.
    """

    code: str
    name: str
    city: str
    province: str

    @property
    def full_name(self) -> str:
        """The name with that of its city, or of its province where there is no city between."""
        above = self.province if self.city in _HEADINGS else self.city
        return self.name if above == self.name else above + self.name


def display_name(stat_name: str) -> str:
    """Return a community's name as people say it.

    The committee is dropped: 畅家巷社区居委会 is 畅家巷社区, 李家村村民委员会 is 李家村. Where only
    a bare name is left, 社区 is added to that of a residents' committee and 村 to that of a
    villagers'. Names without a committee stay as they are.
    """
    found = _COMMITTEE.search(stat_name)
    if not found or found.start() == 0:
        return stat_name
    place = stat_name[: found.start()]
    if found.group().startswith("居"):
        return place if place.endswith(("社区", "小区", "生活区")) else place + "社区"
    if place.endswith("村村"):
        return place[:-1]
    return place if place.endswith(("村", "社区", "嘎查")) else place + "村"


class Divisions:
    """The packed file, opened.

    Parameters
    ----------
    data : bytes
        What :func:`pack` returned.

    Raises
    ------
    DivisionsError
        ``format`` when these are not such bytes.
    """

    def __init__(self, data: bytes) -> None:
        if data[:4] != MAGIC:
            raise DivisionsError("format", "not a divisions file")
        length = int.from_bytes(data[4:8], "big")
        self._data = data
        self._places: dict[str, str] = {}
        self._blocks: dict[str, tuple[int, int]] = {}
        offset = 8 + length
        for line in _decompress(data[8:offset]).splitlines():
            code, name, size = line.split("\t")
            self._places[code] = name
            if len(code) == 6:
                self._blocks[code] = (offset, int(size))
                offset += int(size)
        if offset != len(data):
            raise DivisionsError("format", "the file is cut off")
        self._open = lru_cache(maxsize=8)(self._read)

    def provinces(self) -> dict[str, str]:
        """Return the names of the provinces by their code of two digits."""
        return {code: name for code, name in self._places.items() if len(code) == 2}

    def cities(self, province: str) -> dict[str, str]:
        """Return the names of a province's cities by their code of four digits."""
        return {
            code: name
            for code, name in self._places.items()
            if len(code) == 4 and code.startswith(province)
        }

    def districts(self, within: str = "") -> tuple[District, ...]:
        """Return the districts whose code begins with ``within``, in the order of their codes."""
        return tuple(self._district(code) for code in self._blocks if code.startswith(within))

    def district(self, code: str) -> District | None:
        """Return one district by its code of six digits, ``None`` when there is none."""
        return self._district(code) if code in self._blocks else None

    def streets(self, code: str) -> tuple[Street, ...]:
        """Return the streets of a district with their communities.

        Returns
        -------
        tuple of Street
            In the order of their codes; empty for a district that is not in the file.
        """
        return self._open(code) if code in self._blocks else ()

    def communities(self, code: str) -> tuple[Community, ...]:
        """Return the communities of a district (six digits) or of a street (nine).

        Raises
        ------
        DivisionsError
            ``region_code`` for a code of another length.
        """
        if len(code) not in (6, 9):
            raise DivisionsError("region_code", code)
        streets = self.streets(code[:6])
        return tuple(
            c for street in streets if street.code.startswith(code) for c in street.communities
        )

    def name(self, code: str) -> str | None:
        """Return the name of the place with this code on any of the five levels."""
        if len(code) <= 6:
            return self._places.get(code)
        for street in self.streets(code[:6]):
            if street.code == code:
                return street.name
            for community in street.communities if code.startswith(street.code) else ():
                if community.code == code:
                    return community.name
        return None

    def search(self, text: str, limit: int = 20) -> tuple[District, ...]:
        """Return districts whose full name, with province, contains every word of the text.

        Parameters
        ----------
        text : str
            Words parted by blanks, such as ``福州 鼓楼``, or the beginning of a code.
        limit : int
            From 1 to :data:`SEARCH_MAX`.

        Returns
        -------
        tuple of District
            Those whose own name begins with the last word first, then by code.
        """
        words = text.split()
        if not words:
            return ()
        found = [
            district
            for district in self.districts()
            if all(
                w in district.province + district.full_name or _is_code(w, district) for w in words
            )
        ]
        found.sort(key=lambda district: (not district.name.startswith(words[-1]), district.code))
        return tuple(found[: max(1, min(limit, SEARCH_MAX))])

    def search_within(
        self, district: str, text: str, limit: int = 20
    ) -> tuple[Street | Community, ...]:
        """Return streets, then communities, of a district whose name contains the text."""
        text = text.strip()
        if not text:
            return ()
        streets = self.streets(district)
        found: list[Street | Community] = [street for street in streets if text in street.name]
        found += [
            community
            for street in streets
            for community in street.communities
            if text in community.name or text in community.stat_name
        ]
        return tuple(found[: max(1, min(limit, SEARCH_MAX))])

    def _district(self, code: str) -> District:
        places = self._places
        return District(code, places[code], places[code[:4]], places[code[:2]])

    def _read(self, code: str) -> tuple[Street, ...]:
        offset, size = self._blocks[code]
        return _parse_block(code, _decompress(self._data[offset : offset + size]))


def _is_code(word: str, district: District) -> bool:
    return word.isdigit() and district.code.startswith(word)


def _compress(text: str) -> bytes:
    return lzma.compress(text.encode(_ENCODING), format=lzma.FORMAT_RAW, filters=_FILTERS)


def _decompress(data: bytes) -> str:
    try:
        raw = lzma.decompress(data, format=lzma.FORMAT_RAW, filters=_FILTERS)
        return raw.decode(_ENCODING)
    except (lzma.LZMAError, UnicodeDecodeError) as error:
        raise DivisionsError("format", "a block is damaged") from error


def _parse_block(district: str, text: str) -> tuple[Street, ...]:
    """Read the block of a district: a paragraph a street, a line a community."""
    streets = []
    for paragraph in text.split("\n\n") if text else ():
        head, *lines = paragraph.split("\n")
        street = district + head[:3]
        communities, number = [], 0
        for line in lines:
            explicit = line[0] == "\t"
            number = int(line[1:4]) if explicit else number + 1
            stat_name = line[4:] if explicit else line
            stat_name = stat_name[:-1] + _ENDING_OF.get(stat_name[-1], stat_name[-1])
            code = f"{street}{number:03d}"
            communities.append(Community(code, display_name(stat_name), stat_name))
        streets.append(Street(street, head[3:], tuple(communities)))
    return tuple(streets)


def _write_block(streets: Mapping[str, str], communities: Mapping[str, str]) -> str:
    inside: dict[str, list[tuple[str, str]]] = {code: [] for code in streets}
    for code in sorted(communities):
        inside[code[:9]].append((code, communities[code]))
    paragraphs = []
    for street in sorted(streets):
        lines, number = [street[6:] + streets[street]], 0
        for code, name in inside[street]:
            ending = next((e for e in _ENDINGS if name.endswith(e)), "")
            short = name.removesuffix(ending) + _ENDINGS.get(ending, "")
            # Numbers mostly run on; only where they jump is the number written.
            jumps = int(code[9:]) != number + 1
            number = int(code[9:])
            lines.append(f"\t{code[9:]}{short}" if jumps else short)
        paragraphs.append("\n".join(lines))
    return "\n\n".join(paragraphs)


def pack(places: Mapping[str, str]) -> bytes:
    """Return the bytes :class:`Divisions` reads.

    Parameters
    ----------
    places : mapping of str to str
        Statistical names by code of 2, 4, 6, 9 and 12 digits; nothing whose parent is missing.

    Raises
    ------
    DivisionsError
        ``region_code`` for a code without its parent or of another length, ``format`` for a name
        that is empty or holds control characters.
    """
    parent_length = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
    streets: dict[str, dict[str, str]] = {}
    communities: dict[str, dict[str, str]] = {}
    for code, name in places.items():
        above = parent_length.get(len(code))
        if above is None or not code.isdigit() or (above and code[:above] not in places):
            raise DivisionsError("region_code", code)
        if not name or any(character < " " for character in name):
            raise DivisionsError("format", f"name of {code}")
        if len(code) == 9:
            streets.setdefault(code[:6], {})[code] = name
        elif len(code) == 12:
            communities.setdefault(code[:6], {})[code] = name
    index, blocks = [], []
    for code in _sorted_codes(places):
        size = ""
        if len(code) == 6:
            block = _compress(_write_block(streets.get(code, {}), communities.get(code, {})))
            blocks.append(block)
            size = str(len(block))
        index.append(f"{code}\t{places[code]}\t{size}")
    head = _compress("\n".join(index))
    return MAGIC + len(head).to_bytes(4, "big") + head + b"".join(blocks)


def _sorted_codes(places: Iterable[str]) -> list[str]:
    return sorted(code for code in places if len(code) <= 6)
