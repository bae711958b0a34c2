"""Who an account is in a district, from the database at this very moment."""

from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from redvest.core.keyring import blind_index
from redvest.engines.identifiers import IdentifierError, mobile
from redvest.engines.roles import Role
from redvest.people.actors import NOBODY, Actor, Grant
from redvest.people.models import Account, Guardianship, Person, ProxyLink, RoleGrant


def actor_of(account: Account | None, district: str) -> Actor:
    """The actor for a request. Two queries for a resident, three for a volunteer's family."""
    if account is None or not account.is_active:
        return NOBODY if not district else Actor(None, district)
    person = (
        Person.objects.filter(district=district, account=account, closed_at=None)
        .values("id", "volunteer__id", "volunteer__status")
        .first()
    )
    implied: set[Role] = set()
    volunteer_id: UUID | None = None
    if person is not None:
        implied.add(Role.RESIDENT)
        if person["volunteer__status"] == "active":
            implied.add(Role.VOLUNTEER)
            volunteer_id = person["volunteer__id"]
        if Guardianship.objects.filter(
            ~Q(confirmed_at=None), district=district, guardian_id=person["id"], ended_at=None
        ).exists():
            implied.add(Role.GUARDIAN)
    if ProxyLink.objects.filter(
        ~Q(confirmed_at=None), district=district, proxy=account, ended_at=None
    ).exists():
        implied.add(Role.PROXY)
    return Actor(
        account_id=account.id,
        district=district,
        person_id=person["id"] if person else None,
        volunteer_id=volunteer_id,
        implied=frozenset(implied),
        grants=live_grants(account.id, district),
    )


def live_grants(account_id: UUID, district: str) -> tuple[Grant, ...]:
    now = timezone.now()
    rows = RoleGrant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        district=district,
        account_id=account_id,
        revoked_at=None,
        starts_at__lte=now,
    ).values_list("role", "scope", "team_id", "department_id")
    return tuple(Grant(Role(role), scope, team, dept) for role, scope, team, dept in rows)


def has_any_grant(account_id: UUID) -> bool:
    """Whether an account holds a live role anywhere: staff is staff in every district."""
    now = timezone.now()
    return RoleGrant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        account_id=account_id,
        revoked_at=None,
        starts_at__lte=now,
    ).exists()


def districts_of(account_id: UUID) -> set[str]:
    """District codes in which an account has a role or a person."""
    granted = RoleGrant.objects.filter(account_id=account_id, revoked_at=None)
    known = Person.objects.filter(account_id=account_id, closed_at=None)
    return set(granted.values_list("district", flat=True)) | set(
        known.values_list("district", flat=True)
    )


def account_by_phone(phone: str) -> Account | None:
    """The account with a phone number, however it was typed."""
    try:
        index = blind_index("account.phone", mobile(phone))
    except IdentifierError:
        return None
    return Account.objects.filter(phone_index=index).first()
