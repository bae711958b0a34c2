"""The bank's catalogue and merchants: desks of the place, and the center for what costs points."""

from datetime import timedelta

from django.utils import timezone

from redvest.bank.models import (
    Merchant,
    MerchantAgreement,
    MerchantClerk,
    Reward,
    RewardStock,
)
from tests.access import Place, Row, Who, World
from tests.access.meals import canteen_at
from tests.access.orders import DESK, HERE, POST

CENTRE = frozenset({Who.CENTRE})
LOOKING = DESK | {Who.AUDITOR}
EVERY_DESK = {Who.STATION: HERE, Who.OFFICE: HERE}


def merchant_at(world: World, place: Place) -> Merchant:
    def make() -> Merchant:
        return Merchant.objects.create(
            district=place.district, region=place.value, name="惠民便利店"
        )

    return world.once(("merchant", place), make)  # type: ignore[return-value]


def reward_at(world: World, place: Place) -> Reward:
    def make() -> Reward:
        name = f"洗衣液{list(Place).index(place)}"
        return Reward.objects.create(
            district=place.district, name=name, kind="goods", field="daily", points=10
        )

    return world.once(("reward", place), make)  # type: ignore[return-value]


def stock_at(world: World, place: Place) -> RewardStock:
    def make() -> RewardStock:
        return RewardStock.objects.create(
            district=place.district,
            reward=reward_at(world, place),
            venue=canteen_at(world, place),
            left=1000,
        )

    return world.once(("reward stock", place), make)  # type: ignore[return-value]


def merchant(world: World, place: Place) -> dict[str, object]:
    return {"merchant_id": merchant_at(world, place).id}


def clerk(world: World, place: Place) -> dict[str, object]:
    def make() -> MerchantClerk:
        return MerchantClerk.objects.create(
            district=place.district,
            merchant=merchant_at(world, place),
            account=world.accounts[Who.PARTNER],
            added_at=timezone.now(),
        )

    found: MerchantClerk = world.once(("clerk", place), make)  # type: ignore[assignment]
    return {**merchant(world, place), "clerk_id": found.id}


def agreement(world: World, place: Place) -> dict[str, object]:
    def make() -> MerchantAgreement:
        today = timezone.localdate()
        return MerchantAgreement.objects.create(
            district=place.district,
            merchant=merchant_at(world, place),
            terms="满十分换一份",
            first_on=today,
            last_on=today + timedelta(days=300),
            proposed_by=world.accounts[Who.STATION].id,
            proposed_at=timezone.now(),
        )

    found: MerchantAgreement = world.once(("agreement", place), make)  # type: ignore[assignment]
    return {"agreement_id": found.id, "action": "agree"}


def reward(world: World, place: Place) -> dict[str, object]:
    return {"reward_id": reward_at(world, place).id}


def closing(world: World, place: Place) -> dict[str, object]:
    return {**reward(world, place), "action": "close"}


def stock(world: World, place: Place) -> dict[str, object]:
    return {"stock_id": stock_at(world, place).id, "action": "count"}


def pieces(_world: World, _place: Place) -> dict[str, object]:
    return {"found": "1000"}


ROWS = {
    "bank:catalogue_desk": Row(LOOKING),
    "bank:reward_new": Row(CENTRE, methods=("GET", "POST")),
    "bank:reward_desk": Row(LOOKING, kwargs=reward, sees=EVERY_DESK),
    "bank:reward_edit": Row(CENTRE, kwargs=reward, methods=("GET", "POST")),
    "bank:reward_offered": Row(CENTRE, kwargs=closing, methods=POST),
    "bank:reward_place": Row(DESK, kwargs=reward, sees=EVERY_DESK, methods=POST),
    "bank:stocking": Row(DESK, kwargs=stock, data=pieces, methods=POST),
    "bank:merchants": Row(LOOKING),
    "bank:merchant_new": Row(DESK, methods=("GET", "POST")),
    "bank:merchant": Row(LOOKING, kwargs=merchant),
    "bank:merchant_edit": Row(DESK, kwargs=merchant, methods=("GET", "POST")),
    "bank:clerk_add": Row(CENTRE, kwargs=merchant, methods=POST),
    "bank:clerk_drop": Row(CENTRE, kwargs=clerk, methods=POST),
    "bank:agreement_propose": Row(DESK, kwargs=merchant, methods=POST),
    "bank:agreement_step": Row(CENTRE, kwargs=agreement, methods=POST),
}
