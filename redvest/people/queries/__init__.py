"""Who an account is in a district, from the database at this very moment."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from redvest.core.keyring import blind_index
from redvest.engines.identifiers import IdentifierError, mobile
from redvest.engines.roles import Role
from redvest.people.actors import NOBODY, Actor, Grant
from redvest.people.models import Account, Person, RoleGrant

# Everything an actor is, in one round trip: it is asked before every page.
WHO = """
SELECT p.id, v.id, v.status,
       EXISTS (SELECT 1 FROM people_guardianship g
                WHERE g.district = %(district)s AND g.guardian_id = p.id
                  AND g.confirmed_at IS NOT NULL AND g.ended_at IS NULL),
       EXISTS (SELECT 1 FROM people_proxylink x
                WHERE x.district = %(district)s AND x.proxy_id = %(account)s
                  AND x.confirmed_at IS NOT NULL AND x.ended_at IS NULL),
       ARRAY(SELECT ROW(r.role, r.scope, r.team_id, r.department_id)::text
               FROM people_rolegrant r
              WHERE r.district = %(district)s AND r.account_id = %(account)s
                AND r.revoked_at IS NULL AND r.starts_at <= %(now)s
                AND (r.ends_at IS NULL OR r.ends_at > %(now)s))
  FROM (SELECT 1) AS one
  LEFT JOIN people_person p
    ON p.district = %(district)s AND p.account_id = %(account)s AND p.closed_at IS NULL
  LEFT JOIN people_volunteer v ON v.person_id = p.id
"""


def _grant(row: str) -> Grant:
    """A grant from PostgreSQL's text of a row; codes and ids never need its quoting."""
    role, scope, team, department = row.strip("()").split(",")
    return Grant(
        Role(role), scope, UUID(team) if team else None, UUID(department) if department else None
    )


def actor_of(account: Account | None, district: str) -> Actor:
    """The actor for a request: one query."""
    if account is None or not account.is_active:
        return NOBODY if not district else Actor(None, district)
    given: dict[str, Any] = {"district": district, "account": account.id, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(WHO, given)
        person, volunteer, status, guards, represents, grants = cursor.fetchone()
    implied = {
        Role.RESIDENT: person is not None,
        Role.VOLUNTEER: status == "active",
        Role.GUARDIAN: guards,
        Role.PROXY: represents,
    }
    return Actor(
        account_id=account.id,
        district=district,
        person_id=person,
        volunteer_id=volunteer if status == "active" else None,
        implied=frozenset(role for role, holds in implied.items() if holds),
        grants=tuple(_grant(row) for row in grants),
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
    return bool(districts_served(account_id))


def districts_served(account_id: UUID) -> list[str]:
    """District codes in which an account holds a live role."""
    now = timezone.now()
    rows = RoleGrant.objects.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        account_id=account_id,
        revoked_at=None,
        starts_at__lte=now,
    )
    return list(rows.order_by("district").values_list("district", flat=True).distinct())


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
