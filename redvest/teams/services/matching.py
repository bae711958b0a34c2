"""Whether a team is proposed by itself: its own to decide, without a reason, at any time."""

from uuid import UUID

from redvest.db import transact
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.teams.models import Team
from redvest.teams.queries import team_seen_by


@transact
def set_team_matching(*, actor: Actor, team_id: UUID, wanted: bool) -> Team:
    """Take part in automatic proposals, or not. A desk may still ask such a team by hand."""
    team = team_seen_by(actor, team_id, lock=True)
    if team.accepts_matching is wanted:
        return team
    team.accepts_matching = wanted
    team.version += 1
    team.save(update_fields=["accepts_matching", "version"])
    record_event(
        actor=actor,
        kind="team.matching_on" if wanted else "team.matching_off",
        subject=team,
        region=team.region,
        after={"version": team.version},
    )
    return team
