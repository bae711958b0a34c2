"""到场签到, 完成签退, 爽约, 服务对象不在: what happens at the door."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.order_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.labels import REACH_METHODS
from redvest.orders.models import Assignment, ContactAttempt, ServiceOrder
from redvest.orders.queries import named_for, order_seen_by
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.cases import open_case_for
from redvest.orders.services.codes import check_code
from redvest.orders.services.door import (
    Taking,
    begin,
    checked_choice,
    checked_text,
    finish,
    let_go,
    note,
)
from redvest.orders.services.fitness import check_fit
from redvest.orders.services.outcomes import checked_readings, checked_tally
from redvest.orders.services.tasks import drop_tasks
from redvest.orders.services.telling import tell_desk, tell_named, tell_requester
from redvest.people.actors import Actor

OUTCOME_MAX = 500
ATTEMPTS_MIN = 2


def _own(actor: Actor, order: ServiceOrder) -> Assignment:
    """The actor's accepted assignment.

    Raises
    ------
    NotAllowed
        If the actor has not agreed to go.
    """
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None or own.state != "accepted":
        raise NotAllowed(_("请先答应前来，再签到。"), code="not_accepted")
    return own


def _whose(own: Assignment, for_volunteer: UUID | None) -> Assignment:
    """The assignment that is stamped: the own one, or for the lead that of somebody present."""
    if for_volunteer is None or for_volunteer == own.volunteer_id:
        return own
    if not own.is_lead:
        raise NotAllowed(_("只有现场负责人可以替别人签到。"), code="not_lead")
    other = Assignment.objects.filter(
        district=own.district, order_id=own.order_id, volunteer_id=for_volunteer, state="accepted"
    ).first()
    if other is None:
        raise NotAllowed(_("这位队员没有答应前来，不能签到。"), code="not_accepted")
    return other


@transact
def check_in(
    *, actor: Actor, order_id: UUID, code: str = "", for_volunteer: UUID | None = None
) -> ServiceOrder:
    """Arrive. The first who arrives sets the order in service; others only add themselves.

    The resident's code makes the better evidence; without it, one's own word is recorded as such.
    """
    order, _roles = order_seen_by(actor, order_id, lock=True)
    if order.state != State.IN_SERVICE.value:
        taking = begin(Action.CHECK_IN, actor, order_id)
        own = _own(actor, taking.order)
        stamped = _whose(own, for_volunteer)
        _stamp_in(taking.order, stamped, _evidence(actor, taking.order, own, stamped, code))
        drop_tasks(taking.order, "phone_resident", "name_others")
        return finish(taking, after=_arrived(stamped))
    own = _own(actor, order)
    stamped = _whose(own, for_volunteer)
    if stamped.checked_in_at is not None:
        raise Conflict(_("您已经签到过了。"), code="already_checked_in")
    _stamp_in(order, stamped, _evidence(actor, order, own, stamped, code))
    role = Role.LEAD if own.is_lead else Role.VOLUNTEER
    note(actor, order, "joined", role, _arrived(stamped))
    return order


def _evidence(
    actor: Actor, order: ServiceOrder, own: Assignment, stamped: Assignment, code: str
) -> str:
    if code.strip():
        check_code(order, "arrive", code, actor)
        return "code"
    return "self" if stamped.id == own.id else "lead"


def _stamp_in(order: ServiceOrder, stamped: Assignment, evidence: str) -> None:
    # What held on the day of the promise may have ended: no insurance, no service.
    check_fit(order, stamped.volunteer_id)
    now = timezone.now()
    grace = timedelta(minutes=policy_of(order.district).late_minutes)
    stamped.checked_in_at, stamped.evidence = now, evidence
    stamped.is_late = order.scheduled_from is not None and now >= order.scheduled_from + grace
    stamped.save(update_fields=["checked_in_at", "evidence", "is_late"])


def _arrived(stamped: Assignment) -> dict[str, object]:
    return {
        "assignment": str(stamped.id),
        "evidence": stamped.evidence,
        "late": stamped.is_late,
    }


@transact
def complete_order(
    *,
    actor: Actor,
    order_id: UUID,
    outcome: str = "",
    tally: Mapping[str, object] | None = None,
    readings: Mapping[str, object] | None = None,
) -> ServiceOrder:
    """Finish. The lead finishes for all; others leave by themselves, the last one finishes.

    ``tally`` counts (``persons``, ``times``, ``kg``); ``readings`` are values such as a blood
    pressure, kept sealed with the words.
    """
    taking = begin(Action.COMPLETE, actor, order_id)
    order = taking.order
    going = list(
        Assignment.objects.filter(
            district=order.district, order_id=order.id, state="accepted"
        ).order_by("id")
    )
    own = next((one for one in going if one.volunteer_id == actor.volunteer_id), None)
    if own is None:
        raise NotAllowed(_("请先答应前来，再签到。"), code="not_accepted")
    if own.checked_in_at is None:
        raise Conflict(_("请先签到，再签退。"), code="not_checked_in")
    if own.checked_out_at is not None:
        raise Conflict(_("您已经签退过了。"), code="already_checked_out")
    text = checked_text("outcome", outcome, OUTCOME_MAX)
    counted, read = checked_tally(tally or {}), checked_readings(readings or {})
    now = timezone.now()
    here = [one for one in going if one.checked_in_at is not None and one.checked_out_at is None]
    if not own.is_lead and len(here) > 1:
        own.checked_out_at = now
        own.save(update_fields=["checked_out_at"])
        note(actor, order, "left", Role.VOLUNTEER, {"assignment": str(own.id)})
        return order
    for assignment in here:
        assignment.checked_out_at = now
        assignment.save(update_fields=["checked_out_at"])
    if text:
        order.outcome = text
    if counted:
        order.tally = counted
    if read:
        order.readings = read
    tell_requester(order, "order_done")
    return finish(
        taking, "outcome", "tally", "readings", after={"assignment": str(own.id), **counted}
    )


@transact
def report_no_show(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """爽约: the resident says that nobody came. A case looks into it before anything counts."""
    taking = begin(Action.REPORT_NO_SHOW, actor, order_id, version)
    order = taking.order
    grace = timedelta(minutes=policy_of(order.district).no_show_minutes)
    if order.scheduled_from is None or timezone.now() < order.scheduled_from + grace:
        raise Conflict(
            _("还没有超过约定时间%(minutes)d分钟，请再等一等，或联系社区站点。")
            % {"minutes": policy_of(order.district).no_show_minutes},
            code="too_early",
        )
    return disputed_no_show(taking)


def disputed_no_show(taking: Taking) -> ServiceOrder:
    """Nobody checked in: by the resident's word or by the clock."""
    left = open_case_for(taking, "no_show")
    tell_desk(taking.order, "order_case_opened")
    tell_requester(taking.order, "order_no_show")
    return finish(taking, *left)


