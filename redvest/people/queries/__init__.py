"""Who an account is in a district, from the database at this very moment."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils import timezone

from redvest.core.keyring import blind_index
from redvest.districts.models import District
from redvest.engines.identifiers import IdentifierError, mobile
from redvest.engines.roles import Role
from redvest.people.actors import NOBODY, Actor, Grant
from redvest.people.models import Account, Person, RoleGrant

# Everything an actor is, and the district it is about, in one round trip: asked before every page.
DISTRICT = [field for field in District._meta.concrete_fields if field.name != "outline"]
COLUMNS = ", ".join(f'd."{field.column}"' for field in DISTRICT)
# The chosen district, else the account's home, else the one that was set up first.
PLACE = f"""
SELECT {COLUMNS} FROM districts_district d
 ORDER BY d.code = %(chosen)s DESC, d.code = %(home)s DESC, d.created_at LIMIT 1
"""  # noqa: S608 - columns of the model
WHO = """
       p.id, v.id, v.status,
       EXISTS (SELECT 1 FROM people_guardianship g
                WHERE g.district = d.code AND g.guardian_id = p.id
                  AND g.confirmed_at IS NOT NULL AND g.ended_at IS NULL),
       EXISTS (SELECT 1 FROM people_proxylink x
                WHERE x.district = d.code AND x.proxy_id = %(account)s
                  AND x.confirmed_at IS NOT NULL AND x.ended_at IS NULL),
       ARRAY(SELECT ROW(r.role, r.scope, r.team_id, r.department_id)::text
               FROM people_rolegrant r
              WHERE r.district = d.code AND r.account_id = %(account)s
                AND r.revoked_at IS NULL AND r.starts_at <= %(now)s
                AND (r.ends_at IS NULL OR r.ends_at > %(now)s))
"""
THEIRS = """
  LEFT JOIN people_person p
    ON p.district = d.code AND p.account_id = %(account)s AND p.closed_at IS NULL
  LEFT JOIN people_volunteer v ON v.person_id = p.id
"""
# The district is a parameter, or the outcome of the first query.
WHO_IN = f"SELECT {WHO} FROM (SELECT %(district)s::varchar AS code) AS d {THEIRS}"  # noqa: S608
WHO_WHERE = f"SELECT {COLUMNS}, {WHO} FROM ({PLACE}) AS d {THEIRS}"  # noqa: S608


def _grant(row: str) -> Grant:
    """A grant from PostgreSQL's text of a row; codes and ids never need its quoting."""
    role, scope, team, department = row.strip("()").split(",")
    return Grant(
        Role(role), scope, UUID(team) if team else None, UUID(department) if department else None
    )


def _actor(account_id: UUID, district: str, found: tuple[Any, ...]) -> Actor:
    """The actor from what ``WHO`` selects."""
    person, volunteer, status, guards, represents, grants = found
    implied = {
        Role.RESIDENT: person is not None,
        Role.VOLUNTEER: status == "active",
        Role.GUARDIAN: guards,
        Role.PROXY: represents,
    }
    return Actor(
        account_id=account_id,
        district=district,
        person_id=person,
        volunteer_id=volunteer if status == "active" else None,
        implied=frozenset(role for role, holds in implied.items() if holds),
        grants=tuple(_grant(row) for row in grants),
    )


def actor_of(account: Account | None, district: str) -> Actor:
    """The actor in a district: one query."""
    if account is None or not account.is_active:
        return NOBODY if not district else Actor(None, district)
    given: dict[str, Any] = {"district": district, "account": account.id, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(WHO_IN, given)
        return _actor(account.id, district, cursor.fetchone())


def who_comes(account: Account | None, chosen: str) -> tuple[District | None, Actor]:
    """The district of a request, and the actor in it: one query.

    It is the chosen district if there is one of that code, else the account's home, else the first.
    """
    live = account if account is not None and account.is_active else None
    home = account.home_district if account is not None else ""
    given: dict[str, Any] = {"chosen": chosen, "home": home}
    if live is not None:
        given |= {"account": live.id, "now": timezone.now()}
    with connection.cursor() as cursor:
        cursor.execute(PLACE if live is None else WHO_WHERE, given)
        found = cursor.fetchone()
    if found is None:
        return None, NOBODY if live is None else Actor(live.id, "")
    wide = len(DISTRICT)
    names = [field.attname for field in DISTRICT]
    district = District.from_db(connection.alias, names, found[:wide])
    if live is None:
        return district, Actor(None, district.code)
    return district, _actor(live.id, district.code, found[wide:])


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
