"""The desk's inbox: what is due, page by page, narrowed, kept, and many at once."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from redvest.orders.models import SavedFilter, ServiceOrder
from redvest.orders.queries.inbox import PAGE_ROWS, Wanted, inbox_counts, inbox_rows, read_key
from redvest.people.models import BeneficiaryFile
from tests.orders.cast import DISTRICT, NEXT_DOOR, Cast, an_order, state_of
from tests.orders.many import STATES, many_orders
from tests.orders.test_pages import browser, key_in

pytestmark = pytest.mark.slow

INBOX = "/desk/orders/"


def everything(cast: Cast, name: str = "centre", **conditions: object) -> list[ServiceOrder]:
    """All pages of a view, one after the other."""
    found: list[ServiceOrder] = []
    after = None
    while True:
        rows, after = inbox_rows(
            cast.actor(name),
            Wanted(**conditions),
            timezone.now(),
            after,  # type: ignore[arg-type]
        )
        found += rows
        if after is None:
            return found
        assert len(rows) == PAGE_ROWS
        after = read_key(str(after))


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(url).status_code == 200
    return len(caught)


def test_a_page_asks_the_database_as_often_for_fifty_orders_as_for_five(cast: Cast):
    centre = browser(cast, "centre")
    many_orders(cast, 5, states=("submitted",))
    few = queries(centre, INBOX)
    many_orders(cast, 45, states=("submitted",))
    assert queries(centre, INBOX) == few <= 12


def test_paging_by_key_shows_every_order_once_and_the_most_pressing_first(cast: Cast):
    many_orders(cast, 130, states=("submitted", "accepted"))
    found = everything(cast)
    assert len({order.id for order in found}) == len(found) == 130
    due = [order.due_at for order in found]
    clocked = [at for at in due if at is not None]
    assert clocked == sorted(clocked)
    assert due == clocked + [None] * (len(due) - len(clocked))


def test_what_is_over_comes_newest_first(cast: Cast):
    many_orders(cast, 70, states=("closed", "withdrawn"))
    found = [order.state_since for order in everything(cast, group="over")]
    assert len(found) == 70
    assert found == sorted(found, reverse=True)


@pytest.mark.parametrize("text", ["", "x", "2026-01-01_x", "2026-01-01T00:00:00_", "_"])
def test_a_broken_key_is_the_first_page(cast: Cast, text: str):
    assert read_key(text) is None
    an_order(cast)
    assert browser(cast, "desk").get(INBOX, {"after": text}).status_code == 200


def test_every_condition_narrows_and_none_that_is_unknown_does(cast: Cast):
    made = many_orders(cast, 30)
    now = timezone.now()
    assert {o.state for o in everything(cast, state="accepted")} == {"accepted"}
    nearby = everything(cast, community=NEXT_DOOR)
    assert {o.community for o in nearby} == {NEXT_DOOR}
    late = everything(cast, late=True)
    assert late
    assert all(order.due_at and order.due_at <= now for order in late)
    assert everything(cast, item="haircut") == []
    assert [o.number for o in everything(cast, q=made[7].number)] == [made[7].number]
    assert [o.number for o in everything(cast, q="7")] == [made[7].number]
    assert everything(cast, vulnerable=True) == []
    BeneficiaryFile.objects.create(
        district=DISTRICT, person=cast.persons["granny"], categories='["elder_alone"]'
    )
    assert len(everything(cast, vulnerable=True)) == len(everything(cast))
    page = browser(cast, "centre").get(INBOX, {"item": "nonsense", "team": "nonsense"})
    assert made[0].number in page.text


def test_a_team_finds_what_it_was_asked(cast: Cast):
    order = an_order(cast, "dispatched")
    many_orders(cast, 5)
    found = everything(cast, group="asked", team=cast.team.id)
    assert [one.id for one in found] == [order.id]
    page = browser(cast, "desk").get(INBOX, {"group": "asked", "team": str(cast.team.id)})
    assert cast.team.name in page.text
    assert order.number in page.text


def test_nobody_sees_or_counts_orders_of_another_place(cast: Cast):
    many_orders(cast, 10)
    assert everything(cast, "other_desk") == []
    assert inbox_counts(cast.other_desk, timezone.now()) == {}
    page = browser(cast, "other_desk").get(INBOX, {"q": "20250101"})
    assert "20250101-0" not in page.text
    assert "没有符合条件的订单" in page.text


def test_counts_say_how_many_wait_and_how_many_are_late(cast: Cast):
    made = many_orders(cast, 50)
    now = timezone.now()
    expected = {
        state: (
            sum(o.state == state for o in made),
            sum(o.state == state and o.due_at is not None and o.due_at <= now for o in made),
        )
        for state in STATES
    }
    assert inbox_counts(cast.centre, now) == expected


def test_the_clock_is_said_in_words(cast: Cast):
    order = an_order(cast)
    desk = browser(cast, "desk")
    ServiceOrder.objects.filter(id=order.id).update(due_at=timezone.now() + timedelta(days=3))
    assert "还剩2天" in desk.get(INBOX).text
    ServiceOrder.objects.filter(id=order.id).update(
        due_at=timezone.now() - timedelta(hours=5, minutes=1)
    )
    page = desk.get(INBOX).text
    assert "超时5小时" in page
    assert "已超时的订单：1" in page
    assert "核实后受理" in page


def test_a_view_is_kept_by_its_owner_and_by_nobody_else(cast: Cast):
    desk, centre = browser(cast, "desk"), browser(cast, "centre")
    conditions = "group=due&late=on"
    for _again in range(2):
        answer = desk.post(f"{INBOX}keep/", {"name": "超时的", "conditions": conditions})
        assert answer["Location"] == f"{INBOX}?{conditions}"
    row = SavedFilter.objects.get()
    assert (row.name, row.conditions) == ("超时的", conditions)
    assert "超时的" in desk.get(INBOX).text
    assert "超时的" not in centre.get(INBOX).text
    assert centre.post(f"{INBOX}kept/{row.id}/drop/").status_code == 404
    assert SavedFilter.objects.count() == 1
    assert desk.post(f"{INBOX}kept/{row.id}/drop/").status_code == 302
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("name", ["", "一" * 21])
def test_a_view_needs_a_short_name(cast: Cast, name: str):
    answer = browser(cast, "desk").post(
        f"{INBOX}keep/", {"name": name, "conditions": "group=due&late=on"}
    )
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.text
    assert not SavedFilter.objects.exists()


def test_what_is_kept_are_conditions_and_nothing_else(cast: Cast):
    browser(cast, "desk").post(
        f"{INBOX}keep/", {"name": "我的", "conditions": "late=on&next=//elsewhere&x=1"}
    )
    assert SavedFilter.objects.get().conditions == "late=on"


def picked(*orders: ServiceOrder) -> list[str]:
    return [f"{order.id}:{order.version}" for order in orders]


def test_the_review_changes_nothing_and_says_what_would_happen(cast: Cast):
    fresh, dealt_with = an_order(cast), an_order(cast, "dispatched")
    desk = browser(cast, "desk")
    data = {"act": "accept", "order": picked(fresh, dealt_with), "step": "review"}
    asked = desk.post(f"{INBOX}bulk/", data)
    assert "怎么核实的" in asked.text
    page = desk.post(f"{INBOX}bulk/", {**data, "verification": "phone"}).text
    assert "可以办的：1单" in page
    assert "办不了的：1单" in page
    assert "这一单的状态已经变化" in page
    assert state_of(fresh.id) == ("submitted", 1)
    sent = desk.post(
        f"{INBOX}bulk/",
        {**data, "verification": "phone", "step": "carry_out", "_key": key_in(page)},
    )
    assert sent.status_code == 302
    assert state_of(fresh.id) == ("accepted", 2)
    assert state_of(dealt_with.id) == ("dispatched", dealt_with.version)
    said = desk.get(sent["Location"]).text
    assert "办好了1单" in said
    assert dealt_with.number in said


def test_many_orders_go_to_one_team_which_may_still_decline_each(cast: Cast):
    orders = [an_order(cast, "accepted") for _ in range(3)]
    desk = browser(cast, "desk")
    data = {"act": "dispatch", "order": picked(*orders), "step": "carry_out"}
    without = desk.post(f"{INBOX}bulk/", data)
    assert without.status_code == 200
    assert {state_of(o.id)[0] for o in orders} == {"accepted"}
    sent = desk.post(f"{INBOX}bulk/", {**data, "team": str(cast.team.id)})
    assert sent.status_code == 302
    assert {state_of(o.id)[0] for o in orders} == {"dispatched"}


def test_an_order_that_changed_since_it_was_shown_is_left_alone(cast: Cast):
    order = an_order(cast, "accepted")
    ServiceOrder.objects.filter(id=order.id).update(version=order.version + 1)
    desk = browser(cast, "desk")
    data = {"act": "pool", "order": picked(order), "step": "carry_out"}
    sent = desk.post(f"{INBOX}bulk/", data)
    assert "又有了变化" in desk.get(sent["Location"]).text
    assert state_of(order.id) == ("accepted", order.version + 1)


def test_orders_of_another_place_are_not_found_among_many(cast: Cast):
    order = an_order(cast)
    data = {"act": "pool", "order": picked(order), "step": "carry_out"}
    assert browser(cast, "other_desk").post(f"{INBOX}bulk/", data).status_code == 404
    assert state_of(order.id) == ("submitted", 1)


@pytest.mark.parametrize("data", [{"act": "accept"}, {"act": "delete", "order": "x"}, {}])
def test_nothing_chosen_leads_back_with_a_word(cast: Cast, data: dict[str, str]):
    desk = browser(cast, "desk")
    sent = desk.post(f"{INBOX}bulk/", {**data, "verification": "phone"})
    assert sent.status_code == 302
    assert re.search("请先勾选|请选择要做什么", desk.get(sent["Location"]).text)
