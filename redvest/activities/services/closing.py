"""Afterwards the lead says who was there; somebody else settles."""

from collections.abc import Collection
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.queries import activity_seen_by
from redvest.activities.queries.attendance import stories_of
from redvest.activities.services.bulk import lock_signups, move_many
from redvest.activities.services.door import by_itself, check_fresh, lock_shifts, trace
from redvest.activities.services.stepping import ended
from redvest.activities.services.telling import tell_everybody, tell_proposed
from redvest.db import transact
from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.attendance_merge import Mark, Method
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, NotAllowed
from redvest.people.actors import Actor

PROPOSING = frozenset({Role.LEAD, Role.TEAM_ADMIN})
OPEN = (ActivityState.ONGOING, ActivityState.ENDED)


@transact
def propose_attendance(
    *,
    actor: Actor,
    activity_id: UUID,
    stayed: Collection[UUID] = (),
    missed: Collection[UUID] = (),
    version: object = None,
) -> Activity:
    """The lead says who was there: who stayed until the end without checking out, and who was
    missed without a word. Whoever else did not come is excused: silence is held against nobody.

    It is the lead's word for everybody who was stamped, and may be given again until it is settled.
    """
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    able = roles & PROPOSING
    if not able:
        raise NotAllowed(_("谁来了由现场负责人说，再由站点结算。"))
    check_fresh(activity, version)
    if ActivityState(activity.status) not in OPEN:
        raise Conflict(_("这个活动现在不能交名单。"), code="wrong_state")
    if activity.ends_at is None or activity.ends_at > timezone.now():
        raise Conflict(_("最后一场还没有结束，结束后再交名单。"), code="too_early")
    lock_shifts(activity)
    if activity.status == ActivityState.ONGOING.value:
        ended(by_itself(ActivityAction.END, activity))
    signups = lock_signups(activity)
    stories = stories_of(activity)
    others = [one for one in signups if one.volunteer_id != actor.volunteer_id]
    _stayed(actor, [one for one in others if one.id in stayed and one.id in stories])
    absent = [one for one in others if one.state == "confirmed" and one.id not in stories]
    unsaid = [one for one in absent if one.id in missed]
    excused = [one for one in absent if one.id not in missed]
    move_many(unsaid, SignUpAction.MARK_NO_SHOW, actor, activity, able)
    SignUp.objects.filter(id__in=[one.id for one in unsaid]).update(decided_by=actor.account_id)
    tell_everybody(_with_people(unsaid), "signup_absence")
    move_many(excused, SignUpAction.EXCUSE, actor, activity, able)
    activity.proposed_by, activity.proposed_at = actor.account_id, timezone.now()
    trace(
        actor,
        activity,
        "proposed",
        "proposed_by",
        "proposed_at",
        there=len(stories),
        missed=len(unsaid),
        excused=len(excused),
    )
    tell_proposed(activity, actor.account_id)
    return activity


def _with_people(signups: list[SignUp]) -> list[SignUp]:
    rows = SignUp.objects.filter(id__in=[one.id for one in signups])
    return list(rows.select_related("activity", "volunteer__person"))


def _stayed(actor: Actor, signups: list[SignUp]) -> None:
    """A check-out that was forgotten: the lead's word that they stayed until the planned end."""
    now = timezone.now()
    stories = stories_of(signups[0].activity, [one.id for one in signups]) if signups else {}
    Stamp.objects.bulk_create(
        Stamp(
            district=one.district,
            activity_id=one.activity_id,
            signup=one,
            mark=Mark.OUT.value,
            method=Method.LATER.value,
            at=min(one.ends_at, now),
            noted_at=now,
            account=actor.account_id,
        )
        for one in signups
        if stories[one.id].is_there
    )
