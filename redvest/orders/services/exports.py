"""That a list left the building is written down."""

from redvest.db import transact
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor


@transact
def note_export(*, actor: Actor, what: str, kind: str, rows: int) -> Event:
    """Somebody took a list as a file: which, in which form, how long it was."""
    return record_event(
        actor=actor,
        kind="orders.exported",
        district=actor.district,
        after={"list": what, "file": kind, "rows": rows},
    )
