"""Adjustments by hand in the fault loop."""

from functools import partial

from redvest.bank.models import Adjustment
from redvest.bank.services import adjusting
from redvest.engines.ledger import Unit
from redvest.engines.roles import Role
from redvest.people.actors import Actor, Grant
from redvest.people.models import Person
from redvest.people.services.accounts import open_account
from tests.bank.cast import DISTRICT, somebody
from tests.faults.harness import Act, case

WORDS = {
    "unit": Unit.POINTS, "gives": True, "amount": 30, "reason": "not_written", "document": "1",
}  # fmt: skip
numbers = iter(range(1000))


def center() -> Actor:
    account = open_account(phone=f"1990001{next(numbers):04d}", district=DISTRICT)
    return Actor(account.id, DISTRICT, grants=(Grant(Role.CENTRE_ADMIN, DISTRICT),))


def proposed(person: Person | None = None) -> Adjustment:
    person = person or somebody()
    return adjusting.propose_adjustment(actor=center(), person_id=person.id, **WORDS)


def agreed() -> tuple[Actor, Adjustment]:
    row, second = proposed(), center()
    adjusting.decide_adjustment(actor=second, adjustment_id=row.id, agree=True)
    return second, row


@case("bank.propose_adjustment")
def proposing() -> tuple[Actor, Act]:
    actor, person = center(), somebody()
    return actor, lambda: adjusting.propose_adjustment(actor=actor, person_id=person.id, **WORDS)


@case("bank.decide_adjustment")
def deciding() -> tuple[Actor, Act]:
    row, actor = proposed(), center()
    return actor, lambda: adjusting.decide_adjustment(actor=actor, adjustment_id=row.id, agree=True)


@case("bank.clear_adjustment")
def clearing() -> tuple[Actor, Act]:
    actor, row = agreed()
    return actor, partial(
        adjusting.clear_adjustment, actor=actor, adjustment_id=row.id, finding="ruling"
    )


@case("bank.undo_adjustment")
def undoing() -> tuple[Actor, Act]:
    actor, row = agreed()
    return actor, partial(
        adjusting.undo_adjustment, actor=actor, adjustment_id=row.id, finding="ruling"
    )
