"""From the draft to the public: handed in, approved by somebody else, published.

One activity, or many at once and each by its own people: the checks and the traces are the same.
"""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import LACKS
from redvest.activities.models import Activity
from redvest.activities.queries import plans_of
from redvest.activities.services.door import Taking, begin, begin_each, finish_each
from redvest.activities.services.telling import tell_account, tell_approvers
from redvest.db import transact
from redvest.engines.activity_flow import ActivityAction
from redvest.engines.activity_rules import Plan, approver, lacks
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor

Asked = Sequence[tuple[Actor, UUID]]
"""Activities of one district, each with who takes the step."""


def check_ready(activity: Activity) -> Role:
    """Refuse what is not ready, naming everything that is missing; else who approves it."""
    [level] = _levels([activity])
    return level


def _levels(activities: Sequence[Activity]) -> list[Role]:
    now = timezone.localtime()

    def level(plan: Plan) -> Role:
        missing = lacks(plan, now)
        if missing:
            raise Invalid(" ".join(str(LACKS[one]) for one in missing), code=missing[0].value)
        return approver(plan)

    return [level(plan) for plan in plans_of(activities)]


@transact
def submit_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Ask for approval, with everything the law wants to be said."""
    [activity] = _submit([begin(ActivityAction.SUBMIT, actor, activity_id, version)])
    return activity


@transact
def submit_each(*, asked: Asked) -> list[Activity]:
    """:func:`submit_activity` for many at once."""
    return _submit(begin_each(ActivityAction.SUBMIT, asked))


def _submit(takings: Sequence[Taking]) -> list[Activity]:
    levels = _levels([one.activity for one in takings])
    for one in takings:
        one.activity.submitted_by, one.activity.approved_by = one.actor.account_id, None
    after = [{"approver": level.value} for level in levels]
    activities = finish_each(takings, "submitted_by", "approved_by", after=after)
    tell_approvers(activities, levels, [one.actor.account_id for one in takings])
    return activities


@transact
def approve_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Somebody of the right level, who neither drafted nor submitted it, says yes."""
    [activity] = _approve([begin(ActivityAction.APPROVE, actor, activity_id, version)])
    return activity


@transact
def approve_each(*, asked: Asked) -> list[Activity]:
    """:func:`approve_activity` for many at once."""
    return _approve(begin_each(ActivityAction.APPROVE, asked))


def _approve(takings: Sequence[Taking]) -> list[Activity]:
    levels = _levels([one.activity for one in takings])
    for one, level in zip(takings, levels, strict=True):
        _check_approver(one.actor, one.activity, level)
        one.activity.approved_by = one.actor.account_id
    after = [{"level": level.value} for level in levels]
    activities = finish_each(takings, "approved_by", after=after)
    for activity in activities:
        url = f"/desk/activities/{activity.id}/"
        tell_account(activity.created_by, activity, "activity_approved", url)
    return activities


def _check_approver(actor: Actor, activity: Activity, level: Role) -> None:
    if actor.account_id in (activity.created_by, activity.submitted_by):
        raise NotAllowed(_("自己起草或提交的活动由另一位管理员审批。"), code="own_activity")
    if actor.volunteer_id is not None and actor.volunteer_id == activity.lead_id:
        raise NotAllowed(_("自己负责的活动由另一位管理员审批。"), code="own_activity")
    if level is Role.CENTRE_ADMIN and not actor.has(Role.CENTRE_ADMIN, region=activity.region):
        raise NotAllowed(
            _("超过100人、有未成年人、有危险、跨街道、夜间或在路上的活动由区中心审批。"),
            code="center_approves",
        )


@transact
def publish_activity(*, actor: Actor, activity_id: UUID, version: object = None) -> Activity:
    """Everybody may read it, and sign-up opens when the plan says so."""
    [activity] = _publish([begin(ActivityAction.PUBLISH, actor, activity_id, version)])
    return activity


@transact
def publish_each(*, asked: Asked) -> list[Activity]:
    """:func:`publish_activity` for many at once."""
    return _publish(begin_each(ActivityAction.PUBLISH, asked))


def _publish(takings: Sequence[Taking]) -> list[Activity]:
    _levels([one.activity for one in takings])
    for one in takings:
        if one.activity.approved_by is None:
            raise Conflict(_("还没有批准，不能发布。"), code="not_approved")
        one.activity.published_at = timezone.now()
    return finish_each(takings, "published_at")
