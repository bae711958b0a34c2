"""Giving roles and taking them back."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.grants import DEPARTMENT_ROLES, Held, is_level, may_grant
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account, Department, RoleGrant

BEYOND_SCOPE = _("您只能在自己的管辖范围内授予下一级的角色，请选择范围内的街道、社区或队伍。")
TO_ONESELF = _("不能给自己授权，请由另一位管理员办理。")


def held_by(actor: Actor) -> list[Held]:
    return [Held(grant.role, grant.scope, grant.team_id) for grant in actor.grants]


def _allowing(actor: Actor, role: Role, scope: str, team_id: UUID | None) -> Role:
    """The actor's role that allows this grant.

    Raises
    ------
    NotAllowed
        If none does.
    """
    if Role.SYSTEM in actor.roles:
        return Role.SYSTEM
    found = may_grant(held_by(actor), role, scope, team_id)
    if found is None:
        raise NotAllowed(BEYOND_SCOPE, code="beyond_scope", fields={"scope": BEYOND_SCOPE})
    return found.role


@transact
def grant_role(
    *,
    actor: Actor,
    account_id: UUID,
    role: Role,
    scope: str,
    team_id: UUID | None = None,
    department_id: UUID | None = None,
    ends_at: datetime | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give somebody a role over a place, a team or for a department.

    Nobody gives a role to themselves, beyond their own scope, or a second of the three
    administrators' duties to one account.
    """
    if not is_level(scope) or not scope.startswith(actor.district):
        raise Invalid(_("请选择本区内的街道或社区。"), fields={"scope": _("请选择本区内的范围")})
    allowed_by = _allowing(actor, role, scope, team_id)
    if account_id == actor.account_id:
        raise NotAllowed(TO_ONESELF, code="to_oneself", fields={"phone": TO_ONESELF})
    account = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None or not account.is_active:
        raise NotSeen(_("没有找到这个账号。"))
    if (role in DEPARTMENT_ROLES) != (department_id is not None):
        raise Invalid(_("部门人员必须选择所属部门。"), fields={"department": _("请选择部门")})
    if department_id is not None:
        _department_here(actor.district, department_id)
    now = timezone.now()
    if ends_at is not None and ends_at <= now:
        late = _("结束时间要晚于现在，请选择以后的日期。")
        raise Invalid(late, fields={"ends_on": late})
    grant = RoleGrant(
        district=actor.district,
        account=account,
        role=role.value,
        scope=scope,
        team_id=team_id,
        department_id=department_id,
        starts_at=now,
        ends_at=ends_at,
        granted_by_id=actor.account_id,
    )
    _insert(grant)
    record_event(
        actor=actor,
        kind="role.granted",
        subject=grant,
        region=scope,
        role=allowed_by,
        reason=reason,
        after={
            "account": str(account_id),
            "role": role.value,
            "scope": scope,
            "team": str(team_id or ""),
            "department": str(department_id or ""),
        },
    )
    return grant


def _department_here(district: str, department_id: UUID) -> None:
    if not Department.objects.filter(id=department_id, district=district).exists():
        raise NotSeen(_("没有找到这个部门。"))


def _insert(grant: RoleGrant) -> None:
    """Save the grant; what the constraints refuse becomes a message."""
    try:
        with transaction.atomic():
            grant.save(force_insert=True)
    except IntegrityError as error:
        if "three_admins_are_three_people" in str(error):
            raise Invalid(
                _("系统、安全、审计三种管理员必须由三个人分别担任，请换一个账号。"),
                code="three_admins",
            ) from None
        raise Conflict(_("对方已经有这个角色，不用重复授予。"), code="already_granted") from None


@transact
def revoke_role(*, actor: Actor, grant_id: UUID, reason: str) -> RoleGrant:
    """Take a role back. It stops counting with the next request of its holder."""
    if not reason.strip():
        raise Invalid(_("请填写收回的原因。"), fields={"reason": _("请填写原因")})
    grant = (
        RoleGrant.objects.select_for_update().filter(id=grant_id, district=actor.district).first()
    )
    if grant is None:
        raise NotSeen(_("没有找到这条授权。"))
    own = grant.account_id == actor.account_id
    role = Role(grant.role)
    allowed_by = role if own else _allowing(actor, role, grant.scope, grant.team_id)
    if grant.revoked_at is not None:
        raise Conflict(_("这条授权已经收回。"), code="already_revoked")
    grant.revoked_at = timezone.now()
    grant.revoked_by_id = actor.account_id
    grant.save(update_fields=["revoked_at", "revoked_by"])
    record_event(
        actor=actor,
        kind="role.revoked",
        subject=grant,
        region=grant.scope,
        role=allowed_by,
        reason=reason,
        before={"role": grant.role, "scope": grant.scope},
    )
    return grant
