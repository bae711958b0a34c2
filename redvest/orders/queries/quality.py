"""What desks have to look into: cases, revisits, tasks, unmet demand, tired households."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.days import midnight
from redvest.engines.fatigue import week_of
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import OrderTask, QualityCase, Revisit, ServiceOrder
from redvest.orders.queries.sight import DESK, WATCHING, order_seen_by
from redvest.people.actors import Actor
from redvest.people.models import RoleGrant
from redvest.teams.queries import within

VISITED = [
    State.SCHEDULED.value,
    State.IN_SERVICE.value,
    State.DONE.value,
    State.CONFIRMED.value,
    State.UNCONFIRMED.value,
    State.RATED.value,
    State.CLOSED.value,
]


def open_case(order: ServiceOrder, *, lock: bool = False) -> QualityCase | None:
    """The case that is open about an order, if there is one."""
    rows = QualityCase.objects.filter(district=order.district, order=order, decided_at=None)
    return (rows.select_for_update(no_key=True) if lock else rows).first()


def cases_in_scope(actor: Actor, *, decided: bool = False) -> QuerySet[QualityCase]:
    """Cases of the actor's places, the one due first on top."""
    rows = QualityCase.objects.filter(
        within("order__community", actor.scopes(*DESK, *WATCHING)),
        district=actor.district,
        decided_at__isnull=not decided,
    )
    return rows.select_related("order__item").order_by("due_at")


def case_seen_by(actor: Actor, case_id: UUID) -> tuple[QualityCase, frozenset[Role]]:
    """One case of an order the actor's desk sees, and the actor's roles towards the order.

    Raises
    ------
    NotSeen
        If it lies elsewhere; whether it exists makes no difference.
    """
    found = (
        QualityCase.objects.filter(district=actor.district, id=case_id)
        .select_related("order__item")
        .first()
    )
    message = _("没有找到这件事，或它不在您能查看的范围内。")
    if found is None:
        raise NotSeen(message)
    found.order, roles = order_seen_by(actor, found.order_id)
    if not roles & {*DESK, *WATCHING}:
        raise NotSeen(message)
    return found, roles


def revisits_in_scope(actor: Actor, *, done: bool = False) -> QuerySet[Revisit]:
    """Whom the center or an auditor is to ask again, the one due first on top."""
    rows = Revisit.objects.filter(
        within("order__community", actor.scopes(Role.CENTRE_ADMIN, Role.AUDITOR)),
        district=actor.district,
        done_at__isnull=not done,
    )
    if not done:
        rows = rows.filter(round=F("order__round")).exclude(order__state=State.CLOSED.value)
    return rows.select_related("order__item").order_by("due_at")


def tasks_in_scope(actor: Actor) -> QuerySet[OrderTask]:
    """What the actor's desk has to do by hand, the one due first on top."""
    center = Q(role=Role.CENTRE_ADMIN.value) & within("scope", actor.scopes(Role.CENTRE_ADMIN))
    station = Q(role=Role.VENUE_ADMIN.value) & within("scope", actor.scopes(*DESK))
    return (
        OrderTask.objects.filter(center | station, district=actor.district, done_at=None)
        .select_related("order__item")
        .order_by("due_at")
    )


def unmet_in_scope(actor: Actor) -> QuerySet[ServiceOrder]:
    """What nobody could be found for: the list from which a district learns what it lacks."""
    return (
        ServiceOrder.objects.filter(
            within("community", actor.scopes(*DESK, *WATCHING)),
            district=actor.district,
            state=State.UNFULFILLED.value,
        )
        .select_related("item__category")
        .order_by("-state_since")
    )


def staff_accounts(district: str, role: Role, region: str) -> list[UUID]:
    """Accounts that hold a role over a place now, of the narrowest scope that has any."""
    return staff_of_places(district, role, [region])[region]


def staff_of_places(district: str, role: Role, regions: Iterable[str]) -> dict[str, list[UUID]]:
    """:func:`staff_accounts` of many places, in one query."""
    now, places = timezone.now(), set(regions)
    held = RoleGrant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        district=district,
        role=role.value,
        team_id=None,
        revoked_at=None,
        starts_at__lte=now,
        scope__in={one[:digits] for one in places for digits in (6, 9, 12)},
    ).values_list("scope", "account_id")
    by_scope: defaultdict[str, list[UUID]] = defaultdict(list)
    for scope, account in sorted(held, key=lambda row: str(row[1])):
        by_scope[scope].append(account)
    narrowest = {
        one: next((one[:digits] for digits in (12, 9, 6) if one[:digits] in by_scope), "")
        for one in places
    }
    return {one: by_scope.get(scope, []) for one, scope in narrowest.items()}


def _household(order: ServiceOrder) -> Q:
    """The resident and whoever shares the phone."""
    found = Q(requester_id=order.requester_id)
    if order.requester.phone_index is not None:
        found |= Q(requester__phone_index=order.requester.phone_index)
    return found


def days_of_visits(order: ServiceOrder, day: date) -> list[date]:
    """On which days of a week somebody comes to the household already.

    What the household set up itself for many days, and what it goes to at a station, tires nobody.
    """
    first, last = week_of(day)
    start, end = midnight(first), midnight(last + timedelta(days=1))
    moments = (
        ServiceOrder.objects.filter(
            _household(order),
            district=order.district,
            state__in=VISITED,
            standing=None,
            bundle=None,
            scheduled_from__gte=start,
            scheduled_from__lt=end,
        )
        .exclude(id=order.id)
        .values_list("scheduled_from", flat=True)
    )
    return [timezone.localdate(one) for one in moments]


def visits_lately(order: ServiceOrder, now: datetime, days: int = 7) -> int:
    """How many other visits the household has within so many days before and after.

    Advice for the desk; what is agreed is bounded by :func:`days_of_visits`.
    """
    around = order.scheduled_from or now
    return (
        ServiceOrder.objects.filter(
            _household(order),
            district=order.district,
            state__in=VISITED,
            scheduled_from__range=(around - timedelta(days=days), around + timedelta(days=days)),
        )
        .exclude(id=order.id)
        .count()
    )
