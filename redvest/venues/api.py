"""Venues as JSON: the same filters, counts and words as the pages."""

from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from redvest.core.refusals import REFUSED
from redvest.districts.api import Paging, known_district
from redvest.districts.coordinates import coordinate
from redvest.districts.queries import region_by_code
from redvest.engines.geodesy import Datum, convert
from redvest.errors import Invalid
from redvest.venues.labels import Kind, Level
from redvest.venues.nearest import NEAREST_MAX, nearest_venues
from redvest.venues.queries import Filters, public_venue, venues_matching
from redvest.venues.queries.opening import Shown, show, today_in
from redvest.venues.schemas import NearestOut, VenueFullOut, VenuesOut
from redvest.venues.showing import opening_sentence

router = Router(tags=["venues"])


class VenuesIn(Paging):
    region: str = Field("", pattern=r"^(\d{6}|\d{9}|\d{12})?$")
    level: Level | None = None
    kind: Kind | None = None
    function: Literal["spread", "practise", "serve"] | None = None
    q: str = Field("", max_length=40)
    open_now: bool = False
    datum: Datum = Datum.WGS84


class NearestIn(Schema):
    community: str = Field("", pattern=r"^(\d{12})?$")
    lat: float | None = Field(None, ge=-90, le=90)
    lon: float | None = Field(None, ge=-180, le=180)
    datum: Datum = Datum.WGS84
    level: Level | None = None
    limit: int = Field(10, ge=1, le=NEAREST_MAX)


def _out(shown: Shown, datum: Datum) -> dict[str, Any]:
    venue = shown.venue
    plain = ("id", "name", "level", "kind", "region", "status", "functions", "address")
    return {
        **{name: getattr(venue, name) for name in plain},
        "contact_phone": venue.contact_phone,
        "is_open_now": shown.opening.is_open,
        "opening": opening_sentence(shown),
        "place": coordinate(venue.lat, venue.lon, venue.place_basis, datum),
        "url": f"/venues/{venue.id}/",
    }


@router.get("/{code}/venues", response={200: VenuesOut, **REFUSED}, url_name="venues")
def venues(request: HttpRequest, code: str, asked: Query[VenuesIn]) -> dict[str, Any]:
    """The district's venues, street by street."""
    district = known_district(code).code
    filters = Filters(
        region=asked.region,
        level=asked.level or "",
        kind=asked.kind or "",
        function=asked.function or "",
        q=asked.q,
        open_now=asked.open_now,
    )
    found = venues_matching(district, filters, today_in(district))
    start = (asked.page - 1) * asked.per_page
    return {
        "items": [_out(one, asked.datum) for one in found[start : start + asked.per_page]],
        "page": asked.page,
        "per_page": asked.per_page,
        "total": len(found),
    }


@router.get(
    "/{code}/venues/{uuid:venue_id}", response={200: VenueFullOut, **REFUSED}, url_name="venue"
)
def venue(
    request: HttpRequest, code: str, venue_id: UUID, datum: Datum = Datum.WGS84
) -> dict[str, Any]:
    """One venue with its areas and honors."""
    district = known_district(code).code
    found = public_venue(district, venue_id)
    more = ("directions", "capacity", "host_facilities", "facilities", "accessibility", "hours")
    return {
        **_out(show(found, today_in(district)), datum),
        **{name: getattr(found, name) for name in more},
        "opened_on": found.opened_on,
        "areas": list(found.areas.order_by("position")),
        "honors": list(found.honors.filter(withdrawn_at=None).order_by("-year", "title")),
    }


@router.get("/{code}/nearest", response={200: NearestOut, **REFUSED}, url_name="nearest")
def nearest(request: HttpRequest, code: str, asked: Query[NearestIn]) -> dict[str, Any]:
    """Venues by distance from a community or from a place; ``datum`` holds for both ways."""
    district = known_district(code).code
    lat, lon = _origin(district, asked)
    found = nearest_venues(
        district, lat, lon, today_in(district), asked.limit, level=asked.level or ""
    )
    return {
        "items": [
            {
                **_out(one, asked.datum),
                "distance_m": one.distance_m,
                "walk_minutes": one.walk_minutes,
            }
            for one in found
        ]
    }


def _origin(district: str, asked: NearestIn) -> tuple[float, float]:
    if asked.lat is not None and asked.lon is not None:
        return convert(asked.lat, asked.lon, asked.datum, Datum.WGS84)
    message = _("请给出社区代码，或同时给出纬度和经度。")
    if not asked.community:
        raise Invalid(message, code="no_place", fields={"community": message})
    region = region_by_code(district, asked.community)
    if region.lat is None or region.lon is None:
        raise Invalid(message, code="no_place", fields={"community": message})
    return region.lat, region.lon
