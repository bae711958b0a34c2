"""付出—积累—回报, as the handbook shows it: Wang serves and earns, reserves a haircut, the shop
scans the code, and the passbook tells all of it.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from redvest.bank.models import Redemption
from redvest.bank.queries.codes import code_of
from redvest.bank.services.earning import settle_records
from redvest.records.models import ServiceRecord
from tests.bank.service import a_rule
from tests.browser.bank_pages import the_shop
from tests.browser.look import look
from tests.browser.stage import Stage
from tests.orders.cast import Cast
from tests.records.cast import BEGAN, HOUR, a_visit, recorded

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")


def shown(page: Page, name: str) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    found = look(page, f"walk-{name}", elder=False, citizen=True)
    assert not found, found
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def served(cast: Cast) -> ServiceRecord:
    """An hour at granny's, confirmed by her, which earned by the rules in force."""
    a_rule(from_day=BEGAN.date())
    return recorded(a_visit(cast, "confirmed", began=BEGAN - 5 * HOUR))


def test_from_the_service_to_the_passbook(stage: Stage):
    shop = the_shop(stage)
    record = stage.once("served for points", served)
    assert settle_records() >= 1
    context = stage.enter("wang")
    page = context.new_page()
    page.goto(f"{stage.server}/rewards/")
    shown(page, "rewards-list")
    page.get_by_role("link", name="理发").click()
    page.get_by_role("button", name="在惠民理发店领").click()
    expect(page.get_by_role("heading", name="核对一遍再确认")).to_be_visible()
    shown(page, "rewards-check")
    page.get_by_role("button", name="确认，用 20 积分换").click()
    expect(page.get_by_text("只能用一次")).to_be_visible()
    shown(page, "rewards-code")
    row = Redemption.objects.filter(stock=shop.haircut).order_by("-reserved_at").first()
    assert row is not None
    scanned(stage, code_of(row))
    page.goto(f"{stage.server}/passbook/")
    expect(page.get_by_role("link", name="兑换：理发")).to_be_visible()
    shown(page, "passbook")
    earned = page.locator(f'a[href="/me/hours/{record.id}/"]')
    expect(earned).to_have_text(f"服务存入：{record.title}")
    page.get_by_role("link", name="兑换：理发").first.click()
    expect(page.get_by_text(row.number)).to_be_visible()
    context.close()


def scanned(stage: Stage, code: str) -> None:
    """The clerk's own phone reads the code; its address carries the digits behind the #."""
    context = stage.enter("clerk")
    page = context.new_page()
    page.goto(f"{stage.server}/shop/#{code}")
    expect(page.get_by_label("八位取货码")).to_have_value(code)
    assert code not in page.url
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("演*2")).to_be_visible()
    shown(page, "shop-check")
    page.get_by_role("button", name="已交给本人").click()
    expect(page.get_by_text("已核销：理发")).to_be_visible()
    context.close()
