"""Whom to ask first, and that everything said about a team is true of it."""

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from redvest.engines.candidates import Candidate, Reason, ranked, reasons

PLAIN = Candidate(UUID(int=1), "甲队", members=5)


def other(name: str, **more: object) -> Candidate:
    return replace(PLAIN, team=UUID(int=sum(map(ord, name))), name=name, **more)


def test_what_a_team_says_it_does_comes_before_its_field_and_its_place():
    does = other("乙", offers_item=True, load=9, meters=9000)
    field = other("丙", same_field=True, nearness=12)
    near = other("丁", nearness=12, meters=10)
    assert ranked([near, field, does]) == [does, field, near]


def test_of_equals_the_one_with_less_to_do_and_then_the_nearer_one_is_first():
    busy, far, near, nowhere = (
        other("忙", load=3, meters=10),
        other("远", meters=3000),
        other("近", meters=300),
        other("无"),
    )
    assert ranked([busy, nowhere, far, near]) == [near, far, nowhere, busy]


def test_who_answered_this_order_before_is_asked_last_and_nobody_is_left_out():
    declined = other("拒", offers_item=True, same_field=True, nearness=12, answered="declined")
    empty = replace(PLAIN, members=0)
    assert ranked([declined, empty, PLAIN]) == [PLAIN, empty, declined]


candidates = st.builds(
    Candidate,
    st.uuids(),
    st.text(max_size=5),
    st.booleans(),
    st.booleans(),
    st.sampled_from([0, 6, 9, 12]),
    st.none() | st.integers(0, 50_000),
    st.integers(0, 50),
    st.integers(0, 50),
    st.sampled_from(["", "declined", "timed_out"]),
)


@given(st.lists(candidates, max_size=8, unique_by=lambda one: one.team), st.randoms())
def test_the_order_does_not_depend_on_how_they_came(found: list[Candidate], draw: object):
    mixed = list(found)
    draw.shuffle(mixed)  # type: ignore[attr-defined]
    key = lambda one: replace(one, team=UUID(int=0))  # noqa: E731
    assert [key(one) for one in ranked(mixed)] == [key(one) for one in ranked(found)]


@given(candidates)
def test_every_reason_is_a_fact(one: Candidate):
    said = dict(reasons(one))
    assert (Reason.OFFERS_ITEM in said) == one.offers_item
    assert said.get(Reason.DISTANCE) == one.meters
    assert said[Reason.LOAD] == one.load
    assert said[Reason.MEMBERS] == one.members
    assert Reason.SERVES_PLACE not in said or one.nearness == 12
