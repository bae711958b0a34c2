"""Two at once, on a database where commits are real. Each race has its negative control."""

import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from redvest.errors import DomainError
from redvest.journal.models import Event
from redvest.orders.models import Dispatch, OrderTimer, ServiceOrder
from redvest.orders.services import (
    claim_order,
    decline_order,
    dispatch_order,
    fire_due,
    place_order,
    placing,
    pool_order,
    timers,
    withdraw_order,
)
from redvest.orders.services import door as door_module
from tests.orders.cast import Cast, an_order, the_cast
from tests.racing import without_row_locks

pytestmark = pytest.mark.slow


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run every act in a thread of its own, all starting together; 'done' or the refusal."""
    start, results = threading.Barrier(len(acts), timeout=10), [""] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            results[index] = "done"
        except DomainError as refusal:
            results[index] = refusal.code
        except Exception as error:
            results[index] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@contextmanager
def meeting_after_reading(monkeypatch: pytest.MonkeyPatch, *, locked: bool):
    """Make both sides read before either writes, as far as the lock lets them."""
    meet = threading.Barrier(2)

    def meeting(original: Callable[..., object]) -> Callable[..., object]:
        def read(actor: object, order_id: object, *, lock: bool = False) -> object:
            found = original(actor, order_id, lock=lock and locked)
            # With the lock the other side never comes: that is the point.
            with suppress(threading.BrokenBarrierError):
                meet.wait(timeout=0.8)
            return found

        return read

    with monkeypatch.context() as patched:
        for name in ("order_seen_by", "order_claimable_by"):
            patched.setattr(door_module, name, meeting(getattr(door_module, name)))
        yield


@pytest.fixture
def staged(committed_db: str) -> Cast:
    return the_cast()


def claims(order: ServiceOrder) -> int:
    return Event.objects.filter(subject_id=order.id, kind="order.claim").count()


def test_a_team_that_claims_twice_at_once_claims_once(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    order = an_order(staged, "dispatched")
    zhao = staged.zhao
    with meeting_after_reading(monkeypatch, locked=True):
        results = at_once(*[lambda: claim_order(actor=zhao, order_id=order.id)] * 2)
    assert sorted(results) == ["done", "wrong_state"]
    assert claims(order) == 1
    assert Dispatch.objects.filter(state="claimed").count() == 1


def test_without_the_lock_the_same_claim_counts_twice(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: this is what the lock is for (the timers' unique key would notice)."""
    order = an_order(staged, "dispatched")
    zhao = staged.zhao
    monkeypatch.setattr(door_module, "set_alarms", lambda order, due: None)
    with meeting_after_reading(monkeypatch, locked=False):
        results = at_once(*[lambda: claim_order(actor=zhao, order_id=order.id)] * 2)
    assert results == ["done", "done"]
    assert claims(order) == 2


