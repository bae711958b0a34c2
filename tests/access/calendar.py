"""Calendars: one's own; the feed is for whoever holds its secret."""

from redvest.orders.services.calendars import make_calendar_link
from tests.access import EVERYBODY, Place, Row, Who, World

EVERYWHERE = dict.fromkeys(Who, frozenset(Place))
VOLUNTEER = frozenset({Who.VOLUNTEER})


def feed(world: World, place: Place) -> dict[str, object]:
    volunteer = world.actor(Who.VOLUNTEER)
    return {"token": world.once("calendar", lambda: make_calendar_link(actor=volunteer))}


ROWS = {
    "orders:calendar": Row(VOLUNTEER),
    "POST orders:calendar": Row(VOLUNTEER, methods=("POST",)),
    "orders:feed": Row(EVERYBODY, kwargs=feed, sees=EVERYWHERE),
}
