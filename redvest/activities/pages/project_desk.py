"""The desk of projects: proposing, reviewing, copying, and what a place is proud of."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.activities import services
from redvest.activities.forms.projects import (
    CopyForm,
    FeatureForm,
    ProjectFilter,
    ProjectForm,
    WordsForm,
)
from redvest.activities.models import Project
from redvest.activities.programme_labels import PROJECT_ASKS, PROJECT_BUTTONS
from redvest.activities.programme_showing import (
    project_card,
    project_facts,
    project_state,
)
from redvest.activities.queries import ORGANISERS
from redvest.activities.queries.calendar import occasion_choices
from redvest.activities.queries.choices import organisers_for
from redvest.activities.queries.projects import (
    project_seen_by,
    projects_kept,
    public_project,
)
from redvest.activities.services.projects import ASKED
from redvest.activities.showing import card
from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.flow import actions_open_to
from redvest.engines.project_flow import (
    ACTIVE,
    BY_ANOTHER,
    EDITABLE,
    PUBLIC,
    STEPS,
    ProjectAction,
    ProjectState,
)
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.venues.queries import managed_venues

WATCHING = (*ORGANISERS, Role.AUDITOR)
DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
PAGE_ROWS, COMING, VENUES_MOST = 20, 12, 300


@page(*WATCHING)
def kept(request: HttpRequest) -> HttpResponse:
    """Projects of the actor's places and teams."""
    actor = actor_of(request)
    form = ProjectFilter(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = projects_kept(actor, show=wanted.get("show", ""), q=wanted.get("q", ""))
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    names = region_names(actor.district)
    context = {
        "filter": form,
        "page": found,
        "links": [
            project_card(row, reverse("activities:project_desk", args=[row.id]), names)
            for row in found
        ],
        "may_propose": bool(actor.roles & set(ORGANISERS)),
    }
    return render(request, "activities/projects_kept.html", context)


@page(*ORGANISERS, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = ProjectForm(
        request.POST if request.method == "POST" else None,
        organisers=organisers_for(actor),
        occasions=occasion_choices(actor.district),
    )
    if request.method == "POST":
        made = attempt(
            form,
            lambda: services.propose_project(actor=actor, card=form.card(), **form.organised_by()),
        )
        if made is not None:
            messages.success(request, _("项目已提出，等待另一位管理员审核。"))
            return redirect("activities:project_desk", made.id)
    return render(request, "activities/project_form.html", {"form": form})


@page(*ORGANISERS, methods=("GET", "POST"))
def edit(request: HttpRequest, project_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    project, _roles = project_seen_by(actor, project_id)
    form = ProjectForm(
        request.POST if request.method == "POST" else None,
        occasions=occasion_choices(actor.district),
        initial={
            **{name: getattr(project, name, None) for name in ProjectForm.base_fields},
            "tags": " ".join(project.tags),
        },
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.edit_project(
                actor=actor,
                project_id=project_id,
                card=form.card(),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            return redirect("activities:project_desk", project_id)
    return render(request, "activities/project_form.html", {"form": form, "project": project})


@page(*ORGANISERS, methods=("GET", "POST"))
def copy(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Have what works elsewhere at a venue of one's own."""
    actor = actor_of(request)
    project = public_project(actor.district, project_id)
    venues = managed_venues(actor).filter(status="open")[:VENUES_MOST]
    form = CopyForm(
        request.POST if request.method == "POST" else None,
        venues=[(str(one.id), one.name) for one in venues],
    )
    if request.method == "POST":
        made = attempt(
            form,
            lambda: services.copy_project(
                actor=actor, project_id=project_id, host_id=form.cleaned_data["host"]
            ),
        )
        if made is not None:
            messages.success(request, _("已复制成新的项目，由另一位管理员审核。"))
            return redirect("activities:project_desk", made.id)
    return render(request, "activities/project_copy.html", {"form": form, "project": project})


def _forms(actor: Actor, project: Project, roles: frozenset[Role], sent: str, data: Any) -> Any:
    """What may be done now: a button, or the form it asks for."""
    found: dict[str, Any] = {}
    own = actor.account_id == project.created_by
    for action in actions_open_to(STEPS, ProjectState(project.status), roles):
        if action in BY_ANOTHER and own:
            continue
        form = None
        if action in ASKED:
            form = WordsForm(
                data if sent == action.value else None,
                label=PROJECT_ASKS[action],
                most=ASKED[action][1],
            )
        found[action.value] = {"label": PROJECT_BUTTONS[action], "form": form}
    if ProjectState(project.status) in PUBLIC and roles & set(DESK):
        names = region_names(project.district)
        places = [
            (code, names.get(code, code))
            for size in (9, 12)
            if len(code := project.region[:size]) == size
            and any(actor.has(role, region=code) for role in DESK)
        ]
        if places:
            feature = FeatureForm(
                data if sent == "feature" else None,
                places=places,
                initial={"place": project.featured_of},
            )
            found["feature"] = {"label": _("一街一品牌、一社区一亮点"), "form": feature}
    return found


@page(*WATCHING)
def desk(request: HttpRequest, project_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    project, roles = project_seen_by(actor, project_id)
    return _shown(request, project, roles, _forms(actor, project, roles, "", None))


def _shown(
    request: HttpRequest, project: Project, roles: frozenset[Role], actions: Any
) -> HttpResponse:
    state = ProjectState(project.status)
    organises = bool(roles & set(ORGANISERS))
    centre = actor_of(request).has(Role.CENTRE_ADMIN, region=project.district)
    context = {
        "project": project,
        "state": project_state(project),
        "facts": project_facts(project, region_names(project.district), for_staff=True),
        "actions": actions,
        "may_edit": organises and state in EDITABLE,
        "may_plan": organises and state in ACTIVE,
        "may_brand": centre and state in PUBLIC,
        "is_public": state in PUBLIC,
        "links": [
            card(row, reverse("activities:desk", args=[row.id]))
            for row in project.activities.select_related("venue").order_by("-created_at")[:COMING]
        ],
    }
    return render(request, "activities/project_desk.html", context)


@page(*ORGANISERS, methods=("POST",))
def step(request: HttpRequest, project_id: UUID, action: str) -> HttpResponse:
    """One button; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    project, roles = project_seen_by(actor, project_id)
    common: dict[str, Any] = {
        "actor": actor,
        "project_id": project_id,
        "version": request.POST.get("version"),
    }
    if action in ("brand", "unbrand"):
        services.brand_project(**common, is_brand=action == "brand")
        return redirect("activities:project_desk", project_id)
    forms = _forms(actor, project, roles, action, request.POST)
    if action == "feature" and action in forms:
        form = forms[action]["form"]
        done = attempt(
            form, lambda: services.feature_project(**common, place=form.cleaned_data["place"])
        )
    elif action in set(ProjectAction):
        form = forms.get(action, {}).get("form")
        if form is None:
            done = services.step_project(**common, action=ProjectAction(action))
        else:
            done = attempt(
                form,
                lambda: services.step_project(
                    **common, action=ProjectAction(action), words=form.cleaned_data["words"]
                ),
            )
    else:
        raise NotSeen(_("没有这个页面，或现在还不能办理。"))
    if done is None:
        return _shown(request, project, roles, forms)
    messages.success(request, _("已办理。"))
    return redirect("activities:project_desk", project_id)
