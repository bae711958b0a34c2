"""Which seals there are."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.records.models import IssuerSeal


def seal_in_force(
    district: str, region: str, team_id: UUID | None, *, lock: bool = False
) -> IssuerSeal | None:
    """The seal that certificates of this issuer carry now, if there is one."""
    rows = IssuerSeal.objects.filter(district=district, withdrawn_at=None)
    own = rows.filter(team_id=team_id) if team_id else rows.filter(team=None, region=region)
    return (own.select_for_update(no_key=True) if lock else own).first()


def seals_kept(actor: Actor) -> QuerySet[IssuerSeal]:
    """Every seal of the district, those in force first, for the center."""
    rows = IssuerSeal.objects.filter(district=actor.district)
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        rows = rows.none()
    return rows.order_by("-withdrawn_at", "issuer", "-id")


def seal_seen_by(actor: Actor, seal_id: UUID, *, lock: bool = False) -> IssuerSeal:
    """A seal of the actor's district.

    Raises
    ------
    NotSeen
        If it lies elsewhere.
    """
    rows = seals_kept(actor).filter(id=seal_id)
    row = (rows.select_for_update(no_key=True) if lock else rows).first()
    if row is None:
        raise NotSeen(_("没有找到这枚公章图片。"))
    return row
