"""制单: needs that could be answered together, and bundles that do."""

from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import Assignment, OrderBundle, ServiceItem, ServiceOrder
from redvest.orders.queries.sight import DESK, NAMED
from redvest.people.actors import Actor
from redvest.teams.queries import within

TO_SERVE = ("dispatched", "claimed", "scheduled", "in_service")
BUNDLED_KINDS = ("help", "class")
FEWEST = 2


@dataclass
class Suggestion:
    """Several people of one street want the same: 5 people in 3 communities."""

    item: ServiceItem
    street: str
    ready: int = 0
    waiting: int = 0
    communities: set[str] = field(default_factory=set)


def bundleable(actor: Actor) -> QuerySet[ServiceOrder]:
    """Accepted orders of the actor's places that wait for somebody, oldest first."""
    return (
        ServiceOrder.objects.filter(
            within("community", actor.scopes(*DESK)),
            district=actor.district,
            state="accepted",
            standing=None,
            item__kind__in=BUNDLED_KINDS,
        )
        .select_related("item", "requester")
        .order_by("placed_at")
    )


def suggestions(actor: Actor) -> list[Suggestion]:
    """Where at least two people of one street want the same and said that together is fine, most
    people first."""
    found: dict[tuple[UUID, str], Suggestion] = {}
    rows = ServiceOrder.objects.filter(
        within("community", actor.scopes(*DESK)),
        district=actor.district,
        state__in=["submitted", "accepted"],
        may_bundle=True,
        standing=None,
        item__kind__in=BUNDLED_KINDS,
    ).select_related("item")
    people: dict[tuple[UUID, str], set[UUID]] = {}
    for order in rows.only("community", "state", "requester_id", "item"):
        key = (order.item_id, order.community[:9])
        one = found.setdefault(key, Suggestion(order.item, order.community[:9]))
        one.communities.add(order.community)
        people.setdefault(key, set()).add(order.requester_id)
        if order.state == "accepted":
            one.ready += 1
        else:
            one.waiting += 1
    kept = [one for key, one in found.items() if len(people[key]) >= FEWEST]
    return sorted(kept, key=lambda one: (-one.ready - one.waiting, one.item.code, one.street))


def bundles_for(actor: Actor) -> QuerySet[OrderBundle]:
    """Bundles of the desk's places and of the teams the actor leads, latest first."""
    mine = within("region", actor.scopes(*DESK)) | Q(team_id__in=actor.teams(Role.TEAM_ADMIN))
    return (
        OrderBundle.objects.filter(mine, district=actor.district)
        .select_related("item", "team", "venue")
        .order_by("-starts_at")
    )


def bundle_seen_by(
    actor: Actor, bundle_id: UUID, *, lock: bool = False
) -> tuple[OrderBundle, frozenset[Role]]:
    """A bundle and the actor's roles towards it: desk, the team asked, or who was named.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = OrderBundle.objects.select_related("item", "team", "venue").filter(
        district=actor.district, id=bundle_id
    )
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles: set[Role] = set()
    if found is not None:
        roles |= {role for role in DESK if actor.has(role, region=found.region)}
        if found.team_id in actor.teams(Role.TEAM_ADMIN):
            roles.add(Role.TEAM_ADMIN)
        named = Assignment.objects.filter(
            district=actor.district,
            order__bundle=found,
            volunteer=actor.volunteer_id,
            state__in=NAMED,
        )
        if actor.volunteer_id is not None and named.exists():
            roles.add(Role.VOLUNTEER)
    if found is None or not roles:
        raise NotSeen(_("没有找到这场集中服务，或它不在您能查看的范围内。"))
    return found, frozenset(roles)


def orders_in(bundle: OrderBundle) -> QuerySet[ServiceOrder]:
    """Orders that are part of a bundle: those still to be served in it, and those that were."""
    return (
        ServiceOrder.objects.filter(district=bundle.district, bundle=bundle)
        .select_related("item", "requester")
        .order_by("placed_at")
    )
