"""The one door through which a record changes its state."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.stepping import decide
from redvest.districts.queries import calendar_of
from redvest.engines import flow
from redvest.engines.evidence import (
    Around,
    Arrival,
    Entry,
    Flag,
    Level,
    Proof,
    Vouch,
    Voucher,
    day_is_full,
    flags_of,
    level_of,
    passes_unreviewed,
)
from redvest.engines.order_clock import after
from redvest.engines.order_flow import Limit, LimitUnit
from redvest.engines.record_flow import HOLDS_TIME, OPEN, STEPS, Action, Hands, State, may_act
from redvest.engines.roles import Role
from redvest.errors import Conflict, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.models import QualityCase
from redvest.people.actors import Actor, strongest, system
from redvest.people.models import Volunteer
from redvest.records.models import ServiceRecord

HOLDING = sorted(state.value for state in HOLDS_TIME)
CLAIMING = sorted(state.value for state in HOLDS_TIME | OPEN)
BACKFILL_NOTICE = Limit(3, LimitUnit.WORKING_DAYS)
HANDS = ("vouched_by", "vouched_as", "vouched_at", "first_approver", "approver", "level", "flags")


def hands_of(record: ServiceRecord) -> Hands:
    """Who has had a part in the record, as the engine reads it."""
    return Hands(
        served=record.volunteer_account or record.volunteer_id,
        recorded=record.recorder,
        vouched=record.vouched_by,
        approved=record.first_approver,
        revoking=record.revoke_asked_by,
    )


def check_step(
    action: Action, actor: Actor, record: ServiceRecord, roles: frozenset[Role]
) -> tuple[State, Role | None]:
    """Where the step leads, and in which role it is taken.

    Raises
    ------
    NotAllowed, Conflict
        Never this role's business, or another person's turn (403); not from here (409).
    """
    before = State(record.state)
    found = decide(
        STEPS, before, action, roles, _("这条记录的状态已经变化，请刷新页面查看最新情况。")
    )
    if not may_act(action, actor.account_id, hands_of(record), Level(record.level)):
        raise NotAllowed(_("您已经参与过这条记录，这一步要由另一个人办理。"), code="same_hand")
    return found, strongest(flow.able(STEPS, before, action, roles))


def move(
    action: Action,
    actor: Actor,
    record: ServiceRecord,
    roles: frozenset[Role],
    *changed: str,
    reason: str = "",
    after_: dict[str, Any] | None = None,
) -> ServiceRecord:
    """Take a step with a record under lock, and leave the trace."""
    found, role = check_step(action, actor, record, roles)
    before = record.state
    record.state, record.state_since = found.value, timezone.now()
    record.version += 1
    record.save(update_fields=["state", "state_since", "version", *changed])
    trace_record(actor, record, action.value, role, before, reason, after_)
    return record


def trace_record(
    actor: Actor,
    record: ServiceRecord,
    kind: str,
    role: Role | None,
    before: str,
    reason: str = "",
    after_: dict[str, Any] | None = None,
) -> None:
    """Write down what happened to a record."""
    record_event(
        actor=actor,
        kind=f"record.{kind}",
        subject=record,
        region=record.region,
        role=role,
        reason=reason,
        before={"state": before},
        after={"state": record.state, "version": record.version, **(after_ or {})},
    )


def check_fresh(record: ServiceRecord, version: object) -> None:
    """Refuse what was decided on a page that no longer shows the record as it is."""
    if version is not None and str(version) != str(record.version):
        raise Conflict(
            _("您打开页面之后，这条记录又有了变化。请核对最新情况后再办理。"), code="stale"
        )


def proof_of(record: ServiceRecord) -> Proof:
    """What proves the record, as the engine reads it; the desk's word is no proof of its own."""
    vouches: tuple[Vouch, ...] = ()
    if record.vouched_as in set(Voucher) and record.vouched_at is not None:
        vouches = (Vouch(Voucher(record.vouched_as), record.vouched_at),)
    return Proof(
        Entry(record.entry), Arrival(record.arrival), record.departed, record.ends_at, vouches
    )


