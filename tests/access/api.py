"""The API: public data of every district on the server."""

from tests.access import EVERYBODY, Place, Row, Who, World
from tests.access.venues import venue_at

EVERYWHERE = {who: frozenset(Place) for who in Who}


def code(world: World, place: Place) -> dict[str, object]:
    return {"code": place.district}


def one(world: World, place: Place) -> dict[str, object]:
    return {"code": place.district, "venue_id": venue_at(world, place).id}


ROWS = {
    "api:openapi-json": Row(EVERYBODY),
    "api:openapi-view": Row(EVERYBODY),
    # The library has a root without content.
    "api:api-root": Row(
        EVERYBODY, kwargs=lambda w, p: {}, sees=dict.fromkeys(EVERYBODY, frozenset())
    ),
    "api:districts": Row(EVERYBODY),
    "api:regions": Row(EVERYBODY, kwargs=code, sees=EVERYWHERE),
    "api:venues": Row(EVERYBODY, kwargs=code, sees=EVERYWHERE),
    "api:venue": Row(EVERYBODY, kwargs=one, sees=EVERYWHERE),
    "api:nearest": Row(EVERYBODY, kwargs=code, sees=EVERYWHERE, query="?lat=36&lon=103.8"),
}
