"""The desk's pages about venues: the list, one venue, and every form that changes it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.saving import save_form
from redvest.districts import queries as districts
from redvest.engines import venue_flow
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueAction, VenueStatus
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.venues import labels, services, showing
from redvest.venues.forms import (
    AddForm,
    Choices,
    HonorForm,
    StatusForm,
    VenueFilter,
)
from redvest.venues.models import Venue
from redvest.venues.pages.public import street_choices
from redvest.venues.queries import Filters, managed_venues, roles_at, show, today_in, venue_seen_by

STAFF = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
PAGE_ROWS = 30


def _filters(request: HttpRequest, form: VenueFilter) -> Filters:
    form.is_valid()
    chosen = form.cleaned_data
    return Filters(
        region=chosen.get("region", ""),
        level=chosen.get("level", ""),
        function=chosen.get("function", ""),
        q=chosen.get("q", ""),
    )


def _status(venue: Venue) -> showing.Tag:
    status = VenueStatus(venue.status)
    return showing.Tag(str(labels.STATUSES[status]), labels.STATUS_TONES[status])


@page(*STAFF)
def desk(request: HttpRequest) -> HttpResponse:
    """The venues I look after."""
    actor = actor_of(request)
    form = VenueFilter(request.GET, streets=street_choices(actor.district))
    del form.fields["open"]
    rows = managed_venues(actor, _filters(request, form))
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    columns = [_("名称"), _("层级"), _("状态"), _("公开电话"), _("位置")]
    return render(
        request,
        "venues/desk.html",
        {
            "filter": form,
            "columns": [{"label": label} for label in columns],
            "rows": [_row(venue) for venue in found],
            "page": found,
            "export_query": request.GET.urlencode(),
        },
    )


def _row(venue: Venue) -> dict[str, Any]:
    return {
        "url": reverse("venues:manage", args=[venue.id]),
        "cells": [
            {"value": venue.name},
            {"value": showing.kind_word(venue)},
            {"state": _status(venue)},
            {"value": venue.contact_phone},
            {"value": _("估计") if showing.is_estimated(venue) else _("实测")},
        ],
    }


@page(*STAFF)
def export(request: HttpRequest) -> HttpResponse:
    """The list as a file, with the same filters."""
    actor = actor_of(request)
    form = VenueFilter(request.GET, streets=street_choices(actor.district))
    names = districts.region_names(actor.district)
    header = [
        _("编码"), _("名称"), _("层级"), _("类型"), _("街道"), _("状态"), _("地址"), _("公开电话"),
        _("纬度"), _("经度"), _("坐标系"), _("位置来源"),
    ]  # fmt: skip
    rows = (
        [
            venue.region,
            venue.name,
            labels.LEVELS[labels.Level(venue.level)],
            labels.KINDS[labels.Kind(venue.kind)],
            names.get(venue.region[:9], ""),
            labels.STATUSES[VenueStatus(venue.status)],
            venue.address,
            venue.contact_phone,
            "" if venue.lat is None else f"{venue.lat:.6f}",
            "" if venue.lon is None else f"{venue.lon:.6f}",
            "WGS-84",
            _("估计") if showing.is_estimated(venue) else _("实测"),
        ]
        for venue in managed_venues(actor, _filters(request, form))
    )
    kind = request.GET.get("format", "csv")
    return download(_("阵地名单"), kind, header, rows)


@page(*STAFF, methods=("GET", "POST"))
def add(request: HttpRequest) -> HttpResponse:
    """Add a point, base, stop, studio or publicity street."""
    actor = actor_of(request)
    form = AddForm(
        request.POST or None,
        regions=_region_choices(actor),
        cores=actor.has(Role.CENTRE_ADMIN),
    )
    if request.method == "POST":
        venue, status = save_form(
            form,
            lambda: services.add_venue(
                actor=actor,
                region=form.cleaned_data["region"],
                kind=form.cleaned_data["kind"],
                name=form.cleaned_data["name"],
                values={"address": form.cleaned_data["address"]},
            ),
        )
        if venue is not None:
            messages.success(request, _("已增加，请接着标出位置。"))
            return redirect("venues:place", venue.id)
        return render(request, "venues/add.html", {"form": form}, status=status)
    return render(request, "venues/add.html", {"form": form})


def _region_choices(actor: Actor) -> Choices:
    scopes = actor.scopes(*STAFF)
    names = districts.region_names(actor.district)
    found: Choices = []
    for code, name in sorted(names.items()):
        if any(code.startswith(scope) for scope in scopes):
            indent = {6: "", 9: "　", 12: "　　"}[len(code)]
            found.append((code, f"{indent}{name}"))
    return found


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
        "status_tag": _status(venue),
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