def others_of(record: ServiceRecord) -> Any:
    """Other records of the volunteer that are not at a bad end, nor the one this replaces."""
    rows = ServiceRecord.objects.filter(
        district=record.district, volunteer_id=record.volunteer_id, state__in=CLAIMING
    ).exclude(level=Level.E.value)
    return rows.exclude(Q(id=record.id) | Q(id=record.supersedes_id))


def minutes_that_day(record: ServiceRecord, states: list[str]) -> int:
    total = others_of(record).filter(service_on=record.service_on, state__in=states)
    return int(total.aggregate(sum=Sum("minutes"))["sum"] or 0)


def look(record: ServiceRecord) -> None:
    """Compute the level from the proofs, and what is odd, anew."""
    record.level = level_of(proof_of(record)).value
    own_order = Flag.OWN_ORDER.value in record.flags
    open_case = (
        record.assignment is not None
        and QualityCase.objects.filter(
            district=record.district, order_id=record.assignment.order_id, decided_at=None
        ).exists()
    )
    around = Around(
        timezone.localtime(record.starts_at),
        timezone.localtime(record.ends_at),
        record.minutes,
        record.planned_minutes,
        minutes_that_day(record, CLAIMING),
        others_of(record)
        .filter(starts_at__lt=record.ends_at, ends_at__gt=record.starts_at)
        .exists(),
        own_order,
        open_case,
    )
    record.flags = [flag.value for flag in flags_of(around)]


def check_room(record: ServiceRecord) -> None:
    """Hold the volunteer, and refuse what nobody can have served.

    Raises
    ------
    Conflict
        If the time is taken by another record, or the day would have more than 16 hours.
    """
    Volunteer.objects.select_for_update(no_key=True).get(id=record.volunteer_id)
    taken = others_of(record).filter(state__in=HOLDING)
    if taken.filter(starts_at__lt=record.ends_at, ends_at__gt=record.starts_at).exists():
        raise Conflict(
            _("这段时间里已有另一条工时。请先核对哪一条是对的，再更正或不予认定。"), code="overlap"
        )
    if day_is_full(minutes_that_day(record, HOLDING), record.minutes):
        raise Conflict(_("这一天的工时会超过16小时，不能认定。请核对时间。"), code="day_full")


def go_on(record: ServiceRecord) -> ServiceRecord:
    """What follows by itself after a record was confirmed: no review where none is due."""
    machine = system(record.district)
    flags = [Flag(flag) for flag in record.flags]
    if record.state == State.PENDING_REVIEW.value and passes_unreviewed(Level(record.level), flags):
        check_room(record)
        move(Action.WAIVE_REVIEW, machine, record, machine.roles)
    return take_effect(record)


def take_effect(record: ServiceRecord) -> ServiceRecord:
    """Begin the notice, or end it when it is over; hours proven as they happened need none."""
    if record.state != State.PUBLIC_NOTICE.value:
        return record
    now = timezone.now()
    if record.notice_until is None:
        record.notice_until = notice_end(record, now)
        record.save(update_fields=["notice_until"])
    if record.notice_until > now:
        return record
    machine = system(record.district)
    return move(Action.TAKE_EFFECT, machine, record, machine.roles)


def notice_end(record: ServiceRecord, now: datetime) -> datetime:
    """Until when a record is open to doubts: three working days when it was filled in later."""
    if record.level == Level.D.value:
        return after(now, BACKFILL_NOTICE, calendar_of(record.district))
    return now


def due_for_effect(now: datetime, most: int) -> list[UUID]:
    """Records whose notice is over."""
    rows = ServiceRecord.objects.filter(
        state=State.PUBLIC_NOTICE.value, notice_until__lte=now + timedelta(seconds=1)
    ).order_by("notice_until")
    return list(rows.values_list("id", flat=True)[:most])
