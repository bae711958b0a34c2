"""到期失效: what nobody spent in time. Five hundred accounts are one transaction; a run that is
killed goes on where it stopped, and what has ended is taken once, under the lock of its account."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.utils import timezone

from redvest.bank.models import Account, Lot
from redvest.bank.services.accounts import place_account
from redvest.bank.services.book import Book, Slip, Source
from redvest.db import transact
from redvest.engines.ledger import Holder, Kind, Part, Unit, ended
from redvest.people.actors import system

BATCH, NOBODY = 500, UUID(int=0)


def expire_lots(*, progress: Callable[[int], None] | None = None) -> int:
    """End every lot whose last day has passed. Returns on how many accounts."""
    today, done = timezone.localdate(), 0
    due = _due(today, NOBODY)
    while due:
        for district in sorted({code for code, _one in due}):
            ids = [one for code, one in due if code == district]
            done += expire_batch(district=district, account_ids=ids, today=today)
        if progress is not None:
            progress(done)
        due = _due(today, due[-1][1])
    return done


def _due(today: date, after: UUID) -> list[tuple[str, UUID]]:
    """The next accounts on which something is over; those before were seen in this run."""
    rows = Lot.objects.filter(remaining__gt=0, last_day__lt=today, account_id__gt=after)
    found = rows.order_by("account_id").values_list("district", "account_id").distinct()
    return list(found[:BATCH])


@transact
def expire_batch(*, district: str, account_ids: list[UUID], today: date) -> int:
    """End what is over on these accounts, all or none of them."""
    named = Account.objects.filter(district=district, id__in=account_ids)
    places = named.values_list("region", "unit").distinct()
    ends = _ends(district, {(region, Unit(unit)) for region, unit in places})
    book = Book.opened(system(district), {*account_ids, *(row.id for row in ends.values())})
    book.load_lots(set(account_ids), set())
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
