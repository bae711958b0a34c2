"""Whose signatures are believed: the center enters the public key of another place."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.records import signing
from redvest.records.models import IssuerKey
from redvest.records.queries.transfers import key_seen_by, keys_believed


@transact
def believe_issuer(*, actor: Actor, name: str, elsewhere: str, public_key: str) -> IssuerKey:
    """Enter the key with which another district signs its books of hours."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("公钥只由区中心管理员登记。"), code="center_only")
    assert actor.account_id is not None
    key, code = public_key.strip().lower(), elsewhere.strip()
    if not name.strip():
        message = _("请填写单位名称。")
        raise Invalid(message, fields={"name": message})
    if len(code) != 6 or not code.isascii() or not code.isdigit() or code == actor.district:
        message = _("请填写对方的6位区划代码，不是本区的。")
        raise Invalid(message, fields={"elsewhere": message})
    if len(key) != 64 or set(key) - set("0123456789abcdef"):
        message = _("公钥是64位的0–9、a–f。请向对方索取原文，不要手抄。")
        raise Invalid(message, fields={"public_key": message})
    if key == signing.public_key().hex():
        message = _("这是本区自己的公钥。")
        raise Invalid(message, fields={"public_key": message})
    if keys_believed(actor.district).filter(public_key=key).exists():
        message = _("这把公钥已经登记过。")
        raise Invalid(message, fields={"public_key": message})
    row = IssuerKey(
        district=actor.district,
        elsewhere=code,
        name=name.strip()[:60],
        public_key=key,
        entered_at=timezone.now(),
        entered_by=actor.account_id,
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="issuer_key.enter",
        subject=row,
        region=actor.district,
        after={"elsewhere": code, "public_key": key},
    )
    return row


@transact
def stop_believing(*, actor: Actor, key_id: UUID) -> IssuerKey:
    """From now on nothing signed with this key is taken in; what came before stays."""
    row = key_seen_by(actor, key_id, lock=True)
    if row.withdrawn_at is not None:
        raise Conflict(_("这把公钥已经撤下。"), code="wrong_state")
    row.withdrawn_at, row.withdrawn_by = timezone.now(), actor.account_id
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])
    record_event(
        actor=actor,
        kind="issuer_key.withdraw",
        subject=row,
        region=actor.district,
        after={"public_key": row.public_key},
    )
    return row
