"""What records earn: once each, by the rules of their day, and back again when they fall."""

from datetime import date

import pytest
from django.utils import timezone

from redvest.bank.models import EarningRule, Settlement, Transfer
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.earning import rule_on, simulate
from redvest.bank.services.earning import settle_records
from redvest.bank.services.ruling import decide_rule, draft_rule
from redvest.engines.earning import Festival, Service, Terms, TermsError, earned, surplus
from redvest.engines.ledger import Kind, Unit
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor, Grant
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord
from tests.bank.cast import DAY, DISTRICT, state
from tests.bank.service import ALL_TIME, a_record, a_rule, a_volunteer

pytestmark = pytest.mark.django_db


def fall(row: ServiceRecord, to: str) -> None:
    row.state, row.version = to, row.version + 1
    row.save(update_fields=["state", "version"])


def points(who: Volunteer) -> int:
    return balance_of(who.person_id, DISTRICT, Unit.POINTS)


def minutes(who: Volunteer) -> int:
    return balance_of(who.person_id, DISTRICT, Unit.MINUTES)


def test_a_record_earns_once_by_the_rules_of_its_day():
    a_rule()
    who = a_volunteer()
    row = a_record(who, 90)
    assert settle_records() == 1
    assert (points(who), minutes(who)) == (15, 90)
    before = state()
    assert settle_records() == 0
    assert state() == before
    paid = Transfer.objects.get(kind=Kind.EARN.value, unit="points")
    assert (paid.source_id, paid.rule, paid.detail["counted"]) == (row.id, 1, 90)


def test_without_decided_rules_nothing_is_earned():
    who = a_volunteer()
    a_record(who)
    EarningRule.objects.create(
        district=DISTRICT, version=1, from_day=date(2026, 1, 1), terms=Terms().row(),
        drafted_at=timezone.now(),
    )  # fmt: skip
    assert settle_records() == 0
    assert Transfer.objects.count() == 0


@pytest.mark.parametrize("end", ["corrected", "revoked"])
def test_what_a_record_earned_goes_when_the_record_falls(end):
    a_rule()
    who = a_volunteer()
    row = a_record(who)
    settle_records()
    fall(row, end)
    assert settle_records() == 1
    assert (points(who), minutes(who)) == (0, 0)
    assert settle_records() == 0
    reversals = Transfer.objects.filter(kind=Kind.REVERSE.value)
    assert sorted(reversals.values_list("amount", flat=True)) == [10, 60]


def test_a_record_that_is_given_back_is_paid_anew():
    a_rule()
    who = a_volunteer()
    row = a_record(who)
    settle_records()
    fall(row, "revoked")
    settle_records()
    fall(row, "effective")
    assert settle_records() == 1
    assert (points(who), minutes(who)) == (10, 60)
    assert settle_records() == 0


def test_a_doubt_that_was_not_upheld_changes_nothing():
    a_rule()
    who = a_volunteer()
    row = a_record(who)
    settle_records()
    before = state()
    fall(row, "questioned")
    assert settle_records() == 0
    fall(row, "effective")
    assert settle_records() == 1
    assert state() == before


def test_two_records_of_one_day_share_the_cap_of_the_day():
    a_rule()
    who = a_volunteer()
    a_record(who, 150)
    a_record(who, 60, hour=14)
    settle_records()
    assert points(who) == 30
    cut = Settlement.objects.get(record__minutes=60)
    assert (cut.points, cut.steps["why"]) == (5, ["day_cap"])


def test_minutes_above_the_cap_go_to_the_pool():
    a_rule(Terms(time_categories=("other",), time_cap=100))
    who = a_volunteer()
    a_record(who, 90)
    a_record(who, 60, hour=14)
    settle_records()
    assert minutes(who) == 100
    given = Transfer.objects.get(kind=Kind.SURPLUS.value)
    assert given.amount == 50


