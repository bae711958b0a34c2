"""What may be offered for points and who may have it, over the whole space."""

from datetime import date, timedelta
from itertools import product

import pytest

from redvest.engines import flow
from redvest.engines.ages import AgeBand
from redvest.engines.redemption_flow import OPEN, STEPS, Action, State
from redvest.engines.reward_rules import (
    Offer,
    Refusal,
    Taker,
    age_class,
    covers,
    is_for_adults,
    is_like_cash,
    refusal,
)
from redvest.engines.roles import Role

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize("name", ["现金10元", "微信红包", "话费充值", "超市购物卡", "Cash back"])
def test_nothing_that_works_like_money_is_offered(name: str):
    assert is_like_cash(name)


@pytest.mark.parametrize("name", ["洗衣液", "公交日票", "理发一次", "体检套餐", "公园门票"])
def test_goods_services_and_courtesies_are_not_money(name: str):
    assert not is_like_cash(name)


def test_tobacco_and_alcohol_are_for_adults_whatever_was_ticked():
    assert is_for_adults("精品白酒一瓶")
    assert not is_for_adults("矿泉水一瓶")


def wants(band: AgeBand | None = AgeBand.ADULT, had: int = 0, guardian: bool = False) -> Taker:
    return Taker(band, had, guardian)


def test_every_refusal_follows_from_one_fact_alone():
    """An oracle over all combinations, written as a list of reasons rather than as steps."""
    bands = [None, *AgeBand]
    space = product(
        (True, False), (True, False), (True, False), (0, 2), (0, 3), bands, (0, 2), (True, False)
    )
    for is_open, agreed, adults, limit, left, band, had, guardian in space:
        reasons = []
        if not is_open:
            reasons.append(Refusal.NOT_OFFERED)
        if not agreed:
            reasons.append(Refusal.NO_AGREEMENT)
        if adults and band != "adult":
            reasons.append(Refusal.ADULTS_ONLY)
        if band in ("companion", "child") and not guardian:
            reasons.append(Refusal.WITH_GUARDIAN)
        if limit and had >= limit:
            reasons.append(Refusal.OVER_LIMIT)
        if left == 0:
            reasons.append(Refusal.OUT_OF_STOCK)
        found = refusal(Offer(is_open, agreed, adults, limit, left), wants(band, had, guardian))
        assert found == (reasons[0] if reasons else None)


def test_an_agreement_holds_on_its_first_and_last_day_and_not_from_the_day_it_ends():
    first, last = TODAY, TODAY + timedelta(days=10)
    held = [covers(first, last, None, TODAY + timedelta(days=n)) for n in (-1, 0, 10, 11)]
    assert held == [False, True, True, False]
    ended = TODAY + timedelta(days=5)
    assert covers(first, last, ended, ended - timedelta(days=1))
    assert not covers(first, last, ended, ended)


def test_ages_of_points_fall_into_one_class_each_and_none_is_missing():
    days = {0: "3m", 90: "3m", 91: "12m", 364: "12m", 365: "24m", 729: "24m", 730: "older"}
    assert {n: age_class(timedelta(days=n)) for n in days} == days


def test_what_holds_points_can_always_end_and_every_end_is_final():
    """From every state in which points are held, each way out leads where none are held."""
    everybody = frozenset(Role)
    ends = {State.EXPIRED, State.CANCELLED, State.OUT_OF_STOCK, State.CLOSED, State.REVERSED}
    for state in State:
        open_to = flow.actions_open_to(STEPS, state, everybody)
        assert bool(open_to) == (state not in ends)
    for state in OPEN:
        assert flow.next_state(STEPS, state, Action.EXPIRE, {Role.SYSTEM}) == State.EXPIRED
        assert flow.next_state(STEPS, state, Action.CANCEL, {Role.RESIDENT}) == State.CANCELLED


def test_a_hand_over_is_answered_once_and_nobody_hands_to_themselves():
    with pytest.raises(flow.WrongState):
        flow.next_state(STEPS, State.FULFILLED, Action.FULFIL, {Role.PARTNER})
    with pytest.raises(flow.NotAllowed):
        flow.next_state(STEPS, State.ISSUED, Action.FULFIL, {Role.RESIDENT})
    for late in (Action.EXPIRE, Action.CANCEL, Action.RUN_OUT):
        with pytest.raises(flow.WrongState):
            flow.next_state(STEPS, State.FULFILLED, late, set(Role))
