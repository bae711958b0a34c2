"""The pages of rewards: name, address, as whom, whether it is a desk's."""

from collections.abc import Callable
from uuid import UUID

from redvest.bank.models import Entry
from redvest.bank.services.adjusting import decide_adjustment, propose_adjustment
from redvest.bank.services.giving import give
from redvest.bank.services.redeeming import issue, reserve
from redvest.engines.ledger import Unit
from redvest.people.indexes import phone_index
from tests.bank.giving import earn
from tests.bank.savers import save
from tests.bank.shop import Shop, a_shop
from tests.browser.stage import Stage
from tests.orders.cast import Cast


def opened(cast: Cast) -> Shop:
    """The shop is open; Wang has points and one reward to fetch."""
    shop = a_shop(cast)
    earn(cast.persons["wang"], 100)
    return shop


def the_shop(stage: Stage) -> Shop:
    return stage.once("reward shop", opened)


def to_fetch(stage: Stage) -> str:
    shop = the_shop(stage)

    def make(_cast: Cast) -> str:
        row = reserve(actor=shop.wang, stock_id=shop.soap.id)
        return f"/rewards/mine/{issue(actor=shop.wang, redemption_id=row.id).id}/"

    return stage.once("reward to fetch", make)


def among(address: str) -> Callable[[Stage], str]:
    def make(stage: Stage) -> str:
        shop = the_shop(stage)
        to_fetch(stage)
        return address.format(reward=shop.haircut.reward_id, merchant=shop.merchant.id)

    return make


def to_clear(stage: Stage) -> str:
    """An adjustment that was agreed to, and whose cause nobody has found yet."""
    shop = the_shop(stage)

    def make(cast: Cast) -> str:
        row = propose_adjustment(
            actor=shop.centre, person_id=cast.persons["wang"].id, unit=Unit.POINTS,
            gives=True, amount=30, reason="not_written", document="兰城文〔2026〕12号",
        )  # fmt: skip
        decide_adjustment(actor=shop.second_centre, adjustment_id=row.id, agree=True)
        other = propose_adjustment(
            actor=shop.centre, person_id=cast.persons["li"].id, unit=Unit.MINUTES, gives=True,
            amount=90, reason="ruling", document="工单20261122-004",
        )  # fmt: skip
        assert other.state == "asked"
        return f"/desk/points/adjust/{row.id}/"

    return stage.once("adjustment to clear", make)


def uncleared(stage: Stage) -> str:
    to_clear(stage)
    return "/desk/points/adjust/"


def with_time(cast: Cast) -> UUID:
    """Grandfather is old enough, known by his phone, and has saved four hours."""
    cast.add("grandpa", 61)
    person = cast.persons["grandpa"]
    person.birth_date, person.phone_index = "1948-05-01", phone_index("19900000061")
    person.save(update_fields=["birth_date", "phone_index"])
    save(person, 240)
    return person.id


def gift_line(stage: Stage) -> str:
    def make(cast: Cast) -> str:
        wang = cast.persons["wang"]
        earn(wang, 30)
        give(actor=cast.wang, unit="points", amount=4)
        entry = Entry.objects.get(account__person=wang, transfer__kind="donate")
        return f"/passbook/line/{entry.id}/"

    return stage.once("line of a gift", make)


def time_of(address: str) -> Callable[[Stage], str]:
    return lambda stage: address.format(person=stage.once("time saved", with_time))


REWARDS: list[tuple[str, str | Callable[[Stage], str], str, bool]] = [
    ("rewards", among("/rewards/"), "wang", False),
    ("rewards-code", to_fetch, "wang", False),
    ("passbook", among("/passbook/"), "wang", False),
    ("passbook-line", gift_line, "wang", False),
    ("shop", among("/shop/"), "desk", False),
    ("rewards-solvency", among("/rewards/solvency/"), "", False),
    ("adjustment", to_clear, "second_centre", True),
    ("adjustments", uncleared, "centre", True),
    ("time", time_of("/time/"), "grandpa", False),
    ("time-for", time_of("/desk/time/{person}/"), "desk", True),
    ("time-use", time_of("/time/use/"), "grandpa", False),
    ("time-send", time_of("/time/send/"), "grandpa", False),
    ("time-teams", time_of("/time/teams/"), "wang", False),
    ("time-desk", "/desk/time/", "desk", True),
    ("time-inherits", "/desk/time/inherits/", "desk", True),
    ("time-inherit-for", time_of("/desk/time/{person}/inherit/"), "desk", True),
    ("time-exchanges", "/desk/time/exchanges/", "centre", True),
    ("time-use-for", time_of("/desk/time/{person}/use/"), "desk", True),
    ("merchant", among("/desk/merchants/{merchant}/"), "centre", True),
]
