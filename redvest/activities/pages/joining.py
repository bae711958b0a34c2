"""Shifts one may join, and signing up for one of them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from redvest.activities.forms.joining import JoinForm
from redvest.activities.models import Shift
from redvest.activities.queries import (
    own_volunteers,
    plan_of,
    promises,
    public_activity,
)
from redvest.activities.queries.lists import joinable_shifts, own_signups_for
from redvest.activities.services import sign_up
from redvest.activities.services.checking import agreement_text
from redvest.activities.showing import asks, place_of, shift_card, span_of
from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import when
from redvest.engines.activity_rules import loads, needs_agreement
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.people.queries.persons import shown_name

SAID = {
    "confirmed": gettext_lazy("报上了，到时候见。"),
    "waitlisted": gettext_lazy("名额已满，已排进候补；有人退出会马上问您。"),
    "applied": gettext_lazy("已报名，等负责人答复。"),
}


@page(Role.VOLUNTEER)
def shifts(request: HttpRequest) -> HttpResponse:
    """A list by day, not a grid: only what this volunteer may join and has time for."""
    days: dict[str, list[dict[str, Any]]] = {}
    for shift in joinable_shifts(actor_of(request)):
        days.setdefault(when(timezone.localdate(shift.starts_at)), []).append(
            shift_card(shift, title=True)
        )
    return render(request, "activities/shifts.html", {"days": days.items()})


def _shift(district: str, shift_id: UUID) -> Shift:
    """An open shift of a public activity."""
    shift = (
        Shift.objects.select_related("position", "session")
        .filter(district=district, id=shift_id, closed_at=None)
        .first()
    )
    if shift is None:
        raise NotSeen(_("没有找到这个班次。"))
    shift.activity = public_activity(district, shift.activity_id)
    return shift


def _heavy(actor: Actor, shift: Shift, people: list[Volunteer]) -> bool:
    """Whether somebody would have a lot to do, so that the box to tick is shown at once."""
    span = (timezone.localtime(shift.starts_at), timezone.localtime(shift.ends_at))
    busy = promises(actor.district, [one.id for one in people], *span)
    return any(loads(span, spans) for spans in busy.values())


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def join(request: HttpRequest, shift_id: UUID) -> HttpResponse:
    """Sign up for one shift, alone or with one's children."""
    actor = actor_of(request)
    shift = _shift(actor.district, shift_id)
    people = own_volunteers(actor)
    agreement = needs_agreement(plan_of(shift.activity), asked=shift.activity.asks_agreement)
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        people=[(str(one.id), str(one.person.name or one.volunteer_no)) for one in people],
        families=shift.activity.is_for_families,
        agreement=agreement,
        heavy=_heavy(actor, shift, people),
        initial={"volunteers": [str(actor.volunteer_id)]},
    )
    if request.method == "POST":
        rows = attempt(form, lambda: sign_up(actor=actor, shift_id=shift_id, wish=form.wish()))
        if rows is not None:
            messages.success(request, SAID[rows[0].state])
            return redirect("activities:one", rows[0].id)
    context = {
        "shift": shift,
        "activity": shift.activity,
        "form": form,
        "facts": _facts(shift),
        "people": people,
        "names": [shown_name(one.person) for one in people],
        "already": own_signups_for(actor, shift.activity, [one.id for one in people]).get(shift.id),
        "full": shift.taken >= shift.capacity,
        "agreement": agreement_text(shift.activity, shift) if agreement else "",
        "open": shift.activity.status in ("published", "full") and shift.starts_at > timezone.now(),
        "volunteer_url": reverse("people:volunteer"),
    }
    return render(request, "activities/join.html", context)


def _facts(shift: Shift) -> list[dict[str, Any]]:
    return [
        {"label": _("时间"), "value": span_of(shift.starts_at, shift.ends_at)},
        {"label": _("地点"), "value": place_of(shift.activity)},
        {"label": _("岗位"), "value": shift.position.name},
        {"label": _("做什么"), "value": shift.position.duties or shift.activity.description},
        {"label": _("要求"), "value": asks(shift.position)},
        {"label": _("可能的风险"), "value": shift.activity.risk_statement},
    ]