def center(number: int) -> Actor:
    from redvest.ids import uuid7

    return Actor(uuid7(), DISTRICT, grants=(Grant(Role.CENTRE_ADMIN, DISTRICT),))


def test_rules_take_two_people_and_never_reach_back():
    from redvest.districts.models import District

    District.objects.create(code=DISTRICT, name="区", full_name="区", province="", city="")
    one, other = center(1), center(2)
    first = draft_rule(actor=one, terms=Terms(), from_day=date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        decide_rule(actor=one, rule_id=first.id)
    assert rule_on(DISTRICT, DAY) is None
    decide_rule(actor=other, rule_id=first.id)
    assert rule_on(DISTRICT, DAY).version == 1
    with pytest.raises(Conflict):
        decide_rule(actor=other, rule_id=first.id)
    late = draft_rule(actor=one, terms=Terms(per_hour=20), from_day=timezone.localdate())
    with pytest.raises(Invalid):
        decide_rule(actor=other, rule_id=late.id)
    assert rule_on(DISTRICT, timezone.localdate()).version == 1
    nobody = Actor(other.account_id, DISTRICT)
    with pytest.raises(NotAllowed):
        draft_rule(actor=nobody, terms=Terms(), from_day=DAY)


def test_a_simulation_says_what_was_paid_when_the_terms_are_those_in_force():
    a_rule()
    for _one in range(3):
        who = a_volunteer()
        a_record(who, 150)
        a_record(who, 61, hour=14)
    settle_records()
    found = simulate(DISTRICT, ALL_TIME, DAY, DAY)
    paid = Transfer.objects.filter(kind=Kind.EARN.value)
    assert found.records == 6
    assert found.people == 3
    assert found.points == sum(paid.filter(unit="points").values_list("amount", flat=True))
    assert found.minutes == sum(paid.filter(unit="minutes").values_list("amount", flat=True))
    assert simulate(DISTRICT, Terms(per_hour=20), DAY, DAY).points > found.points


# --- the engine ----------------------------------------------------------------------------------


def service(minutes: int = 60, **more: object) -> Service:
    return Service(**{"minutes": minutes, "category": "other", "level": "A", "day": DAY, **more})


@pytest.mark.parametrize(
    ("terms", "given", "points"),
    [
        (Terms(), service(59), 9),
        (Terms(by_category={"law": 25}), service(60, category="law"), 25),
        (Terms(), service(60, level="D"), 5),
        (Terms(), service(60, level="E"), 0),
        (Terms(activity_minutes=120), service(300), 20),
        (Terms(festivals=(Festival(DAY, DAY, 200),)), service(60), 20),
        (Terms(), service(60, complaint=True), 0),
    ],
)
def test_points_follow_from_hours_kind_proof_and_day(terms, given, points):
    assert earned(terms, given).points == points


@pytest.mark.parametrize(("so_far", "points"), [(0, 10), (70, 10), (71, 9), (80, 0), (90, 0)])
def test_the_cap_of_a_day_holds_at_its_edge(so_far, points):
    assert earned(Terms(day_points=80), service(60), today=so_far).points == points


@pytest.mark.parametrize(
    "row",
    [{"per_hour": 1.5}, {"per_hour": -1}, {"levels": {"A": 100}}, {"months": True},
     {"festivals": [["2026-02-01", "2026-01-01", 200]]}, {"by_category": {"law": 5000}}],
)  # fmt: skip
def test_terms_are_whole_numbers_within_bounds(row):
    with pytest.raises(TermsError):
        Terms.of(row)


def test_terms_come_back_as_they_were_stored():
    terms = Terms(festivals=(Festival(DAY, DAY, 200),), by_category={"law": 3})
    assert Terms.of(terms.row()) == terms


def test_what_lies_above_the_cap_is_surplus():
    assert [surplus(held, 100) for held in (99, 100, 101)] == [0, 0, 1]
    assert surplus(10**9, 0) == 0
