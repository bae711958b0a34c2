"""The plan of a replayed year: from the seed alone, and nothing in it that cannot be."""

from collections import Counter
from functools import cache

import pytest

from redvest.demo.replay.plan import AHEAD, SLOTS, Plan, make_plan, scaled
from redvest.demo.replay.shapes import shapes
from redvest.engines import identifiers

KNOWN = sorted(shapes())


@cache
def planned(district: str, period: str, scale: float, seed: int = 1) -> Plan:
    return make_plan(shapes()[district, period], scale, seed)


@pytest.mark.parametrize("scale", [0.002, 0.05])
@pytest.mark.parametrize("key", KNOWN)
def test_nobody_is_at_two_places_and_nobody_comes_before_registering(
    key: tuple[str, str], scale: float
):
    plan = planned(*key, scale)
    at = {day: n for n, day in enumerate(plan.days)}
    places: Counter[tuple[object, int, int]] = Counter()
    for one in plan.doings:
        assert plan.shape.period.first <= one.day <= plan.shape.period.last
        assert one.team < plan.teams[at[one.day] - AHEAD].stop
        assert SLOTS[one.slot] + 60 * one.hours <= 22 * 60
        for number in one.people:
            assert plan.teams[-1].stop <= number < plan.volunteers[at[one.day] - 1].stop
            places[one.day, one.slot, number] += 1
    assert set(places.values()) == {1}
    held = Counter((one.day, one.slot, one.team) for one in plan.doings)
    assert set(held.values()) == {1}


@pytest.mark.parametrize("key", KNOWN)
def test_whoever_leads_a_team_has_registered_by_then(key: tuple[str, str]):
    plan = planned(*key, 0.05)
    for founded, registered in zip(plan.teams, plan.volunteers, strict=True):
        assert founded.stop <= registered.stop
    assert plan.teams[-1].stop == sum(scaled(many, 0.05) for _kind, many in plan.shape.teams)
    assert plan.volunteers[-1].stop == scaled(plan.shape.volunteers, 0.05)


def test_the_same_seed_is_the_same_year_and_another_seed_another():
    one, again = (make_plan(shapes()["620102", "2024"], 0.01, 1) for _turn in range(2))
    other = make_plan(shapes()["620102", "2024"], 0.01, 2)
    assert (one.doings, one.orders) == (again.doings, again.orders)
    assert one.doings != other.doings
    assert one.counts()["activities"] == other.counts()["activities"]


def test_the_largest_year_is_as_large_as_was_published():
    counts = planned("620102", "2024", 1.0).counts()
    assert counts["volunteers"] == 246_000
    assert counts["teams"] == 1281
    assert counts["activities"] == 7048
    assert counts["audience"] == 550_000


def test_papers_of_a_hundred_thousand_people_are_right_and_nobody_shares_them():
    from redvest.demo.replay.people import RESIDENTS, invented

    numbers = [*range(0, 260_000, 37), *range(RESIDENTS, RESIDENTS + 2000)]
    people = [invented(one, 1, "62") for one in numbers]
    assert len({who.id_number for who in people}) == len(people)
    assert len({who.phone for who in people}) == len(people)
    assert all(len(who.phone) == 11 and who.phone.startswith("1990") for who in people)
    for who in people[::97]:
        born = identifiers.birth_date(who.id_number)
        assert identifiers.resident_id(who.id_number, born.replace(year=2021)) == who.id_number
