"""Ordering with one sentence, and what is said beside a form, through the pages."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.utils import timezone

from redvest.engines.cn_calendar import CHINA_TIME
from redvest.journal.models import Event
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.queries.advice import neighbors_waiting, promise_of
from redvest.people.models import ProxyLink
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR, Cast, an_order
from tests.orders.test_pages import browser, key_in

pytestmark = pytest.mark.slow

SAY = "/orders/say/"
SENTENCE = "阳台灯坏了，这周六上午9点来，住畅家巷3号楼2单元501室，电话19900000001"
WEDNESDAY = datetime(2026, 9, 16, 10, 0, tzinfo=CHINA_TIME)


@pytest.fixture(autouse=True)
def fresh_cache(cast: Cast):
    cache.clear()


def typed_in(html: str) -> dict[str, str]:
    """What the form would send as it stands, as a browser reads it."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_box = 'type="radio"' in tag or 'type="checkbox"' in tag
        if name and not (is_box and " checked" not in tag):
            found[name[1]] = value[1] if value else "on" if is_box else ""
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = body.strip()
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    found.pop("csrfmiddlewaretoken", None)
    for of_the_frame in ("next", "elder", "language"):
        found.pop(of_the_frame, None)
    return found


def test_one_sentence_becomes_an_order_in_three_screens(cast: Cast):
    granny = browser(cast, "granny")
    with time_machine.travel(WEDNESDAY, tick=True):
        first = granny.get(SAY)
        assert 'name="sentence"' in first.text
        second = granny.post(SAY, {"step": "hear", "sentence": SENTENCE})
        typed = typed_in(second.text)
        assert typed["contact_phone"] == "19900000001"
        assert typed["address"] == "畅家巷3号楼2单元501室"
        assert typed["community"] == HOME
        assert typed["preferred_on"] == "2026-09-19"
        assert typed["preferred_slot"] == "morning"
        assert "item" not in typed, "nobody chose it"
        assert "consent_to_share" not in typed, "nobody agreed yet"
        assert second.text.index('value="repair"') < second.text.index('value="haircut"')
        assert not ServiceOrder.objects.exists()
        third = granny.post(
            SAY, {**typed, "item": "repair", "consent_to_share": "on", "step": "check"}
        )
        assert "核对一遍" in third.text
        sent = granny.post(SAY, {**typed_in(third.text), "step": "place"})
    order = ServiceOrder.objects.get()
    assert sent["Location"] == f"/orders/{order.id}/placed/"
    assert order.item.code == "repair"
    assert order.preferred_on == date(2026, 9, 19)
    assert str(order.description) == "阳台灯坏了，这周六上午9点来"


def test_the_second_click_on_send_makes_no_second_order(cast: Cast):
    granny = browser(cast, "granny")
    typed = typed_in(granny.post(SAY, {"step": "hear", "sentence": SENTENCE}).text)
    typed |= {"item": "repair", "consent_to_share": "on", "preferred_slot": "any"}
    typed["preferred_on"] = (timezone.localdate() + timedelta(days=1)).isoformat()
    checked = granny.post(SAY, {**typed, "step": "check"}).text
    sent = {**typed_in(checked), "step": "place", "_key": key_in(checked)}
    assert granny.post(SAY, sent)["Location"] == granny.post(SAY, sent)["Location"]
    assert ServiceOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("煤气灶打不着火，闻到煤气味", ["119"]),
        ("爷爷晕倒了，叫不醒", ["120"]),
        ("我不想活了", ["110", "120"]),
        ("着" + "很" * 5000 + "，厨房着火了", []),
        ("厨房着火了" + "很" * 4000, ["119"]),
    ],
)
def test_danger_comes_first_and_one_can_go_on_below(cast: Cast, sentence: str, numbers: list[str]):
    page = browser(cast, "granny").post(SAY, {"step": "hear", "sentence": sentence}).text
    for number in numbers:
        assert page.index(f'href="tel:{number}"') < page.index('name="sentence"')
    assert 'name="sentence"' in page
    assert not ServiceOrder.objects.exists()


def test_the_menu_way_shows_the_danger_before_sending_too(cast: Cast):
    from tests.orders.test_pages import answers

    page = browser(cast, "granny").post(
        "/orders/new/repair/", answers(step="check", description="灯冒烟了，好像着火")
    )
    assert page.text.index('href="tel:119"') < page.text.index("提交需求")


def test_a_text_of_5000_characters_comes_back_whole(cast: Cast):
    text = "修灯" * 2500
    answer = browser(cast, "granny").post(SAY, {"step": "hear", "sentence": text})
    assert answer.status_code == 200
    assert "最多500个字，现在有5000个字" in answer.text
    assert text in answer.text


def test_emoji_and_rare_characters_arrive_as_typed(cast: Cast):
    typed = typed_in(
        browser(cast, "granny").post(SAY, {"step": "hear", "sentence": "𠮷奶奶👵想理发"}).text
    )
    assert typed["description"] == "𠮷奶奶👵想理发"


def test_what_is_not_understood_is_asked_and_the_whole_menu_is_there(cast: Cast):
    page = browser(cast, "granny").post(SAY, {"step": "hear", "sentence": "帮帮我"}).text
    assert "没听出是哪一项" in page
    for item in ServiceItem.objects.filter(code__in=["repair", "haircut", "law"]):
        assert f'value="{item.code}"' in page


def test_an_unknown_item_is_refused_and_everything_typed_stays(cast: Cast):
    granny = browser(cast, "granny")
    typed = typed_in(granny.post(SAY, {"step": "hear", "sentence": SENTENCE}).text)
    typed |= {"item": "no-such", "consent_to_share": "on", "risk_note": "有狗🐕"}
    answer = granny.post(SAY, {**typed, "step": "place"})
    assert "没有这项服务" in answer.text
    assert "有狗🐕" in answer.text
    assert not ServiceOrder.objects.exists()


