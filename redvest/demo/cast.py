"""The people, teams and orders of the demo, made through the same services as everybody's."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction
from django.utils import timezone

from redvest.demo import scenes
from redvest.demo.bulk import Wish, enter_volunteers
from redvest.demo.ground import BUILDING, MARK, MARKS
from redvest.demo.hours import hours
from redvest.demo.meals import lunch
from redvest.demo.names import (
    CHILDREN_FROM,
    RESIDENTS_FROM,
    STAFF_FROM,
    VOLUNTEERS_FROM,
    Invented,
    invented,
)
from redvest.demo.programme import programme
from redvest.demo.rewards import rewards
from redvest.demo.stage import (
    BY_HAND,
    Stage,
    Tick,
    address_of,
    in_batches,
)
from redvest.demo.wants import wants
from redvest.engines.roles import Role
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.orders.models import VolunteerPaper
from redvest.people.actors import Actor, system
from redvest.people.labels import SERVICE_CATEGORIES, SKILLS
from redvest.people.models import Account, Department, Person, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.queries import actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.consenting import give_consent
from redvest.people.services.families import add_child
from redvest.people.services.profiles import enter_profile
from redvest.people.services.residents import register_resident
from redvest.people.services.roles import grant_role
from redvest.people.services.volunteering import make_pledge, register_volunteer

PASSWORD = "hongmajia-2026"  # noqa: S105 - printed on the screen, for invented people only


# Login, role and the scope as a number of digits of the demo's community.
STAFF: tuple[tuple[str, Role, int], ...] = (
    ("station", Role.VENUE_ADMIN, 12),
    ("office", Role.VENUE_ADMIN, 9),
    ("centre", Role.CENTRE_ADMIN, 6),
    ("dept", Role.DEPT, 6),
    ("supervisor", Role.SUPERVISOR, 6),
    ("partner", Role.PARTNER, 6),
    ("auditor", Role.AUDITOR, 6),
    ("system_admin", Role.SYSTEM_ADMIN, 6),
    ("security_admin", Role.SECURITY_ADMIN, 6),
    ("audit_admin", Role.AUDIT_ADMIN, 6),
    ("centre_2", Role.CENTRE_ADMIN, 6),
)


def already_there(district: str) -> bool:
    return Event.objects.filter(district=district, kind=MARK).exists()


def others_there() -> bool:
    """Whether the database holds accounts that no demo made."""
    return Account.objects.exists() and not Event.objects.filter(kind__in=MARKS).exists()


def build(stage: Stage, tick: Tick) -> None:
    """Make the whole cast. Small transactions: an interrupted run is made anew (``ground``)."""
    record_event(actor=system(stage.district), kind=BUILDING, district=stage.district)
    staff(stage)
    volunteers = list(_volunteers(stage, tick))
    residents(stage, tick)
    insure(volunteers)
    _logins_of_people(stage, volunteers)
    scenes.insure(stage, volunteers)
    scenes.teams(stage, volunteers, tick)
    scenes.offers(stage)
    scenes.orders(stage, tick)
    lunch(stage)
    wants(stage)
    hours(stage)
    programme(stage)
    rewards(stage)
    record_event(
        actor=system(stage.district),
        kind=MARK,
        district=stage.district,
        after=asdict(stage.size),
    )


def find_logins(stage: Stage) -> None:
    """The logins of a demo that was set up before."""
    from redvest.people.queries import account_by_phone

    for name, phone in phones_of_logins(stage).items():
        account = account_by_phone(phone)
        if account is not None:
            stage.logins[name], stage.phones[name] = account, phone


def _person(stage: Stage, group: int, index: int, youngest: int, oldest: int) -> Invented:
    return invented(index, group, stage.district[:2], youngest, oldest, timezone.localdate())


def phones_of_logins(stage: Stage) -> dict[str, str]:
    found = {
        name: _person(stage, STAFF_FROM, index, 30, 55).phone
        for index, (name, _role, _digits) in enumerate(STAFF)
    }
    for name, group, index, low, high in (
        ("resident", RESIDENTS_FROM, 0, 66, 92),
        ("proxy", RESIDENTS_FROM, 1, 30, 50),
        ("guardian", RESIDENTS_FROM, 2, 30, 50),
        ("team_admin", VOLUNTEERS_FROM, 0, 20, 68),
        ("volunteer", VOLUNTEERS_FROM, 1, 20, 68),
        ("volunteer_2", VOLUNTEERS_FROM, 2, 20, 68),
    ):
        found[name] = _person(stage, group, index, low, high).phone
    return found


def staff(stage: Stage) -> None:
    """One login for each role that is granted."""
    everything = system(stage.district)
    with transaction.atomic():
        for index, (name, role, digits) in enumerate(STAFF):
            phone = _person(stage, STAFF_FROM, index, 30, 55).phone
            account = open_account(phone=phone, district=stage.district, password=PASSWORD)
            department = None
            if role is Role.DEPT:
                department = Department.objects.create(district=stage.district, name="城市管理局")
            scope = stage.home[:digits]
            grant_role(
                actor=everything,
                account_id=account.id,
                role=role,
                scope=scope,
                department_id=department.id if department else None,
                reason="demo",
            )
            stage.logins[name], stage.phones[name] = account, phone


def _volunteers(stage: Stage, tick: Tick) -> Iterator[Volunteer]:
    """The first few, who can log in, register page by page; the others are entered together."""
    skills, kinds = list(SKILLS), list(SERVICE_CATEGORIES)
    wishes = [_wish(stage, index, skills, kinds) for index in range(stage.size.volunteers)]
    with transaction.atomic():
        made = [_volunteer(stage, wish) for wish in wishes[:BY_HAND]]
    yield from made
    tick("volunteers", BY_HAND, stage.size.volunteers)
    taken = {volunteer.volunteer_no for volunteer in made}
    for batch in in_batches(stage.size.volunteers - BY_HAND):
        chosen = wishes[BY_HAND + batch.start : BY_HAND + batch.stop]
        yield from enter_volunteers(stage.district, chosen, taken)
        tick("volunteers", BY_HAND + batch.stop, stage.size.volunteers)


def _wish(stage: Stage, index: int, skills: list[str], kinds: list[str]) -> Wish:
    # The first dozen live where most of the demo happens.
    home = stage.home if index < 12 else stage.communities[index % len(stage.communities)]
    wanted = {skills[index % len(skills)], skills[index * 3 % len(skills)]}
    return Wish(
        who=_person(stage, VOLUNTEERS_FROM, index, 20, 68),
        sequence=index + 1,
        home=home,
        skills=[code for code in skills if code in wanted],
        service_categories=[kinds[index % len(kinds)]],
        availability=index * 2654435761 % (1 << 21),
        matching=index % 3 != 0,
    )


def _volunteer(stage: Stage, wish: Wish) -> Volunteer:
    """Somebody who registers, agrees and pledges through the services behind the pages."""
    actor = _account(stage, wish.who, PASSWORD)
    person = enter_profile(
        actor=actor,
        name=wish.who.name,
        id_number=wish.who.id_number,
        home_community=wish.home,
    )
    actor = actor_of(person.account, stage.district)
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    if wish.matching:
        give_consent(actor=actor, purpose=Purpose.AUTO_MATCHING)
    register_volunteer(
        actor=actor,
        skills=wish.skills,
        service_categories=wish.service_categories,
        availability=wish.availability,
    )
    make_pledge(actor=actor)
    return Volunteer.objects.select_related("person__account").get(person=person)


def _account(stage: Stage, who: Invented, password: str | None = None) -> Actor:
    account = open_account(phone=who.phone, district=stage.district, password=password)
    return actor_of(account, stage.district)


def residents(stage: Stage, tick: Tick) -> None:
    """Most are entered by the station; some have an account of their own."""
    for batch in in_batches(stage.size.residents):
        with transaction.atomic():
            for index in batch:
                _resident(stage, index)
        tick("residents", batch.stop, stage.size.residents)


def _resident(stage: Stage, index: int) -> Person:
    home = stage.home if index < 20 else stage.communities[index % len(stage.communities)]
    if index == 0 or (index % 5 == 1 and index > 1):
        who = _person(stage, RESIDENTS_FROM, index, 66, 92)
        actor = _account(stage, who, PASSWORD if index == 0 else None)
        return enter_profile(
            actor=actor,
            name=who.name,
            id_number=who.id_number,
            home_community=home,
            address=address_of(index),
        )
    if index in (1, 2):
        who = _person(stage, RESIDENTS_FROM, index, 30, 50)
        actor = _account(stage, who, PASSWORD)
        person = enter_profile(
            actor=actor, name=who.name, id_number=who.id_number, home_community=home
        )
        if index == 2:
            child = _person(stage, CHILDREN_FROM, index, 9, 12)
            add_child(
                actor=actor_of(person.account, stage.district),
                name=child.name,
                id_number=child.id_number,
                relation="mother",
                agrees=True,
            )
        return person
    who = _person(stage, RESIDENTS_FROM, index, 60, 92)
    clerk = stage.actor("station") if home == stage.home else system(stage.district)
    return register_resident(
        actor=clerk,
        name=who.name,
        phone=who.phone if index % 4 else "",
        home_community=home,
        address=address_of(index),
        consent_basis="in_person",
        id_number=who.id_number if index % 3 else "",
        birth_date=_born(who.id_number),
    )


def _born(id_number: str) -> date:
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


def insure(volunteers: Sequence[Volunteer]) -> None:
    """Everybody here is covered by the district's accident insurance."""
    VolunteerPaper.objects.bulk_create(
        (
            VolunteerPaper(
                district=row.district,
                volunteer=row,
                kind="insurance",
                code="accident",
                valid_from=timezone.localdate(),
                seen_at=timezone.now(),
            )
            for row in volunteers
        ),
        batch_size=1000,
    )


def _logins_of_people(stage: Stage, volunteers: Sequence[Volunteer]) -> None:
    find_logins(stage)
    _stand_in_for_granny(stage)


def _stand_in_for_granny(stage: Stage) -> None:
    """The proxy speaks for an elderly resident whom the station entered at the desk."""
    from redvest.people.models import ProxyLink

    proxy = stage.logins["proxy"]
    elder = (
        Person.objects.filter(district=stage.district, account=None, home_community=stage.home)
        .order_by("created_at", "id")
        .first()
    )
    if elder is None:
        return
    link = ProxyLink.objects.create(
        district=stage.district,
        proxy=proxy,
        resident=elder,
        kind="family",
        consent_basis="in_person",
        confirmed_at=timezone.now(),
    )
    record_event(
        actor=stage.actor("station"),
        kind="proxy.confirmed",
        subject=link,
        region=elder.home_community,
        after={"kind": "family", "basis": "in_person", "resident": str(elder.id)},
    )
