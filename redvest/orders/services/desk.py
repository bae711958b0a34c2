"""受理, 退回, 不予受理, 合并: what the desk of the place decides about what was asked."""

from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import calendar_of, policy_of
from redvest.engines.order_clock import Alarm, Due, after
from redvest.engines.order_flow import OPEN, Action, State, Urgency
from redvest.engines.policy import limit_named
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.labels import (
    CANCEL_REASONS,
    ESCALATE_REASONS,
    FLAGS,
    GIVE_UP_REASONS,
    REFERRALS,
    REJECT_REASONS,
    RETURN_REASONS,
    VERIFICATIONS,
)
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.queries import LIVE_DISPATCH, order_seen_by
from redvest.orders.queries.serving import BY_SEX
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.clocks import set_alarms, watch_untaken
from redvest.orders.services.door import (
    begin,
    check_fresh,
    checked_choice,
    checked_text,
    clear_visit,
    finish,
    let_go,
    note,
)
from redvest.orders.services.hooks import escalated
from redvest.orders.services.tasks import drop_tasks, open_task
from redvest.orders.services.telling import (
    tell_asked,
    tell_centre,
    tell_named,
    tell_requester,
)
from redvest.people.actors import Actor
from redvest.people.labels import LANGUAGES

NOTE_MAX, REFERRAL_MAX, APPEAL_MAX = 300, 200, 500


@transact
def accept_order(
    *,
    actor: Actor,
    order_id: UUID,
    urgency: Urgency = Urgency.NORMAL,
    verification: str = "known",
    flags: Sequence[str] = (),
    language: str = "",
    version: object = None,
) -> ServiceOrder:
    """Take the order in: how it was verified, how urgent it is, who may serve it.

    Where the service is done by somebody of the resident's own sex, that is demanded by itself.
    """
    taking = begin(Action.ACCEPT, actor, order_id, version)
    order = taking.order
    checked_choice("verification", verification, VERIFICATIONS, _("请选择核实的方式。"))
    if set(flags) - set(FLAGS):
        message = _("请从列表里选择。")
        raise Invalid(message, fields={"flags": message})
    if language:
        checked_choice("language", language, LANGUAGES, _("请从列表里选择。"))
    order.urgency, order.verification = urgency.value, verification
    order.flags, order.language = sorted({*flags, *_own_sex(order, flags)}), language
    drop_tasks(order, "accept_late")
    watch_untaken(order)
    return finish(
        taking,
        "urgency",
        "verification",
        "flags",
        "language",
        after={"urgency": urgency.value, "verification": verification, "flags": order.flags},
    )


def _own_sex(order: ServiceOrder, flags: Sequence[str]) -> list[str]:
    """The flag a service close to the body needs besides those chosen.

    Raises
    ------
    Invalid
        If both were chosen, or if nobody knows which one it is.
    """
    chosen = [flag for flag in BY_SEX if flag in flags]
    message: object = ""
    if len(chosen) == 2:
        message = _("男性、女性只能选一项。")
    if chosen or not order.item.same_sex:
        found = []
    else:
        found = [flag for flag, sex in BY_SEX.items() if sex == order.requester.sex]
        message = "" if found else _("这项服务由同性别的志愿者做，请选择由男性还是女性上门。")
    if message:
        raise Invalid(message, code="which_sex", fields={"flags": message})
    return found


@transact
def return_order(
    *, actor: Actor, order_id: UUID, reason: str, text: str = "", version: object = None
) -> ServiceOrder:
    """退回补充: ask the resident for what is missing. Nothing is lost; a resubmission goes on."""
    taking = begin(Action.RETURN_FOR_INFO, actor, order_id, version)
    order = taking.order
    order.reason = checked_choice("reason", reason, RETURN_REASONS, _("请选择退回的原因。"))
    order.note = checked_text("text", text, NOTE_MAX) or None
    drop_tasks(order, "accept_late")
    tell_requester(order, "order_returned", reason=RETURN_REASONS[reason])
    return finish(taking, "reason", "note", reason=reason)


@transact
def reject_order(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str,
    referral: str = "",
    text: str = "",
    version: object = None,
) -> ServiceOrder:
    """不予受理, with the reason and who can help instead. The resident may appeal."""
    taking = begin(Action.REJECT, actor, order_id, version)
    order = taking.order
    order.reason = checked_choice("reason", reason, REJECT_REASONS, _("请选择不予受理的原因。"))
    order.referral = checked_text("referral", referral, REFERRAL_MAX) or str(REFERRALS[reason])
    order.note = checked_text("text", text, NOTE_MAX) or None
    drop_tasks(order, "accept_late")
    tell_requester(order, "order_rejected", reason=REJECT_REASONS[reason], referral=order.referral)
    return finish(taking, "reason", "referral", "note", reason=reason)


