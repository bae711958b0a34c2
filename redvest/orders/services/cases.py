"""投诉, 差评核实, 回访: what is looked into, by somebody who did not serve."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import current
from redvest.db import transact
from redvest.districts.queries import calendar_of, policy_of
from redvest.engines.order_clock import after
from redvest.engines.order_flow import Action, State
from redvest.engines.policy import limit_named
from redvest.engines.revisits import Why, why_revisit
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.orders.labels import COMPLAINT_REASONS, CONTACT_METHODS, FINDINGS, GRADES
from redvest.orders.models import (
    Assignment,
    CaseContact,
    QualityCase,
    Revisit,
    ServiceOrder,
)
from redvest.orders.queries import DESK, is_provider, open_case, order_seen_by
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.door import (
    Taking,
    begin,
    check_fresh,
    checked_choice,
    checked_text,
    clear_visit,
    finish,
    let_go,
    note,
    taking_of,
)
from redvest.orders.services.tasks import drop_tasks
from redvest.orders.services.telling import tell_desk, tell_named, tell_requester
from redvest.people.actors import Actor
from redvest.people.models import BeneficiaryFile

TEXT_MAX = 500
REVISITED = [
    State.CONFIRMED.value,
    State.DISPUTED.value,
    State.RATED.value,
    State.UNCONFIRMED.value,
]
LATE = ("contact_late", "case_late")
NOT_BEGUN = (State.DISPATCHED, State.CLAIMED, State.SCHEDULED)


def open_case_for(taking: Taking, kind: str, reason: str = "", text: str = "") -> tuple[str, ...]:
    """Write down what is to be looked into, with the order under lock; returns the fields to save.

    Who was to be served together with others is not served while the case is open: the others go
    on without this order. Once served, it stays one of them.
    """
    order, now = taking.order, timezone.now()
    policy, holidays = policy_of(order.district), calendar_of(order.district)
    limit = "poor_rating_days" if kind == "poor_rating" else "complaint_days"
    case = QualityCase(
        district=order.district,
        order=order,
        kind=kind,
        opened_at=now,
        opened_by=taking.actor.account_id,
        opened_from=taking.before.value,
        reason=reason,
        text=text or None,
        contact_due_at=after(now, limit_named(policy, "contact_days"), holidays),
        due_at=after(now, limit_named(policy, limit), holidays),
    )
    case.save(force_insert=True)
    return leave_bundle(order, "cancelled") if taking.before in NOT_BEGUN else ()


@transact
def complain_order(
    *,
    actor: Actor,
    order_id: UUID,
    reason: str,
    text: str,
    version: object = None,
) -> ServiceOrder:
    """投诉 by any party, a minor's guardian too: the order is frozen until somebody unrelated has
    looked into it."""
    taking = begin(Action.COMPLAIN, actor, order_id, version, guarding=True)
    checked_choice("reason", reason, COMPLAINT_REASONS, _("请选择投诉的原因。"))
    words = checked_text("text", text, TEXT_MAX, required=_("请写下发生了什么。"))
    left = open_case_for(taking, "complaint", reason, words)
    tell_desk(taking.order, "order_case_opened")
    tell_requester(taking.order, "order_complaint_received")
    return finish(taking, *left, reason=reason)


def _unrelated(actor: Actor, order: ServiceOrder, roles: frozenset[Role]) -> Role:
    """The desk role in which the actor may look into how this order was served.

    Raises
    ------
    NotAllowed
        If the actor is no desk, served the order, or asked for it.
    """
    role = next((one for one in reversed(DESK) if one in roles), None)
    if role is None:
        raise NotAllowed(_("由社区站点或区中心核实。"), code="not_allowed")
    if is_provider(actor, order) or actor.person_id == order.requester_id:
        raise NotAllowed(_("您参与过这一单，请由没有参与的工作人员核实。"), code="own_service")
    return role


def _case(actor: Actor, order_id: UUID, version: object) -> tuple[ServiceOrder, QualityCase, Role]:
    order, roles = order_seen_by(actor, order_id, lock=True)
    role = _unrelated(actor, order, roles)
    check_fresh(order, version)
    case = open_case(order)
    if case is None:
        raise Conflict(_("这一单没有正在核实的事，请刷新页面。"), code="wrong_state")
    return order, case, role


@transact
def take_case(*, actor: Actor, order_id: UUID, version: object = None) -> QualityCase:
    """Somebody of the desk says: I look into this."""
    order, case, role = _case(actor, order_id, version)
    case.handler = actor.account_id
    case.version += 1
    case.save(update_fields=["handler", "version"])
    note(actor, order, "case_taken", role, {"case": str(case.id)})
    return case


@transact
def log_case_contact(
    *,
    actor: Actor,
    order_id: UUID,
    method: str,
    reached: bool,
    party: str = "resident",
    text: str = "",
    version: object = None,
) -> CaseContact:
    """A try to speak with one side. Both sides are heard before anything is decided."""
    order, case, role = _case(actor, order_id, version)
    checked_choice("method", method, CONTACT_METHODS, _("请选择怎样联系的。"))
    checked_choice("party", party, ("resident", "provider"), _("请选择联系了谁。"))
    now = timezone.now()
    row = CaseContact(
        district=order.district,
        case=case,
        at=now,
        by=actor.account_id,
        method=method,
        party=party,
        reached=reached,
        note=checked_text("text", text, TEXT_MAX) or None,
    )
    row.save(force_insert=True)
    case.handler = case.handler or actor.account_id
    if party == "resident" and case.contacted_at is None:
        case.contacted_at = now
        drop_tasks(order, "contact_late")
    case.version += 1
    case.save(update_fields=["handler", "contacted_at", "version"])
    note(actor, order, "case_contact", role, {"party": party, "reached": reached})
    return row


def _decide(taking: Taking, decision: str, finding: str, answer: str) -> QualityCase:
    """Close the case behind a disputed order."""
    order, actor = taking.order, taking.actor
    case = open_case(order)
    if case is None:
        raise Conflict(_("这一单没有正在核实的事，请刷新页面。"), code="wrong_state")
    checked_choice("finding", finding, FINDINGS, _("请选择核实的结果。"))
    if not case.contacts.filter(party="resident").exists():
        message = _("请先联系居民并记录，再作决定。")
        raise Conflict(message, code="not_contacted")
    case.decided_at, case.decided_by = timezone.now(), actor.account_id
    case.decision, case.finding = decision, finding
    case.handler = case.handler or actor.account_id
    case.answer = checked_text("answer", answer, TEXT_MAX, required=_("请写下给居民的答复。"))
    case.version += 1
    case.save(
        update_fields=[
            "decided_at",
            "decided_by",
            "decision",
            "finding",
            "handler",
            "answer",
            "version",
        ]
    )
    if case.kind == "no_show" and finding in ("confirmed", "partly"):
        Assignment.objects.filter(
            district=order.district, order=order, state="accepted", checked_in_at=None
        ).update(state="no_show", answered_at=timezone.now())
    drop_tasks(order, *LATE)
    return case


def _begin_decision(action: Action, actor: Actor, order_id: UUID, version: object) -> Taking:
    order, roles = order_seen_by(actor, order_id, lock=True)
    taking = taking_of(action, actor, order, roles, version)
    _unrelated(actor, order, roles)
    return taking


@transact
def settle_order(
    *, actor: Actor, order_id: UUID, finding: str, answer: str, version: object = None
) -> ServiceOrder:
    """The case is decided and the order ends. A poor rating also needs its revisit first."""
    taking = _begin_decision(Action.SETTLE, actor, order_id, version)
    order = taking.order
    due = Revisit.objects.filter(
        district=order.district, order=order, round=order.round, done_at=None
    )
    if due.exists():
        raise Conflict(_("差评必须先回访，再办结。"), code="not_revisited")
    case = _decide(taking, "settled", finding, answer)
    tell_requester(order, "order_case_answered")
    tell_named(order, let_go(order, "ended"), "order_called_off")
    return finish(taking, after={"finding": finding, "case": str(case.id)})


@transact
def reopen_order(
    *, actor: Actor, order_id: UUID, finding: str, answer: str, version: object = None
) -> ServiceOrder:
    """The case is decided and the order is served again, by others or the same, first in line."""
    taking = _begin_decision(Action.REOPEN, actor, order_id, version)
    order = taking.order
    case = _decide(taking, "reopened", finding, answer)
    order.priority = 1
    order.round += 1
    tell_requester(order, "order_case_answered")
    tell_named(order, let_go(order, "ended"), "order_called_off")
    return finish(
        taking,
        "priority",
        "round",
        *leave_bundle(order, "cancelled"),
        *clear_visit(order),
        after={"finding": finding, "case": str(case.id)},
    )


def draw_revisit(order: ServiceOrder, grade: int | None) -> Revisit | None:
    """Decide whether somebody asks the resident again; drawn once, in the rating's transaction."""
    file = BeneficiaryFile.objects.filter(
        district=order.district, person_id=order.requester_id, categories__isnull=False
    )
    policy = policy_of(order.district)
    why = why_revisit(
        grade,
        order.id.bytes,
        current().derived("orders:revisit"),
        policy.revisit_percent,
        vulnerable=file.exists(),
    )
    if why is None:
        return None
    now = timezone.now()
    limit = limit_named(policy, "revisit_days")
    row, _made = Revisit.objects.get_or_create(
        district=order.district,
        order=order,
        round=order.round,
        defaults={
            "why": why.value,
            "drawn_at": now,
            "due_at": after(now, limit, calendar_of(order.district)),
        },
    )
    if row.done_at is None and row.why != why.value == Why.POOR.value:
        row.why = why.value
        row.save(update_fields=["why"])
    return row


