"""Reading messages and preferences."""

import json
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation

from redvest.core import cells
from redvest.core.days import at
from redvest.districts.models import DistrictPolicy
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.notices.channels import adapter_for
from redvest.notices.labels import Channel, Status
from redvest.notices.models import Message, Preference
from redvest.notices.templates import REGISTRY
from redvest.people.actors import Actor
from redvest.people.models import Account

QUIET_DEFAULT = ("22:00", "07:00")
DEAD_READERS = (Role.CENTRE_ADMIN, Role.SYSTEM_ADMIN)


def channel_is_on(channel: Channel) -> bool:
    """Whether anything would carry a message over this channel."""
    return channel is Channel.IN_APP or adapter_for(channel) is not None


def words_of(message: Message) -> tuple[str, str]:
    """Title and body in the reader's language; empty once the message has been emptied."""
    template = REGISTRY.get(message.template)
    cell = message.__dict__.get("params")
    if template is None or cell is None:
        return "", ""
    params = json.loads(cells.unseal(bytes(cell), Message._meta.get_field("params").where(message)))
    return template.text(params)


def params_of(message: Message) -> dict[str, Any]:
    cell = message.__dict__.get("params")
    if cell is None:
        return {}
    text = cells.unseal(bytes(cell), Message._meta.get_field("params").where(message))
    found: dict[str, Any] = json.loads(text)
    return found


def inbox_of(actor: Actor) -> QuerySet[Message]:
    """The messages of the actor in this district, newest first."""
    return Message.objects.filter(
        district=actor.district, to_account_id=actor.account_id, channel=Channel.IN_APP.value
    ).order_by("-created_at", "-id")


def unread_count(actor: Actor) -> int:
    if actor.account_id is None:
        return 0
    return inbox_of(actor).filter(read_at=None).count()


def message_of(actor: Actor, message_id: UUID, *, lock: bool = False) -> Message:
    """One message of the actor's own inbox.

    Raises
    ------
    NotSeen
        If it is somebody else's.
    """
    rows = inbox_of(actor)
    found = (rows.select_for_update() if lock else rows).filter(id=message_id).first()
    if found is None:
        raise NotSeen("message")
    return found


def dead_letters(actor: Actor) -> QuerySet[Message]:
    """Messages that could not be delivered, for those who look after the district."""
    if not any(actor.has(role, region=actor.district) for role in DEAD_READERS):
        return Message.objects.none()
    return Message.objects.filter(district=actor.district, status=Status.DEAD.value).order_by(
        "-created_at"
    )


def dead_letter_seen_by(actor: Actor, message_id: UUID, *, lock: bool = False) -> Message:
    rows = dead_letters(actor)
    found = (rows.select_for_update() if lock else rows).filter(id=message_id).first()
    if found is None:
        raise NotSeen("message")
    return found


def preference_of(account_id: UUID) -> Preference:
    """What the account chose, or the defaults (unsaved)."""
    found = Preference.objects.filter(account_id=account_id).first()
    return found or Preference(account_id=account_id)


def chosen_by(account: Account) -> Preference:
    """:func:`preference_of` an account that was read together with it."""
    found: Preference | None = getattr(account, "notice_preference", None)
    return found or Preference(account_id=account.id)


def district_quiet_hours(district: str) -> tuple[time, time]:
    """The district's quiet hours: policy ``quiet_hours: [from, to]``, else 22:00 to 07:00."""
    data = (
        DistrictPolicy.objects.filter(district=district, effective_from__lte=timezone.now())
        .order_by("-version")
        .values_list("data", flat=True)
        .first()
    )
    start, end = (data or {}).get("quiet_hours") or QUIET_DEFAULT
    return time.fromisoformat(start), time.fromisoformat(end)


def quiet_until(now: datetime, hours: tuple[time, time]) -> datetime | None:
    """When the quiet hours around ``now`` end, or None outside them. Equal ends: never quiet."""
    start, end = hours
    if start == end:
        return None
    local = timezone.localtime(now)
    clock = local.time()
    inside = start <= clock < end if start < end else clock >= start or clock < end
    if not inside:
        return None
    day = local.date() + timedelta(days=1) if clock >= end else local.date()
    return at(day, end)


def console_messages(limit: int = 30) -> list[dict[str, Any]]:
    """What the console channel carried lately, readable: a demonstration has no phones.

    Empty unless this is a demonstration.
    """
    if not settings.DEMO:
        return []
    rows = Message.objects.exclude(channel=Channel.IN_APP.value).order_by("-created_at")[:limit]
    found = []
    for row in rows:
        with translation.override(row.language):
            title, body = words_of(row)
        found.append(
            {
                "at": row.created_at,
                "channel": row.channel,
                "status": row.status,
                "title": title,
                "body": body,
            }
        )
    return found
