"""The days of standing orders: their orders, made ahead, and another time of day for one."""

from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import calendar_of, policy_of
from redvest.engines.recurrence import comes_on, days_between
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.orders.labels import SLOTS
from redvest.orders.models import ServiceItem, ServiceOrder, StandingDay, StandingOrder
from redvest.orders.queries import live_dispatch
from redvest.orders.queries.standing import rhythm_of, standing_seen_by
from redvest.orders.services.door import checked_choice, note
from redvest.orders.services.placing import OrderCard, write_order
from redvest.orders.services.series import follow_series
from redvest.orders.services.telling import tell_asked
from redvest.people.actors import Actor, system

# Until a team has agreed a time, the wish may simply change.
UNAGREED = ("submitted", "accepted", "dispatched", "pooled", "claimed")


def make_days(standing: StandingOrder, today: date | None = None) -> int:
    """Make the orders that are due of a standing order under lock; returns how many.

    How far it got is written with the orders, and a day has one order by constraint: killed
    between two days or run twice, it makes each of them once.
    """
    today = today or timezone.localdate()
    item = ServiceItem.objects.get(district=standing.district, id=standing.item_id)
    problem = "" if item.is_active else "item_retired"
    if standing.requester.closed_at is not None:
        problem = "person_closed"
    until = today + timedelta(days=policy_of(standing.district).standing_ahead_days)
    after = max(standing.made_until or today - timedelta(days=1), today - timedelta(days=1))
    made = 0
    if not problem:
        there = set(
            ServiceOrder.objects.filter(
                district=standing.district, standing=standing, preferred_on__gt=after
            ).values_list("preferred_on", flat=True)
        )
        calendar = calendar_of(standing.district)
        slots = dict(standing.other_times.filter(day__gt=after).values_list("day", "slot"))
        for day in days_between(rhythm_of(standing), after, until, calendar):
            if day not in there:
                follow_series(_make_day(standing, item, day, slots.get(day, standing.slot)))
                made += 1
        standing.made_until = until
    standing.problem = problem
    standing.save(update_fields=["made_until", "problem"])
    return made


def _make_day(standing: StandingOrder, item: ServiceItem, day: date, slot: str) -> ServiceOrder:
    """The order of one day. The resident asked for it when setting up the standing order."""
    card = OrderCard(
        item_id=item.id,
        community=standing.community,
        description=standing.description.decide(str),
        address=standing.address.decide(str),
        contact_phone=standing.contact_phone.decide(str),
        preferred_on=day,
        preferred_slot=slot,
        risk_note=standing.risk_note.decide(str) if standing.risk_note else "",
        consent_to_share=True,
    )
    return write_order(
        system(standing.district), standing.requester, Role.PROXY, item, card, standing
    )


@transact
def move_day(
    *, actor: Actor, standing_id: UUID, day: date, slot: str, version: object = None
) -> StandingDay:
    """One day at another time of day. The other days stay as they are."""
    standing, role = standing_seen_by(actor, standing_id, lock=True)
    if version is not None:
        check_version(version, standing.version)
    checked_choice("slot", slot, SLOTS, _("请选择一个方便的时段。"))
    if (
        standing.ended_at is not None
        or day < timezone.localdate()
        or not comes_on(rhythm_of(standing), day, calendar_of(standing.district))
    ):
        message = _("请选择这个周期点单里今天以后要来的一天。")
        raise Invalid(message, fields={"day": message})
    moved, _made = StandingDay.objects.update_or_create(
        district=standing.district,
        standing=standing,
        day=day,
        defaults={"slot": slot, "asked_by": actor.account_id, "asked_at": timezone.now()},
    )
    order = (
        ServiceOrder.objects.select_for_update(of=("self",), no_key=True)
        .select_related("item", "requester")
        .filter(district=standing.district, standing=standing, preferred_on=day)
        .first()
    )
    if order is not None:
        _move_order(actor, order, role, slot)
    standing.version += 1
    standing.save(update_fields=["version"])
    record_event(
        actor=actor,
        kind="standing.moved",
        subject=standing,
        region=standing.community,
        role=role,
        after={"version": standing.version, "day": day.isoformat(), "slot": slot},
    )
    return moved


def _move_order(actor: Actor, order: ServiceOrder, role: Role, slot: str) -> None:
    """The order of the day, when it was made already."""
    if order.state not in UNAGREED or order.proposed_from is not None:
        message = _("这天已经在约时间或已办，请打开这一单改时间。")
        raise Conflict(message, code="already_agreed")
    order.preferred_slot = slot
    dispatch = live_dispatch(order)
    if dispatch is not None:
        tell_asked(order, dispatch, "order_slot_changed")
    note(actor, order, "slot_changed", role, {"slot": slot}, "preferred_slot")


def due_standing(district: str, today: date, ahead: int) -> list[UUID]:
    """Standing orders whose next days are not decided yet."""
    rows = StandingOrder.objects.filter(district=district, ended_at=None, last_day__gte=today)
    rows = rows.exclude(made_until__gte=today + timedelta(days=ahead))
    return list(rows.order_by("id").values_list("id", flat=True))


@transact
def make_due_days(*, district: str, standing_id: UUID) -> int:
    """One standing order's due days, unless another worker is at it right now."""
    standing = (
        StandingOrder.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
        .select_related("requester")
        .filter(district=district, id=standing_id, ended_at=None)
        .first()
    )
    return make_days(standing) if standing is not None else 0
