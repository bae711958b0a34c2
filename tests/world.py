"""Two small districts and one person per role: the stage on which access is tested.

``HERE`` has two streets with two communities each; ``THERE`` is another district. Every scoped
role holder sits in the first community of the first street, so the five places are told apart by
their codes alone.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from uuid import UUID

from redvest.districts.models import District, Region
from redvest.engines.roles import Role
from redvest.people.actors import Actor, system
from redvest.people.models import (
    Account,
    Department,
    Guardianship,
    Person,
    ProxyLink,
    Volunteer,
)
from redvest.people.queries import actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role

HERE, THERE = "620102", "350102"
LONG_AGO = datetime(2024, 1, 1, tzinfo=UTC)
TEAM = UUID("01900000-0000-7000-8000-000000000001")


class Place(StrEnum):
    """Where an object lies, seen from the first community of the first street."""

    OWN = "620102001001"
    SIBLING = "620102001002"
    PARENT = "620102001"
    OTHER_STREET = "620102002001"
    OTHER_DISTRICT = "350102001001"

    @property
    def district(self) -> str:
        return self.value[:6]


class Who(StrEnum):
    """Everybody who knocks on every door."""

    ANONYMOUS = "anonymous"
    NEWCOMER = "newcomer"
    RESIDENT = "resident"
    PROXY = "proxy"
    GUARDIAN = "guardian"
    VOLUNTEER = "volunteer"
    LEAD = "lead"
    TEAM_ADMIN = "team_admin"
    STATION = "station"
    OFFICE = "office"
    CENTRE = "centre"
    DEPT = "dept"
    SUPERVISOR = "supervisor"
    PARTNER = "partner"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


# Role and scope of those who hold one by grant.
GRANTS: dict[Who, tuple[Role, str]] = {
    Who.LEAD: (Role.LEAD, Place.OWN),
    Who.TEAM_ADMIN: (Role.TEAM_ADMIN, Place.OWN),
    Who.STATION: (Role.VENUE_ADMIN, Place.OWN),
    Who.OFFICE: (Role.VENUE_ADMIN, Place.PARENT),
    Who.CENTRE: (Role.CENTRE_ADMIN, HERE),
    Who.DEPT: (Role.DEPT, HERE),
    Who.SUPERVISOR: (Role.SUPERVISOR, HERE),
    Who.PARTNER: (Role.PARTNER, HERE),
    Who.AUDITOR: (Role.AUDITOR, HERE),
    Who.SYSTEM_ADMIN: (Role.SYSTEM_ADMIN, HERE),
    Who.SECURITY_ADMIN: (Role.SECURITY_ADMIN, HERE),
    Who.AUDIT_ADMIN: (Role.AUDIT_ADMIN, HERE),
}
STAFF = frozenset(GRANTS)
EVERYBODY = frozenset(Who)
SIGNED_IN = EVERYBODY - {Who.ANONYMOUS}
# Which places lie inside the scope of whom.
WITHIN: dict[Who, frozenset[Place]] = {
    Who.STATION: frozenset({Place.OWN}),
    Who.OFFICE: frozenset({Place.OWN, Place.SIBLING, Place.PARENT}),
    Who.CENTRE: frozenset(set(Place) - {Place.OTHER_DISTRICT}),
}


def small_district(code: str) -> District:
    """A district with two streets of two communities, all with a place on the map."""
    district = District.objects.create(
        code=code, name=f"{code}区", full_name=f"某市{code}区", province="某省", city="某市"
    )
    names = {"": "区", "001": "东街道", "002": "西街道"}
    names |= {f"{s}{c}": f"{s}{c}社区" for s in ("001", "002") for c in ("001", "002")}
    for index, (tail, name) in enumerate(names.items()):
        Region.objects.create(
            district=code,
            code=code + tail,
            name=name,
            stat_name=name,
            valid_from=date(2023, 6, 30),
            lat=36.05 + index / 200,
            lon=103.83 + index / 200,
        )
    return district


@dataclass
class World:
    """The cast by name, and a store for objects that rows build on first use."""

    accounts: dict[Who, Account] = field(default_factory=dict)
    persons: dict[Who, Person] = field(default_factory=dict)
    made: dict[object, object] = field(default_factory=dict)

    def actor(self, who: Who) -> Actor:
        return actor_of(self.accounts.get(who), HERE)

    def system(self, district: str = HERE) -> Actor:
        return system(district)

    def once(self, key: object, make: object) -> object:
        """What ``make()`` returns, made only once under this key."""
        if key not in self.made:
            self.made[key] = make()  # type: ignore[operator]
        return self.made[key]


def _person(account: Account | None, place: str = Place.OWN, **more: object) -> Person:
    person = Person(
        district=place[:6], account=account, home_community=place[:12], name="王小明", **more
    )
    person.save(force_insert=True)
    return person


def build_world() -> World:
    """Everybody, in both districts, through the services where these exist."""
    world = World()
    for code in (HERE, THERE):
        small_district(code)
    department = Department.objects.create(district=HERE, name="城管局")
    for number, who in enumerate(Who):
        if who is Who.ANONYMOUS:
            continue
        account = open_account(phone=f"1380000{number:04d}", district=HERE)
        world.accounts[who] = account
        if who in GRANTS:
            role, scope = GRANTS[who]
            grant_role(
                actor=system(HERE),
                account_id=account.id,
                role=role,
                scope=scope,
                team_id=TEAM if who in (Who.LEAD, Who.TEAM_ADMIN) else None,
                department_id=department.id if who is Who.DEPT else None,
            )
        elif who is not Who.NEWCOMER:
            world.persons[who] = _person(account)
    volunteer = world.persons[Who.VOLUNTEER]
    Volunteer.objects.create(
        district=HERE,
        person=volunteer,
        volunteer_no="620102-TEST-1",
        status="active",
        home_community=Place.OWN,
    )
    Guardianship.objects.create(
        district=HERE,
        guardian=world.persons[Who.GUARDIAN],
        minor=_person(None),
        relation="parent",
        confirmed_at=LONG_AGO,
    )
    ProxyLink.objects.create(
        district=HERE,
        proxy=world.accounts[Who.PROXY],
        resident=_person(None),
        kind="family",
        consent_basis="code",
        confirmed_at=LONG_AGO,
    )
    return world
