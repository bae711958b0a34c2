"""The times, positions and places of an activity, one small form each."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.activities import services
from redvest.activities.forms.planning import CapacityForm, PositionForm, SessionForm
from redvest.activities.queries import ORGANISERS, activity_seen_by, shifts_of
from redvest.activities.showing import span_of
from redvest.core.forming import attempt
from redvest.errors import NotSeen
from redvest.http import actor_of, page

TITLES = {"session": gettext_lazy("再加一场"), "position": gettext_lazy("再加一个岗位")}
FORMS: dict[str, Any] = {"session": SessionForm, "position": PositionForm}


@page(*ORGANISERS, methods=("GET", "POST"))
def add(request: HttpRequest, activity_id: UUID, part: str) -> HttpResponse:
    """One more time, or one more position, of a draft."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    if part not in FORMS:
        raise NotSeen(_("没有这个页面。"))
    form = FORMS[part](request.POST if request.method == "POST" else None)

    def act() -> object:
        common: dict[str, Any] = {
            "actor": actor,
            "activity_id": activity_id,
            "version": request.POST.get("version"),
        }
        if part == "session":
            return services.add_session(**common, card=form.session())
        return services.add_position(**common, card=form.position())

    if request.method == "POST" and attempt(form, act) is not None:
        return redirect("activities:desk", activity_id)
    context = {"form": form, "activity": activity, "title": TITLES[part]}
    return render(request, "activities/part.html", context)


@page(*ORGANISERS, methods=("POST",))
def drop(request: HttpRequest, activity_id: UUID, part: str, part_id: UUID) -> HttpResponse:
    """A time or a position that is not wanted after all."""
    actor = actor_of(request)
    common: dict[str, Any] = {
        "actor": actor,
        "activity_id": activity_id,
        "version": request.POST.get("version"),
    }
    if part == "session":
        services.drop_session(**common, session_id=part_id)
    elif part == "position":
        services.drop_position(**common, position_id=part_id)
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("activities:desk", activity_id)


@page(*ORGANISERS, methods=("GET", "POST"))
def capacity(request: HttpRequest, activity_id: UUID, shift_id: UUID) -> HttpResponse:
    """How many places one shift has."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    shift = shifts_of(activity).filter(id=shift_id).first()
    if shift is None:
        raise NotSeen(_("没有找到这个班次。"))
    form = CapacityForm(
        request.POST if request.method == "POST" else None, initial={"capacity": shift.capacity}
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.set_capacity(
                actor=actor,
                activity_id=activity_id,
                shift_id=shift_id,
                capacity=form.cleaned_data["capacity"],
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("名额已调整。"))
            return redirect("activities:desk", activity_id)
    title = f"{span_of(shift.starts_at, shift.ends_at)} · {shift.position.name}"
    context = {"form": form, "activity": activity, "title": title}
    return render(request, "activities/part.html", context)
