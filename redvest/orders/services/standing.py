"""Standing orders: one need on many days, an order for each of them, made a few days ahead."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.order_flow import BEFORE_SERVICE
from redvest.engines.recurrence import RecurrenceError, Rhythm
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.orders.models import ServiceOrder, StandingOrder, StandingPause
from redvest.orders.queries.standing import standing_seen_by
from redvest.orders.services.asking import withdraw_order
from redvest.orders.services.door import checked_text
from redvest.orders.services.placing import (
    ADDRESS_MAX,
    DESCRIPTION_MAX,
    RISK_MAX,
    OrderCard,
    _check_offered,
    _check_place_and_time,
    _item,
    _phone,
    _role_of,
)
from redvest.orders.services.series import end_series
from redvest.orders.services.standing_days import make_days
from redvest.people.actors import Actor
from redvest.people.models import Person

STANDING_MAX = 5
BEFORE = sorted(state.value for state in BEFORE_SERVICE)


@dataclass(frozen=True)
class StandingCard:
    """What somebody writes when asking for the same on many days."""

    item_id: UUID
    community: str
    description: str
    address: str
    contact_phone: str
    weekdays: tuple[int, ...]
    first_day: date
    last_day: date
    slot: str = "any"
    skip_holidays: bool = True
    risk_note: str = ""
    consent_to_share: bool = False

    def for_day(self, day: date) -> OrderCard:
        return OrderCard(
            item_id=self.item_id,
            community=self.community,
            description=self.description,
            address=self.address,
            contact_phone=self.contact_phone,
            preferred_on=day,
            preferred_slot=self.slot,
            risk_note=self.risk_note,
            consent_to_share=self.consent_to_share,
        )


def _checked_rhythm(card: StandingCard) -> None:
    words = {
        "weekdays": ("weekdays", _("请至少选一个星期几。")),
        "order": ("last_day", _("结束的日子要晚于开始的日子。")),
        "long": ("last_day", _("一次最多定一年，到期可以再续。")),
    }
    try:
        Rhythm(frozenset(card.weekdays), card.first_day, card.last_day)
    except RecurrenceError as error:
        field, message = words[error.code]
        raise Invalid(message, code=error.code, fields={field: message}) from None


def _fill(standing: StandingOrder, card: StandingCard) -> None:
    standing.community = card.community
    standing.description = checked_text(
        "description",
        card.description,
        DESCRIPTION_MAX,
        required=_("请写下您需要什么帮助，一句话就够。"),
    )
    standing.address = checked_text(
        "address", card.address, ADDRESS_MAX, required=_("请填写上门地址，例如几号楼几单元。")
    )
    standing.contact_phone = _phone(card.contact_phone)
    standing.risk_note = checked_text("risk_note", card.risk_note, RISK_MAX)
    standing.weekdays = sorted(set(card.weekdays))
    standing.slot = card.slot
    standing.first_day, standing.last_day = card.first_day, card.last_day
    standing.skip_holidays = card.skip_holidays


def _noted(actor: Actor, standing: StandingOrder, kind: str, role: Role, **after: object) -> None:
    record_event(
        actor=actor,
        kind=f"standing.{kind}",
        subject=standing,
        region=standing.community,
        role=role,
        after={"version": standing.version, **after},
    )


@transact
def start_standing(*, actor: Actor, requester_id: UUID, card: StandingCard) -> StandingOrder:
    """Ask for the same on many days. The first days are made at once."""
    requester = _requester(actor, requester_id)
    role = _role_of(actor, requester)
    _check_place_and_time(actor.district, card.for_day(card.first_day))
    _checked_rhythm(card)
    live = StandingOrder.objects.filter(
        district=actor.district,
        requester=requester,
        ended_at=None,
        last_day__gte=timezone.localdate(),
    ).count()
    if live >= STANDING_MAX:
        message = _("已有%(most)d个周期点单，请先停掉不用的。") % {"most": STANDING_MAX}
        raise NotAllowed(message, code="too_many_standing")
    item = _item(actor.district, card.item_id)
    _check_offered(item, card.community)
    standing = StandingOrder(
        district=actor.district,
        requester=requester,
        placed_by=actor.account_id,
        channel=actor.channel,
        item=item,
        created_at=timezone.now(),
    )
    _fill(standing, card)
    standing.save(force_insert=True)
    _noted(actor, standing, "started", role, item=standing.item.code)
    make_days(standing)
    return standing


def _requester(actor: Actor, requester_id: UUID) -> Person:
    # NB: the resident's row is the lock under which standing orders are counted.
    found = (
        Person.objects.select_for_update(no_key=True)
        .filter(district=actor.district, id=requester_id, closed_at=None)
        .first()
    )
    if found is None:
        raise NotSeen(_("没有找到这位居民，或其不在您能代办的范围内。"))
    return found


def _withdraw_days(actor: Actor, standing: StandingOrder, first: date, last: date) -> int:
    """Withdraw the orders of these days that nobody has begun to serve; returns how many.

    The desk enters what the resident told it.
    """
    rows = ServiceOrder.objects.filter(
        district=standing.district,
        standing=standing,
        preferred_on__gte=first,
        preferred_on__lte=last,
        state__in=BEFORE,
    ).order_by("id")
    found = list(rows.values_list("id", flat=True))
    for order_id in found:
        withdraw_order(actor=actor, order_id=order_id, for_resident=True)
    return len(found)


def _still_on(standing: StandingOrder, version: object) -> None:
    if standing.ended_at is not None:
        raise Conflict(_("这个周期点单已经停了。需要时请再定一个。"), code="ended")
    if version is not None:
        check_version(version, standing.version)


def _changed(standing: StandingOrder, *fields: str) -> None:
    standing.version += 1
    standing.save(update_fields=["version", *fields])


@transact
def skip_days(
    *,
    actor: Actor,
    standing_id: UUID,
    first_day: date,
    last_day: date,
    version: object = None,
) -> StandingPause:
    """Leave out a day or a stretch. Orders made for it are withdrawn, teams are told."""
    standing, role = standing_seen_by(actor, standing_id, lock=True)
    _still_on(standing, version)
    today = timezone.localdate()
    wrong: dict[str, object] = {}
    if first_day < today:
        wrong["first_day"] = _("请选择今天或以后的日期。")
    if last_day < first_day or last_day > (standing.last_day or last_day):
        wrong["last_day"] = _("请选择开始之后、这个周期点单结束之前的日子。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    pause = StandingPause.objects.create(
        district=standing.district,
        standing=standing,
        first_day=first_day,
        last_day=last_day,
        asked_by=actor.account_id,
        asked_at=timezone.now(),
    )
    _changed(standing)
    gone = _withdraw_days(actor, standing, first_day, last_day)
    _noted(actor, standing, "skipped", role, pause=str(pause.id), withdrawn=gone)
    return pause


@transact
def end_pause(*, actor: Actor, pause_id: UUID) -> StandingOrder:
    """Come back earlier than said. Days whose order was withdrawn stay withdrawn."""
    found = StandingPause.objects.filter(district=actor.district, id=pause_id).first()
    if found is None:
        raise NotSeen(_("没有找到这段暂停。"))
    standing, role = standing_seen_by(actor, found.standing_id, lock=True)
    _still_on(standing, None)
    changed = StandingPause.objects.filter(id=pause_id, undone_at=None).update(
        undone_at=timezone.now()
    )
    if not changed:
        raise Conflict(_("这段暂停已经取消了。"), code="already_undone")
    # Days of the pause that were passed over without an order are looked at again.
    standing.made_until = None
    _changed(standing, "made_until")
    make_days(standing)
    _noted(actor, standing, "resumed", role, pause=str(pause_id))
    return standing


@transact
def stop_standing(*, actor: Actor, standing_id: UUID, version: object = None) -> StandingOrder:
    """Stop for good. Orders nobody has begun are withdrawn."""
    standing, role = standing_seen_by(actor, standing_id, lock=True)
    _still_on(standing, version)
    standing.ended_at = timezone.now()
    _changed(standing, "ended_at")
    gone = _withdraw_days(actor, standing, timezone.localdate(), date.max)
    end_series(standing)
    _noted(actor, standing, "stopped", role, withdrawn=gone)
    return standing


@transact
def change_standing(
    *, actor: Actor, standing_id: UUID, card: StandingCard, version: object = None
) -> StandingOrder:
    """Change this and the following days, from ``card.first_day`` on; the past stays as it was."""
    standing, role = standing_seen_by(actor, standing_id, lock=True)
    _still_on(standing, version)
    _check_place_and_time(actor.district, card.for_day(card.first_day))
    _checked_rhythm(card)
    following = StandingOrder(
        district=standing.district,
        requester=standing.requester,
        placed_by=actor.account_id,
        channel=actor.channel,
        item=standing.item,
        follows=standing,
        created_at=timezone.now(),
    )
    _fill(following, card)
    following.save(force_insert=True)
    gone = _withdraw_days(actor, standing, card.first_day, date.max)
    if card.first_day <= max(timezone.localdate(), standing.first_day):
        standing.ended_at = timezone.now()
    else:
        standing.last_day = card.first_day - timedelta(days=1)
    _changed(standing, "ended_at", "last_day")
    end_series(standing)  # Another rhythm is another question to the team.
    _noted(actor, standing, "changed", role, following=str(following.id), withdrawn=gone)
    make_days(following)
    return following
