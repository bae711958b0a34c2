"""What an activity brought: units, what is possible, what is asked about again, sums."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.activity_rules import ActivityKind
from redvest.engines.outcomes import (
    SCALES,
    Measure,
    OutcomeError,
    Summing,
    measures_of,
    read,
    summed,
)


@pytest.mark.parametrize(
    ("measure", "text", "code"),
    [
        (Measure.LITTER, "很多", "number"),
        (Measure.LITTER, "", "number"),
        (Measure.LITTER, "NaN", "number"),
        (Measure.LITTER, "Infinity", "number"),
        (Measure.LITTER, "-3", "impossible"),
        (Measure.LITTER, "1e9", "impossible"),
        (Measure.LITTER, "0.55", "places"),
        (Measure.LITTER, "900", "unusual"),
        (Measure.PH, "15", "impossible"),
        (Measure.PH, "3", "unusual"),
        (Measure.PH, "72", "impossible"),  # the decimal point was forgotten
        (Measure.WATER_TEMPERATURE, "60", "impossible"),
        (Measure.BIKES_TIDIED, "3.5", "places"),
    ],
)
def test_a_slip_of_the_hand_is_refused(measure: Measure, text: str, code: str):
    with pytest.raises(OutcomeError) as refusal:
        read(measure, text)
    assert refusal.value.code == code


def test_who_looked_again_is_believed_within_what_is_possible():
    assert read(Measure.PH, "3", sure=True) == Decimal("3.0")
    with pytest.raises(OutcomeError):
        read(Measure.PH, "15", sure=True)


def test_a_full_width_point_is_understood():
    assert read(Measure.LITTER, "35．5") == Decimal("35.5")


def test_what_is_usual_is_possible_and_every_measure_belongs_to_a_kind():
    for scale in SCALES.values():
        assert scale.possible[0] <= scale.usual[0] < scale.usual[1] <= scale.possible[1]
    assert set(SCALES) == set(Measure)
    assert {one for kind in ActivityKind for one in measures_of(kind)} == set(Measure)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(list(Measure)),
            st.decimals(0, 100, places=1, allow_nan=False, allow_infinity=False),
        ),
        max_size=30,
    )
)
def test_sums_and_ranges_are_those_of_a_plain_loop(values: list[tuple[Measure, Decimal]]):
    found = {one.measure: one for one in summed(values)}
    assert set(found) == {measure for measure, _value in values}
    for measure, figure in found.items():
        whole, low, high, count = Decimal(0), None, None, 0
        for other, value in values:
            if other is measure:
                whole, count = whole + value, count + 1
                low = value if low is None or value < low else low
                high = value if high is None or value > high else high
        assert figure.count == count
        if SCALES[measure].summing is Summing.SUM:
            assert (figure.low, figure.high) == (whole, whole)
        else:
            assert (figure.low, figure.high) == (low, high)