@transact
def log_contact_attempt(*, actor: Actor, order_id: UUID, method: str) -> ContactAttempt:
    """The resident is not there: the lead phones, knocks, asks next door, and writes it down."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    if Role.LEAD not in roles:
        raise NotAllowed(_("由现场负责人记录。"), code="not_lead")
    if order.state != State.SCHEDULED.value:
        raise Conflict(_("这一单的状态已经变化，请刷新页面查看最新情况。"), code="wrong_state")
    _own(actor, order)
    checked_choice("method", method, REACH_METHODS, _("请选择怎样联系的。"))
    attempt = ContactAttempt(
        district=order.district,
        order=order,
        at=timezone.now(),
        by=actor.account_id,
        method=method,
    )
    attempt.save(force_insert=True)
    note(actor, order, "tried_to_reach", Role.LEAD, {"method": method})
    return attempt


@transact
def report_absent(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """服务对象不在: after two tries to reach the resident, the visit is off. No hours, no blame."""
    taking = begin(Action.REPORT_ABSENT, actor, order_id, version)
    order = taking.order
    _own(actor, order)
    if order.scheduled_from is None or timezone.now() < order.scheduled_from:
        raise Conflict(_("还没有到约定的时间。"), code="too_early")
    tried = ContactAttempt.objects.filter(
        district=order.district, order=order, at__gte=order.scheduled_from
    ).count()
    if tried < ATTEMPTS_MIN:
        message = _("请先联系居民两次（打电话、敲门或问邻居），并记录下来。")
        raise Invalid(message, code="too_few_attempts", fields={"attempts": message})
    order.reason = "beneficiary_absent"
    tell_named(order, let_go(order, "ended"), "order_called_off")
    tell_requester(order, "order_absent")
    tell_desk(order, "order_absent")
    left = leave_bundle(order, "cancelled")
    return finish(taking, "reason", *left, reason=order.reason, after={"attempts": tried})
