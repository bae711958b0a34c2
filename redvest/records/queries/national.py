"""What was told to the national system, and what was not."""

from django.db.models import Count, QuerySet

from redvest.engines.roles import Role
from redvest.people.actors import Actor
from redvest.records.models import NationalRow
from redvest.records.queries import WATCHING


def national_rows(actor: Actor) -> QuerySet[NationalRow]:
    """The district's rows, for its center and its auditor."""
    rows = NationalRow.objects.filter(district=actor.district).select_related("record")
    if any(actor.has(role, region=actor.district) for role in (Role.CENTRE_ADMIN, *WATCHING)):
        return rows
    return rows.none()


def national_counts(actor: Actor) -> dict[str, int]:
    """How many rows stand where."""
    rows = national_rows(actor).order_by().values("status").annotate(count=Count("id"))
    return {row["status"]: row["count"] for row in rows}
