"""People with accounts, and what is written on them."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from redvest.bank.models import Account, Lot, Transfer
from redvest.bank.services.accounts import person_account, place_account
from redvest.bank.services.book import Slip, Source, post
from redvest.bank.services.holding import hold
from redvest.engines.ledger import Holder, Kind, Unit
from redvest.ids import uuid7
from redvest.people.actors import Actor, system
from redvest.people.models import Person

DISTRICT, HOME, NEXT_DOOR = "620102", "620102001001", "620102001002"
MACHINE = system(DISTRICT)
DAY = date(2026, 3, 5)


def somebody(home: str = HOME, birth: str = "1980-05-01") -> Person:
    person = Person(district=home[:6], name="王小明", birth_date=birth, home_community=home)
    person.save(force_insert=True)
    return person


def an_account(home: str = HOME, unit: Unit = Unit.POINTS) -> Account:
    return person_account(somebody(home), unit)


def earn(
    account: Account,
    amount: int,
    *,
    source: UUID | None = None,
    last_day: date | None = None,
    actor: Actor = MACHINE,
) -> Transfer:
    issue = place_account(account.district, account.region, Holder.ISSUE, Unit(account.unit))
    slip = Slip(
        kind=Kind.EARN,
        debit=issue.id,
        credit=account.id,
        amount=amount,
        source=Source("test", source or uuid7()),
        day=DAY,
        rule=1,
        last_day=last_day,
    )
    return post(actor=actor, slips=[slip])[0]


def set_aside(
    account: Account,
    amount: int,
    source: UUID | None = None,
    until: datetime | None = None,
) -> Transfer:
    return hold(
        actor=MACHINE,
        account=account,
        amount=amount,
        source=Source("test", source or uuid7()),
        until=until or timezone.now() + timedelta(minutes=30),
    )


def balance(account: Account) -> int:
    return Account.objects.get(id=account.id).balance


def of(account: Account, holder: Holder) -> int:
    """What the district's own account of this place holds."""
    rows = Account.objects.filter(
        district=account.district, region=account.region, unit=account.unit, holder=holder.value
    )
    return sum(row.balance for row in rows)


def lots(account: Account) -> list[tuple[int, Any]]:
    rows = Lot.objects.filter(account=account, remaining__gt=0).order_by("last_day", "id")
    return [(row.remaining, row.last_day) for row in rows]


def state() -> dict[str, int]:
    return {
        "transfers": Transfer.objects.count(),
        **{str(row.id): row.balance for row in Account.objects.exclude(version=0)},
    }
