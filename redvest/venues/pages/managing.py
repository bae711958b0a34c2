"""The desk's page of one venue: what is known, what is missing, what can be done."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.engines import venue_flow
from redvest.engines.venue_flow import VenueAction, VenueStatus
from redvest.http import actor_of, page
from redvest.venues import labels, showing
from redvest.venues.forms import HonorForm, StatusForm
from redvest.venues.models import Venue
from redvest.venues.pages.desk import STAFF
from redvest.venues.queries import roles_at, venue_seen_by
from redvest.venues.queries.opening import show, today_in


@page(*STAFF)
def manage(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """One venue with everything that can be done to it."""
    return managed_page(request, venue_seen_by(actor_of(request), venue_id))


def managed_page(
    request: HttpRequest,
    venue: Venue,
    status_form: StatusForm | None = None,
    honor_form: HonorForm | None = None,
    code: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    actions = venue_flow.actions_open_to(VenueStatus(venue.status), roles_at(actor, venue.region))
    today = today_in(venue.district)
    shown = show(venue, today)
    context = {
        "venue": venue,
        "kind": showing.kind_word(venue),
        "status_tag": showing.status_tag(venue),
        "opening": showing.opening_sentence(shown),
        "facts": _facts(venue),
        "tasks": _tasks(venue),
        "steps": [_step(action) for action in actions],
        "status_form": status_form or StatusForm(),
        "honor_form": honor_form or HonorForm(),
        "honors": venue.honors.filter(withdrawn_at=None).order_by("-year", "title"),
        "checks": _checks(venue),
    }
    return render(request, "venues/manage.html", context, status=code)


def _step(action: VenueAction) -> dict[str, Any]:
    return {
        "value": action.value,
        "label": labels.ACTIONS[action],
        "needs_reason": venue_flow.STEPS[action].needs_reason,
    }


def _facts(venue: Venue) -> list[dict[str, Any]]:
    edit = reverse("venues:edit", args=[venue.id])
    place = reverse("venues:place", args=[venue.id])
    where = _("估计位置，请标出实际位置") if showing.is_estimated(venue) else _("实测位置")
    return [
        {"label": _("地址"), "value": venue.address, "change_url": edit},
        {"label": _("公开电话"), "value": venue.contact_phone, "change_url": edit},
        {"label": _("地图位置"), "value": where, "change_url": place},
        {"label": _("区划代码"), "value": venue.region},
    ]


def _tasks(venue: Venue) -> list[dict[str, Any]]:
    """Building up a venue's file is a list of small tasks, each with its own page."""
    done = showing.Tag(_("已完成"), "done")
    todo = showing.Tag(_("未开始"), "neutral")
    areas = venue.areas.count()
    return [
        {
            "label": _("基本资料与开放时间"),
            "url": reverse("venues:edit", args=[venue.id]),
            "icon": "pencil",
            "state": done if venue.address and venue.contact_phone else todo,
        },
        {
            "label": _("地图位置"),
            "url": reverse("venues:place", args=[venue.id]),
            "icon": "geo-alt",
            "state": todo if showing.is_estimated(venue) else done,
        },
        {
            "label": _("功能区"),
            "note": _("%(n)d 个") % {"n": areas} if areas else "",
            "url": reverse("venues:areas", args=[venue.id]),
            "icon": "grid",
            "state": done if areas else todo,
        },
    ]


def _checks(venue: Venue) -> list[dict[str, Any]]:
    year = timezone.localdate().year
    found = {(row.scheme, row.year): row for row in venue.checks.order_by("-year")}
    lines = []
    for scheme in labels.schemes_for(venue.kind):
        for then in (year, year - 1):
            row = found.get((scheme, then))
            if row is None and then != year:
                continue
            met = sum(mark["met"] for mark in row.marks) if row else 0
            note = (
                _("%(met)d / %(all)d 项达到") % {"met": met, "all": len(row.marks)}
                if row
                else _("还没有填写")
            )
            label = _("%(year)d 年%(scheme)s") % {"year": then, "scheme": labels.SCHEMES[scheme]}
            url = reverse("venues:check", args=[venue.id, scheme, then])
            lines.append({"label": label, "note": note, "url": url, "icon": "card-checklist"})
    return lines
