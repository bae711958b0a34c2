"""The people, teams and orders of the demo, made through the same services as everybody's."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from redvest.demo.names import RESIDENTS_FROM, STAFF_FROM, VOLUNTEERS_FROM, Invented, invented
from redvest.districts.models import Region
from redvest.engines.roles import Role
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.journal.models import Event
from redvest.journal.services import record_event
from redvest.people.actors import Actor, system
from redvest.people.labels import SERVICE_CATEGORIES, SKILLS
from redvest.people.models import Account, Department, Person, Volunteer
from redvest.people.purposes import Purpose
from redvest.people.queries import actor_of
from redvest.people.services.accounts import open_account
from redvest.people.services.consenting import give_consent
from redvest.people.services.profiles import enter_profile
from redvest.people.services.residents import register_resident
from redvest.people.services.roles import grant_role
from redvest.people.services.volunteering import make_pledge, register_volunteer
from redvest.teams.models import Team
from redvest.teams.services import TeamCard, apply_to_team, appoint_leader, found_team

RESIDENTS, VOLUNTEERS, TEAMS, COMMUNITIES = 300, 400, 40, 40
AT_ONCE = 50
PASSWORD = "hongmajia-2026"  # noqa: S105 - printed on the screen, for invented people only
MARK = "demo.cast"
Tick = Callable[[str, int, int], None]
STREET_NAMES = ("长安街", "和平路", "建设路", "文化巷", "幸福里", "新华街")
TEAM_NAMES = (
    ("邻里帮帮队", CoreCategory.POVERTY_RELIEF),
    ("小暖男志愿服务队", CoreCategory.HEALTH_FITNESS),
    ("家常话宣讲队", CoreCategory.THEORY),
    ("银发课堂", CoreCategory.SCHOOLING),
    ("巧手修理队", CoreCategory.POVERTY_RELIEF),
    ("绿芽环保队", CoreCategory.HYGIENE_ENVIRONMENT),
    ("法律明白人", CoreCategory.LAW),
    ("文艺轻骑兵", CoreCategory.CULTURE),
    ("科普小站", CoreCategory.SCIENCE),
)


@dataclass
class Stage:
    """What the demo stands on, and who can log in."""

    district: str
    communities: list[str]
    home: str
    logins: dict[str, Account] = field(default_factory=dict)
    phones: dict[str, str] = field(default_factory=dict)
    scopes: dict[str, str] = field(default_factory=dict)

    @property
    def street(self) -> str:
        return self.home[:9]

    def actor(self, name: str) -> Actor:
        return actor_of(Account.objects.get(id=self.logins[name].id), self.district)


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
)


def already_there(district: str) -> bool:
    return Event.objects.filter(district=district, kind=MARK).exists()


def others_there() -> bool:
    """Whether the database holds accounts that no demo made."""
    return Account.objects.exists() and not Event.objects.filter(kind=MARK).exists()


def the_stage(district: str) -> Stage:
    """Communities spread over the district; the first is where most of the demo happens."""
    codes = list(
        Region.objects.filter(district=district, valid_to=None, is_administrative=True)
        .order_by("code")
        .values_list("code", flat=True)
    )
    found = [code for code in codes if len(code) == 12] or codes
    step = max(1, len(found) // COMMUNITIES)
    chosen = found[::step][:COMMUNITIES]
    return Stage(district, chosen, chosen[0])


def build(stage: Stage, tick: Tick) -> None:
    """Make the whole cast. Small transactions: an interrupted run is simply made anew."""
    staff(stage)
    volunteers = list(_volunteers(stage, tick))
    residents(stage, tick)
    _logins_of_people(stage, volunteers)
    teams(stage, volunteers, tick)
    record_event(
        actor=system(stage.district),
        kind=MARK,
        district=stage.district,
        after={"volunteers": len(volunteers), "residents": RESIDENTS, "teams": TEAMS},
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


def in_batches(whole: int) -> Iterator[range]:
    for start in range(0, whole, AT_ONCE):
        yield range(start, min(start + AT_ONCE, whole))


def _volunteers(stage: Stage, tick: Tick) -> Iterator[Volunteer]:
    """Everybody registers, agrees, pledges and is active, one by one, fifty to a transaction."""
    skills, kinds = list(SKILLS), list(SERVICE_CATEGORIES)
    for batch in in_batches(VOLUNTEERS):
        with transaction.atomic():
            made = [_volunteer(stage, index, skills, kinds) for index in batch]
        yield from made
        tick("volunteers", batch.stop, VOLUNTEERS)


def _account(stage: Stage, who: Invented, password: str | None = None) -> Actor:
    account = open_account(phone=who.phone, district=stage.district, password=password)
    return actor_of(account, stage.district)


def _volunteer(stage: Stage, index: int, skills: list[str], kinds: list[str]) -> Volunteer:
    who = _person(stage, VOLUNTEERS_FROM, index, 20, 68)
    actor = _account(stage, who, PASSWORD if index < 3 else None)
    # The first dozen live where most of the demo happens.
    home = stage.home if index < 12 else stage.communities[index % len(stage.communities)]
    person = enter_profile(actor=actor, name=who.name, id_number=who.id_number, home_community=home)
    give_consent(actor=actor, purpose=Purpose.REAL_NAME)
    if index % 3:
        give_consent(actor=actor, purpose=Purpose.AUTO_MATCHING)
    register_volunteer(
        actor=actor,
        skills=[skills[index % len(skills)], skills[index * 3 % len(skills)]],
        service_categories=[kinds[index % len(kinds)]],
        availability=index * 2654435761 % (1 << 21),
    )
    make_pledge(actor=actor)
    return Volunteer.objects.select_related("person__account").get(person=person)


def _address(index: int) -> str:
    return (
        f"{STREET_NAMES[index % len(STREET_NAMES)]}{index % 180 + 1}号院"
        f"{index % 12 + 1}号楼{index % 5 + 1}单元{index % 6 + 1}0{index % 4 + 1}室"
    )


def residents(stage: Stage, tick: Tick) -> None:
    """Most are entered by the station; some have an account of their own."""
    for batch in in_batches(RESIDENTS):
        with transaction.atomic():
            for index in batch:
                _resident(stage, index)
        tick("residents", batch.stop, RESIDENTS)


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
            address=_address(index),
        )
    if index == 1:
        who = _person(stage, RESIDENTS_FROM, index, 30, 50)
        actor = _account(stage, who, PASSWORD)
        return enter_profile(
            actor=actor, name=who.name, id_number=who.id_number, home_community=home
        )
    who = _person(stage, RESIDENTS_FROM, index, 60, 92)
    clerk = stage.actor("station") if home == stage.home else system(stage.district)
    return register_resident(
        actor=clerk,
        name=who.name,
        phone=who.phone if index % 4 else "",
        home_community=home,
        address=_address(index),
        consent_basis="in_person",
        id_number=who.id_number if index % 3 else "",
        birth_date=_born(who.id_number),
    )


def _born(id_number: str) -> date:
    return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))


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


def teams(stage: Stage, volunteers: Sequence[Volunteer], tick: Tick) -> None:
    """One brigade, battalions of streets, squads of communities; everybody joins one."""
    centre = stage.actor("centre")
    streets = sorted({code[:9] for code in stage.communities})[:6]
    names = dict(
        Region.objects.filter(district=stage.district, valid_to=None).values_list("code", "name")
    )
    plan: list[dict[str, Any]] = [
        {
            "name": f"{names[stage.district]}志愿服务总队",
            "tier": Tier.BRIGADE,
            "region": stage.district,
        }
    ]
    plan += [
        {"name": f"{names[street]}志愿服务大队", "tier": Tier.BATTALION, "region": street}
        for street in streets
    ]
    squads = TEAMS - len(plan)
    for index in range(squads):
        community = stage.communities[index % len(stage.communities)]
        name, category = TEAM_NAMES[index % len(TEAM_NAMES)]
        plan.append(
            {
                "name": f"{names[community]}{name}",
                "tier": Tier.SQUAD,
                "region": community,
                "core_category": category,
            }
        )
    above: dict[str, Team] = {}
    for batch in in_batches(TEAMS):
        with transaction.atomic():
            for index in batch:
                team = _team(centre, plan[index], above, volunteers[_leader(index)])
                above.setdefault(team.region, team)
                _members(stage, team, volunteers[index::TEAMS])
                tick("teams", index + 1, TEAMS)


def _leader(index: int) -> int:
    """The first login leads the first squad, in the community where the demo happens."""
    first_squad = 7
    if index == 0:
        return first_squad
    return 0 if index == first_squad else index


def _team(centre: Actor, card: dict[str, Any], above: dict[str, Team], leader: Volunteer) -> Team:
    region: str = card["region"]
    parent = above.get(region[:9]) if len(region) == 12 else None
    if parent is None or parent.tier >= card["tier"]:
        parent = above.get(region[:6])
    team = found_team(
        actor=centre,
        card=TeamCard(
            name=card["name"],
            kind=Kind.COMMUNITY if card["tier"] is Tier.SQUAD else Kind.CORE,
            tier=card["tier"],
            region=region,
            core_category=card.get("core_category", CoreCategory.OTHER),
            parent_id=parent.id if parent else None,
            area=(region,) if len(region) < 12 else (region, region[:9]),
            join_mode=JoinMode.OPEN,
            slogan="有事您说，邻里来帮",
        ),
    )
    appoint_leader(actor=centre, team_id=team.id, volunteer_id=leader.id)
    return Team.objects.get(id=team.id)


def _members(stage: Stage, team: Team, volunteers: Sequence[Volunteer]) -> None:
    """Join by themselves, as anybody may; whoever leads is a member already."""
    for volunteer in volunteers:
        if not team.memberships.filter(volunteer=volunteer, state="member").exists():
            apply_to_team(actor=actor_of(volunteer.person.account, stage.district), team_id=team.id)
    if team.region == stage.home:
        for name in ("volunteer", "volunteer_2"):
            actor = stage.actor(name)
            if not team.memberships.filter(
                volunteer_id=actor.volunteer_id, state="member"
            ).exists():
                apply_to_team(actor=actor, team_id=team.id)
