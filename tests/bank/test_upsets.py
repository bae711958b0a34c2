"""What goes wrong in the middle: a crash at any statement, a clock that goes back, other rules."""

from contextlib import suppress
from datetime import date, datetime, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from django.db import OperationalError, transaction
from django.utils import timezone

from redvest.bank.models import Transfer
from redvest.bank.queries.books import ANSWERING
from redvest.bank.services.earning import settle_record
from redvest.bank.services.expiring import expire_lots
from redvest.bank.services.holding import lapse_hold, lapse_holds, post_hold, reverse, void_hold
from redvest.bank.verifying import audit_of, rows
from redvest.engines.earning import Terms
from redvest.errors import Conflict
from tests.bank.cast import DISTRICT, MACHINE, an_account, balance, earn, lots, set_aside
from tests.bank.service import a_record, a_rule, a_volunteer
from tests.faults.harness import failing_at

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NOON = datetime(2026, 3, 5, 12, tzinfo=timezone.get_default_timezone())


def resolvers(row: Transfer) -> dict[str, Any]:
    return {
        "post": lambda: post_hold(actor=MACHINE, hold_id=row.id),
        "void": lambda: void_hold(actor=MACHINE, hold_id=row.id),
        "lapse": lambda: lapse_hold(hold_id=row.id, district=DISTRICT),
    }


def crashes(act: Any, number: int) -> bool:
    """Whether the resolver met a failing statement; what it had done is undone then."""
    try:
        with failing_at(number, "08006"), transaction.atomic():
            act()
    except OperationalError:
        return True
    return False


@pytest.mark.parametrize("order", [
    pytest.param(order, marks=[pytest.mark.long] if number % 2 else [])
    for number, order in enumerate(permutations(("post", "void", "lapse")))
])  # fmt: skip
def test_whichever_resolver_crashes_wherever_the_hold_has_one_answer(order: tuple[str, ...]):
    """The first fails at its first, second, ... statement; then all three come in their order."""
    account = an_account()
    for number in count(1):
        earn(account, 10)
        before = balance(account)
        row = set_aside(account, 5, until=timezone.now() - timedelta(minutes=1))
        acts = resolvers(row)
        crashed = crashes(acts[order[0]], number)
        for name in order:
            with suppress(Conflict):
                acts[name]()
        answers = Transfer.objects.filter(answers=row, kind__in=ANSWERING)
        assert [one.kind for one in answers] == [order[0]]
        assert balance(account) == before - (5 if order[0] == "post" else 0)
        if not crashed:
            break
    assert number > 8, "hardly any statement was tried"
    assert audit_of(rows()).findings == []


def test_a_clock_that_goes_back_a_year_takes_nothing_and_ends_nothing_early(time_machine: Any):
    time_machine.move_to(NOON, tick=False)
    account = an_account()
    end = date(2026, 3, 31)
    earn(account, 30, last_day=end)
    row = set_aside(account, 10, until=NOON + timedelta(minutes=30))
    later = set_aside(account, 5, until=NOON + timedelta(days=1))
    time_machine.move_to(NOON - timedelta(days=365), tick=False)
    assert (lapse_holds(), expire_lots()) == (0, 0)
    earn(account, 7)
    void_hold(actor=MACHINE, hold_id=row.id)
    assert balance(account) == 32
    assert lots(account) == [(25, end), (7, None)]
    time_machine.move_to(NOON + timedelta(days=2), tick=False)
    assert (lapse_holds(), lapse_holds()) == (1, 0)
    assert Transfer.objects.filter(answers=later).count() == 1
    assert balance(account) == 37
    assert audit_of(rows()).findings == []


def test_rules_that_change_while_something_is_held_change_nothing_that_was_written():
    """What was earned by the first version is paid out and taken back by it."""
    a_rule(Terms(per_hour=10, day_points=0), date(2026, 1, 1))
    who = a_volunteer()
    record = a_record(who, 60)
    settle_record(record_id=record.id, district=DISTRICT)
    paid = Transfer.objects.get(source_id=record.id)
    account = paid.credit
    row = set_aside(account, 8)
    a_rule(Terms(per_hour=60, day_points=0), date(2026, 3, 6))
    second = a_record(
        who, 60, starts_at=NOON + timedelta(days=1), service_on=date(2026, 3, 6),
        ends_at=NOON + timedelta(days=1, hours=1),
    )  # fmt: skip
    for one in (record, second):
        settle_record(record_id=one.id, district=DISTRICT)
    assert balance(account) == 10 - 8 + 60
    assert post_hold(actor=MACHINE, hold_id=row.id).amount == 8
    back = reverse(actor=MACHINE, transfer_id=paid.id)
    assert (back.amount, back.rule, Transfer.objects.get(source_id=second.id).rule) == (10, 1, 2)
    assert balance(account) == 52
    assert audit_of(rows()).findings == []
