"""What travels out of the pages, and what the weather does to several activities at once."""

import pytest
from django.db import transaction
from django.urls import reverse
from icalendar import Calendar

from redvest.activities import services
from redvest.activities.models import Activity, SignUp
from redvest.activities.queries.series import outdoors_ahead
from redvest.errors import Invalid, NotSeen
from redvest.notices.models import Message
from redvest.orders.services.calendars import make_calendar_link
from tests.activities.cast import Cast, a_draft, an_activity, at, shift_of
from tests.activities.test_pages import browser

pytestmark = pytest.mark.django_db


def test_ones_shifts_stand_in_the_calendar_of_the_phone(cast: Cast):
    activity = an_activity(cast)
    [row] = services.sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    url = reverse("orders:feed", args=[make_calendar_link(actor=cast.wang)])

    def events() -> list[tuple[str, str]]:
        found = Calendar.from_ical(browser(cast).get(url).content)
        return [(str(one["summary"]), str(one["status"])) for one in found.walk("VEVENT")]

    name = f"{activity.title} · 捡垃圾"
    assert events() == [(name, "CONFIRMED")]
    services.postpone_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert events() == [(name, "TENTATIVE")]
    services.cancel_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert events() == [(name, "CANCELLED")]
    assert SignUp.objects.get(id=row.id).state == "called_off"


def test_another_ones_shifts_do_not(cast: Cast):
    activity = an_activity(cast)
    services.sign_up(actor=cast.wang, shift_id=shift_of(activity).id)
    url = reverse("orders:feed", args=[make_calendar_link(actor=cast.li)])
    assert b"VEVENT" not in browser(cast).get(url).content


def test_the_picture_to_send_round_is_a_picture_and_only_of_what_is_public(cast: Cast):
    activity = an_activity(cast)
    answer = browser(cast).get(reverse("activities:share", args=[activity.id]))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    draft = a_draft(cast)
    assert browser(cast).get(reverse("activities:share", args=[draft.id])).status_code == 404


def outdoors(cast: Cast, **more: object) -> Activity:
    return an_activity(cast, is_outdoor=True, **more)


def test_one_decision_postpones_what_the_weather_does_not_allow(cast: Cast):
    first, second = outdoors(cast), outdoors(cast, starts=at(2, 15))
    indoors, later = an_activity(cast), outdoors(cast, starts=at(9))
    services.sign_up(actor=cast.wang, shift_id=shift_of(first).id)
    assert set(outdoors_ahead(cast.zhao, 4)) == {first, second}
    page = browser(cast, "zhao").post(
        reverse("activities:weather"),
        {"warning": "rainstorm", "then": "postpone", "activities": [first.id, second.id]},
    )
    assert page.status_code == 302
    states = dict(Activity.objects.values_list("id", "status"))
    assert states[first.id] == states[second.id] == "postponed"
    assert states[indoors.id] == states[later.id] == "published"
    told = Message.objects.filter(template="activity_postponed", channel="in_app")
    assert told.count() == 1


def test_the_weather_decides_nothing_about_what_one_does_not_run(cast: Cast):
    activity = outdoors(cast)
    for actor, ids, kind in (
        (cast.other_desk, [activity.id], NotSeen),
        (cast.zhao, [], Invalid),
    ):
        with pytest.raises(kind), transaction.atomic():
            services.yield_to_weather(actor=actor, activity_ids=ids, warning="heat", then="cancel")
    with pytest.raises(Invalid), transaction.atomic():
        services.yield_to_weather(
            actor=cast.zhao, activity_ids=[activity.id], warning="sunshine", then="cancel"
        )
    assert Activity.objects.get(id=activity.id).status == "published"


def test_an_activity_that_begins_today_is_still_reached(cast: Cast):
    activity = outdoors(cast, starts=at(0, 14))
    assert list(outdoors_ahead(cast.zhao, 4)) == [activity]
