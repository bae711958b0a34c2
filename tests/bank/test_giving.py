"""捐给爱心银行, and what the bank gives to those who cannot earn."""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from redvest.bank.models import BankGift, RewardGrant
from redvest.bank.queries.love_bank import in_pool
from redvest.bank.queries.time_bank import giver_of
from redvest.bank.services.giving import give, give_of_team
from redvest.bank.services.love_bank import ask_grant, decide_grant
from redvest.engines.ledger import Unit
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from tests.bank.savers import everything, minutes_of, save, sound
from tests.orders.cast import DISTRICT, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_what_is_given_goes_to_the_pool_for_good(saved: Cast):
    gift = give(actor=saved.wang, unit="minutes", amount=60)
    assert (minutes_of(saved.persons["wang"]), in_pool(DISTRICT)["hours"]) == (60, 1)
    assert gift.given_by == saved.accounts["wang"].id
    assert sound()


@pytest.mark.parametrize(("unit", "amount"), [("minutes", 0), ("minutes", -5), ("yuan", 5)])
def test_nothing_less_than_something_of_the_two_units_is_given(saved: Cast, unit, amount):
    before = everything()
    with pytest.raises(Invalid):
        give(actor=saved.wang, unit=unit, amount=amount)
    assert everything() == before


def test_nobody_gives_more_than_there_is(saved: Cast):
    before = everything()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        give(actor=saved.wang, unit="minutes", amount=121)
    assert refused.value.code == "too_little"
    assert everything() == before
    assert not BankGift.objects.exists()


def test_the_desk_gives_only_for_its_own_and_says_how_it_knew(saved: Cast):
    wang = saved.persons["wang"]
    with pytest.raises(Invalid):
        give(actor=saved.desk, person_id=wang.id, unit="minutes", amount=5)
    with pytest.raises(NotSeen):
        give(
            actor=saved.other_desk,
            person_id=wang.id,
            unit="minutes",
            amount=5,
            verified_by="in_person",
        )
    assert minutes_of(wang) == 120


def a_grant(cast: Cast, amount: int = 60, who: str = "li") -> RewardGrant:
    return ask_grant(
        actor=cast.desk,
        person_id=cast.persons[who].id,
        amount=amount,
        reason="disabled",
        unit="minutes",
    )


def test_minutes_given_reach_somebody_who_cannot_earn_and_may_be_used(saved: Cast):
    give(actor=saved.wang, unit="minutes", amount=120)
    row = a_grant(saved)
    assert minutes_of(saved.persons["li"]) == 0
    with pytest.raises(NotAllowed):
        decide_grant(actor=saved.desk, grant_id=row.id, agree=True)
    decide_grant(actor=saved.centre, grant_id=row.id, agree=True)
    assert (minutes_of(saved.persons["li"]), in_pool(DISTRICT)["hours"]) == (60, 1)
    assert giver_of(saved.persons["li"]).granted
    assert sound()


def test_nobody_is_granted_minutes_that_nobody_gave(saved: Cast):
    save(saved.persons["zhao"], 500, Unit.POINTS)
    give(actor=saved.zhao, unit="points", amount=500)
    row = a_grant(saved)
    before = everything()
    with pytest.raises(Conflict) as refused, transaction.atomic():
        decide_grant(actor=saved.centre, grant_id=row.id, agree=True)
    assert refused.value.code == "pool_too_small"
    assert everything() == before


def test_a_grant_keeps_to_what_the_district_allows_at_a_time_and_in_a_year(saved: Cast):
    save(saved.persons["wang"], 10_000)
    give(actor=saved.wang, unit="minutes", amount=10_000)
    with pytest.raises(Invalid):
        a_grant(saved, 20 * 60 + 1)
    for _number in range(3):
        decide_grant(actor=saved.centre, grant_id=a_grant(saved, 20 * 60).id, agree=True)
    with pytest.raises(Invalid) as refused:
        a_grant(saved, 1)
    assert refused.value.code == "year_is_full"
    assert minutes_of(saved.persons["li"]) == 60 * 60
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=True):
        assert a_grant(saved, 60).state == "asked"


def test_a_team_gives_what_it_holds_and_only_by_its_leader(saved: Cast):
    with pytest.raises(NotSeen):
        give_of_team(actor=saved.wang, team_id=saved.team.id, unit="minutes", amount=5)
    with pytest.raises(Conflict) as refused, transaction.atomic():
        give_of_team(actor=saved.zhao, team_id=saved.team.id, unit="minutes", amount=5)
    assert refused.value.code == "too_little"
    assert not BankGift.objects.exists()
