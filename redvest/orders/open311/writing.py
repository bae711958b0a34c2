"""Keys of other systems, and the orders that come in with them."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import cast
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_lazy as _

from redvest.core.keyring import blind_index
from redvest.db import transact
from redvest.districts.models import Region
from redvest.engines import geodesy, identifiers
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.orders.models import Open311Key, ServiceOrder
from redvest.orders.open311 import reading
from redvest.orders.services import OrderCard, place_order
from redvest.people.actors import Actor
from redvest.people.indexes import phone_index
from redvest.people.models import Account, Person
from redvest.people.queries import actor_of
from redvest.people.services.residents import register_resident

NAME_MAX = 60
NEAR_M = 5_000
CHANNEL = "open311"


def _hash(key: str) -> bytes:
    return blind_index("orders.open311_key", key)


@transact
def issue_key(*, actor: Actor, name: str) -> tuple[Open311Key, str]:
    """A new key for another system. Its text is returned once and kept nowhere."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district) or actor.account_id is None:
        raise NotAllowed(_("只有区中心能发放接口密钥。"))
    name = name.strip()
    if not 0 < len(name) <= NAME_MAX:
        message = _("请写明给哪个系统用，最多%(most)d个字。") % {"most": NAME_MAX}
        raise Invalid(message, fields={"name": message})
    text = secrets.token_urlsafe(32)
    key = Open311Key(
        district=actor.district,
        name=name,
        key_hash=_hash(text),
        issued_by=actor.account_id,
        issued_at=timezone.now(),
    )
    key.save(force_insert=True)
    record_event(actor=actor, kind="open311.key_issued", subject=key, district=actor.district)
    return key, text


@transact
def revoke_key(*, actor: Actor, key_id: UUID) -> Open311Key:
    """The key opens nothing any more, from the next request on."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("只有区中心能收回接口密钥。"))
    key = Open311Key.objects.select_for_update().filter(district=actor.district, id=key_id).first()
    if key is None:
        raise NotSeen(_("没有这把密钥。"))
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        record_event(actor=actor, kind="open311.key_revoked", subject=key)
    return key


def holder_of(district: str, text: str) -> Actor:
    """Who stands behind a key: the account that issued it, with what it may do today.

    Raises
    ------
    NotAllowed
        If the key is missing, unknown, revoked, or its issuer has lost the role.
    """
    key = (
        Open311Key.objects.filter(district=district, key_hash=_hash(text), revoked_at=None).first()
        if text
        else None
    )
    account = (
        Account.objects.filter(id=key.issued_by, is_active=True).first()
        if key is not None
        else None
    )
    actor = actor_of(account, district) if account is not None else None
    if actor is None or not actor.has(Role.CENTRE_ADMIN, region=district):
        raise NotAllowed(_("api_key 缺失或无效。"))
    return replace(actor, channel=CHANNEL)


def _attribute(sent: Mapping[str, str], code: str) -> str:
    return str(sent.get(f"attribute[{code}]", "")).strip()


def _day(text: str) -> date:
    try:
        moment = parse_datetime(text)
        found = timezone.localdate(moment) if moment and moment.tzinfo else parse_date(text[:10])
    except ValueError:
        found = None
    if found is None:
        raise Invalid(
            _("有一项没有填或填得不对。"), fields={"attribute[preferred_on]": "YYYY-MM-DD"}
        )
    return found


def _community(district: str, sent: Mapping[str, str]) -> str:
    """The community: by its code, else the nearest to the coordinates.

    Raises
    ------
    Invalid
        If neither leads to a community of the district.
    """
    rows = Region.objects.filter(district=district, valid_to=None, code__regex=r"^\d{12}$")
    code = sent.get("address_id", "").strip()
    if code:
        if not rows.filter(code=code).exists():
            raise Invalid(_("address_id 要写本区的12位社区代码。"))
        return code
    try:
        lat, lon = float(sent["lat"]), float(sent["long"])
    except (KeyError, ValueError):
        raise Invalid(_("请给出 lat 和 long，或用 address_id 给出社区代码。")) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):  # NaN falls out here too.
        raise Invalid(_("请给出 lat 和 long，或用 address_id 给出社区代码。"))
    placed = rows.exclude(lat=None).exclude(lon=None).values_list("code", "lat", "lon")
    near = min(
        (
            (geodesy.distance_m(lat, lon, cast("float", a), cast("float", b)), c)
            for c, a, b in placed
        ),
        default=None,
    )
    if near is None or near[0] > NEAR_M:
        raise Invalid(_("这个位置不在本区的社区附近，请核对坐标（WGS-84）。"))
    return near[1]


def _requester(actor: Actor, sent: Mapping[str, str], community: str) -> Person:
    """The resident with this phone, else a new entry on the stated consent."""
    try:
        number = identifiers.mobile(sent.get("phone", ""))
    except identifiers.IdentifierError:
        raise Invalid(_("请给出居民的手机号（phone）。")) from None
    index = phone_index(number)
    known = Person.objects.filter(
        Q(phone_index=index) | Q(account__phone_index=index),
        district=actor.district,
        closed_at=None,
    ).order_by("created_at", "id")
    found = known.first()
    if found is not None:
        return found
    return register_resident(
        actor=actor,
        name=f"{sent.get('last_name', '')}{sent.get('first_name', '')}",
        phone=number,
        home_community=community,
        consent_basis=_attribute(sent, "consent_basis"),
    )


@transact
def receive_request(*, actor: Actor, sent: Mapping[str, str]) -> ServiceOrder:
    """Place the order of a resident for whom another system speaks."""
    if not sent.get("service_code"):
        raise Invalid(_("请给出 service_code。"))
    item = reading.public_item(actor.district, sent["service_code"])
    preferred_on = _day(_attribute(sent, "preferred_on"))
    community = _community(actor.district, sent)
    requester = _requester(actor, sent, community)
    return place_order(
        actor=actor,
        requester_id=requester.id,
        card=OrderCard(
            item_id=item.id,
            community=community,
            description=sent.get("description", ""),
            address=sent.get("address_string", ""),
            contact_phone=sent.get("phone", ""),
            preferred_on=preferred_on,
            preferred_slot=_attribute(sent, "preferred_slot") or "any",
            risk_note=_attribute(sent, "risk_note"),
            consent_to_share=_attribute(sent, "consent_to_share") == "yes",
        ),
    )
