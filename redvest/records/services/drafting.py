"""Records from visits: drafted when somebody has left, confirmed when the resident has.

The worker comes by every minute. Each visit is one transaction, so that one which cannot be
counted holds up no other, and killing the worker anywhere leaves nothing half done.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from redvest.db import transact
from redvest.districts.queries import region_names
from redvest.engines.evidence import Arrival, Entry, Flag, Voucher
from redvest.engines.record_flow import Action, State
from redvest.engines.roles import Role
from redvest.engines.service_minutes import MINUTE, Counted, Span, Stay, count
from redvest.errors import DomainError
from redvest.journal.models import Event
from redvest.orders.models import Assignment, QualityCase, ServiceOrder
from redvest.people.actors import system
from redvest.records.models import ServiceRecord
from redvest.records.services.moving import (
    due_for_effect,
    go_on,
    look,
    move,
    take_effect,
    trace_record,
)
from redvest.records.services.serials import next_serials
from redvest.records.services.telling import lead_of, tell_confirmers

log = logging.getLogger("redvest.records")
BATCH = 500
RECENT = timedelta(days=2)
CONFIRMED = ("own", "code", "slip", "phone")
STAMPS = {"code": Arrival.CODE, "lead": Arrival.LEAD, "self": Arrival.SELF}
# Whoever acted for the resident or the desk in these roles knows the codes of the order.
INSIDE = [Role.RESIDENT, Role.PROXY, Role.VENUE_ADMIN, Role.CENTRE_ADMIN]


def settle_visits(*, since: datetime | None = None) -> int:
    """Draft what has no record yet, and move on what the residents have confirmed."""
    done = 0
    passes: tuple[tuple[Callable[[], list[UUID]], Callable[[UUID], int]], ...] = (
        (lambda: _without_record(since), draft_from_visit),
        (_to_ask, ask_about),
        (_confirmed_by_residents, confirm_by_order),
        (_to_question, question_disputed),
        (lambda: due_for_effect(timezone.now(), BATCH), end_notice),
    )
    for find, step in passes:
        for one in find():
            try:
                done += step(one)
            except DomainError as refusal:
                log.warning("record of %s waits: %s", one, refusal.code)
    return done


def _without_record(since: datetime | None) -> list[UUID]:
    rows = Assignment.objects.filter(
        checked_out_at__isnull=False, state__in=["accepted", "ended"], records=None
    )
    if since is not None:
        rows = rows.filter(checked_out_at__gte=since)
    return list(rows.order_by("checked_out_at").values_list("id", flat=True)[:BATCH])


def plan_of(assignment: Assignment) -> Span:
    """What was agreed; without an agreed time, what the item usually takes from the arrival on."""
    order = assignment.order
    assert assignment.checked_in_at is not None
    if order.scheduled_from is not None and order.scheduled_to is not None:
        return Span(order.scheduled_from, order.scheduled_to)
    start = assignment.checked_in_at
    return Span(start, start + timedelta(minutes=order.item.minutes))


def counted(assignment: Assignment) -> Counted:
    """The minutes of one visit of one volunteer."""
    assert assignment.checked_in_at is not None
    stay = Stay(assignment.checked_in_at, assignment.checked_out_at)
    return count([stay], plan_of(assignment), now=timezone.now())


@transact
def draft_from_visit(assignment_id: UUID) -> int:
    """One record for one person who was there. A visit of no minutes brings none."""
    assignment = (
        Assignment.objects.select_related(
            "order__item", "dispatch__team", "dispatch__venue", "volunteer__person"
        )
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(id=assignment_id, checked_out_at__isnull=False)
        .first()
    )
    if assignment is None or ServiceRecord.objects.filter(assignment=assignment).exists():
        return 0
    found = counted(assignment)
    if found.span is None:
        return 0
    order, now = assignment.order, timezone.now()
    team = assignment.dispatch.team
    day = timezone.localdate(found.span.start)
    period = f"{day:%Y%m}"
    (serial,) = next_serials(order.district, "record", period, 1)
    account = assignment.volunteer.person.account_id
    record = ServiceRecord(
        district=order.district,
        number=f"{period}-{serial:06d}",
        volunteer=assignment.volunteer,
        volunteer_account=account,
        entry=Entry.SYSTEM.value,
        assignment=assignment,
        team=team,
        title=order.item.name,
        title_en=order.item.name_en,
        category=order.item.core_category,
        region=order.community,
        organizer=team.name if team else region_names(order.district).get(order.community, ""),
        starts_at=found.span.start,
        ends_at=found.span.end,
        service_on=day,
        minutes=found.minutes,
        away_minutes=found.away,
        planned_minutes=plan_of(assignment).length // MINUTE,
        arrival=STAMPS.get(assignment.evidence, Arrival.NONE).value,
        departed=True,
        flags=[Flag.OWN_ORDER.value] if acted_inside(order, account) else [],
        state=State.DRAFT.value,
        state_since=now,
        recorded_at=now,
    )
    look(record)
    record.save(force_insert=True)
    trace_record(
        system(order.district),
        record,
        "draft",
        Role.SYSTEM,
        "",
        after_={"minutes": record.minutes, "level": record.level, "assignment": str(assignment.id)},
    )
    return 1 + ask_about(record.id)


def acted_inside(order: ServiceOrder, account: UUID | None) -> bool:
    """Whether whoever served also placed, handled or confirmed the order for the other side."""
    if account is None:
        return False
    events = Event.objects.filter(
        Q(role__in=[role.value for role in INSIDE]),
        district=order.district,
        subject_id=order.id,
        account_id=account,
    )
    # The closing code is entered by whoever served; the resident alone knew it.
    return events.exclude(kind="order.confirm", after__method="code").exists()


def _open_cases() -> "QuerySet[QualityCase]":
    return QualityCase.objects.filter(order_id=OuterRef("assignment__order_id"), decided_at=None)


def _to_ask() -> list[UUID]:
    rows = ServiceRecord.objects.filter(~Exists(_open_cases()), state=State.DRAFT.value)
    return list(rows.order_by("id").values_list("id", flat=True)[:BATCH])


def _held(record_id: UUID, *states: State) -> ServiceRecord | None:
    return (
        ServiceRecord.objects.select_related("assignment__order")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(id=record_id, state__in=[state.value for state in states])
        .first()
    )


@transact
def ask_about(record_id: UUID) -> int:
    """Ask the lead, else the station, to confirm; not while somebody looks into the order."""
    record = _held(record_id, State.DRAFT)
    if record is None or record.assignment is None:
        return 0
    if QualityCase.objects.filter(order=record.assignment.order, decided_at=None).exists():
        return 0
    machine = system(record.district)
    move(Action.ASK, machine, record, machine.roles)
    if record.assignment.order.confirmed_by not in CONFIRMED:
        tell_confirmers(record, lead=lead_of(record))
    return 1


def _confirmed_by_residents() -> list[UUID]:
    rows = ServiceRecord.objects.filter(
        ~Exists(_open_cases()),
        state=State.PENDING_CONFIRM.value,
        assignment__order__confirmed_by__in=CONFIRMED,
    ).exclude(flags__contains=[Flag.OWN_ORDER.value])
    return list(rows.order_by("id").values_list("id", flat=True)[:BATCH])


@transact
def confirm_by_order(record_id: UUID) -> int:
    """The resident confirmed the order: that is somebody else's word for the hours."""
    record = _held(record_id, State.PENDING_CONFIRM)
    if record is None or record.assignment is None:
        return 0
    order = record.assignment.order
    said = (
        Event.objects.filter(district=order.district, subject_id=order.id, kind="order.confirm")
        .order_by("-at")
        .first()
    )
    if said is None or acted_inside(order, record.volunteer_account):
        return 0
    by = None if order.confirmed_by == "code" else said.account_id
    if by is not None and by == record.volunteer_account:
        return 0
    record.vouched_by, record.vouched_as = by, Voucher.BENEFICIARY.value
    record.vouched_at = said.at
    look(record)
    machine = system(record.district)
    changed = ("vouched_by", "vouched_as", "vouched_at", "level", "flags")
    how = {"level": record.level, "vouched_as": record.vouched_as, "method": order.confirmed_by}
    move(Action.CONFIRM, machine, record, machine.roles, *changed, after_=how)
    go_on(record)
    return 1


def _to_question() -> list[UUID]:
    rows = ServiceRecord.objects.filter(
        Exists(_open_cases()),
        state__in=[State.PUBLIC_NOTICE.value, State.EFFECTIVE.value],
        assignment__isnull=False,
    )
    return list(rows.order_by("id").values_list("id", flat=True)[:BATCH])


@transact
def question_disputed(record_id: UUID) -> int:
    """While somebody looks into the order, its hours count for nothing."""
    record = _held(record_id, State.PUBLIC_NOTICE, State.EFFECTIVE)
    if record is None:
        return 0
    machine = system(record.district)
    move(Action.QUESTION, machine, record, machine.roles, reason="open_case")
    return 1


@transact
def end_notice(record_id: UUID) -> int:
    """The notice is over and nobody doubted."""
    record = _held(record_id, State.PUBLIC_NOTICE)
    if record is None:
        return 0
    return int(take_effect(record).state == State.EFFECTIVE.value)