def test_two_desks_that_dispatch_at_once_ask_one_team(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    order = an_order(staged, "accepted")
    desk, centre = staged.desk, staged.centre
    with meeting_after_reading(monkeypatch, locked=True):
        results = at_once(
            lambda: dispatch_order(actor=desk, order_id=order.id, team_id=staged.team.id),
            lambda: dispatch_order(actor=centre, order_id=order.id, team_id=staged.other_team.id),
        )
    assert sorted(results) == ["done", "wrong_state"]
    assert Dispatch.objects.filter(state="live").count() == 1


def test_without_the_lock_the_constraint_still_keeps_one_offer(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    """Belt and braces: with the lock gone, the unique index refuses the second offer."""
    order = an_order(staged, "accepted")
    desk, centre = staged.desk, staged.centre
    with meeting_after_reading(monkeypatch, locked=False):
        results = at_once(
            lambda: dispatch_order(actor=desk, order_id=order.id, team_id=staged.team.id),
            lambda: dispatch_order(actor=centre, order_id=order.id, team_id=staged.other_team.id),
        )
    assert sorted(results) == ["IntegrityError", "done"]
    assert Dispatch.objects.filter(state="live").count() == 1


def test_an_answer_and_a_withdrawal_at_once_leave_one_story(staged: Cast):
    order = an_order(staged, "dispatched")
    zhao, granny = staged.zhao, staged.granny
    results = at_once(
        lambda: decline_order(actor=zhao, order_id=order.id, reason="too_far"),
        lambda: withdraw_order(actor=granny, order_id=order.id),
    )
    assert "done" in results
    order.refresh_from_db()
    events = list(
        Event.objects.filter(subject_id=order.id, kind__startswith="order.")
        .order_by("at", "id")
        .values_list("after__version", flat=True)
    )
    assert events == list(range(1, order.version + 1))
    assert not Dispatch.objects.filter(state__in=["live", "claimed"]).exists()


def test_two_teams_that_take_from_the_pool_at_once_share_nothing(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    order = an_order(staged, "accepted")
    pool_order(actor=staged.desk, order_id=order.id)
    zhao, qian = staged.zhao, staged.qian
    with meeting_after_reading(monkeypatch, locked=True):
        results = at_once(
            lambda: claim_order(actor=zhao, order_id=order.id),
            lambda: claim_order(actor=qian, order_id=order.id),
        )
    assert sorted(results) == ["already_taken", "done"]
    assert claims(order) == 1
    assert Dispatch.objects.filter(state="claimed").count() == 1


def test_without_the_lock_the_constraint_still_lets_one_team_take_it(
    staged: Cast, monkeypatch: pytest.MonkeyPatch
):
    """The negative control: both thought they were first; only the unique index knew better."""
    order = an_order(staged, "accepted")
    pool_order(actor=staged.desk, order_id=order.id)
    zhao, qian = staged.zhao, staged.qian
    with meeting_after_reading(monkeypatch, locked=False):
        results = at_once(
            lambda: claim_order(actor=zhao, order_id=order.id),
            lambda: claim_order(actor=qian, order_id=order.id),
        )
    assert sorted(results) == ["IntegrityError", "done"]
    assert Dispatch.objects.filter(state="claimed").count() == 1


def timed_out(order: ServiceOrder) -> int:
    return Event.objects.filter(subject_id=order.id, kind="order.time_out").count()


def test_two_workers_fire_each_timer_once_between_them(staged: Cast):
    orders = [an_order(staged, "dispatched") for _ in range(6)]
    moment = timezone.now() + timedelta(days=2)
    results = at_once(*[lambda: fire_due(moment)] * 2)
    assert results == ["done", "done"]
    fire_due(moment)  # What one of them found locked by the other.
    assert [timed_out(order) for order in orders] == [1] * 6
    assert not OrderTimer.objects.filter(fired_at=None, kind="time_out").exists()


@pytest.mark.parametrize("locked", [True, False])
def test_two_workers_that_read_the_same_timer_act_once_because_of_the_lock(
    staged: Cast, monkeypatch: pytest.MonkeyPatch, locked: bool
):
    """With ``locked`` off it is the negative control: both act, and the story is told twice."""
    order = an_order(staged, "dispatched")
    timer = OrderTimer.objects.get(order=order, kind="time_out")
    moment, meet = timezone.now() + timedelta(days=2), threading.Barrier(2)
    original = timers._act

    def act(*args: object) -> str:
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=0.8)
        return original(*args)

    monkeypatch.setattr(timers, "_act", act)
    if not locked:
        without_row_locks(monkeypatch)
        monkeypatch.setattr(door_module, "set_alarms", lambda order, due: None)
    results = at_once(*[lambda: timers.fire(timer_id=timer.id, order_id=order.id, now=moment)] * 2)
    assert results == ["done", "done"]
    assert timed_out(order) == (1 if locked else 2)


def test_a_worker_leaves_alone_what_somebody_is_working_on(staged: Cast):
    order = an_order(staged, "dispatched")
    moment = timezone.now() + timedelta(days=2)
    done: list[int] = []

    def worker() -> None:
        done.append(fire_due(moment))
        connection.close()

    with transaction.atomic():
        ServiceOrder.objects.select_for_update().get(id=order.id)
        thread = threading.Thread(target=worker)
        thread.start()
        thread.join(10)
        assert done == [0]
    worker()
    assert done[1] >= 1
    assert timed_out(order) == 1


@pytest.mark.parametrize("locked", [True, pytest.param(False, id="M8")])
def test_nobody_holds_more_open_orders_than_allowed_because_of_the_lock(
    staged: Cast, monkeypatch: pytest.MonkeyPatch, locked: bool
):
    """With ``locked`` off it is the negative control, a count without the lock: both fit.

    One after the other nobody sees that bug, so it is not for the walks of the machine.
    """
    for _ in range(placing.OPEN_ORDERS_MAX - 1):
        an_order(staged)
    granny, person = staged.granny, staged.persons["granny"].id
    meet, original = threading.Barrier(2), placing._check_open_orders

    def check(requester: object) -> None:
        original(requester)
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=0.8)

    monkeypatch.setattr(placing, "_check_open_orders", check)
    if not locked:
        without_row_locks(monkeypatch)
    card = staged.card()
    results = at_once(*[lambda: place_order(actor=granny, requester_id=person, card=card)] * 2)
    if locked:
        assert sorted(results) == ["done", "too_many_open"]
    else:
        assert results == ["done", "done"]
    open_now = ServiceOrder.objects.count()
    assert open_now == placing.OPEN_ORDERS_MAX + (0 if locked else 1)
