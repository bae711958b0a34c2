"""Entries that become one, accounts that close: balances follow exactly once, books stay true."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from redvest.bank.leaving import open_redemptions
from redvest.bank.models import Account, Transfer
from redvest.bank.queries.codes import code_of
from redvest.bank.queries.passbook import TOLD_BY_PARTS, entries_of, parts_of, told
from redvest.bank.services.accounts import person_account
from redvest.bank.services.handing import hand_over
from redvest.bank.services.holding import reverse
from redvest.bank.services.joining import join_accounts, join_later
from redvest.bank.services.redeeming import cancel
from redvest.bank.verifying import verify_books
from redvest.engines.ledger import Kind, Unit
from redvest.errors import Conflict
from redvest.people.models import Person, PersonMerge
from redvest.people.services.closing import erase_person, what_blocks
from redvest.people.services.merging import JOINERS
from tests.bank import cast
from tests.bank.cast import lots
from tests.bank.giving import earn, issued, points_of
from tests.bank.shop import Shop

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def a_merge(shop: Shop, kept: Person, gone: Person) -> PersonMerge:
    asked_by = shop.cast.accounts["centre"]
    return PersonMerge.objects.create(
        district=kept.district, kept=kept, gone=gone, asked_by=asked_by, reason="同一个人",
        decided_at=timezone.now(), decided_by=shop.cast.accounts["second_centre"], done=True,
    )  # fmt: skip


def joined(shop: Shop, merge: PersonMerge) -> Any:
    return join_accounts(actor=shop.centre, merge=merge)


def test_a_balance_follows_exactly_once_with_the_ends_of_its_lots(shop: Shop):
    kept, gone = cast.somebody(), cast.somebody()
    old, own = (person_account(one, Unit.POINTS) for one in (gone, kept))
    cast.earn(own, 5)
    cast.earn(old, 30, last_day=date(2030, 3, 31))
    cast.earn(old, 10)
    merge = a_merge(shop, kept, gone)
    assert [joined(shop, merge), joined(shop, merge), join_later()] == [1, 0, 0]
    assert (points_of(kept), points_of(gone)) == (45, 0)
    assert lots(own) == [(30, date(2030, 3, 31)), (5, None), (10, None)]
    assert Transfer.objects.filter(kind=Kind.MERGE.value).count() == 1
    line = told(entries_of(kept, Unit.POINTS), kept.district)[0]
    assert line.source_type in TOLD_BY_PARTS
    assert [(one.amount, one.line.entry.account_id) for one in parts_of(line)] == [
        (30, old.id), (10, old.id)
    ]  # fmt: skip
    assert verify_books().findings == []


def test_a_debt_follows_too_and_what_came_later_is_carried_by_the_worker(shop: Shop):
    kept, gone = cast.somebody(), cast.somebody()
    old, own = (person_account(one, Unit.POINTS) for one in (gone, kept))
    cast.earn(own, 5)
    first, later = cast.earn(old, 20), cast.earn(old, 7)
    merge = a_merge(shop, kept, gone)
    joined(shop, merge)
    assert (points_of(kept), points_of(gone)) == (32, 0)
    reverse(actor=cast.MACHINE, transfer_id=first.id)
    assert points_of(gone) == -20
    assert [join_later(), join_later()] == [1, 0]
    assert (points_of(kept), points_of(gone)) == (12, 0)
    reverse(actor=cast.MACHINE, transfer_id=later.id)
    cast.earn(own, 1)
    assert join_later() == 1
    assert (points_of(kept), points_of(gone)) == (6, 0)
    assert verify_books().findings == []


def test_what_is_set_aside_holds_up_the_merge_until_it_is_fetched_or_cancelled(shop: Shop):
    gone, kept = shop.cast.persons["wang"], shop.cast.persons["li"]
    earn(kept, 3)
    earn(gone, 10)
    row = issued(shop)
    merge = a_merge(shop, kept, gone)
    before = Transfer.objects.count()
    with pytest.raises(Conflict, match="先领取或取消") as caught, transaction.atomic():
        joined(shop, merge)
    assert caught.value.code == "still_held"
    assert Transfer.objects.count() == before
    cancel(actor=shop.wang, redemption_id=row.id)
    joined(shop, merge)
    assert points_of(kept) == 13


def test_the_merge_of_two_entries_calls_the_bank():
    assert join_accounts in JOINERS


def test_who_has_something_to_fetch_is_told_so_before_leaving(shop: Shop):
    wang, account = shop.cast.persons["wang"], shop.cast.accounts["wang"]
    earn(wang, 20)
    row = issued(shop)
    assert any("兑换" in str(said) for said in what_blocks(account.id))
    hand_over(actor=shop.desk, code=code_of(row), via="desk")
    assert list(open_redemptions(wang)) == []
    assert not any("兑换" in str(said) for said in what_blocks(account.id))


def test_the_books_of_somebody_who_was_erased_stay_true(shop: Shop, time_machine: Any):
    wang = shop.cast.persons["wang"]
    earn(wang, 20)
    row = issued(shop)
    hand_over(actor=shop.desk, code=code_of(row), via="desk")
    before = list(Account.objects.order_by("id").values_list("id", "balance", "version"))
    lines = Transfer.objects.count()
    erase_person(actor=cast.MACHINE, person=Person.objects.get(id=wang.id))
    assert list(Account.objects.order_by("id").values_list("id", "balance", "version")) == before
    assert Transfer.objects.count() == lines
    paid = Transfer.objects.get(kind=Kind.POST.value)
    time_machine.move_to(timezone.now() + timedelta(days=1))
    reverse(actor=cast.MACHINE, transfer_id=paid.id)
    assert points_of(wang) == 20
    assert verify_books().findings == []
