"""A member lets service for a team be saved by the team, which can only give it away."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import TeamSaver
from redvest.db import transact
from redvest.errors import Conflict, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.teams.models import Team
from redvest.teams.queries import is_member


@transact
def save_for_team(*, actor: Actor, team_id: UUID) -> TeamSaver:
    """From today on, minutes of one's service for this team go to the team; points stay one's own.

    Raises
    ------
    NotAllowed
        For anybody who is not a member (403).
    """
    volunteer = Volunteer.objects.filter(
        district=actor.district, id=actor.volunteer_id or UUID(int=0)
    ).first()
    team = Team.objects.filter(district=actor.district, id=team_id).first()
    if volunteer is None or team is None:
        raise NotSeen(_("没有找到这支队伍。"))
    if volunteer.id not in is_member(team.id, [volunteer.id], actor.district):
        raise NotAllowed(_("只有队员能把时间存给队伍。"), code="not_member")
    row = TeamSaver(
        district=actor.district, team=team, volunteer=volunteer, from_day=timezone.localdate()
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("您已经把时间存给这支队伍。"), code="saves_already") from None
    _trace(actor, row, "team_saver.began")
    return row


@transact
def save_for_oneself(*, actor: Actor, team_id: UUID) -> TeamSaver:
    """From today on it is one's own again; what was saved for the team stays there."""
    row = (
        TeamSaver.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team")
        .filter(
            district=actor.district,
            team_id=team_id,
            volunteer_id=actor.volunteer_id,
            until_day=None,
        )
        .first()
        if actor.volunteer_id is not None
        else None
    )
    if row is None:
        raise NotSeen(_("您没有把时间存给这支队伍。"))
    row.until_day = timezone.localdate() - timedelta(days=1)
    row.save(update_fields=["until_day"])
    _trace(actor, row, "team_saver.ended")
    return row


def _trace(actor: Actor, row: TeamSaver, kind: str) -> None:
    record_event(actor=actor, kind=kind, subject=row, region=row.team.region)
