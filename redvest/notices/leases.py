"""Work that several workers share: each takes some of what is due, for a while, and carries it.

A row is taken in one transaction (``sending``, with a time after which somebody else may take it
again), carried outside any transaction, and noted in another one. Killed between these steps, a
worker leaves a row that comes round again; the other side knows it by its id.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from redvest.db import transact
from redvest.notices.labels import WAITING, Status

BATCH = 10
LEASE = timedelta(minutes=5)  # longer than a batch of the slowest calls


@transact
def _take(due: QuerySet[Any]) -> list[UUID]:
    """Reserve the first rows that are due and that nobody else has."""
    now = timezone.now()
    free = due.filter(status__in=WAITING, next_try_at__lte=now)
    free = free.select_for_update(skip_locked=True, of=("self",))
    taken = list(free.values_list("id", flat=True)[:BATCH])
    due.model._default_manager.filter(id__in=taken).update(
        status=Status.SENDING.value, attempts=F("attempts") + 1, next_try_at=now + LEASE
    )
    return taken


def carry_due(due: QuerySet[Any], carry: Callable[[UUID], None], limit: int) -> int:
    """Take and carry rows of ``due``, in its order, until none is left or ``limit`` is reached.

    Returns how many were taken up.
    """
    done = 0
    while done < limit and (taken := _take(due.all())):
        for row_id in taken:
            carry(row_id)
        done += len(taken)
    return done
