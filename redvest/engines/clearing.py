"""Two banks that exchange minutes: whether what both books say agrees.

Each sends from one of its people to a clearing account kept for the other, and pays what it
receives out of the same account. When nothing is under way the two accounts are each other's
negative; every exchange that is not says why.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What became of one exchange, looking at both books."""

    MATCHED = "matched"
    UNDER_WAY = "under_way"
    RETURNED = "returned"
    AMOUNTS = "amounts"
    ANSWERS = "answers"
    UNSENT = "unsent"


GOOD = frozenset({Verdict.MATCHED, Verdict.UNDER_WAY, Verdict.RETURNED})


@dataclass(frozen=True, slots=True)
class Side:
    """One book's row: ``way`` is ``out`` or ``in``; ``sent``, ``received`` or ``refused``."""

    district: str
    way: str
    key: object
    minutes: int
    state: str


@dataclass(frozen=True, slots=True)
class Compared:
    """One exchange in both books."""

    key: object
    sender: str
    minutes: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reconciled:
    """All of it; ``off`` is what the two clearing accounts hold beyond what is under way."""

    rows: tuple[Compared, ...]
    under_way: int
    off: int

    @property
    def sound(self) -> bool:
        return self.off == 0 and all(row.verdict in GOOD for row in self.rows)


def verdict(out: Side | None, received: Side | None) -> Verdict:
    """Return what one exchange is, from both sides.

    >>> verdict(Side("a", "out", 1, 60, "sent"), None)
    <Verdict.UNDER_WAY: 'under_way'>
    """
    if out is None:
        return Verdict.UNSENT
    if received is None:
        return Verdict.UNDER_WAY if out.state == "sent" else Verdict.ANSWERS
    if out.minutes != received.minutes:
        return Verdict.AMOUNTS
    if out.state == "sent":
        return Verdict.UNDER_WAY
    if out.state != received.state:
        return Verdict.ANSWERS
    return Verdict.MATCHED if out.state == "received" else Verdict.RETURNED


def reconciled(sides: Iterable[Side], balance: int, other: int) -> Reconciled:
    """Compare both books: their rows, and what their clearing accounts for each other hold.

    An exchange is on the clearing accounts from its sending to its receiving: what was sent and
    not yet paid out there, or refused and not yet taken back here, is under way.
    """
    outs: dict[object, Side] = {}
    ins: dict[object, Side] = {}
    for side in sides:
        (outs if side.way == "out" else ins)[side.key] = side
    rows, waiting = [], 0
    for key in [*outs, *(key for key in ins if key not in outs)]:
        out, received = outs.get(key), ins.get(key)
        known = out or received
        assert known is not None
        sender = out.district if out is not None else ""
        found = verdict(out, received)
        rows.append(Compared(key, sender, known.minutes, found))
        unpaid = received is None or received.state == "refused"
        if found is Verdict.UNDER_WAY and unpaid:
            waiting += known.minutes
    return Reconciled(tuple(rows), waiting, balance + other - waiting)
