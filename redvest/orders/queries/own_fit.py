"""One volunteer as the matching reads everybody: for the list of what fits oneself."""

from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from redvest.districts.models import Region
from redvest.engines.ages import AgeBand
from redvest.engines.crews import OPEN_ENDED, Crew, hours
from redvest.orders.models import Assignment
from redvest.orders.queries.crews import point_of
from redvest.orders.queries.serving import valid_papers
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.people.queries.persons import band_of

WENT = ("accepted", "ended")


def own_volunteer(actor: Actor) -> Volunteer | None:
    """The actor as an active volunteer."""
    if actor.volunteer_id is None:
        return None
    rows = Volunteer.objects.filter(district=actor.district, id=actor.volunteer_id, status="active")
    return rows.select_related("person").first()


def own_crew(actor: Actor) -> Crew | None:
    """What the matching knows about the actor; None for whoever does not accept being matched."""
    row = own_volunteer(actor)
    if row is None or not row.accepts_matching:
        return None
    now = timezone.localtime()
    month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    here = Region.objects.filter(district=row.district, code=row.home_community, valid_to=None)
    place = here.values_list("lat", "lon").first() or (None, None)
    went = Assignment.objects.filter(
        district=row.district, volunteer=row, state__in=WENT
    ).aggregate(
        month=Count("id", filter=Q(order__scheduled_from__gte=month)),
        week=Count("id", filter=Q(order__scheduled_from__gte=now - timedelta(days=7))),
    )
    until: dict[str, int] = {}
    for paper in valid_papers(row.district, row.id, now.date()):
        last = paper.valid_until.toordinal() if paper.valid_until else OPEN_ENDED
        code = f"{paper.kind}:{paper.code}"
        until[code] = max(until.get(code, -1), last)
    return Crew(
        id=row.id,
        name="",
        point=point_of(*place),
        area=(row.district,),
        levels=dict.fromkeys(row.skills, 2),
        hours=hours(row.availability),
        members=2,  # Somebody else joins where two go together.
        adults=int(band_of(row.person) is AgeBand.ADULT),
        month=went["month"],
        week=went["week"],
        until=until,
    )
