"""Reading which team has all days of a standing order."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.orders.models import StandingOrder, StandingTeam
from redvest.orders.queries.sight import DESK
from redvest.people.actors import Actor, strongest
from redvest.teams.models import Team

LIVE_SERIES = ("offered", "accepted")


def live_series(standing: StandingOrder) -> StandingTeam | None:
    """The team that is asked for all days, or has said yes to them."""
    rows = StandingTeam.objects.filter(
        district=standing.district, standing=standing, state__in=LIVE_SERIES
    )
    return rows.select_related("team").first()


def series_of_teams(actor: Actor) -> QuerySet[StandingTeam]:
    """What the teams somebody leads are asked for, and what they have taken on."""
    return (
        StandingTeam.objects.filter(
            district=actor.district,
            team_id__in=actor.teams(Role.TEAM_ADMIN),
            state__in=LIVE_SERIES,
            standing__ended_at=None,
        )
        .select_related("team", "standing__item")
        .order_by("offered_at")
    )


def series_seen_by(
    actor: Actor, series_id: UUID, *, lock: bool = False
) -> tuple[StandingTeam, Role]:
    """A series of a team the actor leads, or of the desk's places.

    Raises
    ------
    NotSeen
        If it is neither; whether it exists makes no difference.
    """
    rows = StandingTeam.objects.select_related("team", "standing__item").filter(
        district=actor.district, id=series_id
    )
    found = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    if found is not None and found.team_id in actor.teams(Role.TEAM_ADMIN):
        return found, Role.TEAM_ADMIN
    if found is not None:
        mine = {role for role in DESK if actor.has(role, region=found.standing.community)}
        role = strongest(mine)
        if role is not None:
            return found, role
    raise NotSeen(_("没有找到这个周期，或它不在您能查看的范围内。"))


def teams_for_series(actor: Actor, standing: StandingOrder) -> list[tuple[str, str]]:
    """Active teams that serve the place; for the center every active team."""
    rows = Team.objects.filter(district=standing.district, status="active").order_by("name")
    if not actor.has(Role.CENTRE_ADMIN, region=standing.community):
        place = standing.community
        prefixes = {place[:digits] for digits in (6, 9, 12)}
        rows = rows.filter(Q(area__overlap=list(prefixes)))
    return [(str(team.id), team.name) for team in rows[:200]]
