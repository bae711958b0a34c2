"""What the demo stands on: how much of everything, where, and who can log in."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from uuid import UUID

from redvest.districts.models import Region
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.queries import actor_of

AT_ONCE, BY_HAND = 50, 3
Tick = Callable[[str, int, int], None]
STREET_NAMES = ("长安街", "和平路", "建设路", "文化巷", "幸福里", "新华街")


@dataclass(frozen=True)
class Size:
    """How many of everything."""

    residents: int = 300
    volunteers: int = 400
    teams: int = 40
    communities: int = 40
    orders: int = 24


@dataclass
class Stage:
    """What the demo stands on, and who can log in."""

    district: str
    communities: list[str]
    home: str
    logins: dict[str, Account] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    size: Size = field(default_factory=Size)

    @property
    def helpers(self) -> set[UUID]:
        """Accounts of the volunteers who can log in and lead nothing."""
        return {self.logins[name].id for name in ("volunteer", "volunteer_2")}

    @property
    def street(self) -> str:
        return self.home[:9]

    def actor(self, name: str) -> Actor:
        return actor_of(Account.objects.get(id=self.logins[name].id), self.district)


def the_stage(district: str, size: Size | None = None) -> Stage:
    """Communities spread over the district; the first is where most of the demo happens."""
    codes = list(
        Region.objects.filter(district=district, valid_to=None, is_administrative=True)
        .order_by("code")
        .values_list("code", flat=True)
    )
    found = [code for code in codes if len(code) == 12] or codes
    size = size or Size()
    step = max(1, len(found) // size.communities)
    chosen = found[::step][: size.communities]
    return Stage(district, chosen, chosen[0], size=size)


def in_batches(whole: int) -> Iterator[range]:
    for start in range(0, whole, AT_ONCE):
        yield range(start, min(start + AT_ONCE, whole))


def address_of(index: int) -> str:
    return (
        f"{STREET_NAMES[index % len(STREET_NAMES)]}{index % 180 + 1}号院"
        f"{index % 12 + 1}号楼{index % 5 + 1}单元{index % 6 + 1}0{index % 4 + 1}室"
    )
