"""What an activity needs, who approves it, when somebody may sign up and how much is too much."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from redvest.engines.activity_rules import (
    ActivityKind,
    Declared,
    Lack,
    Load,
    Plan,
    Tier,
    answer_by,
    approver,
    asks_the_lead,
    is_night,
    lacks,
    loads,
    needs_agreement,
    opens_for,
    overlapping,
    too_long,
    withdrawal_is_late,
)
from redvest.engines.roles import Role


def at(*when):
    return datetime(2026, 3, *when, tzinfo=UTC)


NOW = at(2, 10)
MORNING = (at(5, 9), at(5, 11))
PLAN = Plan(
    kind=ActivityKind.SERVICE,
    sessions=(MORNING,),
    people=20,
    minors=False,
    risky=False,
    cross_street=False,
    on_road=False,
    has_risk_statement=True,
    has_lead=True,
    has_place=True,
    positions=1,
    declared=frozenset(Declared),
)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, ()),
        ({"has_risk_statement": False}, (Lack.RISK_STATEMENT,)),
        ({"has_lead": False}, (Lack.LEAD,)),
        ({"has_place": False}, (Lack.PLACE,)),
        ({"has_place": False, "kind": ActivityKind.ONLINE}, ()),
        ({"sessions": ()}, (Lack.SESSION,)),
        ({"positions": 0}, (Lack.POSITION,)),
        ({"declared": frozenset(list(Declared)[1:])}, (Lack.DECLARATION,)),
        ({"sessions": ((NOW, NOW + timedelta(hours=1)),)}, (Lack.PAST,)),
        ({"risky": True}, (Lack.POLICY,)),
        ({"risky": True, "policy": (date(2026, 3, 5), date(2026, 3, 5)), "insured_people": 20}, ()),
        (
            {"risky": True, "policy": (date(2026, 3, 5), date(2026, 3, 5)), "insured_people": 19},
            (Lack.POLICY_PEOPLE,),
        ),
        ({"policy": (date(2026, 3, 1), date(2026, 3, 4))}, (Lack.POLICY_DATES,)),
        (
            {"risky": True, "policy": (date(2026, 3, 6), date(2026, 4, 6)), "insured_people": 20},
            (Lack.POLICY_DATES,),
        ),
        (
            {
                "risky": True,
                "minors": True,
                "policy": (date(2026, 1, 1), date(2026, 12, 31)),
                "insured_people": 20,
            },
            (Lack.MINORS_IN_DANGER,),
        ),
        (
            {
                "minors": True,
                "sessions": ((at(5, 21), at(5, 23)),),
            },
            (Lack.MINORS_AT_NIGHT,),
        ),
    ],
)
def test_what_is_missing_is_named(changes, found):
    assert lacks(replace(PLAN, **changes), NOW) == found


@pytest.mark.parametrize(
    "changes",
    [
        {"people": 101},
        {"minors": True},
        {"risky": True},
        {"cross_street": True},
        {"on_road": True},
        {"kind": ActivityKind.BIG_EVENT},
        {"sessions": ((at(5, 5), at(5, 7)),)},
    ],
)
def test_the_center_approves_where_more_can_go_wrong(changes):
    assert approver(PLAN) is Role.VENUE_ADMIN
    assert approver(replace(PLAN, people=100)) is Role.VENUE_ADMIN
    assert approver(replace(PLAN, **changes)) is Role.CENTRE_ADMIN


def test_the_law_asks_for_an_agreement_only_where_it_says_so():
    assert not needs_agreement(PLAN)
    assert not needs_agreement(replace(PLAN, sessions=()))
    assert needs_agreement(PLAN, asked=True)
    assert needs_agreement(replace(PLAN, risky=True))
    assert needs_agreement(replace(PLAN, people=101))
    later = (MORNING[0] + timedelta(days=32), MORNING[1] + timedelta(days=32))
    assert needs_agreement(replace(PLAN, sessions=(MORNING, later)))


@pytest.mark.parametrize(
    ("starts", "ends", "night"),
    [
        ((5, 6), (5, 22), False),
        ((5, 5, 59), (5, 8), True),
        ((5, 20), (5, 22, 1), True),
        ((5, 22), (5, 23), True),
        ((5, 12), (6, 7), True),
    ],
)
def test_night_is_between_ten_and_six(starts, ends, night):
    assert is_night(at(*starts), at(*ends)) is night


def test_members_of_the_team_may_be_earlier():
    assert opens_for(Tier.TEAM, NOW, 24) == NOW - timedelta(hours=24)
    assert opens_for(Tier.EVERYBODY, NOW, 24) == NOW


def test_back_to_back_is_allowed_and_one_shared_minute_is_not():
    after = (MORNING[1], MORNING[1] + timedelta(hours=1))
    assert not overlapping(MORNING, [after])
    assert overlapping(MORNING, [(after[0] - timedelta(minutes=1), after[1])])
    assert not overlapping(MORNING, [])


def hours(day, start, length):
    starts = at(day, start)
    return starts, starts + timedelta(hours=length)


@pytest.mark.parametrize(
    ("span", "others", "found"),
    [
        (hours(5, 9, 8), [], ()),
        (hours(5, 9, 4), [hours(5, 14, 5)], (Load.LONG_DAY,)),
        (hours(5, 9, 8), [hours(2, 9, 8), hours(3, 9, 8)], ()),
        (hours(5, 9, 7), [hours(2, 9, 8), hours(3, 9, 8), hours(4, 9, 2)], (Load.LONG_WEEK,)),
        # Another week counts for itself.
        (hours(9, 9, 7), [hours(2, 9, 8), hours(3, 9, 8), hours(4, 9, 2)], ()),
        (hours(6, 6, 2), [hours(5, 18, 4)], (Load.SHORT_REST,)),
        (hours(5, 18, 4), [hours(6, 6, 2)], (Load.SHORT_REST,)),
        (hours(6, 7, 2), [hours(5, 18, 4)], ()),
    ],
)
def test_too_much_is_said_and_not_forbidden(span, others, found):
    assert loads(span, others) == found
    assert not too_long(span, others)


def test_sixteen_hours_a_day_are_the_end():
    assert not too_long(hours(5, 16, 8), [hours(5, 8, 8)])
    assert too_long(hours(5, 16, 8), [hours(5, 7, 9)])


def test_leaving_is_free_until_a_day_before():
    starts = NOW + timedelta(hours=24)
    assert not withdrawal_is_late(NOW, starts, 24)
    assert withdrawal_is_late(NOW + timedelta(minutes=1), starts, 24)


def test_an_offer_is_short_on_the_day_and_never_outlasts_the_beginning():
    assert answer_by(NOW, NOW + timedelta(days=3), False, 120, 30) == NOW + timedelta(hours=2)
    assert answer_by(NOW, NOW + timedelta(hours=5), True, 120, 30) == NOW + timedelta(minutes=30)
    assert answer_by(NOW, NOW + timedelta(minutes=9), True, 120, 30) == NOW + timedelta(minutes=9)


def test_three_missed_in_ninety_days_ask_the_lead_for_thirty():
    days = [NOW + timedelta(days=day) for day in (0, 40, 90)]
    assert not asks_the_lead(days[:2], days[1], 3, 90, 30)
    assert asks_the_lead(days, days[2], 3, 90, 30)
    assert asks_the_lead(days, days[2] + timedelta(days=29), 3, 90, 30)
    assert not asks_the_lead(days, days[2] + timedelta(days=30), 3, 90, 30)
    spread = [NOW, NOW + timedelta(days=40), NOW + timedelta(days=91)]
    assert not asks_the_lead(spread, spread[2], 3, 90, 30)
