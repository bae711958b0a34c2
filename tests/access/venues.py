"""Venues: public to read, the desk's to change."""

from django.utils import timezone

from redvest.venues.labels import LEVEL_OF_CODE
from redvest.venues.models import NextVenues, Venue, VenueHonor
from tests.access import EVERYBODY, Place, Row, Who, World

DESK = frozenset({Who.STATION, Who.OFFICE, Who.CENTRE})
CENTRE = frozenset({Who.CENTRE})


def venue_at(world: World, place: Place) -> Venue:
    def make() -> Venue:
        found, _new = Venue.objects.get_or_create(
            district=place.district,
            region=place.value,
            level=LEVEL_OF_CODE[len(place.value)].value,
            kind="venue",
            defaults={"name": f"{place.value}站", "lat": 36.05, "lon": 103.83},
        )
        return found

    return world.once(("venue", place), make)  # type: ignore[return-value]


def honor_at(world: World, place: Place) -> VenueHonor:
    def make() -> VenueHonor:
        return VenueHonor.objects.create(
            district=place.district,
            venue=venue_at(world, place),
            title="示范站",
            awarded_by="区委宣传部",
            year=2024,
        )

    return world.once(("honor", place), make)  # type: ignore[return-value]


def one(world: World, place: Place) -> dict[str, object]:
    return {"venue_id": venue_at(world, place).id}


def one_check(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "scheme": "venue", "year": timezone.localdate().year}


def one_honor(world: World, place: Place) -> dict[str, object]:
    return {**one(world, place), "honor_id": honor_at(world, place).id}


def desk(**more: object) -> Row:
    return Row(DESK, kwargs=one, **more)  # type: ignore[arg-type]


def an_answer(world: World, place: Place) -> dict[str, object]:
    def make() -> NextVenues:
        nothing = {"chosen": [], "gained": 0, "bound": 0, "proven": True}
        return NextVenues.objects.create(
            district=place.district,
            asked_at=timezone.now(),
            wanted=1,
            answer={
                "covering": nothing, "nearness": nothing, "people": 0, "within": 0, "walks": 0,
                "candidates": 0, "venues": 0, "basis": "straight", "counted": False,
                "source": "", "counted_on": "", "streets_source": "", "streets_date": "",
            },
        )  # fmt: skip

    # The question is the whole district's, whichever part of it is looked at.
    return {"answer_id": world.once(("next venues", place.district), make).id}  # type: ignore[attr-defined]


ROWS = {
    "venues:circle": Row(EVERYBODY),
    "venues:circle_desk": Row(CENTRE),
    "POST venues:circle_desk": Row(CENTRE, methods=("POST",)),
    "venues:circle_export": Row(CENTRE),
    "venues:circle_people": Row(CENTRE),
    "POST venues:circle_people": Row(CENTRE, methods=("POST",)),
    "venues:circle_template": Row(CENTRE),
    "venues:circle_streets": Row(CENTRE),
    "POST venues:circle_streets": Row(CENTRE, methods=("POST",)),
    "venues:circle_next": Row(
        CENTRE,
        kwargs=an_answer,
        sees={Who.CENTRE: frozenset(set(Place) - {Place.OTHER_DISTRICT})},
    ),
    "venues:area": Row(EVERYBODY),
    "POST venues:area": Row(EVERYBODY, methods=("POST",)),
    "venues:index": Row(EVERYBODY),
    "venues:venue": Row(
        EVERYBODY,
        kwargs=one,
        # A venue is public within its district, whoever looks after it.
        sees={who: frozenset(set(Place) - {Place.OTHER_DISTRICT}) for who in Who},
    ),
    "venues:walk": Row(
        EVERYBODY,
        kwargs=one,
        sees={who: frozenset(set(Place) - {Place.OTHER_DISTRICT}) for who in Who},
    ),
    "venues:nearest": Row(EVERYBODY),
    "POST venues:nearest": Row(EVERYBODY, methods=("POST",)),
    "venues:desk": Row(DESK),
    "venues:export": Row(DESK),
    "venues:add": Row(DESK),
    "POST venues:add": Row(DESK, methods=("POST",)),
    "venues:manage": desk(),
    "venues:edit": desk(),
    "POST venues:edit": desk(methods=("POST",)),
    "venues:place": desk(),
    "POST venues:place": desk(methods=("POST",)),
    "venues:areas": desk(),
    "POST venues:areas": desk(methods=("POST",)),
    "venues:status": desk(methods=("POST",), data=lambda w, p: {"action": "pause"}),
    "venues:check": Row(DESK, kwargs=one_check),
    "POST venues:check": Row(DESK, kwargs=one_check, methods=("POST",)),
    "venues:honor": desk(methods=("POST",)),
    "venues:withdraw_honor": Row(DESK, kwargs=one_honor, methods=("POST",)),
    "venues:outline": Row(CENTRE),
    "POST venues:outline": Row(CENTRE, methods=("POST",)),
}
