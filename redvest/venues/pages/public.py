"""The list and map of venues, and a venue's own page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.districts import queries as districts
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.venues import labels, showing
from redvest.venues.forms import Choices, VenueFilter
from redvest.venues.models import Venue
from redvest.venues.queries import (
    Filters,
    above,
    below,
    public_venue,
    roles_at,
    venue_counts,
    venues_matching,
)
from redvest.venues.queries.opening import Shown, show, today_in

PAGE_ROWS = 20


def here(request: HttpRequest) -> str:
    """The district whose venues are shown."""
    code = actor_of(request).district
    if not code:
        raise NotSeen(_("这里还没有开通任何区，请联系管理员。"))
    return code


def link(shown: Shown, note: str = "") -> dict[str, Any]:
    """A venue as the list of links takes it."""
    parts = [shown.street, showing.opening_sentence(shown), note]
    return {
        "url": reverse("venues:venue", args=[shown.venue.id]),
        "label": shown.venue.name,
        "note": " · ".join(filter(None, parts)),
        "state": showing.opening_tag(shown),
    }


def street_choices(district: str) -> Choices:
    names = districts.region_names(district)
    return [(code, name) for code, name in sorted(names.items()) if len(code) == 9]


@page(Open.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """Every venue of the district, as a list or on the map; the filters stay in the address."""
    district = here(request)
    today = today_in(district)
    form = VenueFilter(request.GET, streets=street_choices(district))
    form.is_valid()
    chosen = form.cleaned_data
    filters = Filters(
        region=chosen.get("region", ""),
        level=chosen.get("level", ""),
        function=chosen.get("function", ""),
        q=chosen.get("q", ""),
        open_now=chosen.get("open") == "1",
    )
    shown = venues_matching(district, filters, today)
    on_map = request.GET.get("view") == "map"
    found = Paginator(shown, PAGE_ROWS).get_page(request.GET.get("page"))
    return render(
        request,
        "venues/index.html",
        {
            "filter": form,
            "is_filtered": filters != Filters(),
            "total": len(shown),
            "tabs": _tabs(request, on_map),
            "on_map": on_map,
            "page": found,
            "links": [link(one) for one in found],
            "places": [pin(one) for one in shown] if on_map else [],
            "shapes": showing.outline_shapes(district) if on_map else None,
            "stats": _stats(district),
        },
    )


def pin(shown: Shown) -> dict[str, Any]:
    """A venue on the map, with the way to its page."""
    return showing.place_on_map(shown, reverse("venues:venue", args=[shown.venue.id]))


def _tabs(request: HttpRequest, on_map: bool) -> list[dict[str, Any]]:
    kept = request.GET.copy()
    kept.pop("page", None)
    kept.pop("view", None)
    as_list = kept.urlencode()
    kept["view"] = "map"
    return [
        {"url": f"?{as_list}", "label": _("列表"), "current": not on_map},
        {"url": f"?{kept.urlencode()}", "label": _("地图"), "current": on_map},
    ]


def _stats(district: str) -> list[dict[str, Any]]:
    counts = venue_counts(district)
    return [
        {
            "label": labels.LEVELS[level],
            "value": counts[level.value],
            "url": f"?level={level.value}",
        }
        for level in labels.Level
        if counts[level.value]
    ]


@page(Open.ANYONE)
def venue(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """What a visitor wants to know before setting out."""
    district = here(request)
    found = public_venue(district, venue_id)
    today = today_in(district)
    shown = show(found, today)
    parent = above(found)
    network = showing.network_facts(today.policy)
    manages = bool(roles_at(actor_of(request), found.region))
    return render(
        request,
        "venues/venue.html",
        {
            "shown": shown,
            "venue": found,
            "kind": showing.kind_word(found),
            "tag": showing.opening_tag(shown),
            "opening": showing.opening_sentence(shown),
            "next_opening": showing.next_opening(shown, today),
            "week": showing.week(found, today),
            "hours_notes": [
                *showing.hours_notes(found, shown, today),
                *(
                    [showing.practice_note(district, today)]
                    if found.kind == labels.Kind.VENUE
                    else []
                ),
            ],
            "chips": showing.words(found.functions, labels.FUNCTIONS),
            "facts": _facts(found, parent)
            + (network if found.level == labels.Level.CENTER else []),
            "areas": _areas(found),
            "honors": found.honors.filter(withdrawn_at=None).order_by("-year", "title"),
            "below": [link(show(one, today)) for one in below(found)],
            "is_estimated": showing.is_estimated(found),
            "places": [showing.place_on_map(shown, "")] if found.lat is not None else [],
            "shapes": showing.outline_shapes(district) if found.lat is not None else None,
            "manage_url": reverse("venues:manage", args=[found.id]) if manages else "",
        },
    )


def _facts(found: Venue, parent: Venue | None) -> list[dict[str, Any]]:
    separator = _("、")
    rows: list[dict[str, Any]] = [
        {"label": _("地址"), "value": found.address},
        {"label": _("怎么走"), "value": found.directions},
        {"label": _("电话"), "value": found.contact_phone, "url": _tel(found.contact_phone)},
    ]
    several = [
        (_("依托阵地"), found.host_facilities, labels.HOSTS),
        (_("便民设施"), found.facilities, labels.FACILITIES),
        (_("无障碍"), found.accessibility, labels.ACCESSIBILITY),
    ]
    for label, values, table in several:
        if values:
            rows.append({"label": label, "value": separator.join(showing.words(values, table))})
    if found.capacity:
        rows.append({"label": _("可容纳"), "value": _("%(n)d 人") % {"n": found.capacity}})
    if found.live_url:
        rows.append({"label": _("直播间"), "value": _("打开直播间"), "url": found.live_url})
    if parent is not None:
        url = reverse("venues:venue", args=[parent.id])
        rows.append({"label": _("上级阵地"), "value": parent.name, "url": url})
    return rows


def _tel(phone: str) -> str:
    digits = "".join(c for c in phone if c.isdigit() or c == "+")
    return f"tel:{digits}" if digits else ""


def _areas(found: Venue) -> list[dict[str, Any]]:
    return [
        {
            "name": area.name,
            "kind": labels.AREAS.get(area.kind, area.kind),
            "capacity": _("%(n)d 人") % {"n": area.capacity} if area.capacity else "",
            "area": _("%(n)d 平方米") % {"n": area.area_m2} if area.area_m2 else "",
        }
        for area in found.areas.order_by("position")
    ]
