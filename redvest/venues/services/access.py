"""What every change to a venue begins and ends with."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from redvest.errors import Conflict
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.venues.models import Venue
from redvest.venues.queries import roles_at, venue_seen_by


def venue_for_change(actor: Actor, venue_id: UUID, version: int) -> Venue:
    """The venue under lock, provided nobody changed it since the form was opened.

    Raises
    ------
    NotSeen, Conflict
    """
    venue = venue_seen_by(actor, venue_id, lock=True)
    if version != venue.version:
        raise Conflict(
            _("您打开页面之后，别人已修改了这里。请核对最新内容后再保存，您填写的内容已保留。"),
            code="stale",
        )
    return venue


def save_changes(
    actor: Actor, venue: Venue, kind: str, values: dict[str, Any], reason: str = ""
) -> bool:
    """Write the values that differ, leave a trace with old and new, and count the version up."""
    changed = {name: value for name, value in values.items() if getattr(venue, name) != value}
    if not changed:
        return False
    before = {name: _plain(getattr(venue, name)) for name in changed}
    for name, value in changed.items():
        setattr(venue, name, value)
    venue.version += 1
    venue.save(update_fields=[*changed, "version"])
    trace(
        actor, venue, kind, reason, before, {name: _plain(value) for name, value in changed.items()}
    )
    return True


def trace(
    actor: Actor,
    venue: Venue,
    kind: str,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    role = next(iter(sorted(roles_at(actor, venue.region))), None)
    record_event(
        actor=actor,
        kind=kind,
        subject=venue,
        region=venue.region,
        role=role,
        reason=reason,
        before=before,
        after=after,
    )


def _plain(value: Any) -> Any:
    """A value as the journal takes it: no floats, no dates."""
    if isinstance(value, float):
        return f"{value:.6f}"
    return value.isoformat() if hasattr(value, "isoformat") else value
