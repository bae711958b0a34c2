"""The one way into the journal."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.engines.canonical import row_hash
from redvest.errors import Invalid
from redvest.ids import uuid7
from redvest.journal.models import Event

if TYPE_CHECKING:
    from redvest.engines.roles import Role
    from redvest.people.actors import Actor

REASON_MAX = 500


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
    event = Event(**columns, row_hash=event_hash(columns))
    if save:
        event.save(force_insert=True)
    return event


def event_hash(columns: Mapping[str, Any]) -> bytes:
    """SHA-256 over the canonical form of an event's columns (without the hash itself)."""
    plain = {
        name: str(value) if isinstance(value, UUID) else value for name, value in columns.items()
    }
    return row_hash(plain)


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
