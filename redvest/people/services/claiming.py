"""Finding oneself again: entries made by a station, a relative or a roster become one's own."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.identifiers import compact
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import Account, Invitation, Person
from redvest.people.queries import account_by_phone
from redvest.people.queries.persons import desk_covers, own_account, own_person, person_seen_by
from redvest.people.services.attempts import check_attempts, record_failure
from redvest.people.services.checks import checked_papers, signed_in
from redvest.people.services.closing import BLOCKERS, erase_person
from redvest.people.services.profiles import refuse_children, save_person, set_papers
from redvest.people.services.volunteering import advance_volunteer

REFUSED = "claim.refused"


@dataclass(frozen=True)
class Claimable:
    """Something entered by others that belongs to a phone: what to ask its owner."""

    row: Person | Invitation
    asks: str  # papers: the last four of the number | name: the name as it was entered

    @property
    def is_invitation(self) -> bool:
        return isinstance(self.row, Invitation)


def claimable_by(actor: Actor) -> list[Claimable]:
    """Entries of the district whose phone is the one the actor signed in with."""
    account = own_account(actor)
    if account is None or account.phone_index is None or account.phone_verified_at is None:
        return []
    persons = Person.objects.filter(
        district=actor.district, phone_index=account.phone_index, account=None, closed_at=None
    )
    invitations = Invitation.objects.filter(
        district=actor.district,
        phone_index=account.phone_index,
        status="invited",
        expires_at__gt=timezone.now(),
    )
    rows: list[Person | Invitation] = [*persons.order_by("id"), *invitations.order_by("id")]
    return [Claimable(row, "papers" if row.id_number else "name") for row in rows]


def _wanted(actor: Actor, row_id: UUID) -> Claimable:
    found = next((c for c in claimable_by(actor) if c.row.id == row_id), None)
    if found is None:
        raise NotSeen(_("没有找到可以认领的资料。请用登记时的手机号登录，或到社区站点办理。"))
    return found


def _fits(claim: Claimable, answer: str) -> bool:
    """Whether the answer is the last four of the number, or the name, as it was entered."""
    said = compact(answer)
    check: Callable[[str], bool]
    if claim.asks == "papers":
        cell, check = claim.row.id_number, lambda number: len(said) == 4 and number[-4:] == said
    else:
        cell, check = claim.row.name, lambda name: compact(name) == said
    return bool(cell) and bool(cell.decide(check))


@transact
def claim(*, actor: Actor, row_id: UUID, answer: str) -> Person | None:
    """Take over an entry; signing in has proven the phone. None when the answer is wrong."""
    check_attempts(actor=actor, kind=REFUSED)
    wanted = _wanted(actor, row_id)
    if not _fits(wanted, answer):
        record_failure(actor=actor, kind=REFUSED, subject=wanted.row)
        return None
    own = own_person(actor, lock=True)
    if isinstance(wanted.row, Invitation):
        person = _accept(actor, wanted.row, own)
    else:
        person = Person.objects.select_for_update(of=("self",)).get(id=wanted.row.id)
        _make_room(actor, own)
        _attach(actor, person, signed_in(actor))
    advance_volunteer(actor=actor, person=person)
    return person


def _make_room(actor: Actor, own: Person | None) -> None:
    """An empty profile begun before gives way; one with papers or something open does not."""
    if own is None:
        return
    if own.id_number or any(message for blocker in BLOCKERS for message in blocker(own)):
        message = _("您在本区已有资料，两份资料需要合并，请带证件到社区站点办理。")
        raise Conflict(message, code="needs_merging")
    erase_person(actor=actor, person=own)


def _attach(actor: Actor, person: Person, account_id: UUID) -> None:
    account = Account.objects.get(id=account_id)
    person.account, person.phone_index = account, account.phone_index
    person.phone = ""  # The account's phone is the one to call from now on.
    person.version += 1
    person.save(update_fields=["account", "phone", "phone_index", "version"])
    record_event(
        actor=actor,
        kind="person.claimed",
        subject=person,
        region=person.home_community,
        after={"account": str(account.id), "entered_via": person.entered_via},
    )


def _accept(actor: Actor, invitation: Invitation, own: Person | None) -> Person:
    """An invitation becomes a profile, or completes the one begun; its own copy is blanked."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(id=invitation.id)
    account = Account.objects.get(id=signed_in(actor))
    person = own or Person(
        district=actor.district,
        account=account,
        phone_index=account.phone_index,
        entered_via="invitation",
    )
    reason = str(_("本人接受邀请"))
    if not person.name and invitation.name:
        person.name = invitation.name.reveal(actor=actor, reason=reason)
    if not person.id_number and invitation.id_number:
        number = invitation.id_number.reveal(actor=actor, reason=reason)
        kind, number = checked_papers("resident_id", number)
        set_papers(person, kind, number, None, "0")
        refuse_children(person)
    person.home_community = person.home_community or invitation.home_community
    if own is not None:
        person.version += 1
    save_person(person, fresh=own is None)
    _answer(actor, invitation, "accepted", person.id)
    return person


