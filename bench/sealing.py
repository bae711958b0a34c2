"""How long an event waits for its place in the signed tree, and what sealing costs the writers.

Some writers record events at a steady pace, each in a transaction of its own; beside them one
process seals every fifteen seconds, as the worker does. The yardstick is the same writing without
the sealer, in the same run. The aims: 99 of 100 events sealed within 60 s, and the writers' 95th
percentile no more than 5 % above the yardstick's.

    python -m bench.sealing [events a second] [seconds]
"""

import multiprocessing
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

from bench.stage import database, machine

WRITERS, EVERY_SECONDS = 4, 15
RATE, SECONDS = 100, 90


def write_at_a_pace(rate: float, until: float, took: list[float]) -> None:
    from django.db import connection

    from redvest.db import transact
    from redvest.journal.services import record_event
    from redvest.people.actors import system

    @transact
    def one() -> None:
        record_event(actor=system("620102"), kind="bench.happened", after={"n": len(took)})

    due = time.monotonic()
    while due < until:
        time.sleep(max(0.0, due - time.monotonic()))
        started = time.perf_counter()
        one()
        took.append(time.perf_counter() - started)
        due += 1 / rate
    connection.close()


def writing(rate: float, seconds: float) -> list[float]:
    """How long each write took, in order of size."""
    until = time.monotonic() + seconds
    took: list[list[float]] = [[] for _ in range(WRITERS)]
    threads = [
        threading.Thread(target=write_at_a_pace, args=(rate / WRITERS, until, mine))
        for mine in took
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(one for mine in took for one in mine)


def seal_for_ever(ready: Event) -> None:
    import django

    django.setup()
    from redvest.journal import sealing

    while True:
        sealing.seal_recent()
        ready.set()
        time.sleep(EVERY_SECONDS)


@contextmanager
def a_sealer() -> Iterator[None]:
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Event()
    process = spawn.Process(target=seal_for_ever, args=(ready,), daemon=True)
    process.start()
    # A worker runs for weeks: what its start costs is not what sealing costs.
    assert ready.wait(120), "the sealer did not start"
    try:
        yield
        time.sleep(EVERY_SECONDS * 2)  # The last events wait for their turn like all others.
    finally:
        process.terminate()
        process.join()


def at(share: float, ordered: list[float]) -> float:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def main() -> None:
    rate = float(sys.argv[1]) if len(sys.argv) > 1 else RATE
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else SECONDS
    with database():
        from django.db import connection

        from redvest.journal import models

        print(f"{rate:g} events a second by {WRITERS} writers for {seconds:g} s; {machine()}")
        alone = writing(rate, seconds)
        with a_sealer():
            beside = writing(rate, seconds)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM sealed_at - at) FROM journal_leaf"
                " JOIN journal_event ON journal_event.id = event_id ORDER BY at DESC LIMIT %s",
                [len(beside)],
            )
            lags = sorted(float(row[0]) for row in cursor.fetchall())
        events = models.Event.objects.count()
        waiting = events - models.Leaf.objects.count()
        print(
            f"lag of sealing: median {at(0.5, lags):.1f} s, 95th {at(0.95, lags):.1f} s, "
            f"99th {at(0.99, lags):.1f} s (aim <= 60); {waiting} of {events} waiting"
        )
        print(
            f"a write: {at(0.95, alone) * 1000:.1f} ms alone, {at(0.95, beside) * 1000:.1f} ms "
            f"beside the sealer (95th), ratio {at(0.95, beside) / at(0.95, alone):.2f} (aim <= "
            f"1.05); medians {at(0.5, alone) * 1000:.1f} and {at(0.5, beside) * 1000:.1f} ms"
        )


if __name__ == "__main__":
    main()
