"""The one way into the journal."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.db.models.base import ModelState
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.copying import copy_in
from redvest.core.gathering import Gathering
from redvest.engines.canonical import row_hash
from redvest.errors import Invalid
from redvest.ids import uuid7
from redvest.journal.models import Event

if TYPE_CHECKING:
    from redvest.engines.roles import Role
    from redvest.people.actors import Actor

REASON_MAX = 500
_events: Gathering[Event] = Gathering("events_waiting", copy_in)


def record_event(
    *,
    actor: "Actor",
    kind: str,
    subject: models.Model | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    region: str = "",
    role: "Role | None" = None,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    district: str = "",
    save: bool = True,
) -> Event:
    """Write down what happened, in the transaction in which it happens.

    With ``save`` off the row is only made: who enters many things at once inserts them together.
    ``before`` and ``after`` carry states, codes, numbers and ids: never names, phones, papers,
    addresses or free text about a person. ``role`` is the one that allowed it, when known.
    """
    from redvest.people.actors import strongest

    used = role or strongest(actor.roles)
    scope = next((g.scope for g in actor.grants if g.role == used), "")
    # In the order of the model's columns.
    columns: dict[str, Any] = {
        "id": uuid7(),
        "district": district or getattr(subject, "district", "") or actor.district,
        "at": timezone.now(),
        "kind": kind,
        "subject_type": subject_type or (subject._meta.label_lower if subject else ""),
        "subject_id": subject_id or (subject.pk if subject else None),
        "region": region,
        "account_id": actor.account_id,
        "role": used.value if used else "",
        "scope": scope,
        "channel": actor.channel,
        "reason": reason[:REASON_MAX],
        "before": dict(before or {}),
        "after": dict(after or {}),
    }
    event = Event.__new__(Event)  # Every column is here: nothing is left for Django to fill in.
    event.__dict__.update(columns, row_hash=event_hash(columns), _state=ModelState())
    if save and not _events.keep(event):
        event.save(force_insert=True)
    return event


def recording_together() -> AbstractContextManager[None]:
    """The events of this block are written at its end, together; it lies in one transaction.

    For what enters many things of which none reads what was recorded of another.
    """
    return _events.together()


def event_hash(columns: Mapping[str, Any]) -> bytes:
    """SHA-256 over the canonical form of an event's columns (without the hash itself)."""
    return row_hash(columns)


def record_reading(*, actor: "Actor", subject: models.Model, field: str, reason: str) -> Event:
    """Leave the trace of one unmasked reading. A reading without a reason does not happen."""
    if not reason.strip():
        raise Invalid(_("请填写查看原因，再查看完整信息。"), fields={"reason": _("请填写查看原因")})
    return record_event(
        actor=actor,
        kind="personal_data.read",
        subject=subject,
        region=getattr(subject, "home_community", ""),
        reason=reason.strip(),
        after={"field": field},
    )
