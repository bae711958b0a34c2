"""Clocks: normal, soon, late; and how a length is said."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.clocks import Clock, Span, reading, soon_from, span

BEGIN = datetime(2026, 3, 5, 9, tzinfo=UTC)


def test_nothing_due_has_no_clock():
    assert reading(BEGIN, None, BEGIN, 80) is None


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(0, Clock.NORMAL), (79, Clock.NORMAL), (80, Clock.SOON), (99, Clock.SOON), (100, Clock.LATE)],
)
def test_a_clock_turns_at_its_marks(minutes: int, said: Clock):
    due = BEGIN + timedelta(minutes=100)
    assert reading(BEGIN, due, BEGIN + timedelta(minutes=minutes), 80) is said


def test_a_limit_before_its_beginning_is_late_at_once():
    assert reading(BEGIN, BEGIN - timedelta(hours=1), BEGIN, 80) is Clock.LATE
    assert soon_from(BEGIN, BEGIN - timedelta(hours=1), 80) == BEGIN


@given(st.integers(1, 10**7), st.integers(0, 2 * 10**7), st.integers(1, 100))
def test_a_clock_only_moves_forward(whole: int, passed: int, percent: int):
    due = BEGIN + timedelta(seconds=whole)
    order = [Clock.NORMAL, Clock.SOON, Clock.LATE]
    first = reading(BEGIN, due, BEGIN + timedelta(seconds=passed), percent)
    later = reading(BEGIN, due, BEGIN + timedelta(seconds=passed + 60), percent)
    assert first is not None
    assert later is not None
    assert order.index(first) <= order.index(later)
    assert (first is Clock.LATE) == (passed >= whole)


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(seconds=10), Span(1, "minutes")),
        (timedelta(minutes=119), Span(119, "minutes")),
        (timedelta(minutes=120), Span(2, "hours")),
        (timedelta(hours=47, minutes=59), Span(47, "hours")),
        (timedelta(hours=48), Span(2, "days")),
        (-timedelta(days=3), Span(3, "days")),
    ],
)
def test_a_length_is_said_in_one_unit(length: timedelta, said: Span):
    assert span(length) == said
