"""Reading standing orders."""

from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.districts.queries import calendar_of
from redvest.engines.order_flow import BEFORE_SERVICE
from redvest.engines.recurrence import LONGEST_DAYS, Rhythm, comes_on, is_paused
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import ServiceOrder, StandingOrder
from redvest.orders.queries.sight import DESK, represents
from redvest.people.actors import Actor, strongest
from redvest.people.models import ProxyLink
from redvest.teams.queries import within

DAYS_SHOWN = 14


class Day(NamedTuple):
    """One day of a standing order: the order that was made, or what is to be."""

    day: date
    order: ServiceOrder | None
    is_paused: bool
    can_skip: bool


def rhythm_of(standing: StandingOrder) -> Rhythm:
    pauses = standing.pauses.filter(undone_at=None).values_list("first_day", "last_day")
    last = standing.last_day or standing.first_day + timedelta(days=LONGEST_DAYS - 1)
    return Rhythm(
        frozenset(standing.weekdays),
        standing.first_day,
        last,
        standing.skip_holidays,
        tuple(pauses),
    )


def standing_seen_by(
    actor: Actor, standing_id: UUID, *, lock: bool = False
) -> tuple[StandingOrder, Role]:
    """A standing order of the actor, of a resident the actor speaks for, or of the desk's place.

    Raises
    ------
    NotSeen
        If it is somebody else's; whether it exists makes no difference.
    """
    rows = StandingOrder.objects.select_related("item", "requester").filter(
        district=actor.district, id=standing_id
    )
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    if found is not None and actor.person_id == found.requester_id:
        return found, Role.RESIDENT
    if found is not None and Role.PROXY in actor.roles and represents(actor, found.requester_id):
        return found, Role.PROXY
    if found is not None:
        desk = strongest({role for role in DESK if actor.has(role, region=found.community)})
        if desk is not None:
            return found, desk
    raise NotSeen(_("没有找到这个周期点单，或它不在您能查看的范围内。"))


def standing_in(actor: Actor, today: date) -> QuerySet[StandingOrder]:
    """Standing orders of the desk's places that go on, the latest first."""
    return (
        StandingOrder.objects.filter(
            within("community", actor.scopes(*DESK)),
            district=actor.district,
            ended_at=None,
            last_day__gte=today,
        )
        .select_related("item", "requester")
        .order_by("-created_at")
    )


def standing_of(actor: Actor, today: date) -> QuerySet[StandingOrder]:
    """Standing orders of the actor and of the residents the actor speaks for, those that go on."""
    spoken_for = ProxyLink.objects.filter(
        ~Q(confirmed_at=None), district=actor.district, proxy_id=actor.account_id, ended_at=None
    ).values("resident_id")
    mine = Q(requester_id=actor.person_id) if actor.person_id else Q(pk__in=[])
    return (
        StandingOrder.objects.filter(
            mine | Q(requester_id__in=spoken_for),
            district=actor.district,
            ended_at=None,
            last_day__gte=today,
        )
        .select_related("item", "requester")
        .order_by("-created_at")
    )


def days_of(standing: StandingOrder, today: date) -> list[Day]:
    """The next two weeks as one list, made or not made yet, left out or not."""
    rhythm, calendar = rhythm_of(standing), calendar_of(standing.district)
    last = today + timedelta(days=DAYS_SHOWN - 1)
    made = {
        order.preferred_on: order
        for order in ServiceOrder.objects.filter(
            district=standing.district,
            standing=standing,
            preferred_on__gte=today,
            preferred_on__lte=last,
        ).order_by("preferred_on")
    }
    found = []
    for offset in range(DAYS_SHOWN):
        day = today + timedelta(days=offset)
        order, live = made.get(day), standing.ended_at is None
        if order is None and not (live and comes_on(rhythm, day, calendar)):
            continue
        paused = is_paused(rhythm, day)
        begun = order is not None and order.state not in BEFORE_SERVICE
        found.append(Day(day, order, paused, live and not paused and not begun))
    return found


def days_before(standing: StandingOrder, today: date, most: int = 10) -> QuerySet[ServiceOrder]:
    """Its latest orders before today."""
    return ServiceOrder.objects.filter(
        district=standing.district, standing=standing, preferred_on__lt=today
    ).order_by("-preferred_on")[:most]
