"""Which trainings and awards somebody sees."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.attainment_flow import State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.records.models import Attainment
from redvest.records.queries import DESK, WATCHING
from redvest.teams.queries import within


def attainments_of(volunteer_id: UUID, district: str) -> QuerySet[Attainment]:
    """What is confirmed about a volunteer, the latest first."""
    return Attainment.objects.filter(
        district=district, volunteer_id=volunteer_id, state=State.CONFIRMED.value
    ).order_by("-happened_on", "-id")


def attainments_in_scope(actor: Actor) -> QuerySet[Attainment]:
    """Those entered in the actor's places and by the teams they lead."""
    mine = within("region", actor.scopes(*DESK, *WATCHING))
    mine |= Q(team_id__in=actor.teams(Role.TEAM_ADMIN))
    return Attainment.objects.filter(mine, district=actor.district).select_related(
        "volunteer__person", "team"
    )


def attainment_seen_by(
    actor: Actor, attainment_id: UUID, *, lock: bool = False
) -> tuple[Attainment, frozenset[Role]]:
    """The training or award and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = Attainment.objects.select_related("volunteer__person", "team").filter(
        district=actor.district, id=attainment_id
    )
    row = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles: set[Role] = set()
    if row is not None:
        roles = {
            grant.role
            for grant in actor.grants
            if grant.role in (*DESK, *WATCHING)
            and grant.team_id is None
            and grant.covers(row.region)
        }
        if row.team_id is not None and row.team_id in actor.teams(Role.TEAM_ADMIN):
            roles.add(Role.TEAM_ADMIN)
    if row is None or not roles:
        raise NotSeen(_("没有找到这条培训或表彰，或它不在您能查看的范围内。"))
    return row, frozenset(roles)
