"""Saying yes, in which words, and taking it back."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.engines.ages import AgeBand
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.models import BeneficiaryFile, Consent, ConsentText, Person, Volunteer
from redvest.people.purposes import ADULTS_ONLY, SWITCHES, Purpose, Words, current_words
from redvest.people.queries.persons import (
    band_of,
    desk_covers,
    is_guardian,
    is_proxy,
    person_seen_by,
)
from redvest.people.services.volunteering import advance_volunteer, stop_without_consent

DESK_CHANNELS = frozenset({"desk", "paper", "phone"})


def text_row(words: Words) -> ConsentText:
    """The stored copy of the words. What people agreed to can be shown for ever."""
    row, _made = ConsentText.objects.get_or_create(
        purpose=words.purpose.value,
        version=words.version,
        defaults={
            "text_zh": f"{words.title_zh}\n{words.zh}",
            "text_en": f"{words.title_en}\n{words.en}",
            "sha256": words.sha256,
            "effective_from": words.effective_from,
        },
    )
    if row.sha256 != words.sha256:
        raise RuntimeError(
            f"the words of {words.purpose.value} {words.version} were changed after people agreed"
        )
    return row


@transact
def agree_to_rules(*, actor: Actor, channel: str = "page") -> Consent:
    """An account agrees to how personal information is handled; asked when it is opened."""
    if actor.account_id is None:
        raise NotAllowed(_("请先登录。"))
    words = current_words(Purpose.PRIVACY)
    live = Consent.objects.select_for_update().filter(
        account_id=actor.account_id, purpose=Purpose.PRIVACY.value, withdrawn_at=None
    )
    return _renew(actor, live.first(), words, channel, account_id=actor.account_id)


@transact
def give_consent(
    *, actor: Actor, purpose: Purpose, person_id: UUID | None = None, channel: str = "page"
) -> Consent:
    """A person agrees to one purpose; a guardian for a minor; the desk writes down a spoken or
    written yes."""
    person = _person(actor, person_id)
    _check_giver(actor, person, purpose, channel)
    if purpose in ADULTS_ONLY and band_of(person) not in (AgeBand.ADULT,):
        message = _("这一项只限年满18周岁并填写了出生日期的人。")
        raise Invalid(message, code="adults_only")
    live = Consent.objects.select_for_update().filter(
        district=person.district, person=person, purpose=purpose.value, withdrawn_at=None
    )
    given = _renew(actor, live.first(), current_words(purpose), channel, person_id=person.id)
    if purpose is Purpose.AUTO_MATCHING:
        _set_matching(person, True)
    advance_volunteer(actor=actor, person=person)
    return given


def _person(actor: Actor, person_id: UUID | None) -> Person:
    from redvest.people.queries.persons import own_person_or_404

    if person_id is None:
        return own_person_or_404(actor, lock=True)
    return person_seen_by(actor, person_id, lock=True)


def _check_giver(actor: Actor, person: Person, purpose: Purpose, channel: str) -> None:
    """Who may say yes: the person, the guardian, or the desk with a channel that names how."""
    own = actor.account_id is not None and person.account_id == actor.account_id
    guardian = is_guardian(actor, person)
    if Role.SYSTEM in actor.roles:
        allowed = True
    elif purpose is Purpose.MINOR:
        allowed = guardian
    elif own:
        allowed = band_of(person) in (None, AgeBand.ADULT, AgeBand.YOUTH)
    elif guardian:
        allowed = True
    elif channel in DESK_CHANNELS:
        allowed = desk_covers(actor, person)
    else:
        allowed = purpose is Purpose.CARE and is_proxy(actor, person)
    if not allowed:
        raise NotAllowed(_("这一项要由本人或监护人同意。"), code="not_the_giver")


def _renew(
    actor: Actor,
    live: Consent | None,
    words: Words,
    channel: str,
    *,
    person_id: UUID | None = None,
    account_id: UUID | None = None,
) -> Consent:
    """A yes to today's words; the same yes twice is one, an older one makes room."""
    text = text_row(words)
    if live is not None:
        if live.text_id == text.id:
            return live
        live.withdrawn_at = timezone.now()
        live.save(update_fields=["withdrawn_at"])
    given = Consent.objects.create(
        district=actor.district,
        person_id=person_id,
        account_id=account_id,
        text=text,
        purpose=words.purpose.value,
        given_by_account=actor.account_id,
        channel=channel,
        given_at=timezone.now(),
    )
    record_event(
        actor=actor,
        kind="consent.given",
        subject=given,
        after={
            "purpose": words.purpose.value,
            "version": words.version,
            "sha256": words.sha256,
            "person": str(person_id or ""),
            "channel": channel,
        },
    )
    return given


@transact
def withdraw_consent(*, actor: Actor, purpose: Purpose, person_id: UUID | None = None) -> None:
    """Take a yes back. Whatever needed it stops with the next request; the rest goes on."""
    person = _person(actor, person_id)
    channel = "desk" if desk_covers(actor, person) else "page"
    _check_giver(actor, person, purpose, channel)
    live = (
        Consent.objects.select_for_update()
        .filter(district=person.district, person=person, purpose=purpose.value, withdrawn_at=None)
        .first()
    )
    if live is None:
        return
    live.withdrawn_at = timezone.now()
    live.save(update_fields=["withdrawn_at"])
    record_event(
        actor=actor,
        kind="consent.withdrawn",
        subject=live,
        after={"purpose": purpose.value, "person": str(person.id)},
    )
    if purpose is Purpose.AUTO_MATCHING:
        _set_matching(person, False)
    elif purpose is Purpose.CARE:
        _erase_file(person)
    elif purpose in (Purpose.REAL_NAME, Purpose.MINOR):
        stop_without_consent(person=person, purpose=purpose)


def _set_matching(person: Person, wanted: bool) -> None:
    Volunteer.objects.filter(district=person.district, person=person).update(
        accepts_matching=wanted
    )


def _erase_file(person: Person) -> None:
    BeneficiaryFile.objects.filter(district=person.district, person=person).update(
        categories=None, care_note=None, emergency_contact=None, consent_id=None
    )


@transact
def set_switches(*, actor: Actor, wanted: set[Purpose], shown: set[Purpose]) -> int:
    """Bring one's own switches to what the form says. Returns how many changed.

    ``shown`` are those that were on the page: a purpose somebody was not shown is not touched.
    """
    from redvest.people.queries.consents import switches

    person = _person(actor, None)
    changed = 0
    for switch in switches(person.id, [p for p in SWITCHES if p in shown]):
        if switch.purpose in wanted and not switch.is_on:
            give_consent(actor=actor, purpose=switch.purpose)
        elif switch.purpose not in wanted and switch.given_at is not None:
            withdraw_consent(actor=actor, purpose=switch.purpose)
        else:
            continue
        changed += 1
    return changed
