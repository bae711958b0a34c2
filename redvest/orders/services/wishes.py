"""微心愿: a resident wishes for one thing, somebody gives it, the station stands between them.

A wish is an order like any other; this module adds what only goods need. No money at any step.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.engines.service_needs import ItemKind
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.orders.models import MicroWish, ServiceOrder
from redvest.orders.queries import DESK, OPEN_STATES, order_seen_by
from redvest.orders.services.agreeing import schedule_order
from redvest.orders.services.answering import claim_order
from redvest.orders.services.dispatching import pool_order
from redvest.orders.services.door import check_fresh, checked_text
from redvest.orders.services.placing import (
    OrderCard,
    _check_place_and_time,
    _item,
    _role_of,
    write_order,
)
from redvest.orders.services.standing import _requester
from redvest.orders.services.telling import tell_desk, tell_requester, tell_volunteer
from redvest.orders.services.visiting import check_in, complete_order
from redvest.people.actors import Actor
from redvest.venues.queries import station_for

MONEY = re.compile(r"现金|红包|转账|购物卡|充值|话费|银行卡|支付宝|微信零钱|借钱")
# What would tell who somebody is: a long number, an address in the usual form.
TELLING = re.compile(r"\d{5,}|\d+\s*(号楼|单元|室|栋)")
THANKS_MAX = 200
BRING_MINUTES = 30


@dataclass(frozen=True)
class WishCard:
    """What somebody writes when wishing: one thing, at most so dear, and why (for the station)."""

    item_id: UUID
    community: str
    goods: str
    yuan_most: int
    description: str


@transact
def make_wish(*, actor: Actor, requester_id: UUID, card: WishCard) -> MicroWish:
    """Wish for one thing, for oneself or for a resident one may speak for. One wish at a time."""
    requester = _requester(actor, requester_id)
    role = _role_of(actor, requester)
    goods = checked_text("goods", card.goods, 40, required=_("请写一样东西，例如一床厚被子。"))
    most = policy_of(actor.district).wish_yuan_most
    wrong: dict[str, object] = {}
    if MONEY.search(goods) or MONEY.search(card.description):
        wrong["goods"] = _("微心愿只能是东西，不能是钱。生活困难请联系社区申请救助。")
    if not 1 <= card.yuan_most <= most:
        wrong["yuan_most"] = _("请填写 1 至 %(most)d 元。") % {"most": most}
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    if MicroWish.objects.filter(
        district=actor.district, order__requester=requester, order__state__in=OPEN_STATES
    ).exists():
        raise NotAllowed(_("已有一个心愿还没实现，请等它实现后再提。"), code="one_wish")
    station = station_for(actor.district, card.community)
    order_card = OrderCard(
        item_id=card.item_id,
        community=card.community,
        description=card.description,
        address=station.name if station else str(_("社区站点")),
        contact_phone="",
        preferred_on=timezone.localdate(),
        consent_to_share=True,
    )
    _check_place_and_time(actor.district, order_card)
    item = _item(actor.district, card.item_id, (ItemKind.WISH.value,))
    order = write_order(actor, requester, role, item, order_card)
    wish = MicroWish(
        district=actor.district, order=order, venue=station, goods=goods, yuan_most=card.yuan_most
    )
    wish.save(force_insert=True)
    tell_requester(order, "order_placed")
    return wish


def _for_desk(actor: Actor, order_id: UUID, version: object) -> tuple[ServiceOrder, MicroWish]:
    order, roles = order_seen_by(actor, order_id, lock=True)
    if not roles & set(DESK):
        raise NotAllowed(_("您的身份不能办理这一步。"), code="not_allowed")
    check_fresh(order, version)
    return order, _wish(order)


def _wish(order: ServiceOrder) -> MicroWish:
    found = MicroWish.objects.filter(district=order.district, order=order).first()
    if found is None:
        raise Conflict(_("这一单不是微心愿。"), code="no_wish")
    return found


def _recorded(actor: Actor, order: ServiceOrder, kind: str) -> None:
    record_event(actor=actor, kind=f"wish.{kind}", subject=order, region=order.community)


@transact
def publish_wish(*, actor: Actor, order_id: UUID, title: str, version: object = None) -> MicroWish:
    """Show the wish to everybody, in words of the station that tell nobody who wishes."""
    order, wish = _for_desk(actor, order_id, version)
    title = checked_text("title", title, 60, required=_("请写一句公开的话，例如“想要一床厚被子”。"))
    name = order.requester.name
    says_who = name is not None and name.decide(lambda text: text in title)
    if TELLING.search(title) or MONEY.search(title) or says_who:
        message = _("公开的话里不能有姓名、电话、门牌和钱，请改一改。")
        raise Invalid(message, code="says_who", fields={"title": message})
    wish.title, wish.published_at = title, timezone.now()
    wish.save(update_fields=["title", "published_at"])
    order = pool_order(actor=actor, order_id=order_id)
    tell_requester(order, "wish_published")
    _recorded(actor, order, "published")
    return wish


@transact
def grant_wish(*, actor: Actor, order_id: UUID) -> ServiceOrder:
    """Take a wish on; whoever comes first. What there is to know is on the public list."""
    order = claim_order(actor=actor, order_id=order_id, alone=True)
    _wish(order)
    return order


@transact
def plan_bringing(*, actor: Actor, order_id: UUID, at: datetime) -> ServiceOrder:
    """Say when the thing comes to the station. The resident need not be there."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    _wish(order)
    if actor.volunteer_id is None or Role.TEAM_ADMIN not in roles:
        raise NotAllowed(_("由实现心愿的人约时间。"), code="not_allowed")
    if order.state != State.CLAIMED.value:
        raise Conflict(_("这一单的状态已经变化，请刷新页面查看最新情况。"), code="wrong_state")
    order.preferred_on, order.preferred_slot = timezone.localdate(at), "any"
    order.save(update_fields=["preferred_on", "preferred_slot"])
    return schedule_order(
        actor=actor,
        order_id=order_id,
        starts_at=at,
        ends_at=at + timedelta(minutes=BRING_MINUTES),
        volunteer_ids=[actor.volunteer_id],
    )


