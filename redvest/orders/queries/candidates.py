"""Whom the desk could ask about an order: teams with what speaks for each, venues, duplicates."""

from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from redvest.districts.models import Region
from redvest.engines.candidates import Candidate, ranked
from redvest.engines.geodesy import distance_m
from redvest.engines.order_flow import State
from redvest.engines.team_flow import MemberState, TeamStatus
from redvest.orders.models import Dispatch, ServiceOrder, TeamItem
from redvest.orders.queries.sight import LIVE_DISPATCH, OPEN_STATES
from redvest.teams.models import Membership, Team
from redvest.venues.models import Venue

TEAMS_MAX, VENUES_MAX, ALIKE_MAX = 60, 60, 20


def candidates_for(order: ServiceOrder, *, anywhere: bool = False) -> list[Candidate]:
    """Active teams that serve the place (or all of the district), the most promising first.

    The number of queries does not depend on how many teams there are.
    """
    rows = Team.objects.filter(district=order.district, status=TeamStatus.ACTIVE.value)
    if not anywhere:
        places = {order.community, order.desk_region or order.community}
        prefixes = sorted({place[:digits] for place in places for digits in (6, 9, 12)})
        rows = rows.filter(area__overlap=prefixes)
    teams = list(rows.order_by("name"))
    ids = [team.id for team in teams]
    offering = set(
        TeamItem.objects.filter(
            district=order.district, item=order.item_id, ended_at=None, team__in=ids
        ).values_list("team_id", flat=True)
    )
    members = _counted(
        Membership.objects.filter(
            district=order.district, team__in=ids, state=MemberState.MEMBER.value
        )
    )
    load = _counted(
        Dispatch.objects.filter(
            district=order.district,
            team__in=ids,
            state__in=LIVE_DISPATCH,
            order__state__in=OPEN_STATES,
        ).exclude(order__state__in=[State.CONFIRMED, State.RATED, State.UNCONFIRMED])
    )
    answered = dict(
        Dispatch.objects.filter(district=order.district, order=order, team__isnull=False)
        .exclude(state__in=LIVE_DISPATCH)
        .order_by("offered_at")
        .values_list("team_id", "state")
    )
    meters = _distances(order, [team.venue_id for team in teams if team.venue_id])
    found = [
        Candidate(
            team=team.id,
            name=team.name,
            offers_item=team.id in offering,
            same_field=team.core_category == order.item.core_category,
            nearness=max((len(p) for p in team.area if order.community.startswith(p)), default=0),
            meters=meters.get(team.venue_id) if team.venue_id else None,
            load=load.get(team.id, 0),
            members=members.get(team.id, 0),
            answered=answered.get(team.id, ""),
        )
        for team in teams
    ]
    return ranked(found)[:TEAMS_MAX]


def _counted(rows: QuerySet[Membership] | QuerySet[Dispatch]) -> dict[UUID | None, int]:
    return dict(rows.values_list("team_id").annotate(Count("id")).order_by())


def _distances(order: ServiceOrder, venues: list[UUID]) -> dict[UUID, int]:
    """Meters from each venue to the middle of the order's community; never to the home."""
    here = (
        Region.objects.filter(
            district=order.district, code=order.community, lat__isnull=False, valid_to=None
        )
        .values_list("lat", "lon")
        .first()
    )
    if here is None or not venues or here[0] is None or here[1] is None:
        return {}
    rows = Venue.objects.filter(district=order.district, id__in=venues, lat__isnull=False)
    return {
        venue: int(distance_m(here[0], here[1], lat, lon))
        for venue, lat, lon in rows.values_list("id", "lat", "lon")
        if lat is not None and lon is not None
    }


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
    return list(
        rows.select_related("team", "venue", "volunteer__person").order_by("-offered_at")[:20]
    )


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
