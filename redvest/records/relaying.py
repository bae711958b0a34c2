"""Carrying records to the national system: at least once, in order, each try noted.

A row that comes round again after a killed worker has the same key.
"""

import logging
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from redvest.db import transact
from redvest.engines.evidence import Level
from redvest.engines.national import GONE, LEVELS, Kind, wait_after, wanted
from redvest.engines.record_flow import State
from redvest.notices.leases import carry_due
from redvest.records.models import NationalRow, ServiceRecord
from redvest.records.national import NationalError, adapter, item_of

log = logging.getLogger("redvest.records")
BATCH = 1000
RECENT = timedelta(days=2)


def _last(field: str) -> Subquery:
    rows = NationalRow.objects.filter(record_id=OuterRef("pk")).order_by("-turn")
    return Subquery(rows.values(field)[:1])


def _to_tell(since: datetime | None) -> "QuerySet[ServiceRecord]":
    put = Q(state=State.EFFECTIVE.value, level__in=[one.value for one in LEVELS])
    put &= Q(last=None) | ~Q(last=Kind.PUT.value)
    gone = Q(state__in=[one.value for one in GONE], last=Kind.PUT.value)
    rows = ServiceRecord.objects.annotate(last=_last("kind"), turn=_last("turn"))
    if since is not None:
        rows = rows.filter(state_since__gte=since)
    return rows.filter(put | gone).order_by("state_since", "id")


@transact
def queue_national(*, since: datetime | None = None) -> int:
    """Write a row for whatever the national system has not been told yet."""
    if adapter() is None:
        return 0
    now = timezone.now()
    made = []
    for record in _to_tell(since)[:BATCH]:
        told: Any = record
        last = Kind(told.last) if told.last else None
        kind = wanted(State(record.state), Level(record.level), last)
        if kind is not None:
            made.append(
                NationalRow(
                    district=record.district,
                    record=record,
                    turn=(told.turn or 0) + 1,
                    kind=kind.value,
                    next_try_at=now,
                    made_at=now,
                )
            )
    NationalRow.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


def tell_national(limit: int = 500) -> int:
    """Queue what is new and carry what is due. Returns how many rows were tried."""
    if adapter() is None:
        return 0
    queue_national(since=timezone.now() - RECENT)
    return carry_due(_in_turn(), _carry, limit)


def _in_turn() -> "QuerySet[NationalRow]":
    """Rows that may leave: those of a record go one after the other."""
    earlier = NationalRow.objects.filter(
        record_id=OuterRef("record_id"), turn__lt=OuterRef("turn")
    ).exclude(status="sent")
    return NationalRow.objects.filter(~Exists(earlier)).order_by("next_try_at", "id")


def _carry(row_id: UUID) -> None:
    row = NationalRow.objects.select_related("record__volunteer", "record__supersedes").get(
        id=row_id
    )
    carrier = adapter()
    if carrier is None or row.status != "sending":
        return
    try:
        receipt = carrier.send(item_of(row))
    except NationalError as error:
        _note(row_id=row_id, error=error.code, retry=error.retry)
    except Exception as error:
        log.exception("national row %s: unexpected failure", row_id)
        _note(row_id=row_id, error=type(error).__name__, retry=True)
    else:
        _note(row_id=row_id, receipt=receipt)


@transact
def _note(*, row_id: UUID, receipt: str = "", error: str = "", retry: bool = True) -> None:
    """Write down what became of a try."""
    row = NationalRow.objects.select_for_update(no_key=True).get(id=row_id)
    if row.status != "sending":
        return
    now = timezone.now()
    if not error:
        row.status, row.receipt, row.error = "sent", receipt[:120], ""
        row.sent_at, row.next_try_at = now, None
    else:
        wait = wait_after(row.attempts) if retry else None
        row.status = "failed" if wait is not None else "dead"
        row.error, row.next_try_at = error[:60], now + wait if wait is not None else None
    row.save(update_fields=["status", "receipt", "error", "sent_at", "next_try_at"])
