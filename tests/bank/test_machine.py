"""Random stories of earning, holding, answering and taking back, against plain dictionaries.

The model never reads the database: it keeps one number a person and knows nothing of lots.
Planted bugs show that model and verifier see what they are there for.
"""

from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import Error, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from redvest.bank.models import Account, Transfer
from redvest.bank.services import book, holding
from redvest.bank.services.book import Book
from redvest.bank.verifying import audit_of, rows
from redvest.engines import ledger
from redvest.errors import DomainError
from redvest.ids import uuid7
from tests.bank.cast import MACHINE, an_account, earn, set_aside

pytestmark = pytest.mark.django_db
COMMON: dict[str, Any] = {
    "deadline": None,
    "derandomize": True,
    "database": None,
    "report_multiple_bugs": False,
    "suppress_health_check": list(HealthCheck),
}
SHORT = settings(max_examples=2, stateful_step_count=8, **COMMON)
LONG = settings(max_examples=200, stateful_step_count=50, **COMMON)
HUNT = settings(max_examples=40, stateful_step_count=12, phases=[Phase.generate], **COMMON)
WHO, AMOUNT, PICK = st.integers(0, 1), st.integers(1, 20), st.integers(0, 10)


def said(act: Callable[[], object]) -> str:
    """``done``, or the code of the refusal."""
    try:
        act()
    except DomainError as refusal:
        return refusal.code
    return "done"


class Books(RuleBasedStateMachine):
    """Two people, what they may spend, and what is held of it."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.accounts = [an_account(), an_account()]
        self.balance = [0, 0]
        self.holds: dict[UUID, tuple[int, int]] = {}
        self.paid: dict[UUID, tuple[int, int]] = {}
        self.earned: dict[UUID, tuple[int, int]] = {}
        self.sources: list[tuple[UUID, int, int]] = []

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Both have something, or most stories would be about nothing."""
        for who in (0, 1):
            self.earn(who, 15)

    @rule(who=WHO, amount=AMOUNT)
    def earn(self, who: int, amount: int) -> None:
        source = uuid7()
        row = earn(self.accounts[who], amount, source=source)
        self.sources.append((source, who, amount))
        self.earned[row.id] = (who, amount)
        self.balance[who] += amount

    @precondition(lambda self: self.sources)
    @rule(pick=PICK, other=st.booleans())
    def send_again(self, pick: int, other: bool) -> None:
        source, who, amount = self.sources[pick % len(self.sources)]
        status = 200
        try:
            earn(self.accounts[who], amount + other, source=source)
        except DomainError as refusal:
            status = refusal.status
        assert status == (422 if other else 200)

    @rule(who=WHO, amount=st.integers(1, 30))
    def hold(self, who: int, amount: int) -> None:
        enough = self.balance[who] >= amount
        try:
            row = set_aside(self.accounts[who], amount)
        except DomainError:
            assert not enough
            return
        assert enough
        self.holds[row.id] = (who, amount)
        self.balance[who] -= amount

    @precondition(lambda self: self.holds)
    @rule(pick=PICK, used=st.none() | st.integers(0, 20))
    def answer(self, pick: int, used: int | None) -> None:
        """Paid by what was used, or voided."""
        one = list(self.holds)[pick % len(self.holds)]
        who, amount = self.holds.pop(one)
        if used is None:
            holding.void_hold(actor=MACHINE, hold_id=one)
            paid = 0
        else:
            row = holding.post_hold(actor=MACHINE, hold_id=one, actual=used)
            paid = min(used, amount)
            if paid:
                self.paid[row.id] = (who, paid)
        self.balance[who] += amount - paid
        other = "done" if paid == amount else "changed_payload"
        assert said(lambda: holding.void_hold(actor=MACHINE, hold_id=one)) == (
            "already_answered" if paid else "done"
        )
        assert said(lambda: holding.post_hold(actor=MACHINE, hold_id=one)) == (
            other if paid else "already_answered"
        )

    @precondition(lambda self: self.earned)
    @rule(pick=PICK)
    def take_back(self, pick: int) -> None:
        one = list(self.earned)[pick % len(self.earned)]
        who, amount = self.earned.pop(one)
        for _twice in range(2):
            holding.reverse(actor=MACHINE, transfer_id=one)
        self.balance[who] -= amount

    @precondition(lambda self: self.paid)
    @rule(pick=PICK)
    def refund(self, pick: int) -> None:
        one = list(self.paid)[pick % len(self.paid)]
        who, amount = self.paid.pop(one)
        for _twice in range(2):
            holding.reverse(actor=MACHINE, transfer_id=one)
        self.balance[who] += amount

    @invariant()
    def the_two_agree(self) -> None:
        for account, balance in zip(self.accounts, self.balance, strict=True):
            found = Account.objects.get(id=account.id)
            assert (found.balance, found.debt) == (balance, max(0, -balance))
        held = sum(row.balance for row in Account.objects.filter(holder="hold"))
        assert held == sum(amount for _who, amount in self.holds.values())

    @invariant()
    def the_books_add_up(self) -> None:
        assert audit_of(rows()).findings == []


def test_program_and_model_agree_on_short_stories():
    run_state_machine_as_test(Books, settings=SHORT)


@pytest.mark.slow
@pytest.mark.long
def test_program_and_model_agree_on_long_stories():
    run_state_machine_as_test(Books, settings=LONG)


# --- bugs planted on purpose ---------------------------------------------------------------------

real_transfer, real_write, real_moved = Book._transfer, Book.write, ledger.moved
real_reverse, NUMBERS = holding.reverse, count(1)


def fresh_source(self: Book, slip: Any, after: Any) -> Transfer:
    return real_transfer(self, replace(slip, source=replace(slip.source, id=uuid7())), after)


def dropped_leg(self: Book, slip: Any) -> Transfer:
    row = real_write(self, slip)
    if slip.amount > 10:
        self.entries.pop()
    return row


def no_floor(before: Any, delta: int, *, may_owe: bool = False) -> Any:
    return real_moved(before, delta, may_owe=True)


def taken_back_again(**said: Any) -> Transfer:
    """Another number each time, so that nothing looks as if it had been written before."""
    with mock.patch.object(
        holding, "Source", lambda kind, one: book.Source(kind, one, next(NUMBERS))
    ):
        return real_reverse(**said)


PLANTED = {
    "M1 nothing is looked up": mock.patch.object(book, "_written", return_value={}),
    "M2 a key of its own for each call": mock.patch.object(Book, "_transfer", fresh_source),
    "M3 no floor": mock.patch.object(ledger, "moved", no_floor),
    "M4 a side dropped": mock.patch.object(Book, "write", dropped_leg),
    "M5 taken back twice": mock.patch.object(holding, "reverse", taken_back_again),
    "M12 answered again": mock.patch.object(holding, "ANSWERING", []),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_bug_is_found(name):
    with PLANTED[name], pytest.raises((AssertionError, DomainError, Error)):
        run_state_machine_as_test(Books, settings=HUNT)
