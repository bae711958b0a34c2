"""The wall: large figures of a place that renew themselves, with masked names and nothing else.

Fifty walls ask every few seconds. What they are told is made at most every five seconds for a
place, by one of them while the others get what there was, and carries a tag; as long as nothing has
changed the answer is an empty 304.
"""

import hashlib
import json
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redvest.districts.queries import region_names
from redvest.engines.indicators import BY_KEY
from redvest.http import actor_of, page
from redvest.insight import showing
from redvest.insight.queries.figures import figures_of
from redvest.insight.queries.places import READERS, period_for, place_for
from redvest.insight.queries.stories import lately_served
from redvest.orders.labels import named

FRESH_SECONDS, KEPT_SECONDS = 5, 60
SHOWN = (
    "venues",
    "teams",
    "volunteers",
    "active_volunteers",
    "activities",
    "audience",
    "hours",
    "orders",
    "served_share",
    "claimed_soon_share",
    "rated_share",
    "satisfied_share",
)


def _made(district: str, region: str) -> dict[str, Any]:
    one = period_for("")
    as_of = timezone.now()
    shown = [BY_KEY[key] for key in SHOWN]
    found = figures_of(district, region, shown, {"now": one}, len(region))
    names = region_names(district)
    served = [
        {
            "who": str(row.volunteer.person.name or ""),
            "what": named(row.order.item),
            "where": names.get(row.order.community[:9], ""),
        }
        for row in lately_served(district, region)
    ]
    return {
        "title": names.get(region, region),
        "period": showing.period_said(one),
        "as_of": timezone.localtime(as_of).strftime("%H:%M"),
        "figures": [
            {
                "label": showing.name(each),
                "value": showing.number(value.value),
                "unit": showing.unit(each) if value.value is not None else "",
            }
            for each in shown
            for value in (found["now", region, each.key],)
        ],
        "served": served,
        "empty": _("还没有服务记录"),
    }


def _told(request: HttpRequest) -> tuple[str, str]:
    """What a wall is told, and its tag."""
    actor = actor_of(request)
    region = place_for(actor, request.GET.get("region", ""))
    key = f"screen:{actor.district}:{region}:{get_language()}"
    told: str | None = cache.get(key)
    # Whoever takes the turn makes it anew; nobody else does for five seconds.
    if cache.add(f"{key}:turn", "taken", FRESH_SECONDS) or told is None:
        told = json.dumps(_made(actor.district, region), ensure_ascii=False)
        cache.set(key, told, KEPT_SECONDS)
    return told, f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'


@page(*READERS)
def screen(request: HttpRequest) -> HttpResponse:
    """16:9, to be read from across the hall; works with nothing to show."""
    told, _tag = _told(request)
    region = request.GET.get("region", "")
    address = reverse("insight:screen_data") + (f"?region={region}" if region else "")
    context = {"told": json.loads(told), "data_url": address}
    return render(request, "insight/screen.html", context)


@page(*READERS)
def screen_data(request: HttpRequest) -> HttpResponse:
    """The same as data, for the page to renew itself."""
    told, tag = _told(request)
    if request.headers.get("If-None-Match") == tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(told, content_type="application/json")
    answer["ETag"] = tag
    return answer
