"""What signing in changes about an account."""

from datetime import timedelta
from uuid import UUID

from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account
from redvest.people.services.accounts import PHONE_COLUMN, checked_phone

UNVERIFIED_KEPT = timedelta(days=1)


def _owner(account: Account) -> Actor:
    return Actor(account.id, account.home_district)


@transact
def prove_phone(*, account_id: UUID, phone: str) -> Account:
    """The person has typed the code sent to this phone: it is theirs from now on.

    Raises
    ------
    Conflict
        ``phone_taken`` if another account has proven it in the meantime.
    """
    number = checked_phone(phone)
    index = blind_index(PHONE_COLUMN, number)
    account = Account.objects.select_for_update(no_key=True).get(id=account_id)
    before = bytes(account.phone_index) if account.phone_index is not None else None
    if before == index and account.phone_verified_at is not None:
        return account
    account.phone, account.phone_index = number, index
    account.phone_verified_at = timezone.now()
    try:
        with transaction.atomic():
            account.save(update_fields=["phone", "phone_index", "phone_verified_at"])
    except IntegrityError:
        raise Conflict(
            _("这个手机号已用于另一个账号，请换一个号码，或用它直接登录。"), code="phone_taken"
        ) from None
    kind = "account.phone_proven" if before in (None, index) else "account.phone_changed"
    record_event(actor=_owner(account), kind=kind, subject=account, district=account.home_district)
    return account


@transact
def set_new_password(*, account_id: UUID, password: str) -> Account:
    """Give the account another password; every other session ends with the old one."""
    account = Account.objects.select_for_update(no_key=True).get(id=account_id)
    account.set_password(password)
    account.save(update_fields=["password"])
    record_event(
        actor=_owner(account),
        kind="account.password_set",
        subject=account,
        district=account.home_district,
    )
    return account


@transact
def forget_unproven() -> int:
    """Remove accounts whose phone nobody has proven within a day: most are typing mistakes.

    Whoever has a role, a password or a file was entered by staff and stays.
    """
    old = Account.objects.filter(
        phone_verified_at=None,
        last_login=None,
        password__startswith="!",  # noqa: S106
        created_at__lt=timezone.now() - UNVERIFIED_KEPT,
        grants=None,
        persons=None,
        represents=None,
    )
    return old.delete()[1].get("people.Account", 0)


@transact
def link_account(*, account_id: UUID, provider: str, uid: str) -> None:
    """Let the owner come in through an account elsewhere from now on.

    Raises
    ------
    Conflict
        ``linked_elsewhere`` if somebody else has linked it.
    """
    account = Account.objects.get(id=account_id)
    link, new = SocialAccount.objects.get_or_create(
        provider=provider, uid=uid, defaults={"user": account, "extra_data": {}}
    )
    if link.user_id != account.id:
        raise Conflict(
            _("它已绑定到另一个用户，请先用那个账号登录并解除绑定。"), code="linked_elsewhere"
        )
    if new:
        record_event(
            actor=_owner(account),
            kind="account.linked",
            subject=account,
            district=account.home_district,
            after={"provider": provider},
        )


@transact
def unlink_account(*, account_id: UUID, link_id: int) -> str:
    """Close that way in and return whose it was. The phone always stays one."""
    account = Account.objects.get(id=account_id)
    gone = SocialAccount.objects.filter(id=link_id, user=account).first()
    if gone is None:
        raise NotSeen(_("没有找到这个绑定，可能已经解除。"))
    gone.delete()
    record_event(
        actor=_owner(account),
        kind="account.unlinked",
        subject=account,
        district=account.home_district,
        before={"provider": gone.provider},
    )
    return str(gone.provider)


def _rescuer(actor: Actor) -> None:
    if not actor.has(Role.SYSTEM_ADMIN) and not actor.has(Role.SYSTEM):
        raise NotAllowed(_("只有系统管理员可以处理别人的登录。"))


def _rescued(actor: Actor, account_id: UUID) -> Account:
    """The account a rescuer works on, locked.

    Raises
    ------
    NotAllowed
        If the actor is no system administrator, or it is their own account.
    NotSeen
        If the account does not exist or is closed.
    """
    _rescuer(actor)
    if account_id == actor.account_id:
        raise NotAllowed(_("不能处理自己的账号，请由另一位系统管理员办理。"), code="to_oneself")
    account = Account.objects.select_for_update(no_key=True).filter(id=account_id).first()
    if account is None or account.closed_at is not None:
        raise NotSeen(_("没有找到这个账号。"))
    return account


@transact
def unlock_account(*, actor: Actor, account_id: UUID, reason: str) -> Account:
    """Write down that somebody may try again; the counters themselves are the caller's to clear."""
    account = _rescued(actor, account_id)
    record_event(
        actor=actor,
        kind="account.unlocked",
        subject=account,
        role=Role.SYSTEM_ADMIN,
        reason=reason,
    )
    return account


@transact
def sign_out_account(*, actor: Actor, account_id: UUID, reason: str) -> Account:
    """End every session of somebody, for example after a phone was lost."""
    account = _rescued(actor, account_id)
    for session in UserSession.objects.filter(user=account):
        session.end()
    record_event(
        actor=actor,
        kind="account.signed_out",
        subject=account,
        role=Role.SYSTEM_ADMIN,
        reason=reason,
    )
    return account


@transact
def suspend_account(*, actor: Actor, account_id: UUID, reason: str) -> Account:
    """Shut somebody out. Their next request is nobody's, on every device."""
    account = _rescued(actor, account_id)
    if not account.is_active:
        raise Conflict(_("这个账号已经停用。"), code="already_suspended")
    account.is_active = False
    account.save(update_fields=["is_active"])
    record_event(
        actor=actor,
        kind="account.suspended",
        subject=account,
        role=Role.SYSTEM_ADMIN,
        reason=reason,
    )
    return account


@transact
def resume_account(*, actor: Actor, account_id: UUID, reason: str) -> Account:
    """Let somebody in again."""
    account = _rescued(actor, account_id)
    if account.is_active:
        raise Conflict(_("这个账号没有停用。"), code="not_suspended")
    account.is_active = True
    account.save(update_fields=["is_active"])
    record_event(
        actor=actor,
        kind="account.resumed",
        subject=account,
        role=Role.SYSTEM_ADMIN,
        reason=reason,
    )
    return account
