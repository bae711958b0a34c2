"""The waiting list: who is asked when a place becomes free, and until when the place is kept."""

from collections.abc import Sequence
from itertools import groupby

from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.queries import promises, waiting_for
from redvest.activities.queries.sight import shifts_of_all
from redvest.activities.services.door import by_themselves, move
from redvest.activities.services.telling import said, tell_signup
from redvest.districts.queries import policy_of
from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.activity_rules import answer_by, overlapping
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.people.actors import system

BY_CLOCK = frozenset({Role.SYSTEM})
PUBLISHED, FULL = ActivityState.PUBLISHED.value, ActivityState.FULL.value
STILL_ASKED = (
    ActivityState.PUBLISHED,
    ActivityState.FULL,
    ActivityState.SIGNUP_CLOSED,
)


def parties(waiting: list[SignUp]) -> list[list[SignUp]]:
    """Those who came together stay together, in the order of the list."""
    return [list(rows) for _key, rows in groupby(waiting, key=lambda row: row.party or row.id)]


def fill_from_waitlist(activity: Activity, shift: Shift) -> list[SignUp]:
    """Offer free places of a shift under lock to those who wait, in the order of the server.

    Somebody who is busy at that time by now, and a family that needs more places than are free,
    is passed over and keeps the place in the list.
    """
    now = timezone.now()
    free = shift.capacity - shift.taken
    if ActivityState(activity.status) not in STILL_ASKED or shift.starts_at <= now or free <= 0:
        return []
    offered: list[SignUp] = []
    for party in parties(waiting_for(shift)):
        if free < len(party):
            continue
        span = (shift.starts_at, shift.ends_at)
        busy = promises(shift.district, [row.volunteer_id for row in party], *span)
        if any(overlapping(span, spans) for spans in busy.values()):
            continue
        for row in party:
            row.shift, row.activity = shift, activity
            _offer(row)
        offered += party
        free -= len(party)
        if free <= 0:
            break
    return offered


def _offer(row: SignUp) -> None:
    now = timezone.now()
    policy = policy_of(row.district)
    today = timezone.localdate(row.starts_at) == timezone.localdate(now)
    until = answer_by(now, row.starts_at, today, policy.offer_minutes, policy.offer_today_minutes)
    move(row, SignUpAction.OFFER, system(row.district), BY_CLOCK, answer_by=until)
    tell_signup(row, "signup_offered", until=said(until))


def refresh_fullness(activity: Activity) -> Activity:
    """Full when no shift has a place left, and open again when one has; under lock."""
    refresh_fullness_each([activity])
    return activity


def refresh_fullness_each(activities: Sequence[Activity]) -> None:
    """:func:`refresh_fullness` for many of one district."""
    asked = [one for one in activities if one.status in (PUBLISHED, FULL)]
    if not asked:
        return
    coming = shifts_of_all(asked).filter(starts_at__gt=timezone.now())
    free = {one.activity_id for one in coming if one.taken < one.capacity}
    due = [(ActivityAction.FREE, one) for one in asked if one.id in free and one.status == FULL]
    due += [
        (ActivityAction.FILL, one)
        for one in asked
        if one.id not in free and one.status == PUBLISHED
    ]
    if due:
        by_themselves(due)


def notice_fullness(shift: Shift) -> None:
    """Say so when a shift has just become full or free, unless somebody is at the activity now.

    Whoever signs up holds the shift, not the activity: waiting for it could wait in a circle. Who
    is at it, or the next round of the clock, notices.
    """
    notice_fullness_each([shift])


def notice_fullness_each(shifts: Sequence[Shift]) -> None:
    """:func:`notice_fullness` for many of one district."""
    found = Activity.objects.select_for_update(of=("self",), no_key=True, skip_locked=True).filter(
        id__in={one.activity_id for one in shifts}
    )
    refresh_fullness_each(list(found.order_by("id")) if shifts else [])
