"""Where people live, where venues are open, and where one could be."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from redvest.districts import queries as districts
from redvest.engines.head_count import Home
from redvest.engines.venue_flow import VenueStatus
from redvest.venues.labels import Basis
from redvest.venues.models import Population, Venue

Place = tuple[float, float]


@dataclass(frozen=True)
class Homes:
    """Where people live, and how many; without an upload every community counts as one."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[Place, ...]
    people: tuple[float, ...]
    estimated: tuple[bool, ...]  # whether anybody has placed it on the map
    source: str = ""
    counted_on: date | None = None
    left_out: int = 0  # communities nobody gave a figure or a place for

    @property
    def counted(self) -> bool:
        return self.counted_on is not None


@dataclass(frozen=True)
class Spot:
    """An open venue, or a place where one could be."""

    key: str
    name: str
    place: Place
    estimated: bool = False


def homes_of(district: str) -> Homes:
    """The people of a district by place; communities without a position cannot be counted."""
    regions = {
        region.code: region
        for region in districts.live_regions(district, timezone.localdate())
        if len(region.code) == 12 and region.is_administrative
    }
    names = {code: region.name for code, region in regions.items()}
    known = Population.objects.filter(district=district).first()
    if known is None:
        rows = [Home(code, "", 1, None, None) for code in regions]
    else:
        rows = [Home(*row) for row in known.rows if row[0] in regions]
    kept = []
    for home in rows:
        region = regions[home.community]
        lat, lon = (region.lat, region.lon) if home.lat is None else (home.lat, home.lon)
        if lat is not None and lon is not None:
            name = home.name or names[home.community]
            guessed = home.lat is None and region.place_basis == Basis.ESTIMATED
            kept.append((home.community, name, (lat, lon), float(home.people), guessed))
    codes, said, places, people, guesses = zip(*kept, strict=True) if kept else ((),) * 5
    return Homes(
        codes,
        said,
        places,
        people,
        guesses,
        known.source if known else "",
        known.counted_on if known else None,
        len(regions.keys() - set(codes)),
    )


def open_spots(district: str) -> list[Spot]:
    """Every venue that is open and has a place."""
    return _spots(district, VenueStatus.OPEN)


def _spots(district: str, *statuses: VenueStatus) -> list[Spot]:
    """Venues that stand so and have a place."""
    rows = Venue.objects.filter(district=district, status__in=[one.value for one in statuses])
    columns = ("id", "name", "lat", "lon", "place_basis")
    return [
        Spot(str(key), name, (lat or 0.0, lon or 0.0), basis == Basis.ESTIMATED)
        for key, name, lat, lon, basis in rows.exclude(lat=None)
        .order_by("id")
        .values_list(*columns)
    ]


def candidate_spots(district: str, homes: Homes) -> list[Spot]:
    """Where a venue could open: those planned or paused, and the middle of every community."""
    found = _spots(district, VenueStatus.PLANNED, VenueStatus.TEMPORARILY_CLOSED)
    regions = districts.live_regions(district, timezone.localdate()).exclude(lat=None)
    found += [
        Spot(
            region.code,
            region.name,
            (region.lat, region.lon),
            region.place_basis == Basis.ESTIMATED,
        )
        for region in regions
        if region.code in set(homes.codes) and region.lat is not None and region.lon is not None
    ]
    return found
