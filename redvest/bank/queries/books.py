"""Whose accounts, and what is on them."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet, Sum

from redvest.bank.models import Account, Entry, LotUse, Transfer
from redvest.engines.ledger import ANSWERS, Holder, Kind, Unit

ANSWERING = sorted(kind.value for kind in ANSWERS)


def balance_of(person_id: UUID, district: str, unit: Unit) -> int:
    """What somebody may spend; below zero, what they still owe."""
    row = Account.objects.filter(district=district, person_id=person_id, unit=unit.value).first()
    return row.balance if row is not None else 0


def lines_of(account: Account) -> QuerySet[Entry]:
    """The passbook, the latest line first."""
    return Entry.objects.filter(account=account).select_related("transfer").order_by("-version")


def open_holds(district: str) -> QuerySet[Transfer]:
    """Holds that nothing has answered yet."""
    rows = Transfer.objects.filter(district=district, kind=Kind.HOLD.value)
    return rows.exclude(answered_by__kind__in=ANSWERING)


def held_of(account: Account) -> int:
    """How much of an account is held at this moment."""
    rows = open_holds(account.district).filter(debit=account)
    return int(rows.aggregate(sum=Sum("amount"))["sum"] or 0)


def net_uses(transfer_ids: Iterable[UUID]) -> dict[UUID, int]:
    """What these transfers together took from each lot, in the order of taking."""
    found: dict[UUID, int] = {}
    rows = LotUse.objects.filter(transfer_id__in=list(transfer_ids)).order_by("id")
    for lot, amount in rows.values_list("lot_id", "amount"):
        found[lot] = found.get(lot, 0) + amount
    return found


def sums_by_place(district: str, unit: Unit) -> dict[str, int]:
    """What people and teams of each place hold together: what a place owes its volunteers."""
    rows = Account.objects.filter(
        district=district,
        unit=unit.value,
        holder__in=[Holder.PERSON.value, Holder.TEAM.value],
    )
    return dict(rows.values_list("region").annotate(sum=Sum("balance")).order_by("region"))
