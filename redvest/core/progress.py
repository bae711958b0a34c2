"""A progress bar where somebody looks, and silence where nobody does."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO


@contextmanager
def bar(title: str, total: int, stream: IO[str]) -> Iterator[Callable[[int], None]]:
    """Yield a function that takes how much further the work has come."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(file=stream)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as shown:
        task = shown.add_task(title, total=total)
        yield lambda amount: shown.advance(task, amount)
        shown.update(task, completed=total)
