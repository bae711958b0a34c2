"""Who belongs together: children, guardians, relatives one stands in for."""

from django.db.models import Q

from redvest.people.actors import Actor
from redvest.people.models import Guardianship, Person, ProxyLink
from redvest.people.queries.persons import own_account


def wards_of(person: Person) -> list[Guardianship]:
    """Live ties in which somebody is the confirmed guardian."""
    rows = Guardianship.objects.filter(
        ~Q(confirmed_at=None), district=person.district, guardian=person, ended_at=None
    )
    return list(rows.select_related("minor", "minor__volunteer").order_by("id"))


def guardians_of(person: Person) -> list[Guardianship]:
    """Live ties of a minor, confirmed or still waiting."""
    rows = Guardianship.objects.filter(district=person.district, minor=person, ended_at=None)
    return list(rows.select_related("guardian").order_by("id"))


def asked_of(actor: Actor) -> list[Guardianship]:
    """Minors who named the actor's phone and wait for an answer."""
    account = own_account(actor)
    if account is None or account.phone_index is None:
        return []
    rows = Guardianship.objects.filter(
        district=actor.district,
        guardian_phone_index=account.phone_index,
        confirmed_at=None,
        ended_at=None,
    )
    return list(rows.select_related("minor").order_by("id"))


def stood_for_by(actor: Actor) -> list[ProxyLink]:
    """Residents the actor orders for, or asked to."""
    rows = ProxyLink.objects.filter(
        district=actor.district,
        proxy_id=actor.account_id,
        ended_at=None,
        kind__in=("family", "grid"),
    )
    return list(rows.select_related("resident").order_by("-created_at"))


def standing_in_for(person: Person) -> list[ProxyLink]:
    """Those who may order for a person."""
    rows = ProxyLink.objects.filter(district=person.district, resident=person, ended_at=None)
    return list(rows.order_by("-created_at"))
