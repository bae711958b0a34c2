"""What the district counts itself, what it published, and which sessions lack a headcount."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet, Sum
from django.utils import timezone

from redvest.activities.models import Session
from redvest.errors import NotSeen
from redvest.insight.models import Headcount, OwnIndicator, OwnValue, Publication
from redvest.insight.queries.places import READERS
from redvest.people.actors import Actor
from redvest.teams.queries import within

DAYS_BACK = 60


def own_indicators(district: str) -> QuerySet[OwnIndicator]:
    return OwnIndicator.objects.filter(district=district, retired_at=None).order_by("name")


def own_indicator_seen_by(actor: Actor, indicator_id: UUID) -> OwnIndicator:
    row = OwnIndicator.objects.filter(district=actor.district, id=indicator_id).first()
    if row is None:
        raise NotSeen("no such indicator")
    return row


def values_of(actor: Actor, row: OwnIndicator) -> QuerySet[OwnValue]:
    """Values that stand, of the places the actor may look at, newest first."""
    return OwnValue.objects.filter(
        within("region", actor.scopes(*READERS)),
        district=actor.district,
        indicator=row,
        withdrawn_at=None,
    ).order_by("-first", "region")


def own_sum(district: str, name: str, region: str, first: date, last: date) -> Any:
    """The sum of what stands for places and times within a range; None where nothing does."""
    return OwnValue.objects.filter(
        district=district,
        indicator__name=name,
        region__startswith=region,
        first__gte=first,
        last__lte=last,
        withdrawn_at=None,
    ).aggregate(sum=Sum("value"))["sum"]


def sessions_to_count(actor: Actor, now: datetime | None = None) -> QuerySet[Session]:
    """Sessions of the last weeks in the actor's places that took place, newest first."""
    now = now or timezone.now()
    return (
        Session.objects.filter(
            within("activity__region", actor.scopes(*READERS)),
            district=actor.district,
            cancelled_at=None,
            starts_at__lte=now,
            starts_at__gte=now - timedelta(days=DAYS_BACK),
            activity__status__in=["ongoing", "ended", "settled", "archived"],
        )
        .select_related("activity")
        .prefetch_related(Prefetch("headcounts", Headcount.objects.all()))
        .order_by("-starts_at")
    )


def session_seen_by(actor: Actor, session_id: UUID) -> tuple[Session, Headcount | None]:
    row = (
        Session.objects.select_related("activity")
        .filter(
            within("activity__region", actor.scopes(*READERS)),
            district=actor.district,
            id=session_id,
        )
        .first()
    )
    if row is None:
        raise NotSeen("no such session")
    return row, Headcount.objects.filter(district=actor.district, session=row).first()


def publications(district: str) -> QuerySet[Publication]:
    return Publication.objects.filter(district=district).order_by("-published_at")


def publication_of(district: str, publication_id: UUID) -> Publication:
    row = publications(district).filter(id=publication_id).first()
    if row is None:
        raise NotSeen("no such publication")
    return row
