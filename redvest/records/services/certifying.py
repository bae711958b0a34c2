"""出具证明: asked for by the volunteer, issued by the organizer, on notice for seven days."""

from datetime import date, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from redvest.db import transact
from redvest.engines.attainment_flow import Kind
from redvest.engines.attainment_flow import State as Attained
from redvest.engines.certificates import (
    Action,
    State,
    Statement,
    serial_of,
)
from redvest.engines.evidence import COUNTED, Level
from redvest.engines.record_flow import State as RecordState
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.labels import DOCUMENTS
from redvest.records import signing
from redvest.records.labels import CERTIFICATE_REASONS
from redvest.records.models import (
    Attainment,
    Certificate,
    CertificateLine,
    CertificateTraining,
    ServiceRecord,
)
from redvest.records.queries.certificates import certificate_seen_by, clerk_of
from redvest.records.queries.seals import seal_in_force
from redvest.records.services.deciding import checked_reason
from redvest.records.services.serials import next_serials
from redvest.records.services.superseding import move_certificate, tell_holder

NOTICE = timedelta(days=7)
LEVELS = sorted(level.value for level in COUNTED)


def certifiable(volunteer_id: UUID, district: str) -> "QuerySet[ServiceRecord]":
    """Effective hours that an organizer here recorded, and may therefore certify."""
    return ServiceRecord.objects.filter(
        district=district,
        volunteer_id=volunteer_id,
        state=RecordState.EFFECTIVE.value,
        level__in=LEVELS,
    )


def _listed(row: Certificate) -> "QuerySet[ServiceRecord]":
    rows = certifiable(row.volunteer_id, row.district).filter(
        service_on__gte=row.first_on, service_on__lte=row.last_on
    )
    if row.team_id is not None:
        return rows.filter(team_id=row.team_id).order_by("starts_at")
    return rows.filter(team=None, region=row.region).order_by("starts_at")


def _learned(row: Certificate) -> "QuerySet[Attainment]":
    """Confirmed trainings this issuer entered, when the volunteer wishes them listed."""
    if not row.with_training:
        return Attainment.objects.none()
    rows = Attainment.objects.filter(
        district=row.district,
        volunteer_id=row.volunteer_id,
        kind=Kind.TRAINING.value,
        state=Attained.CONFIRMED.value,
        happened_on__gte=row.first_on,
        happened_on__lte=row.last_on,
    ).order_by("happened_on", "id")
    if row.team_id is not None:
        return rows.filter(team_id=row.team_id)
    return rows.filter(team=None, region=row.region)


@transact
def request_certificate(
    *, actor: Actor, record_id: UUID, first_on: date, last_on: date, with_training: bool = False
) -> Certificate:
    """Ask the organizer of a record to certify what the volunteer served with it in these days."""
    record = (
        certifiable(actor.volunteer_id, actor.district)
        .select_related("team")
        .filter(id=record_id)
        .first()
        if actor.volunteer_id
        else None
    )
    if record is None:
        message = _("请选择一个组织者，您在那里要有已生效的工时。")
        raise Invalid(message, fields={"record": message})
    if last_on < first_on:
        message = _("结束的日子不能早于开始的日子。")
        raise Invalid(message, fields={"last_on": message})
    now = timezone.now()
    row = Certificate(
        district=actor.district,
        volunteer_id=record.volunteer_id,
        volunteer_account=actor.account_id,
        team_id=record.team_id,
        region=record.region,
        issuer=record.organizer,
        first_on=first_on,
        last_on=last_on,
        with_training=with_training,
        state_since=now,
        asked_at=now,
    )
    if not _listed(row).exists():
        message = _("这段日子里没有这个组织者记下的工时。")
        raise Invalid(message, fields={"first_on": message})
    waiting = Certificate.objects.filter(
        district=row.district,
        volunteer_id=row.volunteer_id,
        team=record.team,
        region=row.region,
        state=State.REQUESTED.value,
    )
    if waiting.exists():
        raise Conflict(_("您已经申请过，请等组织者出具。"), code="already_asked")
    row.save(force_insert=True)
    record_event(
        actor=actor, kind="certificate.request", subject=row, region=row.region, role=Role.VOLUNTEER
    )
    return row


