"""Lists of orders: mine, my desk's, my teams', what I am to do."""

from uuid import UUID

from django.db.models import Count, Q, QuerySet

from redvest.engines.roles import Role
from redvest.journal.models import Event
from redvest.orders.models import Assignment, Dispatch, ServiceOrder
from redvest.orders.queries.asked import LIVE_DISPATCH
from redvest.orders.queries.sight import DESK, NAMED, OPEN_STATES, WATCHING
from redvest.people.actors import Actor
from redvest.people.models import ProxyLink
from redvest.teams.queries import within


def orders_asked_by(actor: Actor) -> QuerySet[ServiceOrder]:
    """Orders of the actor and of the residents the actor speaks for."""
    people = {actor.person_id} if actor.person_id else set()
    if Role.PROXY in actor.roles:
        people |= set(_spoken_for(actor))
    # NB: a list of people is found by index; one joined with OR would read every order there is.
    return (
        ServiceOrder.objects.filter(requester_id__in=people, district=actor.district)
        .select_related("item", "requester")
        .order_by("-placed_at")
    )


def _spoken_for(actor: Actor) -> QuerySet[ProxyLink, UUID]:
    """The residents the actor may speak for."""
    rows = ProxyLink.objects.filter(
        ~Q(confirmed_at=None), district=actor.district, proxy_id=actor.account_id, ended_at=None
    )
    return rows.values_list("resident_id", flat=True)


def in_scope(actor: Actor) -> Q:
    """Orders of the actor's places, and those for which the actor's venue was asked."""
    found = within("community", actor.scopes(*DESK, *WATCHING))
    asked = actor.scopes(Role.VENUE_ADMIN)
    return found | (within("desk_region", asked) if asked else Q(pk__in=[]))


def orders_in_scope(
    actor: Actor, *, states: tuple[str, ...] = (), q: str = ""
) -> QuerySet[ServiceOrder]:
    """Orders of the places the actor's desk is responsible for, longest waiting first."""
    rows = ServiceOrder.objects.filter(in_scope(actor), district=actor.district)
    if states:
        rows = rows.filter(state__in=states)
    if q:
        rows = rows.filter(number__startswith=q.strip())
    return rows.select_related("item", "requester").order_by("state_since")


def counts_in_scope(actor: Actor) -> dict[str, int]:
    """Number of open orders by state in the places of the actor's desk."""
    rows = ServiceOrder.objects.filter(
        in_scope(actor), district=actor.district, state__in=OPEN_STATES
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
            volunteer=actor.volunteer_id,
            state__in=NAMED,
            order__state__in=OPEN_STATES,
        )
        .select_related("order__item", "dispatch__team", "dispatch__volunteer__person")
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
