"""Two at once, on a database where commits are real. Each race has its negative control."""

import threading
from collections.abc import Callable
from contextlib import contextmanager, suppress

import pytest
from django.db import connection

from redvest.errors import DomainError
from redvest.journal.models import Event
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.services import claim_order, decline_order, dispatch_order, withdraw_order
from redvest.orders.services import door as door_module
from tests.orders.cast import Cast, an_order, the_cast


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
