"""Functional areas, yearly checklists, and the district's outline."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.saving import save_form, version_in
from redvest.districts.queries import district_or_none
from redvest.engines.geodesy import Datum
from redvest.engines.outline import BYTES_MAX
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.http import actor_of, page
from redvest.venues import labels, services, showing
from redvest.venues.forms.files import AreaFormSet, CheckForm, OutlineForm, area_rows
from redvest.venues.models import Venue, VenueCheck
from redvest.venues.pages.desk import STAFF
from redvest.venues.queries import checklist_of, venue_seen_by


@page(*STAFF, methods=("GET", "POST"))
def areas(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """The rooms and corners of a venue, all in one table."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    if request.method == "GET":
        rows = area_rows(list(venue.areas.order_by("position")))
        return _areas_page(request, venue, AreaFormSet(initial=rows))
    formset = AreaFormSet(request.POST)
    if not formset.is_valid():
        return _areas_page(request, venue, formset)
    filled = [form.cleaned_data for form in formset if form.cleaned_data.get("name")]
    try:
        services.set_areas(
            actor=actor, venue_id=venue_id, version=version_in(request.POST), areas=filled
        )
    except (Invalid, Conflict) as refusal:
        venue.refresh_from_db()
        code = 409 if isinstance(refusal, Conflict) else 200
        return _areas_page(request, venue, formset, str(refusal.message), code)
    messages.success(request, _("功能区已保存。"))
    return redirect("venues:manage", venue_id)


def _areas_page(
    request: HttpRequest, venue: Venue, formset: Any, problem: str = "", code: int = 200
) -> HttpResponse:
    context = {"venue": venue, "formset": formset, "problem": problem}
    return render(request, "venues/areas.html", context, status=code)


@page(*STAFF, methods=("GET", "POST"))
def check(request: HttpRequest, venue_id: UUID, scheme: str, year: int) -> HttpResponse:
    """One year's checklist of a venue."""
    actor = actor_of(request)
    venue = venue_seen_by(actor, venue_id)
    if scheme not in labels.schemes_for(venue.kind):
        raise NotSeen(_("这类阵地没有这份清单。"))
    row = venue.checks.filter(scheme=scheme, year=year).first()
    items = (
        tuple(mark["item"] for mark in row.marks) if row else checklist_of(venue.district, scheme)
    )
    form, code = CheckForm(initial=_marks_shown(row), items=items), 200
    if request.method == "POST":
        form = CheckForm(request.POST, items=items)
        saved, code = save_form(
            form,
            lambda: services.enter_check(
                actor=actor,
                venue_id=venue_id,
                scheme=scheme,
                year=year,
                marks=form.marks(),
                version=version_in(request.POST),
            ),
        )
        if saved is not None:
            messages.success(request, _("清单已保存。"))
            return redirect("venues:manage", venue_id)
        row = venue.checks.filter(scheme=scheme, year=year).first()
    context = {
        "venue": venue,
        "form": form,
        "title": _("%(year)d 年%(scheme)s") % {"year": year, "scheme": labels.SCHEMES[scheme]},
        "version": row.version if row else 0,
    }
    return render(request, "venues/check.html", context, status=code)


def _marks_shown(row: VenueCheck | None) -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for number, mark in enumerate(row.marks if row else ()):
        shown[f"met_{number}"], shown[f"note_{number}"] = mark["met"], mark["note"]
    return shown


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def outline(request: HttpRequest) -> HttpResponse:
    """The district's outline: what is used now, and a better one to upload."""
    actor = actor_of(request)
    form, code = OutlineForm(), 200
    if request.method == "POST":
        form = OutlineForm(request.POST, request.FILES)
        moved, code = save_form(
            form,
            lambda: services.set_outline(
                actor=actor,
                # One byte more than allowed is enough to be refused as too big.
                content=form.cleaned_data["file"].read(BYTES_MAX + 1),
                datum=Datum(form.cleaned_data["datum"]),
                version=version_in(request.POST),
            ),
        )
        if moved is not None:
            messages.success(request, _("区界已更新，估计位置已重新推算。"))
            if moved:
                note = _("有 %(n)d 个实测位置在新区界之外，请核对。") % {"n": moved}
                messages.warning(request, note)
            return redirect("venues:outline")
    district = district_or_none(actor.district)
    context = {
        "form": form,
        "district_row": district,
        "shapes": showing.outline_shapes(actor.district),
        "is_demo": district is not None and district.outline_source != "uploaded",
    }
    return render(request, "venues/outline.html", context, status=code)
