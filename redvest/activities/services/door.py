"""The two doors: one through which an activity changes its state, one for a sign-up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.queries import activities_seen_by, activity_seen_by
from redvest.core.copying import rewrite
from redvest.core.stepping import decide
from redvest.engines import activity_flow, flow, signup_flow
from redvest.engines.activity_flow import ActivityAction, ActivityState
from redvest.engines.roles import Role
from redvest.engines.signup_flow import HOLDING, SignUpAction, SignUpState
from redvest.errors import Conflict, Invalid
from redvest.journal.services import record_event
from redvest.people.actors import Actor, strongest, system

ACTIVITY_CHANGED = _("这个活动的状态已经变化，请刷新页面查看最新情况。")
SIGNUP_CHANGED = _("这条报名的状态已经变化，请刷新页面查看最新情况。")


@dataclass(frozen=True)
class Taking:
    """An activity under lock, and the step that somebody may take with it."""

    actor: Actor
    activity: Activity
    action: ActivityAction
    before: ActivityState
    after: ActivityState
    role: Role | None


def begin(
    action: ActivityAction, actor: Actor, activity_id: UUID, version: object = None
) -> Taking:
    """Lock the activity and decide whether this actor may do this now.

    Raises
    ------
    NotSeen, NotAllowed, Conflict
        Outside the actor's sight (404), never this role's business (403), not from here (409).
    """
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    return taking_of(action, actor, activity, roles, version)


def begin_each(action: ActivityAction, asked: Sequence[tuple[Actor, UUID]]) -> list[Taking]:
    """:func:`begin` for many activities of one district, each for its own actor."""
    seen = activities_seen_by(asked, lock=True)
    return [
        taking_of(action, actor, activity, roles)
        for (actor, _id), (activity, roles) in zip(asked, seen, strict=True)
    ]


def taking_of(
    action: ActivityAction,
    actor: Actor,
    activity: Activity,
    roles: frozenset[Role],
    version: object = None,
) -> Taking:
    """Decide about an activity that is already under lock."""
    before = ActivityState(activity.status)
    after = decide(activity_flow.STEPS, before, action, roles, ACTIVITY_CHANGED)
    check_fresh(activity, version)
    able = flow.able(activity_flow.STEPS, before, action, roles)
    return Taking(actor, activity, action, before, after, strongest(able))


def finish(
    taking: Taking, *changed: str, reason: str = "", after: Mapping[str, object] | None = None
) -> Activity:
    """Write the new state together with the named fields, and leave the trace."""
    [activity] = finish_each([taking], *changed, reason=reason, after=[after or {}])
    return activity


def finish_each(
    takings: Sequence[Taking],
    *changed: str,
    reason: str = "",
    after: Sequence[Mapping[str, object]] = (),
) -> list[Activity]:
    """:func:`finish` for many; ``after`` says for each what else its trace tells."""
    now = timezone.now()
    for one in takings:
        one.activity.status, one.activity.status_since = one.after.value, now
        one.activity.version += 1
    activities = [one.activity for one in takings]
    rewrite(activities, "status", "status_since", "version", *changed)
    for taking, more in zip(takings, after or [{}] * len(takings), strict=True):
        activity = taking.activity
        record_event(
            actor=taking.actor,
            kind=f"activity.{taking.action.value}",
            subject=activity,
            region=activity.region,
            role=taking.role,
            reason=reason,
            before={"state": taking.before.value},
            after={"state": activity.status, "version": activity.version, **more},
        )
    return activities


def by_itself(action: ActivityAction, activity: Activity) -> Activity:
    """A step that follows from the clock or from what somebody just did, under the same lock."""
    [activity] = by_themselves([(action, activity)])
    return activity


def by_themselves(due: Sequence[tuple[ActivityAction, Activity]]) -> list[Activity]:
    """:func:`by_itself` for many."""
    roles = frozenset({Role.SYSTEM})
    return finish_each([taking_of(action, system(one.district), one, roles) for action, one in due])


def trace(actor: Actor, activity: Activity, kind: str, *changed: str, **after: object) -> None:
    """Leave the trace of something that changes nothing about the activity's state."""
    trace_only(actor, activity, kind, **after)
    activity.save(update_fields=["version", *changed])


