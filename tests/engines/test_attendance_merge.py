"""One story out of many phones, against a model that counts instead of sorting."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from redvest.engines.attendance_merge import (
    Doubt,
    Entry,
    Mark,
    Method,
    Story,
    Why,
    corrected,
    doubt,
    merge,
)
from redvest.engines.evidence import Arrival
from redvest.engines.presence import Refused, middle_break, refusal
from redvest.engines.service_minutes import Span, count

NINE = datetime(2026, 3, 5, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PLAN = Span(NINE, NINE + 120 * MINUTE)


def entry(
    minute: float, mark: Mark, method: Method = Method.CODE, device: str = "a", name: str = ""
) -> Entry:
    return Entry(NINE + minute * MINUTE, mark, method, device, name or f"{minute}{mark}{method}")


def came(minute: float, *more: object) -> Entry:
    return entry(minute, Mark.IN, *more)  # type: ignore[arg-type]


def went(minute: float, *more: object) -> Entry:
    return entry(minute, Mark.OUT, *more)  # type: ignore[arg-type]


def spans(story: Story) -> list[tuple[float, float | None]]:
    def minute(at: datetime | None) -> float | None:
        return None if at is None else (at - NINE) / MINUTE

    return [(minute(one.stay.arrived), minute(one.stay.left)) for one in story.stays]  # type: ignore[misc]


def why(story: Story) -> list[Why]:
    return [reason for _name, reason in story.dropped]


entries = st.lists(
    st.builds(
        entry,
        st.integers(-60, 200),
        st.sampled_from(Mark),
        st.sampled_from(Method),
        st.sampled_from(["a", "b", ""]),
        st.uuids().map(str),
    ),
    max_size=12,
    unique_by=lambda one: one.id,
)


@settings(deadline=None, max_examples=150)
@given(entries.flatmap(lambda given: st.tuples(st.just(given), st.permutations([*given, *given]))))
def test_neither_order_nor_repetition_changes_the_story(both):
    given, shuffled = both
    assert merge(shuffled) == merge(given)


@settings(deadline=None, max_examples=150)
@given(entries, st.integers(0, 12))
def test_what_came_in_first_does_not_matter_when_the_rest_follows(given, first):
    """Two hand-ins, the second with everything, end where one hand-in ends; the first is lost
    nowhere: whoever was there stays there."""
    part = merge(given[:first])
    whole = merge(given)
    assert merge([*given[first:], *given[:first]]) == whole
    assert bool(part.stays) <= bool(whole.stays)


def model(given: list[Entry]) -> list[set[int]]:
    """Minute by minute, what one person with one phone was there; no sorting, no pairs."""
    begun: list[set[int]] = []
    there = False
    said = {(one.at - NINE) // MINUTE: one.mark for one in given}
    for minute in range(-60, 202):
        mark = said.get(minute)
        if mark is Mark.IN and not there and len(begun) < 3:
            begun.append(set())
            there = True
        elif mark is Mark.OUT:
            there = False
        if there:
            begun[-1].add(minute)
    return begun


@settings(deadline=None, max_examples=100)
@given(
    st.dictionaries(st.integers(-60, 200), st.sampled_from(Mark), max_size=10).map(
        lambda found: [entry(minute, mark) for minute, mark in found.items()]
    )
)
def test_the_stays_are_those_of_the_minute_by_minute_model(given):
    expected = model(given)
    found = [
        set(range(int(begin), int(end) if end is not None else 202))
        for begin, end in spans(merge(given))
    ]
    assert found == expected


@settings(deadline=None, max_examples=100)
@given(entries)
def test_minutes_stay_within_the_frame_and_never_below_nothing(given):
    story = merge(given)
    found = count([one.stay for one in story.stays], PLAN, now=NINE + timedelta(days=30))
    assert 0 <= found.minutes <= 150
    assert len(story.stays) <= 3
    for one, after in zip(story.stays, story.stays[1:], strict=False):
        assert one.left is not None
        assert one.left.at < after.arrived.at


def test_a_second_phone_of_one_person_counts_for_nothing():
    story = merge([came(0), came(5, Method.CODE, "b"), went(60, Method.CODE, "b"), went(90)])
    assert spans(story) == [(0, 90)]
    assert why(story) == [Why.OTHER_DEVICE, Why.OTHER_DEVICE]


def test_the_lead_and_the_desk_speak_for_everybody():
    story = merge([came(0), came(10, Method.LEAD, "b"), went(100, Method.DESK, "")])
    assert spans(story) == [(0, 100)]
    assert story.arrival is Arrival.CODE
    assert story.departed


def test_the_weakest_arrival_of_a_day_is_what_is_shown():
    story = merge([came(0), went(30), came(40, Method.LEAD, ""), went(90)])
    assert story.arrival is Arrival.LEAD


def test_a_departure_noted_afterwards_is_no_departure_that_was_seen():
    story = merge([came(0), entry(120, Mark.OUT, Method.LATER, "")])
    assert spans(story) == [(0, 120)]
    assert not story.departed
    earlier = merge([came(0), entry(120, Mark.OUT, Method.LATER, ""), went(100)])
    assert spans(earlier) == [(0, 100)]
    assert earlier.departed


@pytest.mark.parametrize(
    ("given", "reasons"),
    [
        ([went(10)], [Why.NOT_THERE]),
        ([came(0), went(0.5)], [Why.TOO_SOON]),
        ([came(0), went(60), went(61)], [Why.ALREADY]),
        ([came(0), went(60), came(60.5)], [Why.TOO_SOON]),
        (
            [came(0), went(10), came(20), went(30), came(40), went(50), came(60)],
            [Why.TOO_MANY],
        ),
    ],
)
def test_what_contradicts_is_dropped_with_a_reason(given, reasons):
    assert why(merge(given)) == reasons


def test_what_is_handed_in_days_later_counts_for_nothing_by_itself():
    late = Entry(NINE, Mark.IN, Method.CODE, "a", "x", late=True)
    assert merge([late]).stays == ()
    assert why(merge([late])) == [Why.LATE]


@pytest.mark.parametrize("ahead", [timedelta(hours=2), timedelta(0), -timedelta(hours=2)])
def test_a_wrong_clock_is_put_right(ahead):
    said = NINE + ahead
    assert corrected(said, ahead) == NINE
    assert doubt(said, ahead, said, NINE + timedelta(hours=70)) is None


def test_a_clock_that_is_too_far_off_set_back_or_ahead_is_not_believed():
    none, hour = timedelta(0), timedelta(hours=1)
    assert doubt(NINE + 3 * hour, 3 * hour, NINE, NINE + 9 * hour) is Doubt.CLOCK_FAR
    assert doubt(NINE, none, NINE + hour, NINE + 9 * hour) is Doubt.CLOCK_BACK
    assert doubt(NINE, none, NINE + MINUTE, NINE + 9 * hour) is None
    assert doubt(NINE + hour, none, NINE, NINE) is Doubt.FUTURE


def test_nobody_is_stamped_outside_the_session_or_without_insurance():
    day = NINE.date()
    assert refusal(NINE - 31 * MINUTE, PLAN) is Refused.EARLY
    assert refusal(NINE - 30 * MINUTE, PLAN) is None
    assert refusal(NINE + 180 * MINUTE, PLAN) is None
    assert refusal(NINE + 181 * MINUTE, PLAN) is Refused.OVER
    assert refusal(NINE, PLAN, risky=True, policy=None, day=day) is Refused.NOT_INSURED
    over = (day - timedelta(days=9), day - timedelta(days=1))
    assert refusal(NINE, PLAN, risky=True, policy=over, day=day) is Refused.NOT_INSURED
    assert refusal(NINE, PLAN, risky=True, policy=(day, day), day=day) is None


def test_a_break_that_nobody_timed_lies_in_the_middle():
    assert middle_break(PLAN, 0) == []
    [found] = middle_break(PLAN, 30)
    assert (found.start - NINE, found.end - NINE) == (45 * MINUTE, 75 * MINUTE)
    early = merge([came(0), went(40)]).stays[0].stay
    assert count([early], PLAN, now=NINE, breaks=[found]).minutes == 40
    whole = merge([came(0), went(120)]).stays[0].stay
    assert count([whole], PLAN, now=NINE, breaks=[found]).minutes == 90
