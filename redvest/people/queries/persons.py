"""Who may see a person, and what follows from a person's age."""

from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.engines.ages import AgeBand, age_band
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.models import Account, Guardianship, Person, ProxyLink, Volunteer

DESK = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
M = TypeVar("M", bound=models.Model)


def locked(rows: "QuerySet[M]", lock: bool) -> "QuerySet[M]":
    """Lock the rows themselves, not what they point at, so that foreign keys stay free."""
    return rows.select_for_update(of=("self",), no_key=True) if lock else rows


def own_account(actor: Actor) -> Account | None:
    if actor.account_id is None:
        return None
    return Account.objects.filter(id=actor.account_id).first()


def own_person(actor: Actor, *, lock: bool = False) -> Person | None:
    """The actor's own person in the district at hand; asked afresh, it may have just begun."""
    if actor.account_id is None:
        return None
    rows = Person.objects.filter(
        district=actor.district, account_id=actor.account_id, closed_at=None
    )
    return locked(rows, lock).first()


def own_person_or_404(actor: Actor, *, lock: bool = False) -> Person:
    found = own_person(actor, lock=lock)
    if found is None:
        raise NotSeen(_("请先填写个人资料。"), code="no_profile")
    return found


def desk_covers(actor: Actor, person: Person) -> bool:
    """Whether the actor is staff of the person's place, or the system."""
    if Role.SYSTEM in actor.roles:
        return True
    region = person.home_community or person.district
    return any(actor.has(role, region=region) for role in DESK)


def is_guardian(actor: Actor, person: Person) -> bool:
    return (
        actor.account_id is not None
        and Guardianship.objects.filter(
            ~Q(confirmed_at=None),
            district=person.district,
            guardian__account_id=actor.account_id,
            minor=person,
            ended_at=None,
        ).exists()
        and is_minor_today(person)
    )


def is_proxy(actor: Actor, person: Person) -> bool:
    return (
        actor.account_id is not None
        and ProxyLink.objects.filter(
            ~Q(confirmed_at=None),
            district=person.district,
            proxy_id=actor.account_id,
            resident=person,
            ended_at=None,
        ).exists()
    )


def person_seen_by(actor: Actor, person_id: UUID, *, lock: bool = False) -> Person:
    """A person the actor may see masked: oneself, a ward, a resident one stands in for, or
    somebody of one's own place."""
    rows = Person.objects.filter(district=actor.district, id=person_id, closed_at=None)
    person = locked(rows, lock).first()
    if person is not None and (
        (actor.account_id is not None and person.account_id == actor.account_id)
        or desk_covers(actor, person)
        or is_guardian(actor, person)
        or is_proxy(actor, person)
    ):
        return person
    raise NotSeen(_("没有找到这位居民。"))


def volunteer_seen_by(
    actor: Actor, volunteer_id: UUID | None = None, *, lock: bool = False
) -> Volunteer:
    """A volunteer by id, or the actor's own without one. Staff see those of their place."""
    rows = Volunteer.objects.filter(district=actor.district).select_related("person")
    if volunteer_id is None:
        own = own_person(actor)
        rows = rows.filter(person=own) if own is not None else rows.none()
    else:
        rows = rows.filter(id=volunteer_id)
    found = locked(rows, lock).first()
    if found is None:
        raise NotSeen(_("没有找到这位志愿者。"))
    if volunteer_id is not None:
        person = found.person
        is_own = actor.account_id is not None and person.account_id == actor.account_id
        if not (is_own or desk_covers(actor, person) or is_guardian(actor, person)):
            raise NotSeen(_("没有找到这位志愿者。"))
    return found


def born_on(person: Person) -> date | None:
    """For decisions about age inside this process only; showing it is a reading."""
    return person.birth_date.decide(date.fromisoformat) if person.birth_date else None


def band_of(person: Person, today: date | None = None) -> AgeBand | None:
    """The age band, or None when no day of birth is known."""
    born = born_on(person)
    return None if born is None else age_band(born, today or timezone.localdate())


def is_minor_today(person: Person) -> bool:
    band = band_of(person)
    return band is not None and band is not AgeBand.ADULT


def shown_name(person: Person) -> str:
    """How a name appears on any page for others: masked, and a minor's not at all without the
    guardian's consent."""
    from redvest.people.queries.consents import guardian_agreed

    if not person.name:
        return _("未登记姓名")
    if is_minor_today(person) and not guardian_agreed(person):
        return _("未成年人")
    return str(person.name)


def communities(
    district: str, today: date | None = None
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities grouped by street, as one grouped select shows them."""
    from redvest.districts.queries import live_regions

    streets: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    for code, name in live_regions(district, today or timezone.localdate()).values_list(
        "code", "name"
    ):
        if len(code) == 9:
            streets[code] = (name, [])
        elif len(code) == 12 and code[:9] in streets:
            streets[code[:9]][1].append((code, name))
    return [group for group in streets.values() if group[1]]
