"""Reading teams: what everybody sees, what members see, what staff of the place see."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from redvest.engines.roles import Role
from redvest.engines.team_flow import LIVE_MEMBERSHIP, MemberState, TeamStatus
from redvest.errors import NotAllowed, NotSeen
from redvest.journal.models import Event
from redvest.people.actors import Actor
from redvest.teams.models import Membership, Team

KEEPERS = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
PUBLIC = [TeamStatus.ACTIVE.value, TeamStatus.SUSPENDED.value]
LIVE = [state.value for state in LIVE_MEMBERSHIP]


def within(field: str, prefixes: Iterable[str]) -> Q:
    """Rows whose region code lies in one of the prefixes; none when there are no prefixes."""
    found = Q(pk__in=[])
    for prefix in prefixes:
        found |= Q(**{f"{field}__startswith": prefix})
    return found


def keeps(actor: Actor, team: Team) -> bool:
    """Whether the actor administers the place the team belongs to."""
    return Role.SYSTEM in actor.roles or any(
        grant.role in KEEPERS and grant.team_id is None and grant.covers(team.region)
        for grant in actor.grants
    )


def leads(actor: Actor, team: Team) -> bool:
    return actor.has(Role.TEAM_ADMIN, team_id=team.id)


def teams_listed(
    district: str, *, category: str = "", kind: str = "", street: str = "", q: str = ""
) -> QuerySet[Team]:
    """Teams anybody may read about, with the number of members."""
    rows = Team.objects.filter(district=district, status__in=PUBLIC)
    if category:
        rows = rows.filter(core_category=category)
    if kind:
        rows = rows.filter(kind=kind)
    if street:
        rows = rows.filter(region__startswith=street)
    if q:
        rows = rows.filter(name__icontains=q)
    return _counted(rows).order_by("tier", "region", "name")


def _counted(rows: QuerySet[Team]) -> QuerySet[Team]:
    member = Q(memberships__state=MemberState.MEMBER.value)
    return rows.annotate(members=Count("memberships", filter=member))


def team_listed(district: str, team_id: UUID) -> Team:
    """One public team.

    Raises
    ------
    NotSeen
        If it is not public or not of this district.
    """
    found = (
        _counted(Team.objects.filter(district=district, id=team_id, status__in=PUBLIC))
        .select_related("parent")
        .first()
    )
    if found is None:
        raise NotSeen(_("没有找到这支队伍。"))
    return found


def teams_kept(actor: Actor) -> QuerySet[Team]:
    """Teams of the places the actor administers, and the teams the actor leads."""
    places = within("region", actor.scopes(*KEEPERS))
    rows = Team.objects.filter(
        places | Q(id__in=actor.teams(Role.TEAM_ADMIN)), district=actor.district
    )
    return _counted(rows).order_by("tier", "region", "name")


def team_seen_by(actor: Actor, team_id: UUID, *, lock: bool = False) -> Team:
    """The team, if the actor leads it or administers its place.

    Raises
    ------
    NotSeen
        If not; whether it exists makes no difference.
    """
    rows = Team.objects.filter(district=actor.district, id=team_id)
    team = (rows.select_for_update(no_key=True) if lock else rows).first()
    if team is None or not (keeps(actor, team) or leads(actor, team)):
        raise NotSeen(_("没有找到这支队伍，或它不在您的管辖范围内。"))
    return team


def team_kept_by(actor: Actor, team_id: UUID, *, lock: bool = False) -> Team:
    """The team for somebody who administers its place.

    Raises
    ------
    NotAllowed
        If the actor only leads it.
    """
    team = team_seen_by(actor, team_id, lock=lock)
    if not keeps(actor, team):
        raise NotAllowed(_("这项操作由队伍所在社区、街道或区中心的管理员办理。"))
    return team


def memberships_of(actor: Actor) -> QuerySet[Membership]:
    """The actor's own live memberships."""
    return (
        Membership.objects.filter(
            district=actor.district, volunteer=actor.volunteer_id, state__in=LIVE
        )
        .select_related("team")
        .order_by("created_at")
    )


def membership_with(actor: Actor, team_id: UUID) -> Membership | None:
    """The actor's own live membership in one team."""
    if actor.volunteer_id is None:
        return None
    return memberships_of(actor).filter(team_id=team_id).first()


def members_of(team: Team) -> QuerySet[Membership]:
    """Live memberships of a team the caller was allowed to see, leaders first."""
    return (
        Membership.objects.filter(district=team.district, team=team, state__in=LIVE)
        .select_related("volunteer__person")
        .order_by("role", "state", "created_at")
    )


def is_member(team_id: UUID, volunteer_ids: Iterable[UUID], district: str) -> set[UUID]:
    """Those of the volunteers who are members and may serve now."""
    return {one for _team, one in are_members([team_id], volunteer_ids, district)}


def are_members(
    team_ids: Iterable[UUID], volunteer_ids: Iterable[UUID], district: str
) -> set[tuple[UUID, UUID]]:
    """:func:`is_member` for many teams: who is in which."""
    teams = list(team_ids)
    if not teams:
        return set()
    rows = Membership.objects.filter(
        district=district,
        team_id__in=teams,
        volunteer_id__in=list(volunteer_ids),
        state=MemberState.MEMBER.value,
        volunteer__status="active",
    )
    return set(rows.values_list("team_id", "volunteer_id"))


def leader_accounts(team_id: UUID, district: str) -> list[UUID]:
    """Accounts of the members who lead a team, to tell them something."""
    return list(
        Membership.objects.filter(
            district=district,
            team_id=team_id,
            role="leader",
            state=MemberState.MEMBER.value,
            volunteer__person__account__isnull=False,
        ).values_list("volunteer__person__account_id", flat=True)
    )


def history_of(team: Team) -> QuerySet[Event]:
    return Event.objects.filter(
        district=team.district, subject_id=team.id, kind__startswith="team."
    ).order_by("-at", "-id")
