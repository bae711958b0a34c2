"""Two who want the last place at once, and what would happen without the guard."""

from typing import Any
from uuid import UUID

import pytest
from django.db.models import F

from redvest.activities.models import Activity, Shift, SignUp, StandIn
from redvest.activities.queries import shift_locked
from redvest.activities.services import (
    agree_to_swap,
    ask_stand_in,
    cancel_activity,
    decide_swap,
    offer_in_return,
    seating,
    sign_up,
    signing,
    withdraw_signup,
)
from redvest.errors import Invalid
from tests.activities.cast import Cast, an_activity, at, counted, shift_of, the_cast
from tests.racing import at_once, meeting_after

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("committed_db")]


def states(shift: Shift) -> list[str]:
    return sorted(SignUp.objects.filter(shift=shift).values_list("state", flat=True))


def test_the_last_place_is_given_once(monkeypatch: pytest.MonkeyPatch):
    cast = the_cast()
    shift = shift_of(an_activity(cast, capacity=1))
    wang, li = cast.wang, cast.li
    with meeting_after(monkeypatch, signing, "shift_locked"):
        results = at_once(
            lambda: sign_up(actor=wang, shift_id=shift.id),
            lambda: sign_up(actor=li, shift_id=shift.id),
        )
    assert results == ["done", "done"]
    assert states(shift) == ["confirmed", "waitlisted"]
    assert counted(shift)


def test_without_the_lock_the_database_still_gives_it_once(monkeypatch: pytest.MonkeyPatch):
    cast = the_cast()
    shift = shift_of(an_activity(cast, capacity=1))
    wang, li = cast.wang, cast.li
    with meeting_after(monkeypatch, signing, "shift_locked", locked=False):
        at_once(
            lambda: sign_up(actor=wang, shift_id=shift.id),
            lambda: sign_up(actor=li, shift_id=shift.id),
        )
    assert states(shift).count("confirmed") == 1
    assert counted(shift)


def test_counting_what_was_read_without_a_lock_oversells(monkeypatch: pytest.MonkeyPatch):
    """The control: read, compare, write, as one would without thinking of the other."""

    def naive(shift: Any, count: int) -> bool:
        if shift.taken + count > shift.capacity:
            return False
        return bool(Shift.objects.filter(id=shift.id).update(taken=shift.taken + count))

    cast = the_cast()
    shift = shift_of(an_activity(cast, capacity=1))
    wang, li = cast.wang, cast.li
    monkeypatch.setattr(signing, "take_places", naive)
    with meeting_after(monkeypatch, signing, "shift_locked", locked=False):
        at_once(
            lambda: sign_up(actor=wang, shift_id=shift.id),
            lambda: sign_up(actor=li, shift_id=shift.id),
        )
    assert states(shift) == ["confirmed", "confirmed"]
    assert not counted(shift)


def test_nobody_signs_up_for_what_is_being_cancelled():
    cast = the_cast()
    activity = an_activity(cast, capacity=2)
    shift = shift_of(activity)
    wang, zhao = cast.wang, cast.zhao
    results = at_once(
        lambda: sign_up(actor=wang, shift_id=shift.id),
        lambda: cancel_activity(actor=zhao, activity_id=activity.id, reason="weather"),
    )
    assert results[1] == "done"
    assert results[0] in ("done", "not_open")
    assert states(shift) in ([], ["called_off"])
    assert counted(shift)


def test_a_place_given_up_while_another_comes_is_never_lost():
    cast = the_cast()
    shift = shift_of(an_activity(cast, capacity=1))
    [first] = sign_up(actor=cast.wang, shift_id=shift.id)
    wang, li = cast.wang, cast.li
    at_once(
        lambda: withdraw_signup(actor=wang, signup_id=first.id),
        lambda: sign_up(actor=li, shift_id=shift.id),
    )
    found = states(shift)
    assert found in (["approved", "withdrawn"], ["confirmed", "withdrawn"])
    assert counted(shift)
    assert not Shift.objects.filter(taken__gt=F("capacity")).exists()


def test_what_changed_while_somebody_waited_for_the_shift_is_looked_at_again(
    monkeypatch: pytest.MonkeyPatch,
):
    cast = the_cast()
    activity = an_activity(cast, capacity=1)
    shift = shift_of(activity)

    def changed_meanwhile(district: str, shift_id: UUID) -> tuple[Shift, Activity]:
        version = F("version") + 1
        Activity.objects.filter(id=activity.id).update(asks_agreement=True, version=version)
        return shift_locked(district, shift_id)

    monkeypatch.setattr(signing, "shift_locked", changed_meanwhile)
    with pytest.raises(Invalid) as refusal:
        sign_up(actor=cast.wang, shift_id=shift.id)
    assert refusal.value.code == "agreement"
    assert states(shift) == []
    assert counted(shift)


def a_swap(cast: Cast) -> tuple[StandIn, tuple[Shift, Shift]]:
    """Wang and Li want each other's place; whoever runs the two activities has not answered."""
    here = shift_of(an_activity(cast, capacity=1))
    there = shift_of(an_activity(cast, capacity=1, starts=at(5)))
    [mine] = sign_up(actor=cast.wang, shift_id=here.id)
    [given] = sign_up(actor=cast.li, shift_id=there.id)
    number = cast.volunteers["li"].volunteer_no
    row = ask_stand_in(actor=cast.wang, signup_id=mine.id, volunteer_no=number, swaps=True)
    offer_in_return(actor=cast.li, stand_in_id=row.id, signup_id=given.id)
    return agree_to_swap(actor=cast.wang, stand_in_id=row.id), (here, there)


def test_a_swap_is_done_once_however_many_say_yes(monkeypatch: pytest.MonkeyPatch):
    cast = the_cast()
    row, shifts = a_swap(cast)
    zhao, centre = cast.zhao, cast.centre
    with meeting_after(monkeypatch, seating, "shift_locked"):
        results = at_once(
            lambda: decide_swap(actor=zhao, stand_in_id=row.id, agrees=True),
            lambda: decide_swap(actor=centre, stand_in_id=row.id, agrees=True),
        )
    assert sorted(results) == ["done", "wrong_state"]
    assert [states(one) for one in shifts] == [["confirmed", "replaced"]] * 2
    assert all(counted(one) for one in shifts)


def test_a_swap_and_a_leaving_at_once_leave_nobody_in_two_minds(monkeypatch: pytest.MonkeyPatch):
    cast = the_cast()
    row, shifts = a_swap(cast)
    zhao, li, given = cast.zhao, cast.li, row.in_return_id
    with meeting_after(monkeypatch, seating, "shift_locked"):
        results = at_once(
            lambda: decide_swap(actor=zhao, stand_in_id=row.id, agrees=True),
            lambda: withdraw_signup(actor=li, signup_id=given),
        )
    swapped = [["confirmed", "replaced"]] * 2
    kept = [["confirmed"], ["withdrawn"]]
    assert [states(one) for one in shifts] == (swapped if results[1] != "done" else kept)
    assert all(counted(one) for one in shifts)
