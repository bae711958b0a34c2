"""Reading wishes and talks."""

from django.db.models import Q, QuerySet

from redvest.orders.models import MicroWish, Talk
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor
from redvest.teams.queries import within


def wishes_open(district: str) -> QuerySet[MicroWish]:
    """Wishes anybody may read and a volunteer may grant; latest first. Nobody's name is read."""
    return (
        MicroWish.objects.filter(
            district=district, published_at__isnull=False, order__state="pooled"
        )
        .select_related("order__item", "venue")
        .order_by("-published_at")
    )


def wishes_granted_by(actor: Actor) -> QuerySet[MicroWish]:
    """Wishes the actor took on alone."""
    return (
        MicroWish.objects.filter(
            district=actor.district,
            order__dispatches__volunteer=actor.volunteer_id,
            order__dispatches__state__in=["claimed", "ended"],
        )
        .select_related("order__item", "venue")
        .order_by("-published_at")
    )


def wishes_kept(actor: Actor) -> QuerySet[MicroWish]:
    """Wishes of the places the actor's desk answers for, those that wait for it first."""
    return (
        MicroWish.objects.filter(
            within("order__community", actor.scopes(*DESK)), district=actor.district
        )
        .filter(Q(handed_over_at=None) | Q(order__state="done"))
        .exclude(order__state__in=["withdrawn", "cancelled", "rejected", "closed", "rated"])
        .select_related("order__item", "order__requester", "venue")
        .order_by("order__state_since")
    )


def talks_kept(actor: Actor) -> QuerySet[Talk]:
    """Talks at the places the actor's desk answers for, the next ones first."""
    return (
        Talk.objects.filter(within("venue__region", actor.scopes(*DESK)), district=actor.district)
        .select_related("order__item", "venue", "wanted_team")
        .order_by("-starts_at")
    )
