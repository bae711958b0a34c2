"""Holding, and the one answer to a hold; taking back what was wrong.

A hold leaves the account at once, so that nothing held is spent twice. It is answered by a post
(the rest returns), a void, or its end: one of them, whoever comes first.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, Transfer
from redvest.bank.queries.books import ANSWERING, open_holds
from redvest.bank.services.accounts import place_account
from redvest.bank.services.book import Book, Slip, Source, post
from redvest.db import transact
from redvest.engines.ledger import TAKES_BACK, Holder, Kind, Unit, answer_of
from redvest.errors import Conflict, Invalid, NotSeen
from redvest.people.actors import Actor, system

BATCH = 500


@transact
def hold(
    *,
    actor: Actor,
    account: Account,
    amount: int,
    source: Source,
    until: datetime,
    detail: dict[str, Any] | None = None,
) -> Transfer:
    """Set an amount aside for what ``source`` will cost."""
    if amount <= 0:
        raise Invalid(_("数额要大于零。"), code="no_amount")
    held = place_account(account.district, account.region, Holder.HOLD, Unit(account.unit))
    slip = Slip(
        kind=Kind.HOLD,
        debit=account.id,
        credit=held.id,
        amount=amount,
        source=source,
        day=timezone.localdate(),
        until=until,
        detail=detail or {},
    )
    return post(actor=actor, slips=[slip])[0]


def _unanswered(
    actor: Actor, hold_id: UUID, kind: Kind, to: Account | None = None
) -> tuple[Transfer, Account, Transfer | None]:
    """A hold with its accounts under lock, who takes it, and its answer if that is asked again."""
    rows = Transfer.objects.filter(district=actor.district, kind=Kind.HOLD.value, id=hold_id)
    row = rows.select_related("debit").first()
    if row is None:
        raise NotSeen(_("没有找到这笔预留。"))
    if to is None and kind is Kind.POST:
        to = place_account(row.district, row.debit.region, Holder.REDEEMED, Unit(row.unit))
    taker = to or row.debit
    # The accounts are the queue: whoever answers first has committed when we read on.
    Book.opened(actor, {row.debit_id, row.credit_id, taker.id})
    answer = Transfer.objects.filter(answers=row, kind__in=ANSWERING).first()
    if answer is not None and answer.kind != kind.value:
        raise Conflict(_("这笔预留已经办结，不能再办一次。"), code="already_answered")
    return row, taker, answer


@transact
def post_hold(
    *,
    actor: Actor,
    hold_id: UUID,
    actual: int | None = None,
    to: Account | None = None,
    detail: dict[str, Any] | None = None,
) -> Transfer:
    """Pay what was actually used out of a hold, to ``to`` or as redeemed; the rest returns."""
    row, taker, answer = _unanswered(actor, hold_id, Kind.POST, to)
    paid, rest = answer_of(row.amount, row.amount if actual is None else actual)
    if answer is not None:
        if answer.amount != paid:
            raise Invalid(_("这笔预留已经按另一个数额付过。"), code="changed_payload")
        return answer
    if paid == 0:
        return void_hold(actor=actor, hold_id=hold_id)
    slips = [_answer(Kind.POST, row, taker.id, paid, detail)]
    if rest:
        slips.append(_answer(Kind.REST, row, row.debit_id, rest, detail))
    return post(actor=actor, slips=slips)[0]


@transact
def void_hold(*, actor: Actor, hold_id: UUID, detail: dict[str, Any] | None = None) -> Transfer:
    """Give all of a hold back to where it came from."""
    return _return(actor, hold_id, Kind.VOID, detail)


@transact
def lapse_hold(*, hold_id: UUID, district: str) -> Transfer | None:
    """Give back a hold whose time is over; nothing happens when it was answered meanwhile."""
    actor = system(district)
    row = open_holds(district).filter(id=hold_id, until__lte=timezone.now()).first()
    if row is None:
        return None
    try:
        return _return(actor, hold_id, Kind.LAPSE, None)
    except Conflict as refusal:
        if refusal.code != "already_answered":
            raise
        return None


def _return(actor: Actor, hold_id: UUID, kind: Kind, detail: dict[str, Any] | None) -> Transfer:
    row, _taker, answer = _unanswered(actor, hold_id, kind)
    if answer is not None:
        return answer
    return post(actor=actor, slips=[_answer(kind, row, row.debit_id, row.amount, detail)])[0]


def _answer(
    kind: Kind, row: Transfer, taker: UUID, amount: int, detail: dict[str, Any] | None
) -> Slip:
    return Slip(
        kind=kind,
        debit=row.credit_id,
        credit=taker,
        amount=amount,
        source=Source("transfer", row.id),
        day=timezone.localdate(),
        rule=row.rule,
        answers=row,
        detail=detail or {},
    )


def lapse_holds() -> int:
    """End every hold whose time is over."""
    rows = Transfer.objects.filter(kind=Kind.HOLD.value, until__lte=timezone.now())
    rows = rows.exclude(answered_by__kind__in=ANSWERING).order_by("until")
    due = list(rows.values_list("id", "district")[:BATCH])
    return sum(lapse_hold(hold_id=one, district=code) is not None for one, code in due)


@transact
def reverse(
    *,
    actor: Actor,
    transfer_id: UUID,
    second: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> Transfer:
    """Take a transfer back, exactly and once. What was paid out of a hold is refunded to whoever
    held it."""
    row = (
        Transfer.objects.filter(district=actor.district, id=transfer_id)
        .select_related("answers")
        .first()
    )
    if row is None:
        raise NotSeen(_("没有找到这笔账。"))
    refund = row.kind == Kind.POST.value and row.answers is not None
    taker = row.answers.debit_id if refund and row.answers is not None else row.debit_id
    slip = Slip(
        kind=Kind.REFUND if refund else Kind.REVERSE,
        debit=row.credit_id,
        credit=taker,
        amount=row.amount,
        source=Source("transfer", row.id),
        day=timezone.localdate(),
        rule=row.rule,
        reverses=row,
        second=second,
        detail=detail or {},
    )
    return post(actor=actor, slips=[slip])[0]


def is_reversed(row: Transfer) -> bool:
    """Whether a transfer has been taken back."""
    kinds = [kind.value for kind in TAKES_BACK]
    return Transfer.objects.filter(reverses=row, kind__in=kinds).exists()
