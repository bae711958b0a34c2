"""Books in double entry: what a transfer does to two accounts, and to the lots they hold.

Whole numbers of one unit move from the account that is debited to the one that is credited; the
two sides are one number, so nothing can appear or vanish between them. Points and minutes are two
units that never meet in a transfer. What was written stays: a mistake is answered by one transfer
back, of exactly the same number.

A personal account holds *lots*: what came in together, with the day it ends. What is spent comes
from the lot that ends first, and of two that end together from the older. At every moment

    balance = sum of what is left of the lots - debt

and one of the two is zero. Only taking something back may leave a debt; it blocks spending and is
paid by what comes in next, never by anything else.

After TigerBeetle (two-phase transfers: a hold is answered once, by a post, a void or its end) and
pgledger (a version and the balance after it on every entry).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType


class Unit(StrEnum):
    """What an account counts; stored, so never renamed."""

    POINTS = "points"
    MINUTES = "minutes"


class Holder(StrEnum):
    """Whose account it is, or what it is for; stored, so never renamed."""

    PERSON = "person"
    TEAM = "team"
    MERCHANT = "merchant"
    ISSUE = "issue"
    HOLD = "hold"
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    POOL = "pool"
    ADJUST = "adjust"
    CLEARING = "clearing"


class Kind(StrEnum):
    """Why something moves; stored, so never renamed."""

    EARN = "earn"
    GRANT = "grant"
    DEDUCT = "deduct"
    HOLD = "hold"
    POST = "post"
    VOID = "void"
    LAPSE = "lapse"
    REST = "rest"
    EXPIRE = "expire"
    DONATE = "donate"
    SURPLUS = "surplus"
    INHERIT = "inherit"
    MERGE = "merge"
    ADJUST = "adjust"
    CLEAR = "clear"
    EXCHANGE = "exchange"
    REVERSE = "reverse"
    REFUND = "refund"


GRACE = timedelta(days=30)
"""For how long what returns to a lot can be spent at least."""

_H, _K = Holder, Kind
OWN = frozenset({_H.PERSON})
"""Accounts that hold lots."""
PRIVATE = frozenset({_H.PERSON, _H.TEAM, _H.MERCHANT})
"""Accounts that belong to somebody; the others are the district's own, one in each place."""

ROUTES: Mapping[Kind, frozenset[tuple[Holder, Holder]]] = MappingProxyType(
    {
        _K.EARN: frozenset({(_H.ISSUE, _H.PERSON), (_H.ISSUE, _H.TEAM)}),
        _K.GRANT: frozenset({(_H.POOL, _H.PERSON), (_H.ISSUE, _H.POOL)}),
        _K.DEDUCT: frozenset({(_H.PERSON, _H.EXPIRED)}),
        _K.HOLD: frozenset({(_H.PERSON, _H.HOLD)}),
        _K.POST: frozenset({(_H.HOLD, _H.REDEEMED), (_H.HOLD, _H.MERCHANT)}),
        _K.REFUND: frozenset({(_H.REDEEMED, _H.PERSON), (_H.MERCHANT, _H.PERSON)}),
        _K.VOID: frozenset({(_H.HOLD, _H.PERSON)}),
        _K.LAPSE: frozenset({(_H.HOLD, _H.PERSON)}),
        _K.REST: frozenset({(_H.HOLD, _H.PERSON)}),
        _K.EXPIRE: frozenset({(_H.PERSON, _H.EXPIRED)}),
        _K.DONATE: frozenset({(_H.PERSON, _H.POOL), (_H.TEAM, _H.POOL)}),
        _K.SURPLUS: frozenset({(_H.PERSON, _H.POOL)}),
        _K.INHERIT: frozenset({(_H.PERSON, _H.PERSON)}),
        _K.MERGE: frozenset({(_H.PERSON, _H.PERSON)}),
        _K.ADJUST: frozenset({(_H.ADJUST, _H.PERSON), (_H.PERSON, _H.ADJUST)}),
        _K.CLEAR: frozenset({(_H.ADJUST, _H.ISSUE), (_H.ISSUE, _H.ADJUST)}),
        _K.EXCHANGE: frozenset({(_H.PERSON, _H.CLEARING), (_H.CLEARING, _H.PERSON)}),
    }
)
"""From where to where each kind may go. A reversal goes back the way of what it reverses."""

ANSWERS = frozenset({_K.POST, _K.VOID, _K.LAPSE})
"""What answers a hold; exactly one of them does."""
GIVES_BACK = frozenset({_K.VOID, _K.LAPSE, _K.REST, _K.REFUND})
"""What returns to the lots it came from."""
TAKES_BACK = frozenset({_K.REVERSE, _K.REFUND})
"""What undoes a transfer; one of them does, once."""
MAY_OWE = frozenset({_K.REVERSE, _K.MERGE})
"""What may leave a debt: hours that were not so, and two people's books that become one's."""
CARRIES = frozenset({_K.INHERIT, _K.MERGE})
"""What keeps the ends of its lots on its way to another person."""
FINAL = frozenset({_K.HOLD, _K.POST, _K.VOID, _K.LAPSE, _K.REST, _K.REVERSE, _K.REFUND})
"""What is not reversed: a hold is answered, and what was paid out of one is refunded."""


class LedgerError(ValueError):
    """A transfer that cannot be; ``code`` is stable, the wording is the caller's."""

    code = "ledger"


class BadTransfer(LedgerError):
    """No such way, or units that do not meet: a mistake of the program."""

    code = "bad_transfer"


class TooLittle(LedgerError):
    """The account does not hold as much."""

    code = "too_little"


