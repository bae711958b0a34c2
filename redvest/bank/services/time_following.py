"""Orders know nothing of the bank: it looks at them, and settles what their end decides.

An order that nobody served gives everything back, one that was served is paid by how long somebody
was there, and what a complaint was upheld about is refunded. Whoever answers the hold first, this
or the end of its time, is the only one.
"""

import logging
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import TimeUse, Transfer
from redvest.bank.queries.time_bank import spans_of
from redvest.bank.services import holding
from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.ledger import Kind, answer_of
from redvest.engines.order_flow import State as OrderState
from redvest.engines.time_bank import FATES, STEPS, Action, State, served
from redvest.errors import DomainError
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.orders.models import QualityCase, ServiceOrder
from redvest.people.actors import system
from redvest.records.queries.complaints import UPHELD

log = logging.getLogger("redvest.bank")
AT_ONCE = 200
OVER = sorted(state.value for state in FATES)
CHANGED = _("这次用时间已经办结。")


def follow_orders() -> int:
    """Settle everything whose order has come to its end, or whose hold has."""
    done = 0
    for one in _due():
        try:
            done += follow_order(use_id=one)
        except DomainError as refusal:
            log.warning("the minutes of use %s wait: %s", one, refusal.code)
    return done


def _due() -> list[UUID]:
    lapsed = Transfer.objects.filter(answers_id=OuterRef("hold"), kind=Kind.LAPSE.value)
    held = TimeUse.objects.filter(
        Q(order__state__in=OVER) | Q(Exists(lapsed)), state=State.HELD.value
    )
    wrong = TimeUse.objects.filter(Exists(_upheld()), state=State.SETTLED.value)
    found = [*held.values_list("id", flat=True).order_by("id")[:AT_ONCE]]
    return [*found, *wrong.values_list("id", flat=True).order_by("id")[:AT_ONCE]]


def _upheld() -> "QuerySet[QualityCase]":
    return QualityCase.objects.filter(
        order_id=OuterRef("order_id"),
        kind="complaint",
        decided_at__isnull=False,
        finding__in=UPHELD,
    )


@transact
def follow_order(*, use_id: UUID) -> int:
    """Bring one use to where its order stands. Who is at the order right now comes round again."""
    found = TimeUse.objects.filter(id=use_id).values_list("district", "order_id").first()
    if found is None:
        return 0
    district, order_id = found
    order = (
        ServiceOrder.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(district=district, id=order_id)
        .first()
    )
    if order is None:
        return 0
    row = (
        TimeUse.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "order__item")
        .get(id=use_id)
    )
    upheld = TimeUse.objects.filter(Exists(_upheld()), id=use_id).exists()
    if row.state == State.SETTLED.value:
        return _refund(row) if upheld else 0
    if row.state != State.HELD.value:
        return 0
    if Transfer.objects.filter(answers_id=row.hold, kind=Kind.LAPSE.value).exists():
        return _end(row, Action.LAPSE)
    fate = FATES.get(OrderState(order.state))
    if fate is None:
        return 0
    row.served = served(spans_of(row)) if fate is Action.SETTLE else 0
    return _give_back(row) if upheld or not row.served else _settle(row)


def _settle(row: TimeUse) -> int:
    assert row.hold is not None
    row.paid, _rest = answer_of(row.minutes, row.served)
    holding.post_hold(actor=system(row.district), hold_id=row.hold, actual=row.served)
    return _end(row, Action.SETTLE, "served", "paid")


def _give_back(row: TimeUse) -> int:
    assert row.hold is not None
    holding.void_hold(actor=system(row.district), hold_id=row.hold)
    return _end(row, Action.RETURN, "served")


def _refund(row: TimeUse) -> int:
    paid = Transfer.objects.get(district=row.district, answers_id=row.hold, kind=Kind.POST.value)
    holding.reverse(actor=system(row.district), transfer_id=paid.id)
    row.paid = 0
    return _end(row, Action.REFUND, "paid")


def _end(row: TimeUse, action: Action, *fields: str) -> int:
    """Write where it stands now, leave the trace, and tell whoever pays."""
    machine, before = system(row.district), row.state
    row.state = decide(STEPS, State(before), action, machine.roles, CHANGED).value
    row.state_since = timezone.now()
    row.version += 1
    row.save(update_fields=["state", "state_since", "version", *fields])
    record_event(
        actor=machine,
        kind=f"time_use.{action.value}",
        subject=row,
        region=row.person.home_community or row.district,
        before={"state": before},
        after={"state": row.state, "served": row.served, "paid": row.paid},
    )
    settled = action is Action.SETTLE
    notify(
        district=row.district,
        template="time_settled" if settled else "time_returned",
        params={
            "item": row.order.item.name,
            "paid": row.paid,
            "back": row.minutes - row.paid,
        },
        to_person_id=row.person_id,
        dedupe_key=f"time_use:{row.id}:{row.state}",
    )
    return 1
