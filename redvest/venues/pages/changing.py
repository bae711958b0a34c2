"""The forms that change one venue. Bad input and stale forms come back as they were typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.saving import save_form, version_in
from redvest.engines.geodesy import Datum
from redvest.engines.venue_flow import VenueAction, VenueStatus
from redvest.errors import Invalid
from redvest.http import actor_of, page
from redvest.venues import labels, services, showing
from redvest.venues.forms import (
    HonorForm,
    PlaceForm,
    StatusForm,
    VenueForm,
)
from redvest.venues.models import Venue
from redvest.venues.pages.desk import STAFF
from redvest.venues.pages.managing import managed_page
from redvest.venues.queries import venue_seen_by
from redvest.venues.queries.opening import show, today_in


@page(*STAFF, methods=("GET", "POST"))
def edit(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Name, phone, hours, facilities, history. A stale form comes back with what was typed."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    form, code = VenueForm(initial=VenueForm.shown(venue)), 200
    if request.method == "POST":
        form = VenueForm(request.POST, initial=VenueForm.shown(venue))
        saved, code = save_form(
            form,
            lambda: services.edit_venue(
                actor=actor,
                venue_id=venue_id,
                version=version_in(request.POST),
                values=form.values(),
            ),
        )
        if saved is not None:
            messages.success(request, _("已保存。"))
            return redirect("venues:manage", venue_id)
        venue.refresh_from_db()
    context = {"venue": venue, "form": form, "theirs": _theirs(form, venue) if code == 409 else []}
    return render(request, "venues/edit.html", context, status=code)


def _theirs(form: VenueForm, venue: Venue) -> list[dict[str, Any]]:
    """What is saved now where it differs from what was typed, to be read side by side."""
    now = VenueForm.shown(venue)
    rows = []
    for bound in form:
        saved, typed = now.get(bound.name), bound.value()
        if bound.is_hidden or str(saved or "") == str(typed or ""):
            continue
        words = _("、").join(map(str, saved)) if isinstance(saved, list) else saved
        rows.append({"label": bound.label, "value": words})
    return rows


@page(*STAFF, methods=("GET", "POST"))
def place(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Drop the pin, or type coordinates and say their datum."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    shown = {"datum": Datum.WGS84.value}
    if venue.lat is not None and venue.lon is not None:
        shown |= {"lat": f"{venue.lat:.6f}", "lon": f"{venue.lon:.6f}"}
    form, code = PlaceForm(initial=shown), 200
    if request.method == "POST":
        form = PlaceForm(request.POST)
        saved, code = save_form(
            form,
            lambda: services.place_venue(
                actor=actor,
                venue_id=venue_id,
                version=version_in(request.POST),
                lat=form.cleaned_data["lat"],
                lon=form.cleaned_data["lon"],
                datum=Datum(form.cleaned_data["datum"]),
            ),
        )
        if saved is not None:
            messages.success(request, _("位置已保存。"))
            return redirect("venues:manage", venue_id)
        venue.refresh_from_db()
    context = {
        "venue": venue,
        "form": form,
        "places": [showing.place_on_map(show(venue, today_in(venue.district)), "")],
        "shapes": showing.outline_shapes(venue.district),
    }
    return render(request, "venues/place.html", context, status=code)


@page(*STAFF, methods=("POST",))
def status(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """Open, close for a while, open again, close for good."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    form = StatusForm(request.POST)
    sent = request.POST.get("action", "")
    if sent not in {action.value for action in VenueAction}:
        raise Invalid(_("没有这个操作，请返回后重试。"), code="bad_action")
    saved, code = save_form(
        form,
        lambda: services.change_status(
            actor=actor,
            venue_id=venue_id,
            version=version_in(request.POST),
            action=VenueAction(sent),
            reason=form.cleaned_data["reason"],
        ),
    )
    if saved is None:
        venue.refresh_from_db()
        return managed_page(request, venue, status_form=form, code=code)
    messages.success(
        request,
        _("阵地现在是“%(status)s”。") % {"status": labels.STATUSES[VenueStatus(saved.status)]},
    )
    return redirect("venues:manage", venue_id)


@page(*STAFF, methods=("POST",))
def honor(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """List a title."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    form = HonorForm(request.POST)
    saved, code = save_form(
        form,
        lambda: services.add_honor(actor=actor, venue_id=venue_id, **form.cleaned_data),
    )
    if saved is None:
        return managed_page(request, venue, honor_form=form, code=code)
    messages.success(request, _("荣誉已登记。"))
    return redirect("venues:manage", venue_id)


@page(*STAFF, methods=("POST",))
def withdraw_honor(request: HttpRequest, venue_id: UUID, honor_id: UUID) -> HttpResponse:
    """Take a title off the list."""
    services.withdraw_honor(actor=actor_of(request), venue_id=venue_id, honor_id=honor_id)
    messages.success(request, _("荣誉已撤下。"))
    return redirect("venues:manage", venue_id)
