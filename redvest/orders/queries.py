"""Reading orders: which one somebody sees, and in which roles they stand towards it."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.order_flow import OPEN, Action, State, actions_open_to
from redvest.engines.roles import Role
from redvest.engines.team_flow import MemberState, TeamStatus
from redvest.errors import NotSeen
from redvest.journal.models import Event
from redvest.orders.models import Assignment, Dispatch, ServiceItem, ServiceOrder
from redvest.people.actors import Actor
from redvest.people.models import ProxyLink
from redvest.teams.models import Team
from redvest.teams.queries import within

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
WATCHING = (Role.AUDITOR,)
LIVE_DISPATCH = ("live", "claimed")
NAMED = ("proposed", "accepted")
OPEN_STATES = sorted(state.value for state in OPEN)


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
        and grant.covers(order.community)
    }
    if Role.SYSTEM in actor.roles:
        found.add(Role.SYSTEM)
    if actor.person_id == order.requester_id:
        found.add(Role.RESIDENT)
    elif Role.PROXY in actor.roles and represents(actor, order.requester_id):
        found.add(Role.PROXY)
    led = actor.teams(Role.TEAM_ADMIN)
    if led and live_dispatch(order, led) is not None:
        found.add(Role.TEAM_ADMIN)
    if actor.volunteer_id is not None:
        named = named_for(order, actor.volunteer_id)
        if named is not None:
            found |= {Role.VOLUNTEER, Role.LEAD} if named.is_lead else {Role.VOLUNTEER}
    return frozenset(found)


def live_dispatch(order: ServiceOrder, teams: set[UUID] | None = None) -> Dispatch | None:
    """The offer that stands now, if there is one (to one of these teams)."""
    rows = Dispatch.objects.filter(
        district=order.district, order_id=order.id, state__in=LIVE_DISPATCH
    )
    if teams is not None:
        rows = rows.filter(team_id__in=teams)
    return rows.select_related("team").first()


def named_for(order: ServiceOrder, volunteer_id: UUID) -> Assignment | None:
    """The volunteer's own live assignment to this order."""
    return Assignment.objects.filter(
        district=order.district, order_id=order.id, volunteer_id=volunteer_id, state__in=NAMED
    ).first()


def order_seen_by(
    actor: Actor, order_id: UUID, *, lock: bool = False
) -> tuple[ServiceOrder, frozenset[Role]]:
    """The order and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether the order exists makes no difference.
    """
    rows = ServiceOrder.objects.select_related("item", "requester").filter(
        district=actor.district, id=order_id
    )
    order = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles = roles_towards(actor, order) if order is not None else frozenset()
    if order is None or not roles:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order, roles


def actions_for(order: ServiceOrder, roles: frozenset[Role]) -> tuple[Action, ...]:
    return actions_open_to(State(order.state), roles)


def orders_asked_by(actor: Actor) -> QuerySet[ServiceOrder]:
    """Orders of the actor and of the residents the actor speaks for."""
    spoken_for = ProxyLink.objects.filter(
        ~Q(confirmed_at=None), district=actor.district, proxy_id=actor.account_id, ended_at=None
    ).values("resident_id")
    mine = Q(requester_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return (
        ServiceOrder.objects.filter(mine | Q(requester_id__in=spoken_for), district=actor.district)
        .select_related("item", "requester")
        .order_by("-placed_at")
    )


def orders_in_scope(
    actor: Actor, *, states: tuple[str, ...] = (), q: str = ""
) -> QuerySet[ServiceOrder]:
    """Orders of the places the actor's desk is responsible for, longest waiting first."""
    rows = ServiceOrder.objects.filter(
        within("community", actor.scopes(*DESK, *WATCHING)), district=actor.district
    )
    if states:
        rows = rows.filter(state__in=states)
    if q:
        rows = rows.filter(number__startswith=q.strip())
    return rows.select_related("item", "requester").order_by("state_since")


def counts_in_scope(actor: Actor) -> dict[str, int]:
    """Number of orders by state in the places of the actor's desk."""
    rows = ServiceOrder.objects.filter(
        within("community", actor.scopes(*DESK, *WATCHING)), district=actor.district
    )
    return dict(rows.values_list("state").annotate(Count("id")).order_by())


def offers_to(actor: Actor) -> QuerySet[Dispatch]:
    """Offers and claimed orders of the teams the actor leads."""
    return (
        Dispatch.objects.filter(
            district=actor.district,
            team_id__in=actor.teams(Role.TEAM_ADMIN),
            state__in=LIVE_DISPATCH,
            order__state__in=OPEN_STATES,
        )
        .select_related("order__item", "team")
        .order_by("state", "offered_at")
    )


def assignments_of(actor: Actor) -> QuerySet[Assignment]:
    """What the actor was named for and has not finished."""
    return (
        Assignment.objects.filter(
            district=actor.district,
            volunteer_id=actor.volunteer_id,
            state__in=NAMED,
            order__state__in=OPEN_STATES,
        )
        .select_related("order__item", "dispatch__team")
        .order_by("order__scheduled_from")
    )


def assignments_to(order: ServiceOrder) -> QuerySet[Assignment]:
    return (
        Assignment.objects.filter(district=order.district, order=order)
        .select_related("volunteer__person")
        .order_by("-is_lead", "named_at")
    )


def events_of(order: ServiceOrder) -> QuerySet[Event]:
    """What happened to an order, newest first."""
    return Event.objects.filter(
        district=order.district, subject_id=order.id, kind__startswith="order."
    ).order_by("-at", "-id")


def catalog(district: str) -> QuerySet[ServiceItem]:
    """What residents may order, in the order of the menu."""
    return (
        ServiceItem.objects.filter(district=district, is_active=True)
        .select_related("category")
        .order_by("category__position", "position")
    )


def teams_offerable(order: ServiceOrder, *, anywhere: bool = False) -> list[Team]:
    """Active teams that serve the place (or all), those of the item's category first.

    No team of which the resident is a member is left out here: who goes is checked by name.
    """
    prefixes = [order.community[:digits] for digits in (6, 9, 12)]
    rows = Team.objects.filter(district=order.district, status=TeamStatus.ACTIVE.value)
    if not anywhere:
        rows = rows.filter(area__overlap=prefixes)
    member = Q(memberships__state=MemberState.MEMBER.value)
    found = rows.annotate(members=Count("memberships", filter=member)).order_by("name")
    asked = set(
        Dispatch.objects.filter(district=order.district, order=order).values_list(
            "team_id", flat=True
        )
    )

    def rank(team: Team) -> tuple[bool, bool, int]:
        nearest = max((len(p) for p in team.area if order.community.startswith(p)), default=0)
        return (team.id in asked, team.core_category != order.item.core_category, -nearest)

    return sorted(found, key=rank)
