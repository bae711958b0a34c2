"""Leaving: the account is shut, the particulars are erased, numbers and hours stay.

Apps above this one append to the two lists when they are loaded (``AppConfig.ready``).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redvest.core.personal_data import register
from redvest.db import transact
from redvest.engines import volunteer_flow as flow
from redvest.engines.volunteer_flow import VolunteerState
from redvest.errors import Conflict, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.models import (
    Account,
    Consent,
    Guardianship,
    Invitation,
    Person,
    ProxyLink,
    Volunteer,
)
from redvest.people.purposes import Purpose
from redvest.people.queries import live_grants
from redvest.people.queries.persons import band_of, is_guardian, person_seen_by
from redvest.people.services.attempts import check_attempts, record_failure
from redvest.people.services.checks import signed_in
from redvest.people.services.codes import code_fits, send_code
from redvest.people.services.volunteering import advance_volunteer, stop_without_consent

Message = str | Promise
# Each looks at one person and says what must be finished first; nothing means nothing is open.
BLOCKERS: list[Callable[[Person], Iterable[Message]]] = []
# Sealed cells are erased by the register of personal data; each of these erases what else an app
# keeps about one person, or about one account.
ERASERS: list[Callable[[Person | None, Account | None], object]] = []


def _children_blocker(person: Person) -> Iterable[Message]:
    ties = Guardianship.objects.filter(
        ~Q(confirmed_at=None), district=person.district, guardian=person, ended_at=None
    ).select_related("minor")
    if any(tie.minor.account_id is None and band_of(tie.minor) for tie in ties):
        yield _("您名下还有孩子的资料，请先在“家人”里删除，或由另一位监护人登记。")


BLOCKERS.append(_children_blocker)


def _live_account(actor: Actor) -> Account:
    account = (
        Account.objects.select_for_update(no_key=True)
        .filter(id=signed_in(actor), is_active=True)
        .first()
    )
    if account is None:
        raise NotAllowed(_("请先登录。"))
    return account


def what_blocks(account_id: UUID) -> list[Message]:
    """Everything that must be finished before an account can be closed, in all districts."""
    found: list[Message] = []
    persons = list(Person.objects.filter(account_id=account_id, closed_at=None).order_by("id"))
    districts = {person.district for person in persons}
    districts |= set(
        Account.objects.get(id=account_id)
        .grants.filter(revoked_at=None)
        .values_list("district", flat=True)
    )
    if any(live_grants(account_id, district) for district in districts):
        found.append(_("您还担任工作角色，请先请管理员收回您的角色。"))
    for person in persons:
        for blocker in BLOCKERS:
            found += blocker(person)
    return found


@transact
def ask_closing_code(*, actor: Actor) -> None:
    """Send a code to one's own phone, for those who sign in without a password."""
    account = _live_account(actor)
    if not account.phone:
        raise Conflict(_("您的账号没有手机号，请用密码确认。"), code="no_phone")
    phone = account.phone.reveal(actor=actor, reason=str(_("发送注销验证码")))
    send_code(actor=actor, purpose="close", subject_id=account.id, phone=phone)


@transact
def close_account(*, actor: Actor, code: str = "", password: str = "") -> bool:
    """Close for good. False when neither code nor password fits; the page keeps that try.

    Raises
    ------
    Conflict
        If something is still open; the message says what.
    """
    account = _live_account(actor)
    check_attempts(actor=actor, kind="account.close_refused")
    proven = bool(password) and account.check_password(password)
    if not proven and code:
        proven = code_fits(actor=actor, purpose="close", subject_id=account.id, code=code)
    if not proven:
        record_failure(actor=actor, kind="account.close_refused", subject=account)
        return False
    if blocking := what_blocks(account.id):
        raise Conflict(" ".join(str(message) for message in blocking), code="still_open")
    _shut(actor, account)
    return True


def _shut(actor: Actor, account: Account) -> None:
    """Erase everything an account has in every district, and close its door."""
    persons = Person.objects.select_for_update(of=("self",)).filter(account=account, closed_at=None)
    for person in persons.order_by("id"):
        erase_person(actor=replace(actor, district=person.district), person=person)
    for entry in register():
        entry.erase([], account.id)
    for eraser in ERASERS:
        eraser(None, account)
    now = timezone.now()
    Consent.objects.filter(account=account, withdrawn_at=None).update(withdrawn_at=now)
    ProxyLink.objects.filter(proxy=account, ended_at=None).update(ended_at=now)
    account.phone, account.phone_index, account.phone_verified_at = "", None, None
    account.is_active, account.closed_at = False, now
    account.set_unusable_password()  # Every session is bound to the password: all end here.
    fields = ["phone", "phone_index", "phone_verified_at", "is_active", "closed_at", "password"]
    account.save(update_fields=fields)
    record_event(actor=actor, kind="account.closed", subject=account, district=actor.district)


