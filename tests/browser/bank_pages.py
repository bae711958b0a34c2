"""The pages of rewards: name, address, as whom, whether it is a desk's."""

from collections.abc import Callable

from redvest.bank.services.redeeming import issue, reserve
from tests.bank.giving import earn
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


REWARDS: list[tuple[str, str | Callable[[Stage], str], str, bool]] = [
    ("rewards", among("/rewards/"), "wang", False),
    ("rewards-code", to_fetch, "wang", False),
    ("passbook", among("/passbook/"), "wang", False),
    ("shop", among("/shop/"), "desk", False),
    ("rewards-solvency", among("/rewards/solvency/"), "", False),
    ("merchant", among("/desk/merchants/{merchant}/"), "centre", True),
]
