"""Whom the desk could ask about an order: teams with what speaks for each, venues, duplicates."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Count, Exists, F, FloatField, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from redvest.districts.models import Region
from redvest.engines.candidates import Candidate, ranked
from redvest.engines.geodesy import distance_m
from redvest.engines.order_flow import State
from redvest.engines.team_flow import MemberState, TeamStatus
from redvest.orders.models import Dispatch, ServiceOrder, TeamItem
from redvest.orders.queries.asked import LIVE_DISPATCH, with_asked
from redvest.orders.queries.sight import OPEN_STATES
from redvest.teams.models import Membership, Team
from redvest.venues.models import Venue

TEAMS_MAX, VENUES_MAX, ALIKE_MAX = 60, 60, 20
# In these nobody of the team has anything left to do.
SERVED = {State.CONFIRMED.value, State.RATED.value, State.UNCONFIRMED.value}
BUSY_STATES = sorted(set(OPEN_STATES) - SERVED)
POINT: Any = Func(
    F("lat"),
    F("lon"),
    function="ARRAY",
    template="%(function)s[%(expressions)s]",
    output_field=ArrayField(FloatField()),
)


def candidates_for(order: ServiceOrder, *, anywhere: bool = False) -> list[Candidate]:
    """Active teams that serve the place (or all of the district), the most promising first.

    One query, however many teams there are.
    """
    rows = Team.objects.filter(district=order.district, status=TeamStatus.ACTIVE.value)
    if not anywhere:
        places = {order.community, order.desk_region or order.community}
        prefixes = sorted({place[:digits] for place in places for digits in (6, 9, 12)})
        rows = rows.filter(area__overlap=prefixes)
    # What is annotated is no part of the model, so each row is taken as the mapping it is.
    rows = rows.annotate(**_facts(order)).order_by("name")
    found = [
        Candidate(
            team=team["id"],
            name=team["name"],
            offers_item=team["offering"],
            same_field=team["core_category"] == order.item.core_category,
            nearness=max(
                (len(area) for area in team["area"] if order.community.startswith(area)), default=0
            ),
            meters=_meters(team["seat"], team["here"]),
            load=team["load"],
            members=team["people"],
            answered=team["answered"] or "",
        )
        for team in rows.values("id", "name", "core_category", "area", *_facts(order))
    ]
    return ranked(found)[:TEAMS_MAX]


def _facts(order: ServiceOrder) -> dict[str, Any]:
    """What is worth knowing about a team, as columns."""
    own = {"district": order.district, "team": OuterRef("pk")}
    asked = Dispatch.objects.filter(**own)
    busy = asked.filter(state__in=LIVE_DISPATCH, order__state__in=BUSY_STATES)
    members = Membership.objects.filter(**own, state=MemberState.MEMBER.value)
    offers = TeamItem.objects.filter(**own, item=order.item_id, ended_at=None)
    before = asked.filter(order=order.id).exclude(state__in=(*LIVE_DISPATCH, "taken_back"))
    seat = Venue.objects.filter(district=order.district, id=OuterRef("venue_id"))
    # The middle of the community, never the home.
    here = Region.objects.filter(district=order.district, code=order.community, valid_to=None)
    return {
        "offering": Exists(offers),
        "people": _count(members),
        "load": _count(busy),
        "answered": Subquery(before.order_by("-offered_at").values("state")[:1]),
        "seat": Subquery(seat.values(at=POINT)[:1]),
        "here": Subquery(here.values(at=POINT)[:1]),
    }


def _count(rows: QuerySet[Any]) -> Coalesce:
    one = rows.order_by().values("team").annotate(count=Count("id")).values("count")
    return Coalesce(Subquery(one), 0)


def _meters(seat: list[float | None] | None, here: list[float | None] | None) -> int | None:
    """Between two places, where both are on the map."""
    points = [*(seat or [None]), *(here or [None])]
    known = [number for number in points if number is not None]
    return int(distance_m(*known)) if len(known) == len(points) == 4 else None


def venues_for(order: ServiceOrder, *, anywhere: bool = False) -> list[Venue]:
    """Venues the order may be handed to: above and below the place, or all for the center."""
    rows = Venue.objects.filter(district=order.district, status="open").exclude(level="point")
    if not anywhere:
        above = [order.community[:digits] for digits in (6, 9, 12)]
        rows = rows.filter(Q(region__in=above) | Q(region__startswith=order.community[:9]))
    rows = rows.exclude(region=order.desk_region or order.community)
    return list(rows.order_by("level", "region")[:VENUES_MAX])


def asked_before(order: ServiceOrder) -> list[Dispatch]:
    """Everybody who was asked about an order, the latest first."""
    rows = Dispatch.objects.filter(district=order.district, order=order)
    return list(with_asked(rows).order_by("-offered_at")[:20])


def alike(order: ServiceOrder) -> list[ServiceOrder]:
    """Open orders this one may repeat: the same item for the same person, or in the community."""
    rows = ServiceOrder.objects.filter(
        Q(requester=order.requester_id) | Q(community=order.community),
        district=order.district,
        item=order.item_id,
        state__in=OPEN_STATES,
    ).exclude(id=order.id)
    same = Q(requester=order.requester_id)
    return list(
        rows.annotate(same=Count("id", filter=same))
        .select_related("item", "requester")
        .order_by("-same", F("placed_at").desc())[:ALIKE_MAX]
    )
