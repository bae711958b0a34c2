"""Two at once: both read before either writes, as far as a lock lets them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet

from redvest.core.planning import Kept
from redvest.errors import DomainError


def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run every act in a thread of its own, all starting together; 'done' or the refusal."""
    start, results = threading.Barrier(len(acts), timeout=10), [""] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            results[index] = "done"
        except DomainError as refusal:
            results[index] = refusal.code
        except Exception as error:
            results[index] = type(error).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@contextmanager
def meeting_after(
    monkeypatch: pytest.MonkeyPatch, where: Any, reading: str, *, locked: bool = True
) -> Iterator[None]:
    """Let both sides come out of ``where.reading`` before either goes on; ``locked=False`` takes
    every row lock away, which is the negative control."""
    meet = threading.Barrier(2)
    original = getattr(where, reading)

    def read(*args: Any, **kwargs: Any) -> Any:
        found = original(*args, **kwargs)
        # With the lock the other side never comes: that is the point. Without it it does, and a
        # busy machine may take its time.
        with suppress(threading.BrokenBarrierError):
            meet.wait(timeout=0.8 if locked else 10)
        return found

    with monkeypatch.context() as patched:
        patched.setattr(where, reading, read)
        if not locked:
            without_row_locks(patched)
        yield


def without_row_locks(patched: pytest.MonkeyPatch) -> None:
    """Take every row lock away, from what is put together once as well."""
    patched.setattr(QuerySet, "select_for_update", lambda rows, *_a, **_k: rows.all())
    # What was put together with its lock is not used, and what is put together now is not kept.
    anew = property(lambda _kept: None, lambda _kept, _made: None)
    patched.setattr(Kept, "_made", anew, raising=False)
