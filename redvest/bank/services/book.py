"""The one door into the books.

:func:`post` locks every account it writes on, in the order of their ids, looks up what was written
already, decides by the engine, and adds transfer, entries, lots and event together. The same slip
a second time is the first one's answer; another amount for the same source is refused.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Account, Entry, Lot, LotUse, Transfer
from redvest.bank.queries.book_rows import locked
from redvest.bank.queries.books import net_uses
from redvest.bank.services.slips import Slip, Source, standing_of, transfer_hash
from redvest.core.copying import array_of, insert_of, together
from redvest.db import transact
from redvest.engines import ledger
from redvest.engines.ledger import (
    CARRIES,
    GIVES_BACK,
    MAY_OWE,
    OWN,
    Holder,
    Kind,
    Part,
    Standing,
    Use,
)
from redvest.errors import Conflict, Invalid
from redvest.ids import uuid7
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor

__all__ = ["Book", "Slip", "Source", "post"]

MOVE_ACCOUNTS = """
UPDATE bank_account AS a SET balance = v.balance, debt = v.debt, version = v.version
  FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::bigint[])
    AS v(id, balance, debt, version) WHERE a.id = v.id
"""
MOVE_LOTS = """
UPDATE bank_lot AS l SET remaining = v.remaining, last_day = v.last_day
  FROM unnest(%s::uuid[], %s::bigint[], %s::date[]) AS v(id, remaining, last_day)
 WHERE l.id = v.id
