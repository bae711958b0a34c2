"""One button: whether a team takes part in automatic proposals."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.teams.queries import KEEPERS, team_seen_by
from redvest.teams.services.matching import set_team_matching


@page(*KEEPERS, Role.TEAM_ADMIN, methods=("GET", "POST"))
def matching(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """What it means, how it stands, and the way to change it."""
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    if request.method == "POST":
        wanted = request.POST.get("wanted") == "yes"
        set_team_matching(actor=actor, team_id=team_id, wanted=wanted)
        said = _("已打开，会推荐这支队伍。") if wanted else _("已关闭，不再推荐这支队伍。")
        messages.success(request, said)
        return redirect("teams:matching", team_id=team_id)
    return render(request, "teams/matching.html", {"team": team})
