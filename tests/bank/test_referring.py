"""Who brought a newcomer counts once the newcomer has really served, and no longer than that."""

import pytest
from django.db import transaction

from redvest.bank.models import Referral, Transfer
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.earning import simulate
from redvest.bank.queries.tracing import traced
from redvest.bank.services.earning import settle_records
from redvest.bank.services.referring import say_who_brought, settle_referrals
from redvest.bank.verifying import verify_books
from redvest.engines.earning import Terms
from redvest.engines.ledger import Unit
from redvest.errors import Conflict, DomainError, Invalid, NotAllowed
from redvest.ids import uuid7
from redvest.people.actors import Actor
from redvest.people.models import Volunteer
from tests.bank.cast import DAY, DISTRICT
from tests.bank.service import a_record, a_rule, a_volunteer

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TERMS = Terms(referral_points=20, referral_hours=2, referral_month=1)


def acting(who: Volunteer) -> Actor:
    return Actor(uuid7(), DISTRICT, volunteer_id=who.id)


def say(newcomer: Volunteer, bringer: Volunteer) -> Referral:
    return say_who_brought(actor=acting(newcomer), volunteer_no=f" {bringer.volunteer_no} ")


def points(who: Volunteer) -> int:
    return balance_of(who.person_id, DISTRICT, Unit.POINTS)


def test_it_counts_once_when_the_newcomer_has_served_long_enough_and_falls_with_the_hours():
    a_rule(TERMS)
    old, new = a_volunteer(), a_volunteer()
    say(new, old)
    a_record(new, 60)
    assert settle_referrals() == 0
    second = a_record(new, 60, hour=14)
    assert (settle_referrals(), settle_referrals(), points(old)) == (1, 0, 20)
    assert simulate(DISTRICT, TERMS, DAY, DAY).brought == 20
    assert simulate(DISTRICT, Terms(referral_points=20), DAY, DAY).brought == 0
    second.state = "revoked"
    second.save(update_fields=["state"])
    assert (settle_referrals(), settle_referrals(), points(old)) == (1, 0, 0)
    second.state = "effective"
    second.save(update_fields=["state"])
    assert (settle_referrals(), points(old)) == (1, 20)
    assert [row.source_no for row in Transfer.objects.filter(kind="earn")] == [0, 1]
    assert all(one.is_explained for one in traced(DISTRICT))
    assert verify_books().findings == []


def test_what_it_earns_takes_nothing_from_the_caps_of_service_and_has_its_own(time_machine):
    a_rule(Terms(referral_points=20, referral_hours=1, referral_month=1, day_points=20))
    old, first, second = a_volunteer(), a_volunteer(), a_volunteer()
    for new in (first, second):
        say(new, old)
        a_record(new, 60)
    time_machine.move_to("2026-03-20T04:00:00Z", tick=False)  # One month from here on.
    assert (settle_referrals(), settle_referrals(), points(old)) == (1, 0, 20)
    a_record(old, 120)
    settle_records()
    assert points(old) == 40
    assert Referral.objects.filter(transfer__isnull=False).count() == 1


def test_nobody_brings_themselves_or_whoever_was_there_before_or_says_so_twice():
    a_rule(TERMS)
    old, new = a_volunteer(), a_volunteer()
    for newcomer, bringer, code in ((new, new, "unknown"), (old, new, "unknown")):
        with pytest.raises(Invalid) as refused:
            say(newcomer, bringer)
        assert refused.value.code == code
    Volunteer.objects.filter(id=old.id).update(status="paused")
    with pytest.raises(Invalid):
        say(new, old)
    Volunteer.objects.filter(id=old.id).update(status="active")
    assert not Referral.objects.exists()
    say(new, old)
    with pytest.raises(Conflict):
        say(new, old)
    late = a_volunteer()
    a_record(late)
    with pytest.raises(Conflict), transaction.atomic():
        say(late, old)
    assert Referral.objects.count() == 1


@pytest.mark.parametrize("child", ["newcomer", "bringer"])
def test_minors_neither_say_nor_are_named(child):
    a_rule(TERMS)
    old, new = a_volunteer(), a_volunteer()
    young = (new if child == "newcomer" else old).person
    young.birth_date = f"{DAY.year - 10}-01-01"
    young.save(update_fields=["birth_date"])
    with pytest.raises(DomainError):
        say(new, old)
    with pytest.raises(NotAllowed):
        say_who_brought(actor=Actor(uuid7(), DISTRICT), volunteer_no=old.volunteer_no)
    assert not Referral.objects.exists()


def test_nothing_is_earned_where_the_district_gives_nothing_or_somebody_has_left():
    a_rule()
    old, new = a_volunteer(), a_volunteer()
    say(new, old)
    a_record(new, 180)
    assert settle_referrals() == 0
    a_rule(TERMS)
    Volunteer.objects.filter(id=new.id).update(status="closed")
    assert settle_referrals() == 0
    Volunteer.objects.filter(id=new.id).update(status="active")
    assert settle_referrals() == 1
