"""Residents and volunteers of a scope, and finding one by a whole number."""

from contextlib import suppress
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from redvest.engines import identifiers
from redvest.engines.identifiers import IdentifierError
from redvest.engines.roles import Role
from redvest.people.actors import Actor
from redvest.people.indexes import paper_index, phone_index
from redvest.people.labels import DOCUMENTS
from redvest.people.models import Account, MinorAccess, Person, ProxyLink
from redvest.people.queries.persons import DESK

TABS = ("all", "volunteers", "without_account")


def residents_in_scope(actor: Actor, tab: str = "all", region: str = "") -> QuerySet[Person]:
    """Those who live inside the actor's scopes; a district's scope also has those without a
    home on record."""
    scopes = actor.scopes(*DESK)
    inside = Q(pk__in=[])
    for scope in scopes:
        inside |= Q(home_community__startswith=scope)
    if actor.district in scopes:
        inside |= Q(home_community="")
    rows = Person.objects.filter(inside, district=actor.district, closed_at=None)
    rows = rows.exclude(entered_via="collective")  # A place, not a person.
    if region:
        rows = rows.filter(home_community__startswith=region)
    if tab == "volunteers":
        rows = rows.filter(volunteer__isnull=False)
    elif tab == "without_account":
        rows = rows.filter(account=None)
    return rows.select_related("volunteer").order_by("home_community", "id")


def find_residents(actor: Actor, typed: str) -> list[Person]:
    """By a whole phone, ID or volunteer number. Names and parts find nobody."""
    wanted = Q(pk__in=[])
    with suppress(IdentifierError):
        wanted |= Q(phone_index=phone_index(identifiers.contact_phone(typed)))
    for kind in DOCUMENTS:
        document = identifiers.DocumentKind(kind)
        with suppress(IdentifierError):
            number = identifiers.document_number(document, typed, timezone.localdate())
            wanted |= Q(id_index=paper_index(document.value, number))
    with suppress(IdentifierError):
        wanted |= Q(volunteer__volunteer_no=identifiers.check_volunteer_number(typed))
    return list(residents_in_scope(actor).filter(wanted)[:20])


def proxies_of(person: Person) -> list[ProxyLink]:
    rows = ProxyLink.objects.filter(district=person.district, resident=person, ended_at=None)
    return list(rows.select_related("proxy").order_by("-created_at"))


def minor_access_of(actor: Actor, person: Person) -> MinorAccess | None:
    """The actor's running approval or open request for a child."""
    return (
        MinorAccess.objects.filter(
            Q(decided_at=None) | Q(approved=True, ends_at__gt=timezone.now()),
            district=person.district,
            person=person,
            asked_by_id=actor.account_id,
        )
        .order_by("-asked_at")
        .first()
    )


def minor_requests(actor: Actor) -> list[MinorAccess]:
    """Requests that wait for the district's responsible person."""
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        return []
    rows = MinorAccess.objects.filter(district=actor.district, decided_at=None)
    return list(rows.select_related("person").order_by("asked_at"))


def phone_of(person: Person) -> object:
    """The sealed phone to call: the person's own, else the account's."""
    if person.phone:
        return person.phone
    account_id: UUID | None = person.account_id
    if account_id is None:
        return None
    return Account.objects.get(id=account_id).phone