class TooMuch(LedgerError):
    """The account would hold more than it may."""

    code = "too_much"


class AlreadyAnswered(LedgerError):
    """The hold has been answered, or the transfer reversed."""

    code = "already_answered"


@dataclass(frozen=True, slots=True)
class Standing:
    """An account as a transfer finds it."""

    holder: Holder
    unit: Unit
    balance: int = 0
    debt: int = 0
    version: int = 0
    floor: int | None = 0
    ceiling: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is left of a lot, with the day after which it ends (None: never) and its age."""

    lot: object
    left: int
    ends: date | None = None
    age: object = 0


@dataclass(frozen=True, slots=True)
class Use:
    """So much taken from a lot; less than zero is given back."""

    lot: object
    amount: int


def limits(holder: Holder) -> tuple[int | None, int | None]:
    """Return floor and ceiling of an account: only who issues goes below zero, and only they."""
    if holder is Holder.ISSUE:
        return None, 0
    if holder in (Holder.ADJUST, Holder.CLEARING):
        return None, None
    return 0, None


def check_way(
    kind: Kind, debit: Standing, credit: Standing, amount: int, *, reverses: Kind | None = None
) -> None:
    """Refuse what no transfer of this kind may do.

    Raises
    ------
    BadTransfer
        The amount is no whole number above zero, the units differ, or the way is not one of the
        kind's; also when something is reversed that is not to be.
    """
    if type(amount) is not int or amount <= 0:
        raise BadTransfer(f"{kind.value} of {amount!r}")
    if debit.unit is not credit.unit:
        raise BadTransfer(f"{kind.value} from {debit.unit.value} to {credit.unit.value}")
    way = (debit.holder, credit.holder)
    if kind is Kind.REVERSE:
        if reverses is None or reverses in FINAL:
            raise BadTransfer(f"reversal of {reverses}")
        kind, way = reverses, (way[1], way[0])
    elif kind is Kind.REFUND:
        if reverses is not Kind.POST:
            raise BadTransfer(f"refund of {reverses}")
    elif reverses is not None:
        raise BadTransfer(f"{kind.value} reverses nothing")
    if way not in ROUTES[kind]:
        raise BadTransfer(f"{kind.value} from {way[0].value} to {way[1].value}")


def moved(before: Standing, delta: int, *, may_owe: bool = False) -> Standing:
    """Return the account after ``delta``, one version on.

    Raises
    ------
    TooLittle, TooMuch
        Below the floor, unless something is taken back (``may_owe``), or above the ceiling.

    >>> moved(Standing(Holder.PERSON, Unit.POINTS, balance=30), -50, may_owe=True).debt
    20
    """
    balance = before.balance + delta
    debt = before.debt
    if before.holder in OWN:
        debt = max(0, -balance)
        if delta < 0 and debt and not may_owe:
            raise TooLittle(str(before.balance))
    elif before.floor is not None and balance < before.floor:
        raise TooLittle(str(before.balance))
    if before.ceiling is not None and delta > 0 and balance > before.ceiling:
        raise TooMuch(str(before.balance))
    return Standing(
        before.holder, before.unit, balance, debt, before.version + 1, before.floor, before.ceiling
    )


def in_turn(parts: Iterable[Part]) -> list[Part]:
    """Return lots in the order in which they are spent."""
    never = date.max
    return sorted(parts, key=lambda part: (part.ends or never, part.age))


def take(parts: Sequence[Part], amount: int, first: object = None) -> tuple[Use, ...]:
    """Return what is taken from which lot: ``first`` before all others, then in turn.

    Less than ``amount`` comes back when there is less; what is missing is the caller's debt.

    >>> lots = [Part("b", 5, date(2027, 1, 1)), Part("a", 5, date(2026, 1, 1))]
    >>> [(use.lot, use.amount) for use in take(lots, 7)]
    [('a', 5), ('b', 2)]
    """
    ordered = in_turn(parts)
    if first is not None:
        ordered.sort(key=lambda part: part.lot != first)
    uses = []
    for part in ordered:
        if amount <= 0:
            break
        if part.left > 0:
            uses.append(Use(part.lot, min(part.left, amount)))
            amount -= uses[-1].amount
    return tuple(uses)


def give_back(uses: Sequence[Use], amount: int) -> tuple[Use, ...]:
    """Return what goes back to which lot, the last taken first; at most what was taken.

    >>> [(use.lot, use.amount) for use in give_back((Use("a", 5), Use("b", 2)), 3)]
    [('b', -2), ('a', -1)]
    """
    back = []
    for use in reversed(uses):
        if amount <= 0:
            break
        if use.amount > 0:
            back.append(Use(use.lot, -min(use.amount, amount)))
            amount += back[-1].amount
    return tuple(back)


def later(last_day: date | None, today: date) -> date | None:
    """Return the last day of a lot to which something returns today: it can still be spent."""
    return None if last_day is None else max(last_day, today + GRACE)


def ended(parts: Iterable[Part], today: date) -> tuple[Use, ...]:
    """Return what is over today: all that is left of lots whose last day has passed."""
    return tuple(
        Use(part.lot, part.left)
        for part in in_turn(parts)
        if part.left > 0 and part.ends is not None and part.ends < today
    )


def answer_of(held: int, actual: int) -> tuple[int, int]:
    """Return what a hold pays for what was actually used, and what goes back.

    Nobody pays more than was held.

    >>> answer_of(120, 90)
    (90, 30)
    """
    if held <= 0 or actual < 0:
        raise BadTransfer(f"{actual} of {held}")
    paid = min(held, actual)
    return paid, held - paid
