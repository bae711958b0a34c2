"""What is written one by one can be written together: gathered in a block, written at its end."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

T = TypeVar("T")


class Gathering(Generic[T]):
    """Keeps what comes while a block lasts, and has ``write`` take all of it at the end.

    Nothing is written of a block that fails. A block within a block is part of the outer one.
    """

    def __init__(self, name: str, write: Callable[[list[T]], object]) -> None:
        self._write = write
        self._waiting: ContextVar[list[T] | None] = ContextVar(name, default=None)

    def keep(self, one: T) -> bool:
        """Keep it for the end of the block; False where there is no block."""
        waiting = self._waiting.get()
        if waiting is None:
            return False
        waiting.append(one)
        return True

    @contextmanager
    def together(self) -> Iterator[None]:
        if self._waiting.get() is not None:
            yield
            return
        gathered: list[T] = []
        before = self._waiting.set(gathered)
        try:
            yield
            if gathered:
                self._write(gathered)
        finally:
            self._waiting.reset(before)
