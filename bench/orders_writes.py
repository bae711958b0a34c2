"""Placing, claiming, completing and rating against the very SQL of each, run raw.

Each step is first taken once per order with its statements written down, and undone. Then the raw
side sends those statements through psycopg, one transaction per order, and our side takes the same
step through the service. Both do the same work in the database; the ratio is what rules, sealing
and the ORM cost.

    SIZE=1 python -m bench.orders_writes [orders per step]
"""

import sys
import time
from collections.abc import Callable
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest import mock

from bench.orders_stage import OPEN, PAST, VOLUNTEERS, lay_down
from bench.stage import database, machine

COUNT, AIM = 60, 0.4
Statement = tuple[str, Any]


class Undone(Exception):
    """Takes a step back after its statements were written down."""


def recorded(act: Callable[[], object]) -> list[Statement]:
    from django.db import connection, transaction

    kept: list[Statement] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not sql.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            kept.append((sql, params))
        return execute(sql, params, many, context)

    try:
        with transaction.atomic(), connection.execute_wrapper(note):
            act()
            raise Undone
    except Undone:
        return kept


def raw_seconds(statements: list[Statement], *, undo: bool = False) -> float:
    """Send the statements of a step in a transaction of its own, reading what comes back.

    With ``undo`` they are taken back, so that the step can still be taken.
    """
    from django.db import connection

    with connection.cursor() as outer:
        raw = outer.connection.connection
    started = time.perf_counter()
    with raw.transaction(force_rollback=undo), raw.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            if cursor.description:
                cursor.fetchall()
    return time.perf_counter() - started


@contextmanager
def many_open() -> Any:
    with mock.patch("redvest.orders.services.placing.OPEN_ORDERS_MAX", 10**9):
        yield


def steps_of(cast: Any) -> dict[str, tuple[str, Callable[[Any], object]]]:
    """Each step: how far its orders have come before, and taking it."""
    from redvest.orders import services

    granny, zhao, wang = cast.granny, cast.zhao, cast.wang
    person, card = cast.persons["granny"].id, cast.card()
    return {
        "place": (
            "",
            lambda _order: services.place_order(actor=granny, requester_id=person, card=card),
        ),
        "claim": ("dispatched", lambda o: services.claim_order(actor=zhao, order_id=o.id)),
        "complete": (
            "in_service",
            lambda o: services.complete_order(actor=wang, order_id=o.id, outcome="换了灯泡"),
        ),
        "rate": (
            "confirmed",
            lambda o: services.rate_order(actor=granny, order_id=o.id, grade=5, text="谢谢"),
        ),
    }


def prepared(cast: Any, until: str, count: int) -> list[Any]:
    """Orders that have come so far, their visits one after the other on the day that was wished."""
    from redvest.orders.models import ServiceOrder
    from tests.orders.cast import an_order

    if not until:
        return [None] * count
    with mock.patch.object(ServiceOrder.objects, "count", mock.Mock(side_effect=range(count))):
        return [an_order(cast, until) for _ in range(count)]


def measure(cast: Any, name: str, until: str, act: Callable[[Any], object], count: int) -> None:
    orders = prepared(cast, until, 2 * count)
    ours, theirs = orders[:count], orders[count:]
    # The numbers of placed orders are given out in turn, so the raw side places first.
    statements: list[Statement] = []
    raw, took = [], []
    for order in theirs:
        statements = recorded(lambda order=order: act(order))
        raw.append(raw_seconds(statements))
    for order in ours:
        started = time.perf_counter()
        act(order)
        took.append(time.perf_counter() - started)
    bare, whole = median(raw), median(took)  # A shared machine: the mean is of its other work.
    print(
        f"{name:9} {1 / whole:7.1f} /s | the same {len(statements):3} statements raw"
        f" {1 / bare:7.1f} /s | ratio {bare / whole:.2f}",
        flush=True,
    )


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    with database(), many_open():
        from redvest.core.tidying import look_rarely
        from tests.orders.cast import the_cast

        cast = the_cast()
        lay_down(cast)
        look_rarely()  # As the server does.
        print(f"{VOLUNTEERS} volunteers, {PAST} past orders, {OPEN} open; {machine()}")
        print(f"one after another, durable; aim: ratio >= {AIM}", flush=True)
        for name, (until, act) in steps_of(cast).items():
            measure(cast, name, until, act, count)


if __name__ == "__main__":
    main()
