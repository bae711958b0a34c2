"""Lists: what everybody may read, what one may join, what one leads."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.models.signups import LIVE
from redvest.activities.queries.sight import need_of
from redvest.activities.queries.signups import promises
from redvest.engines.activity_rules import Span, Tier, opens_for, overlapping
from redvest.engines.service_needs import Server, may_serve
from redvest.orders.queries import servers_for
from redvest.people.actors import Actor
from redvest.teams.models import Membership

AHEAD, SHIFTS_MOST = timedelta(days=60), 200
OPEN = ("published", "full", "signup_closed", "ongoing")


def _places(column: str) -> Coalesce:
    rows = (
        Shift.objects.filter(activity=OuterRef("pk"), closed_at=None)
        .order_by()
        .values("activity")
        .annotate(sum=Sum(column))
        .values("sum")
    )
    return Coalesce(Subquery(rows, output_field=IntegerField()), 0)


def activities_listed(
    district: str, *, kind: str = "", street: str = "", q: str = "", tag: str = ""
) -> QuerySet[Activity]:
    """Activities to come, the next first, with how many places there are and are taken."""
    rows = Activity.objects.filter(district=district, status__in=OPEN, ends_at__gt=timezone.now())
    if kind:
        rows = rows.filter(kind=kind)
    if street:
        rows = rows.filter(region__startswith=street)
    if q:
        rows = rows.filter(title__icontains=q)
    if tag:
        rows = rows.filter(tags__contains=[tag])
    return (
        rows.annotate(places=_places("capacity"), taken=_places("taken"))
        .select_related("team", "host", "venue")
        .order_by("starts_at", "id")
    )


def joinable_shifts(actor: Actor) -> list[Shift]:
    """Shifts to come that the actor may sign up for now: fit, free at that time, not yet asked."""
    if actor.volunteer_id is None:
        return []
    now = timezone.now()
    rows = (
        Shift.objects.filter(
            district=actor.district,
            closed_at=None,
            starts_at__gt=now,
            starts_at__lte=now + AHEAD,
            activity__status__in=["published", "full"],
        )
        .exclude(Q(signups__volunteer=actor.volunteer_id, signups__state__in=LIVE))
        .select_related("activity__team", "activity__host", "activity__venue", "position")
        .order_by("starts_at", "id")[:SHIFTS_MOST]
    )
    found = list(rows)
    if not found:
        return []
    spans = promises(actor.district, [actor.volunteer_id], now, now + AHEAD)[actor.volunteer_id]
    teams = own_teams(actor)
    servers: dict[date, Server] = {}
    return [shift for shift in found if _may_join(actor, shift, spans, teams, servers)]


def _may_join(
    actor: Actor, shift: Shift, spans: list[Span], teams: set[UUID], servers: dict[date, Server]
) -> bool:
    assert actor.volunteer_id is not None
    activity, now = shift.activity, timezone.now()
    member = activity.team_id in teams
    if shift.position.team_only and not member:
        return False
    if activity.signup_closes_at is not None and activity.signup_closes_at <= now:
        return False
    if activity.signup_opens_at is not None:
        tier = Tier.TEAM if member else Tier.EVERYBODY
        if now < opens_for(tier, activity.signup_opens_at, activity.team_ahead_hours):
            return False
    if overlapping((shift.starts_at, shift.ends_at), spans):
        return False
    day = timezone.localdate(shift.starts_at)
    if day not in servers:
        servers[day] = servers_for(actor.district, [actor.volunteer_id], day)[actor.volunteer_id]
    return may_serve(need_of(shift.position), servers[day], day)


def own_teams(actor: Actor) -> set[UUID]:
    """Teams of which the actor is a member."""
    if actor.volunteer_id is None:
        return set()
    return set(
        Membership.objects.filter(
            district=actor.district, volunteer=actor.volunteer_id, state="member"
        ).values_list("team_id", flat=True)
    )


def led_by(actor: Actor) -> QuerySet[Activity]:
    """Activities the actor leads on site, or is asked to."""
    return (
        Activity.objects.filter(
            district=actor.district, lead=actor.volunteer_id, lead__isnull=False
        )
        .exclude(status__in=["archived"])
        .order_by("-starts_at")
    )


def own_signups_for(actor: Actor, activity: Activity, volunteers: list[UUID]) -> dict[UUID, str]:
    """By shift, where the actor or a child of theirs stands."""
    return dict(
        SignUp.objects.filter(
            district=actor.district, activity=activity, volunteer__in=volunteers, state__in=LIVE
        ).values_list("shift_id", "state")
    )
