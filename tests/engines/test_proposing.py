"""Whom to ask about all open orders: the rules hold, the proof is checked, and it is explained."""

from dataclasses import replace
from datetime import date
from itertools import product
from uuid import UUID

import numpy as np
import pytest

from redvest.engines.crews import EVERY_HOUR, OPEN_ENDED, Asked, Crew, hours, misfit, slot_of
from redvest.engines.matching.codes import Empty, Why
from redvest.engines.matching.inputs import Weights
from redvest.engines.proposing import candidates, for_teams, propose_all
from redvest.engines.service_needs import Need

pytestmark = pytest.mark.slow  # Compiles the matching.

MONDAY = date(2026, 11, 23)
STREET, HERE, THERE = "620102001", "620102001001", "620102001002"
SKILLS = ("plumbing", "law")
ITEM = UUID(int=9)
METER = 1 / 111_195


def order(number: int, north_m: float = 0.0, **more: object) -> Asked:
    values: dict[str, object] = {
        "id": UUID(int=1000 + number),
        "community": HERE,
        "point": (36.0 + north_m * METER, 103.8),
        "need": Need(skill="plumbing"),
        "day": MONDAY,
        "part": "morning",
        "item": ITEM,
    }
    return Asked(**{**values, **more})  # type: ignore[arg-type]


def crew(number: int, north_m: float = 0.0, **more: object) -> Crew:
    values: dict[str, object] = {
        "id": UUID(int=number),
        "name": f"{number}队",
        "point": (36.0 + north_m * METER, 103.8),
        "area": ("620102",),
        "levels": {"plumbing": 2},
    }
    return Crew(**{**values, **more})  # type: ignore[arg-type]


def asked(orders: list[Asked], crews: list[Crew], most: int = 3, **more: object) -> list[object]:
    found = propose_all(orders, crews, SKILLS, most, Weights(), **more)  # type: ignore[arg-type]
    assert found.verified
    return [one.choice.crew.id.int if one.choice else one.empty for one in found.rows]


def test_a_ticked_hour_is_an_hour_of_its_day_and_any_time_needs_one_of_them():
    assert slot_of(MONDAY, "morning") == 0
    assert slot_of(MONDAY, "any") == 21
    assert hours(0b010) == 0b010 | 1 << 21
    assert hours(0) == 0
    assert hours((1 << 21) - 1) == EVERY_HOUR


def test_the_nearer_team_is_asked_and_the_next_one_is_named():
    found = propose_all([order(1)], [crew(1, 900), crew(2, 300)], SKILLS, 3, Weights())
    row = found.rows[0]
    assert row.choice is not None
    assert row.runner_up is not None
    assert (row.choice.crew.name, row.runner_up.crew.name) == ("2队", "1队")
    assert row.more_m == pytest.approx(1.3 * 600, abs=2)
    assert {one.code: one.value for one in row.choice.reasons}[Why.WALK] == pytest.approx(
        390, abs=2
    )


def test_together_is_cheaper_than_one_after_the_other():
    # The first order alone would take the team the second one needs.
    crews = [crew(1, 0), crew(2, 500)]
    orders = [order(1, 200), order(2, -400)]
    assert asked(orders, crews, most=1) == [2, 1]


@pytest.mark.parametrize(
    ("wanted", "offered", "why"),
    [
        ({}, {"levels": {}}, Empty.NOBODY_NEAR),
        ({}, {"area": ("620102002",)}, Empty.NOBODY_NEAR),
        ({}, {"area": (THERE,)}, Empty.RULED_OUT),
        ({}, {"adults": 0}, Empty.NOBODY_NEAR),
        ({}, {"hours": 1 << 5}, Empty.NOBODY_FREE),
        ({"need": Need(people=2)}, {"members": 1}, Empty.NOBODY_NEAR),
        ({"need": Need(insured=True)}, {}, Empty.RULED_OUT),
        (
            {"need": Need(insured=True)},
            {"until": {"insurance:accident": MONDAY.toordinal() - 1}},
            Empty.RULED_OUT,
        ),
        ({"need": Need(sex="2")}, {"sexes": {"1", "0"}}, Empty.NOBODY_NEAR),
        ({"need": Need(language="yi")}, {"languages": {"wu"}}, Empty.NOBODY_NEAR),
        ({"point": None}, {}, Empty.NO_PLACE),
    ],
)
def test_a_rule_that_does_not_hold_leaves_nobody_and_says_so(
    wanted: dict[str, object], offered: dict[str, object], why: Empty
):
    assert asked([order(1, **wanted)], [crew(1, **offered)]) == [why]


