"""Organising: the list, the draft and its parts, one activity with what may be done now."""

from collections.abc import Callable
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
from redvest.activities.forms.planning import (
    CancelForm,
    DeskFilter,
    NewForm,
    PlanForm,
    RejectForm,
    RescheduleForm,
)
from redvest.activities.labels import BUTTONS, CANCEL_REASONS, LACKS
from redvest.activities.models import Activity
from redvest.activities.pages.calendar import first_words
from redvest.activities.queries import (
    ORGANISERS,
    activities_kept,
    activity_seen_by,
    plan_of,
    positions_of,
    sessions_of,
    shifts_of,
)
from redvest.activities.queries.choices import organisers_for, own_number, plan_choices
from redvest.activities.showing import asks, card, facts, span_of, state_of
from redvest.core.forming import attempt
from redvest.engines.activity_asks import ASKS
from redvest.engines.activity_flow import ActivityAction, ActivityState, actions_open_to
from redvest.engines.activity_rules import ActivityKind, lacks
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor

WATCHING = (*ORGANISERS, Role.AUDITOR)
PAGE_ROWS = 20
SHOWN = {
    "": [
        "draft",
        "submitted",
        "approved",
        "rejected",
        "published",
        "full",
        "signup_closed",
        "postponed",
        "unpublished",
        "ongoing",
        "ended",
    ],
    "approve": ["submitted"],
    "over": ["settled", "archived", "cancelled"],
}
PLAIN: dict[str, Callable[..., Activity]] = {
    "submit": services.submit_activity,
    "take_back": services.take_back_activity,
    "approve": services.approve_activity,
    "revise": services.revise_activity,
    "publish": services.publish_activity,
    "close_signup": services.close_signup,
    "open_signup": services.open_signup,
    "unpublish": services.unpublish_activity,
    "start": services.start_activity,
    "end": services.end_activity,
}
ASKING: dict[str, tuple[Any, Callable[..., Activity]]] = {
    "reject": (RejectForm, services.reject_activity),
    "cancel": (CancelForm, services.cancel_activity),
    "postpone": (CancelForm, services.postpone_activity),
    "reschedule": (RescheduleForm, services.reschedule_activity),
}