def erase_person(*, actor: Actor, person: Person) -> None:
    """Blank every cell of a person and what hangs on it. Ids, numbers and events stay."""
    now = timezone.now()
    for entry in register():
        entry.erase([person.id], None)
    for eraser in ERASERS:
        eraser(person, None)
    _end_ties(actor, person)
    Consent.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now)
    Invitation.objects.filter(person_id=person.id).update(phone_index=None, id_index=None)
    volunteer = Volunteer.objects.select_for_update().filter(person=person).first()
    if volunteer is not None and VolunteerState(volunteer.status) not in flow.FINAL:
        before, volunteer.status = volunteer.status, VolunteerState.CLOSED.value
        volunteer.skills, volunteer.languages, volunteer.service_categories = [], [], []
        volunteer.availability, volunteer.accepts_matching = 0, False
        volunteer.closed_at = now
        volunteer.version += 1
        said = ["skills", "languages", "service_categories", "availability", "accepts_matching"]
        volunteer.save(update_fields=["status", *said, "closed_at", "version"])
        record_event(
            actor=actor,
            kind="volunteer.close",
            subject=volunteer,
            region=volunteer.home_community,
            before={"status": before},
            after={"status": volunteer.status},
        )
    for field in ("name", "id_number", "birth_date", "phone", "address", "political_status"):
        setattr(person, field, "")
    person.id_index = person.phone_index = None
    person.id_kind, person.sex, person.categories = "", "0", []
    person.closed_at = now
    person.version += 1
    person.save(
        update_fields=[
            "name",
            "id_number",
            "birth_date",
            "phone",
            "address",
            "political_status",
            "id_index",
            "phone_index",
            "id_kind",
            "sex",
            "categories",
            "closed_at",
            "version",
        ]
    )
    record_event(actor=actor, kind="person.erased", subject=person, region=person.home_community)


def _end_ties(actor: Actor, person: Person) -> None:
    """End guardianships and proxies on either side; a minor then waits for another guardian."""
    now = timezone.now()
    ties = Guardianship.objects.filter(
        Q(guardian=person) | Q(minor=person), district=person.district, ended_at=None
    ).select_related("minor")
    for tie in ties:
        tie.ended_at = now
        tie.save(update_fields=["ended_at"])
        if tie.minor_id != person.id:
            stop_without_consent(person=tie.minor, purpose=Purpose.MINOR)
            advance_volunteer(actor=system(person.district), person=tie.minor)
    Guardianship.objects.filter(
        Q(guardian=person) | Q(minor=person), district=person.district
    ).update(guardian_phone_index=None)
    ProxyLink.objects.filter(resident=person, ended_at=None).update(ended_at=now)


@transact
def forget_child(*, actor: Actor, person_id: UUID) -> None:
    """A guardian takes back a child's profile."""
    child = person_seen_by(actor, person_id, lock=True)
    if child.account_id is not None or not is_guardian(actor, child):
        raise NotSeen(_("没有找到这个孩子的资料。"))
    if blocking := [m for blocker in BLOCKERS for m in blocker(child)]:
        raise Conflict(" ".join(str(message) for message in blocking), code="still_open")
    erase_person(actor=actor, person=child)


@transact
def forget_unconfirmed(*, district: str, before_days: int = 7) -> int:
    """Residents entered by a relative who never got their consent; run daily."""
    limit = timezone.now() - timedelta(days=before_days)
    rows = Person.objects.select_for_update(of=("self",)).filter(
        district=district,
        entered_via="family",
        account=None,
        closed_at=None,
        created_at__lt=limit,
    )
    done = 0
    for person in rows.exclude(proxies__confirmed_at__isnull=False).order_by("id"):
        erase_person(actor=system(district), person=person)
        done += 1
    return done


@transact
def erase_again(*, district: str, person_ids: Iterable[UUID]) -> int:
    """After an older backup was restored: erase once more those who had left since."""
    rows = Person.objects.select_for_update(of=("self",)).filter(
        district=district, id__in=list(person_ids), closed_at=None
    )
    done = 0
    for person in rows.order_by("id"):
        erase_person(actor=system(district), person=person)
        done += 1
    return done


@transact
def close_again(*, account_id: UUID) -> bool:
    """The same for an account that was closed; what was open then is open no longer."""
    rows = Account.objects.select_for_update(no_key=True)
    account = rows.filter(id=account_id, closed_at=None).first()
    if account is None:
        return False
    _shut(system(account.home_district), account)
    return True
