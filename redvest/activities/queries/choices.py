"""What the forms of activities offer to choose from."""

from typing import Any

from redvest.activities.queries.projects import names_to_tag, projects_to_plan_for
from redvest.engines.roles import Role
from redvest.engines.team_flow import TeamStatus
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.teams.models import Team
from redvest.venues.models import Venue
from redvest.venues.queries import managed_venues

MOST = 300


def organisers_for(actor: Actor) -> list[tuple[str, str]]:
    """Teams the actor leads, then venues the actor administers."""
    teams = Team.objects.filter(
        district=actor.district,
        id__in=actor.teams(Role.TEAM_ADMIN),
        status=TeamStatus.ACTIVE.value,
    ).order_by("name")
    hosts = managed_venues(actor).filter(status="open")[:MOST]
    return [
        *((f"team:{team.id}", team.name) for team in teams),
        *((f"host:{venue.id}", venue.name) for venue in hosts),
    ]


def meeting_places(actor: Actor) -> list[tuple[str, str]]:
    """Venues where people may meet: the actor's own first, then the rest of the district."""
    rows = Venue.objects.filter(district=actor.district, status="open").order_by("region", "name")
    scopes = [grant.scope for grant in actor.grants]
    found = list(rows.only("id", "name", "region")[:MOST])
    found.sort(key=lambda venue: not any(venue.region.startswith(scope) for scope in scopes))
    return [(str(venue.id), venue.name) for venue in found]


def own_number(actor: Actor) -> str:
    """The actor's own volunteer number, who most often leads what they organise."""
    if actor.volunteer_id is None:
        return ""
    found = Volunteer.objects.filter(district=actor.district, id=actor.volunteer_id).first()
    return found.volunteer_no if found else ""


def plan_choices(actor: Actor) -> dict[str, Any]:
    """What the form of a plan offers: where, for which project, with which themes."""
    return {
        "venues": meeting_places(actor),
        "projects": projects_to_plan_for(actor),
        "campaigns": names_to_tag(actor.district),
    }
