"""用时间: minutes are set aside for a visit, when its order is placed or while it waits.

There is no way to hand minutes to somebody: they are always for one order of oneself, of a relative
or of an elder who was named before. Locks are taken in one order: people, the order, the use, the
accounts.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.bank.models import TimeReceiver, TimeUse
from redvest.bank.queries.time_bank import giver_of, limits_of
from redvest.bank.services import holding
from redvest.bank.services.accounts import person_account
from redvest.bank.services.book import Source
from redvest.bank.services.payers import Payer, lock_people, payer_for, verified
from redvest.core.days import midnight
from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.ledger import Unit
from redvest.engines.order_flow import BEFORE_SERVICE
from redvest.engines.order_flow import State as OrderState
from redvest.engines.time_bank import Basis, Refusal, own_basis, refusal
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.models import ServiceOrder
from redvest.orders.services import OrderCard, place_order
from redvest.orders.services.calls import CHANNEL, Caller, Told, place_by_phone
from redvest.people.actors import Actor
from redvest.people.models import Person

SOURCE = "bank.timeuse"
WAITING = BEFORE_SERVICE - {OrderState.DRAFT}
NOT_NAMED = _("这个人不在您的用时间名单里，请先到社区站点登记。")


@dataclass(frozen=True)
class Asked:
    """What somebody wants done, and for how long at most. For oneself without ``receiver_id``."""

    told: Told
    minutes: int
    community: str = ""
    receiver_id: UUID | None = None
    caller_phone: str = ""


@transact
def use_time(
    *, actor: Actor, asked: Asked, person_id: UUID | None = None, verified_by: str = ""
) -> TimeUse:
    """Place an order and set the minutes aside, both or neither.

    The desk does it for somebody who stands there or calls; ``verified_by`` says how it knew them.

    Raises
    ------
    Invalid, Conflict
        Whatever the rules of the time bank or of orders refuse; too few minutes (409).
    """
    by_desk = person_id is not None and person_id != actor.person_id
    how = verified(verified_by) if by_desk else None
    lock_people(actor.district, _named(actor.district, asked.receiver_id))
    payer = payer_for(actor, person_id)
    receiver = _receiver(payer.person, asked.receiver_id)
    basis = _allowed(payer, receiver, asked.minutes)
    for_whom = receiver.receiver if receiver is not None else payer.person
    if by_desk and for_whom.account_id is not None and for_whom.account_id == actor.account_id:
        raise NotAllowed(_("不能替别人用时间给自己点单，请由另一位同事办理。"), code="same_hand")
    if how is not None and how.by_phone:
        order = place_by_phone(
            actor=actor,
            caller=Caller(resident_id=for_whom.id, phone=asked.caller_phone),
            told=asked.told,
        )
        actor = replace(actor, channel=CHANNEL)
    else:
        order = place_order(actor=actor, requester_id=for_whom.id, card=_card(asked, for_whom))
    return _set_aside(actor, payer, order, receiver, basis, asked.minutes, verified_by)


@transact
def cover_order(
    *,
    actor: Actor,
    number: str,
    minutes: int,
    person_id: UUID | None = None,
    verified_by: str = "",
) -> TimeUse:
    """Pay for an order that waits already: one's own, or one of somebody who was named."""
    by_desk = person_id is not None and person_id != actor.person_id
    if by_desk:
        verified(verified_by)
    payer = payer_for(actor, person_id)
    named = {
        row.receiver_id: row
        for row in TimeReceiver.objects.filter(
            district=actor.district, giver=payer.person, ended_at=None
        )
    }
    order = (
        ServiceOrder.objects.select_for_update(of=("self",), no_key=True)
        .filter(
            district=actor.district,
            number=number.strip(),
            requester_id__in=[payer.person.id, *named],
        )
        .first()
    )
    if order is None:
        message = _("没有找到这一单，或点单的人不在您的用时间名单里。请核对单号。")
        raise Invalid(message, code="unknown_order", fields={"number": message})
    if OrderState(order.state) not in WAITING:
        raise Conflict(_("这一单已经在服务或已经办完，不能再用时间。"), code="wrong_state")
    receiver = named.get(order.requester_id)
    basis = _allowed(payer, receiver, minutes)
    return _set_aside(actor, payer, order, receiver, basis, minutes, verified_by)


