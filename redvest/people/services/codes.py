"""Codes that prove a phone's owner agrees to something while somebody else is signed in."""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.errors import TooMany
from redvest.people.actors import Actor
from redvest.people.models import OneTimeCode

CODE_DIGITS = 6
TRIES_MAX = 5
SENT_PER_HOUR_MAX = 5


def _hash(row_id: UUID, code: str) -> bytes:
    return blind_index("one_time_code", f"{row_id}:{code}")


# What the message says, by purpose.
KINDS = {"proxy": "code_for_family", "close": "code_for_closing"}


def deliver(*, phone: str, kind: str, code: str = "", district: str) -> None:
    """Through the same door as the codes of signing in."""
    from redvest.people.auth import sms

    sms.send(phone=phone, kind=kind, code=code, district=district)


def send_code(*, actor: Actor, purpose: str, subject_id: UUID, phone: str) -> OneTimeCode:
    """Send a fresh code; older ones for the same thing stop counting.

    Raises
    ------
    TooMany
        After five in an hour for one subject or from one account: phones must not be pestered.
    """
    now = timezone.now()
    recent = OneTimeCode.objects.filter(
        district=actor.district, purpose=purpose, sent_at__gt=now - timedelta(hours=1)
    )
    mine = recent.filter(asked_by=actor.account_id) if actor.account_id else recent.none()
    if max(recent.filter(subject_id=subject_id).count(), mine.count()) >= SENT_PER_HOUR_MAX:
        raise TooMany(_("验证码发送太频繁，请一小时后再试，或到社区站点当面办理。"))
    recent.filter(subject_id=subject_id, used_at=None).update(ends_at=now)
    row = OneTimeCode(
        district=actor.district,
        purpose=purpose,
        subject_id=subject_id,
        asked_by=actor.account_id,
        sent_at=now,
        ends_at=now + timedelta(minutes=settings.CODE_MINUTES),
    )
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    row.code_hash = _hash(row.id, code)
    row.save(force_insert=True)
    deliver(phone=phone, kind=KINDS[purpose], code=code, district=actor.district)
    return row


def code_fits(*, actor: Actor, purpose: str, subject_id: UUID, code: str) -> bool:
    """Whether a typed code is the live one. A wrong one counts as a try, the right one is spent.

    The page must keep this change even when it shows the form again.
    """
    row = (
        OneTimeCode.objects.select_for_update()
        .filter(
            district=actor.district,
            purpose=purpose,
            subject_id=subject_id,
            used_at=None,
            ends_at__gt=timezone.now(),
            tries__lt=TRIES_MAX,
        )
        .order_by("-sent_at", "-id")
        .first()
    )
    if row is None:
        return False
    if hmac.compare_digest(bytes(row.code_hash), _hash(row.id, code.strip())):
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        return True
    row.tries += 1
    row.save(update_fields=["tries"])
    return False


def forget_old_codes() -> int:
    """Remove codes of more than a day ago; the journal has what they confirmed."""
    old = OneTimeCode.objects.filter(ends_at__lt=timezone.now() - timedelta(days=1))
    return old.delete()[0]
