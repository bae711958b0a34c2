"""What a transfer does, over whole small spaces, and against books kept another way."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.ledger import (
    FINAL,
    GRACE,
    ROUTES,
    BadTransfer,
    Holder,
    Kind,
    LedgerError,
    Part,
    Standing,
    TooLittle,
    TooMuch,
    Unit,
    Use,
    answer_of,
    check_way,
    ended,
    give_back,
    later,
    limits,
    moved,
    take,
)

DAY = date(2026, 3, 31)
LOTS = st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(-3, 3)), max_size=6).map(
    lambda rows: [
        Part(age, left, None if ends is None else DAY + timedelta(days=ends), age)
        for age, (left, ends) in enumerate(rows)
    ]
)


def one(holder: Holder, unit: Unit = Unit.POINTS, balance: int = 0) -> Standing:
    floor, ceiling = limits(holder)
    return Standing(holder, unit, balance, max(0, -balance), 0, floor, ceiling)


def passes(kind: Kind, debit: Holder, credit: Holder, reverses: Kind | None = None) -> bool:
    try:
        check_way(kind, one(debit), one(credit), 1, reverses=reverses)
    except BadTransfer:
        return False
    return True


def test_only_the_ways_of_the_table_are_open():
    for kind, debit, credit in product(Kind, Holder, Holder):
        open_ = kind in ROUTES and kind is not Kind.REFUND and (debit, credit) in ROUTES[kind]
        assert passes(kind, debit, credit) == open_, (kind, debit, credit)


def test_a_reversal_goes_back_the_way_of_what_may_be_reversed():
    for kind, debit, credit in product(Kind, Holder, Holder):
        back = kind not in FINAL and (credit, debit) in ROUTES[kind]
        assert passes(Kind.REVERSE, debit, credit, kind) == back, (kind, debit, credit)


def test_nothing_leads_to_points_for_money_or_from_one_person_to_another_by_choice():
    between = {kind for kind, ways in ROUTES.items() if (Holder.PERSON, Holder.PERSON) in ways}
    assert between == {Kind.INHERIT, Kind.MERGE}
    from_teams = {way for ways in ROUTES.values() for way in ways if way[0] is Holder.TEAM}
    assert from_teams == {(Holder.TEAM, Holder.POOL)}


@pytest.mark.parametrize("amount", [0, -1, 1.0, True, "1"])
def test_amounts_are_whole_numbers_above_zero(amount):
    with pytest.raises(BadTransfer):
        check_way(Kind.EARN, one(Holder.ISSUE), one(Holder.PERSON), amount)


def test_units_never_meet():
    with pytest.raises(BadTransfer):
        check_way(Kind.EARN, one(Holder.ISSUE, Unit.MINUTES), one(Holder.PERSON), 1)


@given(st.integers(-20, 20), st.integers(-20, 20), st.booleans())
def test_a_personal_account_goes_below_zero_only_when_something_is_taken_back(
    balance, delta, may_owe
):
    try:
        after = moved(one(Holder.PERSON, balance=balance), delta, may_owe=may_owe)
    except TooLittle:
        assert delta < 0
        assert balance + delta < 0
        assert not may_owe
        return
    assert after.balance == balance + delta
    assert after.debt == max(0, -after.balance)
    assert may_owe or delta >= 0 or after.balance >= 0


def test_only_who_issues_goes_below_zero_and_never_above():
    for holder in Holder:
        free = holder in (Holder.ISSUE, Holder.ADJUST, Holder.CLEARING)
        if free:
            assert moved(one(holder), -5).balance == -5
        else:
            with pytest.raises(TooLittle):
                moved(one(holder), -5)
    with pytest.raises(TooMuch):
        moved(one(Holder.ISSUE), 1)


@given(LOTS, st.integers(0, 60))
def test_lots_are_spent_one_by_one_like_coins_in_a_row(parts, amount):
    row = [
        part.lot
        for part in sorted(parts, key=lambda p: (p.ends is None, p.ends or DAY, p.age))
        for _coin in range(part.left)
    ]
    spent: dict[object, int] = {}
    for coin in row[:amount]:
        spent[coin] = spent.get(coin, 0) + 1
    assert {use.lot: use.amount for use in take(parts, amount)} == spent


@given(LOTS, st.integers(0, 60), st.integers(0, 60))
def test_what_goes_back_is_what_was_taken_last(parts, amount, back):
    uses = take(parts, amount)
    coins = [use.lot for use in uses for _coin in range(use.amount)]
    returned: dict[object, int] = {}
    for coin in coins[::-1][:back]:
        returned[coin] = returned.get(coin, 0) - 1
    assert {use.lot: use.amount for use in give_back(uses, back)} == returned


@given(LOTS)
def test_what_has_ended_is_all_that_is_left_of_lots_past_their_last_day(parts):
    over = {p.lot: p.left for p in parts if p.left and p.ends is not None and p.ends < DAY}
    assert {use.lot: use.amount for use in ended(parts, DAY)} == over


def test_a_lot_may_be_asked_to_go_first():
    parts = [Part("a", 5, DAY), Part("b", 5)]
    assert take(parts, 6, first="b") == (Use("b", 5), Use("a", 1))


def test_what_returns_late_can_still_be_spent_for_a_month():
    assert later(None, DAY) is None
    assert later(DAY - timedelta(days=400), DAY) == DAY + GRACE
    assert later(DAY + timedelta(days=400), DAY) == DAY + timedelta(days=400)


def test_nobody_pays_more_than_was_held():
    for held, actual in product(range(1, 9), range(12)):
        paid, rest = answer_of(held, actual)
        assert paid + rest == held
        assert paid == (actual if actual < held else held)
    for wrong in ((0, 1), (5, -1)):
        with pytest.raises(LedgerError):
            answer_of(*wrong)
