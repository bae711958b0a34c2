"""Teams in the fault loop: approving, editing, moving, standing down, dissolving."""

from redvest.engines.team_flow import CoreCategory, JoinMode, Kind, Tier
from redvest.people.actors import Actor
from redvest.teams.models import Team
from redvest.teams.services import (
    TeamCard,
    appoint_leader,
    approve_team,
    dissolve_team,
    edit_team,
    found_team,
    move_team,
    relieve_leader,
    resume_team,
    suspend_team,
)
from redvest.teams.services.matching import set_team_matching
from tests.faults.harness import Act, case
from tests.faults.orders import newcomer, stage
from tests.orders.cast import HOME, Cast

_numbers = iter(range(1, 9000))


def card(**more: object) -> TeamCard:
    values = {
        "name": f"石{next(_numbers)}队",
        "kind": Kind.COMMUNITY,
        "tier": Tier.SQUAD,
        "region": HOME,
        "core_category": CoreCategory.POVERTY_RELIEF,
        "join_mode": JoinMode.APPROVAL,
        **more,
    }
    return TeamCard(**values)  # type: ignore[arg-type]


def a_team(**more: object) -> tuple[Cast, Actor, Team]:
    cast = stage()
    team = found_team(actor=cast.desk, card=card(**more))
    return cast, cast.desk, Team.objects.get(id=team.id)


def led() -> tuple[Actor, Team, object]:
    cast, name = newcomer()
    _cast, desk, team = a_team()
    found = appoint_leader(actor=desk, team_id=team.id, volunteer_id=cast.volunteers[name].id)
    return desk, team, found.id


@case("teams.approve_team")
def approving() -> tuple[Actor, Act]:
    cast, name = newcomer()
    team = found_team(actor=cast.actor(name), card=card())
    desk = cast.desk
    return desk, lambda: approve_team(actor=desk, team_id=team.id)


@case("teams.edit_team")
def editing() -> tuple[Actor, Act]:
    _cast, desk, team = a_team()
    changed = card(name=team.name, slogan="有事找我")
    return desk, lambda: edit_team(actor=desk, team_id=team.id, card=changed, version=team.version)


@case("teams.move_team")
def moving() -> tuple[Actor, Act]:
    _cast, desk, team = a_team()
    parent = a_team(tier=Tier.BRIGADE)[2]
    return desk, lambda: move_team(
        actor=desk, team_id=team.id, parent_id=parent.id, reason="归队", version=team.version
    )


@case("teams.suspend_team")
def suspending() -> tuple[Actor, Act]:
    desk, team, _membership = led()
    return desk, lambda: suspend_team(actor=desk, team_id=team.id, reason="整改")


@case("teams.resume_team")
def resuming() -> tuple[Actor, Act]:
    desk, team, _membership = led()
    suspend_team(actor=desk, team_id=team.id, reason="整改")
    return desk, lambda: resume_team(actor=desk, team_id=team.id)


@case("teams.relieve_leader")
def relieving() -> tuple[Actor, Act]:
    desk, team, membership = led()
    return desk, lambda: relieve_leader(
        actor=desk,
        team_id=team.id,
        membership_id=membership,  # type: ignore[arg-type]
        reason="换届",
    )


@case("teams.dissolve_team")
def dissolving() -> tuple[Actor, Act]:
    desk, team, _membership = led()
    return desk, lambda: dissolve_team(actor=desk, team_id=team.id, reason="并入他队")


@case("teams.set_team_matching")
def opting_out() -> tuple[Actor, Act]:
    _cast, desk, team = a_team()
    return desk, lambda: set_team_matching(actor=desk, team_id=team.id, wanted=False)
