"""What activities brought, as it stands: values taken back are left out."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from redvest.activities.models import Outcome
from redvest.engines.outcomes import Figure, Measure, summed

KNOWN = {one.value for one in Measure}


def outcomes_of(district: str, activities: Iterable[UUID]) -> QuerySet[Outcome]:
    """Values that stand, the latest first."""
    return Outcome.objects.filter(
        district=district, activity__in=list(activities), withdrawn_at=None
    ).order_by("-recorded_at", "id")


def figures_of(district: str, activities: Iterable[UUID]) -> tuple[Figure, ...]:
    """One figure for each measure."""
    rows = outcomes_of(district, activities).values_list("measure", "value")
    return summed((Measure(name), value) for name, value in rows if name in KNOWN)
