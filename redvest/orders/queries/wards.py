"""What concerns the minors somebody is guardian of: orders they asked for or were named for."""

from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.engines.roles import Role
from redvest.orders.models import Assignment, ServiceOrder
from redvest.orders.queries.sight import NAMED, order_seen_by, roles_towards
from redvest.people.actors import Actor
from redvest.people.models import Guardianship
from redvest.people.queries.persons import is_minor_today, locked

WENT = [*NAMED, "ended", "no_show"]


def wards_of(actor: Actor) -> set[UUID]:
    """The persons whose guardian the actor is today; coming of age ends it by itself."""
    if Role.GUARDIAN not in actor.roles or actor.account_id is None:
        return set()
    ties = Guardianship.objects.filter(
        ~Q(confirmed_at=None),
        district=actor.district,
        guardian__account_id=actor.account_id,
        ended_at=None,
    ).select_related("minor")
    return {tie.minor_id for tie in ties if is_minor_today(tie.minor)}


def _concerning(district: str, people: set[UUID]) -> Q:
    went = Assignment.objects.filter(
        district=district, volunteer__person_id__in=people, state__in=WENT
    )
    return Q(requester_id__in=people) | Q(id__in=went.values("order_id"))


def orders_of_wards(actor: Actor) -> QuerySet[ServiceOrder]:
    """Orders a ward asked for or was named for, newest first."""
    wards = wards_of(actor)
    if not wards:
        return ServiceOrder.objects.none()
    rows = ServiceOrder.objects.filter(_concerning(actor.district, wards), district=actor.district)
    return rows.select_related("item").order_by("-placed_at")


def order_of_party(
    actor: Actor, order_id: UUID, *, lock: bool = False
) -> tuple[ServiceOrder, frozenset[Role]]:
    """The order and the actor's roles towards it, a guardian's among them.

    A guardian may only speak for the child: what everybody else sees of the order stays closed.

    Raises
    ------
    NotSeen
        If the actor stands in no role towards it.
    """
    if not orders_of_wards(actor).filter(id=order_id).exists():
        return order_seen_by(actor, order_id, lock=lock)
    rows = ServiceOrder.objects.select_related("item", "requester")
    order = locked(rows, lock).get(district=actor.district, id=order_id)
    return order, roles_towards(actor, order) | {Role.GUARDIAN}