def test_papers_hours_and_company_that_are_there_let_a_team_be_asked():
    able = crew(
        1,
        hours=hours(1),
        members=2,
        until={"insurance:accident": MONDAY.toordinal(), "qualification:nurse": OPEN_ENDED},
        area=(HERE,),
    )
    need = Need(skill="plumbing", qualification="nurse", insured=True, people=2)
    assert asked([order(1, need=need)], [able]) == [1]
    assert asked([order(1, need=need, part="any")], [able]) == [1]


def test_a_team_with_a_woman_who_speaks_her_language_is_asked_and_the_nearer_one_is_not():
    need = Need(sex="2", language="yi")
    able = crew(2, 900, sexes={"1", "2"}, languages={"yi"})
    assert asked([order(1, need=need)], [crew(1), able]) == [2]
    assert misfit(order(1, need=need), able, 3) is None


def test_who_answered_this_order_is_not_asked_again_and_goes_to_the_next_as_before():
    orders = [order(1), order(2)]
    left_out = frozenset({(orders[0].id, UUID(int=1))})
    assert asked(orders, [crew(1)], left_out=left_out) == [Empty.RULED_OUT, 1]


def test_a_team_takes_on_no_more_than_it_may():
    found = asked([order(k) for k in range(4)], [crew(1, open=1)], most=3)
    assert sorted(map(str, found)) == ["1", "1", "needed_elsewhere", "needed_elsewhere"]


def test_a_runner_up_has_room_and_costs_what_all_together_would_cost_more():
    orders, crews = [order(1), order(2)], [crew(1), crew(2, 300, open=1), crew(3, 900)]
    both = propose_all(orders, crews, SKILLS, 2, Weights())
    assert [one.choice.crew.name for one in both.rows if one.choice] == ["1队", "1队"]
    # The second of the first team costs 150 m more, and that one is spared.
    assert [one.runner_up.crew.name for one in both.rows if one.runner_up] == ["2队", "2队"]
    assert [one.more_m for one in both.rows] == pytest.approx([390.0, 390.0], abs=2)
    full = propose_all(orders, [crew(1), replace(crews[1], open=2), crews[2]], SKILLS, 2, Weights())
    assert [one.runner_up.crew.name for one in full.rows if one.runner_up] == ["3队", "3队"]


def test_whose_resident_is_to_be_taken_care_of_is_served_first():
    orders = [order(1, 100), order(2, 400, care=True), order(3, 200)]
    assert asked(orders, [crew(1)], most=1) == [Empty.NEEDED_ELSEWHERE, 1, Empty.NEEDED_ELSEWHERE]
    same = [replace(one, care=True) for one in orders]
    assert asked(same, [crew(1)], most=1) == [1, Empty.NEEDED_ELSEWHERE, Empty.NEEDED_ELSEWHERE]


def test_who_knows_the_resident_or_does_the_work_is_preferred_by_so_many_meters():
    knows = frozenset({(order(1).id, UUID(int=2))})
    assert asked([order(1)], [crew(1, 100), crew(2, 400)], known=knows) == [2]
    assert asked([order(1)], [crew(1, 100), crew(2, 900)], known=knows) == [1]
    assert asked([order(1)], [crew(1, 100), crew(2, 400, offers={ITEM})]) == [2]


def test_nothing_to_do_and_nobody_to_ask_are_answers_too():
    assert asked([], [crew(1)]) == []
    assert asked([order(1)], []) == [Empty.NOBODY_NEAR]


