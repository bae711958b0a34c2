"""Who is calling, and what they asked for before."""

from contextlib import suppress
from uuid import UUID

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber

from redvest.engines import identifiers
from redvest.engines.identifiers import IdentifierError
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.sight import OPEN_STATES
from redvest.people.actors import Actor
from redvest.people.indexes import phone_index
from redvest.people.models import Person, ProxyLink
from redvest.people.queries.desk import find_residents, residents_in_scope

LAST_ORDERS = 5
FOUND_MAX = 8


def callers(actor: Actor, typed: str) -> list[Person]:
    """Residents of the desk's place behind a whole number: their own, or a relative's who may
    speak for them."""
    found = find_residents(actor, typed)
    with suppress(IdentifierError):
        index = phone_index(identifiers.contact_phone(typed))
        spoken_for = ProxyLink.objects.filter(
            ~Q(confirmed_at=None),
            district=actor.district,
            proxy__phone_index=index,
            ended_at=None,
        ).values("resident")
        found += residents_in_scope(actor).filter(id__in=spoken_for)
    return list({person.id: person for person in found}.values())[:FOUND_MAX]


def last_orders(district: str, persons: list[UUID]) -> dict[UUID, list[ServiceOrder]]:
    """The newest orders of each resident."""
    place = Window(RowNumber(), partition_by=F("requester"), order_by="-placed_at")
    rows = (
        ServiceOrder.objects.filter(district=district, requester__in=persons)
        .annotate(place=place)
        .filter(place__lte=LAST_ORDERS)
        .select_related("item")
        .order_by("-placed_at")
    )
    found: dict[UUID, list[ServiceOrder]] = {person: [] for person in persons}
    for order in rows:
        found[order.requester_id].append(order)
    return found


def open_alike(district: str, person_id: UUID, item_id: UUID) -> list[ServiceOrder]:
    """Open orders of the same resident for the same thing."""
    rows = ServiceOrder.objects.filter(
        district=district, requester=person_id, item=item_id, state__in=OPEN_STATES
    )
    return list(rows.select_related("item").order_by("-placed_at")[:LAST_ORDERS])
