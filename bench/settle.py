"""Settle an activity of 5,000 people, against the same rows written raw into the same tables.

Everybody came by the turning code and left again; the lead handed the list in. Settling locks,
counts, computes level and flags, and writes a record, a trace of the record and one of the sign-up
for each, in one transaction. The yardstick takes the very rows that settling wrote and writes them
once more: COPY into the tables with all their constraints and triggers, and one UPDATE of the
sign-ups, in a transaction that is rolled back. Then the same rows go in by COPY and by
``bulk_create``, to see which of the two is worth having.

    python -m bench.settle [people]
"""

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from bench.signup_race import crowd
from bench.stage import database, machine

PEOPLE, SECONDS_MAX = 5000, 10.0
KINDS = ("record.settle", "signup.settle")


class Undone(Exception):
    """Takes back what was written for its time alone."""


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
    # Yesterday afternoon: never at night, whenever this runs.
    ends = timezone.localtime(now).replace(hour=16, minute=0, second=0, microsecond=0)
    ends -= timedelta(days=1)
    starts = ends - timedelta(hours=2)
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


def written() -> tuple[list[Any], list[Any]]:
    """What settling wrote, with names of its own for the events, which nobody can remove."""
    from redvest.ids import uuid7
    from redvest.journal.models import Event
    from redvest.records.models import ServiceRecord

    events = list(Event.objects.filter(kind__in=KINDS))
    for event in events:
        event.id = uuid7()
    return list(ServiceRecord.objects.all()), events


def timed(write: Callable[[], None]) -> float:
    """Seconds for writing the records anew, with every constraint looked at; then undone."""
    from django.db import connection, transaction

    from redvest.records.models import ServiceRecord

    took = 0.0
    try:
        with transaction.atomic():
            ServiceRecord.objects.all().delete()
            started = time.perf_counter()
            write()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            took = time.perf_counter() - started
            raise Undone
    except Undone:
        return took


def as_text(rows: list[Any]) -> tuple[str, bytes]:
    """A COPY statement and its data, made ready before the clock starts."""
    from django.db import connection

    model = type(rows[0])
    table, fields = model._meta.db_table, model._meta.concrete_fields
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE ready (LIKE {table} INCLUDING DEFAULTS)")
        with cursor.cursor.copy(f"COPY ready ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(
                    [f.get_db_prep_save(getattr(row, f.attname), connection) for f in fields]
                )
        with cursor.cursor.copy(f"COPY ready ({columns}) TO STDOUT") as copy:
            data = b"".join(bytes(part) for part in copy)
        cursor.execute("DROP TABLE ready")
    return f"COPY {table} ({columns}) FROM STDIN", data


def raw(ready: list[tuple[str, bytes]]) -> None:
    """The same rows and the same change of the sign-ups, with nothing between us and PostgreSQL."""
    from django.db import connection

    with connection.cursor() as cursor:
        for statement, data in ready:
            with cursor.cursor.copy(statement) as copy:
                copy.write(data)
        cursor.execute(
            "UPDATE activities_signup SET state = state, state_since = now(), version = version + 1"
            " WHERE state = 'settled'"
        )


def compared(records: list[Any], events: list[Any]) -> dict[str, float]:
    """Seconds for the records and events by COPY from objects, and by ``bulk_create``."""
    from redvest.core.copying import copy_in

    def bulk() -> None:
        for rows in (records, events):
            type(rows[0])._default_manager.bulk_create(rows, batch_size=1000)

    def copied() -> None:
        copy_in(records)
        copy_in(events)

    found: dict[str, list[float]] = {"copy_in": [], "bulk_create": []}
    for _ in range(2):
        found["copy_in"].append(timed(copied))
        found["bulk_create"].append(timed(bulk))
    return {name: min(values) for name, values in found.items()}


def main() -> int:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with database():
        from redvest.activities.services import propose_attendance
        from redvest.records.models import ServiceRecord
        from redvest.records.services.settling import settle_activity

        cast, activity = filled(people)
        propose_attendance(actor=cast.zhao, activity_id=activity.id)
        started, begun = time.perf_counter(), time.process_time()
        done = settle_activity(actor=cast.desk, activity_id=activity.id)
        took, ours = time.perf_counter() - started, time.process_time() - begun
        level = ServiceRecord.objects.filter(level="A", minutes=120).count()
        records, events = written()
        ready = [as_text(records), as_text(events)]
        plain = timed(lambda: raw(ready))
        ways = compared(records, events)
    print(f"{machine()}; {people} people settled in {took:.1f} s, {people / took:.0f}/s;", end=" ")
    print(f"{ours:.1f} s of it our processor, the rest the database and waiting")
    print(f"the same {len(records)} records, {len(events)} events and sign-ups raw: {plain:.2f} s")
    print(f"ratio {plain / took:.2f}; limit {SECONDS_MAX} s")
    print(", ".join(f"{name} {seconds:.2f} s" for name, seconds in ways.items()))
    right = done.effective == level == people == len(records)
    print(f"{done.effective} records count, {done.minutes} minutes")
    return 0 if right and took <= SECONDS_MAX * max(1, people / PEOPLE) else 1


if __name__ == "__main__":
    sys.exit(main())
