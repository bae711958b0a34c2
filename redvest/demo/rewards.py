"""Rewards of the demo: a partner shop with an agreement, goods at the station, points to spend."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from redvest.bank.services.catalogue import (
    RewardCard,
    add_reward,
    place_reward,
    receive_donation,
    stock_up,
)
from redvest.bank.services.earning import settle_records
from redvest.bank.services.merchants import (
    MerchantCard,
    add_clerk,
    decide_agreement,
    open_merchant,
    propose_agreement,
)
from redvest.bank.services.ruling import decide_rule, draft_rule
from redvest.demo.stage import Stage
from redvest.engines.earning import Terms
from redvest.venues.models import Venue

# Name, English, kind, what it is for, points, whether the shop gives it.
SHELF = (
    ("洗衣液", "Detergent", "goods", "daily", 10, False),
    ("抽纸一提", "Tissues", "goods", "daily", 6, False),
    ("理发一次", "A haircut", "service", "daily", 20, True),
    ("公交日票", "Day ticket for the bus", "courtesy", "travel", 8, False),
    ("社区医院血压检测", "Blood pressure check", "courtesy", "health", 5, False),
    ("植物园门票", "Ticket for the botanical garden", "courtesy", "sights", 15, False),
)


def rewards(stage: Stage) -> None:
    """Two people agreed with the shop, the shelf is full, and service earns."""
    station, centre = stage.actor("station"), stage.actor("centre")
    shop = open_merchant(actor=station, card=MerchantCard("惠民理发店", stage.home, "文化巷6号"))
    add_clerk(actor=centre, merchant_id=shop.id, account_id=stage.logins["partner"].id)
    today = timezone.localdate()
    row = propose_agreement(
        actor=station,
        merchant_id=shop.id,
        terms="每月二十次理发，费用由本店承担；不满意可以重理。",
        first_on=today,
        last_on=today + timedelta(days=365),
    )
    decide_agreement(actor=centre, agreement_id=row.id, agree=True)
    _shelf(stage, shop.id)
    _rules(stage)


def _shelf(stage: Stage, shop_id: UUID) -> None:
    station, centre = stage.actor("station"), stage.actor("centre")
    venue = Venue.objects.filter(
        district=stage.district, region=stage.home, level="station"
    ).first()
    for name, english, kind, field, points, by_shop in SHELF:
        card = RewardCard(
            name=name,
            name_en=english,
            kind=kind,
            field=field,
            points=points,
            merchant_id=shop_id if by_shop else None,
        )
        reward = add_reward(actor=centre, card=card)
        if by_shop:
            stock = place_reward(actor=station, reward_id=reward.id)
        elif venue is not None:
            stock = place_reward(actor=station, reward_id=reward.id, venue_id=venue.id)
        else:
            continue
        stock_up(actor=station, stock_id=stock.id, pieces=20)
        if name == "抽纸一提":
            receive_donation(actor=station, stock_id=stock.id, pieces=10, donor="某超市")


def _rules(stage: Stage) -> None:
    """The first version holds for what was served lately; the worker pays by it."""
    centre, second = stage.actor("centre"), stage.actor("centre_2")
    month_ago = timezone.localdate() - timedelta(days=30)
    draft = draft_rule(actor=centre, terms=Terms(), from_day=month_ago)
    decide_rule(actor=second, rule_id=draft.id)
    settle_records()
