"""Approving, suspending, resuming and dissolving a team."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.team_flow import (
    MemberState,
    TeamAction,
    TeamFlowError,
    TeamStatus,
    next_team_status,
)
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.models import RoleGrant, Volunteer
from redvest.people.services.roles import revoke_role
from redvest.teams.models import Membership, Team
from redvest.teams.queries import team_kept_by
from redvest.teams.services.leading import make_leader


def _step(
    actor: Actor, team: Team, action: TeamAction, reason: str = "", **changes: object
) -> None:
    """Move a team that is under lock to its next status and leave the trace."""
    before = team.status
    try:
        team.status = next_team_status(TeamStatus(before), action).value
    except TeamFlowError:
        raise Conflict(_("队伍的状态已经变化，请刷新页面后再办理。"), code="wrong_state") from None
    team.version += 1
    for name, value in changes.items():
        setattr(team, name, value)
    team.save(update_fields=["status", "version", *changes])
    record_event(
        actor=actor,
        kind=f"team.{action.value}",
        subject=team,
        region=team.region,
        reason=reason,
        before={"status": before},
        after={"status": team.status, "version": team.version},
    )


@transact
def approve_team(*, actor: Actor, team_id: UUID) -> Team:
    """Approve a team somebody applied for; the applicant becomes its leader and it begins."""
    team = team_kept_by(actor, team_id, lock=True)
    _step(actor, team, TeamAction.APPROVE)
    founders = Volunteer.objects.filter(district=team.district, status="active")
    applicant = founders.filter(id=team.applied_by).first() if team.applied_by else None
    if applicant is not None:
        make_leader(actor, team, applicant)
        _step(actor, team, TeamAction.ACTIVATE)
    return team


@transact
def suspend_team(*, actor: Actor, team_id: UUID, reason: str) -> Team:
    """Take a team off duty for a while: it is offered no orders and takes no members."""
    team = team_kept_by(actor, team_id, lock=True)
    _step(actor, team, TeamAction.SUSPEND, _given(reason))
    return team


@transact
def resume_team(*, actor: Actor, team_id: UUID) -> Team:
    team = team_kept_by(actor, team_id, lock=True)
    _step(actor, team, TeamAction.RESUME)
    return team


@transact
def dissolve_team(
    *, actor: Actor, team_id: UUID, reason: str, successor_id: UUID | None = None
) -> Team:
    """Dissolve a team for good. Its leaders lose the role, its members are released."""
    team = team_kept_by(actor, team_id, lock=True)
    given = _given(reason)
    live = Team.objects.filter(district=team.district).exclude(status=TeamStatus.DISSOLVED.value)
    if live.filter(parent=team).exists():
        raise Conflict(_("它下面还有队伍，请先把那些队伍调整到别的上级。"), code="has_children")
    successor = None
    if successor_id is not None:
        successor = live.filter(id=successor_id).exclude(id=team.id).first()
        if successor is None:
            raise NotSeen(_("没有找到接续的队伍。"))
    now = timezone.now()
    _step(actor, team, TeamAction.DISSOLVE, given, ended_at=now, successor=successor)
    rows = Membership.objects.filter(district=team.district, team=team)
    for membership in rows.filter(state=MemberState.MEMBER.value).select_for_update():
        membership.state, membership.ended_at = MemberState.LEFT.value, now
        membership.save(update_fields=["state", "ended_at"])
    rows.filter(state__in=["applied", "invited"]).update(
        state=MemberState.REFUSED.value, ended_at=now
    )
    for grant in RoleGrant.objects.filter(
        district=team.district, team_id=team.id, revoked_at=None
    ).values_list("id", flat=True):
        revoke_role(actor=system(team.district), grant_id=grant, reason=str(_("队伍解散")))
    return team


def _given(reason: str) -> str:
    if not reason.strip():
        raise Invalid(_("请填写原因。"), fields={"reason": _("请填写原因。")})
    return reason.strip()
