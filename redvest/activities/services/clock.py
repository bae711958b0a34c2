"""What happens by itself: beginning, ending, offers that lapse, reminders. Run by the worker."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from redvest.activities.models import Activity, SignUp
from redvest.activities.queries import shift_locked
from redvest.activities.queries.standing_in import stale_stand_ins
from redvest.activities.services.door import move
from redvest.activities.services.signing import after_leaving
from redvest.activities.services.stepping import run_by_clock
from redvest.activities.services.swapping import end_stale
from redvest.activities.services.telling import tell_everybody
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import DomainError
from redvest.notices.services import telling_together
from redvest.people.actors import system

log = logging.getLogger("redvest.activities")
ROUND_MAX, REMIND_BEFORE, BUT_NOT_WITHIN = 500, timedelta(hours=24), timedelta(hours=1)
BY_CLOCK = frozenset({Role.SYSTEM})


def run_due() -> int:
    """Everything that is due now; returns how many things were done."""
    return _activities() + _offers() + _stand_ins() + _reminders()


def _activities() -> int:
    now = timezone.now()
    due = Activity.objects.filter(
        Q(status__in=["published", "full", "signup_closed"], starts_at__lte=now)
        | Q(status="ongoing", ends_at__lte=now)
        | Q(status__in=["published", "full"], signup_closes_at__lte=now)
    )
    found: defaultdict[str, list[UUID]] = defaultdict(list)
    rows = due.order_by("starts_at").values_list("district", "id")[:ROUND_MAX]
    for district, activity_id in rows:
        found[district].append(activity_id)
    return sum(_together(row_ids) for row_ids in found.values())


def _together(row_ids: Sequence[UUID]) -> int:
    """Those of one district, and one by one when one of them refuses."""
    try:
        return move_activities(row_ids=row_ids)
    except DomainError:
        log.exception("activities are moved on one by one")
        return sum(_attempt(one_activity, row_id) for row_id in row_ids)


def _attempt(act: object, row_id: UUID) -> int:
    """One row's refusal must not hold up the others; it stays due and is looked at again."""
    try:
        return int(act(row_id=row_id))  # type: ignore[operator]
    except DomainError:
        log.exception("row %s could not be moved on", row_id)
        return 0


def one_activity(*, row_id: UUID) -> bool:
    """One activity, unless a person or another worker is at it."""
    return bool(move_activities(row_ids=[row_id]))


@transact
def move_activities(*, row_ids: Sequence[UUID]) -> int:
    """Activities of one district, but for those a person or another worker is at."""
    activities = (
        Activity.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(id__in=list(row_ids))
        .order_by("id")
    )
    return run_by_clock(list(activities))


def _offers() -> int:
    due = SignUp.objects.filter(state="approved", answer_by__lte=timezone.now())
    rows = list(due.order_by("answer_by").values_list("id", flat=True)[:ROUND_MAX])
    return sum(_attempt(lapse_offer, row_id) for row_id in rows)


@transact
def lapse_offer(*, row_id: UUID) -> bool:
    """Nobody said yes in time: the place goes to the next. Nothing is held against anybody."""
    seen = SignUp.objects.get(id=row_id)
    shift, activity = shift_locked(seen.district, seen.shift_id)
    signup = (
        SignUp.objects.select_for_update(of=("self",), no_key=True)
        .filter(id=row_id, state="approved", answer_by__lte=timezone.now())
        .first()
    )
    if signup is None:
        return False
    signup.shift, signup.activity = shift, activity
    move(signup, SignUpAction.LAPSE, system(signup.district), BY_CLOCK)
    after_leaving(signup)
    return True


def _stand_ins() -> int:
    rows = list(stale_stand_ins().values_list("id", flat=True)[:ROUND_MAX])
    return sum(_attempt(end_stale, row_id) for row_id in rows)


def _reminders() -> int:
    now = timezone.now()
    due = SignUp.objects.filter(
        state="confirmed",
        reminded_at=None,
        starts_at__gt=now + BUT_NOT_WITHIN,
        starts_at__lte=now + REMIND_BEFORE,
        activity__status__in=["published", "full", "signup_closed", "ongoing"],
    )
    rows = list(due.order_by("starts_at").values_list("id", flat=True)[:ROUND_MAX])
    try:
        return remind_each(row_ids=rows) if rows else 0
    except DomainError:
        log.exception("reminders are written one by one")
        return sum(_attempt(remind, row_id) for row_id in rows)


def remind(*, row_id: UUID) -> bool:
    """Once, a day before; whoever has left by now is not reminded."""
    return bool(remind_each(row_ids=[row_id]))


@transact
def remind_each(*, row_ids: Sequence[UUID]) -> int:
    """:func:`remind` for many; returns how many were reminded."""
    signups = list(
        SignUp.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("activity", "volunteer__person")
        .filter(id__in=list(row_ids), state="confirmed", reminded_at=None)
        .order_by("starts_at", "id")
    )
    SignUp.objects.filter(id__in=[one.id for one in signups]).update(reminded_at=timezone.now())
    with telling_together():
        tell_everybody(signups, "signup_reminder")
    return len(signups)
