"""Grants of the love bank: who sees which, and what the pools hold."""

from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, RewardGrant
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.engines.ledger import Holder, Unit
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.queries.persons import locked


def grants_in_scope(actor: Actor) -> QuerySet[RewardGrant]:
    """For residents of the actor's places, those that wait first."""
    inside = Q(pk__in=[])
    for scope in actor.scopes(*DESK, *WATCHING):
        inside |= Q(person__home_community__startswith=scope)
        if scope == actor.district:
            inside |= Q(person__home_community="")
    rows = RewardGrant.objects.filter(inside, district=actor.district)
    return rows.select_related("person").order_by("state", "-asked_at", "id")


def grant_seen_by(actor: Actor, grant_id: UUID, *, lock: bool = False) -> RewardGrant:
    """A grant of the actor's places.

    Raises
    ------
    NotSeen
        If it is not; whether it exists makes no difference.
    """
    found = locked(grants_in_scope(actor).filter(id=grant_id), lock).first()
    if found is None:
        raise NotSeen(_("没有找到这份申请，或它不在您能查看的范围内。"))
    return found


def in_pool(district: str) -> dict[str, int]:
    """Points, and whole hours, that others gave and nobody has received yet."""
    rows = Account.objects.filter(district=district, holder=Holder.POOL.value)
    sums = dict(rows.values_list("unit").annotate(sum=Sum("balance")))
    return {
        "pooled": int(sums.get(Unit.POINTS.value, 0)),
        "hours": int(sums.get(Unit.MINUTES.value, 0)) // 60,
    }
