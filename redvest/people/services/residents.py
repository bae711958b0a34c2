"""Residents without an account, entered by the station; their protected file; who reads it."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.ages import needs_approval_to_read
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.indexes import phone_index
from redvest.people.labels import (
    BENEFICIARY_CATEGORIES,
    CATEGORIES,
    CONSENT_BASES,
    ConsentBasis,
    ProxyKind,
)
from redvest.people.models import BeneficiaryFile, MinorAccess, Person, ProxyLink
from redvest.people.purposes import Purpose
from redvest.people.queries.consents import has_consent
from redvest.people.queries.persons import (
    DESK,
    band_of,
    desk_covers,
    is_guardian,
    person_seen_by,
)
from redvest.people.services.checks import (
    check_version,
    checked_address,
    checked_codes,
    checked_community,
    checked_contact,
    checked_name,
    checked_papers,
    signed_in,
)
from redvest.people.services.consenting import give_consent
from redvest.people.services.profiles import save_person, set_birth, set_papers

NOTE_MAX = 500
MINOR_ACCESS_DAYS = 7

# What a person is, field by field, and which of it the desk may read in full.
READABLE = ("name", "phone", "address", "id_number", "birth_date", "political_status")
DESK_READABLE = frozenset({"name", "phone", "address", "id_number", "birth_date"})


@transact
def register_resident(
    *,
    actor: Actor,
    name: str,
    phone: str = "",
    home_community: str,
    address: str = "",
    categories: Iterable[str] = (),
    consent_basis: str,
    consent_note: str = "",
    id_kind: str = "resident_id",
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = "0",
    care_categories: Iterable[str] = (),
    care_note: str = "",
    emergency_contact: str = "",
    kind: str = ProxyKind.STATION.value,
) -> Person:
    """The station enters somebody who has no account, and stands in for them from then on."""
    community = checked_community(actor.district, home_community)
    staff = Role.SYSTEM in actor.roles or any(actor.has(r, region=community) for r in DESK)
    if not staff:
        raise NotAllowed(_("您只能登记自己辖区内的居民。"), code="beyond_scope")
    basis = _checked_basis(consent_basis)
    person = Person(district=actor.district, entered_via="station", home_community=community)
    person.name = checked_name(name)
    if phone.strip():
        number = checked_contact(phone)
        person.phone, person.phone_index = number, phone_index(number)
    if id_number.strip():
        document, papers = checked_papers(id_kind, id_number)
        set_papers(person, document, papers, birth_date, sex)
    elif birth_date is not None:
        set_birth(person, birth_date, sex)
    person.address = checked_address(address)
    person.categories = checked_codes(CATEGORIES, categories, "categories")
    save_person(person, fresh=True)
    record_event(
        actor=actor,
        kind="person.registered_by_station",
        subject=person,
        region=community,
        after={"basis": basis.value, "papers": person.id_kind},
    )
    if actor.account_id is not None:
        _stand_in(actor, person, ProxyKind(kind), basis, consent_note)
    if any((care_note.strip(), emergency_contact.strip(), list(care_categories))):
        channel = "phone" if basis is ConsentBasis.PHONE else "desk"
        give_consent(actor=actor, purpose=Purpose.CARE, person_id=person.id, channel=channel)
        write_file(
            actor=actor,
            person_id=person.id,
            categories=care_categories,
            care_note=care_note,
            emergency_contact=emergency_contact,
        )
    return person


def _checked_basis(text: str) -> ConsentBasis:
    if text not in CONSENT_BASES or text == ConsentBasis.CODE:
        message = _("请选择居民以什么方式同意由站点代办。")
        raise Invalid(message, code="consent_basis", fields={"consent_basis": message})
    return ConsentBasis(text)


def _stand_in(
    actor: Actor, person: Person, kind: ProxyKind, basis: ConsentBasis, note: str
) -> ProxyLink:
    link = ProxyLink.objects.create(
        district=actor.district,
        proxy_id=signed_in(actor),
        resident=person,
        kind=kind.value,
        consent_basis=basis.value,
        consent_note=note.strip()[:200],
        confirmed_at=timezone.now(),
    )
    record_event(
        actor=actor,
        kind="proxy.confirmed",
        subject=link,
        region=person.home_community,
        after={"kind": kind.value, "basis": basis.value, "resident": str(person.id)},
    )
    return link


@transact
def change_resident(
    *,
    actor: Actor,
    person_id: UUID,
    name: str = "",
    phone: str = "",
    address: str = "",
    home_community: str = "",
    version: object = None,
) -> Person:
    """The station corrects an entry of somebody without an account. Blank stays as it was."""
    person = person_seen_by(actor, person_id, lock=True)
    if not desk_covers(actor, person) or person.account_id is not None:
        raise NotAllowed(_("有账号的居民请本人在“个人资料”里修改。"), code="has_account")
    check_version(version, person.version)
    if name.strip():
        person.name = checked_name(name)
    if phone.strip():
        number = checked_contact(phone)
        person.phone, person.phone_index = number, phone_index(number)
    if address.strip():
        person.address = checked_address(address)
    if home_community:
        person.home_community = checked_community(actor.district, home_community)
        if not desk_covers(actor, person):
            raise NotAllowed(_("您只能登记自己辖区内的居民。"), code="beyond_scope")
    person.version += 1
    save_person(person, fresh=False)
    record_event(actor=actor, kind="person.changed", subject=person, region=person.home_community)
    return person


@transact
def write_file(
    *,
    actor: Actor,
    person_id: UUID,
    categories: Iterable[str] = (),
    care_note: str = "",
    emergency_contact: str = "",
    version: object = None,
) -> BeneficiaryFile:
    """Write the protected file; needs the resident's consent, which ends it when withdrawn."""
    person = _cared_for(actor, person_id, lock=True)
    chosen = checked_codes(BENEFICIARY_CATEGORIES, categories, "care_categories")
    if len(care_note) > NOTE_MAX:
        message = _("最多 %(max)d 个字。") % {"max": NOTE_MAX}
        raise Invalid(message, fields={"care_note": message})
    file = (
        BeneficiaryFile.objects.select_for_update()
        .filter(district=person.district, person=person)
        .first()
    )
    fresh = file is None
    if file is None:
        file = BeneficiaryFile(district=person.district, person=person)
    else:
        check_version(version, file.version)
        file.version += 1
    file.categories = json.dumps(chosen) if chosen else ""
    file.care_note = care_note.strip()
    file.emergency_contact = emergency_contact.strip()[:NOTE_MAX]
    if fresh:
        file.save(force_insert=True)
    else:
        fields = ["categories", "care_note", "emergency_contact", "version", "updated_at"]
        file.save(update_fields=fields)
    record_event(actor=actor, kind="care_file.written", subject=file, region=person.home_community)
    return file


