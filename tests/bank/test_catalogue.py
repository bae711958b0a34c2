"""The catalogue, the pieces at each place, and merchants whose agreement takes two people."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils import timezone

from redvest.bank.models import MerchantAgreement, MerchantClerk, Reward, RewardStock, StockMove
from redvest.bank.queries.merchants import agreed_merchants, own_shops
from redvest.bank.queries.rewards import catalogue
from redvest.bank.services.catalogue import (
    RewardCard,
    add_reward,
    count_stock,
    edit_reward,
    place_reward,
    receive_donation,
    set_reward_open,
    stock_up,
)
from redvest.bank.services.merchants import (
    MerchantCard,
    add_clerk,
    decide_agreement,
    edit_merchant,
    end_agreement,
    open_merchant,
    propose_agreement,
    remove_clerk,
)
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.people.models import RoleGrant
from tests.bank.shop import CARD, Shop, a_reward
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME


def card(**changes: object) -> RewardCard:
    return RewardCard(**{**CARD.__dict__, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["百元现金", "手机话费", "购物卡"])
def test_it_refuses_what_works_like_money(shop: Shop, name: str):
    before = Reward.objects.count()
    with pytest.raises(Invalid) as refused:
        add_reward(actor=shop.centre, card=card(name=name))
    assert refused.value.code == "like_cash"
    assert Reward.objects.count() == before


def test_alcohol_is_for_adults_although_nobody_ticked_it(shop: Shop):
    assert a_reward(shop.cast, "白酒").adults_only


def test_only_the_center_says_how_many_points(shop: Shop):
    with pytest.raises(NotAllowed):
        add_reward(actor=shop.desk, card=card(name="毛巾"))
    reward = shop.soap.reward
    with pytest.raises(NotAllowed):
        edit_reward(actor=shop.desk, reward_id=reward.id, card=card(points=1), version=1)
    assert Reward.objects.get(id=reward.id).points == 10


def test_a_form_that_is_older_than_a_change_is_told(shop: Shop):
    reward = shop.soap.reward
    edit_reward(actor=shop.centre, reward_id=reward.id, card=card(points=12), version=1)
    with pytest.raises(Conflict):
        edit_reward(actor=shop.centre, reward_id=reward.id, card=card(points=15), version=1)
    assert Reward.objects.get(id=reward.id).points == 12


def test_pieces_are_what_their_movements_add_up_to(shop: Shop):
    stock_up(actor=shop.desk, stock_id=shop.soap.id, pieces=4)
    receive_donation(actor=shop.desk, stock_id=shop.soap.id, pieces=5, donor="某超市")
    count_stock(actor=shop.desk, stock_id=shop.soap.id, found=11)
    moves = StockMove.objects.filter(stock=shop.soap)
    assert list(moves.order_by("at").values_list("kind", "pieces")) == [
        ("stocked", 3), ("stocked", 4), ("donated", 5), ("counted", -1),
    ]  # fmt: skip
    assert shop.left(shop.soap) == moves.aggregate(sum=Sum("pieces"))["sum"] == 11


def test_the_history_of_pieces_cannot_be_changed(shop: Shop):
    move = StockMove.objects.filter(stock=shop.soap).first()
    assert move is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        StockMove.objects.filter(id=move.id).update(pieces=99)
    assert StockMove.objects.get(id=move.id).pieces == 3


def test_the_database_itself_keeps_pieces_from_falling_below_zero(shop: Shop):
    with pytest.raises(DatabaseError), transaction.atomic():
        RewardStock.objects.filter(id=shop.soap.id).update(left=-1)


def test_a_desk_of_another_place_touches_no_pieces_here(shop: Shop):
    with pytest.raises(NotSeen):
        stock_up(actor=shop.other_desk, stock_id=shop.soap.id, pieces=1)
    with pytest.raises(NotSeen):
        place_reward(actor=shop.other_desk, reward_id=shop.soap.reward_id, venue_id=shop.station.id)
    assert shop.left(shop.soap) == 3


def test_what_is_closed_or_not_agreed_is_not_in_the_catalog(shop: Shop):
    names = {one.name for one in catalogue(DISTRICT)}
    assert names == {"洗衣液", "理发"}
    set_reward_open(actor=shop.centre, reward_id=shop.soap.reward_id, is_open=False)
    agreement = MerchantAgreement.objects.get()
    end_agreement(actor=shop.centre, agreement_id=agreement.id)
    assert catalogue(DISTRICT) == []


def test_an_agreement_takes_two_people(shop: Shop):
    today = timezone.localdate()
    row = propose_agreement(
        actor=shop.centre,
        merchant_id=shop.merchant.id,
        terms="再加十份",
        first_on=today,
        last_on=today + timedelta(days=30),
    )
    with pytest.raises(NotAllowed) as refused:
        decide_agreement(actor=shop.centre, agreement_id=row.id, agree=True)
    assert refused.value.code == "same_hand"
    with pytest.raises(NotAllowed):
        decide_agreement(actor=shop.desk, agreement_id=row.id, agree=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        MerchantAgreement.objects.filter(id=row.id).update(
            state="agreed", decided_by=row.proposed_by
        )
    assert MerchantAgreement.objects.get(id=row.id).state == "proposed"
    decided = decide_agreement(actor=shop.second_centre, agreement_id=row.id, agree=True)
    assert decided.state == "agreed"


def test_an_agreement_is_over_the_day_after_its_last(shop: Shop):
    today = timezone.localdate()
    MerchantAgreement.objects.update(last_on=today)
    assert agreed_merchants(DISTRICT, today) == {shop.merchant.id}
    assert agreed_merchants(DISTRICT, today + timedelta(days=1)) == set()


def test_days_the_wrong_way_round_are_refused(shop: Shop):
    today = timezone.localdate()
    with pytest.raises(Invalid):
        propose_agreement(
            actor=shop.desk,
            merchant_id=shop.merchant.id,
            terms="x",
            first_on=today,
            last_on=today - timedelta(days=1),
        )
    assert MerchantAgreement.objects.count() == 1


def test_a_clerk_is_a_partner_as_long_as_there_is_a_shop(shop: Shop):
    clerk = MerchantClerk.objects.get()
    assert [one.name for one in own_shops(shop.clerk)] == ["惠民理发店"]
    with pytest.raises(Conflict):
        add_clerk(actor=shop.centre, merchant_id=shop.merchant.id, account_id=clerk.account_id)
    remove_clerk(actor=shop.centre, merchant_id=shop.merchant.id, clerk_id=clerk.id)
    assert own_shops(shop.clerk) == []
    grant = RoleGrant.objects.get(account_id=clerk.account_id)
    assert grant.revoked_at is not None


def test_a_merchant_is_named_once_in_a_place_and_opened_where_one_may(shop: Shop):
    with pytest.raises(Invalid) as refused:
        open_merchant(actor=shop.desk, card=MerchantCard("惠民理发店", HOME))
    assert refused.value.code == "name_taken"
    with pytest.raises(Invalid) as refused:
        open_merchant(actor=shop.desk, card=MerchantCard("别处的店", ELSEWHERE))
    assert refused.value.code == "region"
    changed = edit_merchant(
        actor=shop.desk,
        merchant_id=shop.merchant.id,
        card=MerchantCard("惠民理发店", HOME, "畅家巷6号"),
        version=shop.merchant.version,
    )
    assert changed.address == "畅家巷6号"


def test_only_the_center_lets_somebody_hand_over(shop: Shop):
    with pytest.raises(NotAllowed):
        add_clerk(
            actor=shop.desk,
            merchant_id=shop.merchant.id,
            account_id=shop.cast.accounts["granny"].id,
        )
    assert MerchantClerk.objects.count() == 1
