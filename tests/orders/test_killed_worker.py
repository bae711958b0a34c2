"""A worker that is killed at any moment loses nothing and does nothing twice."""

import os
import random
import signal
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from redvest.journal.models import Event
from redvest.orders.models import Dispatch, OrderTimer, ServiceOrder
from redvest.orders.services import fire_due, placing
from tests.orders.cast import an_order, the_cast

ORDERS, KILLS_MAX = 24, 60


def a_worker(moment: object) -> int:
    """A process of its own that fires what is due until somebody kills it."""
    connection.close()
    child = os.fork()
    if child:
        return child
    try:
        while True:
            fire_due(moment)  # type: ignore[arg-type]
    finally:
        os._exit(1)


@pytest.mark.slow
def test_a_worker_killed_again_and_again_fires_each_timer_once(
    committed_db: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(placing, "OPEN_ORDERS_MAX", 1_000)
    cast = the_cast()
    orders = [an_order(cast, "dispatched") for _ in range(ORDERS)]
    moment, dice = timezone.now() + timedelta(days=2), random.Random(20261122)
    kills = 0
    for _ in range(KILLS_MAX):
        worker = a_worker(moment)
        time.sleep(dice.uniform(0.02, 0.5))
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
        kills += 1
        if not OrderTimer.objects.filter(fired_at=None, kind="time_out").exists():
            break
    assert kills >= 3, "it was never killed in the middle: the test is void"
    # Whatever was under way when it died was rolled back, and is done now.
    while fire_due(moment):
        pass
    for order in orders:
        events = Event.objects.filter(subject_id=order.id, kind="order.time_out")
        assert events.count() == 1
    assert set(ServiceOrder.objects.values_list("state", flat=True)) == {"accepted"}
    assert Dispatch.objects.filter(state="timed_out").count() == ORDERS
    assert not OrderTimer.objects.filter(fired_at=None, due_at__lte=moment).exclude(
        kind="dispatch_due"
    )
    for order in ServiceOrder.objects.all():
        told = Event.objects.filter(subject_id=order.id).order_by("id")
        versions = [event.after["version"] for event in told]
        assert versions == list(range(1, order.version + 1))
