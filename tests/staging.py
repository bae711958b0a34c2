"""What the tests of one file share, set up once.

Building a cast through the services takes longer than most tests. :func:`staged` opens a
transaction around all tests of a file, builds inside it and rolls back after the last one; each
test runs in a savepoint of its own. A fixture of the file's scope yields from it, and a fixture of
the test's scope hands out a deep copy, so nothing passes from one test to the next.
"""

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

T = TypeVar("T")


def staged(blocker: Any, build: Callable[[], T]) -> Iterator[T]:
    """Yield what ``build`` made. Not for files whose tests ask for ``committed_db``."""
    from django.db import transaction

    around = transaction.atomic()
    with blocker.unblock():
        around.__enter__()
    try:
        with blocker.unblock():
            made = build()
        yield made
    finally:
        with blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
