"""点单: a resident, somebody speaking for a resident, or the desk places an order."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from uuid import UUID

from django.db import connection
from django.db.models import CharField, UUIDField
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.core.planning import Kept
from redvest.db import transact
from redvest.districts.models import Region
from redvest.engines import identifiers
from redvest.engines.order_flow import Action, State, next_state
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.ids import uuid7
from redvest.journal.services import record_event
from redvest.orders.labels import SLOTS
from redvest.orders.models import ServiceItem, ServiceOrder, StandingOrder
from redvest.orders.queries import DESK, ON_THE_MENU, OPEN_STATES, catalog, represents
from redvest.orders.queries.advice import time_is_over
from redvest.orders.queries.menu import is_offered_in
from redvest.orders.services.clocks import alarms_of, set_alarms
from redvest.orders.services.door import checked_text
from redvest.orders.services.telling import tell_requester
from redvest.people.actors import Actor
from redvest.people.models import Person

DESCRIPTION_MAX, ADDRESS_MAX, RISK_MAX = 500, 120, 200
AHEAD_DAYS_MAX = 60
OPEN_ORDERS_MAX = 10


@dataclass(frozen=True)
class OrderCard:
    """What somebody writes when placing an order."""

    item_id: UUID
    community: str
    description: str
    address: str
    contact_phone: str
    preferred_on: date
    preferred_slot: str = "any"
    risk_note: str = ""
    consent_to_share: bool = False
    may_bundle: bool = False


def _role_of(actor: Actor, requester: Person) -> Role:
    """In which role the actor may order for this resident.

    Raises
    ------
    NotSeen
        If in none; whether the person exists makes no difference.
    """
    if actor.person_id == requester.id:
        return Role.RESIDENT
    if Role.PROXY in actor.roles and represents(actor, requester.id):
        return Role.PROXY
    for grant in actor.grants:
        if (
            grant.role in DESK
            and grant.team_id is None
            and requester.home_community
            and grant.covers(requester.home_community)
        ):
            # Staff who enter what a resident asked for act as that resident's proxy.
            return Role.PROXY
    raise NotSeen(_("没有找到这位居民，或其不在您能代办的范围内。"))


_region = Kept(
    lambda district, code: Region.objects.filter(
        district=district, code=code, valid_to=None
    ).values_list("id"),
    CharField(),
    CharField(),
)


def _check_place_and_time(district: str, card: OrderCard) -> None:
    wrong: dict[str, object] = {}
    if len(card.community) != 12 or not _region.rows(district, card.community):
        wrong["community"] = _("这个社区已经撤并或不在本区，请重新选择现在的社区。")
    today = timezone.localdate()
    if card.preferred_on < today:
        wrong["preferred_on"] = _("请选择今天或以后的日期。")
    elif card.preferred_on > today + timedelta(days=AHEAD_DAYS_MAX):
        wrong["preferred_on"] = _("最多提前%(days)d天点单，请选近一些的日期。") % {
            "days": AHEAD_DAYS_MAX
        }
    elif time_is_over(card.preferred_on, card.preferred_slot):
        wrong["preferred_slot"] = _("今天这个时段已经过去了，请选晚一些的时段，或另选一天。")
    if card.preferred_slot not in SLOTS:
        wrong["preferred_slot"] = _("请选择一个方便的时段。")
    if not card.consent_to_share:
        wrong["consent_to_share"] = _("请先勾选同意，志愿者才能找到您。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)


def _phone(text: str) -> str:
    """A mobile number or a landline with area code, as digits."""
    try:
        return identifiers.mobile(text)
    except identifiers.IdentifierError:
        digits = "".join(
            str(int(mark)) for mark in text if mark.isdigit()
        )  # Full-width digits become ordinary ones.
        if digits.startswith("0") and 10 <= len(digits) <= 12:
            return digits
    message = _("请填手机号或带区号的座机，例如 13800001234 或 0931-8000000。")
    raise Invalid(message, code="bad_phone", fields={"contact_phone": message})


def _next_number(district: str, day: date) -> str:
    """The next number of the day: 20260305-0042. The counter's row makes the order of numbers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_ordercounter (id, district, day, last) VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (district, day) DO UPDATE SET last = orders_ordercounter.last + 1"
            " RETURNING last",
            [uuid7(), district, day],
        )
        (last,) = cursor.fetchone()
    return f"{day:%Y%m%d}-{last:04d}"


@cache
def _offered(kinds: tuple[str, ...]) -> Kept[ServiceItem]:
    return Kept(
        lambda district, item: catalog(district, kinds).filter(id=item), CharField(), UUIDField()
    )


