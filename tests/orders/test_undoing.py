"""Undoing what was sent: the button beside "sent", for one order and for many."""

import re

import pytest
from django.test import Client

from redvest.errors import Conflict
from redvest.notices.models import Message
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.queries.candidates import candidates_for
from redvest.orders.services import claim_order, pool_order, take_back_order
from tests.orders.cast import Cast, an_order, state_of
from tests.orders.test_inbox import INBOX, picked
from tests.orders.test_pages import browser
from tests.orders.test_triage import press

pytestmark = pytest.mark.slow


def undo_button(client: Client, url: str) -> str:
    """Where the button of the message on a page leads."""
    found = re.search(r'action="(/desk/orders/undo/\w+/)"', client.get(url).text)
    assert found, "no undo button"
    return found[1]


def test_one_order_is_taken_back_and_nobody_is_the_worse_for_it(cast: Cast):
    order = an_order(cast, "accepted")
    desk, here = browser(cast, "desk"), f"/desk/orders/{order.id}/"
    press(desk, order, "dispatch", team=str(cast.team.id))
    assert state_of(order.id)[0] == "dispatched"
    button = undo_button(desk, here)
    assert "undo" not in desk.get(here).text, "said once"
    assert desk.post(button)["Location"] == here
    assert state_of(order.id)[0] == "accepted"
    assert Dispatch.objects.get(order=order).state == "taken_back"
    assert ServiceOrder.objects.get(id=order.id).attempts == 0
    assert Message.objects.filter(template="order_taken_back").exists()
    page = desk.get(here).text
    assert "撤回了1单" in page
    assert "站点撤回" in page
    order.refresh_from_db()
    asked = {one.team: one.answered for one in candidates_for(order)}
    assert asked[cast.team.id] == "", "no answer is held against the team"
    before = state_of(order.id)
    desk.post(button)
    assert "没有撤回" in desk.get(here).text
    assert state_of(order.id) == before


def test_of_many_orders_those_that_nobody_answered_come_back(cast: Cast):
    orders = [an_order(cast, "accepted") for _ in range(3)]
    desk = browser(cast, "desk")
    sent = {"act": "dispatch", "step": "carry_out", "team": str(cast.team.id)}
    answer = desk.post(f"{INBOX}bulk/", {**sent, "order": picked(*orders)})
    button = undo_button(desk, answer["Location"])
    claim_order(actor=cast.zhao, order_id=orders[1].id)
    said = desk.get(desk.post(button)["Location"]).text
    assert "撤回了2单" in said
    assert f"{orders[1].number} 没有撤回" in said
    assert [state_of(one.id)[0] for one in orders] == ["accepted", "claimed", "accepted"]


def test_the_pool_gives_back_what_nobody_took(cast: Cast):
    order = an_order(cast, "accepted")
    desk = browser(cast, "desk")
    pool_order(actor=cast.desk, order_id=order.id)
    assert press(desk, order, "take_back").status_code == 302
    assert state_of(order.id)[0] == "accepted"
    pool_order(actor=cast.desk, order_id=order.id)
    claim_order(actor=cast.zhao, order_id=order.id)
    before = state_of(order.id)
    with pytest.raises(Conflict):
        take_back_order(actor=cast.desk, order_id=order.id)
    assert state_of(order.id) == before


def test_only_who_sent_it_has_the_button(cast: Cast):
    order = an_order(cast, "accepted")
    desk = browser(cast, "desk")
    press(desk, order, "pool")
    button, before = undo_button(desk, f"/desk/orders/{order.id}/"), state_of(order.id)
    refused = browser(cast, "centre").post(button)
    assert refused.status_code == 409
    assert "不能撤销" in refused.text
    assert desk.post("/desk/orders/undo/guessed/").status_code == 409
    assert state_of(order.id) == before
