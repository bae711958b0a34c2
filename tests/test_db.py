"""Transactions on a database where commits are real: retries, bounds, and what stays."""

import threading
from uuid import UUID

import pytest
from django.db import IntegrityError, OperationalError, connection

from redvest.db import TRIES_MAX, transact
from redvest.errors import Unavailable
from redvest.people.models import Department, Person

pytestmark = pytest.mark.slow


def failing(state: str) -> OperationalError:
    error = OperationalError("injected")
    cause = Exception("injected")
    cause.sqlstate = state  # type: ignore[attr-defined]
    error.__cause__ = cause
    return error


def test_a_committed_database_keeps_what_is_committed(committed_db: str):
    with pytest.raises(IntegrityError):
        Person.objects.create(district="620102", account_id=UUID(int=1))
    Department.objects.create(district="620102", name="城管局")
    connection.close()
    assert Department.objects.count() == 1


@pytest.mark.parametrize("state", ["40001", "40P01", "55P03"])
def test_it_repeats_the_whole_service_and_takes_effect_once(committed_db: str, state: str):
    tries = []

    @transact
    def service() -> None:
        tries.append(1)
        Department.objects.create(district="620102", name="城管局")
        if len(tries) < 3:
            raise failing(state)

    service()
    assert len(tries) == 3
    assert Department.objects.count() == 1


def test_it_gives_up_with_a_clear_answer_after_five_tries(committed_db: str):
    tries = []

    @transact
    def service() -> None:
        tries.append(1)
        raise failing("40P01")

    with pytest.raises(Unavailable):
        service()
    assert 2 <= len(tries) <= TRIES_MAX


def test_it_does_not_repeat_other_failures(committed_db: str):
    tries = []

    @transact
    def service() -> None:
        tries.append(1)
        raise failing("53100")

    with pytest.raises(OperationalError):
        service()
    assert len(tries) == 1


def test_a_real_deadlock_is_resolved_for_both_sides(committed_db: str):
    """Two services take two rows in opposite order; the barrier makes sure that they collide."""
    first = Department.objects.create(district="620102", name="first")
    second = Department.objects.create(district="620102", name="second")
    barrier, waited, failures = threading.Barrier(2, timeout=5), set(), []

    def rename(one: Department, other: Department, name: str) -> None:
        @transact
        def service() -> None:
            Department.objects.select_for_update().get(id=one.id)
            if name not in waited:
                waited.add(name)
                barrier.wait()
            Department.objects.filter(id=other.id).update(name=name)

        try:
            service()
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=rename, args=(first, second, "by-one")),
        threading.Thread(target=rename, args=(second, first, "by-two")),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    assert set(Department.objects.values_list("name", flat=True)) == {"by-one", "by-two"}
