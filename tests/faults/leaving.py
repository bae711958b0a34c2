"""Leaving in the fault loop: codes, closing for good, and being erased once more."""

from redvest.people.actors import Actor, system
from redvest.people.services import closing, volunteering
from tests.faults.harness import Act, case
from tests.faults.people import number
from tests.faults.people_more import code_sent_by
from tests.people.cast import DISTRICT, a_candidate, a_resident

SYSTEM = system(DISTRICT)


@case("people.ask_closing_code")
def asking_for_a_code() -> tuple[Actor, Act]:
    actor = a_resident(number())
    return actor, lambda: closing.ask_closing_code(actor=actor)


@case("people.close_account")
def closing_an_account() -> tuple[Actor, Act]:
    actor = a_candidate(number())
    volunteering.register_volunteer(actor=actor)
    code = code_sent_by(lambda: closing.ask_closing_code(actor=actor))
    return actor, lambda: closing.close_account(actor=actor, code=code)


@case("people.close_account (a wrong code)")
def failing_to_close() -> tuple[Actor, Act]:
    actor = a_resident(number())
    return actor, lambda: closing.close_account(actor=actor, code="000000x")


@case("people.erase_again")
def erasing_again() -> tuple[Actor, Act]:
    actor = a_resident(number())
    assert actor.person_id is not None
    ids = [actor.person_id]
    return SYSTEM, lambda: closing.erase_again(district=DISTRICT, person_ids=ids)


@case("people.close_again")
def closing_again() -> tuple[Actor, Act]:
    actor = a_resident(number())
    assert actor.account_id is not None
    account = actor.account_id
    return SYSTEM, lambda: closing.close_again(account_id=account)
