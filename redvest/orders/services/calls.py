"""点单 by telephone: looking up who calls, and ordering with the caller's spoken consent."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines import identifiers
from redvest.engines.identifiers import IdentifierError
from redvest.engines.roles import Role
from redvest.errors import Invalid
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.notices.services import notify
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import resident_for_desk
from redvest.orders.queries.calls import callers, open_alike
from redvest.orders.queries.links import code_of, token_of
from redvest.orders.services.links import make_link
from redvest.orders.services.placing import OrderCard, place_order
from redvest.people.actors import Actor
from redvest.people.labels import ConsentBasis
from redvest.people.models import Person
from redvest.people.services.residents import register_resident

CHANNEL = "hotline"
CALL = timedelta(minutes=10)


@dataclass(frozen=True)
class Caller:
    """Whom the order is for: a resident on file, or the little that is needed of a new one."""

    resident_id: UUID | None = None
    name: str = ""
    home_community: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Told:
    """What the caller said. An empty address or phone is the one on file."""

    item_id: UUID
    description: str
    preferred_on: date
    preferred_slot: str = "any"
    address: str = ""
    contact_phone: str = ""
    risk_note: str = ""
    consented: bool = False
    not_the_same: bool = False


@transact
def look_up_caller(*, actor: Actor, number: str) -> list[Person]:
    """Find who is behind a number. Each resident found leaves a trace, and so does nobody.

    One call asks several times; that is one look.
    """
    found = callers(actor, number)
    seen = _looked_up_by(actor)
    for person in found:
        if person.id in seen:
            continue
        record_event(
            actor=replace(actor, channel=CHANNEL),
            kind="resident.looked_up",
            subject=person,
            region=person.home_community,
            reason=str(_("接听来电")),
        )
    if not found:
        record_event(actor=replace(actor, channel=CHANNEL), kind="caller.unknown")
    return found


def _looked_up_by(actor: Actor) -> set[UUID | None]:
    """Residents this account looked up within the length of a call."""
    rows = Event.objects.filter(
        district=actor.district,
        account_id=actor.account_id,
        kind="resident.looked_up",
        at__gt=timezone.now() - CALL,
    )
    return set(rows.values_list("subject_id", flat=True))


@transact
def place_by_phone(*, actor: Actor, caller: Caller, told: Told) -> ServiceOrder:
    """Order for who is on the line, and write down that they agreed to it.

    Raises
    ------
    Invalid
        Without consent, where something is missing, or when the same is open already and nobody
        said that this is another matter.
    """
    actor = replace(actor, channel=CHANNEL)
    if not told.consented:
        message = _("请先念给对方听，得到同意后再勾选。")
        raise Invalid(message, code="consent", fields={"consented": message})
    resident = _resident(actor, caller, told)
    if not told.not_the_same and open_alike(actor.district, resident.id, told.item_id):
        message = _("这位居民同一项服务还有没办完的单。确实是另一件事，请勾选。")
        raise Invalid(message, code="open_alike", fields={"not_the_same": message})
    receipt = _mobile(caller.phone)
    order = place_order(
        actor=actor,
        requester_id=resident.id,
        tell=not receipt or resident.account_id is not None,
        card=OrderCard(
            item_id=told.item_id,
            community=_community(resident, caller),
            description=told.description,
            address=told.address.strip() or _on_file(actor, resident, "address"),
            contact_phone=told.contact_phone.strip() or _on_file(actor, resident, "phone"),
            preferred_on=told.preferred_on,
            preferred_slot=told.preferred_slot,
            risk_note=told.risk_note,
            consent_to_share=True,
        ),
    )
    record_event(
        actor=actor,
        kind="order.consent_by_phone",
        subject=order,
        region=order.community,
        role=Role.PROXY,
        after={"basis": ConsentBasis.PHONE.value, "version": order.version},
    )
    if receipt:
        _send_receipt(actor, order, receipt)
    return order


def _mobile(number: str) -> str:
    """The caller's number when a text message reaches it, or nothing."""
    try:
        return identifiers.mobile(number)
    except IdentifierError:
        return ""


def _send_receipt(actor: Actor, order: ServiceOrder, number: str) -> None:
    """The short link and its code, to who called: for themselves, or for a relative."""
    link = make_link(actor=actor, order_id=order.id)
    notify(
        district=order.district,
        template="order_receipt",
        params={
            "item": order.item.name,
            "number": order.number,
            "link": settings.SITE_URL + reverse("orders:track", args=[token_of(link.id)]),
            "code": code_of(link.id),
        },
        to_phone=number,
        dedupe_key=f"order_receipt:{order.id}",
    )


def _resident(actor: Actor, caller: Caller, told: Told) -> Person:
    if caller.resident_id is not None:
        return resident_for_desk(actor, caller.resident_id)
    return register_resident(
        actor=actor,
        name=caller.name,
        phone=caller.phone,
        home_community=caller.home_community,
        address=told.address,
        consent_basis=ConsentBasis.PHONE.value,
    )


def _community(resident: Person, caller: Caller) -> str:
    return caller.home_community or resident.home_community


def _on_file(actor: Actor, resident: Person, field: str) -> str:
    """What the resident's entry says, without anybody having to look at it."""
    cell = getattr(resident, field)
    return str(cell.reveal(actor=actor, reason=str(_("电话代点单")))) if cell else ""
