"""What a kind of activity has to say beforehand, and what it brought afterwards."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Outcome
from redvest.activities.programme_labels import ASK_PROBLEMS, OUTCOME_PROBLEMS
from redvest.activities.queries import ORGANISERS, activity_seen_by
from redvest.activities.services.door import checked_choice, checked_text, trace
from redvest.activities.services.parts import draft_of
from redvest.db import transact
from redvest.engines.activity_asks import AskError, checked
from redvest.engines.activity_flow import ActivityState
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.outcomes import SCALES, Measure, OutcomeError, measures_of, read
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.people.actors import Actor

HAPPENED = (ActivityState.ONGOING, ActivityState.ENDED, ActivityState.SETTLED)


@transact
def describe_kind(
    *, actor: Actor, activity_id: UUID, answers: Mapping[str, str], version: object = None
) -> Activity:
    """Say what an activity of this kind has to say; a draft may leave some of it open."""
    activity, _roles = draft_of(actor, activity_id, version)
    try:
        activity.details = checked(ActivityKind(activity.kind), answers)
    except AskError as refusal:
        fields = {key: ASK_PROBLEMS[code] for key, code in refusal.problems.items()}
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=fields) from None
    trace(actor, activity, "edited", "details", what="details")
    return activity


def _recorder(actor: Actor, activity_id: UUID) -> Activity:
    """An activity that has begun, for its lead and its organiser, under lock."""
    activity, roles = activity_seen_by(actor, activity_id, lock=True)
    if not roles & {*ORGANISERS, Role.LEAD}:
        raise NotAllowed(_("成果由现场负责人或组织方记录。"))
    if ActivityState(activity.status) not in HAPPENED:
        raise Conflict(_("活动开始以后才能记录成果。"), code="wrong_state")
    return activity


@transact
def record_outcome(
    *,
    actor: Actor,
    activity_id: UUID,
    measure: str,
    value: str,
    spot: str = "",
    sure: bool = False,
) -> Outcome:
    """Write down one value. What cannot be is refused, what is rare is asked about once more."""
    activity = _recorder(actor, activity_id)
    known = measures_of(ActivityKind(activity.kind))
    wanted = Measure(checked_choice("measure", measure, [one.value for one in known]))
    try:
        number = read(wanted, value, sure=sure)
    except OutcomeError as refusal:
        message = OUTCOME_PROBLEMS[refusal.code]
        raise Invalid(message, code=refusal.code, fields={"value": message}) from None
    low, high = SCALES[wanted].usual
    outcome = Outcome(
        district=activity.district,
        activity=activity,
        measure=wanted.value,
        value=number,
        is_unusual=not low <= number <= high,
        spot=checked_text("spot", spot, 60),
        recorded_at=timezone.now(),
        recorded_by=actor.account_id,
    )
    outcome.save(force_insert=True)
    trace(actor, activity, "outcome_recorded", measure=wanted.value, value=str(number))
    return outcome


@transact
def withdraw_outcome(*, actor: Actor, activity_id: UUID, outcome_id: UUID, reason: str) -> Outcome:
    """Take back a wrong value; it stays on record with the reason and counts no more."""
    activity = _recorder(actor, activity_id)
    outcome = (
        Outcome.objects.select_for_update(no_key=True)
        .filter(district=activity.district, activity=activity, id=outcome_id, withdrawn_at=None)
        .first()
    )
    if outcome is None:
        raise NotSeen(_("没有找到这条记录，可能已经撤回。"))
    outcome.reason = checked_text("reason", reason, 200, _("请写明为什么撤回。"))
    outcome.withdrawn_at, outcome.withdrawn_by = timezone.now(), actor.account_id
    outcome.save(update_fields=["reason", "withdrawn_at", "withdrawn_by"])
    trace(actor, activity, "outcome_withdrawn", measure=outcome.measure, value=str(outcome.value))
    return outcome