def trace_only(actor: Actor, activity: Activity, kind: str, **after: object) -> None:
    """:func:`trace` without writing the row, which whoever calls this does."""
    activity.version += 1
    record_event(
        actor=actor,
        kind=f"activity.{kind}",
        subject=activity,
        region=activity.region,
        after={"state": activity.status, "version": activity.version, **after},
    )


def check_fresh(activity: Activity, version: object) -> None:
    """Refuse what was decided on a page that no longer shows the activity as it is."""
    if version is not None and str(version) != str(activity.version):
        raise Conflict(
            _("您打开页面之后，这个活动又有了变化。请核对最新情况后再办理。"), code="stale"
        )


def lock_shifts(activity: Activity) -> list[Shift]:
    """Every open shift of an activity under lock, always in the same order."""
    return lock_shifts_of([activity])


def lock_shifts_of(activities: Sequence[Activity]) -> list[Shift]:
    """:func:`lock_shifts` for many of one district."""
    rows = Shift.objects.select_for_update(of=("self",), no_key=True).filter(
        district=activities[0].district, activity__in=activities, closed_at=None
    )
    return list(rows.select_related("position").order_by("id"))


def take_places(shift: Shift, count: int) -> bool:
    """Take places if that many are free; the database compares and counts in one step."""
    done = Shift.objects.filter(
        id=shift.id, closed_at=None, taken__lte=F("capacity") - count
    ).update(taken=F("taken") + count)
    if done:
        shift.taken += count
    return bool(done)


def free_places(shift: Shift, count: int) -> None:
    Shift.objects.filter(id=shift.id).update(taken=F("taken") - count)
    shift.taken -= count


def move(
    signup: SignUp,
    action: SignUpAction,
    actor: Actor,
    roles: frozenset[Role],
    *changed: str,
    reason: str = "",
    answer_by: datetime | None = None,
    more: Mapping[str, object] | None = None,
) -> SignUp:
    """Bring a sign-up to its next state and keep the count of places true.

    The shift is under lock. A step that needs a place takes it here, and one that gives it up
    frees it; whoever calls this offers a freed place to the next.

    Raises
    ------
    NotAllowed, Conflict
        Never this role's business (403); not from here, or no place left (409).
    """
    before = SignUpState(signup.state)
    after = decide(signup_flow.STEPS, before, action, roles, SIGNUP_CHANGED)
    if after in HOLDING and before not in HOLDING and not take_places(signup.shift, 1):
        raise Conflict(_("这个班次已经没有名额了。"), code="full")
    if before in HOLDING and after not in HOLDING:
        free_places(signup.shift, 1)
    signup.state, signup.state_since = after.value, timezone.now()
    signup.answer_by = answer_by
    signup.version += 1
    signup.save(update_fields=["state", "state_since", "answer_by", "version", *changed])
    able = flow.able(signup_flow.STEPS, before, action, roles)
    record_event(
        actor=actor,
        kind=f"signup.{action.value}",
        subject=signup,
        region=signup.activity.region,
        role=strongest(able),
        reason=reason,
        before={"state": before.value},
        after={"state": after.value, "shift": str(signup.shift_id), **(more or {})},
    )
    return signup


def checked_text(field: str, text: str, most: int, required: object = "") -> str:
    """Text without surrounding space and within its limit.

    Raises
    ------
    Invalid
        If it is longer, or empty when ``required`` holds the message for that.
    """
    text = text.strip()
    if required and not text:
        raise Invalid(required, fields={field: required})
    if len(text) > most:
        message = _("最多%(most)d个字，现在有%(now)d个字，请缩短。") % {
            "most": most,
            "now": len(text),
        }
        raise Invalid(message, code="too_long", fields={field: message})
    return text


def checked_choice(field: str, value: str, known: Iterable[str]) -> str:
    """A code from a list.

    Raises
    ------
    Invalid
        If it is not in the list.
    """
    if value not in set(known):
        message = _("请从列表里选择。")
        raise Invalid(message, fields={field: message})
    return value


def insert_once(row: Any, taken: dict[str, tuple[str, Any]]) -> None:
    """Insert a row; what the database holds to be taken already becomes a message at its field."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        for name, (at, message) in taken.items():
            if name in str(error):
                raise Invalid(message, code="taken", fields={at: message}) from None
        raise