def _least(orders: list[Asked], crews: list[Crew], weights: Weights) -> float:
    """Every way to give the orders to the crews, one each: the oracle."""
    cost = [
        {found.crew.id.int: found.cost_m for found in row}
        for row in candidates(orders, crews, SKILLS, 1, for_teams(weights), count=12)
    ]
    empty = weights.unserved_m
    best = float("inf")
    for way in product([0, *(one.id.int for one in crews)], repeat=len(orders)):
        taken = [one for one in way if one]
        if len(taken) == len(set(taken)) and all(not w or w in cost[o] for o, w in enumerate(way)):
            best = min(best, sum(cost[o][w] if w else empty for o, w in enumerate(way)))
    return best


def test_it_costs_what_the_best_of_all_ways_costs():
    rng = np.random.default_rng(5)
    weights = Weights()
    for _ in range(12):
        crews = [
            crew(k + 1, float(rng.uniform(-2000, 2000)), levels={"plumbing": int(rng.integers(4))})
            for k in range(4)
        ]
        orders = [order(k, float(rng.uniform(-2000, 2000))) for k in range(4)]
        found = propose_all(orders, crews, SKILLS, 1, weights)
        cost = sum(one.choice.cost_m if one.choice else weights.unserved_m for one in found.rows)
        assert found.verified
        assert all(one.more_m > -0.01 for one in found.rows)
        assert cost == pytest.approx(_least(orders, crews, weights))


def test_it_does_not_matter_in_which_order_they_come():
    crews = [crew(k + 1, 137.0 * k) for k in range(4)]
    orders = [order(k, 90.0 * k) for k in range(4)]
    forward = propose_all(orders, crews, SKILLS, 1, Weights())
    backward = propose_all(orders[::-1], crews[::-1], SKILLS, 1, Weights())
    cost = [sum(one.choice.cost_m for one in p.rows if one.choice) for p in (forward, backward)]
    assert cost[0] == pytest.approx(cost[1])


def test_a_price_that_proves_nothing_is_not_called_verified(monkeypatch: pytest.MonkeyPatch):
    from redvest.engines import proposing

    real = proposing.value
    monkeypatch.setattr(proposing, "value", lambda *given: real(*given) - 1)
    assert not propose_all([order(1)], [crew(1)], SKILLS, 1, Weights()).verified


def test_the_desk_may_see_several_for_one_order_best_first():
    crews = [replace(crew(k + 1, 100.0 * k), open=0) for k in range(6)]
    found = candidates([order(1)], crews, SKILLS, 3, Weights(), count=5)[0]
    assert [one.crew.id.int for one in found] == [1, 2, 3, 4, 5]
    assert [one.cost_m for one in found] == sorted(one.cost_m for one in found)


def test_somebody_on_foot_is_not_asked_beyond_the_reach():
    far = [order(1, 2_000), order(2, 2_500)]
    found = candidates(far, [crew(1)], SKILLS, 1, Weights(reach_m=3_000))
    assert [len(one) for one in found] == [1, 0]


def test_the_plain_reading_of_the_rules_agrees_with_the_matching():
    rng = np.random.default_rng(11)
    for number in range(60):
        need = Need(
            skill=str(rng.choice(["", "plumbing"])),
            people=int(rng.integers(1, 3)),
            insured=bool(rng.integers(2)),
            minors=bool(rng.integers(2)),
        )
        one = order(number, need=need, part=str(rng.choice(["morning", "evening", "any"])))
        able = crew(
            1,
            area=(str(rng.choice(["620102", STREET, HERE, THERE])),),
            levels={"plumbing": int(rng.integers(3))},
            hours=hours(int(rng.integers(1 << 21))),
            members=int(rng.integers(1, 3)),
            adults=int(rng.integers(2)),
            open=int(rng.integers(3)),
            until={"insurance:accident": MONDAY.toordinal() + int(rng.integers(-1, 2))},
        )
        found = candidates([one], [able], SKILLS, 2, for_teams(Weights()))[0]
        assert bool(found) == (misfit(one, able, 2) is None)
