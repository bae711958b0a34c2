"""Reading the journal: auditors within their scope, everybody what concerns themselves."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from redvest.core.days import midnight
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.journal.models import Event
from redvest.people.actors import Actor

READERS = (Role.AUDITOR, Role.AUDIT_ADMIN)
DAYS_SHOWN = 7
DAYS_MAX = 366


def events_seen_by(actor: Actor) -> QuerySet[Event]:
    """The events of the actor's audit scope: a whole district, or a street or community of it."""
    allowed = Q()
    for scope in actor.scopes(*READERS):
        if scope == actor.district:
            allowed = Q(district=actor.district)
            break
        allowed |= Q(region__startswith=scope)
    if not allowed:
        return Event.objects.none()
    return Event.objects.filter(allowed, district=actor.district)


def event_seen_by(actor: Actor, event_id: UUID) -> Event:
    """One event of the actor's audit scope, or one that concerns the actor.

    Raises
    ------
    NotSeen
        Otherwise.
    """
    for rows in (events_seen_by(actor), events_about(actor)):
        found = rows.filter(id=event_id).first()
        if found is not None:
            return found
    raise NotSeen("event")


def events_about(actor: Actor) -> QuerySet[Event]:
    """What the actor did, and what others did with the actor's own data."""
    if actor.account_id is None:
        return Event.objects.none()
    subjects = [found for found in (actor.account_id, actor.person_id, actor.volunteer_id) if found]
    return Event.objects.filter(
        Q(account_id=actor.account_id) | Q(subject_id__in=subjects), district=actor.district
    )


def narrowed(
    rows: QuerySet[Event],
    *,
    group: str = "",
    subject_id: UUID | None = None,
    account_id: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
) -> QuerySet[Event]:
    """Events of one kind, subject, account and span of days, newest first."""
    if group:
        rows = rows.filter(kind__startswith=group)
    if subject_id is not None:
        rows = rows.filter(subject_id=subject_id)
    if account_id is not None:
        rows = rows.filter(account_id=account_id)
    if first is not None:
        rows = rows.filter(at__gte=midnight(first))
    if last is not None:
        rows = rows.filter(at__lt=midnight(last + timedelta(days=1)))
    return rows.select_related("leaf").order_by("-at", "-id")
