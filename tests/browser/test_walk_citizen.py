"""Two walks of residents, as the handbook shows them: an elder with one sentence, and a relative
who orders for her and lets the family look after it.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from redvest.orders.models import OrderLink, ServiceOrder
from redvest.orders.queries.links import code_of, token_of
from redvest.people.models import ProxyLink
from tests.browser.look import look, violations_of
from tests.browser.stage import Stage
from tests.orders.cast import DISTRICT, Cast, an_order

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")


def shown(page: Page, name: str, *, elder: bool = False) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    found = look(page, f"walk-{name}", elder=elder, citizen=True)
    assert not found, found
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def test_an_elder_orders_with_one_sentence(stage: Stage):
    context = stage.enter("granny", elder=True)
    page = context.new_page()
    page.goto(f"{stage.server}/orders/new/")
    page.get_by_role("link", name="用一句话说").click()
    box = page.get_by_label("用一句话说您要什么帮助")
    box.fill("阳台灯坏了，后天上午9点来，住畅家巷3号楼2单元501室，电话19900000001")
    shown(page, "sentence-say", elder=True)
    page.get_by_role("button", name="下一步").click()
    assert page.locator("input[type=radio][name=item]:checked").count() == 0
    assert page.locator("input[type=checkbox]:checked").count() == 0
    expect(page.get_by_label("联系电话")).to_have_value("19900000001")
    page.get_by_role("radio", name="修理水电").check()
    shown(page, "sentence-understood", elder=True)
    page.get_by_label("我同意把地址和电话").check()
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", name="核对一遍再提交")).to_be_visible()
    shown(page, "sentence-check", elder=True)
    before = ServiceOrder.objects.count()
    page.get_by_role("button", name="提交需求").click()
    expect(page.get_by_role("heading", name="已经提交")).to_be_visible()
    shown(page, "sentence-sent", elder=True)
    assert ServiceOrder.objects.count() == before + 1
    order = ServiceOrder.objects.order_by("-placed_at").first()
    assert order is not None
    assert order.item.code == "repair"
    assert order.preferred_on == timezone.localdate() + timedelta(days=2)
    expect(page.get_by_text(order.number)).to_be_visible()
    context.close()


def test_danger_is_answered_with_telephone_numbers_first(stage: Stage):
    context = stage.enter("granny", elder=True)
    page = context.new_page()
    page.goto(f"{stage.server}/orders/say/")
    page.get_by_label("用一句话说您要什么帮助").fill("厨房有煤气味，灶打不着火")
    page.get_by_role("button", name="下一步").click()
    call = page.get_by_role("link", name="火警 119")
    assert call.get_attribute("href") == "tel:119"
    box = call.bounding_box()
    assert box is not None
    assert box["y"] < 844, "on the first screen"
    expect(page.get_by_text("没有危险的，可以在下面继续点单。")).to_be_visible()
    shown(page, "sentence-danger", elder=True)
    context.close()


def test_the_resident_sees_who_is_coming_before_opening_the_door(stage: Stage):
    order = stage.once("coming", lambda cast: an_order(cast, "agreed"))
    context = stage.enter("granny", elder=True)
    page = context.new_page()
    page.goto(f"{stage.server}/orders/{order.id}/")
    expect(page.get_by_role("heading", name="谁来")).to_be_visible()
    expect(page.get_by_role("heading", name="到场口令")).to_be_visible()
    shown(page, "order-coming", elder=True)
    context.close()


def speaks_for_granny(cast: Cast) -> bool:
    ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["li"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
        confirmed_at=timezone.now(),
    )
    return True


def test_a_relative_orders_for_her_and_shares_the_progress(stage: Stage):
    stage.once("proxy", speaks_for_granny)
    context = stage.enter("li")
    page = context.new_page()
    page.goto(f"{stage.server}/orders/new/haircut/")
    granny = page.locator("select[name=requester] option", has_text="演*1")
    page.get_by_label("为谁点单").select_option(granny.get_attribute("value"))
    page.get_by_label("您需要什么帮助？").fill("老人卧床，想请人上门理发")
    page.get_by_label("上门地址").fill("畅家巷3号楼2单元501室")
    page.get_by_label("联系电话").fill("19900000003")
    day = timezone.localdate() + timedelta(days=3)
    page.get_by_label("哪一天方便？").fill(day.isoformat())
    page.get_by_role("radio", name="下午").check()
    page.get_by_label("我同意把地址和电话").check()
    shown(page, "proxy-order")
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_text("演*1")).to_be_visible()
    page.get_by_role("button", name="提交需求").click()
    page.get_by_role("link", name="给家人一个查询链接").click()
    page.get_by_role("button", name="生成链接和查询码").click()
    expect(page.get_by_text("扫一扫，再填查询码")).to_be_visible()
    shown(page, "proxy-link")
    context.close()
    link = OrderLink.objects.filter(closed_at=None).order_by("-made_at").first()
    assert link is not None
    look_up(stage, link)


def look_up(stage: Stage, link: OrderLink) -> None:
    """Anybody with the link and its code, on a device that was never here."""
    context = stage.enter()
    page = context.new_page()
    page.goto(f"{stage.server}/t/{token_of(link.id)}/")
    page.get_by_label("6位查询码").fill(code_of(link.id))
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_role("heading", name="上门理发")).to_be_visible()
    shown(page, "proxy-progress")
    assert "畅家巷3号楼" not in page.content()
    context.close()


def test_the_slip_is_large_and_has_room_to_sign(stage: Stage):
    order = stage.once("coming", lambda cast: an_order(cast, "agreed"))
    context = stage.enter("granny", width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/orders/{order.id}/link/")
    page.get_by_role("button", name="生成链接和查询码").click()
    page.goto(f"{stage.server}/orders/{order.id}/slip/")
    page.emulate_media(media="print")
    assert violations_of(page) == []
    size = page.evaluate(
        "parseFloat(getComputedStyle(document.querySelector('.rv-slip')).fontSize)"
    )
    assert size >= 20, "sixteen points"
    expect(page.get_by_text("居民签字")).to_be_visible()
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / "slip.png")
    context.close()
