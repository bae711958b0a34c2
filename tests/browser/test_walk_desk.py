"""Two walks at the desk, as the handbook shows them: a call taken without a mouse, and a poor
rating that is looked into and asked about again.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from redvest.orders.models import QualityCase, ServiceOrder
from redvest.orders.services import rate_order
from redvest.people.indexes import phone_index
from redvest.people.models import Person
from tests.browser.look import violations_of
from tests.browser.stage import Stage
from tests.orders.cast import Cast, an_order

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")
CALLER = "13912340001"
SECONDS_MAX = 20


def shown(page: Page, name: str) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    assert violations_of(page) == []
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def a_resident_who_calls(cast: Cast) -> Person:
    """Somebody the station entered before, with phone and address on file."""
    person = Person(
        district=cast.persons["granny"].district,
        name="王秀英",
        phone=CALLER,
        phone_index=phone_index(CALLER),
        address="畅家巷5号楼1单元302室",
        home_community=cast.persons["granny"].home_community,
        entered_via="station",
    )
    person.save(force_insert=True)
    return person


def test_a_call_becomes_an_order_without_a_mouse(stage: Stage):
    resident = stage.once("caller", a_resident_who_calls)
    context = stage.enter("desk", width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/desk/hotline/")
    keys = page.keyboard
    started = time.monotonic()
    expect(page.get_by_label("来电号码")).to_be_focused()
    keys.type(CALLER)
    keys.press("Enter")
    expect(page.get_by_label("对方说了什么？")).to_be_focused()
    expect(page.get_by_role("main")).to_contain_text("王*")
    found = time.monotonic()
    shown(page, "hotline-caller")
    looked = time.monotonic() - found
    keys.type("明天上午想请人来理发，腿脚不好下不了楼")
    keys.press("Enter")
    expect(page.get_by_text("我给您念一遍：上门理发")).to_be_visible()
    expect(page.get_by_role("checkbox", name="已念给对方听")).to_be_focused()
    found = time.monotonic()
    shown(page, "hotline-read-back")
    looked += time.monotonic() - found
    keys.press("Space")
    keys.press("Enter")
    expect(page.get_by_role("heading", name="点好了")).to_be_visible()
    took = time.monotonic() - started - looked
    expect(page.get_by_role("link", name="接下一个电话")).to_be_focused()
    shown(page, "hotline-done")
    assert took < SECONDS_MAX, took
    order = ServiceOrder.objects.get(requester=resident)
    assert (order.item.code, order.channel, order.preferred_slot) == (
        "haircut",
        "hotline",
        "morning",
    )
    keys.press("Enter")
    expect(page.get_by_label("来电号码")).to_be_focused()
    context.close()


def test_the_inbox_is_worked_by_keyboard(stage: Stage):
    order = stage.once("order submitted", lambda cast: an_order(cast, "submitted"))
    context = stage.enter("desk", width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/desk/orders/?state=submitted")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("x")
    here = page.locator("tr.is-here")
    expect(here.get_by_role("checkbox")).to_be_checked()
    expect(page.get_by_text("选中 1 单")).to_be_visible()
    page.keyboard.press("x")
    expect(here.get_by_role("checkbox")).not_to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_text("选中或不选这一行")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type(order.number)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=*")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{stage.server}/desk/orders/{order.id}/")
    sent = stage.once("order sent by mistake", lambda cast: an_order(cast, "accepted"))
    page.goto(f"{stage.server}/desk/orders/{sent.id}/")
    pool = page.locator("#pool")
    pool.locator("summary").click()
    pool.get_by_role("button", name="放入抢单池").click()
    undo = page.get_by_role("button", name="撤销")
    expect(undo).to_be_visible()
    shown(page, "undo-sent")
    undo.click()
    expect(page.get_by_text("撤回了1单")).to_be_visible()
    assert ServiceOrder.objects.get(id=sent.id).state == "accepted"
    context.close()


def poorly_rated(cast: Cast) -> QualityCase:
    order = an_order(cast, "confirmed")
    rate_order(
        actor=cast.granny,
        order_id=order.id,
        grade=2,
        tags=["unsolved"],
        text="灯装上了，可是还会闪",
    )
    return QualityCase.objects.get(order=order)


def test_a_poor_rating_is_asked_about_again_and_settled(stage: Stage):
    case = stage.once("walked rating", poorly_rated)
    desk = stage.enter("desk", width="wide")
    page = desk.new_page()
    page.goto(f"{stage.server}/desk/cases/")
    page.get_by_role("link", name=case.order.number).click()
    page.get_by_role("button", name="我来负责").click()
    contact = page.locator("#contact")
    contact.get_by_text("联系上了", exact=True).click()
    contact.get_by_label("说了什么").fill("灯管接触不好，换一个镇流器就行")
    contact.get_by_role("button", name="记下").click()
    expect(page.get_by_text("换一个镇流器")).to_be_visible()
    shown(page, "case-contact")

    ear = stage.enter("auditor", width="wide")
    other = ear.new_page()
    other.goto(f"{stage.server}/desk/revisits/")
    shown(other, "revisit-list")
    other.get_by_role("link", name=case.order.number).click()
    other.get_by_text("联系上了", exact=True).click()
    other.get_by_text("基本满意", exact=True).click()
    other.get_by_label("居民说了什么").fill("后来又来了一趟，修好了")
    shown(other, "revisit-form")
    other.get_by_role("button", name="记下回访").click()
    expect(other.get_by_text("已记下回访")).to_be_visible()
    ear.close()

    page.reload()
    decide = page.locator("#decide")
    decide.get_by_text("办结", exact=True).click()
    decide.get_by_text("情况属实").click()
    decide.get_by_label("给居民的答复").fill("已请队伍换好镇流器，给您添麻烦了。")
    decide.get_by_role("button", name="作出结论").click()
    expect(page.get_by_text("后来又来了一趟，修好了")).to_be_visible()
    expect(page.get_by_text("不满意", exact=True)).to_be_visible()
    shown(page, "case-settled")
    assert ServiceOrder.objects.get(id=case.order_id).state == "closed"
    desk.close()
