"""Moving, approving, suspending and dissolving a team; its members one by one."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamAction
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.teams.forms import MoveForm, ReasonForm
from redvest.teams.labels import ACTIONS
from redvest.teams.queries import KEEPERS, members_of, team_kept_by, team_seen_by
from redvest.teams.services import (
    accept_membership,
    appoint_leader,
    approve_team,
    dissolve_team,
    move_team,
    refuse_membership,
    relieve_leader,
    remove_member,
    resume_team,
    suspend_team,
)

STAFF = (*KEEPERS, Role.TEAM_ADMIN)


@page(*KEEPERS, methods=("GET", "POST"))
def move(request: HttpRequest, team_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    team = team_kept_by(actor, team_id)
    form = MoveForm(
        request.POST or None, initial={"parent": team.parent_id}, district=actor.district
    )
    if request.method == "POST":
        done = attempt(
            form,
            lambda: move_team(
                actor=actor,
                team_id=team_id,
                parent_id=form.cleaned_data["parent"],
                reason=form.cleaned_data["reason"],
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            messages.success(request, _("已调整上级队伍。"))
            return redirect("teams:desk", team_id=team_id)
    return render(request, "teams/move.html", {"form": form, "team": team})


@page(*KEEPERS, methods=("GET", "POST"))
def step(request: HttpRequest, team_id: UUID, action: str) -> HttpResponse:
    """Approve and resume are one button; suspending and dissolving ask for a reason."""
    actor = actor_of(request)
    team = team_kept_by(actor, team_id)
    plain = {TeamAction.APPROVE.value: approve_team, TeamAction.RESUME.value: resume_team}
    reasoned = {TeamAction.SUSPEND.value: suspend_team, TeamAction.DISSOLVE.value: dissolve_team}
    if action in plain and request.method == "POST":
        plain[action](actor=actor, team_id=team_id)
        return redirect("teams:desk", team_id=team_id)
    if action not in reasoned:
        raise NotSeen(_("没有这个页面。"))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: reasoned[action](
                actor=actor, team_id=team_id, reason=form.cleaned_data["reason"]
            ),
        )
        if done is not None:
            return redirect("teams:desk", team_id=team_id)
    context = {"form": form, "team": team, "label": ACTIONS[TeamAction(action)]}
    return render(request, "teams/step.html", context)


@page(*STAFF, methods=("GET", "POST"))
def member(request: HttpRequest, team_id: UUID, membership_id: UUID, action: str) -> HttpResponse:
    """Answer an application, remove somebody, appoint or relieve a leader."""
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    row = members_of(team).filter(id=membership_id).first()
    if row is None:
        raise NotSeen(_("没有找到这位队员。"))
    plain: dict[str, Any] = {
        "accept": lambda: accept_membership(actor=actor, membership_id=membership_id),
        "refuse": lambda: refuse_membership(actor=actor, membership_id=membership_id),
        "appoint": lambda: appoint_leader(
            actor=actor, team_id=team_id, volunteer_id=row.volunteer_id
        ),
    }
    reasoned: dict[str, Any] = {
        "remove": lambda reason: remove_member(
            actor=actor, membership_id=membership_id, reason=reason
        ),
        "relieve": lambda reason: relieve_leader(
            actor=actor, team_id=team_id, membership_id=membership_id, reason=reason
        ),
    }
    if action in plain and request.method == "POST":
        plain[action]()
        return redirect("teams:desk", team_id=team_id)
    if action not in reasoned:
        raise NotSeen(_("没有这个页面。"))
    form = ReasonForm(request.POST or None)
    if request.method == "POST":
        done = attempt(form, lambda: reasoned[action](form.cleaned_data["reason"]))
        if done is not None:
            return redirect("teams:desk", team_id=team_id)
    label = _("移出队伍") if action == "remove" else _("不再担任队长")
    context = {"form": form, "team": team, "label": label, "who": str(row.volunteer.person.name)}
    return render(request, "teams/step.html", context)
