"""Projects, themes and campaigns: whose they are, what anybody may read, what may be chosen."""

from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.models import Activity, Campaign, Project
from redvest.activities.queries.sight import DESK, ORGANISERS
from redvest.engines.project_flow import ACTIVE, PUBLIC
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.people.actors import Actor
from redvest.people.queries.persons import locked
from redvest.teams.queries import within

PUBLIC_STATES = sorted(state.value for state in PUBLIC)
ACTIVE_STATES = sorted(state.value for state in ACTIVE)
MOST = 200
HELD = ("ended", "settled", "archived")


def project_roles(actor: Actor, project: Project) -> frozenset[Role]:
    """Every role the actor holds towards this project, at this moment."""
    if actor.district != project.district:
        return frozenset()
    found = {role for role in (*DESK, Role.AUDITOR) if actor.has(role, region=project.region)}
    if project.team_id is not None and project.team_id in actor.teams(Role.TEAM_ADMIN):
        found.add(Role.TEAM_ADMIN)
    return frozenset(found)


def project_seen_by(
    actor: Actor, project_id: UUID, *, lock: bool = False
) -> tuple[Project, frozenset[Role]]:
    """The project and the actor's roles towards it, for those who run or watch it.

    Raises
    ------
    NotSeen
        If the actor holds none; whether it exists makes no difference.
    """
    rows = Project.objects.select_related("host", "team").filter(
        district=actor.district, id=project_id
    )
    project = locked(rows, lock).first()
    roles = project_roles(actor, project) if project is not None else frozenset()
    if project is None or not roles:
        raise NotSeen(_("没有找到这个项目，或它不在您能查看的范围内。"))
    return project, roles


def public_project(district: str, project_id: UUID) -> Project:
    """A project anybody may read about.

    Raises
    ------
    NotSeen
        If it is not running yet, or never was.
    """
    rows = Project.objects.select_related("host", "team", "copied_from__host")
    found = rows.filter(district=district, id=project_id, status__in=PUBLIC_STATES).first()
    if found is None:
        raise NotSeen(_("没有找到这个项目。"))
    return found


def projects_kept(actor: Actor, *, show: str = "", q: str = "") -> QuerySet[Project]:
    """What somebody runs or watches, what waits for somebody first."""
    rows = Project.objects.filter(
        within("region", actor.scopes(*DESK, Role.AUDITOR))
        | Q(team_id__in=actor.teams(Role.TEAM_ADMIN)),
        district=actor.district,
    )
    if show:
        rows = rows.filter(status=show)
    else:
        rows = rows.exclude(status="dropped")
    if q:
        rows = rows.filter(title__icontains=q)
    return rows.select_related("host", "team").order_by("region", "-status_since", "id")


def projects_listed(district: str, *, street: str = "", q: str = "") -> QuerySet[Project]:
    """Running projects, those a place is proud of first; never ordered by size."""
    rows = Project.objects.filter(district=district, status__in=PUBLIC_STATES)
    if street:
        rows = rows.filter(region__startswith=street)
    if q:
        rows = rows.filter(title__icontains=q)
    return rows.select_related("host", "team").order_by("-is_brand", "region", "title", "id")


def featured_projects(district: str) -> dict[str, Project]:
    """By street or community, the project it is proud of."""
    rows = Project.objects.filter(district=district).exclude(featured_of="")
    return {row.featured_of: row for row in rows.select_related("host", "team")}


def projects_to_copy(actor: Actor, project: Project) -> bool:
    """Whether the actor may take a project over to a place of their own."""
    return project.status in PUBLIC_STATES and bool(actor.roles & set(ORGANISERS))


def projects_to_plan_for(actor: Actor) -> list[tuple[str, str]]:
    """Projects the actor's activities may belong to: the own ones and those of the places above."""
    above = Q(pk__in=[])
    for grant in actor.grants:
        prefixes = [grant.scope[:size] for size in (6, 9, 12) if size <= len(grant.scope)]
        above |= Q(region__in=prefixes)
    rows = Project.objects.filter(
        above | within("region", actor.scopes(*DESK)) | Q(team_id__in=actor.teams(Role.TEAM_ADMIN)),
        district=actor.district,
        status__in=ACTIVE_STATES,
    )
    return [(str(row.id), row.title) for row in rows.order_by("title")[:MOST]]


def activities_of_project(project: Project) -> QuerySet[Activity]:
    """Published activities of a project, the latest first."""
    return (
        Activity.objects.filter(~Q(published_at=None), district=project.district, project=project)
        .exclude(status__in=["unpublished", "draft", "submitted", "approved", "rejected"])
        .select_related("team", "host", "venue")
        .order_by("-starts_at", "id")
    )


def times_held(project: Project) -> int:
    """How many sessions of a project took place."""
    found = Activity.objects.filter(
        district=project.district, project=project, status__in=HELD
    ).aggregate(n=Count("sessions", filter=Q(sessions__cancelled_at=None)))
    return int(found["n"])


def campaigns_of(district: str, *, first: date, last: date) -> QuerySet[Campaign]:
    """Themes, campaigns and lines of work of a stretch of days, in the order of time."""
    return Campaign.objects.filter(
        district=district, retired_at=None, starts_on__lte=last, ends_on__gte=first
    ).order_by("starts_on", "kind", "name")


def theme_now(district: str) -> Campaign | None:
    """The theme of this month, if the district has set one."""
    today = timezone.localdate()
    return campaigns_of(district, first=today, last=today).filter(kind="theme").first()


def names_to_tag(district: str) -> list[tuple[str, str]]:
    """What an organiser may tick: what runs now or begins within half a year."""
    today = timezone.localdate()
    last = date.fromordinal(today.toordinal() + 183)
    rows = campaigns_of(district, first=today, last=last)
    return [(row.name, row.name) for row in rows[:MOST]]
