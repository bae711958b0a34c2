"""Founding a team, changing its card, moving it in the tree."""

from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from redvest.db import transact
from redvest.districts.models import Region
from redvest.engines.roles import Role
from redvest.engines.team_flow import (
    CoreCategory,
    JoinMode,
    Kind,
    TeamFlowError,
    TeamStatus,
    Tier,
    check_place_in_tree,
)
from redvest.errors import Conflict, Invalid, NotAllowed, NotSeen
from redvest.http import check_version
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.teams.models import Team
from redvest.teams.queries import KEEPERS, keeps, team_kept_by, team_seen_by
from redvest.venues.queries import public_venues

NAME_MAX, SLOGAN_MAX, INTRODUCTION_MAX = 60, 80, 500


@dataclass(frozen=True)
class TeamCard:
    """What somebody writes about a team. ``area`` holds region prefixes it serves."""

    name: str
    kind: Kind
    tier: Tier
    region: str
    core_category: CoreCategory = CoreCategory.OTHER
    parent_id: UUID | None = None
    venue_id: UUID | None = None
    skills: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    join_mode: JoinMode = JoinMode.APPROVAL
    slogan: str = ""
    introduction: str = ""


def _checked(district: str, card: TeamCard) -> dict[str, object]:
    """The columns of a card, or what is wrong with it, field by field."""
    wrong: dict[str, object] = {}
    name = " ".join(card.name.split())
    if not name:
        wrong["name"] = _("请填写队伍名称。")
    for field, text, most in (
        ("name", name, NAME_MAX),
        ("slogan", card.slogan, SLOGAN_MAX),
        ("introduction", card.introduction, INTRODUCTION_MAX),
    ):
        if len(text) > most:
            wrong[field] = _("最多%(most)d个字，现在有%(now)d个字，请缩短。") % {
                "most": most,
                "now": len(text),
            }
    places = {card.region, *card.area}
    known = set(
        Region.objects.filter(district=district, code__in=places, valid_to=None).values_list(
            "code", flat=True
        )
    )
    if card.region not in known:
        wrong["region"] = _("请选择本区内现有的街道或社区。")
    if set(card.area) - known:
        wrong["area"] = _("服务范围里有本区没有的街道或社区，请重新选择。")
    if card.venue_id is not None and not _is_open_to_teams(district, card.venue_id):
        wrong["venue"] = _("请选择本区现有的阵地，已停用的不能选。")
    if wrong:
        raise Invalid(_("有几项需要修改，您填写的内容已保留。"), fields=wrong)
    return {
        "name": name,
        "kind": card.kind.value,
        "tier": int(card.tier),
        "region": card.region,
        "core_category": card.core_category.value,
        "venue_id": card.venue_id,
        "skills": list(card.skills),
        "area": sorted(set(card.area)) or [card.region],
        "join_mode": card.join_mode.value,
        "slogan": card.slogan.strip(),
        "introduction": card.introduction.strip(),
    }


def _is_open_to_teams(district: str, venue_id: UUID) -> bool:
    return public_venues(district).filter(id=venue_id).exists()


def _parent(actor: Actor, parent_id: UUID | None) -> Team | None:
    """The parent under lock. It may lie above the actor's own place, but in the same district."""
    if parent_id is None:
        return None
    found = (
        Team.objects.select_for_update(no_key=True)
        .filter(district=actor.district, id=parent_id)
        .first()
    )
    if found is None:
        raise NotSeen(_("没有找到上级队伍。"))
    if found.status == TeamStatus.DISSOLVED.value:
        raise Conflict(_("上级队伍已经解散，请另选一支。"), code="parent_dissolved")
    return found


def _check_tree(tier: int, parent: Team | None, children: frozenset[int] = frozenset()) -> None:
    try:
        check_place_in_tree(tier, parent.tier if parent else None, children)
    except TeamFlowError as error:
        message = (
            _("上级队伍的层级必须更高：总队下设大队，大队下设小队。")
            if error.code == "parent_not_higher"
            else _("它下面还有同级或更高层级的队伍，请先调整那些队伍。")
        )
        raise Invalid(message, code=error.code, fields={"parent": message}) from None