@transact
def record_revisit(
    *,
    actor: Actor,
    order_id: UUID,
    method: str,
    reached: bool,
    grade: int | None = None,
    text: str = "",
    version: object = None,
) -> ServiceOrder:
    """回访 by the center or an auditor, kept beside the rating. It closes what nobody disputes."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    role = next((one for one in (Role.AUDITOR, Role.CENTRE_ADMIN) if one in roles), None)
    if role is None:
        raise NotAllowed(_("回访由区中心或审计人员办理。"), code="not_allowed")
    if is_provider(actor, order) or actor.person_id == order.requester_id:
        raise NotAllowed(_("您参与过这一单，请由没有参与的人回访。"), code="own_service")
    check_fresh(order, version)
    row = Revisit.objects.filter(
        district=order.district, order=order, round=order.round, done_at=None
    ).first()
    if row is None or order.state not in REVISITED:
        raise Conflict(_("这一单不用回访，或已经回访过了。"), code="wrong_state")
    checked_choice("method", method, CONTACT_METHODS, _("请选择怎样联系的。"))
    if reached != (grade in GRADES):
        message = _("联系上了请记下居民的评价；没联系上不要填。")
        raise Invalid(message, fields={"grade": message})
    row.done_at, row.done_by = timezone.now(), actor.account_id
    row.method, row.reached, row.grade = method, reached, grade
    row.text = checked_text("text", text, TEXT_MAX) or None
    row.save(update_fields=["done_at", "done_by", "method", "reached", "grade", "text"])
    drop_tasks(order, "revisit_late")
    after_: dict[str, object] = {"reached": reached, "grade": grade, "why": row.why}
    if order.state in (State.RATED.value, State.UNCONFIRMED.value):
        return finish(taking_of(Action.REVISIT, actor, order, roles), after=after_)
    note(actor, order, "revisit_noted", role, after_)
    return order
