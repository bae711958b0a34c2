"""Activities of one series: which there are, and whom a change would reach."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from redvest.activities.models import Activity, SignUp
from redvest.activities.queries.sight import activities_kept
from redvest.engines.activity_flow import ANNOUNCED, ActivityState
from redvest.engines.series_rules import Occasion, Reach, reached
from redvest.people.actors import Actor

COUNTED = ("applied", "waitlisted", "approved", "confirmed")


@dataclass(frozen=True)
class Reached:
    """How many activities a change of one reach would change, and how many people it tells."""

    reach: Reach
    activities: int
    people: int


def series_of(activity: Activity) -> QuerySet[Activity]:
    """Every activity of the series in the order of time; one alone is a series of itself."""
    rows = Activity.objects.filter(district=activity.district)
    if activity.series_id is None:
        rows = rows.filter(id=activity.id)
    else:
        rows = rows.filter(series=activity.series_id)
    return rows.exclude(starts_at=None).order_by("starts_at", "id")


def occasions_of(activity: Activity) -> list[Occasion]:
    return [
        Occasion(row.id, row.starts_at, ActivityState(row.status), frozenset(row.own))
        for row in series_of(activity).only("id", "starts_at", "status", "own")
        if row.starts_at is not None
    ]


def reaches(activity: Activity) -> list[Reached]:
    """What each reach would mean, so that nobody changes more than they see."""
    occasions, now = occasions_of(activity), timezone.now()
    found = []
    for reach in Reach if activity.series_id else (Reach.THIS,):
        ids = [one.id for one in reached(occasions, activity.id, reach, now)]
        people = (
            SignUp.objects.filter(district=activity.district, activity__in=ids, state__in=COUNTED)
            .values("volunteer")
            .distinct()
            .count()
        )
        found.append(Reached(reach, len(ids), people))
    return found


def outdoors_ahead(actor: Actor, days: int) -> QuerySet[Activity]:
    """Announced activities under the open sky in the next days, of the actor's places and teams."""
    now = timezone.now()
    return activities_kept(actor, statuses=[one.value for one in ANNOUNCED]).filter(
        is_outdoor=True, starts_at__gt=now, starts_at__lte=now + timedelta(days=days)
    )
