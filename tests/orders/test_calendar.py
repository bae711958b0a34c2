"""A volunteer's visits in the calendar of a phone, without anybody's home in it."""

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from redvest.errors import NotAllowed
from redvest.orders.models import CalendarLink
from redvest.orders.services import withdraw_order
from redvest.orders.services.calendars import end_calendar_link, make_calendar_link
from redvest.people.models import Volunteer
from tests.orders.cast import Cast, an_order


def read(token: str, status: int = 200) -> str:
    answer = Client().get(f"/ical/{token}.ics")
    assert answer.status_code == status
    return answer.text


def visits(text: str) -> list[dict[str, object]]:
    return [dict(entry) for entry in Calendar.from_ical(text).walk("VEVENT")]


def test_the_feed_says_what_when_and_in_which_community(cast: Cast):
    order = an_order(cast, "agreed")
    text = read(make_calendar_link(actor=cast.wang))
    (found,) = visits(text)
    assert found["SUMMARY"] == "修理水电"
    assert found["DTSTART"].dt == order.scheduled_from.replace(microsecond=0)
    assert found["DTEND"].dt == order.scheduled_to.replace(microsecond=0)
    assert found["LOCATION"] == "酒泉路街道 畅家巷"
    assert found["STATUS"] == "CONFIRMED"
    for secret in ("3号楼", "501室", "1990000", "演员", "阳台"):
        assert secret not in text.replace("\r\n ", "")


def test_a_visit_that_was_called_off_disappears(cast: Cast):
    order = an_order(cast, "scheduled")
    token = make_calendar_link(actor=cast.li)
    assert [str(entry["STATUS"]) for entry in visits(read(token))] == ["TENTATIVE"]
    withdraw_order(actor=cast.granny, order_id=order.id)
    assert visits(read(token)) == []


def test_each_sees_only_their_own_visits(cast: Cast):
    an_order(cast, "agreed")
    assert visits(read(make_calendar_link(actor=cast.zhao))) == []


def test_a_new_address_ends_the_old_one_and_ending_ends_it(cast: Cast):
    old = make_calendar_link(actor=cast.wang)
    new = make_calendar_link(actor=cast.wang)
    read(old, 404)
    read(new)
    end_calendar_link(actor=cast.wang)
    read(new, 404)
    read("x" * 43, 404)


def test_the_secret_is_kept_only_as_a_hash(cast: Cast):
    token = make_calendar_link(actor=cast.wang)
    assert token.encode() not in bytes(CalendarLink.objects.get().token_hash)


def test_who_is_no_volunteer_any_more_has_no_feed(cast: Cast):
    token = make_calendar_link(actor=cast.wang)
    Volunteer.objects.filter(id=cast.volunteers["wang"].id).update(status="suspended")
    read(token, 404)
    with pytest.raises(NotAllowed):
        make_calendar_link(actor=cast.granny)


def test_the_page_shows_the_address_once(cast: Cast):
    client = Client()
    client.force_login(cast.accounts["wang"])
    assert client.get("/tasks/calendar/").status_code == 200
    shown = client.post("/tasks/calendar/", {"_key": "k" * 32})
    address = shown.context["address"]
    assert address in shown.text
    assert address not in client.get("/tasks/calendar/").text
    assert timezone.now() > CalendarLink.objects.get().made_at
    assert client.post("/tasks/calendar/", {"do": "end"}).status_code == 302
    assert CalendarLink.objects.filter(revoked_at=None).count() == 0
