"""Changing what is said about a venue, and adding points to the network."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts import queries as districts
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueStatus
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.ids import uuid7
from redvest.people.actors import Actor
from redvest.venues.labels import ADDED_KINDS, Kind, Level
from redvest.venues.models import FunctionalArea, Venue
from redvest.venues.queries import roles_at
from redvest.venues.services.access import save_changes, trace, venue_for_change

EDITABLE = frozenset(
    {
        "name", "functions", "host_facilities", "facilities", "accessibility", "address",
        "directions", "contact_phone", "capacity", "live_url", "hours", "opened_on",
        "history_before", "history_after",
    }
)  # fmt: skip
AREAS_MAX = 30


def _taken() -> Invalid:
    return Invalid(
        _("这个街道（社区）已经有同名的阵地，请换一个名称。"),
        code="name_taken",
        fields={"name": _("已有同名阵地，请换一个名称。")},
    )


def _require_open(venue: Venue) -> None:
    if venue.status == VenueStatus.CLOSED:
        raise Conflict(_("这个阵地已永久停用，资料不能再修改。"), code="venue_closed")


@transact
def edit_venue(*, actor: Actor, venue_id: UUID, version: int, values: Mapping[str, Any]) -> Venue:
    """Correct a venue's details: hours, phone, facilities, history."""
    venue = venue_for_change(actor, venue_id, version)
    _require_open(venue)
    unknown = set(values) - EDITABLE
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    try:
        with transaction.atomic():
            save_changes(actor, venue, "venue.edited", dict(values))
    except IntegrityError:
        raise _taken() from None
    return venue


@transact
def add_venue(
    *, actor: Actor, region: str, kind: str, name: str, values: Mapping[str, Any] | None = None
) -> Venue:
    """Add a point, base, stop, studio or publicity street. It starts as planned, without a place.

    A second core is a second center of the district, so only the center itself adds it.
    """
    place = districts.region_by_code(actor.district, region)
    roles = roles_at(actor, region)
    if not roles or (kind == Kind.CORE and Role.CENTRE_ADMIN not in roles | {Role.SYSTEM}):
        raise NotAllowed(_("您只能在自己管理的街道、社区内增加阵地。"), code="beyond_scope")
    if kind == Kind.CORE:
        if len(region) != 6:
            raise Invalid(
                _("第二核心属于全区，请选择“全区”。"), fields={"region": _("请选择全区。")}
            )
        level = Level.CENTER
    elif kind in ADDED_KINDS:
        level = Level.POINT
    else:
        raise Invalid(_("请选择阵地类型。"), fields={"kind": _("请选择阵地类型。")})
    venue = Venue(
        id=uuid7(),
        district=actor.district,
        region=region,
        level=level.value,
        kind=kind,
        name=name,
        status=VenueStatus.PLANNED.value,
        lat=place.lat,
        lon=place.lon,
    )
    for field, value in (values or {}).items():
        if field not in EDITABLE:
            raise TypeError(f"not editable: {field}")
        setattr(venue, field, value)
    try:
        with transaction.atomic():
            venue.save(force_insert=True)
    except IntegrityError as error:
        if "one_venue_of_its_level" in str(error):
            raise Conflict(_("本区已经有第二核心。"), code="core_exists") from None
        raise _taken() from None
    trace(actor, venue, "venue.added", after={"level": level.value, "kind": kind})
    return venue


@transact
def set_areas(
    *, actor: Actor, venue_id: UUID, version: int, areas: Sequence[Mapping[str, Any]]
) -> Venue:
    """Replace the list of functional areas by the one entered."""
    venue = venue_for_change(actor, venue_id, version)
    _require_open(venue)
    if len(areas) > AREAS_MAX:
        raise Invalid(_("功能区最多 %(max)d 个，请合并后再填。") % {"max": AREAS_MAX})
    names = [area["name"] for area in areas]
    if len(set(names)) != len(names):
        raise Invalid(_("功能区名称不能重复，请改成不同的名称。"), code="name_taken")
    columns = ("name", "kind", "capacity", "area_m2")
    old = list(venue.areas.order_by("position").values(*columns))
    new = [{column: area.get(column) for column in columns} for area in areas]
    if old == new:
        return venue
    venue.areas.all().delete()
    FunctionalArea.objects.bulk_create(
        FunctionalArea(id=uuid7(), district=venue.district, venue=venue, position=position, **area)
        for position, area in enumerate(new)
    )
    venue.version += 1
    venue.save(update_fields=["version"])
    trace(actor, venue, "venue.areas_changed", before={"areas": old}, after={"areas": new})
    return venue
