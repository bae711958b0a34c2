"""Which merchants there are, who stands in them, and whether an agreement holds."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Merchant, MerchantAgreement, MerchantClerk
from redvest.engines.reward_rules import covers
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.queries.persons import locked

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
WATCHING = (Role.AUDITOR,)


def merchants_in_scope(actor: Actor) -> QuerySet[Merchant]:
    """Those in the actor's places, street by street."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK, *WATCHING):
        inside |= Q(region__startswith=scope)
    rows = Merchant.objects.filter(inside, district=actor.district)
    return rows.order_by("region", "name", "id")


def merchant_seen_by(
    actor: Actor, merchant_id: UUID, *, lock: bool = False
) -> tuple[Merchant, frozenset[Role]]:
    """A merchant and the actor's roles towards it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = Merchant.objects.filter(district=actor.district, id=merchant_id)
    found = locked(rows, lock).first()
    roles: set[Role] = set()
    if found is not None:
        roles = {role for role in (*DESK, *WATCHING) if actor.has(role, region=found.region)}
    if found is None or not roles:
        raise NotSeen(_("没有找到这个商家，或它不在您能查看的范围内。"))
    return found, frozenset(roles)


def own_shops(actor: Actor) -> list[Merchant]:
    """Where the actor may hand over right now."""
    if actor.account_id is None or Role.PARTNER not in actor.roles:
        return []
    rows = Merchant.objects.filter(
        district=actor.district,
        clerks__account_id=actor.account_id,
        clerks__ended_at=None,
    )
    return list(rows.order_by("name", "id"))


def clerks_of(merchant: Merchant) -> list[MerchantClerk]:
    rows = MerchantClerk.objects.filter(
        district=merchant.district, merchant=merchant, ended_at=None
    )
    return list(rows.select_related("account").order_by("added_at", "id"))


def agreements_of(merchant: Merchant) -> list[MerchantAgreement]:
    """Every agreement, the latest first."""
    rows = MerchantAgreement.objects.filter(district=merchant.district, merchant=merchant)
    return list(rows.order_by("-proposed_at", "-id"))


def agreement_seen_by(
    actor: Actor, agreement_id: UUID, *, lock: bool = False
) -> tuple[MerchantAgreement, frozenset[Role]]:
    """An agreement, and the actor's roles towards its merchant."""
    rows = MerchantAgreement.objects.select_related("merchant").filter(
        district=actor.district, id=agreement_id
    )
    found = locked(rows, lock).first()
    if found is None:
        raise NotSeen(_("没有找到这份协议，或它不在您能查看的范围内。"))
    return found, merchant_seen_by(actor, found.merchant_id)[1]


def agreed_merchants(
    district: str, today: date, only: Iterable[UUID | None] | None = None
) -> set[UUID]:
    """Merchants whose agreement covers the day."""
    rows = MerchantAgreement.objects.filter(
        district=district, state__in=("agreed", "ended"), first_on__lte=today, last_on__gte=today
    )
    if only is not None:
        rows = rows.filter(merchant_id__in=[one for one in only if one is not None])
    return {
        row.merchant_id for row in rows if covers(row.first_on, row.last_on, row.ended_on, today)
    }
