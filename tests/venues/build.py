"""A district set up for real, and one station with everything a venue can have."""

from datetime import date

from redvest.districts.models import District
from redvest.engines.geodesy import Datum
from redvest.people.actors import Actor, system
from redvest.venues import services
from redvest.venues.models import Venue

HERE = "620102"
STATION = "620102001001"


def a_district(code: str = HERE) -> District:
    if Venue.objects.filter(district=code).exists():
        return District.objects.get(code=code)
    return services.init_district(code)


def venue_of(region: str = STATION, **more: object) -> Venue:
    return Venue.objects.get(district=region[:6], region=region, kind="venue", **more)


def furnished_station(actor: Actor | None = None) -> Venue:
    """The station of 畅家巷社区, with hours, areas, honors, a check and a place."""
    a_district()
    venue = venue_of(level="station")
    if venue.address:
        return venue
    actor = actor or system(HERE)
    values = {
        "address": "畅家巷 12 号",
        "directions": "3 路公交南关什字站下车，向东 200 米",
        "contact_phone": "0931-8400000",
        "capacity": 60,
        "host_facilities": ["party_mass_service_center", "rural_reading_room"],
        "facilities": ["drinking_water", "first_aid", "wifi"],
        "accessibility": ["ramp", "reading_glasses"],
        "hours": {
            "week": {str(day): [["09:00", "12:00"], ["14:00", "17:30"]] for day in range(1, 7)},
            "open_on_holidays": False,
            "closed_days": [],
        },
        "opened_on": date(2019, 3, 5),
        "history_before": "闲置多年的自行车棚。",
        "history_after": "可议事、可阅读的实践站，居民自己排班开门。",
    }
    venue = services.edit_venue(actor=actor, venue_id=venue.id, version=1, values=values)
    areas = [
        {"name": "马扎议事角", "kind": "council_corner", "capacity": 20, "area_m2": 30},
        {"name": "新思想书柜", "kind": "theory_shelf", "capacity": None, "area_m2": 8},
    ]
    venue = services.set_areas(actor=actor, venue_id=venue.id, version=venue.version, areas=areas)
    venue = services.place_venue(
        actor=actor,
        venue_id=venue.id,
        version=venue.version,
        lat=venue.lat or 0,
        lon=venue.lon or 0,
        datum=Datum.WGS84,
    )
    services.add_honor(
        actor=actor, venue_id=venue.id, title="示范实践站", awarded_by="区委宣传部", year=2024
    )
    marks = [
        {"item": item, "met": item != "有项目", "note": ""}
        for item in ("有场所", "有队伍", "有活动", "有项目", "有机制")
    ]
    services.enter_check(actor=actor, venue_id=venue.id, scheme="venue", year=2025, marks=marks)
    return venue
