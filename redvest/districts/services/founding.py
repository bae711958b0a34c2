"""Setting up a district and its regions from the national list."""

from collections.abc import Callable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone

from redvest.data import divisions
from redvest.db import transact
from redvest.districts.models import District, DistrictPolicy, Region
from redvest.districts.national import city_name, national_district
from redvest.districts.outlines import demo_outline
from redvest.engines import policy as policies
from redvest.engines.divisions import District as NationalDistrict
from redvest.ids import uuid7
from redvest.journal.services import record_event

# The reference date of the edition of the national list that is packed with the program.
EDITION = date(2023, 6, 30)

Progress = Callable[[str, int, int], None]


def silent(_what: str, _done: int, _all: int) -> None:
    """No progress shown."""


@transact
def found_district(code: str, *, progress: Progress = silent) -> tuple[District, int]:
    """Set up a district, its regions and its first policy; say how many regions were new.

    Running it again adds what is missing and changes nothing else: names and places that staff
    corrected stay corrected.
    """
    from redvest.people.actors import system

    national = national_district(code)
    district = District.objects.select_for_update().filter(code=national.code).first()
    is_new = district is None
    if district is None:
        district = _create(national)
    _complete(district)
    wanted = [(national.code, national.name, national.full_name, True)]
    for street in divisions().streets(national.code):
        wanted.append((street.code, street.name, street.name, street.is_administrative))
        wanted += [
            (one.code, one.name, one.stat_name, street.is_administrative)
            for one in street.communities
        ]
    known = set(Region.objects.filter(district=national.code).values_list("code", flat=True))
    fresh = [row for row in wanted if row[0] not in known]
    progress("regions", 0, len(wanted))
    Region.objects.bulk_create(
        [
            Region(
                id=uuid7(),
                district=national.code,
                code=region,
                name=name,
                stat_name=stat_name,
                is_administrative=administrative,
                valid_from=EDITION,
            )
            for region, name, stat_name, administrative in fresh
        ],
        batch_size=500,
    )
    progress("regions", len(wanted), len(wanted))
    if fresh or is_new:
        record_event(
            actor=system(national.code),
            kind="district.founded" if is_new else "district.regions_added",
            subject_type="districts.district",
            district=national.code,
            region=national.code,
            after={"regions": len(fresh), "edition": EDITION.isoformat()},
        )
    return district, len(fresh)


def _create(national: NationalDistrict) -> District:
    try:
        with transaction.atomic():
            return District.objects.create(
                code=national.code,
                name=national.name,
                full_name=national.full_name,
                province=national.province,
                city=city_name(national),
            )
    except IntegrityError:
        # Somebody else set it up between our look and our writing.
        return District.objects.select_for_update().get(code=national.code)


def _complete(district: District) -> None:
    """Give a district the outline and the first policy it does not have yet."""
    outline = demo_outline(district.code) if district.outline is None else None
    if outline is not None:
        district.outline, district.outline_source = outline, "demo"
        district.save(update_fields=["outline", "outline_source"])
    if not DistrictPolicy.objects.filter(district=district.code).exists():
        DistrictPolicy.objects.create(
            district=district.code,
            version=1,
            data=policies.to_data(policies.DEFAULT),
            effective_from=timezone.now(),
        )
