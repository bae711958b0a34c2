"""The volunteers of each district in the memory of this process, never older than two seconds.

What changed is read from the events: each says whom it is about. An event counts again for half
a minute, because a transaction may commit after one that began later. Whatever is decided from
here is looked at again on the rows themselves, under lock.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection
from django.utils import timezone

from redvest.districts.queries import policy_of
from redvest.engines.matching.weighing import weights_of
from redvest.orders.models import ServiceOrder
from redvest.orders.queries.crews import SKILL_CODES
from redvest.orders.queries.pairings import ties_of
from redvest.orders.queries.waiting_orders import asked_of, placed
from redvest.people.models import Volunteer

if TYPE_CHECKING:
    from redvest.engines.crowd import Crowd, Near

FRESH_S = 2.0
LATE = timedelta(seconds=30)
EVENTS_MAX = 2_000
# Events after which more may have changed than they name.
WHOLE = ("import.", "demo.")

SINCE = """
SELECT id, kind, subject_id, after->>'person' FROM journal_event
WHERE district = %s AND at > %s ORDER BY at LIMIT %s
"""


@dataclass
class Kept:
    """One district's crowd, when it was made and what was seen since."""

    crowd: Crowd
    day: datetime
    looked: float
    until: datetime
    seen: set[UUID] = field(default_factory=set)
    lock: Lock = field(default_factory=Lock)


_kept: dict[tuple[str, str], Kept] = {}
_making = Lock()


def forget() -> None:
    """Drop everything: for tests, whose rows never were."""
    _kept.clear()


def _make(district: str) -> Kept:
    from redvest.engines.crowd import Crowd
    from redvest.orders.queries.crowd_rows import rows_of

    now = timezone.now()
    rows = rows_of(district)
    policy = policy_of(district)
    crowd = Crowd(rows, len(SKILL_CODES), weights_of(policy), policy.match_month_most)
    return Kept(crowd, timezone.localtime(now), monotonic(), now)


def _current(district: str) -> Kept:
    """The crowd of a district, made when there is none for today."""
    key = (str(connection.settings_dict["NAME"]), district)
    with _making:
        kept = _kept.get(key)
        if kept is None or kept.day.date() != timezone.localdate() or kept.crowd.is_worn:
            kept = _kept[key] = _make(district)
    return kept


def refresh(district: str, kept: Kept) -> int:
    """Read the events since the last look and put in whom they are about; how many changed."""
    from redvest.orders.queries.crowd_rows import rows_touched

    now = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute(SINCE, [district, kept.until - LATE, EVENTS_MAX + 1])
        found = cursor.fetchall()
    fresh = [row for row in found if row[0] not in kept.seen]
    kept.looked, kept.until = monotonic(), now
    kept.seen = {row[0] for row in found}
    if not fresh:
        return 0
    if len(found) > EVENTS_MAX or any(row[1].startswith(WHOLE) for row in fresh):
        made = _make(district)
        kept.crowd, kept.day = made.crowd, made.day
        return len(kept.crowd)
    ids = {row[2] for row in fresh if row[2]} | {_person(row[3]) for row in fresh}
    touched, rows = rows_touched(district, [one for one in ids if one])
    if touched:
        kept.crowd.replace(touched, rows)
    return len(touched)


def _person(said: str | None) -> UUID | None:
    try:
        return UUID(said or "")
    except ValueError:
        return None


def fitting(order_id: UUID, district: str, count: int = 12) -> list[Near]:
    """Volunteers who fit an order best now, never the resident or who is kept apart from her."""
    order = placed(ServiceOrder.objects.filter(district=district, id=order_id)).get()
    own = Volunteer.objects.filter(district=district, person=order.requester_id)
    ties = ties_of(district, [order.requester_id])[order.requester_id]
    not_ids = ties.apart | set(own.values_list("id", flat=True))
    kept = _current(district)
    with kept.lock:
        if monotonic() - kept.looked > FRESH_S:
            refresh(district, kept)
        asked = asked_of(order, timezone.now())
        return kept.crowd.fitting(asked, SKILL_CODES, count, not_ids, ties.rather)
