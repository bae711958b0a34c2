"""What may come between the draft and the day, and what the day itself brings."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import CANCEL_REASONS
from redvest.activities.models import Activity, Session, Shift
from redvest.activities.queries import (
    ORGANISERS,
    activity_seen_by,
    promises,
    roster,
    sessions_of,
)
from redvest.activities.queries.signups import roster_of
from redvest.activities.services.announcing import check_ready
from redvest.activities.services.door import (
    begin,
    by_themselves,
    check_fresh,
    checked_choice,
    checked_text,
    finish,
    lock_shifts,
    lock_shifts_of,
    move,
    trace,
)
from redvest.activities.services.offering import (
    fill_from_waitlist,
    refresh_fullness,
    refresh_fullness_each,
)
from redvest.activities.services.parts import AHEAD, check_insured, checked_capacity, refresh_span
from redvest.activities.services.telling import (
    said,
    tell_account,
    tell_everybody,
    tell_signup,
)
from redvest.db import transact
from redvest.engines.activity_flow import ANNOUNCED, ActivityAction, ActivityState
from redvest.engines.activity_rules import overlapping
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.people.actors import Actor, system

BY_CLOCK = frozenset({Role.SYSTEM})
WAITING = ("applied", "waitlisted", "approved", "confirmed")
ASK_AGAIN_HOURS = 48


@transact
def take_back_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Change something after all, before it is decided."""
    return finish(begin(ActivityAction.TAKE_BACK, actor, activity_id, version))


@transact
def reject_activity(
    *, actor: Actor, activity_id: UUID, reason: str, version: object = None
) -> Activity:
    """No, with a reason from which the organiser can go on."""
    taking = begin(ActivityAction.REJECT, actor, activity_id, version)
    activity = taking.activity
    activity.reason = checked_text("reason", reason, 200, _("请写明为什么，好让组织方修改。"))
    finish(taking, "reason")
    tell_account(
        activity.created_by,
        activity,
        "activity_rejected",
        f"/desk/activities/{activity.id}/",
        reason=activity.reason,
    )
    return activity


@transact
def revise_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Back to a draft; whatever is changed is approved again."""
    taking = begin(ActivityAction.REVISE, actor, activity_id, version)
    taking.activity.approved_by = None
    return finish(taking, "approved_by")


@transact
def close_signup(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    return finish(begin(ActivityAction.CLOSE_SIGNUP, actor, activity_id, version))


@transact
def open_signup(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Sign-up goes on; a closing time that has passed does not close it again."""
    taking = begin(ActivityAction.OPEN_SIGNUP, actor, activity_id, version)
    activity = taking.activity
    _before_it_begins(activity)
    if activity.signup_closes_at is not None and activity.signup_closes_at <= timezone.now():
        activity.signup_closes_at = None
    finish(taking, "signup_closes_at")
    refresh_fullness(activity)
    return activity


def _before_it_begins(activity: Activity) -> None:
    if activity.starts_at is None or activity.starts_at <= timezone.now():
        raise Conflict(_("活动已经开始。"), code="wrong_state")


@transact
def unpublish_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """It disappears as if it had not been: only while nobody counts on it."""
    taking = begin(ActivityAction.UNPUBLISH, actor, activity_id, version)
    lock_shifts(taking.activity)
    if roster(taking.activity).exists():
        raise Conflict(
            _("已经有人报名，不能撤下；确实不办，请用“取消活动”，报名的人都会收到通知。"),
            code="signed_up",
        )
    return finish(taking)


@transact
def cancel_activity(
    *, actor: Actor, activity_id: UUID, reason: str, version: object = None
) -> Activity:
    """It does not take place. Everybody who counted on it is told, at once."""
    taking = begin(ActivityAction.CANCEL, actor, activity_id, version)
    activity = taking.activity
    activity.reason = checked_choice("reason", reason, CANCEL_REASONS)
    lock_shifts(activity)
    told = _call_off(actor, activity)
    finish(taking, "reason", reason=reason, after={"told": told})
    return activity


def _call_off(actor: Actor, activity: Activity) -> int:
    """End every sign-up of an activity whose shifts are under lock, and tell everybody."""
    found = list(roster(activity, WAITING))
    words = CANCEL_REASONS.get(activity.reason, activity.reason)
    for signup in found:
        move(signup, SignUpAction.CALL_OFF, actor, BY_CLOCK)
        tell_signup(signup, "activity_cancelled", reason=words)
    return len(found)


@transact
def postpone_activity(
    *, actor: Actor, activity_id: UUID, reason: str, version: object = None
) -> Activity:
    """Not then; nobody knows yet when. Places are kept, and everybody is told."""
    taking = begin(ActivityAction.POSTPONE, actor, activity_id, version)
    activity = taking.activity
    activity.reason = checked_choice("reason", reason, CANCEL_REASONS)
    lock_shifts(activity)
    found = list(roster(activity, WAITING))
    tell_everybody(found, "activity_postponed", reason=CANCEL_REASONS[activity.reason])
    return finish(taking, "reason", reason=reason, after={"told": len(found)})


@transact
def reschedule_activity(
    *, actor: Actor, activity_id: UUID, starts_at: datetime, version: object = None
) -> Activity:
    """A new beginning; all sessions move by as much. Whoever had a place is asked again."""
    taking = begin(ActivityAction.RESCHEDULE, actor, activity_id, version)
    activity = taking.activity
    now = timezone.now()
    if starts_at <= now or starts_at > now + AHEAD or activity.starts_at is None:
        message = _("请选一年以内的将来时间。")
        raise Invalid(message, fields={"starts_at": message})
    by = starts_at - activity.starts_at
    shifts = lock_shifts(activity)
    move_times(sessions_of(activity), by)
    move_times(shifts, by)
    refresh_span(activity)
    check_ready(activity)
    if activity.signup_closes_at is not None:
        activity.signup_closes_at += by
    finish(taking, "signup_closes_at", after={"starts_at": starts_at.isoformat()})
    ask_everybody_again(actor, activity, by)
    for shift in shifts:
        fill_from_waitlist(activity, shift)
    refresh_fullness(activity)
    return activity


