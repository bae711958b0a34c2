"""Redeeming: points are held and a piece is set aside together; each end happens once.

Locks are taken in one order: the person, the redemption, the place, the accounts.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import Redemption, RewardStock
from redvest.bank.queries.codes import code_of, index_of
from redvest.bank.queries.rewards import (
    had_this_month,
    is_agreed,
    roles_towards,
    stock_here,
    with_places,
)
from redvest.bank.services.catalogue import move_stock
from redvest.bank.services.redemption_points import give_back, hold, refund
from redvest.bank.services.redemption_steps import begin, put_back, step, trace_redemption
from redvest.db import transact
from redvest.engines.redemption_flow import OPEN, Action, State
from redvest.engines.reward_rules import Offer, Refusal, Taker, refusal
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.notices.services import notify
from redvest.people.actors import Actor, system
from redvest.people.models import Person
from redvest.people.queries.families import guardians_of
from redvest.people.queries.persons import band_of, desk_covers, is_minor_today
from redvest.people.services.checks import signed_in
from redvest.records.services.serials import next_serials

MINUTES_TO_CONFIRM, DAYS_TO_FETCH, DAYS_TO_DISPUTE, AT_ONCE = 30, 7, 7, 200
LIVE = sorted(state.value for state in OPEN)
NOTES = ("not_received", "wrong_goods", "broken")
REFUSALS = {
    Refusal.NOT_OFFERED: _("这一项现在不兑换，请看看别的。"),
    Refusal.NO_AGREEMENT: _("和这家商家的协议不在有效期内，暂时不能兑换。"),
    Refusal.ADULTS_ONLY: _("这一项只给成年人。已成年的，请先在“我的”里登记证件。"),
    Refusal.WITH_GUARDIAN: _("14岁以下请由监护人陪同，到站点当面办理。"),
    Refusal.OVER_LIMIT: _("这一项您这个月已经换满了，下个月再来。"),
    Refusal.OUT_OF_STOCK: _("这里已经换完了，请选别的领取点，或过几天再看。"),
}


def _redeemer(actor: Actor, person_id: UUID | None) -> tuple[Person, bool]:
    """Whose points are spent, under lock; and whether the desk does it for them."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(
        district=actor.district, closed_at=None
    )
    if person_id is None or person_id == actor.person_id:
        found = rows.filter(id=actor.person_id).first() if actor.person_id else None
        if found is None:
            raise NotSeen(_("请先填写个人资料。"), code="no_profile")
        return found, False
    found = rows.filter(id=person_id).first()
    if found is None or not desk_covers(actor, found):
        raise NotSeen(_("没有找到这位居民。"))
    return found, True


@transact
def reserve(
    *,
    actor: Actor,
    stock_id: UUID,
    person_id: UUID | None = None,
    guardian_there: bool = False,
) -> Redemption:
    """Hold the points and set a piece aside, both or neither.

    A desk reserves for somebody who stands before it; whether a child's guardian is there only
    a desk can see.
    """
    person, by_desk = _redeemer(actor, person_id)
    stock = stock_here(actor.district, stock_id, lock=True)
    _check(person, stock, guardian_there and by_desk)
    now = timezone.now()
    period = f"{timezone.localdate():%Y%m}"
    (serial,) = next_serials(actor.district, "redemption", period, 1)
    row = Redemption(
        district=actor.district,
        number=f"DH{period}{serial:05d}",
        person=person,
        stock=stock,
        points=stock.reward.points,
        state_since=now,
        reserved_at=now,
        reserved_by=actor.account_id,
        ends_at=now + timedelta(minutes=MINUTES_TO_CONFIRM),
    )
    row.save(force_insert=True)
    move_stock(stock, "reserved", -1, by=actor.account_id, redemption_id=row.id)
    row.hold = hold(actor, row)
    row.save(update_fields=["hold"])
    trace_redemption(actor, row, "reserve", roles_towards(actor, row))
    _tell_guardians(row)
    return row


def _check(person: Person, stock: RewardStock, guardian_there: bool) -> None:
    reward = stock.reward
    offer = Offer(
        reward.is_open, is_agreed(reward), reward.adults_only, reward.month_limit, stock.left
    )
    taker = Taker(band_of(person), had_this_month(person, reward), guardian_there)
    why = refusal(offer, taker)
    if why is not None:
        raise Conflict(REFUSALS[why], code=why.value)


def _tell_guardians(row: Redemption) -> None:
    """A guardian sees what a minor takes."""
    if not is_minor_today(row.person):
        return
    for tie in guardians_of(row.person):
        if tie.confirmed_at is not None and tie.guardian is not None:
            notify(
                district=row.district,
                template="ward_redeems",
                params={"reward": row.stock.reward.name, "points": row.points},
                to_person_id=tie.guardian_id,
                dedupe_key=f"ward_redeems:{row.id}:{tie.id}",
            )


