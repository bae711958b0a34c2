"""What the resident does about an order that runs, through the pages."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from redvest.errors import NotSeen
from redvest.journal.models import Event
from redvest.orders.models import QualityCase, ServiceOrder
from redvest.orders.queries.wards import orders_of_wards
from redvest.orders.services import (
    complain_order,
    order_code,
    propose_time,
    reject_order,
    return_order,
    withdraw_order,
)
from redvest.people.models import Volunteer
from tests.orders.cast import HOME, Cast, a_child_of, an_order, soon, state_of
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


def version_of(order: ServiceOrder) -> dict[str, object]:
    return {"version": ServiceOrder.objects.get(id=order.id).version}


def later(hours: int) -> str:
    return f"{timezone.localtime() + timedelta(hours=hours):%Y-%m-%dT%H:%M}"


def test_another_time_is_asked_and_what_was_agreed_stands(cast: Cast):
    order = an_order(cast, "agreed")
    granny = browser(cast, "granny")
    assert "改个时间" in granny.get(f"/orders/{order.id}/").text
    sent = granny.post(
        f"/orders/{order.id}/time/",
        {**version_of(order), "starts_at": later(30), "minutes": "60"},
    )
    assert sent.status_code == 302
    now = ServiceOrder.objects.get(id=order.id)
    assert now.scheduled_from == order.scheduled_from
    assert now.proposed_by == "asker"
    assert "等队伍答复" in granny.get(f"/orders/{order.id}/").text


def test_a_time_in_the_past_is_refused_and_what_was_typed_stays(cast: Cast):
    order = an_order(cast, "agreed")
    before = state_of(order.id)
    typed = {**version_of(order), "starts_at": later(-3), "minutes": "120"}
    answer = browser(cast, "granny").post(f"/orders/{order.id}/time/", typed)
    assert answer.status_code == 200
    assert "约定的时间要在现在以后" in answer.text
    assert typed["starts_at"] in answer.text
    assert state_of(order.id) == before


@pytest.mark.parametrize(("reply", "moved"), [("yes", True), ("no", False)])
def test_the_teams_new_time_is_answered_with_one_button(cast: Cast, reply: str, moved: bool):
    order = an_order(cast, "agreed")
    starts = soon() + timedelta(days=1)
    propose_time(
        actor=cast.zhao, order_id=order.id, starts_at=starts, ends_at=starts + timedelta(hours=1)
    )
    granny = browser(cast, "granny")
    assert "队伍想约这个时间，行吗" in granny.get(f"/orders/{order.id}/").text
    answered = granny.post(f"/orders/{order.id}/time/{reply}/", version_of(order))
    assert answered.status_code == 302
    now = ServiceOrder.objects.get(id=order.id)
    assert (now.scheduled_from == starts) is moved
    assert now.proposed_from is None


def test_not_solved_brings_somebody_again(cast: Cast):
    order = an_order(cast, "done")
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/{order.id}/").text
    assert "还没有解决" in page
    empty = granny.post(f"/orders/{order.id}/unsolved/", {**version_of(order), "text": "还在滴"})
    assert "请选择哪里没有解决" in empty.text
    assert "还在滴" in empty.text
    sent = granny.post(
        f"/orders/{order.id}/unsolved/",
        {**version_of(order), "reason": "unsolved", "text": "还在滴"},
    )
    assert sent.status_code == 302
    assert state_of(order.id)[0] == "rework"
    assert "会有人再来一次" in granny.get(f"/orders/{order.id}/").text


def test_a_complaint_opens_a_case_and_a_double_click_opens_one(cast: Cast):
    order = an_order(cast, "done")
    granny = browser(cast, "granny")
    typed = {**version_of(order), "reason": "money", "text": "要了20元", "_key": "k" * 32}
    for _ in range(2):
        assert granny.post(f"/orders/{order.id}/complain/", typed).status_code == 302
    assert QualityCase.objects.filter(order=order).count() == 1
    assert state_of(order.id)[0] == "disputed"
    assert "正在核实" in granny.get(f"/orders/{order.id}/").text


@pytest.mark.parametrize("part", ["asked", "served"])
def test_a_guardian_complains_for_the_child_and_sees_nothing_else(cast: Cast, part: str):
    order = an_order(cast, "done")
    child = a_child_of(cast, "stranger")
    mother = browser(cast, "stranger")
    assert mother.get(f"/orders/{order.id}/complain/").status_code == 404
    if part == "asked":
        ServiceOrder.objects.filter(id=order.id).update(requester=child)
    else:
        Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(person=child)
    shown = mother.get("/orders/").text
    assert order.number in shown
    assert f"/orders/{order.id}/complain/" in shown
    assert mother.get(f"/orders/{order.id}/").status_code in (403, 404)
    assert mother.get(f"/orders/{order.id}/reveal/").status_code == 404
    typed = {**version_of(order), "reason": "safety", "text": "孩子被骂哭了"}
    said = mother.post(f"/orders/{order.id}/complain/", typed)
    assert (said.status_code, said.url) == (302, "/orders/")
    assert state_of(order.id)[0] == "disputed"
    told = Event.objects.get(kind="order.complain", subject_id=order.id)
    assert told.role == "guardian"


def test_who_is_of_age_speaks_for_themselves(cast: Cast):
    order = an_order(cast, "done")
    child = a_child_of(cast, "stranger")
    ServiceOrder.objects.filter(id=order.id).update(requester=child)
    child.birth_date = str(timezone.localdate() - timedelta(days=19 * 366))
    child.save(update_fields=["birth_date"])
    before = state_of(order.id)
    with pytest.raises(NotSeen):
        complain_order(actor=cast.stranger, order_id=order.id, reason="safety", text="不对")
    assert state_of(order.id) == before
    assert list(orders_of_wards(cast.stranger)) == []


@pytest.mark.parametrize(("who", "name"), [("wang", "task"), ("zhao", "offer"), ("desk", "desk")])
def test_every_party_finds_the_complaint_on_its_own_page(cast: Cast, who: str, name: str):
    order = an_order(cast, "done")
    path, own = f"/orders/{order.id}/complain/", reverse(f"orders:{name}", args=[order.id])
    party = browser(cast, who)
    assert path in party.get(own).text
    said = party.post(path, {**version_of(order), "reason": "other", "text": "门口的狗咬人"})
    assert (said.status_code, said.url) == (302, own)
    assert state_of(order.id)[0] == "disputed"
    assert path not in party.get(own).text


def test_a_stale_page_changes_nothing(cast: Cast):
    order = an_order(cast, "done")
    before = state_of(order.id)
    for path, typed in (
        ("unsolved", {"reason": "unsolved", "text": ""}),
        ("complain", {"reason": "money", "text": "要钱"}),
    ):
        answer = browser(cast, "granny").post(
            f"/orders/{order.id}/{path}/", {"version": 1, **typed}
        )
        assert answer.status_code == 409
    assert state_of(order.id) == before


def test_nobody_came_is_said_only_when_the_time_is_over(cast: Cast):
    order = an_order(cast, "agreed")
    granny = browser(cast, "granny")
    assert "没有人来" not in granny.get(f"/orders/{order.id}/").text
    early = granny.post(f"/orders/{order.id}/report_no_show/", version_of(order))
    assert early.status_code == 409
    assert order.scheduled_from is not None
    with time_machine.travel(order.scheduled_from + timedelta(minutes=40), tick=True):
        assert "没有人来" in granny.get(f"/orders/{order.id}/").text
        said = granny.post(f"/orders/{order.id}/report_no_show/", version_of(order))
    assert said.status_code == 302
    assert state_of(order.id)[0] == "disputed"


def test_what_came_back_is_filled_in_and_the_rest_stays_as_written(cast: Cast):
    order = an_order(cast)
    return_order(actor=cast.desk, order_id=order.id, reason="time_unclear")
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/{order.id}/").text
    assert "方便的时间需要再确认" in page
    form = granny.get(f"/orders/{order.id}/more/").text
    assert "畅家巷3号楼2单元501室" not in form
    day = (timezone.localdate() + timedelta(days=3)).isoformat()
    typed = {
        **version_of(order),
        "description": "阳台灯坏了，梯子家里有",
        "community": HOME,
        "preferred_on": day,
        "preferred_slot": "morning",
    }
    refused = granny.post(f"/orders/{order.id}/more/", typed)
    assert "请先勾选同意" in refused.text
    assert "梯子家里有" in refused.text
    sent = granny.post(f"/orders/{order.id}/more/", {**typed, "consent_to_share": "on"})
    assert sent.status_code == 302
    now = ServiceOrder.objects.get(id=order.id)
    assert now.state == "submitted"
    assert now.number == order.number
    assert now.preferred_on.isoformat() == day
    assert str(now.description) == "阳台灯坏了，梯子家里有"
    assert now.address is not None
    assert now.address.decide(lambda text: text == "畅家巷3号楼2单元501室")
    assert Event.objects.filter(kind="personal_data.read", subject_id=order.id).count() == 2


def test_a_refusal_says_why_and_who_can_help_and_can_be_appealed(cast: Cast):
    order = an_order(cast)
    reject_order(actor=cast.desk, order_id=order.id, reason="market", referral="12345 或正规维修店")
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/{order.id}/").text
    assert "12345 或正规维修店" in page
    sent = granny.post(f"/orders/{order.id}/appeal/", {**version_of(order), "text": "只换灯泡"})
    assert sent.status_code == 302
    page = granny.get(f"/orders/{order.id}/").text
    assert f"/orders/{order.id}/appeal/" not in page
    assert "请等区中心答复" in page
    assert ServiceOrder.objects.get(id=order.id).appealed_at is not None


def test_the_codes_are_for_the_residents_eyes_only(cast: Cast):
    order = an_order(cast, "agreed")
    arrive, done = order_code(order, "arrive"), order_code(order, "done")
    page = browser(cast, "granny").get(f"/orders/{order.id}/").text
    assert arrive in page
    assert done not in page
    for name, path in (
        ("wang", f"/tasks/{order.id}/"),
        ("zhao", f"/desk/orders/{order.id}/"),
        ("desk", f"/desk/orders/{order.id}/"),
        ("granny", f"/orders/{order.id}/slip/"),
    ):
        text = browser(cast, name).get(path).text
        assert arrive not in text, name
        assert done not in text, name


def test_today_is_refused_when_the_part_of_the_day_is_over(cast: Cast):
    from tests.orders.test_pages import answers

    afternoon = timezone.localtime().replace(hour=15, minute=0)
    with time_machine.travel(afternoon, tick=True):
        today = timezone.localdate().isoformat()
        typed = answers(step="place", preferred_on=today, preferred_slot="morning")
        answer = browser(cast, "granny").post("/orders/new/repair/", typed)
        assert "今天这个时段已经过去了" in answer.text
        assert not ServiceOrder.objects.exists()
        fits = {**typed, "preferred_slot": "evening"}
        assert browser(cast, "granny").post("/orders/new/repair/", fits).status_code == 302


def test_an_order_that_is_over_offers_nothing_to_do(cast: Cast):
    order = an_order(cast)
    withdraw_order(actor=cast.granny, order_id=order.id)
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/{order.id}/").text
    for words in ("改个时间", "投诉", "撤单，不需要了", "没有人来"):
        assert words not in page
    before = state_of(order.id)
    answer = granny.post(
        f"/orders/{order.id}/complain/", {**version_of(order), "reason": "money", "text": "x"}
    )
    assert answer.status_code == 409
    assert state_of(order.id) == before