def _cared_for(actor: Actor, person_id: UUID, *, lock: bool = False) -> Person:
    """A resident whose file the actor is responsible for, and who agreed to having one."""
    person = person_seen_by(actor, person_id, lock=lock)
    if not desk_covers(actor, person):
        raise NotAllowed(_("保护档案只由社区、街道和区里的负责人办理。"), code="not_the_desk")
    if not has_consent(person.id, Purpose.CARE):
        raise Conflict(_("居民没有同意（或已撤回同意）保存保护档案。"), code="consent_needed")
    return person


@transact
def read_file(*, actor: Actor, person_id: UUID, reason: str) -> dict[str, str]:
    """The protected file in full. Each part that is read leaves its event."""
    person = _cared_for(actor, person_id)
    _check_minor(actor, person)
    file = BeneficiaryFile.objects.filter(district=person.district, person=person).first()
    if file is None:
        raise NotSeen(_("还没有保护档案。"))
    found = {}
    for field in ("categories", "care_note", "emergency_contact"):
        cell = getattr(file, field)
        found[field] = cell.reveal(actor=actor, reason=reason) if cell else ""
    return found


@transact
def read_in_full(*, actor: Actor, person_id: UUID, field: str, reason: str = "") -> str:
    """One particular of a person without its mask. Looking at one's own leaves a trace too."""
    person = person_seen_by(actor, person_id)
    own = actor.account_id is not None and person.account_id == actor.account_id
    if field not in READABLE:
        raise NotSeen(_("没有这一项。"))
    if own:
        reason = str(_("本人查看"))
    elif not is_guardian(actor, person):
        if not desk_covers(actor, person) or field not in DESK_READABLE:
            raise NotAllowed(_("您不能查看这一项的完整内容。"), code="not_readable")
        _check_minor(actor, person)
    cell = getattr(person, field)
    if field == "phone" and not cell and person.account is not None:
        cell = person.account.phone
    if not cell:
        raise NotSeen(_("这一项没有填写。"))
    return str(cell.reveal(actor=actor, reason=reason))


