"""Who may serve an item: what the papers say, in the words of the engine."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db.models import Q

from redvest.engines.ages import age_band
from redvest.engines.identifiers import Sex, age_on
from redvest.engines.service_needs import Need, Obstacle, Server, obstacles
from redvest.orders.models import ServiceOrder, VolunteerPaper
from redvest.orders.queries.pairings import ties_of
from redvest.people.models import Volunteer
from redvest.people.queries.persons import born_on

BY_SEX = {"by_man": Sex.MALE.value, "by_woman": Sex.FEMALE.value}


def needs_of(order: ServiceOrder) -> Need:
    """What the item asks, with what the desk added when it accepted the order.

    The desk may ask for more than the item does, never for less.
    """
    need = order.item.need
    return replace(
        need,
        people=max(need.people, 2 if "two_person" in order.flags else 1),
        minors=need.minors and "adults_only" not in order.flags,
        sex=next((code for flag, code in BY_SEX.items() if flag in order.flags), ""),
        language=order.language,
    )


def papers_of(
    district: str, volunteer_ids: Iterable[UUID], day: date
) -> dict[UUID, list[VolunteerPaper]]:
    """Papers of these volunteers that began by a day and were not withdrawn."""
    found: dict[UUID, list[VolunteerPaper]] = defaultdict(list)
    rows = VolunteerPaper.objects.filter(
        district=district,
        volunteer_id__in=list(volunteer_ids),
        withdrawn_at=None,
        valid_from__lte=day,
    )
    for row in rows.order_by("valid_until"):
        found[row.volunteer_id].append(row)
    return found


def server_of(
    volunteer: Volunteer,
    papers: Iterable[VolunteerPaper],
    day: date,
    requester_id: UUID | None = None,
) -> Server:
    """What the engine has to know about one volunteer on a day; papers come oldest end first."""
    held: dict[str, dict[str, date | None]] = {"qualification": {}, "training": {}}
    insured: list[date | None] = []
    for paper in papers:
        if paper.kind == "insurance":
            insured.append(paper.valid_until)
        elif paper.code not in held[paper.kind] or held[paper.kind][paper.code] is not None:
            held[paper.kind][paper.code] = paper.valid_until
    born = born_on(volunteer.person)
    return Server(
        band=None if born is None else age_band(born, day),
        age=None if born is None else age_on(born, day),
        skills=frozenset(volunteer.skills),
        qualifications=held["qualification"],
        trainings=held["training"],
        insured_until=tuple(insured),
        is_requester=volunteer.person_id == requester_id,
        sex=volunteer.person.sex,
        languages=frozenset(volunteer.languages),
    )


def servers_for(
    district: str, volunteer_ids: Iterable[UUID], day: date, requester_id: UUID | None = None
) -> dict[UUID, Server]:
    """What the engine has to know about these volunteers on a day, in three queries."""
    wanted = list(volunteer_ids)
    apart = set[UUID]()
    if requester_id is not None:
        apart = ties_of(district, [requester_id])[requester_id].apart
    papers = papers_of(district, wanted, day)
    rows = Volunteer.objects.filter(district=district, id__in=wanted).select_related("person")
    return {
        row.id: replace(
            server_of(row, papers[row.id], day, requester_id),
            kept_apart=row.id in apart,
        )
        for row in rows
    }


def obstacles_for(
    order: ServiceOrder, volunteer_ids: Iterable[UUID], day: date
) -> dict[UUID, tuple[Obstacle, ...]]:
    """Why each of these volunteers may not serve the order on a day; empty means may."""
    found = servers_for(order.district, volunteer_ids, day, order.requester_id)
    return {one: obstacles(needs_of(order), server, day) for one, server in found.items()}


def valid_papers(district: str, volunteer_id: UUID, day: date) -> list[VolunteerPaper]:
    """One volunteer's papers that hold on a day, for the desk and for the volunteer."""
    rows = VolunteerPaper.objects.filter(
        Q(valid_until=None) | Q(valid_until__gte=day),
        district=district,
        volunteer_id=volunteer_id,
        withdrawn_at=None,
    )
    return list(rows.order_by("kind", "code", "valid_until"))