@transact
def decline_invitation(*, actor: Actor, invitation_id: UUID) -> None:
    """No, thank you: what was entered about oneself is erased at once."""
    wanted = _wanted(actor, invitation_id)
    if not isinstance(wanted.row, Invitation):
        raise NotSeen(_("没有找到这份邀请。"))
    _answer(actor, wanted.row, "declined", None)


def _answer(actor: Actor, invitation: Invitation, status: str, person_id: UUID | None) -> None:
    invitation.status, invitation.answered_at = status, timezone.now()
    invitation.person_id = person_id
    blank_invitation(invitation)
    record_event(
        actor=actor,
        kind=f"invitation.{status}",
        subject=invitation,
        region=invitation.home_community,
        after={"person": str(person_id or ""), "team": str(invitation.team_id or "")},
    )


def blank_invitation(invitation: Invitation) -> None:
    invitation.name = invitation.phone = invitation.id_number = ""
    invitation.phone_index = invitation.id_index = None
    invitation.save(
        update_fields=[
            "status",
            "answered_at",
            "person_id",
            "name",
            "phone",
            "id_number",
            "phone_index",
            "id_index",
        ]
    )


@transact
def expire_invitations(*, district: str) -> int:
    """Invitations nobody answered lose their personal data; run daily."""
    return Invitation.objects.filter(
        district=district, status="invited", expires_at__lte=timezone.now()
    ).update(
        status="expired",
        answered_at=timezone.now(),
        name=None,
        phone=None,
        id_number=None,
        phone_index=None,
        id_index=None,
    )


@transact
def attach_account(*, actor: Actor, person_id: UUID, phone: str, saw: str) -> Person:
    """At the desk: somebody shows their papers, and the entry becomes theirs.

    The way for those who changed their phone since they were entered.
    """
    person = person_seen_by(actor, person_id, lock=True)
    if not desk_covers(actor, person):
        raise NotAllowed(_("请由站点工作人员当面办理。"), code="not_the_desk")
    if person.account_id is not None:
        raise Conflict(_("这份资料已经有账号。"), code="has_account")
    if not saw.strip():
        message = _("请写明查看了什么证件。")
        raise Invalid(message, fields={"saw": message})
    account = account_by_phone(phone)
    if account is None or not account.is_active or account.id == actor.account_id:
        message = _("这个手机号还没有账号，请居民先用它注册。")
        raise Invalid(message, code="no_account", fields={"phone": message})
    own = (
        Person.objects.select_for_update(of=("self",))
        .filter(district=actor.district, account=account, closed_at=None)
        .first()
    )
    _make_room(actor, own)
    _attach(actor, person, account.id)
    advance_volunteer(actor=actor, person=person)
    return person