@transact
def issue(*, actor: Actor, redemption_id: UUID, version: object = None) -> Redemption:
    """确认兑换: from now on the one-time code opens it, for a week."""
    row, roles = begin(actor, redemption_id, version)
    if row.state == State.RESERVED.value and row.ends_at <= timezone.now():
        raise Conflict(_("预约时间已过，积分会退回，请重新兑换。"), code="reservation_over")
    row.ends_at = timezone.now() + timedelta(days=DAYS_TO_FETCH)
    row.code_index = index_of(code_of(row))
    try:
        with transaction.atomic():
            return step(actor, row, Action.ISSUE, roles, "ends_at", "code_index")
    except IntegrityError:
        raise Conflict(_("取货码没有生成，请取消后重新兑换。"), code="code_taken") from None


@transact
def cancel(*, actor: Actor, redemption_id: UUID, version: object = None) -> Redemption:
    """不换了: points and piece go back at once, and no reason is asked."""
    row, roles = begin(actor, redemption_id, version)
    step(actor, row, Action.CANCEL, roles)
    put_back(actor, row)
    give_back(actor, row)
    return row


@transact
def expire_redemption(*, redemption_id: UUID, now: datetime) -> int:
    """One that nobody confirmed or fetched in time; who is at it right now comes round again."""
    rows = Redemption.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    row = with_places(rows).filter(id=redemption_id).first()
    if row is None or row.state not in LIVE or row.ends_at > now:
        return 0
    machine = system(row.district)
    step(machine, row, Action.EXPIRE, machine.roles)
    put_back(machine, row)
    give_back(machine, row)
    return 1


@transact
def close_redemption(*, redemption_id: UUID, now: datetime) -> int:
    """A week after the hand-over nobody has said that anything was wrong."""
    rows = Redemption.objects.select_for_update(of=("self",), no_key=True, skip_locked=True)
    row = with_places(rows).filter(id=redemption_id, state=State.FULFILLED.value).first()
    if row is None or row.state_since > now - timedelta(days=DAYS_TO_DISPUTE):
        return 0
    machine = system(row.district)
    step(machine, row, Action.CLOSE, machine.roles)
    return 1


def run_due(now: datetime | None = None) -> int:
    """Give back what was not fetched in time, and close what is a week old."""
    moment = now or timezone.now()
    late = Redemption.objects.filter(state__in=LIVE, ends_at__lte=moment).order_by("ends_at", "id")
    over = Redemption.objects.filter(
        state=State.FULFILLED.value, state_since__lte=moment - timedelta(days=DAYS_TO_DISPUTE)
    ).order_by("state_since", "id")
    expired = [
        expire_redemption(redemption_id=one, now=moment)
        for one in late.values_list("id", flat=True)[:AT_ONCE]
    ]
    closed = [
        close_redemption(redemption_id=one, now=moment)
        for one in over.values_list("id", flat=True)[:AT_ONCE]
    ]
    return sum(expired) + sum(closed)


@transact
def dispute(*, actor: Actor, redemption_id: UUID, note: str, version: object = None) -> Redemption:
    """没拿到、拿错了、坏的: whoever fetched it says so, and the desk looks at it."""
    row, roles = begin(actor, redemption_id, version)
    if note not in NOTES:
        message = _("请选择哪里不对。")
        raise Invalid(message, fields={"note": message})
    row.note = note
    return step(actor, row, Action.DISPUTE, roles, "note")


@transact
def uphold(*, actor: Actor, redemption_id: UUID, version: object = None) -> Redemption:
    """The desk has looked: it was handed over as it should be."""
    row, roles = begin(actor, redemption_id, version)
    _not_own(actor, row)
    return step(actor, row, Action.UPHOLD, roles)


@transact
def ask_reversal(*, actor: Actor, redemption_id: UUID, version: object = None) -> Redemption:
    """The first of two people: the points ought to go back."""
    row, roles = begin(actor, redemption_id, version)
    _not_own(actor, row)
    row.reversal_asked_by = signed_in(actor)
    return step(actor, row, Action.ASK_REVERSAL, roles, "reversal_asked_by")


@transact
def decide_reversal(
    *, actor: Actor, redemption_id: UUID, agree: bool, version: object = None
) -> Redemption:
    """The second: points go back by a transfer of their own; what was written stays written."""
    row, roles = begin(actor, redemption_id, version)
    _not_own(actor, row)
    if not agree:
        return step(actor, row, Action.KEEP, roles)
    if row.reversal_asked_by == actor.account_id:
        raise NotAllowed(_("退回积分要由另一个人批准。"), code="same_hand")
    row.reversed_by = signed_in(actor)
    step(actor, row, Action.REVERSE, roles, "reversed_by")
    refund(actor, row, row.reversal_asked_by)
    return row


def _not_own(actor: Actor, row: Redemption) -> None:
    if row.person.account_id is not None and row.person.account_id == actor.account_id:
        raise NotAllowed(_("自己的兑换要由别人办理。"), code="same_hand")
