"""Which order somebody sees, and in which roles they stand towards it."""

from uuid import UUID

from django.db.models import CharField, Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from redvest.core.planning import Kept
from redvest.engines.order_flow import OPEN, Action, State, actions_open_to
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries.asked import answers_for_it
from redvest.people.actors import Actor
from redvest.people.models import ProxyLink
from redvest.teams.models import Membership

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
WATCHING = (Role.AUDITOR,)
NAMED = ("proposed", "accepted")
OPEN_STATES = sorted(state.value for state in OPEN)

# The residents of a place together, for whom their station orders a talk.
COLLECTIVE = "collective"


def represents(actor: Actor, person_id: UUID) -> bool:
    """Whether the actor may speak for this resident as a confirmed proxy."""
    return (
        actor.account_id is not None
        and ProxyLink.objects.filter(
            ~Q(confirmed_at=None),
            district=actor.district,
            proxy_id=actor.account_id,
            resident_id=person_id,
            ended_at=None,
        ).exists()
    )


def roles_towards(actor: Actor, order: ServiceOrder) -> frozenset[Role]:
    """Every role the actor holds towards this one order, at this moment."""
    if actor.district != order.district:
        return frozenset()
    found = {
        grant.role
        for grant in actor.grants
        if grant.role in (*DESK, *WATCHING)
        and grant.team_id is None
        and (
            grant.covers(order.community)
            or (
                # A venue that was asked besides the order's own.
                grant.role is Role.VENUE_ADMIN
                and order.desk_region
                and grant.covers(order.desk_region)
            )
        )
    }
    if Role.SYSTEM in actor.roles:
        found.add(Role.SYSTEM)
    if order.requester.entered_via == COLLECTIVE and found & set(DESK):
        found.add(Role.PROXY)  # The station asks for its residents together.
    if actor.person_id == order.requester_id:
        found.add(Role.RESIDENT)
    elif Role.PROXY in actor.roles and represents(actor, order.requester_id):
        found.add(Role.PROXY)
    if answers_for_it(actor, order):
        found.add(Role.TEAM_ADMIN)
    if actor.volunteer_id is not None:
        named = named_for(order, actor.volunteer_id)
        if named is not None:
            found |= {Role.VOLUNTEER, Role.LEAD} if named.is_lead else {Role.VOLUNTEER}
    return frozenset(found)


def is_provider(actor: Actor, order: ServiceOrder) -> bool:
    """Whether the actor served this order, was named for it, or belongs to the team that took it.

    Whoever is decides nothing about how the service was.
    """
    led = actor.teams(Role.TEAM_ADMIN)
    if actor.volunteer_id is None and not led:
        return False
    if actor.volunteer_id is not None:
        if Assignment.objects.filter(
            district=order.district,
            order_id=order.id,
            volunteer_id=actor.volunteer_id,
            state__in=[*NAMED, "ended", "no_show"],
        ).exists():
            return True
        teams = Membership.objects.filter(
            district=order.district, volunteer_id=actor.volunteer_id, state="member"
        ).values("team_id")
    else:
        teams = Membership.objects.none().values("team_id")
    return Dispatch.objects.filter(
        Q(team_id__in=led)
        | Q(team_id__in=teams)
        | Q(volunteer_id=actor.volunteer_id, volunteer__isnull=False),
        district=order.district,
        order_id=order.id,
        state__in=["claimed", "ended"],
    ).exists()


def named_for(order: ServiceOrder, volunteer_id: UUID) -> Assignment | None:
    """The volunteer's own live assignment to this order."""
    found: Assignment | None = _named.first(order.district, order.id, volunteer_id)
    return found


_named = Kept(
    lambda district, order, volunteer: Assignment.objects.filter(
        district=district, order_id=order, volunteer_id=volunteer, state__in=NAMED
    ).order_by("id"),
    CharField(),
    UUIDField(),
    UUIDField(),
)


def order_by_id(district: str, order_id: UUID, *, lock: bool = False) -> ServiceOrder | None:
    """The order with its item and its resident, and nobody's right to see it looked at."""
    found: ServiceOrder | None = (_locked if lock else _order).first(district, order_id)
    return found


def _whole_order(district: str, order_id: UUID) -> QuerySet[ServiceOrder]:
    return ServiceOrder.objects.select_related("item", "requester").filter(
        district=district, id=order_id
    )


_order = Kept(_whole_order, CharField(), UUIDField())
_locked = Kept(
    lambda *key: _whole_order(*key).select_for_update(of=("self",), no_key=True),
    CharField(),
    UUIDField(),
)


def order_seen_by(
    actor: Actor, order_id: UUID, *, lock: bool = False
) -> tuple[ServiceOrder, frozenset[Role]]:
    """The order and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether the order exists makes no difference.
    """
    order = order_by_id(actor.district, order_id, lock=lock)
    roles = roles_towards(actor, order) if order is not None else frozenset()
    if order is None or not roles:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order, roles


def actions_for(order: ServiceOrder, roles: frozenset[Role]) -> tuple[Action, ...]:
    return actions_open_to(State(order.state), roles)
