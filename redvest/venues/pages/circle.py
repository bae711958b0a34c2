"""The 15-minute circle for everybody: how many reach an open venue on foot, and where not."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from redvest.districts import queries as districts
from redvest.http import Open, page
from redvest.venues import circle_words as words
from redvest.venues import showing
from redvest.venues.pages.public import here
from redvest.venues.queries import public_venue
from redvest.venues.queries.circle import reached_from, reckoned
from redvest.venues.queries.opening import show, today_in


@page(Open.ANYONE)
def circle(request: HttpRequest) -> HttpResponse:
    """The share, the map with its table, and the communities beyond."""
    district = here(request)
    found = reckoned(district)
    gaps = words.gap_pins(found)
    return render(
        request,
        "venues/circle.html",
        {
            "found": found,
            "share": words.percent(found.share),
            "within": words.whole(found.people_within),
            "whole": words.whole(found.people),
            "notes": words.notes(found, districts.policy_of(district)),
            "columns": words.band_columns(found),
            "rows": words.band_rows(found),
            "gaps": gaps,
            "more_gaps": len(words.gaps(found)) - len(gaps),
            "shapes": showing.outline_shapes(district),
            "legend": words.legend(),
            "as_of": timezone.now(),
        },
    )


@page(Open.ANYONE)
def walk(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """The isochrone of one venue: from where one walks there within the minutes."""
    district = here(request)
    today = today_in(district)
    shown = show(public_venue(district, venue_id), today)
    venue = shown.venue
    context: dict[str, Any] = {"venue": venue}
    if venue.lat is not None and venue.lon is not None:
        found = reached_from(district, (venue.lat, venue.lon))
        context |= {
            "found": found,
            "notes": words.notes(found, today.policy)[:2],
            "is_estimated": showing.is_estimated(venue),
            "columns": words.reach_columns(found),
            "rows": words.reach_rows(found),
            "places": [showing.place_on_map(shown, "")],
            "shapes": showing.outline_shapes(district),
            "legend": words.legend()[:-1],
        }
    return render(request, "venues/walk.html", context)
