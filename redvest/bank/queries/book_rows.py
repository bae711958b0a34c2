"""What a transfer has to know, locked and read in one trip to the database."""

from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, models

from redvest.bank.models import Account, Lot, Transfer

Row = TypeVar("Row", bound=models.Model)
# Each statement sees what was committed before it: the second and third look after the lock.
LOCKED = "SELECT {} FROM bank_account WHERE district = %s AND id = ANY(%s) ORDER BY id {}"
LOCK = "FOR NO KEY UPDATE"
WRITTEN = "SELECT id FROM bank_transfer WHERE district = %s AND source_id = ANY(%s)"
LOTS = "SELECT {} FROM bank_lot WHERE account_id = ANY(%s) AND remaining > 0 ORDER BY id"


class Found(NamedTuple):
    """Accounts under lock, what their sources led to before, and the lots that can be spent."""

    accounts: list[Account]
    written: list[Transfer]
    lots: list[Lot]


def locked(
    district: str, ids: Iterable[UUID], sources: Iterable[UUID] = (), spent: Iterable[UUID] = ()
) -> Found:
    """Lock the accounts, the lowest id first, whatever order they are named in, and then read what
    these sources led to and the lots on the accounts that are ``spent``."""
    said: list[Any] = [district, list(ids), district, list(sources), list(spent)]
    with connection.cursor() as cursor:
        cursor.execute(_statements(LOCK), said)
        accounts = _rows(Account, cursor)
        cursor.nextset()
        known = [one for (one,) in cursor.fetchall()]
        cursor.nextset()
        lots = _rows(Lot, cursor)
    written = list(Transfer.objects.filter(id__in=known)) if known else []
    return Found(accounts, written, lots)


@cache
def _statements(lock: str) -> str:
    texts = (LOCKED.format(_columns(Account), lock), WRITTEN, LOTS.format(_columns(Lot)))
    return ";\n".join(texts)


def _columns(model: type[models.Model]) -> str:
    return ", ".join(str(field.column) for field in model._meta.concrete_fields)


def _rows(model: type[Row], cursor: Any) -> list[Row]:
    names = _names(model)
    return [model.from_db(DEFAULT_DB_ALIAS, names, row) for row in cursor.fetchall()]


@cache
def _names(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]
