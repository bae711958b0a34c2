"""Whether somebody agreed to something, in the words that hold today."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from redvest.people.actors import Actor
from redvest.people.models import Consent, Guardianship, Person
from redvest.people.purposes import Purpose, Words, current_words


def in_force(purpose: Purpose) -> Q:
    """A yes that was not taken back, to the words of today."""
    version = current_words(purpose).version
    return Q(purpose=purpose.value, withdrawn_at=None, text__version=version)


def has_consent(person_id: UUID, purpose: Purpose) -> bool:
    """Asked afresh each time, so a withdrawal counts from the next request on.

    A yes to an older version is no yes to the words of today.
    """
    return Consent.objects.filter(in_force(purpose), person_id=person_id).exists()


def consenting_among(person_ids: Iterable[UUID], purpose: Purpose) -> set[UUID]:
    """Those of many who agree; one query for a list page."""
    return set(
        Consent.objects.filter(in_force(purpose), person_id__in=list(person_ids)).values_list(
            "person_id", flat=True
        )
    )


def agrees_to_rules(account_id: UUID) -> bool:
    """Whether an account agreed to today's version of how personal information is handled."""
    return Consent.objects.filter(in_force(Purpose.PRIVACY), account_id=account_id).exists()


def guardian_agreed(person: Person) -> bool:
    """A confirmed guardian and a live consent to today's words about minors."""
    return Guardianship.objects.filter(
        ~Q(confirmed_at=None), district=person.district, minor=person, ended_at=None
    ).exists() and has_consent(person.id, Purpose.MINOR)


@dataclass(frozen=True)
class Switch:
    """One line of the consents page."""

    purpose: Purpose
    words: Words
    given_at: datetime | None
    outdated: bool

    @property
    def is_on(self) -> bool:
        return self.given_at is not None and not self.outdated


def switches(person_id: UUID, purposes: Iterable[Purpose]) -> list[Switch]:
    """What a person agreed to, purpose by purpose; what was never asked is off."""
    live = {
        consent.purpose: consent
        for consent in Consent.objects.filter(
            person_id=person_id, withdrawn_at=None
        ).select_related("text")
    }
    found = []
    for purpose in purposes:
        words, consent = current_words(purpose), live.get(purpose.value)
        found.append(
            Switch(
                purpose,
                words,
                consent.given_at if consent else None,
                consent is not None and consent.text.version != words.version,
            )
        )
    return found


def waiting_for_answer(actor: Actor) -> list[Words]:
    """Texts the actor once agreed to whose words have changed since."""
    if actor.account_id is None:
        return []
    mine = Q(account_id=actor.account_id)
    if actor.person_id is not None:
        mine |= Q(person_id=actor.person_id)
    rows = Consent.objects.filter(mine, withdrawn_at=None).values_list("purpose", "text__version")
    words = [(current_words(Purpose(purpose)), version) for purpose, version in rows]
    return [text for text, version in words if version < text.version]


def history(person_id: UUID, account_id: UUID | None = None) -> list[Consent]:
    """Everything that was ever agreed to or taken back, newest first."""
    whose = Q(person_id=person_id)
    if account_id is not None:
        whose |= Q(account_id=account_id)
    return list(Consent.objects.filter(whose).select_related("text").order_by("-given_at", "-id"))
