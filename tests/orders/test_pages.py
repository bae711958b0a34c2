"""The loop through real pages, by everybody whose turn it is."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from redvest.journal.models import Event
from redvest.notices.models import Message
from redvest.orders.models import Evaluation, ServiceOrder
from redvest.people.models import ProxyLink
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, soon, state_of

pytestmark = pytest.mark.slow

ANSWERS = {
    "description": "阳台灯坏了",
    "community": HOME,
    "address": "畅家巷3号楼2单元501室",
    "contact_phone": "１９９ 0000 0001",
    "preferred_slot": "any",
    "risk_note": "",
    "consent_to_share": "on",
}


def key_in(html: str) -> str:
    return re.search(r'name="_key" value="([0-9a-f]+)"', html).group(1)


def browser(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.accounts[name])
    return client


def answers(**changes: str) -> dict[str, str]:
    day = f"{soon():%Y-%m-%d}"
    return {**ANSWERS, "preferred_on": day, **changes}


def test_the_whole_loop_through_pages(cast: Cast):
    granny, desk, zhao = (browser(cast, name) for name in ("granny", "desk", "zhao"))
    wang = browser(cast, "wang")
    assert "修理水电" in granny.get("/orders/new/").text
    checked = granny.post("/orders/new/repair/", answers(step="check"))
    assert checked.status_code == 200
    assert "畅家巷3号楼2单元501室" in checked.text
    assert not ServiceOrder.objects.exists()
    sent = granny.post("/orders/new/repair/", answers(step="place", _key=key_in(checked.text)))
    order = ServiceOrder.objects.get()
    assert sent["Location"] == f"/orders/{order.id}/placed/"
    assert order.number in granny.get(sent["Location"]).text
    assert order.number in desk.get("/desk/orders/").text

    def press(client: Client, path: str, **data: object) -> None:
        version = ServiceOrder.objects.get(id=order.id).version
        answer = client.post(path, {"version": version, **data})
        assert answer.status_code == 302, answer.text

    here = f"/desk/orders/{order.id}/"
    press(desk, here + "accept/", urgency="normal", verification="phone")
    press(desk, here + "dispatch/", team=str(cast.team.id))
    assert order.number in zhao.get("/desk/offers/").text
    press(zhao, here + "claim/")
    starts = soon()
    press(
        zhao,
        here + "schedule/",
        starts_at=f"{starts:%Y-%m-%dT%H:%M}",
        minutes="60",
        volunteers=[str(cast.volunteers["wang"].id)],
    )
    assert order.number in wang.get("/tasks/").text
    task = f"/tasks/{order.id}/"
    assert "199****0001" not in wang.get(task).text
    press(wang, task + "agree/")
    page = wang.get(task).text
    assert "199****0001" in page
    assert "19900000001" not in page
    shown = wang.post(f"/orders/{order.id}/reveal/", {"_key": "a" * 32})
    assert "19900000001" in shown.text
    assert Event.objects.filter(kind="personal_data.read").count() == 2
    press(wang, task + "check_in/")
    press(wang, task + "complete/", outcome="换了灯泡")
    press(granny, f"/orders/{order.id}/confirm/")
    press(granny, f"/orders/{order.id}/rate/", grade="5", tags=["kind"], text="谢谢")
    assert state_of(order.id)[0] == "rated"
    page = granny.get(f"/orders/{order.id}/").text
    for words in ("提交了需求", "站点已受理", "已派单给队伍", "队伍已接单", "服务完成", "非常满意"):
        assert words in page
    told = set(Message.objects.values_list("template", flat=True))
    assert told == {
        "order_placed",
        "order_offered",
        "order_claimed",
        "order_scheduled",
        "assignment_proposed",
        "order_done",
    }


def test_a_double_click_places_one_order_and_leads_to_the_same_page(cast: Cast):
    granny = browser(cast, "granny")
    first = granny.post("/orders/new/repair/", answers(step="place", _key="k" * 32))
    second = granny.post("/orders/new/repair/", answers(step="place", _key="k" * 32))
    assert first["Location"] == second["Location"]
    assert ServiceOrder.objects.count() == 1


def test_a_replay_with_other_content_is_refused(cast: Cast):
    granny = browser(cast, "granny")
    granny.post("/orders/new/repair/", answers(step="place", _key="k" * 32))
    replay = granny.post(
        "/orders/new/repair/", answers(step="place", _key="k" * 32, description="另一件事")
    )
    assert replay.status_code == 422
    assert ServiceOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"description": "很" * 5000}, "最多500个字，现在有5000个字", "At most 500 characters"),
        ({"contact_phone": "12345"}, "请填手机号或带区号的座机", "Give a mobile number"),
        ({"preferred_on": "2020-01-01"}, "请选择今天或以后的日期", "Choose today or a later day"),
        ({"preferred_on": "明天"}, "的样子填写日期", "like 2026-03-05"),
        ({"community": "350102001001"}, "", ""),
    ],
)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_form_with_mistakes_comes_back_as_typed(
    cast: Cast, changes: dict[str, str], zh: str, en: str, language: str
):
    granny = browser(cast, "granny")
    granny.cookies["django_language"] = language
    typed = answers(step="place", risk_note="家里有狗🐕", **changes)
    answer = granny.post("/orders/new/repair/", typed)
    assert answer.status_code == 200
    assert (en if language == "en" else zh) in answer.text
    assert "家里有狗🐕" in answer.text
    assert changes.get("contact_phone", "") in answer.text
    assert not ServiceOrder.objects.exists()


def test_foreign_orders_are_not_found(cast: Cast):
    order = an_order(cast, "dispatched")
    for name, path in [
        ("stranger", f"/orders/{order.id}/"),
        ("stranger", f"/orders/{order.id}/reveal/"),
        ("other_desk", f"/desk/orders/{order.id}/"),
        ("qian", f"/desk/orders/{order.id}/"),
        ("wang", f"/tasks/{order.id}/"),
        ("other_desk", f"/desk/residents/{cast.persons['granny'].id}/order/"),
    ]:
        assert browser(cast, name).get(path).status_code == 404, (name, path)
    before = state_of(order.id)
    for name, path in [
        ("stranger", f"/orders/{order.id}/withdraw/"),
        ("other_desk", f"/desk/orders/{order.id}/dispatch/"),
        ("qian", f"/desk/orders/{order.id}/claim/"),
    ]:
        assert browser(cast, name).post(path, {}).status_code == 404, (name, path)
    assert state_of(order.id) == before


def test_a_wrong_state_is_409_and_a_stale_page_too(cast: Cast):
    order = an_order(cast)
    desk = browser(cast, "desk")
    here = f"/desk/orders/{order.id}/"
    early = desk.post(here + "dispatch/", {"team": str(cast.team.id), "version": 1})
    assert early.status_code == 409
    known = {"urgency": "urgent", "verification": "known", "version": 1}
    assert desk.post(here + "accept/", known).status_code == 302
    late = desk.post(here + "dispatch/", {"team": str(cast.team.id), "version": 1})
    assert late.status_code == 409
    assert "又有了变化" in late.text
    assert state_of(order.id) == ("accepted", 2)


def test_a_team_is_not_shown_who_asked_and_where_before_it_goes(cast: Cast):
    order = an_order(cast, "dispatched")
    page = browser(cast, "zhao").get(f"/desk/orders/{order.id}/").text
    for text in ("199****0001", "3号楼", "演*1", "演员1"):
        assert text not in page


def test_the_desk_looks_at_an_address_only_with_a_reason(cast: Cast):
    order = an_order(cast)
    desk = browser(cast, "desk")
    asked = desk.post(f"/orders/{order.id}/reveal/", {})
    assert asked.status_code == 200
    assert "19900000001" not in asked.text
    assert not Event.objects.filter(kind="personal_data.read").exists()
    shown = desk.post(f"/orders/{order.id}/reveal/", {"reason": "电话核实"})
    assert "19900000001" in shown.text
    reasons = Event.objects.filter(kind="personal_data.read").values_list("reason", flat=True)
    assert set(reasons) == {"电话核实"}


def test_the_desk_places_an_order_for_a_resident(cast: Cast):
    granny = cast.persons["granny"].id
    desk = browser(cast, "desk")
    assert "替居民点单" in desk.get(f"/desk/residents/{granny}/order/").text
    sent = desk.post(f"/desk/residents/{granny}/order/repair/", answers(step="place"))
    order = ServiceOrder.objects.get()
    assert sent["Location"] == f"/orders/{order.id}/placed/"
    assert order.requester_id == granny
    assert desk.get(sent["Location"]).status_code == 200


def test_somebody_with_two_to_order_for_chooses(cast: Cast):
    ProxyLink.objects.create(
        district=DISTRICT,
        proxy=cast.accounts["wang"],
        resident=cast.persons["granny"],
        kind="family",
        consent_basis="code",
        confirmed_at=timezone.now(),
    )
    wang = browser(cast, "wang")
    page = wang.get("/orders/new/repair/").text
    assert "为谁点单" in page
    granny = str(cast.persons["granny"].id)
    wang.post("/orders/new/repair/", answers(step="place", requester=granny))
    assert str(ServiceOrder.objects.get().requester_id) == granny
    stranger = str(cast.persons["stranger"].id)
    answer = wang.post("/orders/new/repair/", answers(step="place", requester=stranger))
    assert answer.status_code == 200
    assert ServiceOrder.objects.count() == 1


def test_an_account_without_a_person_is_told_what_to_do_first(cast: Cast):
    page = browser(cast, "desk").get("/orders/new/repair/")
    assert page.status_code == 200
    assert "先填一下您是谁" in page.text


def test_rating_needs_a_grade_and_happens_once(cast: Cast):
    order = an_order(cast, "confirmed")
    granny = browser(cast, "granny")
    path = f"/orders/{order.id}/rate/"
    version = ServiceOrder.objects.get(id=order.id).version
    empty = granny.post(path, {"version": version, "text": "挺好"})
    assert empty.status_code == 200
    assert "请选一个评价" in empty.text
    assert "挺好" in empty.text
    assert granny.post(path, {"version": version, "grade": "4"}).status_code == 302
    again = granny.post(path, {"version": version, "grade": "1"})
    assert again.status_code == 409
    assert Evaluation.objects.get().grade == 4


@pytest.mark.parametrize("path", ["/", "/me/", "/orders/", "/orders/new/", "/tasks/", "/teams/"])
@pytest.mark.parametrize("elder", ["0", "1"])
def test_front_pages_answer(cast: Cast, path: str, elder: str):
    an_order(cast, "scheduled")
    wang = browser(cast, "wang")
    wang.cookies["elder"] = elder
    assert wang.get(path).status_code == 200


@pytest.mark.parametrize("who", ["desk", "centre", "zhao"])
def test_the_desk_says_what_is_due(cast: Cast, who: str):
    an_order(cast)
    an_order(cast, "dispatched")
    page = browser(cast, who).get("/desk/")
    assert page.status_code == 200
    assert ("待接单" if who == "zhao" else "待受理") in page.text
