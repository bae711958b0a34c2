"""Venues and districts in the fault loop: places, lists, outlines, policies, the calendar."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.db import connection

from redvest.core.osm_files import Packed
from redvest.data import divisions
from redvest.districts.models import District, DistrictPolicy
from redvest.districts.services import (
    change_policy,
    change_settings,
    found_district,
    import_holidays,
)
from redvest.engines.geodesy import Datum
from redvest.engines.holiday_table import DayRow
from redvest.engines.venue_flow import VenueAction
from redvest.people.actors import Actor, system
from redvest.venues import services
from redvest.venues.models import Population, StreetNetwork, Venue
from tests.faults.harness import Act, case
from tests.world import HERE, small_district

STATION = "620102001001"
ITEMS = ("有场所", "有队伍", "有活动", "有项目", "有机制")
_staged: set[str] = set()
_numbers = count(1)
SYSTEM = system(HERE)


def fresh_codes() -> Iterator[str]:
    """Small districts of the national list, each used once."""
    for district in divisions().districts():
        if district.code != HERE and 0 < len(divisions().streets(district.code)) <= 3:
            yield district.code


def a_venue(**more: Any) -> Venue:
    name = connection.settings_dict["NAME"]
    if name not in _staged:
        small_district(HERE)
        _staged.add(name)
    columns = {"level": "point", "kind": "stop", "name": f"第{next(_numbers)}站", **more}
    return Venue.objects.create(district=HERE, region=STATION, **columns)


@case("venues.add_venue")
def adding_a_venue() -> tuple[Actor, Act]:
    a_venue()
    name = f"新{next(_numbers)}点"
    return SYSTEM, lambda: services.add_venue(
        actor=SYSTEM, region=STATION, kind="stop", name=name, values={"address": "畅家巷"}
    )


@case("venues.edit_venue")
def editing_a_venue() -> tuple[Actor, Act]:
    found = a_venue()
    return SYSTEM, lambda: services.edit_venue(
        actor=SYSTEM, venue_id=found.id, version=1, values={"address": "畅家巷 12 号"}
    )


@case("venues.set_areas")
def listing_areas() -> tuple[Actor, Act]:
    found = a_venue()
    areas = [{"name": n, "kind": "hall", "capacity": 9, "area_m2": 30} for n in ("大厅", "书屋")]
    return SYSTEM, lambda: services.set_areas(
        actor=SYSTEM, venue_id=found.id, version=1, areas=areas
    )


@case("venues.place_venue")
def placing_a_venue() -> tuple[Actor, Act]:
    found = a_venue()
    return SYSTEM, lambda: services.place_venue(
        actor=SYSTEM, venue_id=found.id, version=1, lat=36.06, lon=103.84, datum=Datum.WGS84
    )


@case("venues.change_status")
def pausing_a_venue() -> tuple[Actor, Act]:
    found = a_venue()
    return SYSTEM, lambda: services.change_status(
        actor=SYSTEM, venue_id=found.id, version=1, action=VenueAction.PAUSE, reason="装修"
    )


@case("venues.enter_check")
def entering_a_check() -> tuple[Actor, Act]:
    # The checklist is one for stations; others of the same place stand in its way.
    found = a_venue()
    Venue.objects.filter(region=STATION, level="station").update(status="closed")
    found = a_venue(level="station", kind="venue")
    marks = [{"item": item, "met": True, "note": ""} for item in ITEMS]
    return SYSTEM, lambda: services.enter_check(
        actor=SYSTEM, venue_id=found.id, scheme="venue", year=2025, marks=marks
    )


@case("venues.add_honor")
def adding_an_honor() -> tuple[Actor, Act]:
    found = a_venue()
    return SYSTEM, lambda: services.add_honor(
        actor=SYSTEM, venue_id=found.id, title="示范站", awarded_by="区委宣传部", year=2024
    )


@case("venues.withdraw_honor")
def withdrawing_an_honor() -> tuple[Actor, Act]:
    found = a_venue()
    honor = services.add_honor(
        actor=SYSTEM, venue_id=found.id, title="示范站", awarded_by="区委宣传部", year=2024
    )
    return SYSTEM, lambda: services.withdraw_honor(
        actor=SYSTEM, venue_id=found.id, honor_id=honor.id
    )


@case("venues.set_outline")
def drawing_an_outline() -> tuple[Actor, Act]:
    a_venue()
    east = 103.9 + next(_numbers) / 1000
    ring = [[103.8, 36.0], [east, 36.0], [east, 36.1], [103.8, 36.1], [103.8, 36.0]]
    content = json.dumps({"type": "Polygon", "coordinates": [ring]}).encode()
    version = District.objects.get(code=HERE).version
    return SYSTEM, lambda: services.set_outline(
        actor=SYSTEM, content=content, datum=Datum.WGS84, version=version
    )


_codes = fresh_codes()


@case("venues.init_district")
def setting_up_a_district() -> tuple[Actor, Act]:
    code = next(_codes)
    return system(code), lambda: services.init_district(code)


@case("districts.found_district")
def founding_a_district() -> tuple[Actor, Act]:
    code = next(_codes)
    return system(code), lambda: found_district(code)


@case("districts.change_policy")
def changing_the_policy() -> tuple[Actor, Act]:
    a_venue()
    version = DistrictPolicy.objects.filter(district=HERE).count()
    label = f"第{next(_numbers)}中心"
    return SYSTEM, lambda: change_policy(
        actor=SYSTEM, values={"label_center": label}, reason="区文〔2026〕1号", version=version
    )


@case("districts.change_settings")
def changing_the_settings() -> tuple[Actor, Act]:
    a_venue()
    version, slogan = District.objects.get(code=HERE).version, f"口号{next(_numbers)}"
    return SYSTEM, lambda: change_settings(actor=SYSTEM, version=version, slogan=slogan)


@case("districts.import_holidays")
def importing_the_calendar() -> tuple[Actor, Act]:
    a_venue()
    day = date(2027, 1, 1) + timedelta(days=3 * next(_numbers))
    rows = [
        DayRow(day=day, is_workday=False, name="元旦"),
        DayRow(day=day + timedelta(days=1), is_workday=True, name="调休"),
    ]
    return SYSTEM, lambda: import_holidays(actor=SYSTEM, rows=rows)


@case("venues.count_people")
def counting_people() -> tuple[Actor, Act]:
    a_venue()
    known = Population.objects.filter(district=HERE).first()
    return SYSTEM, lambda: services.count_people(
        actor=SYSTEM,
        header=("社区", "人口"),
        rows=((STATION, str(next(_numbers))),),
        first_row=1,
        source="统计",
        counted_on=date(2025, 1, 1),
        datum=Datum.WGS84,
        version=known.version if known else 0,
    )


@case("venues.load_streets")
def loading_streets() -> tuple[Actor, Act]:
    a_venue()
    packed = Packed(b"streets", 2, 1, None)
    return SYSTEM, lambda: services.load_streets(
        actor=SYSTEM, packed=packed, source="路网", data_date=None, version=None
    )


@case("venues.find_next")
def asking_where_next() -> tuple[Actor, Act]:
    a_venue()
    StreetNetwork.objects.filter(district=HERE).delete()
    return SYSTEM, lambda: services.find_next(actor=SYSTEM, wanted=1)
