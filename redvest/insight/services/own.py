"""What a district counts itself: indicators of its own, and how many people came to a session."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Session
from redvest.db import transact
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.insight.models import Headcount, OwnIndicator, OwnValue
from redvest.journal.services import record_event
from redvest.people.actors import Actor

COUNTERS = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
PEOPLE_MAX = 1_000_000


@dataclass(frozen=True)
class ValueCard:
    """One value as somebody entered it."""

    region: str
    first: date
    last: date
    value: Decimal
    source: str


def _center_only(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("自定义指标由区中心管理。"))


@transact
def add_own_indicator(*, actor: Actor, name: str, unit: str, definition: str) -> OwnIndicator:
    """The center begins to count something; what exactly is said in its definition."""
    _center_only(actor)
    try:
        with transaction.atomic():
            row = OwnIndicator.objects.create(
                district=actor.district,
                name=name.strip(),
                unit=unit.strip(),
                definition=definition.strip(),
                created_by=actor.account_id,
                created_at=timezone.now(),
            )
    except IntegrityError:
        message = _("已有同名的指标，请换一个名称，或直接登记数值。")
        raise Invalid(message, fields={"name": message}) from None
    record_event(actor=actor, kind="own_indicator.added", subject=row, region=actor.district)
    return row


@transact
def retire_own_indicator(*, actor: Actor, indicator_id: UUID) -> OwnIndicator:
    """Nothing more is entered; what was stays."""
    _center_only(actor)
    row = _indicator(actor, indicator_id)
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    record_event(actor=actor, kind="own_indicator.retired", subject=row, region=actor.district)
    return row


def _indicator(actor: Actor, indicator_id: UUID) -> OwnIndicator:
    row = (
        OwnIndicator.objects.select_for_update()
        .filter(district=actor.district, id=indicator_id, retired_at=None)
        .first()
    )
    if row is None:
        raise NotSeen("no such indicator")
    return row


@transact
def enter_own_value(*, actor: Actor, indicator_id: UUID, card: ValueCard) -> OwnValue:
    """A value for a place and a time, with its source; the one it replaces is withdrawn."""
    row = _indicator(actor, indicator_id)
    if not any(actor.has(role, region=card.region) for role in COUNTERS):
        raise NotAllowed(_("这个地方不归您管理。"), fields={"region": _("请选本级范围内的地方。")})
    if card.last < card.first:
        message = _("结束日期要不早于开始日期。")
        raise Invalid(message, fields={"last": message})
    if not card.source.strip():
        message = _("请写明数字的出处，例如文件名和页码。")
        raise Invalid(message, fields={"source": message})
    same = {"region": card.region, "first": card.first, "last": card.last}
    OwnValue.objects.filter(
        district=actor.district, indicator=row, withdrawn_at=None, **same
    ).update(withdrawn_at=timezone.now())
    value = OwnValue.objects.create(
        district=actor.district,
        indicator=row,
        value=card.value,
        source=card.source.strip(),
        entered_by=actor.account_id,
        entered_at=timezone.now(),
        **same,
    )
    record_event(
        actor=actor,
        kind="own_value.entered",
        subject=value,
        region=card.region,
        after={"value": str(card.value)},
    )
    return value


@transact
def withdraw_own_value(*, actor: Actor, value_id: UUID) -> OwnValue:
    """A wrong value no longer counts; that it was there stays on record."""
    row = (
        OwnValue.objects.select_for_update()
        .filter(district=actor.district, id=value_id, withdrawn_at=None)
        .first()
    )
    if row is None or not any(actor.has(role, region=row.region) for role in COUNTERS):
        raise NotSeen("no such value")
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    record_event(actor=actor, kind="own_value.withdrawn", subject=row, region=row.region)
    return row


@transact
def enter_headcount(
    *, actor: Actor, session_id: UUID, people: int, method: str, version: int = 0
) -> Headcount:
    """How many came to a session; entered after it began, corrected with a trace."""
    session = (
        Session.objects.select_related("activity")
        .select_for_update(of=("self",))
        .filter(district=actor.district, id=session_id, cancelled_at=None)
        .first()
    )
    if session is None or not any(
        actor.has(role, region=session.activity.region) for role in COUNTERS
    ):
        raise NotSeen("no such session")
    if session.starts_at > timezone.now():
        raise Conflict(_("这一场还没有开始，开始以后再登记人数。"), code="too_early")
    if not 0 <= people <= PEOPLE_MAX:
        message = _("请填写0到1000000之间的人数。")
        raise Invalid(message, fields={"people": message})
    row = Headcount.objects.filter(district=actor.district, session=session).first()
    if (row.version if row else 0) != version:
        raise Conflict(_("别人已经登记过这一场，请核对后再改。"), code="stale")
    before = {"people": row.people} if row else {}
    if row is None:
        row = Headcount(district=actor.district, session=session, version=0)
    row.people, row.method, row.version = people, method, row.version + 1
    row.counted_by, row.counted_at = actor.account_id, timezone.now()
    _saved(row, is_new=not before)
    record_event(
        actor=actor,
        kind="headcount.corrected" if before else "headcount.entered",
        subject=row,
        region=session.activity.region,
        before=before,
        after={"people": people, "method": method},
    )
    return row


def _saved(row: Headcount, *, is_new: bool) -> None:
    if is_new:
        row.save(force_insert=True)
    else:
        row.save(update_fields=["people", "method", "version", "counted_by", "counted_at"])
