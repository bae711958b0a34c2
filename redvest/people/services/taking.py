"""Taking along everything that is stored about oneself."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.fields import Sealed
from redvest.core.personal_data import Entry, register
from redvest.db import transact
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.queries.mine import persons_of
from redvest.people.services.checks import signed_in


@transact
def export_mine(*, actor: Actor) -> dict[str, Any]:
    """All rows about the actor in all districts, in plain text, ready for JSON.

    Every sealed value that is opened leaves its own event, as any other reading does.
    """
    signed_in(actor)
    ids = [person.id for person in persons_of(actor)]
    reason = str(_("本人导出"))
    # The rows are listed before anything is opened, so that the export does not describe itself.
    listed = [
        (entry, list(entry.rows(ids, actor.account_id))) for entry in register() if not entry.others
    ]
    sections = [
        {
            "title": str(entry.title),
            "model": entry.model,
            "purpose": str(entry.purpose),
            "retention": str(entry.retention),
            "seen_by": str(entry.seen_by),
            "rows": [_row(entry, row, actor, reason) for row in rows],
        }
        for entry, rows in listed
        if rows
    ]
    record_event(
        actor=actor,
        kind="personal_data.exported",
        subject_type="people.account",
        subject_id=actor.account_id,
        after={"sections": len(sections), "rows": sum(len(rows) for _entry, rows in listed)},
    )
    return {"exported_at": timezone.now().isoformat(), "sections": sections}


def _row(entry: Entry, row: models.Model, actor: Actor, reason: str) -> dict[str, Any]:
    return {
        field.name: _value(getattr(row, field.attname), actor, reason)
        for field in entry.shown_fields()
    }


def _value(value: Any, actor: Actor, reason: str) -> Any:
    if isinstance(value, Sealed):
        return value.reveal(actor=actor, reason=reason)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
