"""Work that comes round by the clock. Apps put theirs into a module ``jobs`` and declare it here.

The queue itself is procrastinate's; nothing outside this module and the worker's command knows it.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.utils.module_loading import autodiscover_modules

log = logging.getLogger("redvest.jobs")
HEARTBEAT_S, STALLED_S = 5, 20
Run = Callable[[], int | None]


@dataclass(frozen=True)
class Job:
    """One recurring piece of work. ``run`` returns how many things it did, and may be repeated."""

    name: str
    cron: str  # minute hour day month weekday [second], in UTC
    run: Run


REGISTERED: dict[str, Job] = {}


def periodic(name: str, *, cron: str) -> Callable[[Run], Run]:
    """Declare a recurring job. A run that is still going is never joined by a second one.

    ``run`` must be safe to repeat after being killed at any point: the queue promises at least
    once, not exactly once.
    """

    def declare(run: Run) -> Run:
        if name in REGISTERED and REGISTERED[name].run is not run:
            raise ValueError(f"two jobs are called {name}")
        REGISTERED[name] = Job(name, cron, run)
        return run

    return declare


def run_all(*names: str) -> dict[str, int]:
    """Run jobs here and now, in order of their names: what the worker would do in one round."""
    wanted = names or tuple(sorted(REGISTERED))
    return {name: run_one(name) for name in wanted}


def run_one(name: str) -> int:
    done = REGISTERED[name].run() or 0
    if done:
        log.info("job %s did %s", name, done)
    return done


def install(app: Any) -> None:
    """Tell procrastinate about every job (its ``ON_APP_READY`` hook)."""
    from procrastinate.jobs import Status

    import redvest.core.maintenance  # noqa: F401 - the jobs of the ground floor

    autodiscover_modules("jobs")
    for job in REGISTERED.values():
        task = app.task(
            _runner(job.name), name=job.name, lock=job.name, queueing_lock=job.name, queue="jobs"
        )
        app.periodic(cron=job.cron)(task)

    async def unstick(timestamp: int = 0) -> None:
        """End the jobs of workers that were killed: their locks would hold back the next round."""
        manager = app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_S):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)

    app.periodic(cron="* * * * * */10")(app.task(unstick, name="core.unstick", queue="jobs"))


def _runner(name: str) -> Callable[..., None]:
    def run(timestamp: int = 0) -> None:
        run_one(name)

    return run


def kick(name: str) -> None:
    """Ask the worker to run a job soon, after the change at hand is committed.

    Losing the request does no harm: the job comes round by itself.
    """
    hook = _asking_for(name)
    if connection.in_atomic_block and any(entry[1] is hook for entry in connection.run_on_commit):
        return
    transaction.on_commit(hook, robust=True)


@cache
def _asking_for(name: str) -> Callable[[], None]:
    def ask() -> None:
        from procrastinate.contrib.django import app
        from procrastinate.exceptions import AlreadyEnqueued

        try:
            app.configure_task(name, lock=name, queueing_lock=name, queue="jobs").defer(timestamp=0)
        except AlreadyEnqueued:
            log.debug("job %s is already waiting", name)

    return ask
