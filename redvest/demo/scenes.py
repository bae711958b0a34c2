"""What the invented people do: found teams, join them, ask for help."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from redvest.demo.bulk import join_open_team
from redvest.demo.names import PHONE_BLOCK, RESIDENTS_FROM
from redvest.demo.stage import Stage, Tick, address_of, in_batches
from redvest.districts.models import Region
from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.orders.models import ServiceItem, TeamItem, VolunteerPaper
from redvest.orders.services import (
    OrderCard,
    accept_order,
    claim_order,
    dispatch_order,
    place_order,
)
from redvest.people.actors import Actor
from redvest.people.models import Person, Volunteer
from redvest.people.queries import actor_of
from redvest.teams.models import Team
from redvest.teams.services import TeamCard, apply_to_team, appoint_leader, found_team

# Volunteers from here on lead the other teams; whoever can log in as one leads nothing.
LED_BY_OTHERS = 20
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


def insure(stage: Stage, volunteers: Sequence[Volunteer]) -> None:
    """The district's insurance covers everybody; who holds a paper besides has shown it."""
    today, now = timezone.localdate(), timezone.now()
    held = [("insurance", "accident", volunteer) for volunteer in volunteers]
    held += [("training", "elder_care", volunteer) for volunteer in volunteers[::3]]
    held += [("training", "child_safety", volunteer) for volunteer in volunteers[1::3]]
    held += [("qualification", "nurse", volunteer) for volunteer in volunteers[::25]]
    held += [("qualification", "lawyer", volunteer) for volunteer in volunteers[7::40]]
    VolunteerPaper.objects.bulk_create(
        [
            VolunteerPaper(
                district=stage.district,
                volunteer=volunteer,
                kind=kind,
                code=code,
                valid_from=today,
                valid_until=today + timedelta(days=365),
                seen_at=now,
            )
            for kind, code, volunteer in held
        ],
        batch_size=2000,
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
    first_squad = len(plan)
    squads = stage.size.teams - first_squad
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
    for batch in in_batches(stage.size.teams):
        with transaction.atomic():
            for index in batch:
                team = _team(
                    centre,
                    plan[index],
                    above,
                    volunteers[0 if index == first_squad else LED_BY_OTHERS + index],
                )
                above.setdefault(team.region, team)
                _members(stage, team, volunteers[index :: stage.size.teams])
                tick("teams", index + 1, stage.size.teams)


TOPICS = ("防诈骗", "家风家训", "用好手机")


def offers(stage: Stage) -> None:
    """Each team says that it offers what its kind of team does; talks with topics."""
    items = list(ServiceItem.objects.filter(district=stage.district).exclude(kind="wish"))
    now = timezone.now()
    TeamItem.objects.bulk_create(
        [
            TeamItem(
                district=stage.district,
                team=team,
                item=item,
                topics=list(TOPICS) if item.kind == "talk" else [],
                since=now,
            )
            for team in Team.objects.filter(district=stage.district, status="active")
            for item in items
            if item.core_category == team.core_category
        ],
        batch_size=2000,
    )


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
    """Those who can log in join where most of the demo happens, the others one team each."""
    join_open_team(team, [row for row in volunteers if row.person.account_id not in stage.helpers])
    if team.region == stage.home:
        for name in ("volunteer", "volunteer_2"):
            apply_to_team(actor=stage.actor(name), team_id=team.id)


NEEDS = (
    ("haircut", "老人卧床，想请人上门理发"),
    ("repair", "厨房水龙头一直滴水"),
    ("meal", "腿脚不便，中午想请人送饭"),
    ("clinic", "下周去医院复查，想请人陪着"),
    ("visit", "一个人住，想有人说说话"),
    ("law", "租房合同看不明白，想问问"),
)


def orders(stage: Stage, tick: Tick) -> None:
    """Orders at every point before a visit, so that no desk and no team opens an empty list."""
    asking = list(
        Person.objects.filter(district=stage.district, account__isnull=False, volunteer=None)
        .exclude(account__in=[stage.logins[name] for name in ("resident", "proxy", "guardian")])
        .select_related("account")
        .order_by("created_at", "id")[: stage.size.orders]
    )
    items = {row.code: row for row in ServiceItem.objects.filter(district=stage.district)}
    centre = stage.actor("centre")
    for index, person in enumerate(asking):
        with transaction.atomic():
            _order(stage, centre, person, index, items)
        tick("orders", index + 1, len(asking))


def _order(
    stage: Stage, centre: Actor, person: Person, index: int, items: dict[str, ServiceItem]
) -> None:
    code, words = NEEDS[index % len(NEEDS)]
    order = place_order(
        actor=actor_of(person.account, stage.district),
        requester_id=person.id,
        card=OrderCard(
            item_id=items[code].id,
            community=person.home_community,
            description=words,
            address=address_of(index),
            contact_phone=f"{PHONE_BLOCK}{RESIDENTS_FROM + index:04d}",
            preferred_on=timezone.localdate() + timedelta(days=1 + index % 5),
            preferred_slot=("morning", "afternoon", "any")[index % 3],
            consent_to_share=True,
        ),
    )
    if index % 4 == 0:
        return
    accept_order(actor=centre, order_id=order.id)
    team = Team.objects.filter(district=stage.district, region=person.home_community).first()
    if index % 4 == 1 or team is None:
        return
    dispatch_order(actor=centre, order_id=order.id, team_id=team.id)
    leader = team.memberships.filter(role="leader").select_related("volunteer__person").first()
    if index % 4 == 3 and leader is not None:
        account = leader.volunteer.person.account
        claim_order(actor=actor_of(account, stage.district), order_id=order.id)
