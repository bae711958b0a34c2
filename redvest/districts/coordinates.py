"""Coordinates as they leave the program: never without their datum and their basis."""

from typing import Literal

from pydantic import BaseModel

from redvest.engines.geodesy import Datum, convert


class Coordinate(BaseModel):
    """A place. ``basis`` says whether somebody has been there or whether it was estimated."""

    lat: float
    lon: float
    datum: Datum
    basis: Literal["estimated", "placed"]


def coordinate(
    lat: float | None, lon: float | None, basis: str, datum: Datum = Datum.WGS84
) -> Coordinate | None:
    """A stored place (WGS-84) in the datum somebody asked for."""
    if lat is None or lon is None:
        return None
    lat, lon = convert(lat, lon, Datum.WGS84, datum)
    known: Literal["estimated", "placed"] = "placed" if basis == "placed" else "estimated"
    return Coordinate(lat=round(lat, 6), lon=round(lon, 6), datum=datum, basis=known)
