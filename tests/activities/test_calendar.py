"""The year: festivals by sun and moon, practice days around holidays, and quiet stations."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from redvest.activities import services
from redvest.activities.models import LocalFestival
from redvest.activities.occasions import IDEAS
from redvest.activities.programme_labels import OCCASIONS
from redvest.activities.queries.calendar import (
    festivals_between,
    monday_of,
    practice_between,
    quiet_stations,
    year_of,
)
from redvest.engines.cn_calendar import FESTIVALS
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.venues.models import Venue
from tests.activities.cast import Cast, an_activity
from tests.activities.test_pages import browser
from tests.activities.test_projects import a_project
from tests.orders.cast import DISTRICT, ELSEWHERE, HOME, NEXT_DOOR

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def test_every_festival_has_a_name_and_every_idea_a_day():
    assert {one.key for one in FESTIVALS} | {"practice_day"} == set(OCCASIONS)
    assert set(IDEAS) <= set(OCCASIONS)
    seven = ("spring", "lantern", "qingming", "dragon_boat", "qixi", "mid_autumn", "double_ninth")
    assert all(IDEAS.get(key) for key in (*seven, "aojiu", "practice_day"))


def test_the_days_of_2026_are_those_of_the_printed_calendar():
    found = {one.key: one.day for one in festivals_between(DISTRICT, *YEAR)}
    assert found["spring"] == date(2026, 2, 17)
    assert found["aojiu"] == date(2026, 3, 17)
    assert found["dragon_boat"] == date(2026, 6, 19)
    assert found["mid_autumn"] == date(2026, 9, 25)
    assert found["double_ninth"] == date(2026, 10, 18)


def test_practice_days_are_fridays_that_are_worked():
    found = practice_between(DISTRICT, *YEAR)
    assert all(day.weekday() == 4 for day in found if day.weekday() < 5)
    # The dragon boat festival of 2026 is a Friday: nothing is asked of anybody that day.
    assert date(2026, 6, 19) not in found
    assert date(2026, 6, 12) in found
    weeks = [day.isocalendar()[1] for day in found]
    assert len(weeks) == len(set(weeks))


def test_a_district_keeps_a_festival_of_its_own(cast: Cast):
    common = {"actor": cast.centre, "is_lunar": True, "note": "送粥"}
    row = services.add_festival(name="补天节", month=1, day=20, **common)
    found = {str(one.name): one.day for one in festivals_between(DISTRICT, *YEAR)}
    assert found["补天节"] == date(2026, 3, 8)
    for wrong in ({"month": 13, "day": 1}, {"month": 1, "day": 31}, {"month": 2, "day": 0}):
        with pytest.raises(Invalid), transaction.atomic():
            services.add_festival(name="没有的", **wrong, **common)
    with pytest.raises(Invalid), transaction.atomic():
        services.add_festival(name="补天节", month=1, day=20, **common)
    with pytest.raises(NotAllowed):
        services.add_festival(name="另一个", month=1, day=20, **{**common, "actor": cast.desk})
    assert LocalFestival.objects.count() == 1
    services.retire_festival(actor=cast.centre, festival_id=row.id)
    with pytest.raises(NotSeen), transaction.atomic():
        services.retire_festival(actor=cast.centre, festival_id=row.id)
    assert "补天节" not in {str(one.name) for one in festivals_between(DISTRICT, *YEAR)}


def test_a_leap_day_is_no_festival_of_the_sun(cast: Cast):
    with pytest.raises(Invalid), transaction.atomic():
        services.add_festival(actor=cast.centre, name="闰日", is_lunar=False, month=2, day=29)
    assert not LocalFestival.objects.exists()


def stations(*regions: str) -> list[Venue]:
    return [
        Venue.objects.create(
            district=DISTRICT, region=region, level="station", name=f"{region}站", status="open"
        )
        for region in regions
    ]


def test_a_station_is_quiet_until_something_is_published_there(cast: Cast):
    here, next_door, elsewhere = stations(HOME, NEXT_DOOR, ELSEWHERE)
    activity = an_activity(cast)
    monday = monday_of(timezone.localdate(activity.starts_at))
    assert list(quiet_stations(cast.centre, monday)) == [next_door, elsewhere]
    services.cancel_activity(actor=cast.zhao, activity_id=activity.id, reason="weather")
    assert list(quiet_stations(cast.centre, monday)) == [here, next_door, elsewhere]
    assert list(quiet_stations(cast.desk, monday)) == [here]
    assert list(quiet_stations(cast.li, monday)) == []


def test_a_session_late_on_sunday_belongs_to_its_own_week(cast: Cast, time_machine):
    stations(HOME)
    today = timezone.localtime()
    sunday = today + timedelta(days=13 - today.weekday())
    activity = an_activity(cast, starts=sunday.replace(hour=19, minute=59), hours=1)
    monday = monday_of(timezone.localdate(activity.starts_at))
    assert list(quiet_stations(cast.desk, monday)) == []
    assert len(quiet_stations(cast.desk, monday + timedelta(days=7))) == 1


def test_the_year_counts_what_is_published_in_each_month(cast: Cast):
    activity = an_activity(cast)
    day = timezone.localdate(activity.starts_at)
    months = year_of(DISTRICT, day.year)
    assert [one.first.month for one in months if one.times] == [day.month]
    assert [one.first.month for one in months] == list(range(1, 13))


def test_the_pages_show_the_year_and_lead_to_a_first_draft(cast: Cast):
    a_project(cast)
    page = browser(cast).get(reverse("activities:year"), {"year": "2026"})
    assert "拗九节" in page.content.decode()
    assert browser(cast).get(reverse("activities:year"), {"year": "²²²²"}).status_code == 200
    desk = browser(cast, "desk")
    text = desk.get(reverse("activities:programme")).content.decode()
    assert "occasion=practice_day" in text
    draft = desk.get(
        reverse("activities:new"), {"occasion": "aojiu", "idea": "0", "on": "2026-03-17"}
    )
    initial = draft.context["form"].initial
    assert "拗九粥" in initial["title"]
    assert initial["starts_at"].date() == date(2026, 3, 17)
    strange = {"occasion": "x", "idea": "9", "on": "morgen", "project": "x"}
    assert desk.get(reverse("activities:new"), strange).status_code == 200
    assert desk.get(reverse("activities:quiet")).status_code == 200


def test_the_center_sets_themes_and_festivals_on_one_page(cast: Cast):
    centre = browser(cast, "centre")
    url = reverse("activities:programme_settings")
    typed = {"what": "campaign", "campaign-kind": "theme", "campaign-name": "学雷锋月"}
    again = centre.post(url, typed)
    assert again.status_code == 200
    assert "学雷锋月" in again.content.decode()
    done = centre.post(
        url, {**typed, "campaign-starts_on": "2026-03-05", "campaign-ends_on": "2026-03-31"}
    )
    assert done.status_code == 302
    assert centre.post(url, {"what": "festival", "festival-name": "补天节"}).status_code == 200
