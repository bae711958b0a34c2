"""到期失效: what nobody spent in time. Five hundred accounts are one transaction; a run that is
killed goes on where it stopped, and what has ended is taken once, under the lock of its account.

Each place has its own account for what has ended, so that those who work on two places at once
never wait for each other: while one waits for the database, the other reckons.
"""

import logging
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from redvest.bank.models import Account, Lot
from redvest.bank.services.accounts import place_account
from redvest.bank.services.book import Book, Slip, Source
from redvest.db import transact
from redvest.engines.ledger import Holder, Kind, Part, Unit, ended
from redvest.people.actors import system

log = logging.getLogger("redvest.bank")
BATCH, TOLD_EVERY = 500, 10_000
Progress = Callable[[int], None]
Place = tuple[str, str]


def expire_lots(*, progress: Progress | None = None, lanes: int = 1) -> int:
    """End every lot whose last day has passed. Returns on how many accounts."""
    run = _Run(timezone.localdate(), progress)
    places = _places(run.today)
    if lanes == 1 or len(places) < 2:
        run.take(places)
        return run.done
    with ThreadPoolExecutor(lanes) as pool:
        # The last of a list goes first, so that each takes the next one that is left.
        running = [pool.submit(run.take_apart, places) for _lane in range(lanes)]
    for lane in running:
        lane.result()
    return run.done


def told(done: int) -> None:
    """Leave a trace of how far a long run has come."""
    if done % TOLD_EVERY < BATCH:
        log.info("what has ended was taken from %s accounts", done)


class _Run:
    """One run over all places, by one or several at once."""

    def __init__(self, today: date, progress: Progress | None) -> None:
        self.today, self.done = today, 0
        self._progress, self._lock, self._over = progress, threading.Lock(), False

    def take_apart(self, places: list[Place]) -> None:
        """The same, in a thread of its own; the first that fails ends it for all."""
        try:
            self.take(places)
        except BaseException:
            self._over = True
            raise
        finally:
            connection.close()

    def take(self, places: list[Place]) -> None:
        """End what is over, place by place, as long as one is left."""
        while places and not self._over:
            try:
                district, region = places.pop()
            except IndexError:
                return  # Another lane took the last one.
            due = _due(district, region, self.today)
            for first in range(0, len(due), BATCH):
                if self._over:
                    return
                ids = due[first : first + BATCH]
                self._count(expire_batch(district=district, account_ids=ids, today=self.today))

    def _count(self, done: int) -> None:
        with self._lock:
            self.done += done
            if self._progress is not None:
                self._progress(self.done)


def _places(today: date) -> list[Place]:
    """Where something is over, the last place first."""
    rows = Lot.objects.filter(remaining__gt=0, last_day__lt=today).order_by()
    return sorted(rows.values_list("district", "account__region").distinct(), reverse=True)


def _due(district: str, region: str, today: date) -> Sequence[UUID]:
    """The accounts of a place on which something is over."""
    rows = Lot.objects.filter(
        district=district, remaining__gt=0, last_day__lt=today, account__region=region
    )
    return list(rows.order_by("account_id").values_list("account_id", flat=True).distinct())


@transact
def expire_batch(*, district: str, account_ids: Sequence[UUID], today: date) -> int:
    """End what is over on these accounts, all or none of them."""
    named = Account.objects.filter(district=district, id__in=account_ids)
    places = named.values_list("region", "unit").distinct()
    ends = _ends(district, {(region, Unit(unit)) for region, unit in places})
    ids = {*account_ids, *(row.id for row in ends.values())}
    book = Book.opened(system(district), ids, spent=account_ids)
    for one in sorted(account_ids):
        account = book.accounts[one]
        own = book.held.get(one, [])
        over = ended([Part(lot.id, lot.remaining, lot.last_day, lot.id) for lot in own], today)
        if over:
            book.write(
                Slip(
                    kind=Kind.EXPIRE,
                    debit=one,
                    credit=ends[account.region, Unit(account.unit)].id,
                    amount=sum(use.amount for use in over),
                    source=Source("expiry", one, account.version),
                    day=today,
                )
            )
    if book.transfers:
        book.close()
    return len(book.transfers)


def _ends(district: str, places: set[tuple[str, Unit]]) -> dict[tuple[str, Unit], Account]:
    """The account of what has ended in each place: read together, opened where there is none."""
    rows = Account.objects.filter(
        district=district, holder=Holder.EXPIRED.value, party=None,
        region__in={region for region, _unit in places},
    )  # fmt: skip
    found = {(row.region, Unit(row.unit)): row for row in rows}
    for region, unit in sorted(places - found.keys()):
        found[region, unit] = place_account(district, region, Holder.EXPIRED, unit)
    return {place: found[place] for place in places}
