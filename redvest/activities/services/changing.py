"""Changing what people know already: one activity, the following of a series, or all.

Whoever signed up is told what changed and may leave without it counting as late; a new time is
asked about again. What would need a higher approval than it had is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as text_now
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import LACKS
from redvest.activities.models import Activity, Shift
from redvest.activities.programme_labels import CHANGED_FIELDS
from redvest.activities.queries import (
    ORGANISERS,
    activity_seen_by,
    plan_of,
    roster,
    sessions_of,
)
from redvest.activities.queries.series import occasions_of
from redvest.activities.services import stepping
from redvest.activities.services.door import check_fresh, checked_text, lock_shifts, trace
from redvest.activities.services.offering import fill_from_waitlist, refresh_fullness
from redvest.activities.services.parts import refresh_span
from redvest.activities.services.telling import tell_account, tell_signup
from redvest.core.days import at
from redvest.db import transact
from redvest.engines.activity_flow import ANNOUNCED, ActivityState
from redvest.engines.activity_rules import approver, lacks
from redvest.engines.roles import Role
from redvest.engines.series_rules import Reach, changes_for, reached
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor


@dataclass(frozen=True)
class ChangeCard:
    """What may be changed once people know about it."""

    title: str
    description: str
    bring: str
    place: str
    starts: time


def reached_ids(activity: Activity, reach: Reach) -> list[UUID]:
    """Those of the series a change reaches; one alone is a series of itself.

    Raises
    ------
    Conflict
        If the chosen one has begun, is over or was called off.
    """
    found = reached(occasions_of(activity), activity.id, reach, timezone.now())
    if not found:
        raise Conflict(_("这一场已经开始或结束，不能再改。"), code="wrong_state")
    return [one.id for one in found]


def _wanted(activity: Activity, card: ChangeCard) -> dict[str, Any]:
    """What differs from how the chosen one is now, checked.

    Raises
    ------
    Invalid
        If something cannot be, or nothing differs.
    """
    wanted: dict[str, Any] = {
        "title": checked_text("title", card.title, 60, _("请给活动起个名字。")),
        "description": checked_text("description", card.description, 1000),
        "bring": checked_text("bring", card.bring, 200),
        "place": checked_text("place", card.place, 120),
    }
    found = {name: value for name, value in wanted.items() if value != getattr(activity, name)}
    if activity.starts_at and timezone.localtime(activity.starts_at).time() != card.starts:
        found["starts"] = card.starts
    if not found:
        raise Invalid(_("没有改动。"))
    return found


@transact
def change_activities(
    *, actor: Actor, activity_id: UUID, card: ChangeCard, reach: Reach, version: object = None
) -> int:
    """Change one or several of a series, published ones too; returns how many.

    What would need a higher approval than it had is refused. Everybody who signed up is told.
    """
    chosen, roles = activity_seen_by(actor, activity_id, lock=True)
    if not roles & set(ORGANISERS):
        raise NotAllowed(_("活动由组织它的队伍或阵地修改。"))
    check_fresh(chosen, version)
    wanted = _wanted(chosen, card)
    rules = {one.id: one for one in occasions_of(chosen)}
    ids = reached_ids(chosen, reach)
    for row_id in ids:
        row = chosen
        if row_id != chosen.id:
            row, more = activity_seen_by(actor, row_id, lock=True)
            if not more & set(ORGANISERS):
                raise NotAllowed(_("活动由组织它的队伍或阵地修改。"))
        mine = changes_for(rules[row_id], chosen.id, frozenset(wanted), reach)
        if mine:
            _change(actor, row, {name: wanted[name] for name in mine}, reach)
    return len(ids)


def _change(actor: Actor, activity: Activity, wanted: dict[str, Any], reach: Reach) -> None:
    """Change one activity under lock and tell everybody whom it concerns."""
    approved_as = approver(plan_of(activity))
    shifts = lock_shifts(activity)
    by = timedelta()
    for name, value in wanted.items():
        if name == "starts":
            by = _move(activity, shifts, value)
        else:
            setattr(activity, name, value)
    changed = [name for name in wanted if name != "starts"]
    if reach is Reach.THIS and activity.series_id is not None:
        activity.own = sorted({*activity.own, *wanted})
        changed.append("own")
    if activity.status != "draft":
        _still_approved(activity, approved_as)
    trace(actor, activity, "changed", *changed, what=sorted(wanted))
    said = text_now("、").join(
        str(CHANGED_FIELDS[name]) for name in CHANGED_FIELDS if name in wanted
    )
    if activity.approved_by is not None:
        url = f"/desk/activities/{activity.id}/"
        tell_account(activity.approved_by, activity, "activity_changed_after", url, what=said)
    if ActivityState(activity.status) not in ANNOUNCED:
        return
    found = list(roster(activity, stepping.WAITING))
    for signup in found:
        signup.changed_at = timezone.now()
        signup.save(update_fields=["changed_at"])
    if by:
        stepping.ask_everybody_again(actor, activity, by)
        for shift in shifts:
            fill_from_waitlist(activity, shift)
        refresh_fullness(activity)
        return
    for signup in found:
        tell_signup(signup, "activity_changed", what=said)


def _move(activity: Activity, shifts: Sequence[Shift], starts: time) -> timedelta:
    """Move every time of an activity so that it begins at another time of its day."""
    assert activity.starts_at is not None
    old = timezone.localtime(activity.starts_at)
    new = at(old.date(), starts)
    if new <= timezone.now():
        message = _("新的时间已经过了。")
        raise Invalid(message, fields={"starts": message})
    by = new - activity.starts_at
    stepping.move_times(sessions_of(activity), by)
    stepping.move_times(shifts, by)
    refresh_span(activity)
    return by


def _still_approved(activity: Activity, approved_as: Role) -> None:
    """Refuse what would have needed more when it was approved."""
    plan = plan_of(activity)
    missing = lacks(plan, timezone.localtime())
    if missing:
        raise Invalid(" ".join(str(LACKS[one]) for one in missing), code=missing[0].value)
    if approver(plan) is Role.CENTRE_ADMIN and approved_as is not Role.CENTRE_ADMIN:
        raise Conflict(
            _("改成这样要由区中心审批：请撤下或延期后重新提交。"), code="center_approves"
        )
