"""The pages of a lunch, walked with a client: from the plan to the last door."""

import pytest
from django.test import Client

from redvest.journal.models import Event
from redvest.meals.models import MealRound, MealStop
from tests.meals.cast import DAY, Noon

pytestmark = pytest.mark.slow


def login(noon: Noon, name: str) -> Client:
    client = Client()
    client.force_login(noon.cast.accounts[name])
    return client


def test_a_lunch_from_the_plan_to_the_last_door(noon: Noon):
    desk, wang = login(noon, "desk"), login(noon, "wang")
    url = f"/desk/meals/{noon.canteen.id}/{DAY.isoformat()}/"
    assert "畅家巷幸福食堂" in desk.get("/desk/meals/").text
    page = desk.get(url).text
    assert "已标出" in page
    assert "重新排" in page

    nobody_chosen = desk.post(url, {})
    assert nobody_chosen.status_code == 200
    assert "请至少选择一位志愿者" in nobody_chosen.text
    assert not MealRound.objects.exists()

    sent = desk.post(url, {"walkers": [str(noon.cast.volunteers["wang"].id)]})
    assert (sent.status_code, sent["Location"]) == (302, url)
    assert "还没发给志愿者" in desk.get(url).text
    assert desk.post(f"{url}offer/").status_code == 302

    row = noon.round_of("wang")
    assert "等志愿者答复" in wang.get("/meals/").text
    assert "我能去" in wang.get(f"/meals/{row.id}/").text
    assert wang.post(f"/meals/{row.id}/accept/", {"version": row.version}).status_code == 302
    assert "领好餐，出发" in wang.get(f"/meals/{row.id}/").text

    first, second, third = noon.stops()
    door = f"/meals/{row.id}/stops/{first.id}/"
    hidden = wang.get(door).text
    assert "1单元101室" not in hidden
    read = wang.post(door)
    assert "1单元101室" in read.text
    assert Event.objects.filter(kind="personal_data.read").count() == 2  # Address and phone.
    assert wang.post(f"{door}handed/").status_code == 302

    door = f"/meals/{row.id}/stops/{second.id}/"
    once = wang.post(f"{door}nobody/", {"methods": ["door"]})
    assert once.status_code == 200
    assert "请先用两种办法联系" in once.text
    assert MealStop.objects.get(id=second.id).state == "waiting"
    twice = wang.post(f"{door}nobody/", {"methods": ["door", "neighbor"]})
    assert twice.status_code == 302
    assert "送餐没人开门，请马上去看望" in desk.get("/desk/orders/tasks/").text

    assert wang.post(f"/meals/{row.id}/drop/").status_code == 302
    assert noon.state(third.order_id) == "accepted"
    assert "没有等着安排的餐" not in desk.get(url).text


def test_paper_asks_why_and_shows_every_door_once(noon: Noon):
    row, wang = noon.accepted(), login(noon, "wang")
    url = f"/meals/{row.id}/paper/"
    assert "都会记下" in wang.get(url).text
    assert "请写下打印的原因" in wang.post(url, {"reason": ""}).text
    assert not Event.objects.filter(kind="personal_data.read").exists()
    sheet = wang.post(url, {"reason": "没有手机"}).text
    assert sheet.count("1单元101室") == 3
    assert Event.objects.filter(kind="personal_data.read").count() == 6


def test_a_pin_is_placed_from_the_list_and_comes_back_there(noon: Noon):
    desk, order = login(noon, "desk"), noon.orders[0]
    lunch = f"/desk/meals/{noon.canteen.id}/{DAY.isoformat()}/"
    url = f"/desk/meals/home/{order.id}/?next={lunch}"
    page = desk.get(url).text
    assert "重新标会替换" in page
    assert "1单元101室" not in page
    wrong = desk.post(url, {"lat": "36.06", "lon": "", "datum": "wgs84", "next": lunch})
    assert wrong.status_code == 200
    assert "36.06" in wrong.text
    sent = desk.post(url, {"lat": "36.06", "lon": "103.83", "datum": "gcj02", "next": lunch})
    assert sent["Location"] == lunch
    away = desk.post(url, {"lat": "36", "lon": "103", "datum": "wgs84", "next": "//evil.example/"})
    assert away["Location"] == f"/desk/orders/{order.id}/"


def test_a_day_that_is_none_is_no_page(noon: Noon):
    assert login(noon, "desk").get(f"/desk/meals/{noon.canteen.id}/today/").status_code == 404
