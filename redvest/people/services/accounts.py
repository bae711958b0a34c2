"""Opening accounts and what keeps them usable."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.db import transact
from redvest.engines import identifiers
from redvest.errors import Invalid
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account

PHONE_COLUMN = "account.phone"


def checked_phone(text: str) -> str:
    """A mainland mobile number as 11 digits, whatever way it was typed.

    Raises
    ------
    Invalid
        If it is not one.
    """
    try:
        return identifiers.mobile(text)
    except identifiers.IdentifierError as error:
        message = _("请输入11位手机号，例如 13800001234。")
        raise Invalid(message, code=error.code, fields={"phone": message}) from None


@transact
def open_account(
    *,
    phone: str,
    district: str,
    language: str = "zh-hans",
    password: str | None = None,
    verified: bool = True,
) -> Account:
    """Open an account for a phone that its owner has proven, or that a demo invents.

    Raises
    ------
    Invalid
        ``phone_taken`` if an account has it already.
    """
    number = checked_phone(phone)
    account = Account(
        phone=number,
        phone_index=blind_index(PHONE_COLUMN, number),
        phone_verified_at=timezone.now() if verified else None,
        home_district=district,
        language=language,
    )
    if password is None:
        account.set_unusable_password()
    else:
        account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError:
        message = _("这个手机号已经注册过，请直接登录；如不是您本人注册，请联系社区站点。")
        raise Invalid(message, code="phone_taken", fields={"phone": message}) from None
    record_event(
        actor=Actor(account.id, district), kind="account.opened", subject=account, district=district
    )
    return account
