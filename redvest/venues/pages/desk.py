"""The desk's list of venues, on a page and as a file, and what adds to it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.saving import save_form
from redvest.districts import queries as districts
from redvest.engines.roles import Role
from redvest.engines.venue_flow import VenueStatus
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.venues import labels, services, showing
from redvest.venues.forms import (
    AddForm,
    Choices,
    VenueFilter,
)
from redvest.venues.models import Venue
from redvest.venues.pages.public import street_choices
from redvest.venues.queries import Filters, managed_venues

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
            {"state": showing.status_tag(venue)},
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
