"""Changing places in the fault loop: each step by the one whose turn it is."""

from functools import partial

from redvest.activities import services
from redvest.activities.models import SignUp, StandIn
from redvest.activities.services import swapping
from redvest.people.actors import Actor
from tests.activities.cast import at, shift_of
from tests.faults.activities import Made, published, signed
from tests.faults.harness import case
from tests.faults.orders import newcomer


def swap(step: str) -> tuple[Actor, Actor, StandIn, SignUp]:
    """The asker, the other, and how far they are: ``asked``, ``offered`` or ``agreed``."""
    _cast, _activity, asker, row = signed(capacity=1)
    cast, name = newcomer()
    other = cast.actor(name)
    there = shift_of(published(starts=at(6), capacity=1)[1])
    [given] = services.sign_up(actor=other, shift_id=there.id)
    number = cast.volunteers[name].volunteer_no
    found = services.ask_stand_in(actor=asker, signup_id=row.id, volunteer_no=number, swaps=True)
    if step != "asked":
        services.offer_in_return(actor=other, stand_in_id=found.id, signup_id=given.id)
    if step == "agreed":
        services.agree_to_swap(actor=asker, stand_in_id=found.id)
    return asker, other, found, given


@case("activities.offer_in_return")
def offering_in_return() -> Made:
    _asker, other, row, given = swap("asked")
    return other, partial(
        services.offer_in_return, actor=other, stand_in_id=row.id, signup_id=given.id
    )


@case("activities.agree_to_swap")
def agreeing_to_a_swap() -> Made:
    asker, _other, row, _given = swap("offered")
    return asker, partial(services.agree_to_swap, actor=asker, stand_in_id=row.id)


@case("activities.withdraw_stand_in")
def taking_back_a_swap() -> Made:
    asker, _other, row, _given = swap("offered")
    return asker, partial(services.withdraw_stand_in, actor=asker, stand_in_id=row.id)


@case("activities.decide_swap")
def deciding_a_swap() -> Made:
    _asker, _other, row, _given = swap("agreed")
    lead = newcomer()[0].zhao
    return lead, partial(services.decide_swap, actor=lead, stand_in_id=row.id, agrees=True)


@case("activities.end_stale")
def ending_a_stale_swap() -> Made:
    asker, _other, row, _given = swap("agreed")
    services.withdraw_signup(actor=asker, signup_id=row.signup_id)
    return asker, partial(swapping.end_stale, row_id=row.id)
