"""The year for everybody, and the desk's next weeks: what is coming and where nothing is."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.activities import services
from redvest.activities.forms.projects import CampaignForm, FestivalForm
from redvest.activities.models import Project
from redvest.activities.occasions import IDEAS, of_project
from redvest.activities.programme_labels import CAMPAIGN_KINDS
from redvest.activities.programme_showing import day_of, suggestions
from redvest.activities.queries.calendar import (
    WEEK,
    local_festivals,
    monday_of,
    occasions_between,
    planned_on,
    quiet_stations,
    templates_for,
    year_of,
)
from redvest.activities.queries.projects import campaigns_of, projects_to_plan_for
from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import when
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
AHEAD, PAGE_ROWS, AFTERNOON = timedelta(weeks=6), 30, time(14, 30)
FIRST_YEAR, LAST_YEAR = 2000, 2100


@page(Open.ANYONE)
def year(request: HttpRequest) -> HttpResponse:
    """The festivals, themes and practice days of a year, and how often something took place."""
    actor = actor_of(request)
    this = timezone.localdate().year
    text = request.GET.get("year", "")
    wanted = int(text) if text.isascii() and text.isdigit() and len(text) == 4 else this
    shown = min(max(wanted, FIRST_YEAR), LAST_YEAR)
    context = {
        "year": shown,
        "before": shown - 1,
        "after": shown + 1,
        "months": year_of(actor.district, shown),
        "plans": bool(actor.roles & set(DESK)),
    }
    return render(request, "activities/year.html", context)


@page(*DESK)
def programme(request: HttpRequest) -> HttpResponse:
    """The next six weeks: occasions with what one may plan, and what is planned already."""
    actor = actor_of(request)
    today = timezone.localdate()
    occasions = occasions_between(actor.district, today, today + AHEAD)
    templates = templates_for(actor.district, (one.key for one in occasions))
    planned = planned_on(actor, (one.day for one in occasions))
    context = {
        "groups": [
            {
                "name": one.name,
                "day": day_of(one.day),
                "planned": planned.get(one.day, 0),
                "links": suggestions(one, templates),
            }
            for one in occasions
        ],
        "sets": actor.has(Role.CENTRE_ADMIN, region=actor.district),
    }
    return render(request, "activities/programme.html", context)


@page(*DESK)
def quiet(request: HttpRequest) -> HttpResponse:
    """Advice, never a ranking: stations where nothing takes place in a week, place by place."""
    actor = actor_of(request)
    this = monday_of(timezone.localdate())
    monday = {"last": this - WEEK, "next": this + WEEK}.get(request.GET.get("week", ""), this)
    found = Paginator(quiet_stations(actor, monday), PAGE_ROWS).get_page(request.GET.get("page"))
    names = region_names(actor.district)
    new = reverse("activities:new")
    context = {
        "page": found,
        "first": when(monday),
        "last": when(monday + WEEK - timedelta(days=1)),
        "week": request.GET.get("week", ""),
        "links": [
            {
                "url": f"{new}?organiser=host:{one.id}&occasion=practice_day",
                "label": one.name,
                "note": names.get(one.region[:9], ""),
                "icon": "lightbulb",
            }
            for one in found
        ],
    }
    return render(request, "activities/quiet.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def settings(request: HttpRequest) -> HttpResponse:
    """Themes, campaigns, lines of work and festivals of one's own."""
    actor = actor_of(request)
    sent = request.POST.get("what") if request.method == "POST" else ""
    campaign = CampaignForm(request.POST if sent == "campaign" else None, prefix="campaign")
    festival = FestivalForm(request.POST if sent == "festival" else None, prefix="festival")
    done: object = None
    if sent == "campaign":
        done = attempt(
            campaign, lambda: services.add_campaign(actor=actor, **campaign.cleaned_data)
        )
    elif sent == "festival":
        done = attempt(
            festival, lambda: services.add_festival(actor=actor, **festival.cleaned_data)
        )
    elif sent is None:
        raise NotSeen(_("没有这个页面。"))
    if done is not None:
        messages.success(request, _("已保存。"))
        return redirect("activities:programme_settings")
    today = timezone.localdate()
    context = {
        "campaign": campaign,
        "festival": festival,
        "campaigns": [
            {"row": one, "kind": CAMPAIGN_KINDS[one.kind]}
            for one in campaigns_of(actor.district, first=today, last=date(LAST_YEAR, 12, 31))
        ],
        "festivals": local_festivals(actor.district),
    }
    return render(request, "activities/programme_settings.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def retire(request: HttpRequest, what: str, row_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    if what == "campaign":
        services.retire_campaign(actor=actor, campaign_id=row_id)
    elif what == "festival":
        services.retire_festival(actor=actor, festival_id=row_id)
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已停用。"))
    return redirect("activities:programme_settings")


def first_words(actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    """What the form of a new activity begins with, by the address that led to it."""
    found: dict[str, Any] = {}
    occasion, project = str(asked.get("occasion", "")), str(asked.get("project", ""))
    ideas = IDEAS.get(occasion, ())
    index = str(asked.get("idea", "0"))
    if ideas and index.isascii() and index.isdigit() and int(index) < len(ideas):
        found |= ideas[int(index)].initial()
    if project in dict(projects_to_plan_for(actor)):
        found |= of_project(Project.objects.get(district=actor.district, id=project))
    with suppress(ValueError):
        day = date.fromisoformat(str(asked.get("on", "")))
        found["starts_at"] = datetime.combine(day, AFTERNOON)
    if "organiser" in asked:
        found["organiser"] = asked["organiser"]
    return found