def _save(team: Team, fields: list[str] | None) -> None:
    """Write the team; a second live team of the same name becomes a message."""
    try:
        with transaction.atomic():
            if fields is None:
                team.save(force_insert=True)
            else:
                team.save(update_fields=fields)
    except IntegrityError as error:
        if "team_name_is_unique_in_district" not in str(error):
            raise
        message = _("本区已有同名队伍，请换一个名称，例如加上社区名。")
        raise Invalid(message, code="name_taken", fields={"name": message}) from None


@transact
def found_team(*, actor: Actor, card: TeamCard) -> Team:
    """Register a team: approved at once when the place's administrator does it, else applied for.

    A volunteer who applies becomes the leader when the team is approved.
    """
    columns = _checked(actor.district, card)
    team = Team(district=actor.district, **columns)
    by_keeper = keeps(actor, team)
    if not by_keeper and any(grant.role in KEEPERS for grant in actor.grants):
        raise NotAllowed(_("只能在您的管辖范围内登记队伍，请选择范围内的街道或社区。"))
    if not by_keeper and actor.volunteer_id is None:
        raise NotAllowed(_("请先注册成为志愿者，再申请组建队伍。"))
    parent = _parent(actor, card.parent_id)
    _check_tree(team.tier, parent)
    team.parent = parent
    team.status = (TeamStatus.APPROVED if by_keeper else TeamStatus.APPLIED).value
    team.applied_by = None if by_keeper else actor.volunteer_id
    _save(team, None)
    record_event(
        actor=actor,
        kind="team.founded",
        subject=team,
        region=team.region,
        role=None if by_keeper else Role.VOLUNTEER,
        after={"status": team.status, "tier": team.tier, "parent": str(card.parent_id or "")},
    )
    return team


@transact
def edit_team(*, actor: Actor, team_id: UUID, card: TeamCard, version: object) -> Team:
    """Change a team's card. Its leader changes what it says; place and tier are the keeper's."""
    team = team_seen_by(actor, team_id, lock=True)
    check_version(version, team.version)
    if team.status == TeamStatus.DISSOLVED.value:
        raise Conflict(_("队伍已经解散，不能再修改。"), code="wrong_state")
    columns = _checked(actor.district, card)
    if not keeps(actor, team) and (card.region, int(card.tier)) != (team.region, team.tier):
        raise NotAllowed(_("队伍的所在地和层级由社区、街道或区中心的管理员调整。"))
    if keeps(actor, team) and not keeps(actor, Team(region=card.region)):
        raise NotAllowed(_("不能把队伍调整到您的管辖范围以外。"))
    _check_tree(int(card.tier), team.parent, _child_tiers(team))
    changed = sorted(name for name, value in columns.items() if getattr(team, name) != value)
    for name in changed:
        setattr(team, name, columns[name])
    team.version += 1
    _save(team, [*changed, "version"])
    record_event(
        actor=actor,
        kind="team.edited",
        subject=team,
        region=team.region,
        after={"fields": changed, "version": team.version},
    )
    return team


def _child_tiers(team: Team) -> frozenset[int]:
    rows = Team.objects.filter(district=team.district, parent=team)
    live = rows.exclude(status=TeamStatus.DISSOLVED.value)
    return frozenset(live.values_list("tier", flat=True))


@transact
def move_team(
    *, actor: Actor, team_id: UUID, parent_id: UUID | None, reason: str, version: object
) -> Team:
    """Put a team under another parent, or under none. The history stays in the journal."""
    wanted = [one for one in (team_id, parent_id) if one is not None]
    # NB: both rows in id order first, so that two moves that cross cannot deadlock.
    list(
        Team.objects.select_for_update(no_key=True)
        .filter(district=actor.district, id__in=wanted)
        .order_by("id")
    )
    team = team_kept_by(actor, team_id, lock=True)
    check_version(version, team.version)
    if team.status == TeamStatus.DISSOLVED.value:
        raise Conflict(_("队伍已经解散，不能再调整。"), code="wrong_state")
    if not reason.strip():
        raise Invalid(_("请填写调整的原因。"), fields={"reason": _("请填写调整的原因。")})
    parent = _parent(actor, parent_id)
    _check_tree(team.tier, parent)
    before = team.parent_id
    team.parent, team.version = parent, team.version + 1
    team.save(update_fields=["parent", "version"])
    record_event(
        actor=actor,
        kind="team.moved",
        subject=team,
        region=team.region,
        reason=reason.strip(),
        before={"parent": str(before or "")},
        after={"parent": str(parent_id or ""), "version": team.version},
    )
    return team
