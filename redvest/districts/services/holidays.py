"""The calendar as it is announced each November."""

from typing import TYPE_CHECKING

from redvest.db import transact
from redvest.districts.models import HolidayOverride
from redvest.districts.services.settling import district_locked, require_center
from redvest.engines.holiday_table import DayRow
from redvest.journal.services import record_event

if TYPE_CHECKING:
    from redvest.people.actors import Actor


@transact
def import_holidays(*, actor: "Actor", rows: list[DayRow], everywhere: bool = False) -> int:
    """Take over announced days; say how many were new or different.

    A day announced again replaces what was there. ``everywhere`` is for the operator's command;
    a center's own table holds for its own district and goes before the common one.
    """
    if everywhere:
        require_center(actor)
    else:
        district_locked(actor)  # Two tables at once follow one another.
    district = "" if everywhere else actor.district
    known = {row.day: row for row in HolidayOverride.objects.filter(district=district)}
    fresh: list[HolidayOverride] = []
    changed: list[HolidayOverride] = []
    for row in rows:
        old = known.get(row.day)
        if old is None:
            fresh.append(
                HolidayOverride(
                    district=district, day=row.day, is_workday=row.is_workday, name=row.name
                )
            )
        elif (old.is_workday, old.name) != (row.is_workday, row.name):
            old.is_workday, old.name = row.is_workday, row.name
            changed.append(old)
    HolidayOverride.objects.bulk_create(fresh, batch_size=500)
    HolidayOverride.objects.bulk_update(changed, ["is_workday", "name"], batch_size=500)
    count = len(fresh) + len(changed)
    if count:
        record_event(
            actor=actor,
            kind="holidays.imported",
            subject_type="districts.holidayoverride",
            district=actor.district,
            region=district,
            after={"new": len(fresh), "changed": len(changed)},
        )
    return count
