"""Teams as their leaders and the keepers of the place see them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.engines.team_flow import (
    CoreCategory,
    MemberState,
    TeamAction,
    TeamStatus,
    team_actions_open,
)
from redvest.http import actor_of, page
from redvest.teams.forms import InviteForm, TeamForm
from redvest.teams.labels import ACTIONS, CATEGORIES, EVENTS, MEMBER_STATES, Shown
from redvest.teams.models import Team
from redvest.teams.pages.public import facts_of, place_of, status_of
from redvest.teams.queries import (
    KEEPERS,
    history_of,
    keeps,
    members_of,
    team_seen_by,
    teams_kept,
)
from redvest.teams.services import (
    edit_team,
    found_team,
    invite_to_team,
)

PAGE_ROWS = 30
STAFF = (*KEEPERS, Role.TEAM_ADMIN)


@page(*STAFF)
def kept(request: HttpRequest) -> HttpResponse:
    """Teams I lead and teams of my place."""
    actor = actor_of(request)
    found = Paginator(teams_kept(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("队伍"), _("服务类别"), _("所在地"), _("队员"), _("状态")]
    rows = [
        {
            "url": reverse("teams:desk", args=[team.id]),
            "cells": [
                {"value": team.name},
                {"value": CATEGORIES[CoreCategory(team.core_category)]},
                {"value": place_of(team)},
                {"value": team.members},  # type: ignore[attr-defined]
                {"state": status_of(team)},
            ],
        }
        for team in found
    ]
    context = {
        "columns": [{"label": label, "number": label == labels[3]} for label in labels],
        "rows": rows,
        "page": found,
        "founds": actor.roles & set(KEEPERS),
    }
    return render(request, "teams/kept.html", context)


@page(*STAFF)
def tree(request: HttpRequest) -> HttpResponse:
    """Brigades, battalions and squads of my place, as an outline."""
    teams = [
        team for team in teams_kept(actor_of(request)) if team.status != TeamStatus.DISSOLVED.value
    ]
    known = {team.id for team in teams}
    below: dict[UUID | None, list[Team]] = {}
    for team in teams:
        below.setdefault(team.parent_id if team.parent_id in known else None, []).append(team)

    def branch(parent: UUID | None) -> list[dict[str, Any]]:
        return [
            {"team": team, "status": status_of(team), "below": branch(team.id)}
            for team in below.get(parent, [])
        ]

    return render(request, "teams/tree.html", {"branches": branch(None)})


@page(*KEEPERS, methods=("GET", "POST"))
def new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = TeamForm(request.POST or None, district=actor.district, within=actor.scopes(*KEEPERS))
    if request.method == "POST":
        team = attempt(form, lambda: found_team(actor=actor, card=form.card()))
        if team is not None:
            messages.success(request, _("队伍已登记，请任命队长。"))
            return redirect("teams:desk", team_id=team.id)
    return render(request, "teams/form.html", {"form": form, "team": None})


@page(*STAFF, methods=("GET", "POST"))
def edit(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    plain = set(TeamForm.base_fields) - {"parent", "venue"}
    initial = {name: getattr(team, name) for name in plain} | {"venue": team.venue_id}
    form = TeamForm(request.POST or None, initial=initial, district=actor.district, parents=False)
    if request.method == "POST":
        kept_as_is = {
            "parent_id": team.parent_id,
            "skills": tuple(team.skills),
            "area": tuple(team.area),
        }
        done = attempt(
            form,
            lambda: edit_team(
                actor=actor,
                team_id=team_id,
                card=_with(form, kept_as_is),
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("已保存。"))
            return redirect("teams:desk", team_id=team_id)
    version = request.POST.get("version") or team.version
    context = {"form": form, "team": team, "version": version}
    return render(request, "teams/form.html", context)


def _with(form: TeamForm, kept_as_is: dict[str, Any]) -> Any:
    from dataclasses import replace

    return replace(form.card(), **kept_as_is)


@page(*STAFF)
def show(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    return _shown(request, team, InviteForm())


def _shown(request: HttpRequest, team: Team, invite: InviteForm) -> HttpResponse:
    """Members with their masked names, what waits for an answer, and what was done."""
    actor = actor_of(request)
    rows: list[dict[str, Any]] = [
        {
            "membership": row,
            "name": str(row.volunteer.person.name or ""),
            "number": row.volunteer.volunteer_no,
            "state": Shown(*MEMBER_STATES[MemberState(row.state)]),
        }
        for row in members_of(team)[:200]
    ]
    keeper = keeps(actor, team)
    hidden = {TeamAction.ACTIVATE}
    return render(
        request,
        "teams/desk.html",
        {
            "team": team,
            "status": status_of(team),
            "facts": facts_of(
                team, sum(row["membership"].state == MemberState.MEMBER.value for row in rows)
            ),
            "rows": rows,
            "keeper": keeper,
            "actions": [
                {"name": action.value, "label": ACTIONS[action]}
                for action in team_actions_open(TeamStatus(team.status))
                if keeper and action not in hidden
            ],
            "invite": invite,
            "events": [
                {"at": event.at, "title": EVENTS.get(event.kind, event.kind), "tone": "done"}
                for event in history_of(team)[:50]
            ],
        },
    )


@page(*STAFF, methods=("POST",))
def invite(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    form = InviteForm(request.POST)
    done = attempt(
        form,
        lambda: invite_to_team(
            actor=actor, team_id=team_id, volunteer_no=form.cleaned_data["volunteer_no"]
        ),
    )
    if done is None:
        return _shown(request, team, form)
    messages.success(request, _("邀请已发出，等对方答复。"))
    return redirect("teams:desk", team_id=team_id)
