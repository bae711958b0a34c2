"""Setting up the venues of a district: one center, an office a street, a station a community."""

from collections.abc import Callable

from redvest.db import transact
from redvest.districts import queries as districts
from redvest.districts.models import District, Region
from redvest.districts.services import found_district
from redvest.districts.services.founding import Progress, silent
from redvest.engines.policy import Policy
from redvest.ids import uuid7
from redvest.journal.services import record_event
from redvest.people.actors import system
from redvest.venues.labels import LEVEL_OF_CODE, Level
from redvest.venues.models import Venue
from redvest.venues.services.laying import lay_out

# Each adds what an app above this one keeps for a district and is not there yet.
FOUNDERS: list[Callable[[str], object]] = []


def venue_name(level: Level, region: Region, policy: Policy) -> str:
    """酒泉路街道新时代文明实践所, 畅家巷社区新时代文明实践站."""
    label = {
        Level.CENTER: policy.label_center,
        Level.OFFICE: policy.label_office,
        Level.STATION: policy.label_station,
    }[level]
    return f"{region.name}{label}"


@transact
def init_district(code: str, *, progress: Progress = silent) -> District:
    """Set up a district from the national list: regions, venues, estimated places, menu.

    Running it again adds only what is missing.
    """
    district, _new_regions = found_district(code, progress=progress)
    founded = found_venues(district, progress=progress)
    if founded:
        lay_out(district, progress=progress)
        record_event(
            actor=system(district.code),
            kind="venues.founded",
            subject_type="districts.district",
            district=district.code,
            region=district.code,
            after={"venues": founded},
        )
    for found_more in FOUNDERS:
        found_more(district.code)
    return district


def found_venues(district: District, *, progress: Progress = silent) -> int:
    """Add the venues that follow from the regions and are not there yet; say how many.

    A venue that was closed for good stays closed: only regions that never had one get one.
    """
    policy = districts.policy_of(district.code)
    # Quasi-administrative streets (parks, state farms) have no office and no stations.
    regions = list(
        Region.objects.filter(
            district=district.code, is_administrative=True, valid_to=None
        ).order_by("code")
    )
    known = set(
        Venue.objects.filter(district=district.code, kind="venue")
        .exclude(level=Level.POINT.value)
        .values_list("region", flat=True)
    )
    fresh = [
        Venue(
            id=uuid7(),
            district=district.code,
            region=region.code,
            level=LEVEL_OF_CODE[len(region.code)].value,
            name=venue_name(LEVEL_OF_CODE[len(region.code)], region, policy),
            functions=["spread", "practise", "serve"],
        )
        for region in regions
        if region.code not in known
    ]
    progress("venues", 0, len(fresh))
    Venue.objects.bulk_create(fresh, batch_size=500)
    progress("venues", len(fresh), len(fresh))
    return len(fresh)
