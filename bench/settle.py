"""Settle an activity of 5,000 people, against inserting as many rows raw.

Everybody came by the turning code and left again; the lead handed the list in. Settling locks,
counts, computes level and flags, and writes a record, a trace of the record and one of the sign-up
for each, in one transaction. The yardstick inserts as many empty rows of the widest of the three
tables in one statement.

    python -m bench.settle [people]
"""

import sys
import time
from datetime import timedelta
from typing import Any

from bench.signup_race import crowd
from bench.stage import database, machine

PEOPLE, SECONDS_MAX = 5000, 10.0


def filled(people: int) -> tuple[Any, Any]:
    """An activity that is over, for which so many were stamped in and out."""
    from django.utils import timezone

    from redvest.activities.models import Activity, Session, Shift, SignUp, Stamp
    from redvest.people.models import Volunteer
    from tests.activities.cast import an_activity, shift_of
    from tests.orders.cast import the_cast

    cast = the_cast()
    crowd(people)
    activity = an_activity(cast, capacity=people)
    shift, now = shift_of(activity), timezone.now()
    starts, ends = now - timedelta(hours=3), now - timedelta(hours=1)
    times = {"starts_at": starts, "ends_at": ends}
    Activity.objects.filter(id=activity.id).update(status="ended", **times)
    Session.objects.filter(id=shift.session_id).update(**times)
    Shift.objects.filter(id=shift.id).update(taken=people, **times)
    rows = [
        SignUp(
            district=activity.district,
            activity=activity,
            shift=shift,
            volunteer=one,
            state="checked_out",
            queued_at=now,
            state_since=now,
            **times,
        )
        for one in Volunteer.objects.filter(volunteer_no__startswith="R")
    ]
    SignUp.objects.bulk_create(rows, batch_size=2000)
    common: dict[str, Any] = {"district": activity.district, "activity": activity}
    Stamp.objects.bulk_create(
        (
            Stamp(**common, signup=row, mark=mark, method="code", at=at, noted_at=at)
            for row in rows
            for mark, at in (("in", starts), ("out", ends))
        ),
        batch_size=2000,
    )
    return cast, Activity.objects.get(id=activity.id)


def raw(people: int) -> float:
    """Seconds for one statement that copies so many journal rows."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE plain (LIKE journal_event INCLUDING DEFAULTS)")
        started = time.perf_counter()
        cursor.execute(
            "INSERT INTO plain SELECT e.* FROM (SELECT * FROM journal_event LIMIT 1) e,"
            " generate_series(1, %s)",
            [3 * people],
        )
        return time.perf_counter() - started


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with database():
        from redvest.activities.services import propose_attendance
        from redvest.records.models import ServiceRecord
        from redvest.records.services.settling import settle_activity

        cast, activity = filled(people)
        propose_attendance(actor=cast.zhao, activity_id=activity.id)
        started = time.perf_counter()
        done = settle_activity(actor=cast.desk, activity_id=activity.id)
        took = time.perf_counter() - started
        level = ServiceRecord.objects.filter(level="A", minutes=120).count()
        plain = raw(people)
    print(f"{machine()}; {people} people settled in {took:.1f} s, {people / took:.0f}/s")
    print(f"as many rows raw in {plain:.2f} s: ratio {plain / took:.2f}; limit {SECONDS_MAX} s")
    right = done.effective == level == people
    print(f"{done.effective} records count, {done.minutes} minutes")
    return 0 if right and took * PEOPLE / people <= SECONDS_MAX * max(1, PEOPLE / people) else 1


if __name__ == "__main__":
    sys.exit(main())
