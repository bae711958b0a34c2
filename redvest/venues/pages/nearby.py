"""What lies nearest, from a community or from where somebody stands."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.districts import queries as districts
from redvest.engines import geodesy
from redvest.engines.geodesy import Datum
from redvest.http import Open, Request, keep_choice, page
from redvest.middleware import AREA_COOKIE
from redvest.venues import labels, showing
from redvest.venues.forms import AreaForm, Choices, NearestForm
from redvest.venues.nearest import nearest_venues
from redvest.venues.pages.public import here, link, pin
from redvest.venues.queries.opening import Shown, today_in

NEAREST_ROWS = 8


def community_choices(district: str) -> list[tuple[str, Choices]]:
    """Communities under their streets, as a select shows them."""
    names = districts.region_names(district)
    inside: dict[str, Choices] = {code: [] for code in sorted(names) if len(code) == 9}
    for code, name in sorted(names.items()):
        if len(code) == 12 and code[:9] in inside:
            inside[code[:9]].append((code, name))
    return [(names[street], found) for street, found in inside.items() if found]


@page(Open.ANYONE, methods=("GET", "POST"))
def nearest(request: HttpRequest) -> HttpResponse:
    """The nearest venues from a community or from where somebody stands. Nothing is kept."""
    district = here(request)
    asked = request.POST if request.method == "POST" else request.GET
    is_asked = request.method == "POST" or "community" in request.GET
    form = NearestForm(
        asked if is_asked else None,
        communities=community_choices(district),
        initial={"community": cast("Request", request).visitor.area},
    )
    context: dict[str, Any] = {"form": form}
    if is_asked and form.is_valid():
        context |= _nearest_from(district, form)
    return render(request, "venues/nearest.html", context)


@page(Open.ANYONE, methods=("GET", "POST"))
def area(request: Request) -> HttpResponse:
    """Choose the community to read about, without an account; a cookie keeps it, nothing else."""
    chosen = request.visitor.area
    form = AreaForm(
        request.POST if request.method == "POST" else None,
        communities=community_choices(here(request)),
        initial={"community": chosen},
    )
    if request.method == "POST":
        answer = redirect("home")
        if request.POST.get("forget"):
            answer.delete_cookie(AREA_COOKIE, samesite="Lax")
            return answer
        if form.is_valid():
            keep_choice(answer, AREA_COOKIE, form.cleaned_data["community"])
            return answer
    return render(request, "venues/area.html", {"form": form, "chosen": chosen})


def _nearest_from(district: str, form: NearestForm) -> dict[str, Any]:
    given = form.cleaned_data
    today = today_in(district)
    if given["lat"] is not None and given["lon"] is not None:
        datum = Datum(given["datum"] or Datum.WGS84)
        lat, lon = geodesy.convert(given["lat"], given["lon"], datum, Datum.WGS84)
        origin, is_estimated = _("您现在的位置"), False
    else:
        community = districts.region_by_code(district, given["community"])
        if community.lat is None or community.lon is None:
            form.add_error("community", _("这个社区还没有位置，请选择相邻的社区。"))
            return {}
        lat, lon, origin = community.lat, community.lon, community.name
        is_estimated = community.place_basis == labels.Basis.ESTIMATED
    found = nearest_venues(district, lat, lon, today, NEAREST_ROWS)
    return {
        "asked": True,
        "origin": origin,
        "origin_is_estimated": is_estimated,
        "links": [link(one, _walk_note(one)) for one in found],
        "places": [pin(one) for one in found],
        "shapes": showing.outline_shapes(district),
        "circle_m": today.policy.circle_m,
        "within": sum((one.distance_m or 0) <= today.policy.circle_m for one in found),
        "as_of": timezone.now(),
    }


def _walk_note(shown: Shown) -> str:
    words = showing.walk(shown)
    return f"{words}（{_('估计位置')}）" if showing.is_estimated(shown.venue) else words
