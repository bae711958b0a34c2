"""The secret address under which a volunteer's phone reads their visits."""

import secrets
from uuid import UUID

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.db import transact
from redvest.errors import NotAllowed
from redvest.journal.services import record_event
from redvest.orders.models import CalendarLink
from redvest.people.actors import Actor
from redvest.people.models import Account


def token_hash(token: str) -> bytes:
    return blind_index("orders.calendar_link", token)


def _own(actor: Actor) -> UUID:
    if actor.account_id is None or actor.volunteer_id is None:
        raise NotAllowed(_("日历只给志愿者用，请先登记为志愿者。"))
    # Locking the account makes two first clicks wait for each other.
    Account.objects.select_for_update(no_key=True).get(id=actor.account_id)
    return actor.account_id


def _end_live(actor: Actor, account_id: UUID) -> int:
    return CalendarLink.objects.filter(
        district=actor.district, account_id=account_id, revoked_at=None
    ).update(revoked_at=timezone.now())


@transact
def make_calendar_link(*, actor: Actor) -> str:
    """A new secret for the address of one's calendar; the old one opens nothing any more."""
    account_id = _own(actor)
    _end_live(actor, account_id)
    token = secrets.token_urlsafe(32)
    link = CalendarLink(
        district=actor.district,
        account_id=account_id,
        token_hash=token_hash(token),
        language=(get_language() or "zh-hans")[:10],
        made_at=timezone.now(),
    )
    link.save(force_insert=True)
    record_event(actor=actor, kind="calendar.linked", subject=link)
    return token


@transact
def end_calendar_link(*, actor: Actor) -> None:
    """Nobody reads the calendar under the old address any more."""
    if _end_live(actor, _own(actor)):
        record_event(actor=actor, kind="calendar.unlinked", district=actor.district)
