"""Carrying messages out: at least once, never lost, each attempt noted."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db.models import F
from django.utils import timezone, translation

from redvest.db import transact
from redvest.journal.services import record_event
from redvest.notices import queries
from redvest.notices.channels import Adapter, Outgoing, SendError, adapter_for
from redvest.notices.labels import WAITING, Channel, Status
from redvest.notices.leases import carry_due
from redvest.notices.models import Message
from redvest.notices.templates import REGISTRY
from redvest.people.actors import system

log = logging.getLogger("redvest.notices")

ATTEMPTS_MAX = 8
BACKOFF_FIRST_S, BACKOFF_MAX_S = 30, 3600
KEEP_DAYS = 7
KEEP_SECRET = timedelta(minutes=15)
READING = "发送通知"


def relay_due(limit: int = 500) -> int:
    """Send what is due. Several may run at once. Returns how many were taken up."""
    return carry_due(Message.objects.order_by("next_try_at"), _carry, limit)


def _carry(message_id: UUID) -> None:
    message = Message.objects.select_related("to_account", "to_person").get(id=message_id)
    if message.status != Status.SENDING.value or _still_quiet(message):
        return
    adapter = adapter_for(Channel(message.channel))
    try:
        if adapter is None:
            raise SendError("channel_is_off", retry=False)
        adapter.send(_final_words(message))
    except SendError as error:
        _note_failure(message_id=message_id, code=error.code, retry=error.retry)
    except Exception as error:
        log.exception("message %s: unexpected failure", message_id)
        _note_failure(message_id=message_id, code=type(error).__name__, retry=True)
    else:
        _note_sent(message_id=message_id, keep=_keeps(adapter))


def _keeps(adapter: Adapter) -> bool:
    return adapter.keeps


@transact
def _still_quiet(message: Message) -> bool:
    """Put off a message that may wait while its reader sleeps. Costs no attempt."""
    if message.urgent:
        return False
    hours = queries.district_quiet_hours(message.district)
    if message.to_account_id is not None:
        own = queries.preference_of(message.to_account_id)
        if own.quiet_from is not None and own.quiet_to is not None:
            hours = (own.quiet_from, own.quiet_to)
    ends = queries.quiet_until(timezone.now(), hours)
    if ends is None:
        return False
    Message.objects.filter(id=message.id, status=Status.SENDING.value).update(
        status=Status.QUEUED.value, attempts=F("attempts") - 1, next_try_at=ends
    )
    return True


@transact
def _final_words(message: Message) -> Outgoing:
    """The message as it leaves. Reading a phone for it leaves its trace in the journal."""
    params = queries.params_of(message)
    if message.__dict__.get("params") is None:
        raise SendError("emptied", retry=False)
    template = REGISTRY.get(message.template)
    if template is None:
        raise SendError("no_template", retry=False)
    with translation.override(message.language):
        title, text = template.text(params)
    return Outgoing(
        message.id, _destination(message), message.template, title, text, message.url, params
    )


def _destination(message: Message) -> str:
    actor = system(message.district)
    if message.destination is not None:
        given: str = message.destination.reveal(actor=actor, reason=READING)
        return given
    holder = message.to_account or message.to_person
    account = message.to_account
    if account is not None and not account.is_active:
        raise SendError("recipient_is_closed", retry=False)
    if message.channel == Channel.SMS.value:
        sealed = holder.phone if holder is not None else None
    else:
        chosen = queries.preference_of(account.id) if account is not None else None
        name = "email" if message.channel == Channel.EMAIL.value else "wechat_openid"
        sealed = getattr(chosen, name) if chosen is not None else None
    if sealed is None:
        raise SendError("no_address", retry=False)
    text: str = sealed.reveal(actor=actor, reason=READING)
    return text


@transact
def _note_sent(*, message_id: UUID, keep: bool) -> None:
    message = Message.objects.select_for_update().get(id=message_id)
    if message.status != Status.SENDING.value:
        return
    message.status, message.sent_at = Status.SENT.value, timezone.now()
    message.next_try_at, message.error = None, ""
    if REGISTRY[message.template].secret and not keep:
        message.params = message.destination = ""
    message.save(
        update_fields=["status", "sent_at", "next_try_at", "error", "params", "destination"]
    )


@transact
def _note_failure(*, message_id: UUID, code: str, retry: bool) -> None:
    """Try again later, ever more seldom; or give up and let somebody on duty see it."""
    message = Message.objects.select_for_update().get(id=message_id)
    if message.status != Status.SENDING.value:
        return
    message.error = code[:60]
    if retry and message.attempts < ATTEMPTS_MAX:
        wait = min(BACKOFF_FIRST_S * 2 ** (message.attempts - 1), BACKOFF_MAX_S)
        message.status = Status.FAILED.value
        message.next_try_at = timezone.now() + timedelta(seconds=wait)
    else:
        message.status, message.next_try_at = Status.DEAD.value, None
        record_event(
            actor=system(message.district),
            kind="message.dead",
            subject=message,
            after={
                "channel": message.channel,
                "template": message.template,
                "attempts": message.attempts,
                "error": message.error,
            },
        )
    message.save(update_fields=["status", "next_try_at", "error"])


@transact
def empty_old() -> int:
    """Empty what has been delivered and is not in an inbox: after a week, codes at once."""
    now = timezone.now()
    secrets = [name for name, template in REGISTRY.items() if template.secret]
    sent = Message.objects.exclude(channel=Channel.IN_APP.value).filter(params__isnull=False)
    old = sent.filter(created_at__lt=now - timedelta(days=KEEP_DAYS))
    codes = sent.filter(template__in=secrets, created_at__lt=now - KEEP_SECRET)
    done = 0
    for rows in (old, codes):
        done += rows.update(params=None, destination=None)
    return done


def delivery_lag_s() -> float:
    """Age in seconds of the oldest message that is due and has not left, 0 when there is none."""
    now = timezone.now()
    oldest = (
        Message.objects.filter(status__in=WAITING, next_try_at__lte=now)
        .order_by("next_try_at")
        .values_list("next_try_at", flat=True)
        .first()
    )
    return (now - oldest).total_seconds() if oldest else 0.0
