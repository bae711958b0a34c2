"""The same step for many sign-ups at once: the same flow, the same trace, few statements."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from redvest.activities.models import Activity, Shift, SignUp
from redvest.activities.services.door import SIGNUP_CHANGED
from redvest.core.copying import copy_in
from redvest.core.stepping import decide
from redvest.engines import signup_flow
from redvest.engines.roles import Role
from redvest.engines.signup_flow import HOLDING, SignUpAction, SignUpState
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor


def lock_signups(activity: Activity) -> list[SignUp]:
    """Every sign-up of an activity under lock, always in the same order; the shifts come first."""
    return lock_signups_of([activity])[activity.id]


def lock_signups_of(activities: Sequence[Activity]) -> dict[UUID, list[SignUp]]:
    """:func:`lock_signups` for many of one district."""
    rows = SignUp.objects.select_for_update(of=("self",), no_key=True).filter(
        district=activities[0].district, activity__in=activities
    )
    found: dict[UUID, list[SignUp]] = {one.id: [] for one in activities}
    for row in rows.order_by("id"):
        found[row.activity_id].append(row)
    return found


def move_many(
    signups: Sequence[SignUp],
    action: SignUpAction,
    actor: Actor,
    activity: Activity | None,
    roles: frozenset[Role],
    *,
    by: Mapping[UUID, Actor] | None = None,
    more: Mapping[str, object] | None = None,
) -> None:
    """Bring sign-ups under lock to their next state and keep the counts of places true.

    Only for steps that take no place: what frees one frees it here. ``by`` names, by volunteer,
    who takes each step when everybody takes their own. Without an activity each is of its own,
    which was read with it.

    Raises
    ------
    NotAllowed, Conflict
        If one of them cannot take the step; then none does.
    """
    now = timezone.now()
    events: list[Event] = []
    freed: Counter[UUID] = Counter()
    for signup in signups:
        before = SignUpState(signup.state)
        after = decide(signup_flow.STEPS, before, action, roles, SIGNUP_CHANGED)
        if before in HOLDING and after not in HOLDING:
            freed[signup.shift_id] += 1
        signup.state, signup.state_since, signup.answer_by = after.value, now, None
        signup.version += 1
        events.append(
            record_event(
                actor=by[signup.volunteer_id] if by else actor,
                kind=f"signup.{action.value}",
                subject=signup,
                region=(activity or signup.activity).region,
                before={"state": before.value},
                after={"state": after.value, "shift": str(signup.shift_id), **(more or {})},
                save=False,
            )
        )
    if not signups:
        return
    SignUp.objects.filter(id__in=[one.id for one in signups]).update(
        state=signups[0].state, state_since=now, answer_by=None, version=F("version") + 1
    )
    for shift_id, count in freed.items():
        Shift.objects.filter(id=shift_id).update(taken=F("taken") - count)
    copy_in(events)
