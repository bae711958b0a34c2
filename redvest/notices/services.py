"""Writing messages, with the change that causes them, and what people do with theirs."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core import jobs
from redvest.core.gathering import Gathering
from redvest.core.inserting import insert_new
from redvest.core.planning import Kept
from redvest.db import transact
from redvest.errors import Invalid, NotAllowed
from redvest.http import check_version
from redvest.ids import uuid7
from redvest.journal.services import record_event
from redvest.notices import queries
from redvest.notices.labels import Channel, Status
from redvest.notices.models import Message, Preference
from redvest.notices.templates import REGISTRY, Template
from redvest.people.actors import Actor
from redvest.people.models import Account, Person

RELAY = "notices.relay"
_asks: "Gathering[_Ask]" = Gathering("notices_waiting", lambda asks: _tell(asks))


@transact
def notify(
    *,
    district: str,
    template: str,
    params: Mapping[str, object] | None = None,
    to_account_id: UUID | None = None,
    to_person_id: UUID | None = None,
    to_phone: str = "",
    channels: Iterable[Channel] | None = None,
    url: str = "",
    urgent: bool | None = None,
    language: str = "",
    dedupe_key: str = "",
    not_before: datetime | None = None,
) -> list[Message]:
    """Tell somebody something: a row in their inbox, and one for each other way to reach them.

    Nothing leaves before the surrounding transaction is committed, and nothing leaves twice for
    one ``dedupe_key``. A person without an account gets an SMS, an account always the inbox too.
    ``channels`` overrides the template's. Returns the rows that were written (none for a repeat).

    Raises
    ------
    KeyError
        If nobody registered the template.
    ValueError
        If the parameters are not the template's, or nobody is addressed.
    """
    chosen = REGISTRY[template]
    values = {name: str(value) for name, value in (params or {}).items()}
    if set(values) != chosen.params:
        raise ValueError(f"{template} takes {sorted(chosen.params)}, not {sorted(values)}")
    if not (to_account_id or to_person_id or to_phone):
        raise ValueError("nobody is addressed")
    ask = _Ask(
        chosen,
        values,
        {
            "district": district,
            "notice_id": uuid7(),
            "to_person_id": to_person_id,
            "template": template,
            "language": language,
            "url": url[:200],
            "urgent": chosen.urgent if urgent is None else urgent,
            "dedupe_key": dedupe_key[:120],
        },
        to_account_id,
        to_phone,
        None if channels is None else list(channels),
        timezone.now(),
        not_before,
    )
    return [] if _asks.keep(ask) else _tell([ask])


def telling_together() -> AbstractContextManager[None]:
    """What is told in this block is written at its end, in few statements; it lies in one
    transaction."""
    return _asks.together()


@dataclass(frozen=True)
class _Ask:
    """Somebody to be told something. ``columns`` are those which every row of it shares."""

    chosen: Template
    params: Mapping[str, str]
    columns: dict[str, Any]
    account_id: UUID | None
    phone: str
    channels: list[Channel] | None
    at: datetime
    not_before: datetime | None


def _tell(asks: Sequence[_Ask]) -> list[Message]:
    accounts = _accounts(asks)
    rows: list[Message] = []
    for ask, account in zip(asks, accounts, strict=True):
        columns = dict(ask.columns, to_account=account)
        columns["language"] = columns["language"] or (account.language if account else "zh-hans")
        columns["dedupe_key"] = columns["dedupe_key"] or str(columns["notice_id"])
        if account is not None and not ask.chosen.secret:
            rows.append(
                _row(
                    columns, ask.params, channel=Channel.IN_APP, status=Status.SENT, sent_at=ask.at
                )
            )
        starts = max(ask.at, ask.not_before) if ask.not_before else ask.at
        preference = queries.chosen_by(account) if account is not None else None
        for channel in _channels(ask, preference):
            # Quiet hours are looked at when the message is about to leave, so that they hold for
            # second attempts as well.
            rows.append(
                _row(columns, ask.params, channel=channel, next_try_at=starts, phone=ask.phone)
            )
    return _write(rows)


def _accounts_with_choice() -> QuerySet[Account]:
    return Account.objects.select_related("notice_preference")


def _persons_with_choice() -> QuerySet[Person]:
    return Person.objects.select_related("account__notice_preference").only(
        "account__language", "account__notice_preference"
    )


_account = Kept(lambda key: _accounts_with_choice().filter(pk=key), UUIDField())
_person = Kept(lambda key: _persons_with_choice().filter(pk=key), UUIDField())


def _many(one: Kept[Any], rows: Callable[[], QuerySet[Any]], keys: set[Any]) -> dict[Any, Any]:
    """Rows by their key; mostly it is one."""
    if len(keys) > 1:
        return rows().in_bulk(list(keys))
    return {row.pk: row for key in keys for row in one.rows(key)}


def _accounts(asks: Sequence[_Ask]) -> list[Account | None]:
    """Whom each of them reaches, with what they chose."""
    wanted = {ask.account_id for ask in asks} - {None}
    known = _many(_account, _accounts_with_choice, wanted)
    people = {ask.columns["to_person_id"] for ask in asks if ask.account_id is None} - {None}
    persons = _many(_person, _persons_with_choice, people)
    found: list[Account | None] = []
    for ask in asks:
        person_id = ask.columns["to_person_id"]
        if ask.account_id is not None:
            found.append(known[ask.account_id])
        else:
            found.append(persons[person_id].account if person_id is not None else None)
    return found


def _channels(ask: _Ask, preference: Preference | None) -> list[Channel]:
    """Which ways besides the inbox: those asked for, else the first of the template's that works.

    An urgent message goes every way. What the person switched off stays off, unless the template
    is one they cannot do without.
    """
    wished = list(ask.chosen.channels) if ask.channels is None else ask.channels
    found: list[Channel] = []
    for channel in wished:
        if channel is Channel.IN_APP or not queries.channel_is_on(channel):
            continue
        if channel is not Channel.SMS and (preference is None or ask.phone):
            continue
        if preference is not None and not _wanted(channel, preference, ask.chosen.required):
            continue
        found.append(channel)
    return found if ask.channels is not None or ask.columns["urgent"] else found[:1]


def _wanted(channel: Channel, preference: Preference, required: bool) -> bool:
    if channel is Channel.WECHAT:
        bound = preference.wechat_openid is not None
        return bound and (preference.wants_wechat or required)
    if channel is Channel.EMAIL:
        return preference.email is not None and (preference.wants_email or required)
    return preference.wants_sms or required


def _row(
    columns: Mapping[str, Any],
    params: Mapping[str, str],
    *,
    channel: Channel,
    status: Status = Status.QUEUED,
    phone: str = "",
    **more: Any,
) -> Message:
    row = Message(id=uuid7(), **columns, channel=channel.value, status=status.value, **more)
    row.params = json.dumps(params, ensure_ascii=False)
    row.destination = phone if channel is Channel.SMS else ""
    return row


def _write(rows: list[Message]) -> list[Message]:
    """Insert what is not there yet; a repeat of a dedupe key writes nothing."""
    if not rows:
        return []
    kept = insert_new(rows)
    written = [row for row in rows if row.id in kept]
    if any(row.status == Status.QUEUED.value for row in written):
        jobs.kick(RELAY)
    return written


@transact
def mark_read(*, actor: Actor, message_id: UUID) -> Message:
    """The reader has seen one message."""
    message = queries.message_of(actor, message_id, lock=True)
    if message.read_at is None:
        message.read_at = timezone.now()
        message.save(update_fields=["read_at"])
    return message


@transact
def mark_all_read(*, actor: Actor) -> int:
    """The reader has seen everything that is there now."""
    return queries.inbox_of(actor).filter(read_at=None).update(read_at=timezone.now())


@transact
def retry_message(*, actor: Actor, message_id: UUID) -> Message:
    """Somebody on duty sends a dead message once more."""
    message = queries.dead_letter_seen_by(actor, message_id, lock=True)
    before = {"attempts": message.attempts, "error": message.error}
    message.status = Status.QUEUED.value
    message.attempts = 0
    message.error = ""
    message.next_try_at = timezone.now()
    message.save(update_fields=["status", "attempts", "error", "next_try_at"])
    record_event(
        actor=actor,
        kind="message.retried",
        subject=message,
        before=before,
        after={"channel": message.channel, "template": message.template},
    )
    jobs.kick(RELAY)
    return message


@transact
def bind_wechat(*, account_id: UUID, openid: str) -> Preference:
    """The name by which WeChat's official account writes to somebody; "" forgets it."""
    account = Account.objects.select_for_update().get(id=account_id)
    row = queries.preference_of(account_id)
    known = row.wechat_openid
    if known.decide(lambda name: name == openid) if known else not openid:
        return row
    fresh = row._state.adding
    row.wechat_openid = openid
    row.save(force_insert=fresh, update_fields=None if fresh else ["wechat_openid"])
    record_event(
        actor=Actor(account_id, account.home_district),
        kind="notices.wechat_bound" if openid else "notices.wechat_unbound",
        subject=row,
        district=account.home_district,
    )
    return row


