"""The books: what a transfer writes, what it refuses, and what the database itself refuses."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.utils import timezone

from redvest.bank.models import Account, Entry, Lot, LotUse, Transfer
from redvest.bank.queries.books import held_of
from redvest.bank.services.accounts import place_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.holding import lapse_holds, post_hold, reverse, void_hold
from redvest.db import APPEND_ONLY
from redvest.engines.ledger import BadTransfer, Holder, Kind, Unit
from redvest.errors import Conflict, Invalid
from redvest.ids import uuid7
from redvest.journal.models import Event
from redvest.people.services.merging import follow
from tests.bank.cast import (
    DAY,
    MACHINE,
    NEXT_DOOR,
    an_account,
    balance,
    earn,
    lots,
    of,
    set_aside,
    somebody,
    state,
)

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 3, 5)


def settle_constraints() -> None:
    """What the commit would ask."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_what_one_side_loses_the_other_gains_and_both_say_so():
    account = an_account()
    row = earn(account, 30)
    settle_constraints()
    assert (balance(account), of(account, Holder.ISSUE)) == (30, -30)
    sides = Entry.objects.filter(transfer=row).order_by("delta")
    assert [(one.delta, one.balance, one.version) for one in sides] == [(-30, -30, 1), (30, 30, 1)]
    event = Event.objects.get(subject_id=row.id)
    assert event.kind == "bank.earn"
    assert event.after == {"amount": 30, "unit": "points", "hash": bytes(row.row_hash).hex()}


def test_one_source_pays_once_and_says_the_same_again():
    account, source = an_account(), uuid7()
    first = earn(account, 30, source=source)
    before = state()
    assert earn(account, 30, source=source).id == first.id
    with pytest.raises(Invalid) as refusal:
        earn(account, 40, source=source)
    assert refusal.value.code == "changed_payload"
    assert state() == before


def test_nothing_is_spent_that_is_not_there():
    account = an_account()
    earn(account, 10)
    before = state()
    with pytest.raises(Conflict) as refusal:
        set_aside(account, 11)
    assert refusal.value.code == "too_little"
    assert state() == before


def test_points_and_minutes_never_meet():
    points, minutes = an_account(), an_account(unit=Unit.MINUTES)
    earn(points, 10)
    held = place_account(minutes.district, minutes.region, Holder.HOLD, Unit.MINUTES)
    slip = Slip(
        kind=Kind.HOLD, debit=points.id, credit=held.id, amount=5,
        source=Source("test", uuid7()), day=DAY, until=timezone.now(),
    )  # fmt: skip
    before = state()
    with pytest.raises(BadTransfer):
        post(actor=MACHINE, slips=[slip])
    assert state() == before


def test_what_ends_first_is_spent_first():
    account = an_account()
    earn(account, 10, last_day=NEXT_YEAR)
    earn(account, 10, last_day=date(2026, 12, 31))
    earn(account, 10)
    set_aside(account, 15)
    assert lots(account) == [(5, NEXT_YEAR), (10, None)]


def test_a_hold_is_paid_by_what_was_used_and_the_rest_goes_back_to_its_lots():
    account = an_account()
    earn(account, 100, last_day=NEXT_YEAR)
    held = set_aside(account, 60)
    assert (balance(account), held_of(account)) == (40, 60)
    post_hold(actor=MACHINE, hold_id=held.id, actual=45)
    settle_constraints()
    assert (balance(account), held_of(account)) == (55, 0)
    assert (of(account, Holder.HOLD), of(account, Holder.REDEEMED)) == (0, 45)
    assert lots(account) == [(55, NEXT_YEAR)]


def test_an_answered_hold_takes_no_other_answer():
    account = an_account()
    earn(account, 100)
    held = set_aside(account, 60)
    post_hold(actor=MACHINE, hold_id=held.id)
    before = state()
    with pytest.raises(Conflict) as refusal:
        void_hold(actor=MACHINE, hold_id=held.id)
    assert refusal.value.code == "already_answered"
    assert post_hold(actor=MACHINE, hold_id=held.id).amount == 60
    with pytest.raises(Invalid):
        post_hold(actor=MACHINE, hold_id=held.id, actual=10)
    assert state() == before


def test_a_hold_nobody_answers_ends_by_itself_and_returns_what_can_still_be_spent(time_machine):
    account = an_account()
    earn(account, 20, last_day=timezone.localdate() + timedelta(days=1))
    set_aside(account, 20)
    assert lapse_holds() == 0
    time_machine.move_to(timezone.now() + timedelta(days=5), tick=False)
    assert lapse_holds() == 1
    assert lapse_holds() == 0
    today = timezone.localdate()
    assert lots(account) == [(20, today + timedelta(days=30))]


def test_what_is_taken_back_after_it_was_spent_is_owed_and_blocks_spending():
    account = an_account()
    wrong = earn(account, 50)
    post_hold(actor=MACHINE, hold_id=set_aside(account, 30).id)
    reverse(actor=MACHINE, transfer_id=wrong.id)
    settle_constraints()
    assert (balance(account), lots(account)) == (-30, [])
    with pytest.raises(Conflict):
        set_aside(account, 1)
    earn(account, 40)
    settle_constraints()
    assert (balance(account), lots(account)) == (10, [(10, None)])


