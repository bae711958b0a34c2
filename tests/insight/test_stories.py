"""How orders went, who is quiet, the paper, the draft, the wall, and what anybody may read."""

import io
import json
import zipfile
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from docx import Document

from redvest.engines.suppression import is_small
from redvest.insight.pages import screen
from redvest.insight.queries.reach import today
from redvest.people.models import Person
from tests.insight.stage import Year, held, on, past_order
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, an_order
from tests.orders.test_pages import browser


@pytest.fixture(autouse=True)
def no_wall_is_remembered(year: Year) -> None:
    """What a wall was told lies in the database and goes with the test; before it there is none."""
    cache.clear()


def test_the_funnel_says_how_far_orders_came_and_what_is_unmet(year: Year):
    centre = browser(year.cast, "centre")
    body = centre.get("/desk/figures/funnel/?period=2024&as=csv").content.decode("utf-8-sig")
    lines = [line.replace('"', "").split(",") for line in body.split()[1:]]
    assert [int(line[1]) for line in lines] == [6, 0, 4, 4, 0, 3]
    page = centre.get("/desk/figures/funnel/?period=2024").text
    for words in ("提交", "5至24小时", "没有办成的需求", year.cast.item.name):
        assert words in page
    assert "这一期没有办不成的需求" in centre.get("/desk/figures/funnel/?period=2001").text


def test_teams_and_venues_are_listed_by_name_with_advice(year: Year):
    page = browser(year.cast, "centre").get("/desk/figures/activity/?period=2024").text
    assert "可以问问" in page
    assert "不是排名" in page
    assert page.index("小东俚语宣讲队") != -1
    desk = browser(year.cast, "desk").get("/desk/figures/activity/").text
    assert ELSEWHERE not in desk


def test_the_report_has_every_figure_with_its_definition(year: Year):
    page = browser(year.cast, "centre").get("/desk/figures/report/?period=2024Q2").text
    for words in ("阵地", "队伍", "项目", "活动", "服务", "注册不等于参加过服务", "数据截至"):
        assert words in page


def test_the_briefing_says_only_what_figures_say(year: Year):
    centre = browser(year.cast, "centre")
    page = centre.get("/desk/figures/briefing/?period=2024").text
    assert "宣讲1场次〔" in page
    assert "文明实践日活动3场次〔" in page
    body = centre.get("/desk/figures/briefing/?period=2024&as=docx").content
    assert zipfile.is_zipfile(io.BytesIO(body))
    text = "\n".join(one.text for one in Document(io.BytesIO(body)).paragraphs)
    assert "宣讲1场次〔" in text
    assert "数字的定义" in text
    empty = centre.get("/desk/figures/briefing/?period=2001").text
    assert "这一期还没有数字" in empty


def test_the_wall_shows_masked_names_and_works_with_nothing(year: Year):
    order = an_order(year.cast, until="done")
    told = browser(year.cast, "centre").get("/desk/screen/data/").json()
    names = {str(one.name) for one in Person.objects.all() if one.name}
    assert told["served"]
    assert {one["who"] for one in told["served"]} <= names
    assert all("*" in one["who"] for one in told["served"])
    assert order.number not in json.dumps(told)
    page = browser(year.cast, "other_desk").get("/desk/screen/").text
    assert "还没有服务记录" in page
    assert "数据截至" in page


def test_fifty_walls_cost_one_reading_in_five_seconds(
    year: Year, monkeypatch: pytest.MonkeyPatch, time_machine: Any
):
    made = []
    real = screen._made
    monkeypatch.setattr(screen, "_made", lambda *where: made.append(where) or real(*where))
    time_machine.move_to(on(date(2031, 6, 15), 12), tick=False)
    centre = browser(year.cast, "centre")
    first = centre.get("/desk/screen/data/")
    codes = [
        centre.get("/desk/screen/data/", headers={"If-None-Match": first["ETag"]}).status_code
        for _wall in range(50)
    ]
    assert codes == [304] * 50
    assert len(made) == 1
    held(year, date(2031, 6, 10))
    time_machine.shift(6)
    again = centre.get("/desk/screen/data/", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]
    assert len(made) == 2


def test_the_wall_serves_what_there_was_while_somebody_reads_anew(
    year: Year, monkeypatch: pytest.MonkeyPatch
):
    centre = browser(year.cast, "centre")
    first = centre.get("/desk/screen/data/")

    def too_much(*_where: str) -> None:
        raise AssertionError("read again within five seconds")

    monkeypatch.setattr(screen, "_made", too_much)
    assert centre.get("/desk/screen/data/").content == first.content


def anybody() -> Client:
    browser = Client()
    browser.cookies["district"] = DISTRICT
    return browser


def test_anybody_reads_years_that_are_over_and_no_small_cell(year: Year):
    for place in (HOME, HOME, HOME, ELSEWHERE):
        past_order(year, on(date(2024, 4, 20)), region=place)
    page = anybody().get("/open-data/?year=2024")
    assert page.status_code == 200
    assert "不公布" in page.text
    told = anybody().get("/open-data/json/?year=2024").json()
    assert told["district"] == DISTRICT
    for one in told["figures"]:
        if one["unit"] in ("人次", "单", "人"):
            cells = [*one["streets"].values(), *one["months"].values()]
            assert not any(is_small(cell) for cell in cells if cell is not None)
    orders = next(one for one in told["figures"] if one["key"] == "orders")
    assert orders["streets"] == {f"{DISTRICT}001": None, f"{DISTRICT}002": None}
    body = anybody().get("/open-data/csv/?year=2024").content.decode()
    assert "不公布" in body


def test_a_year_that_is_not_over_is_not_published(year: Year):
    for asked in (f"{today():%Y}", "2199", "1999", "x"):
        assert anybody().get(f"/open-data/?year={asked}").status_code == 404
