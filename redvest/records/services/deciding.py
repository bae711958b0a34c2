"""确认, 审核, 撤销: what people decide about records, each step by another hand."""

from collections.abc import Container
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.evidence import Flag, Level, Voucher
from redvest.engines.record_flow import Action, State, approvals_needed
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid
from redvest.notices.services import notify
from redvest.people.actors import Actor
from redvest.records.labels import REJECT_REASONS, REVOKE_REASONS
from redvest.records.models import ServiceRecord
from redvest.records.queries import record_seen_by
from redvest.records.services.drafting import acted_inside
from redvest.records.services.moving import (
    check_fresh,
    check_room,
    check_step,
    go_on,
    look,
    move,
    take_effect,
    trace_record,
)
from redvest.records.services.superseding import supersede_certificates

TEXT_MAX = 500


def tell_volunteer(record: ServiceRecord, template: str) -> None:
    """Tell whoever served; the page of the record says the rest."""
    notify(
        district=record.district,
        template=template,
        params={"number": record.number, "title": record.title},
        to_person_id=record.volunteer.person_id,
        url=reverse("records:show", args=[record.id]),
    )


def checked_reason(reason: str, known: Container[str]) -> str:
    """A reason from the list.

    Raises
    ------
    Invalid
        If it is not in the list.
    """
    if reason not in known:
        message = _("请选择原因。")
        raise Invalid(message, fields={"reason": message})
    return reason


def checked_words(text: str, message: object, field: str = "text") -> str:
    """Words that are there and not too many.

    Raises
    ------
    Invalid
        If there are none, or more than fit.
    """
    text = text.strip()
    if not text:
        raise Invalid(message, fields={field: message})
    if len(text) > TEXT_MAX:
        long = _("最多%(most)d个字，现在有%(now)d个字，请缩短。") % {
            "most": TEXT_MAX,
            "now": len(text),
        }
        raise Invalid(long, fields={field: long})
    return text


@transact
def confirm_record(*, actor: Actor, record_id: UUID, version: object = None) -> ServiceRecord:
    """The lead of the visit, or the desk, says that the hours were served."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    check_step(Action.CONFIRM, actor, record, roles)
    record.vouched_by, record.vouched_at = actor.account_id, timezone.now()
    record.vouched_as = Voucher.LEAD.value if Role.LEAD in roles else "desk"
    order = record.assignment.order if record.assignment is not None else None
    if Role.LEAD in roles and order is not None and acted_inside(order, actor.account_id):
        # Who also kept the order could have brought all of it about: somebody else looks.
        record.vouched_as = "desk"
        record.flags = [*record.flags, Flag.OWN_ORDER.value]
    look(record)
    changed = ("vouched_by", "vouched_as", "vouched_at", "level", "flags")
    how = {"level": record.level, "vouched_as": record.vouched_as}
    return go_on(move(Action.CONFIRM, actor, record, roles, *changed, after_=how))


@transact
def deny_record(
    *, actor: Actor, record_id: UUID, reason: str, version: object = None
) -> ServiceRecord:
    """The lead or the desk says that it was not so. The volunteer hears why and may appeal."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    action = Action.DENY if record.state == State.PENDING_CONFIRM.value else Action.REJECT
    record.reason = checked_reason(reason, REJECT_REASONS)
    move(action, actor, record, roles, "reason", reason=reason)
    tell_volunteer(record, "record_refused")
    return record


@transact
def approve_record(*, actor: Actor, record_id: UUID, version: object = None) -> ServiceRecord:
    """A reviewer who has had no part agrees; hours that were filled in need two of them."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    _after, role = check_step(Action.APPROVE, actor, record, roles)
    look(record)
    check_room(record)
    if approvals_needed(Level(record.level)) == 2 and record.first_approver is None:
        record.first_approver = actor.account_id
        record.version += 1
        record.save(update_fields=["first_approver", "version", "flags"])
        trace_record(actor, record, "first_approval", role, record.state)
        return record
    if record.level == Level.D.value and Role.CENTRE_ADMIN not in roles:
        raise Conflict(_("补录的工时，第二位审核人是区中心。"), code="center_only")
    record.approver = actor.account_id
    _replace(actor, record, roles)
    changed = ("approver", "level", "flags")
    return take_effect(move(Action.APPROVE, actor, record, roles, *changed))


def _replace(actor: Actor, record: ServiceRecord, roles: frozenset[Role]) -> None:
    """A correction that adds minutes takes the old record's place only now."""
    if record.supersedes_id is None:
        return
    old, _roles = record_seen_by(actor, record.supersedes_id, lock=True)
    move(Action.CORRECT, actor, old, roles, after_={"by": str(record.id)})
    supersede_certificates(old)
    tell_volunteer(old, "record_corrected")


@transact
def ask_revocation(
    *, actor: Actor, record_id: UUID, reason: str, version: object = None
) -> ServiceRecord:
    """Somebody of the desk holds that hours are false; they count for nothing until decided."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    record.reason = checked_reason(reason, REVOKE_REASONS)
    check_step(Action.ASK_REVOKE, actor, record, roles)
    record.revoke_asked_by = actor.account_id
    return move(Action.ASK_REVOKE, actor, record, roles, "reason", "revoke_asked_by", reason=reason)


@transact
def decide_revocation(
    *, actor: Actor, record_id: UUID, revoke: bool, version: object = None
) -> ServiceRecord:
    """The center decides; whoever asked does not."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    if revoke:
        move(Action.REVOKE, actor, record, roles, reason=record.reason)
        supersede_certificates(record)
        tell_volunteer(record, "record_revoked")
        return record
    return take_effect(move(Action.KEEP, actor, record, roles))