def test_a_time_in_the_past_is_not_taken(cast: Cast):
    with time_machine.travel(WEDNESDAY, tick=True):
        page = browser(cast, "granny").post(SAY, {"step": "hear", "sentence": "昨天下午来修灯"})
    assert "您说的时间已经过去了" in page.text
    assert typed_in(page.text)["preferred_on"] == ""


def test_a_holiday_and_a_closed_station_are_said_before_sending(cast: Cast):
    from tests.orders.test_pages import answers

    Venue.objects.create(
        district=DISTRICT,
        region=HOME,
        level="station",
        name="畅家巷站",
        status="temporarily_closed",
    )
    with time_machine.travel(datetime(2026, 9, 16, 10, 0, tzinfo=CHINA_TIME), tick=True):
        page = browser(cast, "granny").post(
            "/orders/new/repair/", answers(step="check", preferred_on="2026-10-01")
        )
    assert "国庆节" in page.text
    assert "10月8日" in page.text
    assert "畅家巷站" in page.text
    assert "提交需求" in page.text


def answered(cast: Cast, count: int, minutes: int, **changes: object) -> None:
    """Orders of granny that were answered after so many minutes; committed as history is."""
    for _ in range(count):
        order = an_order(cast, "accepted")
        at = order.placed_at + timedelta(minutes=minutes)
        # History cannot be changed, so the order is moved back instead of the answer forward.
        answer = Event.objects.get(subject_id=order.id, kind="order.accept")
        ServiceOrder.objects.filter(id=order.id).update(
            placed_at=answer.at - (at - order.placed_at), state="withdrawn", **changes
        )


def test_a_promise_is_the_median_of_at_least_twenty_answers(cast: Cast):
    answered(cast, 9, 30)
    answered(cast, 10, 170)
    assert promise_of(DISTRICT, cast.item, HOME) is None
    cache.clear()
    answered(cast, 2, 170)
    found = promise_of(DISTRICT, cast.item, HOME)
    assert found is not None
    assert (found.minutes, found.orders, found.is_local) == (170, 21, True)
    elsewhere = promise_of(DISTRICT, cast.item, NEXT_DOOR)
    assert elsewhere is not None
    assert not elsewhere.is_local
    page = browser(cast, "granny").get("/orders/new/repair/").text
    assert "最近90天的21单，一半在3小时内有人回应" in page
    other = ServiceItem.objects.get(district=DISTRICT, code="haircut")
    assert promise_of(DISTRICT, other, HOME) is None


def test_old_answers_promise_nothing(cast: Cast):
    answered(cast, 20, 30)
    ServiceOrder.objects.update(placed_at=timezone.now() - timedelta(days=91))
    assert promise_of(DISTRICT, cast.item, HOME) is None


def test_neighbors_are_counted_from_three_on_and_never_named(cast: Cast):
    for name in ("granny", "wang", "li"):
        order = an_order(cast)
        ServiceOrder.objects.filter(id=order.id).update(requester=cast.persons[name])
    zhao = cast.persons["zhao"].id
    assert neighbors_waiting(cast.item, HOME, [zhao]) == 3
    assert neighbors_waiting(cast.item, HOME, [cast.persons["wang"].id]) == 0
    assert neighbors_waiting(cast.item, NEXT_DOOR) == 0
    cast.item.is_public = False
    assert neighbors_waiting(cast.item, HOME, [zhao]) == 0
    page = zhao_checks(cast)
    assert "附近有3位居民也需要" in page
    assert "演" not in page.split("附近有3位")[1].split("</p>")[0]


def test_who_would_wait_with_neighbors_says_so_and_nobody_else_is_taken_for_it(cast: Cast):
    for name in ("granny", "wang", "li"):
        order = an_order(cast)
        ServiceOrder.objects.filter(id=order.id).update(requester=cast.persons[name])
    zhao = browser(cast, "zhao")
    for ticked in (False, True):
        page = zhao_checks(cast)
        typed = {**typed_in(page), "step": "place"}
        assert "may_bundle" not in typed, "nothing is ticked beforehand"
        sent = zhao.post("/orders/new/repair/", typed | ({"may_bundle": "on"} if ticked else {}))
        assert sent.status_code == 302
        order = ServiceOrder.objects.filter(requester=cast.persons["zhao"]).latest("placed_at")
        assert order.may_bundle is ticked


def zhao_checks(cast: Cast) -> str:
    from tests.orders.test_pages import answers

    return browser(cast, "zhao").post("/orders/new/repair/", answers(step="check")).text


def test_who_may_order_for_several_says_for_whom_and_where(cast: Cast):
    for name in ("granny", "stranger"):
        ProxyLink.objects.create(
            district=DISTRICT,
            proxy=cast.accounts["wang"],
            resident=cast.persons[name],
            kind="family",
            consent_basis="code",
            confirmed_at=timezone.now(),
        )
    wang = browser(cast, "wang")
    for page in (
        wang.get("/orders/new/repair/"),
        wang.post(SAY, {"step": "hear", "sentence": "明天来修灯"}),
    ):
        typed = typed_in(page.text)
        assert typed["requester"] == ""
        assert typed["community"] == "", "they do not all live in one place"
    answer = wang.post(SAY, {**typed, "item": "repair", "step": "check"})
    assert "请选择为谁点单" in answer.text


def test_nothing_is_chosen_beforehand(cast: Cast):
    page = browser(cast, "granny").get("/orders/new/repair/").text
    assert " checked" not in page
