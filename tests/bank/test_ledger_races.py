"""Two hundred who spend one account at once, on a database with real commits.

Ten can pay; the others are told so and nothing is written for them. Two controls: without the
floor more is spent than there is, and without the lock the database's constraints stop it rudely.
"""

import threading
from collections import Counter
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.utils import timezone

from redvest.bank.models import Account, Entry, Transfer
from redvest.bank.queries import book_rows
from redvest.bank.services import expiring
from redvest.bank.verifying import audit_of, rows
from redvest.engines import ledger
from redvest.errors import DomainError, Unavailable
from tests.bank.cast import HOME, NEXT_DOOR, an_account, balance, earn, set_aside

pytestmark = pytest.mark.slow
MANY, FUNDED, CONNECTIONS, PATIENCE = 200, 10, 16, 50


def spent_by(threads: int, account: Account) -> Counter[str]:
    """What each thread was answered; as many connections at a time as a server would have."""
    start, room = threading.Barrier(threads, timeout=60), threading.BoundedSemaphore(CONNECTIONS)
    answers, lock = Counter[str](), threading.Lock()

    def spend() -> None:
        start.wait()
        with room:
            try:
                said = patiently(account)
            except Exception as error:
                said = type(error).__name__
            finally:
                connection.close()
        with lock:
            answers[said] += 1

    running = [threading.Thread(target=spend) for _one in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join(120)
        assert not thread.is_alive(), "somebody waits for ever"
    return answers


def patiently(account: Account) -> str:
    for _try in range(PATIENCE):
        try:
            set_aside(account, 1)
            return "done"
        except Unavailable:
            continue
        except DomainError as refusal:
            return refusal.code
    return "busy"


def funded() -> Account:
    account = an_account()
    earn(account, FUNDED)
    return account


def test_of_two_hundred_exactly_ten_spend_and_the_others_are_refused_cleanly(committed_db: str):
    account = funded()
    assert spent_by(MANY, account) == {"done": FUNDED, "too_little": MANY - FUNDED}
    assert balance(account) == 0
    assert Transfer.objects.filter(kind="hold").count() == FUNDED
    assert Entry.objects.filter(account=account).count() == FUNDED + 1
    assert audit_of(rows()).findings == []


def test_without_the_floor_more_is_spent_than_there_is(committed_db: str, monkeypatch):
    """The control: the same race with the guard taken out."""
    real = ledger.moved

    def careless(before: Any, delta: int, **_said: Any) -> Any:
        return real(before, delta, may_owe=True)

    monkeypatch.setattr(ledger, "moved", careless)
    account = funded()
    assert spent_by(FUNDED + 6, account) == {"done": FUNDED + 6}
    assert balance(account) == -6


def test_without_the_lock_the_database_itself_still_refuses(committed_db: str, monkeypatch):
    """The other control: everybody read the same balance, and two wrote the same version."""
    read, opened = threading.Barrier(2), ledger.check_way

    def meeting(*said: Any, **more: Any) -> None:
        read.wait(timeout=30)
        opened(*said, **more)

    account = funded()
    set_aside(account, 1)  # From now on the account of what is held is there.
    monkeypatch.setattr(ledger, "check_way", meeting)
    monkeypatch.setattr(book_rows, "LOCK", "")
    assert spent_by(2, account) == {"done": 1, "IntegrityError": 1}
    assert balance(account) == FUNDED - 2
    assert audit_of(rows()).findings == []


def test_two_who_end_what_is_over_end_it_once_and_go_on_after_being_killed(committed_db: str):
    yesterday = timezone.localdate() - timedelta(days=1)
    accounts = [an_account(region) for region in (HOME, NEXT_DOOR) for _one in range(3)]
    for account in accounts:
        earn(account, 7, last_day=yesterday)

    def killed(done: int) -> None:
        raise KeyboardInterrupt

    with mock.patch.object(expiring, "BATCH", 1):
        with pytest.raises(KeyboardInterrupt):
            expiring.expire_lots(progress=killed, lanes=2)
        # Each lane ends the transaction it is in.
        before = Transfer.objects.filter(kind="expire").count()
        assert before in (1, 2)
        assert expiring.expire_lots(lanes=2) == len(accounts) - before
    assert [balance(account) for account in accounts] == [0] * len(accounts)
    assert Transfer.objects.filter(kind="expire").count() == len(accounts)
    assert audit_of(rows()).findings == []