@transact
def appeal_rejection(
    *, actor: Actor, order_id: UUID, text: str, version: object = None
) -> ServiceOrder:
    """The resident asks the center to look at a refusal once more."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    if not roles & {Role.RESIDENT, Role.PROXY}:
        raise NotAllowed(_("申诉由居民本人或代办人提出。"))
    check_fresh(order, version)
    if order.state != State.REJECTED.value:
        raise Conflict(_("这一单现在不用申诉，请刷新页面。"), code="wrong_state")
    if order.appealed_at is not None:
        raise Conflict(_("已经申诉过了，请等中心答复。"), code="already_appealed")
    now = timezone.now()
    order.appeal = checked_text("text", text, APPEAL_MAX, required=_("请写下申诉的理由。"))
    order.appealed_at = now
    limit = limit_named(policy_of(order.district), "appeal_days")
    order.due_at = after(now, limit, calendar_of(order.district))
    set_alarms(order, [Due(Alarm.APPEAL_DUE, order.due_at)])
    open_task(order, "answer_appeal", Role.CENTRE_ADMIN, order.due_at)
    role = Role.RESIDENT if Role.RESIDENT in roles else Role.PROXY
    note(actor, order, "appeal", role, None, "appeal", "appealed_at", "due_at")
    return order


@transact
def reinstate_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """The center finds that the order should have been accepted."""
    taking = begin(Action.REINSTATE, actor, order_id, version)
    order = taking.order
    order.reason = order.referral = ""
    drop_tasks(order, "answer_appeal")
    watch_untaken(order)
    tell_requester(order, "appeal_upheld")
    return finish(taking, "reason", "referral")


@transact
def refuse_appeal(
    *, actor: Actor, order_id: UUID, text: str, version: object = None
) -> ServiceOrder:
    """The center stays with the refusal, and says why in writing."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    if Role.CENTRE_ADMIN not in roles:
        raise NotAllowed(_("申诉由区中心答复。"))
    check_fresh(order, version)
    if order.state != State.REJECTED.value or order.appealed_at is None or order.due_at is None:
        raise Conflict(_("这一单没有待答复的申诉，请刷新页面。"), code="wrong_state")
    order.note = checked_text("text", text, NOTE_MAX, required=_("请写明不予支持的理由。"))
    order.due_at = None
    drop_tasks(order, "answer_appeal")
    tell_requester(order, "appeal_refused")
    note(actor, order, "appeal_refused", Role.CENTRE_ADMIN, None, "note", "due_at")
    return order


@transact
def merge_order(
    *, actor: Actor, order_id: UUID, into_id: UUID, version: object = None
) -> ServiceOrder:
    """合并: a duplicate goes on as the other order; who asked for it sees the other one."""
    message = _("请选择要并入的那一单。")
    if order_id == into_id:
        raise Invalid(message, fields={"into": message})
    # NB: both rows are locked in the order of their ids: two merges cannot block each other.
    for one in sorted((order_id, into_id)):
        order_seen_by(actor, one, lock=True)
    taking = begin(Action.MERGE, actor, order_id, version)
    target, _roles = order_seen_by(actor, into_id, lock=True)
    if State(target.state) not in OPEN or target.item_id != taking.order.item_id:
        raise Conflict(_("只能并入同一项服务、还没办完的一单。"), code="cannot_merge")
    taking.order.merged_into = target
    drop_tasks(taking.order, "accept_late")
    note(actor, target, "merged_here", taking.role, {"order": str(order_id)})
    tell_requester(taking.order, "order_merged", other=target.number)
    return finish(taking, "merged_into", after={"into": str(into_id)})


@transact
def cancel_order(
    *, actor: Actor, order_id: UUID, reason: str, text: str = "", version: object = None
) -> ServiceOrder:
    """取消 by the center, with a reason; everybody concerned is told."""
    taking = begin(Action.CANCEL, actor, order_id, version)
    order = taking.order
    order.reason = checked_choice("reason", reason, CANCEL_REASONS, _("请选择取消的原因。"))
    order.note = checked_text("text", text, NOTE_MAX) or None
    asked = list(
        Dispatch.objects.filter(
            district=order.district, order=order, state__in=LIVE_DISPATCH
        ).select_related("team", "venue", "volunteer")
    )
    tell_requester(order, "order_cancelled", reason=CANCEL_REASONS[reason])
    for dispatch in asked:
        tell_asked(order, dispatch, "order_called_off")
    tell_named(order, let_go(order, "withdrawn"), "order_called_off")
    left = leave_bundle(order, "cancelled")
    return finish(taking, "reason", "note", *left, *clear_visit(order), reason=reason)


@transact
def escalate_order(
    *, actor: Actor, order_id: UUID, reason: str, text: str = "", version: object = None
) -> ServiceOrder:
    """转吹哨: the order waits while a whistle calls the departments together."""
    taking = begin(Action.ESCALATE, actor, order_id, version)
    order = taking.order
    order.reason = checked_choice("reason", reason, ESCALATE_REASONS, _("请选择转吹哨的原因。"))
    order.note = checked_text("text", text, NOTE_MAX) or None
    drop_tasks(order, "dispatch_late", "find_help")
    tell_requester(order, "order_escalated")
    tell_centre(order, "order_needs_centre")
    done = finish(taking, "reason", "note", reason=reason)
    escalated(actor, done, reason)
    return done


@transact
def resume_order(*, actor: Actor, order_id: UUID, version: object = None) -> ServiceOrder:
    """The whistle came back: the desk goes on."""
    taking = begin(Action.RESUME, actor, order_id, version)
    watch_untaken(taking.order)
    return finish(taking)


@transact
def give_up_order(
    *, actor: Actor, order_id: UUID, reason: str, text: str = "", version: object = None
) -> ServiceOrder:
    """无力满足: nobody could be found. It counts as unmet demand, and the resident is told."""
    taking = begin(Action.GIVE_UP, actor, order_id, version)
    order = taking.order
    order.reason = checked_choice("reason", reason, GIVE_UP_REASONS, _("请选择原因。"))
    order.note = checked_text("text", text, NOTE_MAX, required=_("请告诉居民接下来可以怎么办。"))
    drop_tasks(order, "dispatch_late", "find_help")
    tell_requester(order, "order_unfulfilled")
    return finish(taking, "reason", "note", reason=reason)
