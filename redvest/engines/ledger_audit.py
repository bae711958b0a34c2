"""Whether books add up, from the rows alone: what they say of themselves is never believed.

Fed account by account (each followed by its lines, oldest first), then transfers with their two
sides, then lots. It reads a database as well as an export on a machine without one, and keeps in
memory one number an account and one mark a source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from redvest.engines.ledger import (
    ANSWERS,
    OWN,
    TAKES_BACK,
    BadTransfer,
    Holder,
    Kind,
    Standing,
    Unit,
    check_way,
)

FINDINGS_MAX = 1000
RELATED = frozenset(kind.value for kind in (*ANSWERS, *TAKES_BACK, Kind.REST))


@lru_cache(maxsize=1024)
def way_is_wrong(kind: str, debit: Holder, credit: Holder, of: str) -> str:
    """Return why nothing of this kind goes from one to the other; empty when it may.

    >>> way_is_wrong("earn", Holder.ISSUE, Holder.PERSON, "")
    ''
    """
    reverses = Kind(of) if of and Kind(kind) in TAKES_BACK else None
    ends = Standing(debit, Unit.POINTS), Standing(credit, Unit.POINTS)
    try:
        check_way(Kind(kind), *ends, 1, reverses=reverses)
    except BadTransfer as error:
        return str(error)
    return ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not add up; ``code`` is stable, ``about`` an id."""

    code: str
    about: str
    detail: str = ""


class Moved(NamedTuple):
    """A transfer as the audit reads it; ``of`` is what it answers or takes back: kind, debit,
    credit and amount. ``sides`` are account, delta, version and balance, the debited one first."""

    id: str
    unit: str
    kind: str
    debit: str
    credit: str
    amount: int
    source: tuple[str, str, int]
    related: str
    of: tuple[str, str, str, int] | None
    sides: Sequence[tuple[str, int, int, int]]


@dataclass
class LedgerAudit:
    """Collects findings; ``finish`` adds those that only the whole shows."""

    findings: list[Finding] = field(default_factory=list)
    accounts: int = 0
    lines: int = 0
    transfers: int = 0
    totals: dict[str, int] = field(default_factory=dict)
    _known: dict[str, tuple[Holder, str, int]] = field(default_factory=dict)
    _left: dict[str, int] = field(default_factory=dict)
    _sources: set[int] = field(default_factory=set)
    _answered: set[str] = field(default_factory=set)
    _undone: set[str] = field(default_factory=set)
    _open: tuple[str, int, int] = ("", 0, 0)

    def find(self, code: str, about: str, detail: str = "") -> None:
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(code, about, detail))

    def account(
        self,
        about: str,
        unit: str,
        holder: str,
        balance: int,
        debt: int,
        floor: int | None,
        ceiling: int | None,
        version: int,
    ) -> None:
        """An account as it stands; its lines must lead there."""
        self._close_account()
        self.accounts += 1
        self._open = (about, 0, 0)
        self._known[about] = (Holder(holder), unit, balance)
        self._claimed = (version, balance)
        self.totals[unit] = self.totals.get(unit, 0) + balance
        if holder == Holder.PERSON.value:
            self._left[about] = balance + debt
            if debt != max(0, -balance):
                self.find("debt", about, f"{debt} at {balance}")
        elif floor is not None and balance < floor:
            self.find("floor", about, str(balance))
        if ceiling is not None and balance > ceiling:
            self.find("ceiling", about, str(balance))

    def line(self, about: str, version: int, delta: int, balance: int) -> None:
        """The next line of the account that was named last."""
        self.lines += 1
        account, seen, before = self._open
        if about != account or version != seen + 1:
            self.find("version", about, f"{version} after {seen}")
        elif balance != before + delta:
            self.find("balance", about, f"version {version}: {before} {delta:+} is not {balance}")
        self._open = (account, version, balance)

    def _close_account(self) -> None:
        about, version, balance = self._open
        if about and (version, balance) != self._claimed:
            self.find("account", about, f"{self._claimed} but its lines say {(version, balance)}")

    def transfer(self, row: Moved) -> None:
        """One transfer with its sides."""
        self.transfers += 1
        wanted = [(row.debit, -row.amount), (row.credit, row.amount)]
        if [(side[0], side[1]) for side in row.sides] != wanted:
            self.find("sides", row.id)
        mark = hash((row.unit, row.kind, *row.source))
        if mark in self._sources:
            self.find("source", row.id)
        self._sources.add(mark)
        self._check_way(row)
        self._check_related(row)

    def _check_way(self, row: Moved) -> None:
        debit, credit = self._known.get(row.debit), self._known.get(row.credit)
        if debit is None or credit is None:
            self.find("no_account", row.id)
            return
        if debit[1] != row.unit or credit[1] != row.unit:
            self.find("unit", row.id)
            return
        wrong = way_is_wrong(row.kind, debit[0], credit[0], row.of[0] if row.of else "")
        if wrong or row.amount <= 0:
            self.find("way", row.id, wrong or str(row.amount))

    def _check_related(self, row: Moved) -> None:
        if not row.related and row.kind not in RELATED:
            return
        kind = Kind(row.kind)
        if kind in ANSWERS or kind is Kind.REST:
            if row.of is None or row.of[0] != Kind.HOLD.value or row.debit != row.of[2]:
                self.find("answer", row.id)
            if kind in ANSWERS:
                if row.related in self._answered:
                    self.find("answered_twice", row.id)
                self._answered.add(row.related)
        if kind in TAKES_BACK:
            same = row.of is not None and row.of[2:] == (row.debit, row.amount)
            if same and row.of is not None and kind is Kind.REVERSE:
                same = row.of[1] == row.credit
            if not same:
                self.find("reversal", row.id)
            if row.related in self._undone:
                self.find("reversed_twice", row.id)
            self._undone.add(row.related)

    def lot(self, about: str, account: str, amount: int, remaining: int, used: int) -> None:
        """A lot and the sum of its uses."""
        if remaining != amount - used or not 0 <= remaining <= amount:
            self.find("lot", about, f"{remaining} of {amount}, used {used}")
        if account not in self._left:
            self.find("lot_account", about)
            return
        self._left[account] -= remaining

    def finish(self) -> None:
        """What only the whole shows: every unit adds up to nothing, lots to balances."""
        self._close_account()
        self._open = ("", 0, 0)
        if self.lines != 2 * self.transfers:
            self.find("lines", "", f"{self.lines} of {self.transfers} transfers")
        for unit, total in sorted(self.totals.items()):
            if total:
                self.find("total", unit, str(total))
        for account, left in self._left.items():
            if left and self._known[account][0] in OWN:
                self.find("lots", account, str(left))
