"""Random stories of earning, holding, answering and taking back, against plain dictionaries.

The model never reads the database: it keeps one number a person and knows nothing of lots.
Planted bugs show that model and verifier see what they are there for.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import count
from math import ceil
from types import SimpleNamespace
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
import time_machine
from django.db import Error, transaction
from django.utils import timezone
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
from redvest.bank.queries.books import balance_of
from redvest.bank.services import adjusting, book, earning, expiring, holding, paying
from redvest.bank.services.book import Book
from redvest.bank.verifying import audit_of, rows
from redvest.engines import ledger
from redvest.engines.earning import Terms
from redvest.engines.ledger import Unit
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.ids import uuid7
from redvest.people.actors import Actor, Grant
from redvest.people.services.accounts import open_account
from tests.bank.cast import DAY, DISTRICT, MACHINE, an_account, earn, set_aside
from tests.bank.service import a_record, a_rule, a_volunteer

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
HUNT_DAYS = settings(max_examples=4, stateful_step_count=8, phases=[Phase.generate], **COMMON)
HUNT = settings(max_examples=40, stateful_step_count=12, phases=[Phase.generate], **COMMON)
NUMBERS = count(1)
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


class Days(RuleBasedStateMachine):
    """Service is paid, days pass in Beijing, and a mistake is put right by two people."""

    def __init__(self) -> None:
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        a_rule(Terms(per_hour=7, day_points=0))
        self.who, self.passing, self.day = a_volunteer(), an_account(), DAY
        self.owner, self.one, self.other = center(), center(), center()
        self.who.person.account_id = self.owner.account_id
        self.who.person.save(update_fields=["account"])
        self.balance = self.waiting = self.served = 0

    teardown = Books.teardown

    @precondition(lambda self: self.served < 6)
    @rule(minutes=st.integers(1, 200))
    def serve(self, minutes: int) -> None:
        """What is less than a point is not paid."""
        record = a_record(self.who, minutes, hour=4 * self.served)
        self.served += 1
        assert earning.settle_record(record_id=record.id, district=DISTRICT) == 1
        self.balance += minutes * 7 // 60

    @rule(amount=AMOUNT)
    def earn_for_today(self, amount: int) -> None:
        earn(self.passing, amount, last_day=self.day)
        self.waiting += amount

    @rule(hour=st.integers(0, 7))
    def night(self, hour: int) -> None:
        """In the first hours of a day in Beijing it is still the day before elsewhere."""
        self.day += timedelta(days=1)
        early = datetime.combine(self.day, time(hour, 30), timezone.get_default_timezone())
        with time_machine.travel(early, tick=False):
            expiring.expire_lots()
        self.waiting = 0

    @rule(hand=st.sampled_from(["owner", "one", "other"]))
    def adjust(self, hand: str) -> None:
        """Agreed by whom it is for, by whoever asked, or by another."""
        row = adjusting.propose_adjustment(
            actor=self.one, person_id=self.who.person_id, unit=Unit.POINTS, gives=True,
            amount=10, reason="not_written", document="1",
        )  # fmt: skip
        decide = partial(adjusting.decide_adjustment, adjustment_id=row.id)
        expected = {"owner": "own_account", "one": "same_hand", "other": "done"}[hand]
        assert said(partial(decide, actor=getattr(self, hand), agree=True)) == expected
        if expected == "done":
            self.balance += 10
        else:
            decide(actor=self.other, agree=False)

    @invariant()
    def the_two_agree(self) -> None:
        own = balance_of(self.who.person_id, DISTRICT, Unit.POINTS)
        passing = Account.objects.get(id=self.passing.id).balance
        assert (own, passing) == (self.balance, self.waiting)


def center() -> Actor:
    account = open_account(phone=f"1990002{next(NUMBERS):04d}", district=DISTRICT)
    return Actor(account.id, DISTRICT, grants=(Grant(Role.CENTRE_ADMIN, DISTRICT),))


@pytest.mark.slow
def test_days_and_hands_are_as_the_model_has_them():
    run_state_machine_as_test(Days, settings=SHORT)


# --- bugs planted on purpose ---------------------------------------------------------------------

real_transfer, real_write, real_moved = Book._transfer, Book.write, ledger.moved
real_reverse, real_earned = holding.reverse, paying.earned


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


def rounded_up(*said: Any) -> Any:
    found = real_earned(*said)
    exact = found.counted * found.rate * found.evidence * found.festival / (60 * 100 * 100)
    return replace(found, points=ceil(exact))


def day_elsewhere() -> Any:
    return timezone.now().astimezone(UTC).date()


PLANTED_DAYS = {
    "M9 parts of a minute, rounded up": mock.patch.object(paying, "earned", rounded_up),
    "M10 midnight of another place": mock.patch.object(
        expiring, "timezone", SimpleNamespace(localdate=day_elsewhere)
    ),
    "M11 agreed by whom it is for": mock.patch.object(adjusting, "_check_hands"),
}
PLANTED = {
    "M1 nothing is looked up": mock.patch.object(book, "_by_key", return_value={}),
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


@pytest.mark.slow
@pytest.mark.parametrize("name", PLANTED_DAYS)
def test_a_bug_planted_in_days_and_hands_is_found(name):
    with PLANTED_DAYS[name], pytest.raises(AssertionError):
        run_state_machine_as_test(Days, settings=HUNT_DAYS)
