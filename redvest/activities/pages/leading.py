"""Activities one leads on site, or is asked to lead."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.activities.queries.lists import led_by
from redvest.activities.services import answer_lead, lead_series
from redvest.activities.showing import card
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page


@page(Role.VOLUNTEER)
def leading(request: HttpRequest) -> HttpResponse:
    """What I am asked to lead, and what I lead."""
    rows = list(led_by(actor_of(request)).select_related("team", "host", "venue")[:60])
    asked = [row for row in rows if row.lead_agreed_at is None]
    of_series = Counter(row.series_id for row in asked)
    context = {
        "asked": [
            {"row": row, "series": of_series[row.series_id] if row.series_id else 0}
            for row in asked
        ],
        "links": [
            card(row, reverse("activities:roster", args=[row.id]))
            for row in rows
            if row.lead_agreed_at is not None
        ],
    }
    return render(request, "activities/leading.html", context)


@page(Role.VOLUNTEER, methods=("POST",))
def answer(request: HttpRequest, activity_id: UUID, answer: str) -> HttpResponse:
    """Yes or no; no reason is asked."""
    if answer == "series":
        count = lead_series(actor=actor_of(request), activity_id=activity_id)
        messages.success(request, _("已记下，%(count)d场都由您负责。") % {"count": count})
        return redirect("activities:leading")
    if answer not in ("accept", "decline"):
        raise NotSeen(_("没有这个页面。"))
    answer_lead(actor=actor_of(request), activity_id=activity_id, agrees=answer == "accept")
    return redirect("activities:leading")
