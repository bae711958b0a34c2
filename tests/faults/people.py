"""People in the fault loop: entering, agreeing, standing in, roles."""

from collections.abc import Iterator
from datetime import date

from django.db import connection

from redvest.engines.roles import Role
from redvest.people.actors import Actor, system
from redvest.people.models import Consent
from redvest.people.purposes import Purpose
from redvest.people.services import consenting, families, merging, residents, standing_in
from redvest.people.services.profiles import enter_profile
from redvest.people.services.roles import grant_role, revoke_role
from redvest.people.services.volunteering import register_volunteer
from tests.faults.harness import Act, case
from tests.people.cast import (
    DISTRICT,
    HERE,
    a_candidate,
    a_place,
    a_resident,
    acting,
    an_account,
    papers,
    staff,
)

_numbers: dict[str, Iterator[int]] = {}


def number() -> int:
    """The next number of somebody, in a district that exists; papers have three digits for it."""
    name = connection.settings_dict["NAME"]
    if name not in _numbers:
        a_place()
        _numbers[name] = iter(range(1, 1000))
    return next(_numbers[name])


@case("people.enter_profile")
def entering() -> tuple[Actor, Act]:
    who = number()
    actor = acting(an_account(who))
    return actor, lambda: enter_profile(
        actor=actor,
        name="张小三",
        id_number=papers(date(1980, 5, 1), who % 999),
        home_community=HERE,
    )


@case("people.register_volunteer")
def registering() -> tuple[Actor, Act]:
    actor = a_candidate(number())
    return actor, lambda: register_volunteer(actor=actor, availability=5)


@case("people.give_consent")
def agreeing() -> tuple[Actor, Act]:
    actor = a_resident(number())
    return actor, lambda: consenting.give_consent(actor=actor, purpose=Purpose.REAL_NAME)


@case("people.withdraw_consent")
def taking_back() -> tuple[Actor, Act]:
    actor = a_candidate(number())
    assert Consent.objects.filter(person_id=actor.person_id, withdrawn_at=None).exists()
    return actor, lambda: consenting.withdraw_consent(actor=actor, purpose=Purpose.REAL_NAME)


@case("people.add_child")
def adding_a_child() -> tuple[Actor, Act]:
    who = number()
    actor = a_resident(who)
    return actor, lambda: families.add_child(
        actor=actor,
        name="张小小",
        id_number=papers(date(2016, 5, 1), who % 999),
        relation="father",
        agrees=True,
    )


@case("people.ask_to_stand_in")
def asking_to_stand_in() -> tuple[Actor, Act]:
    who = number()
    actor = a_resident(who)
    return actor, lambda: standing_in.ask_to_stand_in(
        actor=actor, name="张奶奶", phone=f"1880000{who:04d}", home_community=HERE
    )


@case("people.register_resident")
def registering_a_resident() -> tuple[Actor, Act]:
    actor = staff(number())
    return actor, lambda: residents.register_resident(
        actor=actor,
        name="王奶奶",
        phone=f"1870000{number():04d}",
        home_community=HERE,
        address="畅家巷12号3单元501室",
        consent_basis="in_person",
        care_note="独居",
    )


@case("people.ask_merge")
def merging_two_entries() -> tuple[Actor, Act]:
    actor = staff(number())
    kept, gone = (
        residents.register_resident(
            actor=actor,
            name="王奶奶",
            phone=f"1860000{number():04d}",
            home_community=HERE,
            consent_basis="in_person",
        )
        for _ in range(2)
    )
    return actor, lambda: merging.ask_merge(
        actor=actor, kept_id=kept.id, gone_id=gone.id, reason="本人到站"
    )


@case("people.grant_role")
def granting() -> tuple[Actor, Act]:
    account, actor = an_account(number()), system(DISTRICT)
    return actor, lambda: grant_role(
        actor=actor, account_id=account.id, role=Role.VENUE_ADMIN, scope=HERE
    )


@case("people.revoke_role")
def revoking() -> tuple[Actor, Act]:
    account, actor = an_account(number()), system(DISTRICT)
    grant = grant_role(actor=actor, account_id=account.id, role=Role.VENUE_ADMIN, scope=HERE)
    return actor, lambda: revoke_role(actor=actor, grant_id=grant.id, reason="离岗")