def test_a_transfer_is_taken_back_once_and_exactly():
    account = an_account()
    earn(account, 7)
    wrong = earn(account, 50)
    back = reverse(actor=MACHINE, transfer_id=wrong.id)
    assert reverse(actor=MACHINE, transfer_id=wrong.id).id == back.id
    assert (back.debit_id, back.credit_id, back.amount) == (wrong.credit_id, wrong.debit_id, 50)
    assert balance(account) == 7
    with pytest.raises(BadTransfer):
        reverse(actor=MACHINE, transfer_id=back.id)


def test_what_was_paid_out_of_a_hold_is_refunded_to_the_lots_it_came_from():
    account = an_account()
    earn(account, 50, last_day=NEXT_YEAR)
    held = set_aside(account, 30)
    paid = post_hold(actor=MACHINE, hold_id=held.id, actual=20)
    refund = reverse(actor=MACHINE, transfer_id=paid.id)
    assert (refund.kind, refund.amount) == (Kind.REFUND.value, 20)
    assert (lots(account), of(account, Holder.REDEEMED)) == ([(50, NEXT_YEAR)], 0)
    assert reverse(actor=MACHINE, transfer_id=paid.id).id == refund.id


def test_places_keep_their_own_books():
    here, there = an_account(), an_account(NEXT_DOOR)
    earn(here, 5)
    earn(there, 7)
    assert (of(here, Holder.ISSUE), of(there, Holder.ISSUE)) == (-5, -7)


def test_an_account_follows_whoever_two_entries_become():
    kept, account = somebody(), an_account()
    follow(account.person, kept)
    assert Account.objects.get(id=account.id).person_id == kept.id


def settled(*acts: Callable[[], object]) -> None:
    """Do this as a transaction of its own, up to what its commit would ask."""
    with transaction.atomic():
        for act in acts:
            act()
        settle_constraints()


def refused(statement: str, *values: object) -> None:
    def run() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    with pytest.raises(Error):
        settled(run)


def test_the_database_refuses_books_that_do_not_add_up():
    account = an_account()
    row = earn(account, 30)
    settle_constraints()
    before = state()
    refused("UPDATE bank_account SET balance = balance + 1 WHERE id = %s", account.id)
    refused("UPDATE bank_account SET version = version + 1 WHERE id = %s", account.id)
    refused("UPDATE bank_account SET balance = -5 WHERE id = %s", account.id)
    refused("UPDATE bank_account SET balance = -5, debt = 4 WHERE id = %s", account.id)
    refused("UPDATE bank_transfer SET amount = 60 WHERE id = %s", row.id)
    refused("DELETE FROM bank_entry WHERE transfer_id = %s", row.id)
    refused("UPDATE bank_lot SET remaining = amount + 1 WHERE account_id = %s", account.id)
    assert state() == before


@pytest.mark.parametrize("side", ["none", "one", "other amount", "third"])
def test_the_database_refuses_a_transfer_that_lacks_a_side(side):
    account, bystander = an_account(), an_account()
    earn(bystander, 30)
    earn(account, 30)
    found = {name: getattr(Transfer.objects.latest("id"), name) for name in (
        "district", "kind", "unit", "debit_id", "credit_id", "day", "at", "source_type",
    )}  # fmt: skip
    row = Transfer(**found, source_id=uuid7(), amount=5, row_hash=b"")

    def entry(account_id, delta):
        last = Entry.objects.filter(account_id=account_id).latest("version")
        Entry.objects.create(
            district=row.district, account_id=account_id, transfer=row, delta=delta,
            version=last.version + 1, balance=last.balance + delta,
        )  # fmt: skip
        Account.objects.filter(id=account_id).update(
            version=last.version + 1, balance=last.balance + delta
        )

    acts = [lambda: row.save(force_insert=True)]
    if side in ("one", "other amount", "third"):
        acts.append(lambda: entry(row.debit_id, -5))
    if side in ("other amount", "third"):
        acts.append(lambda: entry(row.credit_id, 6 if side == "other amount" else 5))
    if side == "third":
        acts.append(lambda: entry(bystander.id, 5))
    with pytest.raises(IntegrityError, match="does not add up"):
        settled(*acts)


def test_two_sides_pass():
    """The control of the test above: the same rows, complete."""
    account = an_account()
    earn(account, 30)
    settled(lambda: set_aside(account, 5))
    assert balance(account) == 25


def test_the_books_only_grow():
    mine = {"bank_transfer", "bank_entry", "bank_lotuse"}
    assert mine <= set(APPEND_ONLY)
    assert {model._meta.db_table for model in (Transfer, Entry, LotUse)} == mine
    with connection.cursor() as cursor:
        for table in sorted(mine):
            for what in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, what])
                assert cursor.fetchone() == (False,)


def test_what_is_left_of_the_lots_is_what_is_on_the_account():
    account = an_account()
    for amount in (5, 9, 2):
        earn(account, amount)
    set_aside(account, 8)
    left = sum(Lot.objects.filter(account=account).values_list("remaining", flat=True))
    assert left == balance(account) == 8
