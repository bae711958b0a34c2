"""The 15-minute circle for everybody: how many reach an open venue on foot, and where not."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from redvest.districts import queries as districts
from redvest.http import Open, page
from redvest.venues import circle_words as words
from redvest.venues import showing
from redvest.venues.pages.public import here
from redvest.venues.queries.circle import reckoned


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
