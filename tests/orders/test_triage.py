"""What the desk does with one order, through its page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from redvest.ids import uuid7
from redvest.orders.models import Dispatch, OrderTask, ServiceOrder
from redvest.orders.services import decline_order, place_order
from redvest.orders.services.desk import (
    appeal_rejection,
    escalate_order,
    reject_order,
)
from redvest.teams.models import Team
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, STREET, Cast, an_order, state_of
from tests.orders.many import many_orders
from tests.orders.test_inbox import queries
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


def press(client: Client, order: ServiceOrder, action: str, **data: object):  # type: ignore[no-untyped-def]
    version = ServiceOrder.objects.get(id=order.id).version
    return client.post(f"/desk/orders/{order.id}/{action}/", {"version": version, **data})


def a_venue(region: str, level: str, name: str) -> Venue:
    return Venue.objects.create(district=DISTRICT, region=region, level=level, name=name)


@pytest.mark.parametrize(
    ("until", "who", "action", "data", "after"),
    [
        ("submitted", "desk", "accept", {"verification": "phone", "urgency": "urgent"}, "accepted"),
        ("submitted", "desk", "return_for_info", {"reason": "phone_wrong"}, "returned"),
        ("submitted", "desk", "reject", {"reason": "market"}, "rejected"),
        ("accepted", "desk", "pool", {}, "pooled"),
        ("accepted", "desk", "escalate", {"reason": "department"}, "escalated"),
        (
            "accepted",
            "centre",
            "give_up",
            {"reason": "no_skill", "text": "请联系正规商家"},
            "unfulfilled",
        ),
        ("claimed", "centre", "cancel", {"reason": "weather"}, "cancelled"),
    ],
)
def test_a_button_of_the_desk_takes_its_step(
    cast: Cast, until: str, who: str, action: str, data: dict[str, str], after: str
):
    order = an_order(cast, until)
    client = browser(cast, who)
    assert f'id="{action}"' in client.get(f"/desk/orders/{order.id}/").text
    assert press(client, order, action, **data).status_code == 302
    assert state_of(order.id)[0] == after
    page = client.get(f"/desk/orders/{order.id}/").text
    assert f'id="{action}"' not in page


@pytest.mark.parametrize(
    ("until", "action", "data", "words"),
    [
        ("submitted", "accept", {"urgency": "normal"}, "请选择核实的方式"),
        ("submitted", "reject", {}, "请选择不予受理的原因"),
        ("submitted", "return_for_info", {"text": "电话是空号📞"}, "请选择退回的原因"),
        ("accepted", "dispatch", {}, "请从列表里选择一支队伍"),
        ("accepted", "escalate", {"text": "来过三次"}, "请选择转吹哨的原因"),
    ],
)
def test_a_form_with_something_missing_comes_back_as_typed(
    cast: Cast, until: str, action: str, data: dict[str, str], words: str
):
    order = an_order(cast, until)
    before = state_of(order.id)
    answer = press(browser(cast, "desk"), order, action, **data)
    assert answer.status_code == 200
    assert words in answer.text
    assert data.get("text", "") in answer.text
    assert state_of(order.id) == before


def test_a_page_that_is_no_longer_true_changes_nothing(cast: Cast):
    order = an_order(cast)
    client = browser(cast, "desk")
    data = {"verification": "phone", "urgency": "normal"}
    assert (
        client.post(f"/desk/orders/{order.id}/accept/", {"version": 0, **data}).status_code == 409
    )
    assert state_of(order.id) == ("submitted", 1)
    assert client.post(f"/desk/orders/{order.id}/explode/", data).status_code == 404


def test_teams_come_with_reasons_and_who_declined_comes_last(cast: Cast):
    order = an_order(cast, "dispatched")
    decline_order(actor=cast.zhao, order_id=order.id, reason="nobody_free")
    page = browser(cast, "desk").get(f"/desk/orders/{order.id}/").text
    assert "手上有0单" in page
    assert "这一单问过：拒单" in page
    assert page.index(cast.other_team.name) < page.index(cast.team.name)
    assert "问过谁" in page
    assert "没有空闲的队员" in page


def test_a_page_asks_as_often_for_two_teams_as_for_twelve(cast: Cast):
    order = an_order(cast, "accepted")
    url = f"/desk/orders/{order.id}/"
    # The station's frame asks once more for the name of its place than the center's.
    for name, most in (("desk", 13), ("centre", 12)):
        few = queries(browser(cast, name), url)
        for number in range(10):
            team = Team.objects.get(id=cast.team.id)
            team.id, team.name = uuid7(), f"{name}{number}队"
            team.save(force_insert=True)
        assert queries(browser(cast, name), url) == few <= most


def test_many_visits_to_one_household_are_said_before_another_is_arranged(cast: Cast):
    order = an_order(cast)
    desk, url = browser(cast, "desk"), f"/desk/orders/{order.id}/"
    assert "这一户近来上门较多" not in desk.get(url).text
    visits = many_orders(cast, 3, states=("scheduled",))
    ServiceOrder.objects.filter(id__in=[one.id for one in visits]).update(
        scheduled_from=timezone.now(), scheduled_to=timezone.now() + timedelta(hours=1)
    )
    assert "这一户近来上门较多" in desk.get(url).text


def test_an_order_goes_to_another_venue_which_then_has_it_in_its_inbox(cast: Cast):
    office = a_venue(STREET, "office", "酒泉路实践所")
    from redvest.engines.roles import Role

    cast.staff("office", 21, Role.VENUE_ADMIN, STREET)
    order = an_order(cast, "accepted")
    client = browser(cast, "desk")
    assert office.name in client.get(f"/desk/orders/{order.id}/").text
    assert press(client, order, "dispatch", venue=str(office.id)).status_code == 302
    assert Dispatch.objects.get(order=order, state="live").venue_id == office.id
    asked = browser(cast, "office")
    assert order.number in asked.get("/desk/orders/").text
    assert order.number not in client.get("/desk/orders/").text
    assert 'id="decline"' in asked.get(f"/desk/orders/{order.id}/").text
    assert 'id="decline"' not in client.get(f"/desk/orders/{order.id}/").text
    sent = press(asked, order, "decline", reason="nobody_free")
    assert sent["Location"] == "/desk/orders/"
    assert state_of(order.id)[0] == "accepted"
    assert order.number in client.get("/desk/orders/").text


def test_a_team_and_a_venue_at_once_are_refused(cast: Cast):
    office = a_venue(STREET, "office", "酒泉路实践所")
    order = an_order(cast, "accepted")
    answer = press(
        browser(cast, "desk"), order, "dispatch", team=str(cast.team.id), venue=str(office.id)
    )
    assert "队伍和站点只能选一个" in answer.text
    assert not Dispatch.objects.exists()


def test_another_team_is_asked_and_the_first_stays_on_record(cast: Cast):
    order = an_order(cast, "dispatched")
    client = browser(cast, "desk")
    data = {"team": str(cast.other_team.id), "reason": "no_answer"}
    assert press(client, order, "reassign", **data).status_code == 302
    states = dict(Dispatch.objects.values_list("team_id", "state"))
    assert states == {cast.team.id: "reassigned", cast.other_team.id: "live"}
    assert "已改派" in client.get(f"/desk/orders/{order.id}/").text


def test_duplicates_are_compared_side_by_side_before_they_are_merged(cast: Cast):
    first = an_order(cast)
    second = place_order(
        actor=cast.granny,
        requester_id=cast.persons["granny"].id,
        card=cast.card(description="灯又不亮了"),
    )
    client = browser(cast, "desk")
    url = f"/desk/orders/{second.id}/merge/"
    assert url in client.get(f"/desk/orders/{second.id}/").text
    page = client.get(url).text
    for words in (first.number, second.number, "阳台灯坏了", "灯又不亮了", "同一位居民"):
        assert words in page
    assert client.post(url, {"version": second.version}).status_code == 200
    assert state_of(second.id) == ("submitted", 1)
    sent = client.post(url, {"version": second.version, "into": str(first.id)})
    assert sent["Location"] == f"/desk/orders/{first.id}/"
    merged = ServiceOrder.objects.get(id=second.id)
    assert (merged.state, merged.merged_into_id) == ("merged", first.id)


def test_nothing_of_another_item_is_offered_for_merging(cast: Cast):
    order = an_order(cast)
    other = ServiceOrder.objects.create(
        **{
            field.name: getattr(order, field.name)
            for field in ServiceOrder._meta.concrete_fields
            if field.name in ("district", "requester", "community", "placed_at", "state")
        },
        number="20250101-0001",
        item=type(order.item).objects.exclude(id=order.item_id).first(),
        preferred_on=order.preferred_on,
        state_since=order.state_since,
    )
    client = browser(cast, "desk")
    assert other.number not in client.get(f"/desk/orders/{order.id}/merge/").text
    refused = client.post(
        f"/desk/orders/{order.id}/merge/", {"version": order.version, "into": str(other.id)}
    )
    assert refused.status_code == 200
    assert state_of(order.id) == ("submitted", 1)


def test_the_center_answers_an_appeal_either_way(cast: Cast):
    for action, data, after, words in (
        ("reinstate", {}, "accepted", "申诉成立，已受理"),
        ("refuse_appeal", {"text": "属于有偿服务"}, "rejected", "申诉没有得到支持"),
    ):
        order = an_order(cast)
        reject_order(actor=cast.desk, order_id=order.id, reason="market")
        appeal_rejection(actor=cast.granny, order_id=order.id, text="我问过，没有商家愿意来")
        centre = browser(cast, "centre")
        assert order.number in centre.get("/desk/orders/appeals/").text
        assert "没有商家愿意来" in centre.get(f"/desk/orders/{order.id}/").text
        assert (
            'id="refuse_appeal"' not in browser(cast, "desk").get(f"/desk/orders/{order.id}/").text
        )
        assert press(centre, order, action, **data).status_code == 302
        assert state_of(order.id)[0] == after
        assert words in centre.get(f"/desk/orders/{order.id}/").text
        assert order.number not in centre.get("/desk/orders/appeals/").text


def test_what_nobody_could_be_found_for_is_listed_with_its_reason_and_taken_as_a_file(cast: Cast):
    order = an_order(cast, "accepted")
    desk, centre = browser(cast, "desk"), browser(cast, "centre")
    assert "还没有办不了的需求" in desk.get("/desk/orders/unmet/").text
    press(centre, order, "give_up", reason="no_skill", text="=1+1")
    page = desk.get("/desk/orders/unmet/").text
    assert order.number in page
    assert "本区没有会做的志愿者" in page
    file = desk.post("/desk/orders/unmet/csv/")
    rows = file.content.decode("utf-8-sig").splitlines()
    assert len(rows) == 2
    assert order.number in rows[1]
    assert "演员" not in rows[1]
    from redvest.journal.models import Event

    assert Event.objects.get(kind="orders.exported").after == {
        "list": "unmet",
        "file": "csv",
        "rows": 1,
    }
    assert desk.post("/desk/orders/unmet/exe/").status_code == 422


def test_a_task_is_listed_done_and_gone(cast: Cast):
    order = an_order(cast, "claimed")
    from redvest.engines.roles import Role
    from redvest.orders.services.tasks import open_task

    open_task(order, "phone_resident", Role.VENUE_ADMIN, order.state_since)
    desk = browser(cast, "desk")
    task = OrderTask.objects.get(kind="phone_resident")
    page = desk.get("/desk/orders/tasks/").text
    assert "电话告知居民" in page
    assert "超时" in page
    url = f"/desk/orders/tasks/{task.id}/"
    assert url in desk.get(f"/desk/orders/{order.id}/").text
    assert "199****0001" in desk.get(url).text
    assert desk.post(url, {}).status_code == 200
    assert desk.post(url, {"result": "reached"}).status_code == 302
    assert OrderTask.objects.get(id=task.id).result == "reached"
    assert desk.get(url).status_code == 404
    assert browser(cast, "other_desk").get(url).status_code == 404


def test_an_escalated_order_waits_and_comes_back(cast: Cast):
    order = an_order(cast, "accepted")
    escalate_order(actor=cast.desk, order_id=order.id, reason="department")
    desk = browser(cast, "desk")
    assert "等吹哨的结果" in desk.get("/desk/orders/?group=asked").text
    assert press(desk, order, "resume").status_code == 302
    assert state_of(order.id)[0] == "accepted"
