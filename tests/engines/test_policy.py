"""What a district may decide: bounds, units, defaults, and the limits that follow."""

import pytest

from redvest.engines import policy
from redvest.engines.order_flow import ROWS, Action, Urgency
from redvest.engines.policy import (
    DEFAULT,
    SPECS,
    PolicyError,
    Unit,
    changes,
    limit_of,
    parse,
    to_data,
)

NUMBERS = [name for name, spec in SPECS.items() if isinstance(getattr(DEFAULT, name), int)
           and spec.unit is not Unit.YES_NO]  # fmt: skip


def test_the_defaults_are_those_of_the_flow():
    for row in ROWS:
        if row.action is not Action.RETURN_FOR_INFO and row.action is not Action.REJECT:
            for urgency in Urgency:
                assert limit_of(DEFAULT, row.action, urgency) == row.limit(urgency) or (
                    row.limit(urgency) is None
                ), row.code


def test_a_changed_limit_is_the_one_that_holds():
    changed = parse({"claim_urgent_hours": "3"})
    limit = limit_of(changed, Action.TIME_OUT, Urgency.URGENT)
    assert limit is not None
    assert (limit.amount, limit.unit.value) == (3, "hours")
    assert changes(DEFAULT, changed) == {"claim_urgent_hours": (1, 3)}


def test_a_stored_policy_reads_back_the_same():
    assert parse(to_data(DEFAULT)) == DEFAULT
    assert parse({}) == DEFAULT


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_beyond_its_bounds_is_refused_with_the_bounds(name):
    spec = SPECS[name]
    for value in (spec.low - 1, spec.high + 1):
        with pytest.raises(PolicyError) as refused:
            parse({name: value})
        problem = refused.value.problems[name]
        assert (problem.code, problem.low, problem.high) == ("range", spec.low, spec.high)
    assert getattr(parse({name: spec.low}), name) == spec.low


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("accept_urgent_hours", "two", "number"),
        ("accept_urgent_hours", "", "number"),
        ("accept_urgent_hours", True, "number"),
        ("accept_urgent_hours", "２", "number"),
        ("staff_second_factor", "maybe", "yes_no"),
        ("label_center", "  ", "empty"),
        ("label_center", "长" * 41, "long"),
        ("hours_workdays", "9 to 5", "clock"),
        ("platforms", "一\n一", "repeated"),
        ("platforms", "\n".join(map(str, range(21))), "items"),
        ("platforms", 7, "items"),
        ("palace", 1, "unknown"),
    ],
)
def test_a_bad_value_is_refused_by_name(name, value, code):
    with pytest.raises(PolicyError) as refused:
        parse({name: value})
    assert refused.value.problems[name].code == code


def test_every_problem_is_reported_at_once():
    with pytest.raises(PolicyError) as refused:
        parse({"accept_urgent_hours": 0, "label_center": ""})
    assert set(refused.value.problems) == {"accept_urgent_hours", "label_center"}
    assert policy.DEFAULT.staff_second_factor