def _check_minor(actor: Actor, person: Person) -> None:
    """Children under 14: only with the approval of a responsible person that is still running."""
    band = band_of(person)
    if band is None or not needs_approval_to_read(band) or Role.SYSTEM in actor.roles:
        return
    if not MinorAccess.objects.filter(
        district=person.district,
        person=person,
        asked_by_id=actor.account_id,
        approved=True,
        ends_at__gt=timezone.now(),
    ).exists():
        message = _("这是不满14周岁孩子的资料，须先申请，由区里负责人批准后才能查看。")
        raise NotAllowed(message, code="minor_approval_needed")


@transact
def ask_minor_access(*, actor: Actor, person_id: UUID, reason: str) -> MinorAccess:
    """Ask the responsible person of the district for leave to read a child's data."""
    person = person_seen_by(actor, person_id)
    if not desk_covers(actor, person):
        raise NotAllowed(_("只有站点工作人员可以申请。"), code="not_the_desk")
    if not reason.strip():
        message = _("请填写查看的原因。")
        raise Invalid(message, fields={"reason": message})
    row, made = MinorAccess.objects.get_or_create(
        district=person.district,
        person=person,
        asked_by_id=actor.account_id,
        decided_at=None,
        defaults={"reason": reason.strip()[:200]},
    )
    if made:
        record_event(actor=actor, kind="minor_access.asked", subject=row, reason=reason.strip())
    return row


@transact
def decide_minor_access(*, actor: Actor, access_id: UUID, approve: bool) -> MinorAccess:
    """Only the district's responsible person decides, and never on their own wish."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("由区文明实践中心负责人批准。"), code="not_responsible")
    row = (
        MinorAccess.objects.select_for_update()
        .filter(district=actor.district, id=access_id)
        .first()
    )
    if row is None:
        raise NotSeen(_("没有找到这条申请。"))
    if row.asked_by_id == actor.account_id:
        raise NotAllowed(_("不能批准自己的申请，请由另一位负责人办理。"), code="own_request")
    if row.decided_at is not None:
        raise Conflict(_("这条申请已经处理过。"), code="decided_already")
    row.decided_by_id, row.decided_at, row.approved = actor.account_id, timezone.now(), approve
    row.ends_at = timezone.now() + timedelta(days=MINOR_ACCESS_DAYS) if approve else None
    row.save(update_fields=["decided_by", "decided_at", "approved", "ends_at"])
    record_event(
        actor=actor,
        kind="minor_access.decided",
        subject=row,
        after={"approved": approve, "person": str(row.person_id)},
    )
    return row


def care_categories(plain: Mapping[str, str]) -> list[str]:
    """The categories of a file that was read."""
    return list(json.loads(plain["categories"])) if plain.get("categories") else []
