"""公示: what is on notice, and who may look at it: stars the district, the rest one's own unit."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.certificates import State as CertificateState
from redvest.engines.evidence import Level
from redvest.engines.record_flow import State
from redvest.engines.roles import Role
from redvest.engines.star_flow import State as StarState
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from redvest.records.models import Certificate, ServiceRecord, StarAward
from redvest.records.queries import DESK, WATCHING
from redvest.teams.models import Membership
from redvest.teams.queries import within


def _own_unit(actor: Actor) -> Q:
    """Rows of the teams somebody belongs to or leads, of their community, of their desk."""
    mine = within("region", actor.scopes(*DESK, *WATCHING))
    mine |= Q(team_id__in=actor.teams(Role.TEAM_ADMIN))
    if actor.volunteer_id is None:
        return mine
    teams = Membership.objects.filter(
        district=actor.district, volunteer_id=actor.volunteer_id, state="member"
    )
    mine |= Q(team_id__in=teams.values("team_id"))
    home = (
        Volunteer.objects.filter(id=actor.volunteer_id)
        .values_list("home_community", flat=True)
        .first()
    )
    return mine | Q(team=None, region=home) if home else mine


def records_on_notice(actor: Actor) -> "QuerySet[ServiceRecord]":
    """Hours that were filled in and are open to doubts, those that end first before."""
    return (
        ServiceRecord.objects.filter(
            _own_unit(actor),
            district=actor.district,
            state=State.PUBLIC_NOTICE.value,
            level=Level.D.value,
        )
        .select_related("volunteer__person")
        .order_by("notice_until", "id")
    )


def certificates_on_notice(actor: Actor) -> "QuerySet[Certificate]":
    return (
        Certificate.objects.filter(
            _own_unit(actor), district=actor.district, state=CertificateState.NOTICED.value
        )
        .select_related("volunteer__person")
        .order_by("notice_until", "id")
    )


def stars_on_notice(actor: Actor) -> "QuerySet[StarAward]":
    return (
        StarAward.objects.filter(district=actor.district, state=StarState.NOTICE.value)
        .select_related("volunteer__person")
        .order_by("notice_until", "id")
    )


def record_noticed_to(actor: Actor, record_id: UUID) -> ServiceRecord:
    """A record on notice that the actor may doubt, under lock.

    Raises
    ------
    NotSeen
        If it is not on notice in the actor's unit.
    """
    record = (
        records_on_notice(actor)
        .select_related("volunteer__person")
        .select_for_update(of=("self",), no_key=True)
        .filter(id=record_id)
        .first()
    )
    if record is None:
        raise NotSeen(_("这条工时已不在公示，或不在您的队伍里。"))
    return record
