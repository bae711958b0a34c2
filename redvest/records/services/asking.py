"""疑问, 更正申请, 申诉: what is asked about a record, and the answer in writing."""

from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import calendar_of
from redvest.engines.order_clock import after
from redvest.engines.order_flow import Limit, LimitUnit
from redvest.engines.record_flow import Action, State
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.people.actors import Actor
from redvest.records.models import RecordQuestion, ServiceRecord
from redvest.records.queries import DESK, question_seen_by, record_seen_by
from redvest.records.queries.complaints import deciders_against
from redvest.records.queries.notices import record_noticed_to
from redvest.records.services.deciding import checked_words, tell_volunteer
from redvest.records.services.moving import (
    check_fresh,
    check_room,
    check_step,
    move,
    take_effect,
    trace_record,
)

ANSWER = Limit(5, LimitUnit.WORKING_DAYS)
APPEAL_ANSWER = Limit(10, LimitUnit.WORKING_DAYS)
APPEALED = (State.REJECTED.value, State.REVOKED.value)


@transact
def ask_about_record(
    *,
    actor: Actor,
    record_id: UUID,
    kind: str,
    text: str,
    wished_minutes: int | None = None,
    version: object = None,
) -> RecordQuestion:
    """Say that something is wrong, doubtful, or was decided wrongly. A doubt stops the hours."""
    record, roles = record_seen_by(actor, record_id, lock=True)
    check_fresh(record, version)
    if kind not in ("wrong", "doubt", "appeal"):
        message = _("请选择是什么问题。")
        raise Invalid(message, fields={"kind": message})
    if kind == "appeal" and Role.VOLUNTEER not in roles:
        raise NotAllowed(_("申诉由志愿者本人提出。"), code="not_own")
    if kind == "appeal" and not may_appeal(record):
        message = _("现在没有可以申诉的决定。")
        raise Invalid(message, fields={"kind": message})
    return _ask(actor, record, roles, kind, text, wished_minutes)


def refused_corrections(record: ServiceRecord) -> QuerySet[RecordQuestion]:
    """Corrections that were asked for and not made."""
    return record.questions.filter(kind="wrong", granted=False)


def may_appeal(record: ServiceRecord) -> bool:
    """Whether something was decided that the volunteer may take to the center."""
    decided = record.state in APPEALED or refused_corrections(record).exists()
    return decided or bool(deciders_against([record.id]))


@transact
def doubt_noticed_record(*, actor: Actor, record_id: UUID, text: str) -> RecordQuestion:
    """Anybody of the unit may doubt hours while they are on notice, except whoever served."""
    record = record_noticed_to(actor, record_id)
    if actor.volunteer_id == record.volunteer_id:
        raise NotAllowed(_("这是您自己的工时，请在“我的工时”里提出。"), code="own_hours")
    return _ask(actor, record, frozenset({Role.VOLUNTEER}), "doubt", text, None)


def _ask(
    actor: Actor,
    record: ServiceRecord,
    roles: frozenset[Role],
    kind: str,
    text: str,
    wished_minutes: int | None,
) -> RecordQuestion:
    words = checked_words(text, _("请写下哪里不对。"))
    if record.questions.filter(asked_by=actor.account_id, decided_at=None).exists():
        raise Conflict(_("您提的问题还在核实，请等答复。"), code="already_asked")
    now = timezone.now()
    limit = APPEAL_ANSWER if kind == "appeal" else ANSWER
    question = RecordQuestion(
        district=record.district,
        record=record,
        kind=kind,
        asked_by=actor.account_id,
        asked_at=now,
        due_at=after(now, limit, calendar_of(record.district)),
        text=words,
        wished_minutes=wished_minutes,
    )
    question.save(force_insert=True)
    if kind == "doubt":
        move(Action.QUESTION, actor, record, roles, reason="doubt")
    else:
        record.version += 1
        record.save(update_fields=["version"])
        trace_record(actor, record, "asked", None, record.state, kind)
    return question


@transact
def answer_question(
    *,
    actor: Actor,
    question_id: UUID,
    granted: bool,
    answer: str,
    version: object = None,
) -> ServiceRecord:
    """Answer in writing. Granting an appeal gives the hours back their way; a correction is made
    with the form for it, before or after. An appeal is the center's to answer."""
    question, record, roles = question_seen_by(actor, question_id, lock=True)
    check_fresh(record, version)
    if question.decided_at is not None:
        raise Conflict(_("这个问题已经答复过了。"), code="wrong_state")
    able = {Role.CENTRE_ADMIN} if question.kind == "appeal" else set(DESK)
    if not roles & able:
        raise NotAllowed(_("由站点答复；申诉由区中心答复。"), code="not_allowed")
    if actor.account_id in (question.asked_by, record.volunteer_account):
        raise NotAllowed(_("自己提的问题，要由别人答复。"), code="same_hand")
    refused = refused_corrections(record).filter(decided_by=actor.account_id)
    if question.kind == "appeal" and refused.exists():
        raise NotAllowed(_("更正是您没有同意的，申诉要由别人答复。"), code="same_hand")
    if question.kind == "appeal" and actor.account_id in deciders_against([record.id]).values():
        raise NotAllowed(_("投诉是您核实的，申诉要由别人答复。"), code="same_hand")
    question.decided_at, question.decided_by = timezone.now(), actor.account_id
    question.granted = granted
    question.answer = checked_words(answer, _("请写下答复和理由。"), "answer")
    question.save(update_fields=["decided_at", "decided_by", "granted", "answer"])
    tell_volunteer(record, "record_answered")
    how = {"granted": granted, "kind": question.kind}
    if question.kind == "appeal" and granted and record.state == State.REVOKED.value:
        check_room(record)
        move(Action.REINSTATE, actor, record, roles, after_=how)
        return take_effect(record)
    if question.kind == "doubt" and not granted and record.state == State.QUESTIONED.value:
        check_step(Action.UPHOLD, actor, record, roles)
        move(Action.UPHOLD, actor, record, roles, after_=how)
        return take_effect(record)
    record.version += 1
    record.save(update_fields=["version"])
    trace_record(actor, record, "answered", None, record.state, after_=how)
    return record
