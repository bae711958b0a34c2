"""What a district decides is what the matching weighs."""

from dataclasses import fields, replace

import pytest

from redvest.engines.matching.inputs import Weights
from redvest.engines.matching.weighing import weights_of
from redvest.engines.policy import DEFAULT, SPECS, Group, Unit

COUNTS = ("match_open_most", "match_month_most")
"""How much is asked of one at most: no weights, but where proposing ends."""


def test_a_district_that_decided_nothing_weighs_as_proposed():
    assert weights_of(DEFAULT) == Weights()


def test_every_weight_is_the_district_s_to_decide():
    one = {f.name: getattr(weights_of(DEFAULT), f.name) for f in fields(Weights)}
    for name, spec in SPECS.items():
        if spec.group is Group.MATCHING and name not in COUNTS:
            changed = weights_of(replace(DEFAULT, **{name: spec.high}))
            other = {f.name: getattr(changed, f.name) for f in fields(Weights)}
            assert sum(one[key] != other[key] for key in one) == 1, name


@pytest.mark.parametrize("edge", ["low", "high"])
def test_whatever_a_district_may_type_has_a_meaning(edge: str):
    typed = {
        name: getattr(spec, edge)
        for name, spec in SPECS.items()
        if spec.group is Group.MATCHING or name == "detour_percent"
    }
    assert weights_of(replace(DEFAULT, **typed))


def test_every_weight_has_a_unit():
    units = {spec.unit for spec in SPECS.values() if spec.group is Group.MATCHING}
    assert units == {Unit.METERS, Unit.HOURS, Unit.TIMES}