def _named(district: str, receiver_id: UUID | None) -> list[UUID]:
    """Both people of a name on the list; their rows are locked together, in one order."""
    if receiver_id is None:
        return []
    rows = TimeReceiver.objects.filter(district=district, id=receiver_id)
    return [one for pair in rows.values_list("giver_id", "receiver_id") for one in pair]


def _receiver(giver: Person, receiver_id: UUID | None) -> TimeReceiver | None:
    if receiver_id is None:
        return None
    found = (
        TimeReceiver.objects.select_related("receiver")
        .filter(
            district=giver.district,
            id=receiver_id,
            giver=giver,
            ended_at=None,
            receiver__closed_at=None,
        )
        .first()
    )
    if found is None:
        raise Invalid(NOT_NAMED, code="not_named", fields={"receiver": NOT_NAMED})
    return found


def _allowed(payer: Payer, receiver: TimeReceiver | None, minutes: int) -> Basis:
    """The basis on which these minutes may be used.

    Raises
    ------
    Invalid
        With what to do instead.
    """
    limits, giver = limits_of(payer.person.district), giver_of(payer.person)
    basis = Basis(receiver.basis) if receiver is not None else own_basis(giver, limits)
    why = refusal(giver, basis, minutes, limits)
    if why is None and basis is not None:
        return basis
    words = {
        Refusal.TOO_YOUNG: _(
            "%(age)d岁起可以用自己存的时间。现在可以给登记过的家人或困难老人用。没有登记出生日期的，"
            "请到社区站点登记。"
        ),
        Refusal.TOO_SHORT: _("一次至少用%(least)d分钟。"),
        Refusal.TOO_LONG: _("一次最多用%(most)d分钟，请分几次。"),
        Refusal.TOO_MANY: _("已有%(open_most)d单在用时间，请等办完一单再用。"),
    }
    message = words[why or Refusal.TOO_YOUNG] % {
        "age": limits.age,
        "least": limits.least,
        "most": limits.most,
        "open_most": limits.open_most,
    }
    field = "minutes" if why in (Refusal.TOO_SHORT, Refusal.TOO_LONG) else "receiver"
    raise Invalid(message, code=(why or Refusal.TOO_YOUNG).value, fields={field: message})


def _card(asked: Asked, for_whom: Person) -> OrderCard:
    told = asked.told
    return OrderCard(
        item_id=told.item_id,
        community=asked.community or for_whom.home_community,
        description=told.description,
        address=told.address,
        contact_phone=told.contact_phone,
        preferred_on=told.preferred_on,
        preferred_slot=told.preferred_slot,
        risk_note=told.risk_note,
        consent_to_share=told.consented,
    )


def _until(order: ServiceOrder) -> datetime:
    """The midnight after which minutes nobody answered for return by themselves."""
    days = policy_of(order.district).time_hold_days
    wanted: date = max(order.preferred_on, timezone.localdate())
    return midnight(wanted + timedelta(days=days + 1))


def _set_aside(
    actor: Actor,
    payer: Payer,
    order: ServiceOrder,
    receiver: TimeReceiver | None,
    basis: Basis,
    minutes: int,
    verified_by: str,
) -> TimeUse:
    now = timezone.now()
    row = TimeUse(
        district=order.district,
        person=payer.person,
        order=order,
        receiver=receiver,
        basis=basis.value,
        minutes=minutes,
        verified_by=verified_by if payer.by_desk else "",
        asked_by=actor.account_id,
        asked_at=now,
        state_since=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("这一单已经有人用时间了。"), code="covered_already") from None
    account = person_account(payer.person, Unit.MINUTES)
    try:
        found = holding.hold(
            actor=actor,
            account=account,
            amount=minutes,
            source=Source(SOURCE, row.id),
            until=_until(order),
        )
    except Conflict as refusal_:
        if refusal_.code != "too_little":
            raise
        message = _("存的时间不够%(minutes)d分钟，请改短一些，或先不用时间点单。")
        raise Conflict(message % {"minutes": minutes}, code="too_little_time") from None
    row.hold = found.id
    row.save(update_fields=["hold"])
    record_event(
        actor=actor,
        kind="time_use.asked",
        subject=row,
        region=payer.person.home_community or row.district,
        after={
            "order": str(order.id),
            "minutes": minutes,
            "basis": basis.value,
            "verified": row.verified_by,
        },
    )
    return row
