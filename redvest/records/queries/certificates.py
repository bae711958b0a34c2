"""Which certificates somebody sees."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.certificates import State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.records.models import Certificate, CertificateRun
from redvest.records.queries import DESK, WATCHING
from redvest.teams.queries import within


def certificates_of(actor: Actor) -> QuerySet[Certificate]:
    """The actor's own, the latest first."""
    if actor.volunteer_id is None:
        return Certificate.objects.none()
    return Certificate.objects.filter(
        district=actor.district, volunteer_id=actor.volunteer_id
    ).order_by("-asked_at")


def certificates_in_scope(actor: Actor) -> QuerySet[Certificate]:
    """Those of the actor's places and of the teams they lead."""
    mine = within("region", actor.scopes(*DESK, *WATCHING))
    mine |= Q(team_id__in=actor.teams(Role.TEAM_ADMIN))
    return Certificate.objects.filter(mine, district=actor.district).select_related(
        "volunteer__person"
    )


def waiting_for(actor: Actor) -> QuerySet[Certificate]:
    """Requests the actor may issue, the oldest first; never their own."""
    rows = certificates_in_scope(actor).filter(state=State.REQUESTED.value)
    return rows.exclude(volunteer_account=actor.account_id).order_by("asked_at", "id")


def certificate_seen_by(
    actor: Actor, certificate_id: UUID, *, lock: bool = False
) -> tuple[Certificate, frozenset[Role]]:
    """The certificate and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = Certificate.objects.select_related("volunteer__person", "team", "seal").filter(
        district=actor.district, id=certificate_id
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
        if actor.volunteer_id == row.volunteer_id:
            roles.add(Role.VOLUNTEER)
    if row is None or not roles:
        raise NotSeen(_("没有找到这份证明，或它不在您能查看的范围内。"))
    return row, frozenset(roles)


def clerk_of(row: Certificate) -> Person | None:
    """Whoever issued it, as the person they are here."""
    if row.issued_by is None:
        return None
    return Person.objects.filter(district=row.district, account=row.issued_by).first()


def run_seen_by(actor: Actor, run_id: UUID) -> CertificateRun:
    """One's own run.

    Raises
    ------
    NotSeen
        If somebody else started it.
    """
    row = CertificateRun.objects.filter(district=actor.district, id=run_id).first()
    if row is None or row.account_id != actor.account_id:
        raise NotSeen(_("没有找到这次出具。"))
    return row
