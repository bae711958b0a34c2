"""Editing, placing, opening and closing venues: the rules and the refusals."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from redvest.districts.models import District
from redvest.engines.geodesy import Datum, convert, distance_m
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueAction
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.actors import Actor, Grant
from redvest.venues import services
from redvest.venues.models import FunctionalArea, Venue, VenueCheck, VenueHonor
from redvest.venues.queries import checklist_of
from tests.staging import staged
from tests.venues.build import HERE, a_district, furnished_station, venue_of

pytestmark = pytest.mark.django_db
OFFICE, STATION, ELSEWHERE = "620102001", "620102001001", "620102002001"


def admin(role: Role, scope: str, district: str = HERE) -> Actor:
    return Actor(None, district, grants=(Grant(role, scope),))


def station_admin(scope: str = STATION) -> Actor:
    return admin(Role.VENUE_ADMIN, scope)


CENTER = admin(Role.CENTRE_ADMIN, HERE)


@pytest.fixture(scope="module", autouse=True)
def set_stage(django_db_setup: None, django_db_blocker: Any) -> Iterator[District]:
    yield from staged(django_db_blocker, a_district)


@pytest.fixture
def station() -> Venue:
    return venue_of(STATION)


def unchanged(venue: Venue) -> bool:
    now = Venue.objects.get(id=venue.id)
    same = all(
        getattr(now, field.attname) == getattr(venue, field.attname)
        for field in Venue._meta.concrete_fields
    )
    return same and not Event.objects.filter(subject_id=venue.id).exists()


def test_an_edit_leaves_one_event_with_old_and_new(station):
    services.edit_venue(
        actor=station_admin(), venue_id=station.id, version=1, values={"address": "畅家巷 12 号"}
    )
    event = Event.objects.get(subject_id=station.id)
    assert (event.kind, event.before, event.after, event.role) == (
        "venue.edited",
        {"address": ""},
        {"address": "畅家巷 12 号"},
        "venue_admin",
    )
    assert venue_of(STATION).version == 2


def test_a_save_without_a_change_leaves_no_trace(station):
    services.edit_venue(actor=CENTER, venue_id=station.id, version=1, values={"address": ""})
    assert unchanged(station)


def test_it_refuses_a_stale_form(station):
    with pytest.raises(Conflict):
        services.edit_venue(actor=CENTER, venue_id=station.id, version=7, values={"address": "x"})
    assert unchanged(station)


@pytest.mark.parametrize(
    "stranger",
    [
        station_admin(ELSEWHERE),
        station_admin("620102001002"),
        admin(Role.CENTRE_ADMIN, "350102", "350102"),
        admin(Role.TEAM_ADMIN, HERE),
    ],
)
def test_whoever_does_not_look_after_a_venue_does_not_see_it(station, stranger):
    with pytest.raises(NotSeen):
        services.edit_venue(actor=stranger, venue_id=station.id, version=1, values={"address": "x"})
    assert unchanged(station)


def test_an_office_looks_after_its_stations(station):
    services.edit_venue(
        actor=station_admin(OFFICE), venue_id=station.id, version=1, values={"capacity": 30}
    )
    assert venue_of(STATION).capacity == 30


@pytest.mark.parametrize("datum", list(Datum))
def test_a_pin_is_kept_in_wgs84_whatever_datum_it_came_in(station, datum):
    lat, lon = station.lat, station.lon
    typed = convert(lat, lon, Datum.WGS84, datum)
    services.place_venue(
        actor=CENTER, venue_id=station.id, version=1, lat=typed[0], lon=typed[1], datum=datum
    )
    now = venue_of(STATION)
    assert distance_m(now.lat, now.lon, lat, lon) < 1
    assert (now.place_basis, now.source_datum) == ("placed", datum.value)


@pytest.mark.parametrize(("lat", "lon"), [(39.9, 116.4), (103.8, 36.0), (36.06, 103.83 + 180)])
def test_it_refuses_a_pin_outside_the_district(station, lat, lon):
    with pytest.raises(Invalid):
        services.place_venue(
            actor=CENTER, venue_id=station.id, version=1, lat=lat, lon=lon, datum=Datum.WGS84
        )
    assert unchanged(station)


def test_a_venue_opens_pauses_and_reopens(station):
    for version, (action, status, note) in enumerate(
        [("pause", "temporarily_closed", "装修"), ("reopen", "open", "")], start=1
    ):
        services.change_status(
            actor=station_admin(),
            venue_id=station.id,
            version=version,
            action=VenueAction(action),
            reason="装修",
        )
        now = venue_of(STATION)
        assert (now.status, now.status_note) == (status, note)
    assert now.opened_on == timezone.localdate()


def test_it_refuses_to_close_without_a_reason(station):
    with pytest.raises(Invalid):
        services.change_status(
            actor=CENTER, venue_id=station.id, version=1, action=VenueAction.PAUSE, reason=" "
        )
    assert unchanged(station)


def test_only_the_center_closes_for_good(station):
    with pytest.raises(NotAllowed):
        services.change_status(
            actor=station_admin(),
            venue_id=station.id,
            version=1,
            action=VenueAction.CLOSE,
            reason="拆迁",
        )
    assert unchanged(station)
    services.change_status(
        actor=CENTER, venue_id=station.id, version=1, action=VenueAction.CLOSE, reason="拆迁"
    )
    with pytest.raises(Conflict):
        services.edit_venue(actor=CENTER, venue_id=station.id, version=2, values={"address": "x"})


def test_it_refuses_to_reopen_what_is_open(station):
    with pytest.raises(Conflict):
        services.change_status(
            actor=CENTER, venue_id=station.id, version=1, action=VenueAction.REOPEN
        )
    assert unchanged(station)


def test_a_stop_is_added_as_planned_without_a_measured_place(station):
    stop = services.add_venue(
        actor=station_admin(), region=STATION, kind="stop", name="南关志愿驿站"
    )
    assert (stop.level, stop.status, stop.place_basis) == ("point", "planned", "estimated")


@pytest.mark.parametrize(
    ("actor", "region", "kind", "error"),
    [
        (station_admin(), ELSEWHERE, "stop", NotAllowed),
        (station_admin(), HERE, "core", NotAllowed),
        (CENTER, OFFICE, "core", Invalid),
        (CENTER, OFFICE, "palace", Invalid),
        (CENTER, "620102999", "stop", NotSeen),
    ],
)
def test_it_refuses_a_venue_in_the_wrong_place_or_of_no_kind(station, actor, region, kind, error):
    before = Venue.objects.count()
    with pytest.raises(error):
        services.add_venue(actor=actor, region=region, kind=kind, name="驿站")
    assert Venue.objects.count() == before


def test_a_district_has_at_most_one_second_core(station):
    services.add_venue(actor=CENTER, region=HERE, kind="core", name="第二核心")
    with pytest.raises(Conflict):
        services.add_venue(actor=CENTER, region=HERE, kind="core", name="第三核心")


def test_it_refuses_two_venues_of_one_name_in_a_community(station):
    services.add_venue(actor=CENTER, region=STATION, kind="stop", name="驿站")
    with pytest.raises(Invalid):
        services.add_venue(actor=CENTER, region=STATION, kind="base", name="驿站")
    assert Venue.objects.filter(name="驿站").count() == 1


def test_it_refuses_areas_of_one_name(station):
    area = {"name": "书柜", "kind": "theory_shelf", "capacity": None, "area_m2": None}
    with pytest.raises(Invalid):
        services.set_areas(actor=CENTER, venue_id=station.id, version=1, areas=[area, area])
    assert not FunctionalArea.objects.exists()
    assert unchanged(station)


def marks(*met: bool) -> list[dict[str, object]]:
    items = checklist_of(HERE, "venue")
    return [{"item": i, "met": m, "note": ""} for i, m in zip(items, met, strict=True)]


def test_a_year_is_checked_once_and_corrected_by_version(station):
    given = {"actor": CENTER, "venue_id": station.id, "scheme": "venue", "year": 2025}
    services.enter_check(**given, marks=marks(True, True, True, False, True))
    services.enter_check(**given, marks=marks(True, True, True, True, True), version=1)
    row = VenueCheck.objects.get()
    assert (row.version, sum(mark["met"] for mark in row.marks)) == (2, 5)
    with pytest.raises(Conflict):
        services.enter_check(**given, marks=marks(False, True, True, True, True), version=1)
    assert VenueCheck.objects.get().version == 2


@pytest.mark.parametrize(
    ("change", "error"),
    [({"year": 2017}, Invalid), ({"year": 2999}, Invalid), ({"scheme": "base"}, Invalid)],
)
def test_it_refuses_a_check_of_no_year_or_of_another_kind(station, change, error):
    given = {"actor": CENTER, "venue_id": station.id, "scheme": "venue", "year": 2025} | change
    with pytest.raises(error):
        services.enter_check(**given, marks=marks(True, True, True, True, True))
    assert not VenueCheck.objects.exists()


def test_it_refuses_an_honor_twice_and_from_the_future(station):
    given = {"actor": CENTER, "venue_id": station.id, "title": "示范站", "awarded_by": "区委"}
    honor = services.add_honor(**given, year=2024)
    for year in (2024, timezone.localdate().year + 1):
        with pytest.raises(Invalid):
            services.add_honor(**given, year=year)
    assert VenueHonor.objects.count() == 1
    services.withdraw_honor(actor=CENTER, venue_id=station.id, honor_id=honor.id)
    with pytest.raises(NotSeen):
        services.withdraw_honor(actor=CENTER, venue_id=station.id, honor_id=honor.id)


def test_a_second_save_of_the_same_areas_changes_nothing():
    venue = furnished_station()
    areas = list(venue.areas.order_by("position").values("name", "kind", "capacity", "area_m2"))
    services.set_areas(actor=CENTER, venue_id=venue.id, version=venue.version, areas=areas)
    assert Venue.objects.get(id=venue.id).version == venue.version
