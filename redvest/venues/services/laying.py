"""Where venues are: estimated inside the outline until somebody has been there."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts import queries as districts
from redvest.districts.models import District, Region
from redvest.districts.outlines import center_without_outline, explain_outline, polygons
from redvest.districts.services.founding import Progress, silent
from redvest.districts.services.settling import district_locked
from redvest.engines import geodesy
from redvest.engines.geodesy import Datum
from redvest.engines.layout import LayoutError, spread
from redvest.engines.outline import OutlineError, read_outline
from redvest.errors import Conflict, Invalid
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.venues.labels import Basis
from redvest.venues.models import Venue
from redvest.venues.services.access import save_changes, venue_for_change

DECIMALS = 6  # a tenth of a meter


def lay_out(district: District, *, progress: Progress = silent) -> int:
    """Estimate a place for every region and venue nobody has placed; say how many venues moved.

    Communities of one street lie together; the same outline gives the same places.
    """
    regions = list(
        Region.objects.filter(
            district=district.code, is_administrative=True, valid_to=None
        ).order_by("code")
    )
    progress("places", 0, len(regions))
    places = _places(district.code, regions)
    venues = list(
        Venue.objects.select_for_update()
        .filter(district=district.code, place_basis=Basis.ESTIMATED.value)
        .order_by("id")
    )
    moved_regions = [one for one in regions if _move(one, places.get(one.code))]
    moved_venues = [one for one in venues if _move(one, places.get(one.region))]
    Region.objects.bulk_update(moved_regions, ["lat", "lon"], batch_size=500)
    Venue.objects.bulk_update(moved_venues, ["lat", "lon"], batch_size=500)
    progress("places", len(regions), len(regions))
    return len(moved_venues)


def _places(district: str, regions: list[Region]) -> dict[str, tuple[float, float]]:
    """A place for each region: communities around their street's, the center in the first."""
    streets = [one.code for one in regions if len(one.code) == 9]
    members: dict[str, list[str]] = {street: [] for street in streets}
    for one in regions:
        if len(one.code) == 12:
            members[one.code[:9]].append(one.code)
    if streets:
        members[streets[0]].append(district)
    else:
        streets, members = [district], {district: []}
    geometry = districts.outline_of(district)
    counts = [len(members[street]) for street in streets]
    if geometry is not None:
        layout = spread(counts, polygons(geometry))
    else:
        layout = spread(counts, center=center_without_outline(district))
    found = dict(zip(streets, layout.streets, strict=True))
    for street, places in zip(streets, layout.communities, strict=True):
        found |= dict(zip(members[street], places, strict=True))
    return found


def _move(row: Region | Venue, place: tuple[float, float] | None) -> bool:
    if place is None or row.place_basis != Basis.ESTIMATED:
        return False
    lat, lon = round(place[0], DECIMALS), round(place[1], DECIMALS)
    if (row.lat, row.lon) == (lat, lon):
        return False
    row.lat, row.lon = lat, lon
    return True


@transact
def place_venue(
    *, actor: Actor, venue_id: UUID, version: int, lat: float, lon: float, datum: Datum
) -> Venue:
    """Put a venue where it really is. A place outside the district is refused."""
    venue = venue_for_change(actor, venue_id, version)
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid(
            _("经纬度不对：纬度在 -90 至 90 之间，经度在 -180 至 180 之间。"),
            fields={"lat": _("请检查纬度和经度是否填反。")},
        )
    wgs_lat, wgs_lon = geodesy.convert(lat, lon, datum, Datum.WGS84)
    geometry = districts.outline_of(venue.district)
    if geometry is not None and not geodesy.contains(polygons(geometry), wgs_lat, wgs_lon):
        raise Invalid(
            _("这个位置在本区范围之外，没有保存。请在地图上重新点选，或检查坐标和坐标系。"),
            code="outside_outline",
            fields={"lat": _("位置在本区范围之外。")},
        )
    values = {
        "lat": round(wgs_lat, DECIMALS),
        "lon": round(wgs_lon, DECIMALS),
        "place_basis": Basis.PLACED.value,
        "source_datum": datum.value,
    }
    save_changes(actor, venue, "venue.placed", values)
    return venue


@transact
def set_outline(*, actor: Actor, content: bytes, datum: Datum, version: int | None = None) -> int:
    """Replace a district's outline by an uploaded one; say how many placed venues lie outside it.

    Estimated venues are laid out anew inside it; venues somebody placed stay where they are.
    """
    district = district_locked(actor)
    if version is not None and version != district.version:
        raise Conflict(
            _("您打开页面之后，别人已修改了区界。请核对最新内容后再上传。"), code="stale"
        )
    try:
        outline = read_outline(
            content, lambda points: geodesy.convert_many(points, datum, Datum.WGS84)
        )
    except OutlineError as error:
        message = explain_outline(error)
        raise Invalid(message, code=f"outline_{error.code}", fields={"file": message}) from None
    district.outline, district.outline_source = outline, "uploaded"
    district.version += 1
    district.save(update_fields=["outline", "outline_source", "version"])
    try:
        moved = lay_out(district)
    except LayoutError:
        message = explain_outline(OutlineError("size"))
        raise Invalid(message, code="outline_size", fields={"file": message}) from None
    record_event(
        actor=actor,
        kind="district.outline_changed",
        subject_type="districts.district",
        region=district.code,
        after={"datum": datum.value, "moved": moved},
    )
    placed = Venue.objects.filter(district=district.code, place_basis=Basis.PLACED.value)
    known = placed.exclude(status="closed").values_list("lat", "lon")
    places = [(lat or 0.0, lon or 0.0) for lat, lon in known]
    if not places:
        return 0
    return int((~geodesy.contains_many(polygons(outline), places)).sum())
