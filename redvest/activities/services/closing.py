"""Afterwards the lead says who was there; somebody else settles."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, SignUp, Stamp
from redvest.activities.queries import activities_seen_by, activity_seen_by
from redvest.activities.queries.attendance import stories_of, stories_of_all
from redvest.activities.services.bulk import lock_signups_of, move_many
from redvest.activities.services.door import by_itself, check_fresh, lock_shifts_of, trace_only
from redvest.activities.services.stepping import ended
from redvest.activities.services.telling import tell_everybody, tell_proposed
from redvest.core.copying import rewrite
from redvest.db import transact
from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.attendance_merge import Mark, Method, Story
from redvest.engines.roles import Role
from redvest.engines.signup_flow import SignUpAction
from redvest.errors import Conflict, NotAllowed
from redvest.people.actors import Actor

PROPOSING = frozenset({Role.LEAD, Role.TEAM_ADMIN})
OPEN = (ActivityState.ONGOING, ActivityState.ENDED)


@dataclass(frozen=True)
class Word:
    """What a lead says about an activity: who stayed without checking out, who was missed."""

    activity_id: UUID
    stayed: Collection[UUID] = ()
    missed: Collection[UUID] = ()


Said = tuple[Actor, frozenset[Role], Activity, Word]
"""A word, by whom, in which roles."""


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
    word = Word(activity_id, stayed, missed)
    _check(activity, roles, version)
    [activity] = _propose([(actor, roles, activity, word)])
    return activity


@transact
def propose_each(*, words: Sequence[tuple[Actor, Word]]) -> list[Activity]:
    """:func:`propose_attendance` for many activities, each by its own lead."""
    seen = activities_seen_by([(actor, word.activity_id) for actor, word in words], lock=True)
    said: list[Said] = []
    for (actor, word), (activity, roles) in zip(words, seen, strict=True):
        _check(activity, roles)
        said.append((actor, roles, activity, word))
    return _propose(said)


def _check(activity: Activity, roles: frozenset[Role], version: object = None) -> None:
    if not roles & PROPOSING:
        raise NotAllowed(_("谁来了由现场负责人说，再由站点结算。"))
    check_fresh(activity, version)
    if ActivityState(activity.status) not in OPEN:
        raise Conflict(_("这个活动现在不能交名单。"), code="wrong_state")
    if activity.ends_at is None or activity.ends_at > timezone.now():
        raise Conflict(_("最后一场还没有结束，结束后再交名单。"), code="too_early")


def _propose(said: Sequence[Said]) -> list[Activity]:
    activities = [activity for _actor, _roles, activity, _word in said]
    lock_shifts_of(activities)
    for activity in activities:
        if activity.status == ActivityState.ONGOING.value:
            ended(by_itself(ActivityAction.END, activity))
    signups, stories = lock_signups_of(activities), stories_of_all(activities)
    for one in said:
        _say(one, signups[one[2].id], stories)
    rewrite(activities, "version", "proposed_by", "proposed_at")
    tell_proposed(activities, [actor.account_id for actor, *_rest in said])
    return activities


def _say(said: Said, signups: list[SignUp], stories: Mapping[UUID, Story]) -> None:
    """What one lead says becomes of the sign-ups; the activity itself is written by the caller."""
    actor, roles, activity, word = said
    able = roles & PROPOSING
    others = [one for one in signups if one.volunteer_id != actor.volunteer_id]
    _stayed(actor, [one for one in others if one.id in word.stayed and one.id in stories])
    absent = [one for one in others if one.state == "confirmed" and one.id not in stories]
    unsaid = [one for one in absent if one.id in word.missed]
    excused = [one for one in absent if one.id not in word.missed]
    if unsaid:
        move_many(unsaid, SignUpAction.MARK_NO_SHOW, actor, activity, able)
        missed = SignUp.objects.filter(id__in=[one.id for one in unsaid])
        missed.update(decided_by=actor.account_id)
        tell_everybody(_with_people(unsaid), "signup_absence")
    move_many(excused, SignUpAction.EXCUSE, actor, activity, able)
    activity.proposed_by, activity.proposed_at = actor.account_id, timezone.now()
    there = sum(one.id in stories for one in signups)
    counts = {"there": there, "missed": len(unsaid), "excused": len(excused)}
    trace_only(actor, activity, "proposed", **counts)


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
