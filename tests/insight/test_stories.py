"""How orders went, who is quiet, the paper, the draft, the wall, and what anybody may read."""

import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document
from PIL import Image

from redvest.engines.indicators import INDICATORS
from redvest.engines.suppression import is_small
from redvest.insight import papers
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


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """The words that were set on paper."""
    found: list[dict[str, Any]] = []
    real = papers.typeset

    def noted(layout: Path, words: dict[str, Any], **more: Any) -> bytes:
        found.append(words)
        return real(layout, words, **more)

    monkeypatch.setattr(papers, "typeset", noted)
    return found


def test_the_report_leaves_as_a_pdf_that_says_the_same(year: Year, printed: list[dict[str, Any]]):
    centre = browser(year.cast, "centre")
    answer = centre.get("/desk/figures/report/?period=2024&as=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content[:5] == b"%PDF-"
    (words,) = printed
    assert words["title"] == "城关区2024年统计报告"
    assert "数据截至" in words["foot"]
    rows = {row[0]: row for part in words["parts"] for row in part["rows"]}
    assert len(rows) == len(INDICATORS)
    assert rows["活动到场群众"][1] == "725 人次"
    assert "注册不等于参加过服务" in rows["注册志愿者"][3]
    page = centre.get("/desk/figures/report/?period=2024").text
    assert all(row[1] in page for row in rows.values())


HERE = "/desk/figures/briefing/?period=2024"


def a_photo(width: int = 90, height: int = 60) -> SimpleUploadedFile:
    """A picture that says where it was taken."""
    out, exif = io.BytesIO(), Image.Exif()
    exif[0x010E] = "拍摄于畅家巷3号"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (width, height), "#c7000b").save(out, "JPEG", exif=exif)
    assert b"Exif" in out.getvalue()
    return SimpleUploadedFile("a.jpg", out.getvalue(), "image/jpeg")


def test_the_briefing_says_only_what_figures_say(year: Year):
    centre = browser(year.cast, "centre")
    page = centre.get(HERE).text
    plain = re.sub("<[^>]+>", "", page)
    assert "宣讲1场次〔" in plain
    assert "文明实践日活动3场次〔" in plain
    marks = re.findall(r'href="#note-(\d+)"', page)
    assert len(marks) > 10
    assert all(f'<li id="note-{mark}">' in page for mark in marks)
    empty = centre.get("/desk/figures/briefing/?period=2001").text
    assert "这一期还没有数字" in empty
    assert 'name="caption1"' not in empty
    assert "这一期还没有数字" in centre.post("/desk/figures/briefing/?period=2001", {}).text


def test_the_briefing_leaves_as_word_with_the_chart_and_photos_chosen(year: Year):
    centre = browser(year.cast, "centre")
    sent = {"chart": "audience", "photo2": a_photo(), "caption2": "端午包粽子", "agreed": "on"}
    answer = centre.post(HERE, {**sent, "kind": "docx"})
    document = Document(io.BytesIO(answer.content))
    text = "\n".join(one.text for one in document.paragraphs)
    for words in ("宣讲1场次〔", "数字的定义", "端午包粽子", "数据截至"):
        assert words in text
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        pictures = [packed.read(name) for name in packed.namelist() if "/media/" in name]
    assert [one[:4] for one in sorted(pictures)] == [b"\x89PNG", b"\xff\xd8\xff\xe0"]
    assert not any(b"Exif" in one or "畅家巷".encode() in one for one in pictures)
    bare = centre.post(HERE, {"kind": "docx"})
    assert len(Document(io.BytesIO(bare.content)).inline_shapes) == 0


def test_the_briefing_leaves_as_pdf_with_the_same(year: Year, printed: list[dict[str, Any]]):
    centre = browser(year.cast, "centre")
    sent = {"chart": "audience", "photo1": a_photo(60, 90), "caption1": "端午", "agreed": "on"}
    answer = centre.post(HERE, {**sent, "kind": "pdf"})
    (words,) = printed
    assert any("宣讲1场次〔" in part["text"] for part in words["parts"])
    assert any("宣讲活动的场次" in note for note in words["notes"])
    assert words["chart"]["labels"][-1] == "2024-12"
    assert words["chart"]["said"][words["chart"]["labels"].index("2024-05")] == "85"
    assert [one["caption"] for one in words["photos"]] == ["端午"]
    assert b"Exif" not in answer.content
    bare = centre.post(HERE, {"kind": "pdf"})
    assert answer.content[:5] == bare.content[:5] == b"%PDF-"
    assert printed[1]["chart"] is None
    assert printed[1]["photos"] == []


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        ({"photo1": "photo", "agreed": "on"}, "请写一句照片的说明"),
        ({"photo1": "photo", "caption1": "端午"}, "请确认照片里的人同意公开"),
        ({"caption1": "端午"}, "请选这张照片"),
        ({"photo1": "text", "caption1": "端午", "agreed": "on"}, "这不是能打开的照片"),
        ({"chart": "nothing"}, "nothing"),
        ({"kind": "exe"}, "exe"),
    ],
)
def test_a_briefing_with_a_mistake_comes_back_as_typed(
    year: Year, sent: dict[str, str], refusal: str
):
    files = {"photo": a_photo(), "text": SimpleUploadedFile("a.jpg", b"<html>")}
    data = {"kind": "pdf", **{key: files.get(value, value) for key, value in sent.items()}}
    answer = browser(year.cast, "centre").post(HERE, data)
    assert answer["Content-Type"].startswith("text/html")
    assert refusal in answer.text
    if "caption1" in sent:
        assert 'value="端午"' in answer.text


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
