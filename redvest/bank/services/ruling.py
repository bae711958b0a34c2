"""The earning rules: drafted by one, decided by another, never changed afterwards."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import EarningRule
from redvest.bank.queries.earning import rules_of
from redvest.db import transact
from redvest.districts.models import District
from redvest.engines.earning import Terms
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor


def _check_center(actor: Actor) -> None:
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("积分规则由区中心制定。"))


@transact
def draft_rule(*, actor: Actor, terms: Terms, from_day: date) -> EarningRule:
    """Write down the next version. It holds for nobody until somebody else decides it."""
    _check_center(actor)
    terms.check()
    # The district's row is the queue for the next number.
    District.objects.select_for_update(no_key=True).get(code=actor.district)
    last = rules_of(actor.district).first()
    row = EarningRule(
        district=actor.district,
        version=(last.version if last else 0) + 1,
        from_day=from_day,
        terms=terms.row(),
        drafted_by=actor.account_id,
        drafted_at=timezone.now(),
    )
    row.save(force_insert=True)
    record_event(
        actor=actor,
        kind="earning_rule.drafted",
        subject=row,
        region=actor.district,
        after={"version": row.version, "from_day": from_day.isoformat()},
    )
    return row


@transact
def decide_rule(*, actor: Actor, rule_id: UUID) -> EarningRule:
    """Let a version hold from its day on. Service that was paid by another is not paid anew."""
    _check_center(actor)
    rows = EarningRule.objects.select_for_update(no_key=True)
    row = rows.filter(district=actor.district, id=rule_id).first()
    if row is None:
        raise NotSeen(_("没有找到这一版规则。"))
    if row.decided_at is not None:
        raise Conflict(_("这一版规则已经生效。"), code="wrong_state")
    if row.drafted_by == actor.account_id:
        raise NotAllowed(_("自己起草的规则，要由另一个人批准。"), code="same_hand")
    first = not rules_of(actor.district).filter(decided_at__isnull=False).exists()
    if not first and row.from_day <= timezone.localdate():
        raise Invalid(
            _("新规则只能从明天起执行，已经记下的不改。请重新起草。"),
            fields={"from_day": _("请选明天或以后的日子。")},
        )
    row.decided_by, row.decided_at = actor.account_id, timezone.now()
    row.save(update_fields=["decided_by", "decided_at"])
    record_event(
        actor=actor,
        kind="earning_rule.decided",
        subject=row,
        region=actor.district,
        after={"version": row.version, "from_day": row.from_day.isoformat()},
    )
    return row


def year_before(day: date) -> tuple[date, date]:
    """The 365 days that end the day before."""
    return day - timedelta(days=365), day - timedelta(days=1)
