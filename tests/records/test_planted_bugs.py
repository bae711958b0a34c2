"""Bugs planted on purpose in sign-up, counting and the phones' hand-in: each has to be found.

Each check walks a short way through the services and compares with figures worked out by hand;
with its bug planted it must fail, and without any it must not. The lock before the count (M8) needs
two connections: ``tests/activities/test_races.py`` plants it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.utils import timezone

from redvest.activities.models import SignUp, Stamp
from redvest.activities.services import (
    offering,
    offline,
    sign_up,
    signing,
    withdraw_signup,
)
from redvest.engines import service_minutes
from redvest.ids import uuid7
from redvest.records.models import ServiceRecord
from redvest.records.queries import totals_of
from redvest.records.services import drafting, moving
from tests.activities.cast import an_activity, shift_of
from tests.activities.gate import on_screen, signed
from tests.activities.phones import InHand
from tests.orders.cast import DISTRICT, Cast
from tests.records.cast import BEGAN, HOUR, a_visit, recorded

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MINUTE = timedelta(minutes=1)
Check = Callable[[Cast, Any], None]


def one_person_in_two_places(cast: Cast, _clock: Any) -> None:
    first = recorded(a_visit(cast, "confirmed"))
    second = recorded(a_visit(cast, "confirmed", began=BEGAN + HOUR / 2))
    assert (first.state, second.state) == ("effective", "pending_review")
    assert totals_of(cast.volunteers["wang"].id, DISTRICT).effective == 60


def more_people_than_places(cast: Cast, _clock: Any) -> None:
    shift = shift_of(an_activity(cast, capacity=2))
    for name in ("wang", "li", "qian"):
        sign_up(actor=cast.actor(name), shift_id=shift.id)
    states = SignUp.objects.filter(shift=shift).order_by("queued_at", "id")
    assert list(states.values_list("state", flat=True)) == ["confirmed", "confirmed", "waitlisted"]


def a_minute_short_by_a_second(cast: Cast, _clock: Any) -> None:
    row = recorded(a_visit(cast, "confirmed", lasted=59 * MINUTE + timedelta(seconds=59)))
    assert (row.minutes, type(row.minutes)) == (59, int)


def early_in_the_morning_in_beijing(cast: Cast, _clock: Any) -> None:
    seven = BEGAN.replace(hour=7)
    row = recorded(a_visit(cast, "confirmed", began=seven))
    assert row.service_on == seven.date()  # In UTC it is still the day before.
    assert row.number.startswith(f"{seven:%Y%m}-")


def the_next_in_line(cast: Cast, _clock: Any) -> None:
    shift = shift_of(an_activity(cast, capacity=1))
    rows = [
        sign_up(actor=cast.actor(name), shift_id=shift.id)[0] for name in ("wang", "li", "qian")
    ]
    withdraw_signup(actor=cast.wang, signup_id=rows[0].id)
    states = [SignUp.objects.get(id=row.id).state for row in rows]
    assert states == ["withdrawn", "approved", "waitlisted"]


def the_same_note_handed_in_twice(cast: Cast, clock: Any) -> None:
    cache.clear()
    _activity, [row] = signed(cast, "wang")
    start = row.starts_at
    phone = InHand(cast.wang)
    came = phone.note(row, "in", start, on_screen(row, start))
    clock.move_to(start + 20 * HOUR, tick=False)
    assert [phone.send(came), phone.send(came)] == [["kept"], ["kept"]]
    assert Stamp.objects.filter(signup=row).count() == 1


@contextmanager
def overlaps_are_not_looked_for() -> Iterator[None]:
    """M6: neither when looking nor when making room; what is left is the database."""
    nobody = lambda _record: ServiceRecord.objects.none()  # noqa: E731
    with mock.patch.object(moving, "others_of", nobody):
        yield


@contextmanager
def one_place_too_many() -> Iterator[None]:
    """M7: at most, instead of fewer than."""

    def generous(shift: Any, count: int) -> bool:
        return real(shift, 0 if shift.taken >= shift.capacity else count)

    real = signing.take_places
    with mock.patch.object(signing, "take_places", generous):
        yield


@contextmanager
def seconds_round_up() -> Iterator[None]:
    """M9: a minute begun is a minute."""
    real = drafting.count

    def generous(*args: Any, **more: Any) -> service_minutes.Counted:
        found = real(*args, **more)
        return replace(found, minutes=found.minutes + 1)

    with mock.patch.object(drafting, "count", generous):
        yield


@contextmanager
def days_begin_at_midnight_in_utc() -> Iterator[None]:
    """M10: the server's day instead of the district's."""

    def day(at: datetime | None = None) -> Any:
        return (at or timezone.now()).astimezone(UTC).date()

    other = SimpleNamespace(now=timezone.now, localtime=timezone.localtime, localdate=day)
    with mock.patch.object(drafting, "timezone", other):
        yield


@contextmanager
def one_who_waits_is_skipped() -> Iterator[None]:
    """M13: the list is read from its second row."""
    real = offering.parties
    with mock.patch.object(offering, "parties", lambda rows: real(rows)[1:]):
        yield


@contextmanager
def every_hand_in_is_new() -> Iterator[None]:
    """M14: what a phone hands in again is written again."""
    real = offline._judged

    def forgetful(*args: Any) -> Stamp:
        stamp = real(*args)
        stamp.id = uuid7()
        return stamp

    with mock.patch.object(offline, "_judged", forgetful):
        yield


PLANTED = [
    pytest.param(overlaps_are_not_looked_for, one_person_in_two_places, id="M6"),
    pytest.param(one_place_too_many, more_people_than_places, id="M7"),
    pytest.param(seconds_round_up, a_minute_short_by_a_second, id="M9"),
    pytest.param(days_begin_at_midnight_in_utc, early_in_the_morning_in_beijing, id="M10"),
    pytest.param(one_who_waits_is_skipped, the_next_in_line, id="M13"),
    pytest.param(every_hand_in_is_new, the_same_note_handed_in_twice, id="M14"),
]


@pytest.mark.parametrize(("bug", "check"), PLANTED)
def test_a_planted_bug_is_found(cast: Cast, time_machine: Any, bug: Any, check: Check):
    with bug(), pytest.raises((AssertionError, IntegrityError)), transaction.atomic():
        check(cast, time_machine)


@pytest.mark.parametrize("check", [param.values[1] for param in PLANTED])
def test_the_same_check_finds_nothing_where_nothing_is_planted(
    cast: Cast, time_machine: Any, check: Check
):
    check(cast, time_machine)