def move_times(rows: Iterable[Session] | Iterable[Shift], by: timedelta) -> None:
    for row in rows:
        row.starts_at, row.ends_at = row.starts_at + by, row.ends_at + by
        row.save(update_fields=["starts_at", "ends_at"])


def ask_everybody_again(actor: Actor, activity: Activity, by: timedelta) -> None:
    """Places move with the time; whoever is busy then gives the place up by itself."""
    clock = system(activity.district)
    found = list(roster(activity, WAITING))
    # Whoever has several shifts of it never meets the own next one on the way.
    for signup in reversed(found) if by > timedelta(0) else found:
        starts, ends = signup.starts_at + by, signup.ends_at + by
        others = promises(activity.district, [signup.volunteer_id], starts, ends)
        own = (timezone.localtime(signup.starts_at), timezone.localtime(signup.ends_at))
        spans = [span for span in others[signup.volunteer_id] if span != own]
        holds = signup.state in ("approved", "confirmed")
        if holds and overlapping((starts, ends), spans):
            move(signup, SignUpAction.CALL_OFF, clock, BY_CLOCK, reason="time_clash")
            tell_signup(signup, "activity_cancelled", reason=_("新的时间您另有安排"))
            continue
        signup.starts_at, signup.ends_at = starts, ends
        if not holds:
            signup.save(update_fields=["starts_at", "ends_at"])
            continue
        until = min(timezone.now() + timedelta(hours=ASK_AGAIN_HOURS), starts)
        move(
            signup,
            SignUpAction.ASK_AGAIN,
            actor,
            BY_CLOCK,
            "starts_at",
            "ends_at",
            answer_by=until,
        )
        tell_signup(signup, "activity_rescheduled", until=said(until))


@transact
def set_capacity(
    *, actor: Actor, activity_id: UUID, shift_id: UUID, capacity: int, version: object = None
) -> Shift:
    """More places, or fewer; never fewer than are taken."""
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    if not roles & set(ORGANISERS):
        raise NotAllowed(_("名额由组织活动的队伍或阵地调整。"))
    changeable = ANNOUNCED | {ActivityState.DRAFT, ActivityState.POSTPONED}
    if ActivityState(activity.status) not in changeable:
        raise Conflict(_("现在不能调整名额，请刷新页面查看最新情况。"), code="wrong_state")
    check_fresh(activity, version)
    checked_capacity(capacity)
    shift = next((one for one in lock_shifts(activity) if one.id == shift_id), None)
    if shift is None:
        raise NotSeen(_("没有找到这个班次。"))
    if capacity < shift.taken:
        message = _("已有%(taken)d人占了名额，不能少于这个数；请先和报名的人商量。") % {
            "taken": shift.taken
        }
        raise Invalid(message, code="below_taken", fields={"capacity": message})
    before, shift.capacity = shift.capacity, capacity
    shift.save(update_fields=["capacity"])
    if capacity > before and activity.status != "draft":
        check_insured(activity)
    trace(actor, activity, "capacity_set", shift=str(shift.id), before=before, after=capacity)
    if ActivityState(activity.status) in ANNOUNCED:
        fill_from_waitlist(activity, shift)
        refresh_fullness(activity)
    return shift


@transact
def start_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """People are there."""
    return finish(begin(ActivityAction.START, actor, activity_id, version))


@transact
def end_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """It is over; the lead says who was there."""
    activity = finish(begin(ActivityAction.END, actor, activity_id, version))
    return ended(activity)


def ended(activity: Activity) -> Activity:
    """Whoever still waited when it was over waited in vain: nothing is held against them."""
    ended_each([activity])
    return activity


def ended_each(activities: Sequence[Activity]) -> None:
    """:func:`ended` for many of one district."""
    if not activities:
        return
    lock_shifts_of(activities)
    clock = system(activities[0].district)
    rows = roster_of(activities, ("applied", "waitlisted", "approved"))
    for signup in rows.select_related("activity", "shift__position", "volunteer__person"):
        move(signup, SignUpAction.LAPSE, clock, BY_CLOCK)


def run_by_clock(activities: Sequence[Activity]) -> int:
    """Begin, end or close what is due; they are of one district and under lock. How many were."""
    now = timezone.now()
    asked = [(_due(one, now), one) for one in activities]
    due = [(action, one) for action, one in asked if action is not None]
    if due:
        by_themselves(due)
        ended_each([one for action, one in due if action is ActivityAction.END])
    refresh_fullness_each([one for action, one in asked if action is None])
    return len(due)


def _due(activity: Activity, now: datetime) -> ActivityAction | None:
    """What the clock asks of an activity."""
    state = ActivityState(activity.status)
    if state in ANNOUNCED and activity.starts_at is not None and activity.starts_at <= now:
        return ActivityAction.START
    if state is ActivityState.ONGOING and activity.ends_at is not None and activity.ends_at <= now:
        return ActivityAction.END
    open_now = state in (ActivityState.PUBLISHED, ActivityState.FULL)
    if open_now and activity.signup_closes_at is not None and activity.signup_closes_at <= now:
        return ActivityAction.CLOSE_SIGNUP
    return None
