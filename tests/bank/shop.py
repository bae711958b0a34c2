"""The shop of the reward tests: a partner merchant with its clerk, goods at the station."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from redvest.bank.models import Merchant, MerchantAgreement, Reward, RewardStock
from redvest.bank.services.catalogue import RewardCard, add_reward, place_reward, stock_up
from redvest.bank.services.merchants import (
    MerchantCard,
    add_clerk,
    decide_agreement,
    open_merchant,
    propose_agreement,
)
from redvest.engines.roles import Role
from redvest.people.actors import Actor
from redvest.people.services.accounts import open_account
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, Cast, the_cast

CARD = RewardCard(name="洗衣液", kind="goods", field="daily", points=10, name_en="Detergent")


@dataclass
class Shop:
    """The cast of the order tests, and what is to be had."""

    cast: Cast
    station: Venue
    merchant: Merchant
    soap: RewardStock
    """Three pieces at the station."""
    haircut: RewardStock
    """A service of the merchant's, two a month."""

    def __getattr__(self, name: str) -> Actor:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.cast.actor(name)

    def left(self, stock: RewardStock) -> int:
        return RewardStock.objects.get(id=stock.id).left


def an_agreement(cast: Cast, merchant_id: UUID) -> MerchantAgreement:
    """Proposed by the station, agreed to by the center."""
    today = timezone.localdate()
    row = propose_agreement(
        actor=cast.desk,
        merchant_id=merchant_id,
        terms="每月二十份免费理发，费用由本店承担",
        first_on=today - timedelta(days=1),
        last_on=today + timedelta(days=300),
    )
    return decide_agreement(actor=cast.centre, agreement_id=row.id, agree=True)


def a_reward(cast: Cast, name: str, **changes: object) -> Reward:
    values = {**CARD.__dict__, "name": name, "name_en": "", **changes}
    return add_reward(actor=cast.centre, card=RewardCard(**values))  # type: ignore[arg-type]


def a_shop(cast: Cast | None = None) -> Shop:
    """Set it up through the services."""
    cast = cast or the_cast()
    station, _made = Venue.objects.get_or_create(
        district=DISTRICT,
        region=HOME,
        level="station",
        defaults={"name": "畅家巷新时代文明实践站"},
    )
    merchant = open_merchant(
        actor=cast.desk, card=MerchantCard("惠民理发店", HOME, "畅家巷5号", "0931-1234567")
    )
    cast.accounts["clerk"] = open_account(phone="19900000050", district=DISTRICT)
    add_clerk(actor=cast.centre, merchant_id=merchant.id, account_id=cast.accounts["clerk"].id)
    cast.staff("second_centre", 51, Role.CENTRE_ADMIN, DISTRICT)
    an_agreement(cast, merchant.id)
    soap = place_reward(actor=cast.desk, reward_id=a_reward(cast, "洗衣液").id, venue_id=station.id)
    haircut = place_reward(
        actor=cast.desk,
        reward_id=a_reward(
            cast, "理发", kind="service", points=20, month_limit=2, merchant_id=merchant.id
        ).id,
    )
    stock_up(actor=cast.desk, stock_id=soap.id, pieces=3)
    stock_up(actor=cast.desk, stock_id=haircut.id, pieces=20)
    return Shop(cast, station, merchant, soap, haircut)