"""


class EntryRow(NamedTuple):
    """A new entry: what the insert reads, and a tenth of the time that a model takes to make."""

    id: UUID
    district: str
    account_id: UUID
    transfer_id: UUID
    version: int
    delta: int
    balance: int


class LotUseRow(NamedTuple):
    """A new use of a lot, likewise."""

    id: UUID
    district: str
    lot_id: UUID
    transfer_id: UUID
    amount: int


@dataclass
class Book:
    """Accounts under lock, and everything that is written on them together."""

    actor: Actor
    accounts: dict[UUID, Account]
    written: list[Transfer] = field(default_factory=list)
    lots: dict[UUID, Lot] = field(default_factory=dict)
    held: dict[UUID, list[Lot]] = field(default_factory=dict)
    transfers: list[Transfer] = field(default_factory=list)
    entries: list[EntryRow] = field(default_factory=list)
    new_lots: list[Lot] = field(default_factory=list)
    uses: list[LotUseRow] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    touched: set[UUID] = field(default_factory=set)
    changed: set[UUID] = field(default_factory=set)
    spent: dict[UUID, dict[UUID, int]] = field(default_factory=dict)

    @classmethod
    def opened(
        cls,
        actor: Actor,
        ids: set[UUID],
        sources: Iterable[UUID] = (),
        spent: Iterable[UUID] = (),
    ) -> "Book":
        """Lock the accounts, the lowest id first, whatever order they were named in; with what
        these sources led to before, and what can be spent on some of the accounts."""
        found = locked(actor.district, ids, sources, spent)
        accounts = {row.id: row for row in found.accounts}
        if accounts.keys() != ids:
            raise Invalid(_("没有找到这个账户。"), code="no_account")
        book = cls(actor, accounts, written=found.written)
        for lot in found.lots:
            book._keep(lot)
        return book

    def load_lots(self, ids: set[UUID]) -> None:
        """Read these lots besides: something goes back to them."""
        for lot in Lot.objects.filter(id__in=ids - self.lots.keys()).order_by("id"):
            self._keep(lot)

    def _keep(self, lot: Lot) -> None:
        self.lots[lot.id] = lot
        self.held.setdefault(lot.account_id, []).append(lot)

    def write(self, slip: Slip) -> Transfer:
        """Put a transfer and its two sides onto the accounts, in memory."""
        debit, credit = self.accounts[slip.debit], self.accounts[slip.credit]
        before = standing_of(debit), standing_of(credit)
        reverses = Kind(slip.reverses.kind) if slip.reverses is not None else None
        ledger.check_way(slip.kind, *before, slip.amount, reverses=reverses)
        after = (
            ledger.moved(before[0], -slip.amount, may_owe=slip.kind in MAY_OWE),
            ledger.moved(before[1], slip.amount),
        )
        row = self._transfer(slip, after)
        self.transfers.append(row)
        sides = zip((debit, credit), after, (-slip.amount, slip.amount), strict=True)
        for account, found, delta in sides:
            account.balance, account.debt = found.balance, found.debt
            account.version = found.version
            self.touched.add(account.id)
            self.entries.append(
                EntryRow(uuid7(), row.district, account.id, row.id, found.version, delta,
                         found.balance)
            )  # fmt: skip
        taken: tuple[Use, ...] = ()
        if before[0].holder in OWN:
            owed = after[0].debt - before[0].debt
            taken = self._spend(slip, row, debit, slip.amount - owed)
        if before[1].holder in OWN:
            paid = before[1].debt - after[1].debt
            self._receive(slip, row, credit, paid, taken)
        return row

    def _transfer(self, slip: Slip, after: tuple[Standing, Standing]) -> Transfer:
        debit = self.accounts[slip.debit]
        # In the order of the model's columns.
        columns: dict[str, Any] = {
            "id": uuid7(),
            "district": debit.district,
            "kind": slip.kind.value,
            "unit": debit.unit,
            "debit_id": slip.debit,
            "credit_id": slip.credit,
            "amount": slip.amount,
            "day": slip.day,
            "at": timezone.now(),
            "source_type": slip.source.type,
            "source_id": slip.source.id,
            "source_no": slip.source.no,
            "rule": slip.rule,
            "by": self.actor.account_id,
            "second": slip.second,
            "until": slip.until,
            "answers_id": slip.answers.id if slip.answers else None,
            "reverses_id": slip.reverses.id if slip.reverses else None,
            "detail": slip.detail,
        }
        sides = [(one.version, one.balance) for one in after]
        make: Any = Transfer  # By position: several times as quick as by name.
        row: Transfer = make(*columns.values(), transfer_hash(columns, sides))
        own = debit if debit.person_id or debit.team_id else self.accounts[slip.credit]
        self.events.append(
            record_event(
                actor=self.actor,
                kind=f"bank.{slip.kind.value}",
                subject=row,
                region=own.region,
                after={"amount": slip.amount, "unit": row.unit, "hash": row.row_hash.hex()},
                save=False,
            )
        )
        return row

    def _spend(self, slip: Slip, row: Transfer, account: Account, amount: int) -> tuple[Use, ...]:
        own = self.held.get(account.id, [])
        parts = [Part(lot.id, lot.remaining, lot.last_day, lot.id) for lot in own]
        first = None
        if slip.kind is Kind.REVERSE and slip.reverses is not None:
            made = [lot.id for lot in own if lot.origin_id == slip.reverses.id]
            first = made[0] if made else None
        if slip.kind is Kind.EXPIRE:
            taken = ledger.ended(parts, slip.day)
        else:
            taken = ledger.take(parts, amount, first)
        if sum(use.amount for use in taken) != amount:
            raise AssertionError(f"the lots of account {account.id} do not add up")
        self._use(row, taken)
        return taken

    def _receive(
        self, slip: Slip, row: Transfer, account: Account, paid: int, taken: tuple[Use, ...]
    ) -> None:
        fresh = slip.amount - paid
        back = slip.kind in GIVES_BACK
        if slip.kind is Kind.REVERSE and slip.reverses is not None:
            back = slip.reverses.debit_id == account.id
        if back and slip.origin is not None:
            uses = [Use(lot, amount) for lot, amount in self.spent[slip.origin.id].items()]
            returned = ledger.give_back(uses, fresh)
            if -sum(use.amount for use in returned) != fresh:
                raise AssertionError(f"more returns to account {account.id} than was taken")
            self._use(row, returned)
            for use in returned:
                lot = self.lots[use.lot]  # type: ignore[index]
                lot.last_day = ledger.later(lot.last_day, slip.day)
            return
        parts = [(slip.amount, slip.last_day)]
        if slip.kind in CARRIES:
            parts = [(use.amount, self.lots[use.lot].last_day) for use in taken]  # type: ignore[index]
        for number, (amount, last_day) in enumerate(parts):
            lot = Lot(
                id=uuid7(),
                district=row.district,
                account_id=account.id,
                origin_id=row.id,
                number=number,
                amount=amount,
                remaining=amount,
                last_day=last_day,
            )
            self.new_lots.append(lot)
            self._keep(lot)
            settled = min(paid, amount)
            if settled:
                self._use(row, (Use(lot.id, settled),))
                paid -= settled

    def _use(self, row: Transfer, uses: Sequence[Use]) -> None:
        for use in uses:
            lot = self.lots[use.lot]  # type: ignore[index]
            lot.remaining -= use.amount
            self.changed.add(lot.id)
            self.uses.append(LotUseRow(uuid7(), row.district, lot.id, row.id, use.amount))

    def close(self) -> None:
        """Write everything down, in one trip to the database."""
        touched = [self.accounts[one] for one in sorted(self.touched)]
        fresh = {lot.id for lot in self.new_lots}
        changed = [self.lots[one] for one in sorted(self.changed - fresh)]
        new: dict[type[Model], Sequence[object]] = {
            Transfer: self.transfers, Entry: self.entries, Lot: self.new_lots,
            LotUse: self.uses, Event: self.events,
        }  # fmt: skip
        statements = [insert_of(model, rows) for model, rows in new.items() if rows]
        statements.append((MOVE_ACCOUNTS, [array_of([getattr(row, name) for row in touched])
                           for name in ("id", "balance", "debt", "version")]))  # fmt: skip
        if changed:
            statements.append((MOVE_LOTS, [array_of([getattr(lot, name) for lot in changed])
                               for name in ("id", "remaining", "last_day")]))  # fmt: skip
        together(statements)


@transact
def post(*, actor: Actor, slips: Sequence[Slip]) -> list[Transfer]:
    """Write transfers, all or none. What was written before is answered as it was.

    Raises
    ------
    Conflict
        The account holds too little or may not hold as much (409).
    Invalid
        The source has paid another amount, or on another account (422).
    """
    book = Book.opened(
        actor,
        {side for slip in slips for side in (slip.debit, slip.credit)},
        {slip.source.id for slip in slips},
        {slip.debit for slip in slips},
    )
    known = _by_key(book.written)
    fresh = [slip for slip in slips if _key(slip, book) not in known]
    if fresh:
        _prepare(book, fresh)
    found = []
    for slip in slips:
        before = known.get(_key(slip, book))
        if before is not None:
            _check_same(before, slip)
            found.append(before)
            continue
        try:
            found.append(book.write(slip))
        except ledger.TooLittle as refusal:
            raise Conflict(_("余额不够，没有扣减。"), code=refusal.code) from None
        except ledger.TooMuch as refusal:
            raise Conflict(_("账户已到上限，没有存入。"), code=refusal.code) from None
    if fresh:
        book.close()
    return found


def _prepare(book: Book, slips: Sequence[Slip]) -> None:
    """Read the lots that these slips give back to."""
    for slip in slips:
        if slip.origin is not None and Holder(book.accounts[slip.credit].holder) in OWN:
            related = Transfer.objects.filter(
                Q(id=slip.origin.id)
                | Q(answers_id=slip.origin.id)
                | Q(reverses__answers_id=slip.origin.id)
            )
            book.spent[slip.origin.id] = net_uses(related.values_list("id", flat=True))
    returned = {lot for uses in book.spent.values() for lot in uses}
    if returned:
        book.load_lots(returned)


def _key(slip: Slip, book: Book) -> tuple[Any, ...]:
    unit = book.accounts[slip.debit].unit
    return (slip.source.id, slip.kind.value, unit, slip.source.no, slip.source.type)


def _by_key(rows: Iterable[Transfer]) -> dict[tuple[Any, ...], Transfer]:
    """Read after the lock: whoever wrote the same before us has committed."""
    return {
        (row.source_id, row.kind, row.unit, row.source_no, row.source_type): row for row in rows
    }


def _check_same(before: Transfer, slip: Slip) -> None:
    same = (before.debit_id, before.credit_id, before.amount) == (
        slip.debit,
        slip.credit,
        slip.amount,
    )
    if not same:
        raise Invalid(_("这件事已经按另一个数额记过账，不能再改。"), code="changed_payload")
