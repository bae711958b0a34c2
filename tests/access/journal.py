"""The audit log for those who audit, one's own trace for everybody."""

from redvest.journal import sealing
from redvest.journal.models import Event
from redvest.journal.services import record_event
from tests.access import SIGNED_IN, Place, Row, Who, World

AUDIT = frozenset({Who.AUDITOR, Who.AUDIT_ADMIN})
ELSEWHERE = frozenset(set(Place) - {Place.OTHER_DISTRICT})


def event_at(world: World, place: Place) -> Event:
    """A sealed event of a place that concerns nobody of the cast."""

    def make() -> Event:
        actor = world.system(place.district)
        event = record_event(actor=actor, kind="test.happened", region=place.value)
        sealing.seal_all(since=None)
        return event

    return world.once(("event", place), make)  # type: ignore[return-value]


ROWS = {
    "journal:index": Row(AUDIT),
    "journal:proof": Row(
        SIGNED_IN,
        kwargs=lambda w, p: {"event_id": event_at(w, p).id},
        sees={who: ELSEWHERE if who in AUDIT else frozenset() for who in Who},
    ),
    "journal:mine": Row(SIGNED_IN),
}