@transact
def bring_goods(*, actor: Actor, order_id: UUID) -> ServiceOrder:
    """The giver says that the thing is at the station; the station confirms by receiving it."""
    order, _roles = order_seen_by(actor, order_id, lock=True)
    wish = _wish(order)
    check_in(actor=actor, order_id=order_id)
    order = complete_order(actor=actor, order_id=order_id, outcome=wish.goods)
    tell_desk(order, "order_back_at_desk")
    return order


@transact
def receive_goods(*, actor: Actor, order_id: UUID, version: object = None) -> MicroWish:
    """The station has the thing; the resident is told to fetch it."""
    order, wish = _for_desk(actor, order_id, version)
    if order.state != State.DONE.value or wish.received_at is not None:
        raise Conflict(_("东西还没送来，或已经登记过了。"), code="wrong_state")
    wish.received_at = timezone.now()
    wish.save(update_fields=["received_at"])
    place = wish.venue.name if wish.venue else str(_("社区站点"))
    tell_requester(order, "wish_received", place=place)
    _recorded(actor, order, "received")
    return wish


@transact
def hand_over(*, actor: Actor, order_id: UUID, version: object = None) -> MicroWish:
    """The resident has the thing. The resident still confirms in person."""
    order, wish = _for_desk(actor, order_id, version)
    if wish.received_at is None or wish.handed_over_at is not None:
        raise Conflict(_("请先登记收到东西，再登记交付。"), code="wrong_state")
    wish.handed_over_at = timezone.now()
    wish.save(update_fields=["handed_over_at"])
    _recorded(actor, order, "handed_over")
    return wish


@transact
def thank_giver(*, actor: Actor, order_id: UUID, text: str) -> MicroWish:
    """A few words for whoever gave; neither side learns who the other is."""
    order, roles = order_seen_by(actor, order_id, lock=True)
    wish = _wish(order)
    if not roles & {Role.RESIDENT, Role.PROXY}:
        raise NotAllowed(_("由许愿的居民来感谢。"), code="not_allowed")
    if wish.handed_over_at is None:
        raise Conflict(_("收到东西后再感谢也不迟。"), code="wrong_state")
    if wish.thanked_at is not None:
        raise Conflict(_("已经感谢过了。"), code="already_thanked")
    wish.thanks = checked_text("text", text, THANKS_MAX, required=_("请写一句感谢的话。"))
    wish.thanked_at = timezone.now()
    wish.save(update_fields=["thanks", "thanked_at"])
    for row in order.assignments.filter(state__in=["accepted", "ended"]).select_related(
        "volunteer"
    ):
        tell_volunteer(order, row, "wish_thanked")
    _recorded(actor, order, "thanked")
    return wish
