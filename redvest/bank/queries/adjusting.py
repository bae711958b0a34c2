"""Adjustments of the books, and which of them nobody has explained yet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, Adjustment
from redvest.engines.adjust_flow import CLEARED_WITHIN, State
from redvest.engines.ledger import Holder, Unit
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.queries.persons import locked

LOOKING = (Role.CENTRE_ADMIN, Role.AUDITOR)


def adjustments_of(district: str) -> QuerySet[Adjustment]:
    """Those that wait for somebody first, then the latest."""
    rows = Adjustment.objects.filter(district=district).select_related("account__person")
    return rows.order_by("-asked_at", "-id")


def adjustment_seen_by(actor: Actor, adjustment_id: UUID, *, lock: bool = False) -> Adjustment:
    """An adjustment in the district of somebody who keeps or audits its books.

    Raises
    ------
    NotSeen
        If it is none of theirs; whether it exists makes no difference.
    """
    rows = Adjustment.objects.filter(district=actor.district, id=adjustment_id)
    found = locked(rows.select_related("account__person", "transfer"), lock).first()
    allowed = any(actor.has(role, region=actor.district) for role in LOOKING)
    if found is None or not allowed:
        raise NotSeen(_("没有找到这次调整，或它不在您能查看的范围内。"))
    return found


@dataclass(frozen=True)
class Uncleared:
    """What the adjust accounts still hold of a unit, and the adjustments that explain it."""

    unit: Unit
    standing: int
    explained: int
    count: int
    late: int

    @property
    def is_whole(self) -> bool:
        """Whether the adjustments nobody cleared are exactly what the accounts hold."""
        return self.standing == self.explained


def uncleared(district: str, now: datetime | None = None) -> list[Uncleared]:
    """Per unit: what stands on the adjust accounts, and which open adjustments it comes from."""
    found, limit = [], (now or timezone.now()) - CLEARED_WITHIN
    for unit in Unit:
        standing = Account.objects.filter(
            district=district, holder=Holder.ADJUST.value, unit=unit.value
        ).aggregate(sum=Sum("balance"))["sum"]
        rows = Adjustment.objects.filter(
            district=district, account__unit=unit.value, state=State.MADE.value
        )
        parts = rows.values_list("gives", "amount", "decided_at")
        found.append(
            Uncleared(
                unit,
                int(standing or 0),
                sum(-amount if gives else amount for gives, amount, _at in parts),
                len(parts),
                sum(at is not None and at <= limit for _gives, _amount, at in parts),
            )
        )
    return found
