"""Which transfers and keys of other places somebody sees."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.journal.signing import name_of
from redvest.people.actors import Actor
from redvest.records.models import HoursTransfer, IssuerKey
from redvest.records.queries import DESK, WATCHING
from redvest.teams.queries import within


def keys_believed(district: str) -> QuerySet[IssuerKey]:
    """The keys of other places that count now."""
    return IssuerKey.objects.filter(district=district, withdrawn_at=None).order_by("name", "id")


def key_named(district: str, name: str) -> IssuerKey | None:
    """The key that a signed file says it was signed with."""
    return next(
        (row for row in keys_believed(district) if name_of(bytes.fromhex(row.public_key)) == name),
        None,
    )


def key_seen_by(actor: Actor, key_id: UUID, *, lock: bool = False) -> IssuerKey:
    """A key entered in the actor's district, for its center.

    Raises
    ------
    NotSeen
        If it lies elsewhere.
    """
    rows = IssuerKey.objects.filter(district=actor.district, id=key_id)
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    if row is None or not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotSeen(_("没有找到这把公钥。"))
    return row


def transfers_of(actor: Actor) -> QuerySet[HoursTransfer]:
    """The actor's own, the latest first."""
    if actor.volunteer_id is None:
        return HoursTransfer.objects.none()
    rows = HoursTransfer.objects.filter(district=actor.district)
    return rows.filter(volunteer_id=actor.volunteer_id).order_by("-asked_at", "-id")


def transfers_in_scope(actor: Actor) -> QuerySet[HoursTransfer]:
    """Those of volunteers at home in the actor's places."""
    return HoursTransfer.objects.filter(
        within("region", actor.scopes(*DESK, *WATCHING)), district=actor.district
    ).select_related("volunteer__person", "key")


def transfer_seen_by(
    actor: Actor, transfer_id: UUID, *, lock: bool = False
) -> tuple[HoursTransfer, frozenset[Role]]:
    """A transfer and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none.
    """
    rows = HoursTransfer.objects.select_related("volunteer__person", "key").filter(
        district=actor.district, id=transfer_id
    )
    row = (rows.select_for_update(of=("self",), no_key=True) if lock else rows).first()
    roles = (
        frozenset(
            grant.role
            for grant in actor.grants
            if grant.role in (*DESK, *WATCHING)
            and grant.team_id is None
            and grant.covers(row.region)
        )
        if row is not None
        else frozenset()
    )
    if row is None or not roles:
        raise NotSeen(_("没有找到这份转入申请，或它不在您能查看的范围内。"))
    return row, roles
