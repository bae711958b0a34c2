"""A part of a day: one transaction on its own clock that ends with its mark in the journal."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db import DatabaseError, connection, transaction

from redvest.core.memo import one_page
from redvest.core.tidying import look_rarely
from redvest.db import RETRIED, TRIES_MAX, sqlstate
from redvest.demo.replay.clock import Clock, moment, standing_in
from redvest.demo.replay.plan import Plan
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import system

# How long a busy machine may take between two statements of a day, and for one of them. Whoever
# kills the server loses the last days together with their marks.
PATIENCE = (
    "SET LOCAL idle_in_transaction_session_timeout = '10min';"
    "SET LOCAL statement_timeout = '10min';"
    "SET LOCAL synchronous_commit = off"
)


@contextmanager
def rarely_tidied() -> Iterator[None]:
    """What is in circles is looked for rarely. Hundreds of thousands of rows are made here that are
    gone when they are written, and looking through them took a fifth of the time people need."""
    before = gc.get_threshold()
    look_rarely((100_000, 50, 1000))
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def one_day(district: str, day: date, mark: str) -> Iterator[Clock]:
    """What happens within it is there with its mark, or not at all."""
    # Nobody changes what the district decided within the year, so it is read once a day.
    with standing_in(moment(day, 0)) as clock, transaction.atomic(), one_page():
        with connection.cursor() as cursor:
            cursor.execute(PATIENCE)
        yield clock
        record_event(
            actor=system(district),
            kind=mark,
            district=district,
            region=district,
            after={"day": day.isoformat()},
        )


def insisting(live: Callable[[], None]) -> None:
    """Two processes may hold what the other waits for: the database ends one of the two, and what
    that one was at begins anew."""
    for _ in range(TRIES_MAX):
        try:
            return live()
        except DatabaseError as error:
            if sqlstate(error) not in RETRIED:
                raise
    return live()


def days_left(plan: Plan, mark: str) -> list[date]:
    """The days that have no such mark yet."""
    rows = Event.objects.filter(district=plan.shape.district, kind=mark)
    over = set(rows.values_list("after__day", flat=True))
    return [day for day in plan.days if day.isoformat() not in over]
