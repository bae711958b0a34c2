"""Who leads a team: a member with the team administrator's role over it."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.team_flow import MemberState, TeamAction, TeamStatus, next_team_status
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import RoleGrant, Volunteer
from redvest.people.services.roles import grant_role, revoke_role
from redvest.teams.models import Membership, Team
from redvest.teams.queries import LIVE, team_kept_by


def make_leader(actor: Actor, team: Team, volunteer: Volunteer) -> Membership:
    """Make somebody a leading member of a team that is under lock."""
    rows = Membership.objects.select_for_update(no_key=True)
    membership = rows.filter(
        district=team.district, team=team, volunteer=volunteer, state__in=LIVE
    ).first()
    if membership is None:
        membership = Membership(district=team.district, team=team, volunteer=volunteer)
    elif membership.role == "leader":
        raise Conflict(_("对方已经是这支队伍的队长。"), code="already_leader")
    new = membership.state != MemberState.MEMBER.value
    if new:
        membership.state, membership.joined_at = MemberState.MEMBER.value, timezone.now()
    membership.role = "leader"
    if membership._state.adding:
        membership.save(force_insert=True)
    else:
        membership.save(update_fields=["state", "joined_at", "role"])
    account_id = volunteer.person.account_id
    if account_id is None:
        raise Invalid(_("对方还没有账号，不能担任队长；请先请对方注册。"))
    if account_id == actor.account_id:
        raise NotAllowed(_("不能任命自己，请由另一位管理员办理。"), code="to_oneself")
    grant_role(
        actor=actor,
        account_id=account_id,
        role=Role.TEAM_ADMIN,
        scope=team.region,
        team_id=team.id,
    )
    record_event(
        actor=actor,
        kind="team.leader_appointed",
        subject=team,
        region=team.region,
        after={"volunteer": str(volunteer.id), "membership": str(membership.id)},
    )
    return membership


@transact
def appoint_leader(*, actor: Actor, team_id: UUID, volunteer_id: UUID) -> Membership:
    """Name a leader; the first leader sets an approved team to work."""
    team = team_kept_by(actor, team_id, lock=True)
    if team.status in (TeamStatus.APPLIED.value, TeamStatus.DISSOLVED.value):
        raise Conflict(_("队伍还没有批准或已经解散，不能任命队长。"), code="wrong_state")
    volunteer = (
        Volunteer.objects.select_related("person")
        .filter(id=volunteer_id, district=team.district, status="active")
        .first()
    )
    if volunteer is None:
        raise NotSeen(_("没有找到这位志愿者，或其尚未完成注册。"))
    membership = make_leader(actor, team, volunteer)
    if team.status == TeamStatus.APPROVED.value:
        team.status = next_team_status(TeamStatus.APPROVED, TeamAction.ACTIVATE).value
        team.version += 1
        team.save(update_fields=["status", "version"])
        record_event(
            actor=actor,
            kind="team.activate",
            subject=team,
            region=team.region,
            before={"status": TeamStatus.APPROVED.value},
            after={"status": team.status, "version": team.version},
        )
    return membership


@transact
def relieve_leader(*, actor: Actor, team_id: UUID, membership_id: UUID, reason: str) -> Membership:
    """Make a leader an ordinary member again."""
    team = team_kept_by(actor, team_id, lock=True)
    membership = (
        Membership.objects.select_related("volunteer__person")
        .filter(id=membership_id, district=team.district, team=team, state=MemberState.MEMBER.value)
        .first()
    )
    if membership is None:
        raise NotSeen(_("没有找到这位队员。"))
    if membership.role != "leader":
        raise Conflict(_("对方现在不是队长。"), code="wrong_state")
    membership.role = "member"
    membership.save(update_fields=["role"])
    drop_grants(actor, team, membership.volunteer, reason)
    return membership


def drop_grants(actor: Actor, team: Team, volunteer: Volunteer, reason: str) -> None:
    """Take the team administrator's role over this team back, when it was held."""
    for grant in RoleGrant.objects.filter(
        district=team.district,
        account=volunteer.person.account_id,
        team_id=team.id,
        role=Role.TEAM_ADMIN.value,
        revoked_at=None,
    ).values_list("id", flat=True):
        revoke_role(actor=actor, grant_id=grant, reason=reason)
