"""Districts and their regions as JSON."""

from datetime import date
from typing import Any, Literal

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from redvest.core.refusals import REFUSED
from redvest.districts.coordinates import Coordinate, coordinate
from redvest.districts.models import District, Region
from redvest.districts.queries import district_or_none, districts_listed, live_regions
from redvest.engines.geodesy import Datum
from redvest.errors import NotSeen

router = Router(tags=["districts"])
PER_PAGE_MAX = 100
LENGTHS = {"district": 6, "street": 9, "community": 12}


class Paging(Schema):
    page: int = Field(1, ge=1, le=10_000)
    per_page: int = Field(50, ge=1, le=PER_PAGE_MAX)


class DistrictOut(Schema):
    code: str
    name: str
    full_name: str
    province: str
    city: str
    brand_name: str
    hotline: str


class DistrictsOut(Schema):
    items: list[DistrictOut]


class RegionOut(Schema):
    code: str
    level: str
    name: str
    parent: str | None
    is_administrative: bool
    valid_from: date
    place: Coordinate | None


class RegionsOut(Schema):
    items: list[RegionOut]
    page: int
    per_page: int
    total: int


class RegionsIn(Paging):
    level: Literal["district", "street", "community"] | None = None
    within: str = Field("", pattern=r"^(\d{6}|\d{9})?$")
    datum: Datum = Datum.WGS84


def known_district(code: str) -> District:
    """A district on this server.

    Raises
    ------
    NotSeen
        If it is not here.
    """
    found = district_or_none(code)
    if found is None:
        raise NotSeen(_("这里没有区县 %(code)s。") % {"code": code[:12]})
    return found


@router.get("", response={200: DistrictsOut, **REFUSED}, url_name="districts")
def districts(request: HttpRequest) -> dict[str, Any]:
    """The districts on this server."""
    return {"items": list(districts_listed())}


@router.get("/{code}/regions", response={200: RegionsOut, **REFUSED}, url_name="regions")
def regions(request: HttpRequest, code: str, asked: Query[RegionsIn]) -> dict[str, Any]:
    """Streets and communities valid today, parents before their children."""
    rows = live_regions(known_district(code).code, timezone.localdate())
    if asked.level:
        rows = rows.filter(code__regex=rf"^\d{{{LENGTHS[asked.level]}}}$")
    if asked.within:
        rows = rows.filter(code__startswith=asked.within)
    start = (asked.page - 1) * asked.per_page
    return {
        "items": [_region(row, asked.datum) for row in rows[start : start + asked.per_page]],
        "page": asked.page,
        "per_page": asked.per_page,
        "total": rows.count(),
    }


def _region(row: Region, datum: Datum) -> dict[str, Any]:
    return {
        "code": row.code,
        "level": row.level,
        "name": row.name,
        "parent": row.code[:-3] if len(row.code) > 6 else None,
        "is_administrative": row.is_administrative,
        "valid_from": row.valid_from,
        "place": coordinate(row.lat, row.lon, row.place_basis, datum),
    }
