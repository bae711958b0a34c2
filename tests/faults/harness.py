"""Fail every SQL statement of a write service in turn, and its COMMIT; look at the whole database.

A case goes through ``http.once`` with a submission key, as a form does. After each failure the
database must be byte for byte what it was, and sending the same key twice more must take effect
exactly once.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import uuid4

from django.db import OperationalError, connection, connections
from django.http import HttpResponseRedirect
from django.test import RequestFactory

from redvest.http import once
from redvest.people.actors import Actor, Visitor

Act = Callable[[], Any]
# Not part of what a service promises: the queue's own books, sessions and the cache.
IGNORED = ("procrastinate_", "django_session", "core_cache")
STATEMENTS_MAX = 400


@dataclass(frozen=True)
class Case:
    """``arrange`` makes a fresh situation and returns who acts and the call of the service."""

    name: str
    arrange: Callable[[], tuple[Actor, Act]]
    long: bool = False


CASES: list[Case] = []


def case(name: str, *, long: bool = False) -> Callable[[Callable[[], tuple[Actor, Act]]], Any]:
    """Register a write service with the fault loop; ``long`` ones run with ALL=1 alone."""

    def add(arrange: Callable[[], tuple[Actor, Act]]) -> Any:
        CASES.append(Case(name, arrange, long))
        return arrange

    return add


def snapshot() -> dict[str, tuple[int, int]]:
    """Count and checksum of every table."""
    with connection.cursor() as cursor:
        tables = [
            table.name
            for table in connection.introspection.get_table_list(cursor)
            if table.type in "tp" and not table.name.startswith(IGNORED)
        ]
        cursor.execute(
            " UNION ALL ".join(
                f"SELECT '{name}', count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)"  # noqa: S608
                f' FROM "{name}" t'
                for name in tables
            )
        )
        return {name: (rows, int(checksum)) for name, rows, checksum in cursor.fetchall()}


class Injected(Exception):
    """Stands for what the driver would have raised."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"injected {sqlstate}")
        self.sqlstate = sqlstate


def database_error(sqlstate: str) -> OperationalError:
    error = OperationalError("injected")
    error.__cause__ = Injected(sqlstate)
    return error


@contextmanager
def failing_at(number: int, sqlstate: str) -> Iterator[list[int]]:
    """Fail the statement of this number (from 1), once. Yields the count of statements."""
    count = [0]

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        count[0] += 1
        if count[0] == number:
            raise database_error(sqlstate)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield count


@contextmanager
def failing_commit() -> Iterator[None]:
    with mock.patch.object(
        type(connections["default"]), "_commit", side_effect=database_error("08006")
    ):
        yield


def submit(actor: Actor, act: Act, key: str) -> None:
    request: Any = RequestFactory().post("/fault-loop/", {"_key": key})
    request.visitor = Visitor(actor, None)

    def view() -> HttpResponseRedirect:
        act()
        return HttpResponseRedirect("/")

    once(request, view)


def effect_is_once(actor: Actor, act: Act, key: str, before: dict[str, Any]) -> None:
    submit(actor, act, key)
    after = snapshot()
    assert after != before, "the retry had no effect"
    submit(actor, act, key)
    assert snapshot() == after, "the second retry had an effect"


def loop(found: Case) -> int:
    """Run a case through all failures. Returns the number of its statements."""
    for number in range(1, STATEMENTS_MAX):
        actor, act = found.arrange()
        key, before = uuid4().hex, snapshot()
        failed = False
        with failing_at(number, "08006") as count:
            try:
                submit(actor, act, key)
            except OperationalError:
                failed = True
        if count[0] < number:
            assert not failed
            break
        if failed:
            assert snapshot() == before, f"half-done after failing statement {number}"
            effect_is_once(actor, act, key, before)
        else:
            # The service caught the failure: what it did then must still be done only once.
            after = snapshot()
            submit(actor, act, key)
            assert snapshot() == after
    else:
        raise AssertionError("more statements than any service may need")
    actor, act = found.arrange()
    key, before = uuid4().hex, snapshot()
    with failing_commit():
        try:
            submit(actor, act, key)
        except OperationalError:
            pass
        else:
            raise AssertionError("the failing commit was not noticed")
    assert snapshot() == before, "half-done after a failing commit"
    effect_is_once(actor, act, key, before)
    return number - 1


def repeats(found: Case) -> None:
    """A serialization failure at any statement is repeated by itself, with one effect."""
    number = 1
    while True:
        actor, act = found.arrange()
        key, before = uuid4().hex, snapshot()
        with failing_at(number, "40001") as count, mock.patch("redvest.db.time.sleep"):
            submit(actor, act, key)
        after = snapshot()
        assert after != before
        submit(actor, act, key)
        assert snapshot() == after
        if count[0] < number:
            return
        number += 3
