"""Relatives and grid workers who order for a resident, and how the resident agreed."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.indexes import phone_index
from redvest.people.labels import ConsentBasis, ProxyKind
from redvest.people.models import Account, Person, ProxyLink
from redvest.people.queries.persons import desk_covers, own_person
from redvest.people.services.checks import (
    checked_address,
    checked_community,
    checked_contact,
    checked_name,
    refuse_too_many,
    signed_in,
)
from redvest.people.services.codes import code_fits, send_code
from redvest.people.services.profiles import save_person

RESIDENTS_MAX = 10


@transact
def ask_to_stand_in(
    *,
    actor: Actor,
    name: str,
    phone: str,
    home_community: str,
    address: str = "",
    kind: str = ProxyKind.FAMILY.value,
) -> ProxyLink:
    """Ask to order for a relative. A code goes to the relative's phone, who reads it out."""
    account_id = signed_in(actor)
    if kind not in (ProxyKind.FAMILY, ProxyKind.GRID):
        raise Invalid(_("请从列出的选项中选择。"), fields={"kind": _("请从列出的选项中选择。")})
    number, wanted = checked_contact(phone), checked_name(name)
    community = checked_community(actor.district, home_community)
    index = phone_index(number)
    me = Account.objects.select_for_update(no_key=True).get(id=account_id)
    if me.phone_index is not None and bytes(me.phone_index) == index:
        message = _("请填写家人的电话，不是您自己的。")
        raise Invalid(message, code="own_phone", fields={"phone": message})
    live = ProxyLink.objects.filter(district=actor.district, proxy=me, ended_at=None)
    known = live.filter(resident__phone_index=index, resident__closed_at=None).first()
    if known is not None and known.confirmed_at is not None:
        raise Conflict(_("您已经可以替这位家人办理。"), code="confirmed_already")
    if known is None:
        refuse_too_many(live, RESIDENTS_MAX)
        resident = Person.objects.filter(
            district=actor.district, phone_index=index, closed_at=None
        ).first() or _new_resident(actor, wanted, number, community, address)
        known = ProxyLink.objects.create(
            district=actor.district,
            proxy=me,
            resident=resident,
            kind=kind,
            consent_basis=ConsentBasis.CODE.value,
        )
        record_event(actor=actor, kind="proxy.asked", subject=known, after={"kind": kind})
    if len(number) == 11 and number.startswith("1"):
        send_code(actor=actor, purpose="proxy", subject_id=known.id, phone=number)
    return known


def _new_resident(actor: Actor, name: str, phone: str, community: str, address: str) -> Person:
    resident = Person(district=actor.district, entered_via="family", home_community=community)
    resident.name = name
    resident.phone, resident.phone_index = phone, phone_index(phone)
    resident.address = checked_address(address)
    save_person(resident, fresh=True)
    record_event(actor=actor, kind="person.entered_by_family", subject=resident, region=community)
    return resident


@transact
def confirm_with_code(*, actor: Actor, link_id: UUID, code: str) -> ProxyLink | None:
    """The relative read out the code: the link counts from now on. None when it does not fit."""
    link = (
        ProxyLink.objects.select_for_update(of=("self",))
        .select_related("resident")
        .filter(district=actor.district, id=link_id, proxy_id=actor.account_id, ended_at=None)
        .first()
    )
    if link is None:
        raise NotSeen(_("没有找到这条代办关系。"))
    if link.confirmed_at is not None:
        return link
    if not code_fits(actor=actor, purpose="proxy", subject_id=link.id, code=code):
        return None
    return _confirm(actor, link, ConsentBasis.CODE, "")


@transact
def confirm_in_person(*, actor: Actor, link_id: UUID, note: str) -> ProxyLink:
    """The resident came to the station, or was called: staff write down how they agreed."""
    link = (
        ProxyLink.objects.select_for_update(of=("self",))
        .select_related("resident")
        .filter(district=actor.district, id=link_id, ended_at=None)
        .first()
    )
    if link is None or not desk_covers(actor, link.resident):
        raise NotSeen(_("没有找到这条代办关系。"))
    if link.proxy_id == actor.account_id:
        raise NotAllowed(_("不能确认自己的代办，请由站点的其他工作人员办理。"), code="own_link")
    if link.confirmed_at is not None:
        raise Conflict(_("这条代办关系已经确认。"), code="confirmed_already")
    if not note.strip():
        message = _("请写明居民怎样同意的，例如“本人持身份证到站点”。")
        raise Invalid(message, fields={"note": message})
    return _confirm(actor, link, ConsentBasis.IN_PERSON, note.strip())


def _confirm(actor: Actor, link: ProxyLink, basis: ConsentBasis, note: str) -> ProxyLink:
    link.consent_basis, link.consent_note = basis.value, note[:200]
    link.confirmed_at = timezone.now()
    link.save(update_fields=["consent_basis", "consent_note", "confirmed_at"])
    record_event(
        actor=actor,
        kind="proxy.confirmed",
        subject=link,
        region=link.resident.home_community,
        after={"kind": link.kind, "basis": basis.value, "resident": str(link.resident_id)},
    )
    return link


@transact
def end_proxy(*, actor: Actor, link_id: UUID) -> ProxyLink:
    """The proxy, the resident or the resident's station ends it."""
    link = (
        ProxyLink.objects.select_for_update(of=("self",))
        .select_related("resident")
        .filter(district=actor.district, id=link_id, ended_at=None)
        .first()
    )
    mine = own_person(actor)
    if link is None or not (
        (actor.account_id is not None and link.proxy_id == actor.account_id)
        or (mine is not None and link.resident_id == mine.id)
        or desk_covers(actor, link.resident)
    ):
        raise NotSeen(_("没有找到这条代办关系。"))
    link.ended_at = timezone.now()
    link.save(update_fields=["ended_at"])
    record_event(
        actor=actor,
        kind="proxy.ended",
        subject=link,
        region=link.resident.home_community,
        after={"resident": str(link.resident_id)},
    )
    return link
