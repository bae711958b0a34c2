"""A person's own particulars: entered, corrected, verified, read in full."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines import identifiers
from redvest.engines.ages import age_band, may_hold_account
from redvest.engines.identifiers import DocumentKind, Sex
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.indexes import paper_index
from redvest.people.labels import CATEGORIES, POLITICAL_STATUSES
from redvest.people.models import Account, Person
from redvest.people.queries.persons import desk_covers, own_person, person_seen_by
from redvest.people.services.checks import (
    check_version,
    checked_address,
    checked_codes,
    checked_community,
    checked_name,
    checked_papers,
    signed_in,
    today,
)

# Cards whose number carries a check digit and the day of birth.
SELF_CHECKING = frozenset(
    {
        DocumentKind.RESIDENT_ID,
        DocumentKind.RESIDENCE_PERMIT,
        DocumentKind.FOREIGN_RESIDENT_CARD,
    }
)


@transact
def enter_profile(
    *,
    actor: Actor,
    name: str = "",
    id_kind: str = "resident_id",
    id_number: str = "",
    birth_date: date | None = None,
    sex: str = "0",
    home_community: str = "",
    address: str = "",
    categories: Iterable[str] = (),
    political_status: str = "",
    forget_address: bool = False,
    version: object = None,
) -> Person:
    """Somebody signed in says who they are. What is left blank stays as it was.

    Raises
    ------
    Invalid
        ``id_taken`` when the papers belong to another entry of this district: the way on is to
        claim that entry. ``too_young`` under 14: a guardian enters children.
    """
    from redvest.people.services.volunteering import advance_volunteer

    signed_in(actor)
    person = own_person(actor, lock=True)
    fresh = person is None
    if person is None:
        person = _new_person(actor)
    else:
        check_version(version, person.version)
    if name or fresh:
        _set_name(person, checked_name(name))
    if id_number:
        _set_papers(person, id_kind, id_number, birth_date, sex)
    elif birth_date is not None and not person.id_number:
        set_birth(person, birth_date, sex)
    refuse_children(person)
    if home_community:
        person.home_community = checked_community(actor.district, home_community)
    if address or forget_address:
        person.address = checked_address(address)
    if political_status:
        checked_codes(POLITICAL_STATUSES, [political_status], "political_status")
    person.political_status = political_status or person.political_status
    person.categories = checked_codes(CATEGORIES, categories, "categories")
    person.version += 0 if fresh else 1
    save_person(person, fresh=fresh)
    record_event(
        actor=actor,
        kind="person.entered" if fresh else "person.changed",
        subject=person,
        region=person.home_community,
        after={"papers": person.id_kind, "categories": person.categories},
    )
    advance_volunteer(actor=actor, person=person)
    return person


def _new_person(actor: Actor) -> Person:
    account = Account.objects.select_for_update(no_key=True).get(id=signed_in(actor))
    return Person(district=actor.district, account=account, phone_index=account.phone_index)


def save_person(person: Person, *, fresh: bool) -> None:
    """Write the row; papers known under another entry become a message with the way on."""
    try:
        with transaction.atomic():
            if fresh:
                person.save(force_insert=True)
            else:
                person.save(
                    update_fields=[
                        "name",
                        "id_kind",
                        "id_number",
                        "id_index",
                        "birth_date",
                        "sex",
                        "phone",
                        "phone_index",
                        "home_community",
                        "address",
                        "categories",
                        "political_status",
                        "real_name_verified_at",
                        "real_name_basis",
                        "version",
                    ]
                )
    except IntegrityError as error:
        if "id_number_is_one_person" in str(error):
            raise papers_taken() from None
        raise Conflict(_("您的资料刚刚已经保存过，请刷新页面。"), code="saved_already") from None


def papers_taken() -> Invalid:
    message = _("这个证件号已在本区登记。如果是您本人，请点“认领”找回原来的资料。")
    return Invalid(message, code="id_taken", fields={"id_number": message})


def _set_name(person: Person, name: str) -> None:
    if person.name and person.name.decide(lambda old: old == name):
        return
    _refuse_verified(person, "name")
    person.name = name


def _refuse_verified(person: Person, field: str) -> None:
    """What the station has seen on paper is corrected at the station."""
    if person.real_name_basis == "in_person":
        message = _("您的姓名和证件已由站点当面核验，如需更正请带证件到社区站点办理。")
        raise Invalid(message, code="verified_in_person", fields={field: message})


def _set_papers(person: Person, id_kind: str, id_number: str, birth: date | None, sex: str) -> None:
    kind, number = checked_papers(id_kind, id_number)
    index = paper_index(kind.value, number)
    if person.id_index is not None and bytes(person.id_index) == index:
        return
    _refuse_verified(person, "id_number")
    set_papers(person, kind, number, birth, sex)


def set_papers(
    person: Person, kind: DocumentKind, number: str, birth: date | None, sex: str
) -> None:
    """Put checked papers on a person; refuses those of somebody else in the district."""
    index = paper_index(kind.value, number)
    others = Person.objects.filter(district=person.district, id_index=index, closed_at=None)
    if others.exclude(id=person.id).exists():
        raise papers_taken()
    person.id_kind, person.id_number, person.id_index = kind.value, number, index
    if kind in SELF_CHECKING:
        set_birth(person, identifiers.birth_date(number), identifiers.sex(number).value)
        person.real_name_verified_at, person.real_name_basis = timezone.now(), "number"
    else:
        if birth is None:
            message = _("请填写证件上的出生日期。")
            raise Invalid(message, code="birth_date", fields={"birth_date": message})
        set_birth(person, birth, sex)
        person.real_name_verified_at, person.real_name_basis = None, ""


def set_birth(person: Person, birth: date, sex: str) -> None:
    message = _("请核对出生日期。")
    try:
        age_band(birth, today())
    except ValueError:
        raise Invalid(message, code="birth_date", fields={"birth_date": message}) from None
    if sex not in set(Sex):
        message = _("请从列出的选项中选择。")
        raise Invalid(message, code="sex", fields={"sex": message})
    person.birth_date, person.sex = birth.isoformat(), sex


def refuse_children(person: Person) -> None:
    """Under 14 nobody has an account of their own."""
    if person.birth_date is None:
        return
    band = person.birth_date.decide(lambda text: age_band(date.fromisoformat(text), today()))
    if not may_hold_account(band):
        message = _("未满14周岁的孩子请由监护人用自己的账号在“家人”里登记。")
        raise Invalid(message, code="too_young", fields={"id_number": message})


@transact
def verify_in_person(*, actor: Actor, person_id: UUID, saw: str) -> Person:
    """The station has seen the papers. ``saw`` says which document lay on the desk."""
    from redvest.people.services.volunteering import advance_volunteer

    person = person_seen_by(actor, person_id, lock=True)
    if not desk_covers(actor, person) or person.account_id == actor.account_id:
        raise NotAllowed(_("请由站点的其他工作人员当面核验。"), code="not_the_desk")
    if not person.id_number or not person.name:
        raise Conflict(_("请先登记姓名和证件号码，再核验。"), code="no_papers")
    if not saw.strip():
        message = _("请写明查看了什么证件。")
        raise Invalid(message, fields={"saw": message})
    person.real_name_verified_at, person.real_name_basis = timezone.now(), "in_person"
    person.version += 1
    person.save(update_fields=["real_name_verified_at", "real_name_basis", "version"])
    record_event(
        actor=actor,
        kind="person.verified",
        subject=person,
        region=person.home_community,
        reason=saw.strip(),
        after={"basis": "in_person"},
    )
    advance_volunteer(actor=actor, person=person)
    return person
