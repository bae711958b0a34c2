"""One volunteer as the matching reads everybody: for what fits oneself, and who of a team fits."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone

from redvest.districts.models import Region
from redvest.engines.ages import AgeBand
from redvest.engines.crews import OPEN_ENDED, Crew, hours, slot_of
from redvest.engines.service_needs import may_serve
from redvest.engines.team_flow import MemberState
from redvest.orders.models import Assignment, ServiceOrder
from redvest.orders.queries.crews import point_of
from redvest.orders.queries.free_hours import free_hours
from redvest.orders.queries.serving import needs_of, servers_for, valid_papers
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.people.queries.persons import band_of

WENT = ("accepted", "ended")
# What nothing is known of, as long as somebody does not accept being matched.
UNSAID: dict[str, Any] = {
    "qualifications": {},
    "trainings": {},
    "insured_until": (),
    "languages": frozenset(),
}


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
        hours=free_hours(row.district, [row.id])[row.id],
        members=2,  # Somebody else joins where two go together.
        adults=int(band_of(row.person) is AgeBand.ADULT),
        month=went["month"],
        week=went["week"],
        until=until,
        sexes=frozenset({row.person.sex}),
        languages=frozenset(row.languages),
    )


def someone_fits(order: ServiceOrder, team_id: UUID) -> bool:
    """Whether one active member alone has all the order asks, and may be free then.

    Of members who do not accept being matched only their age is looked at.
    """
    members = Volunteer.objects.filter(
        district=order.district,
        status="active",
        memberships__team=team_id,
        memberships__state=MemberState.MEMBER.value,
    )
    rows = {row.id: row for row in members.order_by("id")}
    need, slot = needs_of(order), slot_of(order.preferred_on, order.preferred_slot)
    servers = servers_for(order.district, rows, order.preferred_on, order.requester_id)
    for one, server in servers.items():
        said = rows[one].accepts_matching
        free = not said or not rows[one].availability or hours(rows[one].availability) >> slot & 1
        known = server if said else replace(server, **UNSAID)
        if free and may_serve(need, known, order.preferred_on):
            return True
    return False
