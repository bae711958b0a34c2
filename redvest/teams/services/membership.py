"""Joining and leaving. Volunteers come and go freely and may belong to several teams."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.team_flow import (
    JoinMode,
    MemberAction,
    MemberState,
    TeamFlowError,
    TeamStatus,
    next_member_state,
    state_of_joining,
)
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.models import Volunteer
from redvest.teams.models import Membership, Team
from redvest.teams.queries import team_listed, team_seen_by
from redvest.teams.services.leading import drop_grants

REASON_MAX = 200


def _held(team_id: UUID) -> str:
    """The team's status, which stays until we are done: nobody joins a team that is just being
    dissolved. The team is locked before its members, here as where it is dissolved."""
    rows = Team.objects.select_for_update(no_key=True)
    return rows.values_list("status", flat=True).get(id=team_id)


def _insert(actor: Actor, team: Team, volunteer_id: UUID, state: MemberState) -> Membership:
    """Add a live membership; a second one becomes a message."""
    if _held(team.id) != TeamStatus.ACTIVE.value:
        raise Conflict(_("队伍现在没有在活动，暂不接收队员。"), code="team_not_active")
    membership = Membership(
        district=team.district, team_id=team.id, volunteer_id=volunteer_id, state=state.value
    )
    if state is MemberState.MEMBER:
        membership.joined_at = timezone.now()
    try:
        with transaction.atomic():
            membership.save(force_insert=True)
    except IntegrityError as error:
        if "membership_is_live_once" not in str(error):
            raise
        raise Conflict(
            _("已经是队员，或已有一份申请、邀请在等待答复。"), code="already_member"
        ) from None
    record_event(
        actor=actor,
        kind=f"membership.{state.value}",
        subject=membership,
        region=team.region,
        after={"state": state.value, "team": str(team.id)},
    )
    return membership


@transact
def apply_to_team(*, actor: Actor, team_id: UUID) -> Membership:
    """Ask to join; an open team takes the volunteer at once."""
    if actor.volunteer_id is None:
        raise NotAllowed(_("请先注册成为志愿者，再加入队伍。"), code="not_a_volunteer")
    team = team_listed(actor.district, team_id)
    try:
        state = state_of_joining(JoinMode(team.join_mode))
    except TeamFlowError as error:
        raise NotAllowed(_("这支队伍只接受邀请，请联系队长。"), code=error.code) from None
    return _insert(actor, team, actor.volunteer_id, state)


@transact
def invite_to_team(*, actor: Actor, team_id: UUID, volunteer_no: str) -> Membership:
    """Invite an active volunteer by number. Only the volunteer can accept."""
    team = team_seen_by(actor, team_id, lock=True)
    volunteer = Volunteer.objects.filter(
        district=team.district, volunteer_no=volunteer_no.strip(), status="active"
    ).first()
    if volunteer is None:
        message = _("没有找到这个志愿者编号，请核对后再试。")
        raise Invalid(message, fields={"volunteer_no": message})
    return _insert(actor, team, volunteer.id, MemberState.INVITED)


def _membership(actor: Actor, membership_id: UUID) -> Membership:
    """A live membership under lock: one's own, or one of a team one leads or keeps."""
    rows = Membership.objects.filter(district=actor.district, id=membership_id)
    team_id = rows.values_list("team_id", flat=True).first()
    if team_id is not None:
        _held(team_id)
    found = (
        rows.select_for_update(of=("self",), no_key=True)
        .select_related("team", "volunteer__person")
        .first()
    )
    if found is not None and found.volunteer_id == actor.volunteer_id:
        return found
    if found is not None:
        team_seen_by(actor, found.team_id)
        return found
    raise NotSeen(_("没有找到这条入队记录。"))


def _step(
    actor: Actor,
    membership: Membership,
    action: MemberAction,
    reason: str = "",
    role: Role | None = None,
) -> Membership:
    before = membership.state
    try:
        after = next_member_state(MemberState(before), action)
    except TeamFlowError:
        raise Conflict(_("入队状态已经变化，请刷新页面后再办理。"), code="wrong_state") from None
    now = timezone.now()
    membership.state, membership.reason = after.value, reason
    if after is MemberState.MEMBER:
        membership.joined_at = now
    else:
        membership.ended_at = now
    membership.save(update_fields=["state", "reason", "joined_at", "ended_at"])
    record_event(
        actor=actor,
        kind=f"membership.{action.value}",
        subject=membership,
        region=membership.team.region,
        role=role,
        before={"state": before},
        after={"state": after.value, "team": str(membership.team_id)},
    )
    if before == MemberState.MEMBER.value and membership.role == "leader":
        drop_grants(
            system(membership.district), membership.team, membership.volunteer, str(_("离开队伍"))
        )
    return membership


@transact
def accept_membership(*, actor: Actor, membership_id: UUID) -> Membership:
    """Say yes: the leader to an application, the volunteer to an invitation."""
    membership = _membership(actor, membership_id)
    _check_whose_answer(actor, membership)
    if membership.team.status != TeamStatus.ACTIVE.value:
        raise Conflict(_("队伍现在没有在活动，暂不接收队员。"), code="team_not_active")
    return _step(actor, membership, MemberAction.ACCEPT)


@transact
def refuse_membership(*, actor: Actor, membership_id: UUID) -> Membership:
    """Say no: the leader to an application, the volunteer to an invitation."""
    membership = _membership(actor, membership_id)
    _check_whose_answer(actor, membership)
    return _step(actor, membership, MemberAction.REFUSE)


def _check_whose_answer(actor: Actor, membership: Membership) -> None:
    own = membership.volunteer_id == actor.volunteer_id
    if membership.state == MemberState.INVITED.value and not own:
        raise NotAllowed(_("邀请只能由志愿者本人答复。"), code="not_yours_to_answer")
    if membership.state == MemberState.APPLIED.value and own:
        raise NotAllowed(_("入队申请由队长或管理员答复。"), code="not_yours_to_answer")


@transact
def leave_team(*, actor: Actor, membership_id: UUID) -> Membership:
    """Leave, or take an application back. Nobody has to agree, no reason is asked."""
    membership = _membership(actor, membership_id)
    if membership.volunteer_id != actor.volunteer_id:
        raise NotAllowed(_("退出队伍只能由本人办理；移出队员请使用“移出”。"))
    return _step(actor, membership, MemberAction.LEAVE, role=Role.VOLUNTEER)


@transact
def remove_member(*, actor: Actor, membership_id: UUID, reason: str) -> Membership:
    """Remove a member, with a reason the member can read."""
    membership = _membership(actor, membership_id)
    team_seen_by(actor, membership.team_id, lock=True)
    given = reason.strip()
    message: object = None
    if not given:
        message = _("请填写移出的原因，对方会看到。")
    elif len(given) > REASON_MAX:
        message = _("原因最多%(most)d个字，请缩短。") % {"most": REASON_MAX}
    if message is not None:
        raise Invalid(message, fields={"reason": message})
    return _step(actor, membership, MemberAction.REMOVE, given)
