"""Opening hours: what may be typed, and whether a venue is open at a moment."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.opening_hours import (
    Hours,
    HoursError,
    ServiceDay,
    format_day,
    from_data,
    next_open_day,
    parse_day,
    state_at,
    to_data,
)

WEEK = Hours({day: parse_day("9:00-12:00, 14:00-17:30", day) for day in range(1, 6)})
FRIDAY, SATURDAY = date(2026, 10, 9), date(2026, 10, 10)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("9:00-12:00, 14:00-17:30", "09:00-12:00, 14:00-17:30"),
        ("14:00～17:30、9：00—12：00", "09:00-12:00, 14:00-17:30"),
        ("9:00至12:00", "09:00-12:00"),
        ("", ""),
    ],
)
def test_hours_are_read_as_people_type_them(text, shown):
    assert format_day(parse_day(text, 1)) == shown


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("morning", "shape"),
        ("9-12", "shape"),
        ("25:00-26:00", "time"),
        ("9:60-10:00", "time"),
        ("17:00-9:00", "backwards"),
        ("9:00-9:00", "backwards"),
        ("9:00-12:00, 11:00-13:00", "overlap"),
        ("1:00-2:00,3:00-4:00,5:00-6:00,7:00-8:00", "too_many"),
    ],
)
def test_hours_that_cannot_be_are_refused(text, code):
    with pytest.raises(HoursError) as refused:
        parse_day(text, 3)
    assert (refused.value.code, refused.value.weekday) == (code, 3)


@pytest.mark.parametrize(
    ("clock", "is_open", "closes", "opens", "why"),
    [
        (time(8, 59), False, None, time(9), ""),
        (time(9), True, time(12), None, ""),
        (time(12), False, None, time(14), ""),
        (time(17, 29), True, time(17, 30), None, ""),
        (time(17, 30), False, None, None, "over"),
    ],
)
def test_an_ordinary_day_from_morning_to_evening(clock, is_open, closes, opens, why):
    state = state_at(WEEK, datetime.combine(FRIDAY, clock), ServiceDay.NORMAL)
    assert (state.is_open, state.closes_at, state.opens_at, state.why_closed) == (
        is_open,
        closes,
        opens,
        why,
    )


@pytest.mark.parametrize(
    ("hours", "day", "kind", "why"),
    [
        (WEEK, SATURDAY, ServiceDay.NORMAL, "weekday"),
        (WEEK, SATURDAY, ServiceDay.WORKING_WEEKEND, ""),
        (WEEK, FRIDAY, ServiceDay.HOLIDAY, "holiday"),
        (Hours(WEEK.week, open_on_holidays=True), FRIDAY, ServiceDay.HOLIDAY, ""),
        (Hours(WEEK.week, closed_days=frozenset({FRIDAY})), FRIDAY, ServiceDay.NORMAL, "announced"),
    ],
)
def test_days_that_differ_from_their_weekday(hours, day, kind, why):
    state = state_at(hours, datetime(day.year, day.month, day.day, 10), kind)  # noqa: DTZ001
    assert (state.is_open, state.why_closed) == (why == "", why)


def test_the_next_open_day_skips_holidays_and_gives_up_in_the_end():
    kinds = {date(2026, 10, 10): ServiceDay.WORKING_WEEKEND}
    assert next_open_day(WEEK, FRIDAY, kinds) == SATURDAY
    assert next_open_day(WEEK, FRIDAY, {}) == date(2026, 10, 12)
    assert next_open_day(Hours(), FRIDAY, {}) is None


MINUTES = st.lists(st.integers(0, 1439), min_size=2, max_size=6, unique=True)


@given(st.dictionaries(st.integers(1, 7), MINUTES), st.booleans(), st.sets(st.dates(), max_size=3))
def test_what_is_stored_reads_back_the_same(week, on_holidays, closed):
    def at(minute: int) -> time:
        return time(minute // 60, minute % 60)

    made = {}
    for day, minutes in week.items():
        ordered = sorted(minutes)[: len(minutes) // 2 * 2]
        made[day] = tuple((at(a), at(b)) for a, b in zip(ordered[::2], ordered[1::2], strict=True))
    hours = Hours(made, on_holidays, frozenset(closed))
    assert from_data(to_data(hours)) == hours
    for day, intervals in made.items():
        assert parse_day(format_day(intervals), day) == intervals
