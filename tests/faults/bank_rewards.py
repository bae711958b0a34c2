"""The catalogue, merchants and redemptions in the fault loop."""

from collections.abc import Callable
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from redvest.bank.models import MerchantAgreement, MerchantClerk, Redemption, RewardGrant
from redvest.bank.queries.codes import code_of
from redvest.bank.services import catalogue, handing, love_bank, merchants, redeeming
from redvest.people.actors import Actor, system
from redvest.people.models import Person
from redvest.people.services.accounts import open_account
from redvest.venues.models import Venue
from tests.bank.giving import donate, earn
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


def rich() -> Shop:
    """The shop with pieces and points enough for one more."""
    found = shop()
    catalogue.stock_up(actor=found.desk, stock_id=found.soap.id, pieces=1)
    earn(found.cast.persons["wang"], 10)
    return found


def reserved() -> tuple[Shop, Redemption]:
    found = rich()
    return found, redeeming.reserve(actor=found.wang, stock_id=found.soap.id)


def coded() -> tuple[Shop, Redemption]:
    found, row = reserved()
    return found, redeeming.issue(actor=found.wang, redemption_id=row.id)


def handed() -> tuple[Shop, Redemption]:
    found, row = coded()
    return found, handing.hand_over(actor=found.desk, code=code_of(row), via="desk")


@case("bank.reserve")
def reserving() -> tuple[Actor, Act]:
    found = rich()
    return found.wang, lambda: redeeming.reserve(actor=found.wang, stock_id=found.soap.id)


@case("bank.issue")
def issuing() -> tuple[Actor, Act]:
    found, row = reserved()
    return found.wang, lambda: redeeming.issue(actor=found.wang, redemption_id=row.id)


@case("bank.cancel")
def cancelling() -> tuple[Actor, Act]:
    found, row = coded()
    return found.wang, lambda: redeeming.cancel(actor=found.wang, redemption_id=row.id)


@case("bank.expire_redemption")
def expiring() -> tuple[Actor, Act]:
    _found, row = coded()
    return system(DISTRICT), lambda: redeeming.expire_redemption(
        redemption_id=row.id, now=row.ends_at
    )


@case("bank.close_redemption")
def closing() -> tuple[Actor, Act]:
    _found, row = handed()
    later = timezone.now() + timedelta(days=30)
    return system(DISTRICT), lambda: redeeming.close_redemption(redemption_id=row.id, now=later)


@case("bank.hand_over")
def handing_over() -> tuple[Actor, Act]:
    found, row = coded()
    code = code_of(row)
    return found.desk, lambda: handing.hand_over(actor=found.desk, code=code, via="desk")


@case("bank.run_out")
def running_out() -> tuple[Actor, Act]:
    found, row = coded()
    code = code_of(row)
    return found.desk, lambda: handing.run_out(actor=found.desk, code=code)


@case("bank.redeem_at_desk")
def redeeming_at_the_desk() -> tuple[Actor, Act]:
    found = rich()
    person = found.cast.persons["wang"]
    return found.desk, lambda: handing.redeem_at_desk(
        actor=found.desk, stock_id=found.soap.id, person_id=person.id
    )


@case("bank.dispute")
def objecting() -> tuple[Actor, Act]:
    found, row = handed()
    return found.wang, lambda: redeeming.dispute(
        actor=found.wang, redemption_id=row.id, note="broken"
    )


@case("bank.uphold")
def upholding() -> tuple[Actor, Act]:
    found, row = handed()
    redeeming.dispute(actor=found.wang, redemption_id=row.id, note="broken")
    return found.desk, lambda: redeeming.uphold(actor=found.desk, redemption_id=row.id)


@case("bank.ask_reversal")
def asking_for_a_return() -> tuple[Actor, Act]:
    found, row = handed()
    return found.desk, lambda: redeeming.ask_reversal(actor=found.desk, redemption_id=row.id)


@case("bank.decide_reversal")
def returning() -> tuple[Actor, Act]:
    found, row = handed()
    redeeming.ask_reversal(actor=found.desk, redemption_id=row.id)
    centre = found.centre
    return centre, lambda: redeeming.decide_reversal(actor=centre, redemption_id=row.id, agree=True)


def somebody_poor(found: Shop) -> Person:
    person = Person(district=DISTRICT, name="王奶奶", home_community=HOME)
    person.save(force_insert=True)
    earn(found.cast.persons["wang"], 5)
    donate(found.cast.persons["wang"], 5)
    return person


@case("bank.ask_grant")
def asking_for_a_grant() -> tuple[Actor, Act]:
    found = shop()
    person = somebody_poor(found)
    return found.desk, lambda: love_bank.ask_grant(
        actor=found.desk, person_id=person.id, amount=5, reason="ill"
    )


@case("bank.decide_grant")
def granting() -> tuple[Actor, Act]:
    found = shop()
    person = somebody_poor(found)
    row: RewardGrant = love_bank.ask_grant(
        actor=found.desk, person_id=person.id, amount=5, reason="ill"
    )
    centre = found.centre
    return centre, lambda: love_bank.decide_grant(actor=centre, grant_id=row.id, agree=True)
