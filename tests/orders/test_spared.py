"""Small mercies: no visit too many without a yes, no endless guessing, deadlines in plain words."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from redvest.core.templatetags.redvest import by_when
from redvest.districts.services.settling import change_policy
from redvest.engines.cn_calendar import CHINA_TIME
from redvest.notices.models import Message
from redvest.orders.models import ServiceItem, ServiceOrder, VenueItem
from redvest.orders.services import (
    accept_assignment,
    answer_time,
    schedule_order,
)
from redvest.orders.services.agreeing import comes_too_often
from redvest.orders.services.codes import order_code
from redvest.orders.services.feedback import give_safety_feedback
from redvest.venues.models import Venue
from tests.orders.cast import DISTRICT, HOME, Cast, an_order, state_of
from tests.orders.test_pages import browser

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_counters(cast: Cast):
    cache.clear()


def monday() -> datetime:
    """Nine on a Monday two weeks ahead, whatever day it is."""
    today = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0)
    return today + timedelta(days=14 - today.weekday())


def visits_of_a_week(cast: Cast, days: int) -> None:
    """Granny has visits on so many days of that week."""
    for offset in range(days):
        starts = monday() + timedelta(days=offset)
        order = an_order(cast, "accepted")
        ServiceOrder.objects.filter(id=order.id).update(
            state="scheduled", scheduled_from=starts, scheduled_to=starts + timedelta(hours=1)
        )


def planned(cast: Cast, starts: datetime) -> ServiceOrder:
    """One more visit, at the very time she had wished for."""
    order = an_order(cast, "claimed")
    ServiceOrder.objects.filter(id=order.id).update(preferred_on=timezone.localdate(starts))
    schedule_order(
        actor=cast.zhao,
        order_id=order.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
        volunteer_ids=[cast.volunteers["wang"].id],
    )
    accept_assignment(actor=cast.wang, order_id=order.id)
    return ServiceOrder.objects.get(id=order.id)


def test_one_visit_too_many_in_a_week_waits_for_her_own_yes(cast: Cast):
    visits_of_a_week(cast, 3)
    order = planned(cast, monday() + timedelta(days=4))
    assert (order.state, order.time_agreed_at) == ("claimed", None)
    told = Message.objects.filter(template="order_often_proposed")
    assert set(told.values_list("to_person_id", flat=True)) == {cast.persons["granny"].id}
    answer_time(actor=cast.granny, order_id=order.id, agrees=True)
    assert state_of(order.id)[0] == "scheduled"


def test_fewer_visits_or_the_same_day_or_another_week_need_no_second_yes(cast: Cast):
    visits_of_a_week(cast, 2)
    assert planned(cast, monday() + timedelta(days=4)).state == "scheduled"
    visits_of_a_week(cast, 3)
    assert planned(cast, monday() + timedelta(hours=2)).state == "scheduled"
    assert planned(cast, monday() + timedelta(days=7)).state == "scheduled"


def test_the_district_decides_how_many_days_are_too_many(cast: Cast):
    visits_of_a_week(cast, 1)
    order, starts = an_order(cast, "claimed"), monday() + timedelta(days=1)
    assert not comes_too_often(order, starts)
    change_policy(actor=cast.centre, version=0, values={"visits_week_max": "1"}, reason="老人怕累")
    assert comes_too_often(order, starts)


@pytest.mark.parametrize("purpose", ["arrive", "done"])
def test_the_residents_code_cannot_be_guessed_by_trying(cast: Cast, purpose: str):
    order = an_order(cast, "agreed" if purpose == "arrive" else "done")
    right = order_code(order, purpose)  # type: ignore[arg-type]
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    step, key = ("check_in", "code") if purpose == "arrive" else ("confirm", "code")
    address = f"/api/v1/orders/{order.id}/steps/{step}"
    more = {"method": "code"} if purpose == "done" else {}

    def say(code: str) -> int:
        sent = {key: code, **more}
        return (
            browser(cast, "wang").post(address, sent, content_type="application/json").status_code
        )

    before = state_of(order.id)
    assert [say(wrong) for _try in range(5)] == [422] * 5
    assert say(right) == 429
    assert state_of(order.id) == before
    cache.clear()  # A quarter of an hour later.
    assert say(right) == 200


def test_a_wrong_code_on_the_page_counts_although_the_form_comes_back(cast: Cast):
    order = an_order(cast, "agreed")
    wrong = f"{(int(order_code(order, 'arrive')) + 1) % 10**6:06d}"
    wang = browser(cast, "wang")
    for _try in range(5):
        assert "口令不对" in wang.post(f"/tasks/{order.id}/check_in/", {"code": wrong}).text
    assert wang.post(f"/tasks/{order.id}/check_in/", {"code": wrong}).status_code == 429
    # Her word needs no code: arriving without one is still open.
    assert wang.post(f"/tasks/{order.id}/check_in/", {"code": ""}).status_code == 302


def test_a_deadline_at_midnight_belongs_to_the_day_that_ends():
    midnight = datetime(2020, 11, 24, tzinfo=CHINA_TIME)
    assert by_when(midnight) == "2020年11月23日 24:00"
    assert by_when(midnight + timedelta(hours=9)) == "2020年11月24日 09:00"


def test_the_stations_words_stand_where_one_orders(cast: Cast):
    venue = Venue.objects.create(district=DISTRICT, region=HOME, level="station", name="畅家巷站")
    VenueItem.objects.create(
        district=DISTRICT, venue=venue, item=cast.item, note="请自备灯泡", hours="09:00-11:00"
    )
    other = ServiceItem.objects.get(district=DISTRICT, code="haircut")
    granny = browser(cast, "granny")
    page = granny.get(f"/orders/new/{cast.item.code}/").text
    for text in ("畅家巷站", "请自备灯泡", "09:00-11:00"):
        assert text in page
    assert "请自备灯泡" not in granny.get(f"/orders/new/{other.code}/").text


def test_what_volunteers_found_unsafe_reaches_the_desk_and_not_the_resident(cast: Cast):
    order = an_order(cast, "done")
    quiet = browser(cast, "desk").get("/desk/orders/worries/").text
    assert "没有不安全的反馈" in quiet
    give_safety_feedback(
        actor=cast.wang, order_id=order.id, felt_safe=False, concerns=["animal"], text="狗没有拴"
    )
    desk = browser(cast, "desk")
    assert order.number in desk.get("/desk/orders/worries/").text
    assert "狗没有拴" in desk.get(f"/desk/orders/{order.id}/").text
    assert "狗没有拴" not in browser(cast, "granny").get(f"/orders/{order.id}/").text
    assert order.number not in browser(cast, "other_desk").get("/desk/orders/worries/").text
