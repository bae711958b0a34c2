"""What is asked of the books, and how what was written is hashed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from redvest.bank.models import Account, Transfer
from redvest.engines.canonical import row_hash
from redvest.engines.ledger import Holder, Kind, Standing, Unit


@dataclass(frozen=True, slots=True)
class Source:
    """What a transfer follows from; ``no`` where one thing may lead to several."""

    type: str
    id: UUID
    no: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A transfer as it is asked for. ``last_day`` is that of the lot it makes."""

    kind: Kind
    debit: UUID
    credit: UUID
    amount: int
    source: Source
    day: date
    rule: int = 0
    last_day: date | None = None
    until: datetime | None = None
    answers: Transfer | None = None
    reverses: Transfer | None = None
    second: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def origin(self) -> Transfer | None:
        """The transfer whose lots something goes back to."""
        if self.kind is Kind.REFUND and self.reverses is not None:
            return self.reverses.answers
        return self.answers or self.reverses


def standing_of(account: Account) -> Standing:
    """An account as the engine reads it."""
    return Standing(
        Holder(account.holder),
        Unit(account.unit),
        account.balance,
        account.debt,
        account.version,
        account.floor,
        account.ceiling,
    )


def transfer_hash(columns: Mapping[str, Any], sides: Sequence[tuple[int, int]]) -> bytes:
    """SHA-256 over a transfer and what its sides left: version and balance of debit and credit."""
    return row_hash({**columns, "sides": [list(side) for side in sides]})