def _item(district: str, item_id: UUID, kinds: tuple[str, ...] = ON_THE_MENU) -> ServiceItem:
    item: ServiceItem | None = _offered(kinds).first(district, item_id)
    if item is None:
        message = _("这项服务现在不能点，请在菜单里另选一项。")
        raise Invalid(message, fields={"item": message})
    return item


def _check_offered(item: ServiceItem, community: str) -> None:
    """Refuse what the community's station has stopped doing for now."""
    if not is_offered_in(item, community):
        message = _("您所在社区的站点暂时不办这项服务，请联系站点，或另选一项。")
        raise Invalid(message, code="not_offered", fields={"community": message})


def _check_open_orders(requester: Person) -> None:
    """Nobody holds more open orders than the desk can oversee; counted under the person's lock."""
    waiting = ServiceOrder.objects.filter(
        district=requester.district,
        requester=requester,
        state__in=OPEN_STATES,
        standing=None,  # Days of a standing order were counted when that was set up.
    ).count()
    if waiting >= OPEN_ORDERS_MAX:
        raise NotAllowed(
            _("已有%(most)d单还没办完，请等办完一些再点，或联系社区站点。")
            % {"most": OPEN_ORDERS_MAX},
            code="too_many_open",
        )


CARD = (
    "community",
    "item",
    "description",
    "address",
    "contact_phone",
    "risk_note",
    "preferred_on",
    "preferred_slot",
    "may_bundle",
)


def write_card(order: ServiceOrder, card: OrderCard) -> tuple[str, ...]:
    """Check what was written and put it into an order; returns the fields to save.

    Raises
    ------
    Invalid
        With what has to be changed, by field.
    """
    _check_place_and_time(order.district, card)
    _fill(order, _item(order.district, card.item_id), card)
    return CARD


def _fill(order: ServiceOrder, item: ServiceItem, card: OrderCard) -> None:
    order.item, order.community = item, card.community
    order.description = checked_text(
        "description",
        card.description,
        DESCRIPTION_MAX,
        required=_("请写下您需要什么帮助，一句话就够。"),
    )
    order.address = checked_text(
        "address", card.address, ADDRESS_MAX, required=_("请填写上门地址，例如几号楼几单元。")
    )
    # Wishes and talks meet at the station: nobody needs a home or its telephone.
    at_home = item.kind in ON_THE_MENU
    order.contact_phone = _phone(card.contact_phone) if at_home else None
    order.risk_note = checked_text("risk_note", card.risk_note, RISK_MAX)
    order.preferred_on, order.preferred_slot = card.preferred_on, card.preferred_slot
    order.may_bundle = card.may_bundle


_requester = Kept(
    lambda district, person: Person.objects.select_for_update(no_key=True).filter(
        district=district, id=person, closed_at=None
    ),
    CharField(),
    UUIDField(),
)


@transact
def place_order(
    *, actor: Actor, requester_id: UUID, card: OrderCard, tell: bool = True
) -> ServiceOrder:
    """Place an order for oneself or for a resident one may speak for.

    ``tell`` is off when whoever places it sends a receipt of their own.
    """
    # NB: the resident's row is the lock under which open orders are counted.
    requester = _requester.first(actor.district, requester_id)
    if requester is None:
        raise NotSeen(_("没有找到这位居民，或其不在您能代办的范围内。"))
    role = _role_of(actor, requester)
    _check_place_and_time(actor.district, card)
    item = _item(actor.district, card.item_id)
    _check_offered(item, card.community)
    _check_open_orders(requester)
    order = write_order(actor, requester, role, item, card)
    if tell:
        tell_requester(order, "order_placed")
    return order


def write_order(
    actor: Actor,
    requester: Person,
    role: Role,
    item: ServiceItem,
    card: OrderCard,
    standing: StandingOrder | None = None,
) -> ServiceOrder:
    """Write a new order whose asker, place, day and item were checked, with its number."""
    now = timezone.now()
    order = ServiceOrder(
        district=actor.district,
        requester=requester,
        placed_by=actor.account_id,
        channel=actor.channel,
        kind=item.kind,
        standing=standing,
        state=next_state(State.DRAFT, Action.SUBMIT, {role}).value,
        state_since=now,
        placed_at=now,
    )
    _fill(order, item, card)
    order.number = _next_number(actor.district, timezone.localdate(now))
    due = alarms_of(order)
    order.due_at = due[0].at
    order.save(force_insert=True)
    set_alarms(order, due)
    record_event(
        actor=actor,
        kind="order.submit",
        subject=order,
        region=order.community,
        role=role,
        before={"state": State.DRAFT.value},
        after={"state": order.state, "version": order.version, "item": order.item.code},
    )
    return order