@page(*WATCHING)
def kept(request: HttpRequest) -> HttpResponse:
    """Activities of the actor's places and teams."""
    actor = actor_of(request)
    form = DeskFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = activities_kept(actor, statuses=SHOWN[wanted.get("show") or ""], q=wanted.get("q", ""))
    found = Paginator(rows.select_related("team", "host", "venue"), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    context = {
        "filter": form,
        "page": found,
        "links": [card(row, reverse("activities:desk", args=[row.id])) for row in found],
        "may_organise": bool(actor.roles & set(ORGANISERS)),
    }
    return render(request, "activities/kept.html", context)


@page(*ORGANISERS, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    """A first draft: one time, one position; more can be added afterwards."""
    actor = actor_of(request)
    form = NewForm(
        request.POST if request.method == "POST" else None,
        organisers=organisers_for(actor),
        **plan_choices(actor),
        initial={"lead_no": own_number(actor), **first_words(actor, request.GET.dict())},
    )
    if request.method == "POST":
        made = attempt(
            form,
            lambda: services.create_activity(
                actor=actor,
                card=form.plan(),
                session=form.session(),
                position=form.position(),
                **form.organised_by(),
            ),
        )
        if made is not None:
            messages.success(request, _("草稿已保存。看一遍，没问题就提交审批。"))
            return redirect("activities:desk", made.id)
    return render(request, "activities/form.html", {"form": form})


@page(*ORGANISERS, methods=("GET", "POST"))
def edit(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    """Change what a draft says."""
    actor = actor_of(request)
    activity, _roles = activity_seen_by(actor, activity_id)
    choices = plan_choices(actor)
    named = dict(choices["campaigns"])
    initial = {
        **{name: getattr(activity, name, None) for name in PlanForm.base_fields},
        "venue": activity.venue_id,
        "project": activity.project_id,
        "campaigns": [one for one in activity.tags if one in named],
        "tags": " ".join(one for one in activity.tags if one not in named),
        "lead_no": activity.lead.volunteer_no if activity.lead else "",
    }
    form = PlanForm(
        request.POST if request.method == "POST" else None,
        **choices,
        initial=initial,
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.edit_activity(
                actor=actor,
                activity_id=activity_id,
                card=form.plan(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            return redirect("activities:desk", activity_id)
    return render(request, "activities/form.html", {"form": form, "activity": activity})


def _forms(activity: Activity, roles: frozenset[Role], sent: str, data: Any) -> dict[str, Any]:
    """What may be done now: a button, or the form it asks for."""
    found: dict[str, Any] = {}
    for action in actions_open_to(ActivityState(activity.status), roles - {Role.SYSTEM}):
        name = action.value
        if name in PLAIN:
            found[name] = {"label": BUTTONS[action], "form": None}
        elif name in ASKING:
            form = ASKING[name][0](data if sent == name else None)
            found[name] = {"label": BUTTONS[action], "form": form}
    return found


def _shown(
    request: HttpRequest, actor: Actor, activity: Activity, roles: frozenset[Role], **more: Any
) -> HttpResponse:
    organises = bool(roles & set(ORGANISERS))
    draft = activity.status == "draft" and organises
    missing: tuple[Any, ...] = ()
    if activity.status in ("draft", "submitted", "approved"):
        missing = lacks(plan_of(activity), timezone.localtime())
    context = {
        "activity": activity,
        "state": state_of(activity),
        "facts": facts(activity, for_staff=True),
        "missing": [LACKS[one] for one in missing],
        "draft": draft,
        "asks_more": draft and bool(ASKS[ActivityKind(activity.kind)]),
        "organises": organises,
        "reason": CANCEL_REASONS.get(activity.reason, activity.reason),
        "sessions": [
            {"id": one.id, "label": span_of(one.starts_at, one.ends_at)}
            for one in sessions_of(activity)
        ],
        "positions": [
            {"id": one.id, "label": one.name, "note": asks(one)} for one in positions_of(activity)
        ],
        "shifts": [
            {"shift": one, "label": f"{span_of(one.starts_at, one.ends_at)} · {one.position.name}"}
            for one in shifts_of(activity)
        ],
        "may_change": organises
        and activity.status in ("approved", "published", "full", "signup_closed"),
        "may_size": organises
        and activity.status in ("draft", "published", "full", "signup_closed", "postponed"),
        "is_public": activity.published_at is not None and activity.status != "unpublished",
        "actions": _forms(activity, roles, "", None),
        **more,
    }
    return render(request, "activities/desk.html", context)


@page(*WATCHING)
def show(request: HttpRequest, activity_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    activity, roles = activity_seen_by(actor, activity_id)
    return _shown(request, actor, activity, roles)


@page(*ORGANISERS, methods=("POST",))
def step(request: HttpRequest, activity_id: UUID, action: str) -> HttpResponse:
    """One button; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    activity, roles = activity_seen_by(actor, activity_id)
    common: dict[str, Any] = {
        "actor": actor,
        "activity_id": activity_id,
        "version": request.POST.get("version"),
    }
    if action in PLAIN:
        PLAIN[action](**common)
        messages.success(request, _("已办理：%(what)s") % {"what": BUTTONS[ActivityAction(action)]})
        return redirect("activities:desk", activity_id)
    forms = _forms(activity, roles, action, request.POST)
    if action not in ASKING or action not in forms:
        raise NotSeen(_("没有这个页面，或现在还不能办理。"))
    form = forms[action]["form"]
    if attempt(form, lambda: ASKING[action][1](**common, **form.cleaned_data)) is None:
        return _shown(request, actor, activity, roles, actions=forms)
    return redirect("activities:desk", activity_id)