def wechat_reached(account_id: UUID, openid: str) -> None:
    """What signing in through WeChat tells us (``people.auth.elsewhere.REACHED``)."""
    bind_wechat(account_id=account_id, openid=openid)


@transact
def set_preference(
    *,
    actor: Actor,
    version: object,
    wants_sms: bool,
    wants_wechat: bool,
    wants_email: bool,
    email: str | None = None,
    quiet_from: time | None = None,
    quiet_to: time | None = None,
) -> Preference:
    """How this account wants to be told. ``email`` None keeps the address, "" removes it."""
    if actor.account_id is None:
        raise NotAllowed(_("请先登录。"))
    if (quiet_from is None) != (quiet_to is None):
        message = _("免打扰时间请把开始和结束都填上，或都留空。")
        raise Invalid(message, fields={"quiet_to": message})
    # Locking the account makes two first savings wait for each other.
    Account.objects.select_for_update().get(id=actor.account_id)
    row = queries.preference_of(actor.account_id)
    check_version(version, row.version)
    if wants_email and not (email or (email is None and row.email is not None)):
        message = _("想收邮件，请填写邮箱地址。")
        raise Invalid(message, fields={"email": message})
    fresh = row._state.adding
    row.wants_sms, row.wants_wechat, row.wants_email = wants_sms, wants_wechat, wants_email
    row.quiet_from, row.quiet_to = quiet_from, quiet_to
    if email is not None:
        row.email = email
    row.version += 1
    row.save(
        force_insert=fresh,
        update_fields=None
        if fresh
        else [
            "wants_sms",
            "wants_wechat",
            "wants_email",
            "email",
            "quiet_from",
            "quiet_to",
            "version",
        ],
    )
    record_event(
        actor=actor,
        kind="notices.preference_set",
        subject=row,
        district=actor.district,
        after={
            "sms": wants_sms,
            "wechat": wants_wechat,
            "email": wants_email,
            "person": str(actor.person_id or ""),  # Whose hours of the matching may be others now.
        },
    )
    return row
