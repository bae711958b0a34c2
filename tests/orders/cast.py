"""The fixed cast of these tests: granny asks, wang and li serve, zhao leads, the desk dispatches,
the stranger must see nothing. Everybody is an actor read back from the database."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from redvest.districts.models import District, Region
from redvest.engines.roles import Role
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.orders.models import ServiceItem, ServiceOrder, VolunteerPaper
from redvest.orders.services import (
    OrderCard,
    accept_assignment,
    accept_order,
    check_in,
    claim_order,
    complete_order,
    confirm_order,
    dispatch_order,
    place_order,
    schedule_order,
    seed_catalog,
)
from redvest.people.actors import Actor, system
from redvest.people.models import Account, Guardianship, Person, Volunteer
from redvest.people.queries import actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.roles import grant_role
from redvest.teams.models import Team
from redvest.teams.services import (
    TeamCard,
    accept_membership,
    apply_to_team,
    appoint_leader,
    found_team,
)

DISTRICT, STREET, HOME, NEXT_DOOR = "620102", "620102001", "620102001001", "620102001002"
ELSEWHERE = "620102002001"


def a_district(code: str = DISTRICT) -> None:
    """One district with two streets and three communities."""
    District.objects.get_or_create(
        code=code, defaults={"name": "城关区", "full_name": "城关区", "province": "", "city": ""}
    )
    for suffix, name in (
        ("", "城关区"),
        ("001", "酒泉路街道"),
        ("001001", "畅家巷"),
        ("001002", "中山社区"),
        ("002", "张掖路街道"),
        ("002001", "山字石"),
    ):
        Region.objects.get_or_create(
            district=code,
            code=code + suffix,
            valid_from=date(2023, 1, 1),
            defaults={"name": name, "stat_name": name},
        )


def soon() -> datetime:
    """When visits begin here: at nine of the day that 19 hours from now belong to.

    Four to 28 hours ahead, far from midnight at any hour at which the tests run.
    """
    day = timezone.localtime(timezone.now() + timedelta(hours=19))
    return day.replace(hour=9, minute=0, second=0, microsecond=0)


@dataclass
class Cast:
    """Everybody, by the part they play. Actors are read afresh, as for each request."""

    accounts: dict[str, Account] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    volunteers: dict[str, Volunteer] = field(default_factory=dict)
    team: Team = None  # type: ignore[assignment]
    other_team: Team = None  # type: ignore[assignment]
    item: ServiceItem = None  # type: ignore[assignment]

    def actor(self, name: str, district: str = DISTRICT) -> Actor:
        return actor_of(Account.objects.get(id=self.accounts[name].id), district)

    def __getattr__(self, name: str) -> Actor:
        if name.startswith("_") or name not in self.accounts:
            raise AttributeError(name)
        return self.actor(name)

    def add(self, name: str, number: int, *, volunteer: bool = False, home: str = HOME) -> None:
        account = open_account(phone=f"1990000{number:04d}", district=home[:6])
        person = Person(
            district=home[:6],
            account=account,
            name=f"演员{number}",
            phone=f"1990000{number:04d}",
            birth_date="1980-05-01",
            home_community=home,
        )
        person.save(force_insert=True)
        self.accounts[name], self.persons[name] = account, person
        if volunteer:
            self.volunteers[name] = Volunteer.objects.create(
                district=home[:6],
                person=person,
                volunteer_no=f"V{number:06d}",
                status="active",
                home_community=home,
            )
            VolunteerPaper.objects.create(
                district=home[:6],
                volunteer=self.volunteers[name],
                kind="insurance",
                code="accident",
                valid_from=date(2024, 1, 1),
                seen_at=timezone.now(),
            )

    def staff(self, name: str, number: int, role: Role, scope: str) -> None:
        account = open_account(phone=f"1990000{number:04d}", district=scope[:6])
        self.accounts[name] = account
        grant_role(actor=system(scope[:6]), account_id=account.id, role=role, scope=scope)

    def card(self, **changes: object) -> OrderCard:
        values: dict[str, object] = {
            "item_id": self.item.id,
            "community": HOME,
            "description": "阳台灯坏了",
            "address": "畅家巷3号楼2单元501室",
            "contact_phone": "19900000001",
            "preferred_on": timezone.localdate(soon()),
            "consent_to_share": True,
        }
        return OrderCard(**{**values, **changes})  # type: ignore[arg-type]


def a_team(cast: Cast, name: str, leader: str, **changes: object) -> Team:
    values: dict[str, object] = {
        "name": name,
        "kind": Kind.COMMUNITY,
        "tier": Tier.SQUAD,
        "region": HOME,
        "core_category": CoreCategory.POVERTY_RELIEF,
        "join_mode": JoinMode.APPROVAL,
    }
    team = found_team(actor=cast.desk, card=TeamCard(**{**values, **changes}))  # type: ignore[arg-type]
    appoint_leader(actor=cast.desk, team_id=team.id, volunteer_id=cast.volunteers[leader].id)
    return Team.objects.get(id=team.id)


def the_cast() -> Cast:
    """Set the stage through the services."""
    a_district()
    cast = Cast()
    cast.add("granny", 1)
    cast.add("wang", 2, volunteer=True)
    cast.add("li", 3, volunteer=True)
    cast.add("zhao", 4, volunteer=True)
    cast.add("qian", 5, volunteer=True)
    cast.add("stranger", 6, home=ELSEWHERE)
    cast.staff("desk", 7, Role.VENUE_ADMIN, HOME)
    cast.staff("other_desk", 8, Role.VENUE_ADMIN, ELSEWHERE)
    cast.staff("centre", 9, Role.CENTRE_ADMIN, DISTRICT)
    seed_catalog(DISTRICT)
    cast.item = ServiceItem.objects.get(district=DISTRICT, code="repair")
    cast.team = a_team(cast, "邻里帮帮队", "zhao")
    cast.other_team = a_team(cast, "小东俚语宣讲队", "qian")
    for name in ("wang", "li"):
        membership = apply_to_team(actor=cast.actor(name), team_id=cast.team.id)
        accept_membership(actor=cast.zhao, membership_id=membership.id)
    return cast


def an_order(cast: Cast, until: str = "submitted") -> ServiceOrder:
    """Granny's order, brought as far as asked by the people whose turn it is."""
    # One after the other: nobody promises two visits for the same minute.
    starts = soon() + timedelta(minutes=2 * ServiceOrder.objects.count())
    order = place_order(
        actor=cast.granny,
        requester_id=cast.persons["granny"].id,
        card=cast.card(preferred_on=timezone.localdate(starts)),
    )
    steps = {
        "submitted": lambda: None,
        "accepted": lambda: accept_order(actor=cast.desk, order_id=order.id),
        "dispatched": lambda: dispatch_order(
            actor=cast.desk, order_id=order.id, team_id=cast.team.id
        ),
        "claimed": lambda: claim_order(actor=cast.zhao, order_id=order.id),
        "planned": lambda: schedule_order(
            actor=cast.zhao,
            order_id=order.id,
            starts_at=starts,
            ends_at=starts + timedelta(minutes=2),
            volunteer_ids=[cast.volunteers["wang"].id, cast.volunteers["li"].id],
        ),
        "scheduled": lambda: accept_assignment(actor=cast.wang, order_id=order.id),
        "agreed": lambda: accept_assignment(actor=cast.li, order_id=order.id),
        "in_service": lambda: check_in(actor=cast.wang, order_id=order.id),
        "done": lambda: complete_order(actor=cast.wang, order_id=order.id, outcome="换了灯泡"),
        "confirmed": lambda: confirm_order(actor=cast.granny, order_id=order.id),
    }
    for name, step in steps.items():
        step()
        if name == until:
            return ServiceOrder.objects.get(id=order.id)
    raise AssertionError(f"no such point: {until}")


def state_of(order_id: UUID) -> tuple[str, int]:
    """State and version, to show that a refusal changed nothing."""
    row = ServiceOrder.objects.get(id=order_id)
    return row.state, row.version


def a_child_of(cast: Cast, name: str) -> Person:
    """Twelve years old, with the guardian's consent."""
    child = Person(district=DISTRICT, home_community=HOME, name="小明")
    child.birth_date = str(timezone.localdate() - timedelta(days=12 * 366))
    child.save(force_insert=True)
    Guardianship.objects.create(
        district=DISTRICT,
        guardian=cast.persons[name],
        minor=child,
        relation="parent",
        confirmed_at=timezone.now(),
    )
    return child
