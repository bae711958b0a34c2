"""Open311: public to read; writing asks a key instead of a session."""

from redvest.orders.models import Open311Key
from redvest.orders.open311.writing import issue_key
from tests.access import EVERYBODY, Place, Row, Who, World
from tests.access.orders import order_at

EVERYWHERE = dict.fromkeys(Who, frozenset(Place))
OF_THE_DISTRICT = dict.fromkeys(Who, frozenset(set(Place) - {Place.OTHER_DISTRICT}))
NO_STREET = frozenset({Place.PARENT})
QUERY = "?jurisdiction_id=620102"


def as_json(world: World, place: Place) -> dict[str, object]:
    return {"fmt": "json"}


def item(world: World, place: Place) -> dict[str, object]:
    order_at(world, Place.OWN)
    return {"code": "repair", "fmt": "xml"}


def request(world: World, place: Place) -> dict[str, object]:
    return {"number": order_at(world, place).number, "fmt": "json"}


def token(world: World, place: Place) -> dict[str, object]:
    return {"token_id": order_at(world, place).id, "fmt": "xml"}


def beside_a_key(world: World, place: Place) -> dict[str, object]:
    with_key(world, place)
    return as_json(world, place)


def with_key(world: World, place: Place) -> dict[str, object]:
    """A key opens the door; the rest of the form is missing."""
    centre = world.actor(Who.CENTRE)
    text = world.once("open311 key", lambda: issue_key(actor=centre, name="热线")[1])
    return {"api_key": text, "jurisdiction_id": "620102"}


def key(world: World, place: Place) -> dict[str, object]:
    def make() -> Open311Key:
        found: Open311Key = issue_key(actor=world.actor(Who.CENTRE), name="热线")[0]
        if place is Place.OTHER_DISTRICT:
            Open311Key.objects.filter(id=found.id).update(district=place.district)
        return found

    return {"key_id": world.once(("open311 key", place), make).id}  # type: ignore[attr-defined]


CENTRE = frozenset({Who.CENTRE})
ROWS = {
    "open311:discovery": Row(EVERYBODY, kwargs=as_json, sees=EVERYWHERE),
    "open311:discovery_v2": Row(EVERYBODY, kwargs=as_json, sees=EVERYWHERE),
    "open311:services": Row(EVERYBODY, kwargs=as_json, sees=EVERYWHERE, query=QUERY),
    "open311:service": Row(EVERYBODY, kwargs=item, sees=EVERYWHERE, query=QUERY),
    "open311:requests": Row(EVERYBODY, kwargs=as_json, sees=EVERYWHERE, query=QUERY),
    "POST open311:requests": Row(
        EVERYBODY, kwargs=beside_a_key, sees=EVERYWHERE, data=with_key, methods=("POST",)
    ),
    "open311:request": Row(
        EVERYBODY, kwargs=request, sees=OF_THE_DISTRICT, query=QUERY, closed=NO_STREET
    ),
    "open311:token": Row(
        EVERYBODY, kwargs=token, sees=OF_THE_DISTRICT, query=QUERY, closed=NO_STREET
    ),
    "orders:open311_keys": Row(CENTRE),
    "POST orders:open311_keys": Row(CENTRE, data=lambda w, p: {}, methods=("POST",)),
    "orders:open311_revoke": Row(
        CENTRE,
        kwargs=key,
        sees={Who.CENTRE: frozenset({Place.OWN})},
        methods=("POST",),
        closed=frozenset({Place.SIBLING, Place.PARENT, Place.OTHER_STREET}),
    ),
}
