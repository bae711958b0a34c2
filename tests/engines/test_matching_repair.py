"""The standing solution after one change: as good as if everything had been solved anew."""

from dataclasses import fields, replace

import numpy as np
import pytest

from redvest.engines.matching import repair
from redvest.engines.matching.certificate import faults, value
from redvest.engines.matching.inputs import MatchingError, Orders
from redvest.engines.matching.plan import propose
from redvest.engines.matching.standing import Standing, snapshot
from tests.engines import matching_world as world

# The first call compiles the kernels, which takes half a minute on a new machine.
pytestmark = pytest.mark.slow


class Story:
    """What happens to a district, told twice: to the standing solution and to its input."""

    def __init__(self, seed: int, people: int, orders: int) -> None:
        self.rng = np.random.default_rng(seed)
        self.people = world.some_people(self.rng, people)
        self.orders = world.some_orders(self.rng, orders)
        self.weights = world.some_weights(self.rng)
        self.pairs = world.some_pairs(self.rng, orders, people)
        self.standing = self.anew()

    def anew(self) -> Standing:
        snap = snapshot(self.people, self.weights)
        return propose(snap, self.orders, self.pairs).standing

    def arrive(self) -> None:
        one = world.some_orders(self.rng, 1)
        repair.add(self.standing, one)
        both = {
            f.name: np.concatenate([getattr(self.orders, f.name), getattr(one, f.name)])
            for f in fields(Orders)
        }
        self.orders = Orders(**both)

    def refuse(self) -> None:
        row, who, _ = self.standing.taken()
        if len(row) == 0:
            return
        k = int(self.rng.integers(len(row)))
        order, person = int(self.standing.rows["order"][row[k]]), int(who[k])
        repair.refuse(self.standing, order, person)
        self.pairs = replace(
            self.pairs,
            blocked_order=np.append(self.pairs.blocked_order, order),
            blocked_person=np.append(self.pairs.blocked_person, person),
        )

    def withdraw(self) -> None:
        order = int(self.rng.integers(len(self.orders)))
        repair.withdraw(self.standing, order)
        count = self.orders.headcount.copy()
        count[order] = 0
        self.orders = replace(self.orders, headcount=count)

    def leave(self) -> None:
        person = int(self.rng.integers(len(self.people)))
        repair.leave(self.standing, person)
        cap = self.people.cap.copy()
        cap[person] = 0
        self.people = replace(self.people, cap=cap)

    def check(self) -> None:
        assert self.standing.cost() == self.anew().cost()
        proof = self.standing.certificate()
        assert value(proof, self.people, self.weights) == self.standing.cost()
        assert faults(proof, self.people, self.orders, self.pairs, self.weights) == []


@pytest.mark.parametrize("what", ["arrive", "refuse", "withdraw", "leave"])
@pytest.mark.parametrize("seed", range(12))
def test_after_one_change_the_solution_is_optimal_again(what: str, seed: int):
    story = Story(seed, 30, 25)
    for _ in range(6):
        getattr(story, what)()
        story.check()


@pytest.mark.parametrize("seed", range(25))
def test_after_a_day_of_changes_the_solution_is_optimal_still(seed: int):
    story = Story(100 + seed, 40, 30)
    for what in story.rng.choice(["arrive", "refuse", "withdraw", "leave"], 20):
        getattr(story, what)()
        story.check()


def test_a_refusal_changes_no_cost_of_anybody():
    story = Story(5, 40, 30)
    before = story.standing.snap.crowd.people.copy()
    prices = dict(zip(*story.standing.taken()[1:], strict=True))
    story.refuse()
    assert (story.standing.snap.crowd.people == before).all()
    again = story.anew().taken()
    assert all(prices.get(i, cost) >= 0 for i, cost in zip(*again[1:], strict=True))
    assert (story.standing.net.people == before).all()


def test_who_left_is_in_the_snapshot_still():
    """A solution is repaired for itself: the people of other solutions are not touched."""
    story = Story(6, 40, 30)
    before = story.standing.snap.crowd.people.copy()
    story.leave()
    assert (story.standing.snap.crowd.people == before).all()


@pytest.mark.parametrize(
    ("what", "numbers"), [("refuse", (999, 0)), ("withdraw", (-1,)), ("leave", (10**6,))]
)
def test_a_number_nobody_has_is_refused(what: str, numbers: tuple[int, ...]):
    story = Story(7, 20, 10)
    cost = story.standing.cost()
    with pytest.raises(MatchingError):
        getattr(repair, what)(story.standing, *numbers)
    assert story.standing.cost() == cost
