"""Venues in JSON: what the API says about each of them."""

from datetime import date
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from redvest.districts.coordinates import Coordinate
from redvest.venues.labels import Kind, Level


class VenueOut(Schema):
    id: UUID
    name: str
    level: Level
    kind: Kind
    region: str
    status: str
    functions: list[str]
    address: str
    contact_phone: str
    is_open_now: bool
    opening: str
    place: Coordinate | None
    url: str


class AreaOut(Schema):
    name: str
    kind: str
    capacity: int | None
    area_m2: int | None


class HonorOut(Schema):
    title: str
    awarded_by: str
    year: int


class VenueFullOut(VenueOut):
    directions: str
    capacity: int | None
    host_facilities: list[str]
    facilities: list[str]
    accessibility: list[str]
    hours: dict[str, Any]
    opened_on: date | None
    areas: list[AreaOut]
    honors: list[HonorOut]


class VenuesOut(Schema):
    items: list[VenueOut]
    page: int
    per_page: int
    total: int


class NearOut(VenueOut):
    distance_m: int = Field(description="In a straight line.")
    walk_minutes: int = Field(description="Estimated: straight line times the detour factor.")


class NearestOut(Schema):
    items: list[NearOut]
