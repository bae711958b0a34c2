"""Four processes for one year: people come in one, orders are lived through in another, a third
folds and seals what all of them wrote, as the worker of a district does, and the one that was
started does everything else and says how far the others may go.

Whoever comes later never changes what happens today, so the people may be some days ahead. What
happens with the orders of a day touches none of its activities; the night after it, which counts
and pays what both have done, waits for both. Nobody waits for the worker before the end. Whichever
is killed goes on where its own marks end.
"""

import multiprocessing
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import django

from redvest.demo.replay.plan import Plan

LEAD = 5
"""By how many days the people may be ahead."""


class Beside:
    """The processes beside, as the one that goes through the days sees them."""

    def __init__(self, plan: Plan) -> None:
        self._people, self._orders = _Lane(plan, _let_come), _Lane(plan, _let_order)
        self._work = _Lane(plan, _let_work)
        self._last, self._told = len(plan.days) - 1, -1

    def wait_for_people(self, at: int) -> None:
        """Wait until everybody who comes up to this day is there, and let more of them come."""
        self._people.say(min(at + LEAD, self._last))
        self._people.wait_for(at)

    def let_order(self, at: int) -> None:
        """Let the orders up to this day go as far as they go on it."""
        if at > self._told:
            self._orders.say(at)
            self._told = at

    def wait_for_orders(self, at: int) -> None:
        self._orders.wait_for(at)

    def let_work(self, over: int) -> None:
        """Let be folded and sealed what there is once a day is over."""
        self._work.say((max(over, self._people.there), over))

    def end(self) -> None:
        """Wait until everybody has done what they were let do."""
        for one in (self._people, self._orders, self._work):
            one.end()


class _Lane:
    """One of the processes beside. It is told how far to go, and says how far it has come."""

    def __init__(self, plan: Plan, live: Callable[[Plan, Connection], None]) -> None:
        start = multiprocessing.get_context("spawn")
        self._pipe, theirs = start.Pipe()
        self._process = start.Process(
            target=_live_beside,
            args=(
                theirs,
                (plan.shape.district, plan.shape.period.key),
                plan.scale,
                plan.seed,
                live,
            ),
            daemon=True,
        )
        self._process.start()
        theirs.close()
        self.there = -1

    def say(self, what: Any) -> None:
        try:
            self._pipe.send(what)
        except BrokenPipeError:
            self._next()  # It said why before it ended.

    def wait_for(self, at: int) -> None:
        """Wait until it has come so far.

        Raises
        ------
        RuntimeError
            With what went wrong in the other process.
        """
        while self.there < at or self._pipe.poll():
            self.there = self._next()

    def end(self) -> None:
        self.say(None)
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


def _live_beside(
    pipe: Connection,
    shape: tuple[str, str],
    scale: float,
    seed: int,
    live: Callable[[Plan, Connection], None],
) -> None:
    """What another process does."""
    django.setup()
    from redvest.demo.replay.days import rarely_tidied
    from redvest.demo.replay.plan import make_plan
    from redvest.demo.replay.shapes import shapes

    try:
        with rarely_tidied():
            live(make_plan(shapes()[shape], scale, seed), pipe)
        pipe.send(None)
    except EOFError:
        return  # Whoever started this is gone; what was begun is undone.
    except Exception:
        pipe.send(traceback.format_exc())


def _let_come(plan: Plan, pipe: Connection) -> None:
    """Let people come, never farther ahead than was said."""
    from redvest.demo.replay.run import people_of

    come, at, most = people_of(plan), 0, -1
    while True:
        while at > most or pipe.poll():
            said = pipe.recv()
            if said is None:
                return
            most = said
        come(at)
        pipe.send(at)
        at += 1


def _let_order(plan: Plan, pipe: Connection) -> None:
    """Live through the orders of every day up to the one that was said."""
    from redvest.demo.replay.run import orders_of

    order, at = orders_of(plan), 0
    while (upto := pipe.recv()) is not None:
        while at <= upto:
            order(at)
            at += 1
        pipe.send(upto)


def _let_work(plan: Plan, pipe: Connection) -> None:
    """Fold and seal as often as the days that were said to be over ask for it."""
    from redvest.demo.replay.run import Work

    work = Work(plan)
    while (said := pipe.recv()) is not None:
        there, over = said
        work.after(there, over)
