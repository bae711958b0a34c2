"""The catalogue, merchants and redemptions in the fault loop."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from redvest.bank.models import MerchantAgreement, MerchantClerk
from redvest.bank.services import catalogue, merchants
from redvest.people.actors import Actor
from redvest.people.services.accounts import open_account
from redvest.venues.models import Venue
from tests.bank.shop import CARD, Shop, a_reward, a_shop
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.orders.cast import DISTRICT, HOME

_shops: dict[str, Shop] = {}
_numbers = iter(range(1000, 1_000_000))


def shop() -> Shop:
    """The shop of the database at hand, set up once for each; no agreement waits there."""
    name = connection.settings_dict["NAME"]
    if name not in _shops:
        _shops[name] = a_shop(stage())
    MerchantAgreement.objects.filter(state="proposed").delete()
    return _shops[name]


def fresh(word: str) -> str:
    return f"{word}{next(_numbers)}"


@case("bank.open_merchant")
def opening_a_merchant() -> tuple[Actor, Act]:
    desk, card = shop().desk, merchants.MerchantCard(fresh("店"), HOME)
    return desk, lambda: merchants.open_merchant(actor=desk, card=card)


@case("bank.edit_merchant")
def editing_a_merchant() -> tuple[Actor, Act]:
    desk = shop().desk
    row = merchants.open_merchant(actor=desk, card=merchants.MerchantCard(fresh("店"), HOME))
    card = merchants.MerchantCard(fresh("店"), HOME)
    return desk, lambda: merchants.edit_merchant(
        actor=desk, merchant_id=row.id, card=card, version=row.version
    )


@case("bank.add_clerk")
def adding_a_clerk() -> tuple[Actor, Act]:
    found = shop()
    account = open_account(phone=f"1987{next(_numbers):07d}", district=DISTRICT)
    centre = found.centre
    return centre, lambda: merchants.add_clerk(
        actor=centre, merchant_id=found.merchant.id, account_id=account.id
    )


@case("bank.remove_clerk")
def removing_a_clerk() -> tuple[Actor, Act]:
    found = shop()
    account = open_account(phone=f"1987{next(_numbers):07d}", district=DISTRICT)
    centre = found.centre
    row: MerchantClerk = merchants.add_clerk(
        actor=centre, merchant_id=found.merchant.id, account_id=account.id
    )
    return centre, lambda: merchants.remove_clerk(
        actor=centre, merchant_id=found.merchant.id, clerk_id=row.id
    )


def proposed(found: Shop) -> MerchantAgreement:
    today = timezone.localdate()
    return merchants.propose_agreement(
        actor=found.desk,
        merchant_id=found.merchant.id,
        terms="每月十份",
        first_on=today,
        last_on=today + timedelta(days=9),
    )


@case("bank.propose_agreement")
def proposing() -> tuple[Actor, Act]:
    found = shop()
    return found.desk, lambda: proposed(found)


@case("bank.decide_agreement")
def deciding() -> tuple[Actor, Act]:
    found = shop()
    row, centre = proposed(found), found.centre
    return centre, lambda: merchants.decide_agreement(actor=centre, agreement_id=row.id, agree=True)


@case("bank.end_agreement")
def ending() -> tuple[Actor, Act]:
    found = shop()
    row, centre = proposed(found), found.centre
    merchants.decide_agreement(actor=centre, agreement_id=row.id, agree=True)
    return centre, lambda: merchants.end_agreement(actor=centre, agreement_id=row.id)


@case("bank.add_reward")
def adding_a_reward() -> tuple[Actor, Act]:
    centre = shop().centre
    card = catalogue.RewardCard(**{**CARD.__dict__, "name": fresh("毛巾")})
    return centre, lambda: catalogue.add_reward(actor=centre, card=card)


@case("bank.edit_reward")
def editing_a_reward() -> tuple[Actor, Act]:
    found = shop()
    row, centre = a_reward(found.cast, fresh("毛巾")), found.centre
    card = catalogue.RewardCard(**{**CARD.__dict__, "name": fresh("毛巾")})
    return centre, lambda: catalogue.edit_reward(
        actor=centre, reward_id=row.id, card=card, version=row.version
    )


@case("bank.set_reward_open")
def closing_a_reward() -> tuple[Actor, Act]:
    found = shop()
    row, centre = a_reward(found.cast, fresh("毛巾")), found.centre
    return centre, lambda: catalogue.set_reward_open(actor=centre, reward_id=row.id, is_open=False)


@case("bank.place_reward")
def placing_a_reward() -> tuple[Actor, Act]:
    found = shop()
    venue = Venue.objects.create(district=DISTRICT, region=HOME, level="point", name=fresh("点"))
    return found.desk, lambda: catalogue.place_reward(
        actor=found.desk, reward_id=found.soap.reward_id, venue_id=venue.id
    )


def stocking(name: str, service: Callable[..., object], **values: object) -> None:
    @case(f"bank.{name}")
    def arrange() -> tuple[Actor, Act]:
        found = shop()
        return found.desk, lambda: service(actor=found.desk, stock_id=found.soap.id, **values)


stocking("stock_up", catalogue.stock_up, pieces=2)
stocking("receive_donation", catalogue.receive_donation, pieces=2, donor="某超市")


@case("bank.count_stock")
def counting() -> tuple[Actor, Act]:
    found = shop()
    there = found.left(found.soap) + 1
    return found.desk, lambda: catalogue.count_stock(
        actor=found.desk, stock_id=found.soap.id, found=there
    )
