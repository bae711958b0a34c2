"""The access table: one row per address and method, one module per app.

A module lists ``ROWS``; the key is the URL name, with ``POST `` before it for submissions that
need expectations of their own (otherwise a row holds for every method of its view).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.test import Client

from redvest.people.auth.middleware import SEEN, SINCE
from tests.world import EVERYBODY, SIGNED_IN, STAFF, WITHIN, Place, Who, World

__all__ = [
    "EVERYBODY",
    "SIGNED_IN",
    "STAFF",
    "WITHIN",
    "Place",
    "Row",
    "Who",
    "World",
    "clients_of",
]


@dataclass(frozen=True)
class Row:
    """Who may open an address, and of which places they may see the objects.

    Attributes
    ----------
    who : frozenset[Who]
        Those who get in. The others meet 403, anonymous visitors the login page.
    kwargs : callable, optional
        ``(world, place) -> dict`` makes an object at a place and gives the URL's arguments.
    sees : mapping, optional
        Places whose objects each of ``who`` may see; elsewhere the answer is 404. Without an
        entry ``WITHIN`` counts, and whoever is not in it sees every place of the own district.
    data : callable, optional
        ``(world, place) -> dict`` gives what is posted. A form with errors counts as let in.
    methods : tuple
        The methods to try.
    closed : frozenset[Place]
        Places for which the row's object cannot exist.
    answers : callable, optional
        ``(who, place) -> outcome`` says it outright, where roles towards the object decide.
    writes : bool
        Whether a GET may write (a session, a trace). Every such row says why in a comment.
    """

    who: frozenset[Who]
    kwargs: Callable[[World, Place], dict[str, object]] | None = None
    sees: Mapping[Who, frozenset[Place]] = field(default_factory=dict)
    data: Callable[[World, Place], dict[str, object]] | None = None
    methods: tuple[str, ...] = ("GET",)
    closed: frozenset[Place] = frozenset()
    query: str = ""
    answers: Callable[[Who, Place], str] | None = None
    writes: bool = False

    def visible(self, who: Who, place: Place) -> bool:
        default = WITHIN.get(who, frozenset(set(Place) - {Place.OTHER_DISTRICT}))
        return place in self.sees.get(who, default)


def clients_of(world: World) -> dict[Who, Client]:
    """Everybody with a session of their own, the visitor without one.

    What a visit writes is taken back after it, so each would note anew that somebody is here: the
    sessions are noted as seen, for longer than a walk takes.
    """
    clients = {who: Client() for who in Who}
    for who, account in world.accounts.items():
        clients[who].force_login(account)
        session = clients[who].session
        session[SINCE], session[SEEN] = time.time(), time.time() + 600
        session.save()
    return clients
