"""转入: what a signed book of hours from elsewhere brings along, and the life of what was brought.

Minutes from elsewhere are shown beside one's own and count for nothing here (level E): whoever
recorded them answers for them. The same hours never come twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from redvest.engines.evidence import COUNTED
from redvest.engines.flow import by_action, row
from redvest.engines.record_flow import State as RecordState
from redvest.engines.roles import Role

ENTRIES_MAX, TITLE_MAX, NUMBER_MAX = 5000, 60, 20
MINUTE = timedelta(minutes=1)


class State(StrEnum):
    """Where it stands; stored, so never renamed."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Action(StrEnum):
    """What a desk does; stored in events, so never renamed."""

    ACCEPT = "accept"
    REFUSE = "refuse"


_DESK = frozenset({Role.VENUE_ADMIN, Role.CENTRE_ADMIN})
STEPS = by_action(
    (
        row(Action.ACCEPT, State.ASKED, State.ACCEPTED, _DESK),
        row(Action.REFUSE, State.ASKED, State.REFUSED, _DESK),
    ),
    Action,
)


class TransferError(ValueError):
    """A book of hours that cannot be read; ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Line:
    """One service as it was recorded elsewhere."""

    number: str
    title: str
    category: str
    organizer: str
    starts_at: datetime
    ends_at: datetime
    minutes: int


def lines_of(passport: Mapping[str, Any]) -> tuple[Line, ...]:
    """Return what counts in a book of hours, in the order of time.

    What was itself brought from elsewhere (level E), or does not count there, stays out.

    Raises
    ------
    TransferError
        ``malformed`` when a record lacks something or contradicts itself, ``too_many``, ``empty``.
    """
    rows = passport.get("records")
    if not isinstance(rows, list):
        raise TransferError("malformed")
    if len(rows) > ENTRIES_MAX:
        raise TransferError("too_many")
    counted = {level.value for level in COUNTED}
    try:
        found = [
            _line(one)
            for one in rows
            if one["state"] == RecordState.EFFECTIVE.value and one["level"] in counted
        ]
    except (KeyError, TypeError, ValueError):
        raise TransferError("malformed") from None
    if not found:
        raise TransferError("empty")
    if len({one.number for one in found}) != len(found):
        raise TransferError("malformed")
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.number)))


def _line(given: Mapping[str, Any]) -> Line:
    starts, ends = (datetime.fromisoformat(given[name]) for name in ("starts_at", "ends_at"))
    minutes = given["minutes"]
    whole = isinstance(minutes, int) and not isinstance(minutes, bool) and minutes > 0
    if not whole or starts.tzinfo is None or ends.tzinfo is None:
        raise ValueError("not a service")
    if ends - starts < minutes * MINUTE:
        raise ValueError("more minutes than time")
    number = str(given["number"])
    if not 0 < len(number) <= NUMBER_MAX:
        raise ValueError("not a number")
    return Line(
        number,
        str(given["title"])[:TITLE_MAX],
        str(given["category"])[:24],
        str(given["organizer"])[:TITLE_MAX],
        starts,
        ends,
        minutes,
    )


Span = tuple[datetime, datetime]


def new_lines(
    lines: Iterable[Line], known: Iterable[str], taken: Iterable[Span]
) -> tuple[list[Line], list[Line]]:
    """Split into what is new here and what is left out.

    Left out is what came before (by its number there), and what lies in time that is already
    somebody's hours here or in another line: nobody serves twice at once.

    >>> at = datetime.fromisoformat("2026-01-01T09:00+08:00")
    >>> line = Line("1", "x", "other", "y", at, at + 60 * MINUTE, 60)
    >>> [len(part) for part in new_lines([line, line], [], [])]
    [1, 1]
    """
    numbers, spans = set(known), list(taken)
    new: list[Line] = []
    left: list[Line] = []
    for one in lines:
        clash = any(one.starts_at < end and begin < one.ends_at for begin, end in spans)
        if one.number in numbers or clash:
            left.append(one)
            continue
        numbers.add(one.number)
        spans.append((one.starts_at, one.ends_at))
        new.append(one)
    return new, left


def paper_fits(first: date, last: date, minutes: int) -> bool:
    """Whether so many minutes can be served in these days, sixteen hours a day at most."""
    days = (last - first).days + 1
    return days > 0 and 0 < minutes <= days * 16 * 60
