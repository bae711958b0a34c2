"""Two walks from the desk to whoever goes, as the handbook shows them: teams proposed for all that
waits, and an order of the pool that a volunteer takes on the phone.

``HANDBOOK=docs/handbook`` keeps the pictures of the walk.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.services import pool_order
from tests.browser.addresses import suggestions
from tests.browser.look import violations_of
from tests.browser.stage import Stage
from tests.orders.cast import Cast, an_order

pytestmark = pytest.mark.browser
HANDBOOK = os.environ.get("HANDBOOK", "")


def shown(page: Page, name: str) -> None:
    """Judge what is on the screen and keep its picture for the handbook."""
    assert violations_of(page) == []
    if HANDBOOK:
        page.screenshot(path=Path(HANDBOOK) / f"{name}.png")


def test_the_desk_lets_propose_looks_at_it_and_sends_what_is_ticked(stage: Stage):
    suggestions("")(stage)
    kept, sent = (stage.once(name, waiting) for name in ("kept back", "sent on"))
    context = stage.enter("desk", width="wide")
    page = context.new_page()
    page.goto(f"{stage.server}/desk/orders/")
    page.get_by_role("link", name="推荐派单").first.click()
    expect(page.get_by_text("已验证")).to_be_visible()
    shown(page, "propose")
    for box in page.locator("input[name=order]").all():
        box.uncheck()
    page.get_by_role("checkbox", name=f"选中 {sent.number}").check()
    page.get_by_role("button", name="先看结果").click()
    expect(page.get_by_text("现在还没有办理")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text(sent.number)
    expect(page.get_by_role("main")).not_to_contain_text(kept.number)
    assert not Dispatch.objects.filter(order=sent).exists()
    shown(page, "propose-review")
    page.locator("button[name=step][value=carry_out]").click()
    expect(page.get_by_text("已验证")).to_be_visible()
    asked = Dispatch.objects.get(order=sent)
    assert (asked.state, asked.offered_by) == ("live", stage.cast.accounts["desk"].id)
    assert ServiceOrder.objects.get(id=kept.id).state == "accepted"
    context.close()


def waiting(cast: Cast) -> ServiceOrder:
    return an_order(cast, "accepted")


def test_a_volunteer_takes_an_order_of_the_pool_on_the_phone(stage: Stage):
    order = stage.once(
        "to be taken", lambda cast: pool_order(actor=cast.desk, order_id=waiting(cast).id)
    )
    context = stage.enter("li")
    page = context.new_page()
    page.goto(f"{stage.server}/tasks/")
    page.goto(f"{stage.server}/pool/")
    expect(page.get_by_role("heading", name="谁有空，谁来接")).to_be_visible()
    shown(page, "pool-list")
    page.locator(f"a[href='/pool/{order.id}/']").click()
    main = page.get_by_role("main")
    for hidden in ("演员1", "1990000"):
        expect(main).not_to_contain_text(hidden)
    shown(page, "pool-take")
    page.get_by_role("button", name="我来接").click()
    expect(page.get_by_text("接到了，谢谢您")).to_be_visible()
    shown(page, "pool-taken")
    taken = Dispatch.objects.get(order=order)
    assert (taken.state, taken.volunteer_id) == ("claimed", stage.cast.volunteers["li"].id)
    context.close()