@transact
def issue_certificate(
    *, actor: Actor, certificate_id: UUID, in_charge: str, contact: str
) -> Certificate:
    """Certify what is effective today, number it, sign it and put it on notice for seven days."""
    row, roles = certificate_seen_by(actor, certificate_id, lock=True)
    if actor.account_id == row.volunteer_account:
        raise NotAllowed(_("不能给自己出具证明，请由别人出具。"), code="same_hand")
    if not in_charge.strip() or not contact.strip():
        message = _("请填写负责人姓名和联系电话。")
        raise Invalid(message, fields={"in_charge": message})
    if row.state != State.REQUESTED.value:
        raise Conflict(_("这份证明的状态已经变化，请刷新页面查看最新情况。"), code="wrong_state")
    lines = list(_listed(row))
    if not lines:
        raise Conflict(_("这段日子里已没有生效的工时，不能出具。"), code="empty")
    now, today = timezone.now(), timezone.localdate()
    (number,) = next_serials(row.district, "certificate", f"{today:%Y%m}", 1)
    row.serial = serial_of(row.district, today, number)
    row.minutes = sum(line.minutes for line in lines)
    row.filled_in = sum(line.minutes for line in lines if line.level == Level.D.value)
    row.services = len(lines)
    learned = list(_learned(row))
    row.class_hours = sum(one.class_hours for one in learned)
    row.in_charge, row.contact = in_charge.strip()[:40], contact.strip()[:40]
    row.issued_at, row.issued_by, row.notice_until = now, actor.account_id, now + NOTICE
    row.seal = seal_in_force(row.district, row.region, row.team_id)
    said = statement_of(row, today).signed_bytes()
    row.token = signing.signed_token(row.district, said)
    CertificateLine.objects.bulk_create(
        CertificateLine(district=row.district, certificate=row, record=line, minutes=line.minutes)
        for line in lines
    )
    CertificateTraining.objects.bulk_create(
        CertificateTraining(district=row.district, certificate=row, attainment=one)
        for one in learned
    )
    counted = ("serial", "minutes", "filled_in", "services", "class_hours", "token")
    changed = (*counted, "in_charge", "contact", "issued_at", "issued_by", "notice_until", "seal")
    move_certificate(Action.ISSUE, actor, row, roles, *changed)
    tell_holder(row, "certificate_issued")
    return row


def statement_of(row: Certificate, issued_on: date) -> Statement:
    """What a certificate says, with names and the number of the paper masked."""
    person, clerk = row.volunteer.person, clerk_of(row)
    with override("zh-hans"):  # The same words in whatever language it is issued.
        paper_kind = str(DOCUMENTS.get(person.id_kind, "")) if person.id_number else ""
    return Statement(
        serial=row.serial,
        issuer=row.issuer,
        name=str(person.name or ""),
        paper_kind=paper_kind,
        paper=str(person.id_number or ""),
        volunteer_no=row.volunteer.volunteer_no,
        first_on=row.first_on,
        last_on=row.last_on,
        minutes=row.minutes,
        filled_in=row.filled_in,
        services=row.services,
        issued_on=issued_on,
        in_charge=str(row.in_charge or ""),
        clerk=str(clerk.name or "") if clerk else "",
        class_hours=row.class_hours,
    )


@transact
def reject_certificate(*, actor: Actor, certificate_id: UUID, reason: str) -> Certificate:
    """The organizer does not certify, and says why."""
    row, roles = certificate_seen_by(actor, certificate_id, lock=True)
    row.reason = checked_reason(reason, CERTIFICATE_REASONS)
    move_certificate(Action.REJECT, actor, row, roles, "reason")
    tell_holder(row, "certificate_refused")
    return row


@transact
def revoke_certificate(*, actor: Actor, certificate_id: UUID, reason: str) -> Certificate:
    """The center takes a certificate back; checking it says so from now on."""
    row, roles = certificate_seen_by(actor, certificate_id, lock=True)
    row.reason = checked_reason(reason, CERTIFICATE_REASONS)
    move_certificate(Action.REVOKE, actor, row, roles, "reason")
    tell_holder(row, "certificate_revoked")
    return row


@transact
def end_certificate_notice(certificate_id: UUID) -> int:
    """Seven days are over: the certificate is valid."""
    row = (
        Certificate.objects.select_for_update(no_key=True, skip_locked=True)
        .filter(id=certificate_id, state=State.NOTICED.value, notice_until__lte=timezone.now())
        .first()
    )
    if row is None:
        return 0
    machine = system(row.district)
    move_certificate(Action.TAKE_EFFECT, machine, row, machine.roles)
    return 1


def end_certificate_notices() -> int:
    """Every certificate whose notice is over."""
    rows = Certificate.objects.filter(
        state=State.NOTICED.value, notice_until__lte=timezone.now()
    ).order_by("notice_until")
    return sum(end_certificate_notice(one) for one in rows.values_list("id", flat=True)[:500])


def adds_up(row: Certificate) -> bool:
    """Whether the total is the sum of what is listed."""
    return row.minutes == (row.lines.aggregate(sum=Sum("minutes"))["sum"] or 0)
