"""An elder without a smart phone calls: the desk finds him, makes sure who it is, reads the limits
and the order to him, and sends it; his passbook tells of it.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from redvest.bank.models import TimeUse
from tests.browser.bank_pages import with_time
from tests.browser.look import look
from tests.browser.stage import Stage
from tests.orders.cast import soon

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")


def shown(page: Page, name: str, *, citizen: bool = False) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    found = look(page, f"walk-{name}", citizen=citizen)
    assert not found, found
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def test_an_elder_withdraws_time_by_phone_through_the_desk(stage: Stage):
    person_id = stage.once("time saved", with_time)
    context = stage.enter("desk", width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/desk/time/")
    page.get_by_role("link", name="替居民办理").click()
    page.get_by_label("手机号、证件号或志愿者编号").fill("19900000061")
    page.get_by_role("button", name="查找").click()
    expect(page.get_by_role("heading", name="念给对方听")).to_be_visible()
    shown(page, "time-desk")
    page.get_by_role("link", name="用时间点单").click()
    page.get_by_label("来电号码").fill("19900000061")
    page.get_by_label("服务项目").select_option(str(stage.cast.item.id))
    page.get_by_label("最多用多久").select_option("60")
    page.get_by_label("需要什么帮助？").fill("阳台灯坏了，请人来换")
    page.get_by_label("哪一天方便？").fill(soon().date().isoformat())
    page.get_by_label("上门地址").fill("畅家巷3号楼2单元501室")
    page.get_by_label("联系电话").fill("19900000061")
    page.get_by_label("已念给对方听").check()
    page.get_by_role("button", name="下一步：念给对方听").click()
    expect(page.get_by_text("请选择您怎样核实了本人").first).to_be_visible()
    page.get_by_label("回拨登记的电话，是本人接的").check()
    page.get_by_role("button", name="下一步：念给对方听").click()
    expect(page.get_by_text("还剩")).to_be_visible()
    shown(page, "time-read-back")
    assert not TimeUse.objects.filter(person_id=person_id).exists()
    page.get_by_role("button", name="留出时间并点单").click()
    expect(page.get_by_text("已点单，留出1小时")).to_be_visible()
    use = TimeUse.objects.get(person_id=person_id)
    assert (use.verified_by, use.order.channel) == ("callback", "hotline")
    context.close()
    context = stage.enter("grandpa")
    page = context.new_page()
    page.goto(f"{stage.server}/time/")
    expect(page.get_by_text(use.order.number)).to_be_visible()
    shown(page, "time-own", citizen=True)
    context.close()
