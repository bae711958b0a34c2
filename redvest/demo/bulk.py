"""Many invented people at once: the rows and events that the services would write one by one.

A test compares somebody entered here with somebody who went through every service, column by
column and event by event, so that the two cannot drift apart.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any
from uuid import UUID

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, UNUSABLE_PASSWORD_SUFFIX_LENGTH
from django.db import transaction
from django.utils import timezone

from redvest.core.cells import sealer
from redvest.core.copying import copy_in
from redvest.demo.names import Invented
from redvest.engines import identifiers
from redvest.engines.identifiers import DocumentKind
from redvest.engines.roles import Role
from redvest.engines.team_flow import JoinMode, state_of_joining
from redvest.engines.volunteer_flow import Facts, VolunteerState, advance
from redvest.ids import uuid7
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.people.indexes import paper_indexer, phone_indexer
from redvest.people.models import Account, Consent, ConsentText, Person, Volunteer
from redvest.people.purposes import Purpose, Words, current_words
from redvest.people.services.consenting import text_row
from redvest.teams.models import Membership, Team

FAR_OFF = 5_000_000  # Where a number is looked for when its own is taken.


@dataclass(frozen=True)
class Wish:
    """One volunteer to be entered."""

    who: Invented
    sequence: int
    home: str
    skills: Sequence[str]
    service_categories: Sequence[str]
    availability: int
    matching: bool


@dataclass
class Heap:
    """Rows waiting to be inserted together."""

    accounts: list[Account] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    volunteers: list[Volunteer] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    texts: dict[str, ConsentText] = field(default_factory=dict)
    phone_index: Callable[[str], bytes] = field(default_factory=phone_indexer)
    paper_index: Callable[[str], bytes] = field(
        default_factory=lambda: paper_indexer(DocumentKind.RESIDENT_ID.value)
    )
    sealers: dict[str, Callable[[str, str], bytes]] = field(default_factory=dict)

    def text(self, purpose: Purpose, words: Words) -> ConsentText:
        """The text somebody agrees to, looked for once."""
        if purpose.value not in self.texts:
            self.texts[purpose.value] = text_row(words)
        return self.texts[purpose.value]

    def sealed(self, column: str, plain: str, row: UUID) -> bytes:
        """A cell as its field would seal it, with the keys looked for once."""
        if column not in self.sealers:
            self.sealers[column] = sealer(column)
        return self.sealers[column](plain, str(row))

    def note(self, **what: Any) -> None:
        self.events.append(record_event(save=False, **what))

    def insert(self) -> None:
        for rows in (self.accounts, self.persons, self.consents, self.volunteers, self.events):
            copy_in(rows)


def enter_volunteers(
    district: str, wishes: Iterable[Wish], taken: Set[str] = frozenset()
) -> list[Volunteer]:
    """Accounts, persons, consents and active volunteers, with all their events.

    ``taken`` are numbers somebody was given already.
    """
    heap = Heap()
    with transaction.atomic():
        for wish in wishes:
            number = identifiers.volunteer_number(district, wish.sequence)
            if number in taken:
                number = identifiers.volunteer_number(district, FAR_OFF + wish.sequence)
            _volunteer(heap, district, wish, number)
        heap.insert()
    return heap.volunteers


def _volunteer(heap: Heap, district: str, wish: Wish, number: str) -> None:
    now = timezone.now()
    who = wish.who
    key = uuid7()
    account = Account(
        id=key,
        password=UNUSABLE_PASSWORD_PREFIX + token_hex(UNUSABLE_PASSWORD_SUFFIX_LENGTH // 2),
        phone=heap.sealed("people_account.phone", who.phone, key),
        phone_index=heap.phone_index(who.phone),
        phone_verified_at=now,
        home_district=district,
    )
    heap.accounts.append(account)
    newcomer = Actor(account.id, district)
    heap.note(actor=newcomer, kind="account.opened", subject=account, district=district)
    person = _person(heap, account, newcomer, wish)
    actor = _resident(person)
    purposes = [Purpose.REAL_NAME, *([Purpose.AUTO_MATCHING] if wish.matching else [])]
    for purpose in purposes:
        _consent(heap, actor, person, purpose)
    volunteer = Volunteer(
        district=district,
        person=person,
        volunteer_no=number,
        home_community=wish.home,
        skills=list(wish.skills),
        service_categories=list(wish.service_categories),
        availability=wish.availability,
        accepts_matching=wish.matching,
    )
    heap.volunteers.append(volunteer)
    _walk_to_active(heap, actor, volunteer)


def _resident(person: Person) -> Actor:
    """Who the account is once its person exists, without asking the database."""
    return Actor(person.account_id, person.district, person.id, implied=frozenset({Role.RESIDENT}))


def _person(heap: Heap, account: Account, actor: Actor, wish: Wish) -> Person:
    number, key = wish.who.id_number, uuid7()
    born = identifiers.birth_date(number).isoformat()
    person = Person(
        id=key,
        district=actor.district,
        account=account,
        phone_index=account.phone_index,
        name=heap.sealed("people_person.name", wish.who.name, key),
        id_kind=DocumentKind.RESIDENT_ID.value,
        id_number=heap.sealed("people_person.id_number", number, key),
        id_index=heap.paper_index(number),
        birth_date=heap.sealed("people_person.birth_date", born, key),
        sex=identifiers.sex(number).value,
        home_community=wish.home,
        real_name_verified_at=timezone.now(),
        real_name_basis="number",
    )
    heap.persons.append(person)
    heap.note(
        actor=actor,
        kind="person.entered",
        subject=person,
        region=person.home_community,
        after={"papers": person.id_kind, "categories": []},
    )
    return person


def _consent(heap: Heap, actor: Actor, person: Person, purpose: Purpose) -> None:
    words = current_words(purpose)
    given = Consent(
        district=person.district,
        person=person,
        text=heap.text(purpose, words),
        purpose=purpose.value,
        given_by_account=actor.account_id,
        channel="page",
        given_at=timezone.now(),
    )
    heap.consents.append(given)
    heap.note(
        actor=actor,
        kind="consent.given",
        subject=given,
        after={
            "purpose": purpose.value,
            "version": words.version,
            "sha256": words.sha256,
            "person": str(person.id),
            "channel": "page",
        },
    )


def _walk_to_active(heap: Heap, actor: Actor, volunteer: Volunteer) -> None:
    """The states the engine says the registration passes, before and after the pledge."""

    def said(kind: str, before: str, after: str) -> None:
        heap.note(
            actor=actor,
            kind=kind,
            subject=volunteer,
            region=volunteer.home_community,
            before={"status": before},
            after={"status": after, "person": str(volunteer.person_id)},
        )

    said("volunteer.registered", "", volunteer.status)
    for pledged in (False, True):
        if pledged:
            volunteer.pledged_at = timezone.now()
            heap.note(actor=actor, kind="volunteer.pledged", subject=volunteer)
        facts = Facts(True, True, False, False, True, pledged)
        moves = advance(VolunteerState(volunteer.status), facts)
        for state in moves:
            said("volunteer.moved", volunteer.status, state.value)
            volunteer.status = state.value
        volunteer.version += 1 if moves else 0


def join_open_team(team: Team, volunteers: Sequence[Volunteer]) -> int:
    """Members of an open team, each by their own application."""
    state = state_of_joining(JoinMode(team.join_mode)).value
    known = set(
        Membership.objects.filter(
            district=team.district, team=team, state__in=["applied", "invited", "member"]
        ).values_list("volunteer_id", flat=True)
    )
    rows, events = [], []
    for volunteer in volunteers:
        if volunteer.id in known:
            continue
        row = Membership(
            district=team.district,
            team=team,
            volunteer=volunteer,
            state=state,
            joined_at=timezone.now(),
        )
        rows.append(row)
        events.append(
            record_event(
                save=False,
                actor=volunteering(volunteer),
                kind=f"membership.{state}",
                subject=row,
                region=team.region,
                after={"state": state, "team": str(team.id)},
            )
        )
    with transaction.atomic():
        copy_in(rows)
        copy_in(events)
    return len(rows)


def volunteering(volunteer: Volunteer) -> Actor:
    """Who a volunteer is, without asking the database."""
    person = volunteer.person
    return Actor(
        person.account_id,
        volunteer.district,
        person.id,
        volunteer.id,
        frozenset({Role.RESIDENT, Role.VOLUNTEER}),
    )
