"""Working days and festivals against official announcements and long-known dates."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.data import holiday_overrides, holiday_years
from redvest.engines.cn_calendar import (
    CHINA_TIME,
    FESTIVALS,
    OFFICE_HOURS,
    CalendarError,
    DayKind,
    Festival,
    Reckoning,
    add_working_days,
    add_working_hours,
    add_working_time,
    end_of_working_days,
    festival_days,
    festivals_in,
    is_working_day,
    leap_month,
    lunar_date,
    next_working_day,
    practice_days,
    statutory_holidays,
    working_days_between,
)

OFFICIAL = holiday_overrides()
BY_KEY = {festival.key: festival for festival in FESTIVALS}
DAYS = st.dates(date(2004, 1, 1), date(2035, 12, 31))


def test_the_festivals_fall_on_the_days_of_the_vectors(vectors):
    checked = 0
    for key, years in vectors["festivals"].items():
        for year, day in years.items():
            assert festival_days(BY_KEY[key], int(year)) == (date.fromisoformat(day),)
            checked += 1
    assert checked == 22


def test_a_doubled_month_is_celebrated_once():
    assert leap_month(2028) == 5
    assert leap_month(2027) == 0
    assert festival_days(BY_KEY["dragon_boat"], 2028) == (date(2028, 5, 28),)


def test_a_festival_late_in_the_lunar_year_falls_where_it_falls():
    days = [festival_days(BY_KEY["laba"], year) for year in range(2000, 2040)]
    assert {len(found) for found in days} == {0, 1, 2}
    assert festival_days(BY_KEY["laba"], 2026) == (date(2026, 1, 26),)
    assert all(day.year == year for year, found in enumerate(days, 2000) for day in found)


def test_new_years_eve_is_the_day_before_spring_however_long_the_month():
    lengths = set()
    for year in range(2020, 2060):
        (eve,) = festival_days(BY_KEY["new_years_eve"], year)
        (spring,) = festival_days(BY_KEY["spring"], year)
        assert spring - eve == timedelta(days=1)
        try:
            lunar_date(year - 1, 12, 30)
            lengths.add(30)
        except CalendarError:
            lengths.add(29)
    assert lengths == {29, 30}


def test_the_year_lists_its_festivals_in_order_and_can_be_extended():
    own = Festival("temple_fair", "庙会", Reckoning.LUNAR, 3, 3)
    found = festivals_in(2027, (*FESTIVALS, own))
    assert [day for day, _ in found] == sorted(day for day, _ in found)
    assert (date(2027, 4, 9), own) in found
    assert len({festival.key for festival in FESTIVALS}) == len(FESTIVALS)


def test_thirteen_days_are_off_by_rule():
    days = statutory_holidays(2027)
    assert len(days) == 13
    assert [day for day, key in days.items() if key == "spring"] == [
        date(2027, 2, 6),
        date(2027, 2, 7),
        date(2027, 2, 8),
    ]
    assert days[date(2027, 2, 5)] == "new_years_eve"
    assert days[date(2027, 5, 2)] == "labor"
    assert date(2027, 5, 3) not in days
    assert len(statutory_holidays(2020)) == 12  # Mid-autumn fell on national day.


def test_the_announced_holidays_contain_those_of_the_rule():
    for year in (2025, 2026):
        for day in statutory_holidays(year):
            assert OFFICIAL[day] is DayKind.HOLIDAY


def test_the_working_weekends_of_2026_are_worked(vectors):
    for text in vectors["working_weekends_2026"]:
        day = date.fromisoformat(text)
        assert day.weekday() >= 5
        assert is_working_day(day, OFFICIAL)
        assert not is_working_day(day, {})


def test_the_packaged_years_are_complete():
    assert holiday_years() == tuple(range(2004, 2027))
    # 365 days less 104 weekend days less 33 days of holiday, of which 11 fall on weekends, plus 6.
    assert sum(is_working_day(date(2026, 1, 1) + timedelta(n), OFFICIAL) for n in range(365)) == 248


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-02-13", 1, "2026-02-14"),  # Friday, then a working Saturday.
        ("2026-02-14", 1, "2026-02-24"),  # Over the nine days of spring.
        ("2026-09-30", 2, "2026-10-09"),
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 0, "2026-11-23"),
        ("2026-11-23", 0, "2026-11-23"),
        ("2027-02-04", 1, "2027-02-09"),  # Not announced yet: the rule and the weekend.
        ("2027-09-30", 1, "2027-10-04"),
    ],
)
def test_a_limit_of_working_days_ends_on_the_right_day(start, amount, end):
    assert add_working_days(date.fromisoformat(start), amount, OFFICIAL) == date.fromisoformat(end)


@given(DAYS, st.integers(1, 60))
def test_adding_and_counting_working_days_agree(day, amount):
    end = add_working_days(day, amount, OFFICIAL)
    assert is_working_day(end, OFFICIAL)
    assert working_days_between(day, end, OFFICIAL) == amount
    assert working_days_between(end, day, OFFICIAL) == -amount
    assert add_working_days(day, amount + 1, OFFICIAL) > end


@given(DAYS)
def test_the_next_working_day_is_never_far(day):
    assert timedelta() <= next_working_day(day, OFFICIAL) - day <= timedelta(days=12)


def china(text):
    return datetime.fromisoformat(text).replace(tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-20T09:00", 2, "2026-11-20T11:00"),
        ("2026-11-20T11:30", 1, "2026-11-20T14:30"),
        ("2026-11-20T17:30", 1, "2026-11-23T09:30"),
        ("2026-11-20T11:00", 1, "2026-11-20T12:00"),
        ("2026-11-20T14:00", 4, "2026-11-20T18:00"),
        ("2026-11-21T03:00", 7, "2026-11-23T18:00"),
        ("2026-02-14T17:00", 2, "2026-02-24T10:00"),
        ("2026-11-20T20:00", 0, "2026-11-23T09:00"),
    ],
)
def test_a_limit_of_office_hours_runs_only_while_offices_work(start, hours, end):
    answer = add_working_hours(china(start), hours, OFFICIAL)
    assert answer == china(end)
    assert answer.tzinfo is UTC


MOMENTS = st.integers(0, 2_000_000).map(
    lambda minutes: datetime(2024, 1, 1, tzinfo=CHINA_TIME) + timedelta(minutes=minutes)
)


@given(MOMENTS, st.integers(1, 3000), st.integers(1, 3000))
def test_two_limits_in_a_row_are_one(start, one, two):
    first = add_working_time(start, timedelta(minutes=one), OFFICIAL)
    both = add_working_time(first, timedelta(minutes=two), OFFICIAL)
    assert both == add_working_time(start, timedelta(minutes=one + two), OFFICIAL)
    local = both.astimezone(CHINA_TIME)
    assert is_working_day(local.date(), OFFICIAL)
    assert any(opening <= local.time() <= close for opening, close in OFFICE_HOURS)


def test_a_limit_in_days_ends_with_the_day():
    end = end_of_working_days(china("2026-11-20T23:59"), 1, OFFICIAL)
    assert end == china("2026-11-24T00:00")
    # 17:00 UTC on Thursday is already Friday in China.
    end = end_of_working_days(datetime(2026, 11, 19, 17, tzinfo=UTC), 1, OFFICIAL)
    assert end == china("2026-11-24T00:00")


def test_the_practice_days_of_2026_skip_holidays():
    fridays = list(practice_days(date(2026, 1, 1), date(2026, 12, 31), OFFICIAL))
    skipped = [date(2026, 1, 2), date(2026, 2, 20), date(2026, 5, 1), date(2026, 6, 19)]
    skipped += [date(2026, 9, 25), date(2026, 10, 2)]
    assert not set(fridays) & set(skipped)
    # The week of new year worked its Sunday instead; the others gave their Friday away for good.
    assert date(2026, 1, 4) in fridays
    assert [day for day in fridays if day.weekday() != 4] == [date(2026, 1, 4)]
    assert len(fridays) == 52 - len(skipped) + 1


@given(DAYS, st.integers(0, 120), st.integers(0, 4))
def test_practice_days_are_worked_and_one_a_week(first, span, weekday):
    last = first + timedelta(days=span)
    found = list(practice_days(first, last, OFFICIAL, weekday))
    assert all(first <= day <= last and is_working_day(day, OFFICIAL) for day in found)
    weeks = [day.isocalendar()[:2] for day in found]
    assert len(weeks) == len(set(weeks))
    ordinary = (first + timedelta(n) for n in range(span + 1))
    assert {d for d in ordinary if d.weekday() == weekday and is_working_day(d, OFFICIAL)} <= set(
        found
    )


@pytest.mark.parametrize(
    ("call", "args", "code"),
    [
        (add_working_days, (date(2026, 1, 1), -1, {}), "amount"),
        (add_working_days, (date(2026, 1, 1), 2001, {}), "amount"),
        (add_working_hours, (datetime(2026, 1, 1), 1, {}), "naive_time"),  # noqa: DTZ001
        (add_working_hours, (datetime(2026, 1, 1, tzinfo=UTC), -1, {}), "amount"),
        (add_working_hours, (datetime(2026, 1, 1, tzinfo=UTC), 1, {}, ()), "amount"),
        (
            add_working_hours,
            (datetime(2026, 1, 1, tzinfo=UTC), 1, {}, [(time(9), time(9))]),
            "amount",
        ),
        (end_of_working_days, (datetime(2026, 1, 1), 1, {}), "naive_time"),  # noqa: DTZ001
        (festivals_in, (1900,), "year"),
        (is_working_day, (date(2500, 1, 1), {}), "year"),
        (lunar_date, (2027, 1, 31), "amount"),
    ],
)
def test_it_refuses_what_it_cannot_reckon(call, args, code):
    with pytest.raises(CalendarError) as refused:
        call(*args)
    assert refused.value.code == code


def test_it_still_answers_long_after_the_last_announcement():
    assert festival_days(BY_KEY["spring"], 2100) == (date(2100, 2, 9),)
    assert len(statutory_holidays(2150)) >= 12
