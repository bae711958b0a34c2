"""Venues by distance from a place."""

from redvest.engines import geodesy
from redvest.engines.venue_flow import VenueStatus
from redvest.venues.queries import HEAVY, public_venues
from redvest.venues.queries.opening import Shown, Today, show

NEAREST_MAX = 20


def nearest_venues(
    district: str, lat: float, lon: float, today: Today, limit: int = 10, level: str = ""
) -> list[Shown]:
    """Venues by distance from a place (WGS-84), with an estimate of the walk."""
    rows = public_venues(district).defer(*HEAVY).exclude(lat=None)
    rows = rows.exclude(status=VenueStatus.PLANNED.value)
    if level:
        rows = rows.filter(level=level)
    found = [show(venue, today) for venue in rows]
    places = [(one.venue.lat or 0.0, one.venue.lon or 0.0) for one in found]
    distances = geodesy.distances_m([(lat, lon)], places)[0] if places else []
    for one, distance in zip(found, map(float, distances), strict=True):
        one.distance_m = round(distance)
        one.walk_minutes = geodesy.walking_minutes(
            distance,
            detour=today.policy.detour_percent / 100,
            m_per_minute=today.policy.walk_m_per_minute,
        )
    found.sort(key=lambda one: (one.distance_m, str(one.venue.id)))
    return found[: min(limit, NEAREST_MAX)]
