"""What one page asks for several times is read once, and forgotten with the page.

Only pages that read are served so: whatever writes always reads afresh. Nothing is kept from one
request to the next, so what is shown is never older than the request, and never somebody else's.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
_read: ContextVar[dict[Hashable, Any] | None] = ContextVar("read_for_this_page", default=None)


@contextmanager
def one_page() -> Iterator[None]:
    """Until this ends, each reading marked with :func:`read_once` is done at most once."""
    before = _read.set({})
    try:
        yield
    finally:
        _read.reset(before)


def read_once(reading: Callable[[str], T]) -> Callable[[str], T]:
    """Mark a reading that depends on the district alone. What it returns is not to be changed."""

    @wraps(reading)
    def remembered(district: str) -> T:
        kept = _read.get()
        if kept is None:
            return reading(district)
        key = (reading, district)
        if key not in kept:
            kept[key] = reading(district)
        found: T = kept[key]
        return found

    return remembered
