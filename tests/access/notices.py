"""One's own messages, and what did not arrive."""

from redvest.notices.labels import Channel
from redvest.notices.models import Message
from redvest.notices.services import notify
from tests.access import SIGNED_IN, STAFF, Place, Row, Who, World

NOBODYS = dict.fromkeys(Who, frozenset[Place]())
DUTY = frozenset({Who.CENTRE, Who.SYSTEM_ADMIN})


def message_at(world: World, place: Place, *, dead: bool = False) -> Message:
    """A message to the newcomer; nobody else may open it, wherever they sit."""

    def make() -> Message:
        rows = notify(
            district=place.district,
            template="password_changed",
            to_account_id=world.accounts[Who.NEWCOMER].id,
        )
        wanted = (Channel.SMS if dead else Channel.IN_APP).value
        found = next(row for row in rows if row.channel == wanted)
        if dead:
            Message.objects.filter(id=found.id).update(status="dead", next_try_at=None)
        return found

    return world.once(("message", place.district, dead), make)  # type: ignore[return-value]


ROWS = {
    "notices:inbox": Row(SIGNED_IN),
    "notices:read_all": Row(SIGNED_IN, methods=("POST",)),
    "notices:open": Row(
        SIGNED_IN,
        methods=("POST",),
        kwargs=lambda w, p: {"message_id": message_at(w, p).id},
        sees={**NOBODYS, Who.NEWCOMER: frozenset(set(Place) - {Place.OTHER_DISTRICT})},
    ),
    "notices:preferences": Row(SIGNED_IN),
    "POST notices:preferences": Row(
        SIGNED_IN, methods=("POST",), data=lambda w, p: {"wants_sms": "on", "version": "1"}
    ),
    "notices:dead": Row(DUTY),
    "notices:retry": Row(
        DUTY,
        methods=("POST",),
        kwargs=lambda w, p: {"message_id": message_at(w, p, dead=True).id},
    ),
}
assert DUTY <= STAFF
