"""Teams as everybody sees them, and one's own memberships."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.engines.team_flow import (
    CoreCategory,
    JoinMode,
    Kind,
    MemberState,
    TeamStatus,
    Tier,
)
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.teams.forms import TeamFilter, TeamForm
from redvest.teams.labels import (
    CATEGORIES,
    JOIN_MODES,
    KINDS,
    MEMBER_STATES,
    STATUSES,
    TIERS,
    Shown,
)
from redvest.teams.models import Team
from redvest.teams.queries import (
    keeps,
    leads,
    membership_with,
    memberships_of,
    team_listed,
    teams_listed,
)
from redvest.teams.services import (
    accept_membership,
    apply_to_team,
    found_team,
    leave_team,
    refuse_membership,
)
from redvest.venues.queries import public_venue

PAGE_ROWS = 20


def place_of(team: Team) -> str:
    names = region_names(team.district)
    parts = [
        names.get(team.region[:digits], "") for digits in (9, 12) if len(team.region) >= digits
    ]
    return " ".join(part for part in parts if part) or names.get(team.district, "")


def status_of(team: Team) -> Shown:
    return Shown(*STATUSES[TeamStatus(team.status)])


def facts_of(team: Team, members: int) -> list[dict[str, Any]]:
    names = region_names(team.district)
    rows: list[dict[str, Any]] = [
        {"label": _("类型"), "value": KINDS[Kind(team.kind)]},
        {"label": _("层级"), "value": TIERS[Tier(team.tier)]},
        {"label": _("服务类别"), "value": CATEGORIES[CoreCategory(team.core_category)]},
        {"label": _("所在地"), "value": place_of(team)},
        {"label": _("服务范围"), "value": "、".join(names.get(code, code) for code in team.area)},
        {"label": _("队员"), "value": _("%(count)d人") % {"count": members}},
        {"label": _("怎样加入"), "value": JOIN_MODES[JoinMode(team.join_mode)]},
    ]
    if team.venue_id is not None:
        host = public_venue(team.district, team.venue_id)
        url = reverse("venues:venue", args=[host.id])
        rows.append({"label": _("活动阵地"), "value": host.name, "url": url})
    if team.parent is not None:
        rows.append({"label": _("上级队伍"), "value": team.parent.name})
    return rows


@page(Open.ANYONE)
def index(request: HttpRequest) -> HttpResponse:
    """All teams of the district."""
    district = actor_of(request).district
    form = TeamFilter(request.GET or None, district=district)
    chosen = form.chosen() if request.GET else {}
    found = Paginator(teams_listed(district, **chosen), PAGE_ROWS)
    rows = found.get_page(request.GET.get("page"))
    links = [
        {
            "url": reverse("teams:show", args=[team.id]),
            "label": team.name,
            "note": " · ".join(
                (
                    str(CATEGORIES[CoreCategory(team.core_category)]),
                    place_of(team),
                    _("%(count)d人") % {"count": team.members},  # type: ignore[attr-defined]
                )
            ),
            "icon": "people",
        }
        for team in rows
    ]
    context = {"filter": form, "links": links, "page": rows, "total": found.count}
    return render(request, "teams/index.html", context)


@page(Open.ANYONE)
def show(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """One team: what it does and how to join. Members are counted, never named."""
    actor = actor_of(request)
    team = team_listed(actor.district, team_id)
    return render(
        request,
        "teams/show.html",
        {
            "team": team,
            "status": status_of(team),
            "facts": facts_of(team, team.members),  # type: ignore[attr-defined]
            "volunteers": actor.volunteer_id is not None,
            "membership": membership_with(actor, team_id),
            "may_join": team.status == TeamStatus.ACTIVE.value
            and team.join_mode != JoinMode.INVITATION.value,
            "manages": leads(actor, team) or keeps(actor, team),
        },
    )


@page(Role.VOLUNTEER, methods=("POST",))
def join(request: HttpRequest, team_id: UUID) -> HttpResponse:
    membership = apply_to_team(actor=actor_of(request), team_id=team_id)
    said = (
        _("您已加入队伍。")
        if membership.state == MemberState.MEMBER.value
        else _("申请已提交，队长答复后会告诉您。")
    )
    messages.success(request, said)
    return redirect("teams:show", team_id=team_id)


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """My memberships, with what waits for my answer."""
    rows = [
        {
            "membership": row,
            "state": Shown(*MEMBER_STATES[MemberState(row.state)]),
            "invited": row.state == MemberState.INVITED.value,
            "applied": row.state == MemberState.APPLIED.value,
        }
        for row in memberships_of(actor_of(request))[:100]
    ]
    return render(request, "teams/mine.html", {"rows": rows})


@page(Role.VOLUNTEER, methods=("POST",))
def answer(request: HttpRequest, membership_id: UUID, action: str) -> HttpResponse:
    """Accept or refuse an invitation, or leave."""
    services = {
        "accept": (accept_membership, _("您已加入队伍。")),
        "refuse": (refuse_membership, _("已婉拒邀请。")),
        "leave": (leave_team, _("您已退出队伍，随时可以再加入。")),
    }
    if action not in services:
        raise NotSeen(_("没有这个页面。"))
    act, said = services[action]
    act(actor=actor_of(request), membership_id=membership_id)
    messages.success(request, said)
    return redirect("teams:mine")


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def apply(request: HttpRequest) -> HttpResponse:
    """A volunteer asks to found a team."""
    actor = actor_of(request)
    form = TeamForm(request.POST or None, district=actor.district, parents=False)
    if request.method == "POST":
        team = attempt(form, lambda: found_team(actor=actor, card=form.card()))
        if team is not None:
            messages.success(request, _("申请已提交，由所在社区、街道或区中心批准。"))
            return redirect("teams:mine")
    return render(request, "teams/apply.html", {"form": form})
