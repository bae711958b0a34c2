"""Two processes for one year: one lets people come, the other does everything with them.

Whoever comes later never changes what happens today, so the people may be some days ahead. The
process beside also folds and seals what both wrote, as the worker of a district does. Each of its
days is one transaction with a mark of its own; whichever of the two is killed goes on where its
own marks end.
"""

import multiprocessing
import traceback
from collections.abc import Callable
from datetime import date
from multiprocessing.connection import Connection
from typing import Any

import django

from redvest.demo.replay.plan import Plan

LEAD = 20
"""By how many days the people may be ahead."""
EVERY, SELDOM = 10, 300
"""After how much the worker comes by: when nobody waits for the people, and otherwise."""


class Beside:
    """The process beside, as the one that goes through the days sees it."""

    def __init__(self, plan: Plan) -> None:
        start = multiprocessing.get_context("spawn")
        self._pipe, theirs = start.Pipe()
        self._process = start.Process(
            target=_live_beside,
            args=(theirs, (plan.shape.district, plan.shape.period.key), plan.scale, plan.seed),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self._there = -1

    def wait_for(self, at: int, *, over: int) -> None:
        """Say which day is over, and wait until everybody who comes on the next one is there.

        Raises
        ------
        RuntimeError
            With what went wrong in the other process.
        """
        self._pipe.send(over)
        while self._there < at:
            self._there = self._next()

    def end(self) -> None:
        """Let everything be folded and sealed, and wait for it."""
        self._pipe.send(None)
        while self._next() is not None:
            pass
        self._process.join()

    def _next(self) -> Any:
        try:
            found = self._pipe.recv()
        except EOFError:
            raise RuntimeError("the process beside ended") from None
        if isinstance(found, str):
            raise RuntimeError(found)
        return found


def _live_beside(pipe: Connection, shape: tuple[str, str], scale: float, seed: int) -> None:
    """What the other process does."""
    django.setup()
    from redvest.demo.replay.days import rarely_tidied
    from redvest.demo.replay.plan import make_plan
    from redvest.demo.replay.run import Work, people_of
    from redvest.demo.replay.shapes import shapes

    try:
        plan = make_plan(shapes()[shape], scale, seed)
        with rarely_tidied():
            _go(pipe, plan.days, people_of(plan), Work(plan).after)
        pipe.send(None)
    except EOFError:
        return  # Whoever started this is gone; what was begun is undone.
    except Exception:
        pipe.send(traceback.format_exc())


def _go(
    pipe: Connection,
    days: list[date],
    come: Callable[[int], None],
    work: Callable[[int, int, int], None],
) -> None:
    """Let people come, never too far ahead; fold and seal what both did while nobody waits for
    them, and now and then in any case."""
    over, at, last = -1, 0, len(days) - 1
    while True:
        while pipe.poll() or at > min(last, over + LEAD):
            if not pipe.poll():
                work(min(at, last), over, EVERY)
            said = pipe.recv()
            if said is None:
                work(last, last, EVERY)
                return
            over = said
        come(at)
        pipe.send(at)
        work(at, over, SELDOM)
        at += 1
