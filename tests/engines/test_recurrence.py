"""Days that come again: holidays, worked weekends, pauses, and a slow second reckoning."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.cn_calendar import DayKind
from redvest.engines.recurrence import (
    WORKING_WEEK,
    RecurrenceError,
    Rhythm,
    comes_on,
    days_between,
    told,
)

# National Day 2026 as it might be announced: off from the 1st to the 7th, Saturday 10th is worked.
OCTOBER = {date(2026, 10, number): DayKind.HOLIDAY for number in range(1, 8)} | {
    date(2026, 10, 10): DayKind.WORKDAY
}
FIRST, LAST = date(2026, 9, 28), date(2026, 10, 13)


def numbers(rhythm: Rhythm) -> list[int]:
    return [day.day for day in days_between(rhythm, None, LAST, OCTOBER)]


def test_working_days_leave_out_the_holiday_and_take_the_worked_saturday():
    rhythm = Rhythm(WORKING_WEEK, FIRST, LAST)
    assert numbers(rhythm) == [28, 29, 30, 8, 9, 10, 12, 13]


def test_a_meal_that_knows_no_holiday_comes_on_every_weekday_chosen():
    rhythm = Rhythm(WORKING_WEEK, FIRST, LAST, skip_holidays=False)
    assert numbers(rhythm) == [28, 29, 30, 1, 2, 5, 6, 7, 8, 9, 12, 13]


def test_single_weekdays_leave_out_holidays_and_ignore_worked_weekends():
    assert numbers(Rhythm(frozenset({2, 4}), FIRST, LAST)) == [29, 8, 13]
    assert numbers(Rhythm(frozenset({6}), FIRST, LAST)) == [10]


def test_a_pause_leaves_out_its_first_and_last_day():
    away = (date(2026, 9, 29), date(2026, 10, 9))
    assert numbers(Rhythm(WORKING_WEEK, FIRST, LAST, pauses=(away,))) == [28, 10, 12, 13]


@pytest.mark.parametrize(
    ("weekdays", "last", "code"),
    [
        (frozenset(), LAST, "weekdays"),
        (frozenset({0}), LAST, "weekdays"),
        (frozenset({8}), LAST, "weekdays"),
        (WORKING_WEEK, FIRST - timedelta(days=1), "order"),
        (WORKING_WEEK, FIRST + timedelta(days=366), "long"),
    ],
)
def test_a_rhythm_that_cannot_be_is_refused(weekdays: frozenset[int], last: date, code: str):
    with pytest.raises(RecurrenceError) as refusal:
        Rhythm(weekdays, FIRST, last)
    assert refusal.value.code == code


def test_weekdays_are_told_in_stretches():
    assert told([5, 1, 2, 3, 4, 7]) == ((1, 5), (7, 7))
    assert told([]) == ()


rhythms = st.builds(
    Rhythm,
    weekdays=st.frozensets(st.integers(1, 7), min_size=1),
    first=st.just(FIRST),
    last=st.dates(FIRST, FIRST + timedelta(days=60)),
    skip_holidays=st.booleans(),
    pauses=st.lists(
        st.tuples(st.dates(FIRST, LAST), st.dates(LAST, LAST + timedelta(days=9))), max_size=2
    ).map(tuple),
)


@given(rhythms, st.integers(0, 70), st.integers(0, 70))
def test_going_on_later_gives_the_same_days_as_one_go(rhythm: Rhythm, stop: int, more: int):
    """What the job relies on: however often it runs, each day comes once."""
    half, whole = FIRST + timedelta(days=stop), FIRST + timedelta(days=stop + more)
    once = list(days_between(rhythm, None, whole, OCTOBER))
    twice = list(days_between(rhythm, None, half, OCTOBER))
    twice += list(days_between(rhythm, half, whole, OCTOBER))
    assert once == twice
    assert all(comes_on(rhythm, day, OCTOBER) for day in once)


@given(rhythms)
def test_skipping_holidays_never_adds_a_day_off(rhythm: Rhythm):
    days = list(days_between(rhythm, None, rhythm.last, OCTOBER))
    if rhythm.skip_holidays:
        assert not [day for day in days if OCTOBER.get(day) is DayKind.HOLIDAY]
    else:
        assert {day.isoweekday() for day in days} <= rhythm.weekdays
