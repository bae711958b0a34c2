"""Go through a month of a district twice: people of one activity together, and one by one.

Both ways come to the same sign-ups, hours and sums (checked); the yardstick is the path of one
person, in the same run on the same database, each undone before the other begins.

    python -m bench.replay [scale]
"""

import resource
import sys
import time
from typing import Any

from bench.stage import database, machine

DISTRICT, PERIOD, SCALE, DAYS = "370705", "2022-04", 0.1, 15
SAME = (
    "SELECT count(*), count(DISTINCT volunteer_id) FROM activities_signup WHERE state = 'settled'",
    "SELECT count(*), sum(minutes) FROM records_servicerecord WHERE state = 'effective'",
    "SELECT kind, count(*) FROM journal_event GROUP BY 1 ORDER BY 1",
    "SELECT unit, holder, sum(balance) FROM bank_account GROUP BY 1, 2 ORDER BY 1, 2",
)


class Undone(Exception):
    """Ends a way without leaving anything."""


def once(plan: Any, *, single: bool) -> tuple[int, float, float, list[Any]]:
    """Events, seconds and processor seconds of one way, and what it came to."""
    from django.db import connection, transaction

    from redvest.demo.replay.run import go_through
    from redvest.journal.models import Event

    found: list[Any] = []
    try:
        with transaction.atomic():
            before, started, worked = (
                Event.objects.count(),
                time.perf_counter(),
                time.process_time(),
            )
            go_through(plan, lambda _done, _whole: None, single=single, until=plan.days[DAYS])
            took, worked = time.perf_counter() - started, time.process_time() - worked
            events = Event.objects.count() - before
            with connection.cursor() as cursor:
                for query in SAME:
                    cursor.execute(query)
                    found.append(cursor.fetchall())
            raise Undone
    except Undone:
        return events, took, worked, found


def main() -> int:
    scale = float(sys.argv[1]) if len(sys.argv) > 1 else SCALE
    with database():
        from redvest.demo.replay.plan import make_plan
        from redvest.demo.replay.shapes import shapes

        plan = make_plan(shapes()[DISTRICT, PERIOD], scale, 1)
        print(f"{machine()}; {DAYS} days of {DISTRICT} {PERIOD} × {scale}: {plan.counts()}")
        ways = {
            name: once(plan, single=name == "one by one") for name in ("together", "one by one")
        }
    for name, (events, took, worked, _found) in ways.items():
        cost = 1e6 * worked / events
        print(
            f"{name}: {events} events, {took:.1f} s, {events / took:.0f}/s, {cost:.0f} µs CPU each"
        )
    ratio = ways["one by one"][1] / ways["together"][1]
    print(f"together is {ratio:.1f} times as quick as one by one, by the clock")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    return 0 if ways["together"][3] == ways["one by one"][3] else 1


if __name__ == "__main__":
    sys.exit(main())
