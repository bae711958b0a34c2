"""投诉属实扣减: what an upheld complaint takes besides what the service would have earned.

By the rules of the day of the service, once for each record, and only of what is there: nobody is
left in debt by it. It is given back when the complaint stands no more or the hours themselves are
gone. Hours stay; a refusal takes nothing.
"""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from redvest.bank.models import EarningRule, Transfer
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Book, Slip, Source, post
from redvest.bank.services.holding import reverse
from redvest.bank.services.paying import SOURCE
from redvest.engines.earning import Terms
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.notices.services import notify
from redvest.people.actors import Actor
from redvest.records.models import ServiceRecord


def deductions_of(district: str, ids: Iterable[UUID]) -> dict[UUID, Transfer]:
    """What was taken for each of these records and not given back."""
    rows = Transfer.objects.filter(
        district=district, source_type=SOURCE, source_id__in=list(ids),
        kind=Kind.DEDUCT.value, reversed_by__isnull=True,
    )  # fmt: skip
    return {row.source_id: row for row in rows}


def deduct(actor: Actor, record: ServiceRecord, rule: EarningRule, decider: UUID | None) -> int:
    """Take what the rules say, or what is there if that is less. Returns how much."""
    points = Terms.of(rule.terms).complaint_points
    if not points:
        return 0
    own = person_account(record.volunteer.person, Unit.POINTS)
    ends = place_account(own.district, own.region, Holder.EXPIRED, Unit.POINTS)
    # Under lock from here on: what is there is there until it is taken.
    there = Book.opened(actor, {own.id, ends.id}).accounts[own.id].balance
    amount = min(points, max(0, there))
    if not amount:
        return 0
    last = Transfer.objects.filter(
        district=record.district, source_id=record.id, kind=Kind.DEDUCT.value
    ).aggregate(last=Max("source_no"))["last"]
    slip = Slip(
        kind=Kind.DEDUCT,
        debit=own.id,
        credit=ends.id,
        amount=amount,
        source=Source(SOURCE, record.id, 0 if last is None else last + 1),
        day=timezone.localdate(),
        rule=rule.version,
        second=decider,
    )
    (row,) = post(actor=actor, slips=[slip])
    notify(
        district=record.district,
        template="points_deducted",
        params={"number": record.number, "points": amount},
        to_person_id=record.volunteer.person_id,
        dedupe_key=f"deducted:{row.id}",
    )
    return amount


def give_back(actor: Actor, row: Transfer) -> None:
    """The complaint stands no more, or there is no service left that it was about."""
    reverse(actor=actor, transfer_id=row.id, detail={"record": str(row.source_id)})
