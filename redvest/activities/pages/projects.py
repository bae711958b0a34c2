"""Projects as everybody sees them: what goes on in the district, and one of them."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from redvest.activities.forms.joining import PublicFilter
from redvest.activities.outcome_showing import figure_rows
from redvest.activities.programme_showing import project_card, project_facts, project_state
from redvest.activities.queries.outcomes import figures_of
from redvest.activities.queries.projects import (
    activities_of_project,
    project_roles,
    projects_listed,
    projects_to_copy,
    public_project,
    theme_now,
    times_held,
)
from redvest.activities.showing import card
from redvest.districts.queries import region_names
from redvest.http import Open, actor_of, page

PAGE_ROWS, COMING = 20, 12


@page(Open.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """What goes on in the district, street by street."""
    actor = actor_of(request)
    names = region_names(actor.district)
    streets = [(code, name) for code, name in sorted(names.items()) if len(code) == 9]
    form = PublicFilter(request.GET or None, streets=streets)
    del form.fields["kind"]
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = projects_listed(actor.district, street=wanted.get("street", ""), q=wanted.get("q", ""))
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "page": found,
        "links": [
            project_card(row, reverse("activities:project", args=[row.id]), names) for row in found
        ],
        "theme": theme_now(actor.district),
    }
    return render(request, "activities/projects.html", context)


@page(Open.ANYONE)
def show(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """One project: for whom, by whom, when next; and how to have it at one's own place."""
    actor = actor_of(request)
    project = public_project(actor.district, project_id)
    context = {
        "project": project,
        "state": project_state(project),
        "facts": project_facts(project, region_names(actor.district)),
        "times": times_held(project),
        "figures": figure_rows(
            figures_of(project.district, project.activities.values_list("id", flat=True))
        ),
        "links": [card(row) for row in activities_of_project(project)[:COMING]],
        "may_copy": projects_to_copy(actor, project),
        "runs": bool(project_roles(actor, project)),
    }
    return render(request, "activities/project.html", context)
