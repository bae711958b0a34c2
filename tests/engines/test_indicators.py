"""Indicators, periods and what is left out of public tables."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.indicators import (
    BY_KEY,
    INDICATORS,
    Shape,
    Sum,
    Unit,
    facts_of,
    figure,
    tagged,
)
from redvest.engines.periods import (
    Period,
    PeriodError,
    before,
    cover,
    months_until,
    period,
    year_before,
)
from redvest.engines.suppression import is_small, lone, published

DAYS = st.dates(date(2022, 11, 1), date(2025, 3, 31))


def test_every_indicator_has_a_key_of_its_own():
    assert len(BY_KEY) == len(INDICATORS)


def test_only_shares_have_a_whole_and_they_are_percentages():
    for one in INDICATORS:
        assert (one.whole is not None) == (one.shape is Shape.SHARE) == (one.unit is Unit.PERCENT)


def test_registered_stands_beside_active():
    keys = [one.key for one in INDICATORS]
    assert keys.index("active_volunteers") == keys.index("volunteers") + 1


def test_nobody_rated_means_no_satisfaction_at_all():
    sums = {"order_steps": {"complete.h5": Sum(8)}, "ratings": {}}
    assert figure(BY_KEY["satisfied_share"], sums).value is None
    assert figure(BY_KEY["rated_share"], sums).value == Decimal("0.0")


def test_who_did_not_rate_is_in_no_share_of_the_satisfied():
    sums = {
        "order_steps": {"complete.h5": Sum(100), "rate.d3": Sum(3)},
        "ratings": {"5": Sum(1), "2": Sum(2)},
    }
    assert figure(BY_KEY["satisfied_share"], sums).value == Decimal("33.3")
    assert figure(BY_KEY["rated_share"], sums).value == Decimal("3.0")


def test_minutes_become_hours_and_a_mean_of_nothing_is_none():
    assert figure(BY_KEY["hours"], {"hours": {"x.A": Sum(2, 95)}}).value == Decimal("1.6")
    assert figure(BY_KEY["hours_to_claim"], {}).value is None
    assert figure(BY_KEY["hours"], {}).value == 0


def test_a_kind_is_taken_by_its_pattern_only():
    sums = {"sessions": {"center.lecture.law": Sum(2), "none.lectures.law": Sum(9)}}
    assert figure(BY_KEY["lectures"], sums).value == 2


def test_what_carries_a_tag_is_the_same_indicator_of_less():
    one = tagged(BY_KEY["sessions"], "学雷锋")
    assert figure(one, {"session_tags": {"学雷锋": Sum(4), "创城": Sum(9)}}).value == 4
    assert facts_of([one]) == ["session_tags"]
    with pytest.raises(KeyError):
        tagged(BY_KEY["teams"], "学雷锋")


def test_periods_are_whole_months_and_know_their_neighbors():
    assert period("2024") == Period("2024", date(2024, 1, 1), date(2025, 1, 1))
    assert period("2024Q1").last == date(2024, 3, 31)
    assert before(period("2024Q1")).key == "2023Q4"
    assert before(period("2024-01")).key == "2023-12"
    assert year_before(period("2024-02")).last == date(2023, 2, 28)
    assert before(period("2024")) == year_before(period("2024"))
    assert [one.key for one in months_until(date(2024, 3, 1), 2)] == ["2024-01", "2024-02"]
    assert [one.key for one in months_until(date(2024, 3, 2), 2)] == ["2024-02", "2024-03"]


@pytest.mark.parametrize(
    "key", ["", "24", "2024-13", "2024Q5", "2024-1", "2200", "1999", "２０２４x"]
)
def test_it_refuses_what_is_no_period(key: str):
    with pytest.raises(PeriodError):
        period(key)


@given(DAYS, DAYS)
def test_months_and_days_cover_each_day_once(first: date, until: date):
    """Against a walk over the days themselves."""
    made = cover(first, until)
    covered: dict[date, int] = defaultdict(int)
    for begin, end in ((made.first, made.months), (made.days, made.until)):
        for back in range((end - begin).days):
            covered[begin + timedelta(days=back)] += 1
    for back in range((made.days - made.months).days):
        covered[made.months + timedelta(days=back)] += 1
    assert covered == {first + timedelta(days=n): 1 for n in range((until - first).days)}
    if made.days > made.months:
        assert made.months.day == made.days.day == 1


def test_a_small_cell_is_hidden_and_cannot_be_worked_out():
    """All tables of two to four cells: whoever knows the rule and sees the table learns no cell
    that is hidden, because another table with another count there looks the same."""
    for places, most in ((2, 20), (3, 13), (4, 8)):
        alike = defaultdict(list)
        for counts in product(range(most), repeat=places):
            shown = published(dict(enumerate(map(int, counts))))  # type: ignore[arg-type]
            alike[(*shown.cells.values(), shown.total)].append(counts)
            for count, cell in zip(counts, shown.cells.values(), strict=True):
                assert cell in {None, count}
                assert cell is None or not is_small(count)
        for look, tables in alike.items():
            for place in range(places):
                if look[place] is None:
                    assert len({table[place] for table in tables}) > 1, (look, tables)


def test_hiding_only_the_small_cell_would_give_it_away():
    """The negative control: a total less what is shown."""
    counts = {"a": 30, "b": 2, "c": 40}
    naive = {key: None if is_small(n) else n for key, n in counts.items()}
    assert sum(counts.values()) - sum(n for n in naive.values() if n) == 2
    shown = published(counts)
    assert shown.cells == {"a": None, "b": None, "c": 40}


def test_nothing_is_hidden_where_nothing_is_small():
    assert published({"a": 0, "b": 5}) == published({"a": 0, "b": 5})
    assert published({"a": 0, "b": 5}).cells == {"a": 0, "b": 5}
    assert published({}).total == 0
    assert [lone(n) for n in (0, 1, 4, 5)] == [0, None, None, 5]
