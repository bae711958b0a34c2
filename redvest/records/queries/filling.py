"""What is looked up before hours are filled in."""

from datetime import date
from uuid import UUID

from django.db.models import Sum

from redvest.engines.evidence import Level
from redvest.engines.record_flow import State
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord


def filled_in_since(
    district: str, region: str, team_id: UUID | None, first: date, end: date
) -> int:
    """Minutes an organizer has filled in for services of a month, unless they were refused."""
    rows = ServiceRecord.objects.filter(
        district=district,
        level=Level.D.value,
        service_on__gte=first,
        service_on__lt=end,
    ).exclude(state__in=[State.REJECTED.value, State.CORRECTED.value, State.REVOKED.value])
    own = rows.filter(team_id=team_id) if team_id else rows.filter(team=None, region=region)
    return int(own.aggregate(sum=Sum("minutes"))["sum"] or 0)


def volunteer_numbered(district: str, number: str) -> Volunteer | None:
    """The volunteer of a number, as written on their card."""
    return (
        Volunteer.objects.select_related("person")
        .filter(district=district, volunteer_no=number.strip(), closed_at=None)
        .first()
    )
