"""Projects: proposed, reviewed, run, evaluated, offered to others."""

from dataclasses import dataclass, field
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from redvest.activities.labels import KINDS
from redvest.activities.models import Project
from redvest.activities.queries import ORGANISERS
from redvest.activities.queries.projects import project_seen_by, public_project
from redvest.activities.services.door import checked_choice, checked_text, insert_once
from redvest.activities.services.parts import checked_capacity
from redvest.activities.services.planning import organiser_of_plan
from redvest.core.stepping import decide
from redvest.db import transact
from redvest.engines.project_flow import (
    BY_ANOTHER,
    EDITABLE,
    PUBLIC,
    STEPS,
    ProjectAction,
    ProjectState,
)
from redvest.engines.roles import Role
from redvest.errors import Conflict, Invalid, NotAllowed
from redvest.journal.services import record_event
from redvest.people.actors import Actor
from redvest.teams.labels import CATEGORIES
from redvest.venues.queries import venue_seen_by

SHORTEST, LONGEST = 15, 960
CHANGED = _("这个项目又有了变化，请刷新页面查看最新情况后再办理。")
ASKED = {
    ProjectAction.RETURN: ("reason", 200, _("请写明要改什么，好让提出的人修改。")),
    ProjectAction.EVALUATE: ("evaluation", 1000, _("请写明做成了什么、还差什么。")),
}
"""What a step wants to be told: the field it is kept in, its limit, and how to ask."""


@dataclass(frozen=True)
class ProjectCard:
    """What somebody writes about a project; from ``kind`` on it is for each of its activities."""

    title: str
    aim: str
    kind: str
    position: str
    category: str = "other"
    occasion: str = ""
    tags: list[str] = field(default_factory=list)
    risk_statement: str = ""
    bring: str = ""
    minutes: int = 120
    capacity: int = 10


def _write(project: Project, card: ProjectCard) -> None:
    """Check a card and put it on the row."""
    project.title = checked_text("title", card.title, 60, _("请给项目起个名字。"))
    project.aim = checked_text("aim", card.aim, 1000, _("请写明为谁做、做什么。"))
    project.kind = checked_choice("kind", card.kind, KINDS)
    project.category = checked_choice("category", card.category, [str(one) for one in CATEGORIES])
    project.position = checked_text(
        "position", card.position, 40, _("请写岗位名称，例如：秩序维护。")
    )
    project.risk_statement = checked_text("risk_statement", card.risk_statement, 500)
    project.bring = checked_text("bring", card.bring, 200)
    project.occasion = checked_text("occasion", card.occasion, 48)
    project.tags = [checked_text("tags", tag, 30) for tag in card.tags if tag.strip()][:10]
    project.capacity = checked_capacity(card.capacity)
    if not SHORTEST <= card.minutes <= LONGEST:
        message = _("一次活动在15分钟到16小时之间。")
        raise Invalid(message, fields={"minutes": message})
    project.minutes = card.minutes


def _fresh(project: Project, version: object) -> None:
    if version is not None and str(version) != str(project.version):
        raise Conflict(CHANGED, code="stale")


def _save(
    actor: Actor, project: Project, kind: str, *changed: str, reason: str = "", **after: object
) -> Project:
    """Write the named fields and leave the trace."""
    project.version += 1
    project.save(update_fields=["version", *changed])
    record_event(
        actor=actor,
        kind=f"project.{kind}",
        subject=project,
        region=project.region,
        reason=reason,
        after={"state": project.status, "version": project.version, **after},
    )
    return project


def _organises(roles: frozenset[Role]) -> None:
    if not roles & set(ORGANISERS):
        raise NotAllowed(_("项目由提出它的队伍或阵地办理。"))


@transact
def propose_project(
    *,
    actor: Actor,
    card: ProjectCard,
    team_id: UUID | None = None,
    host_id: UUID | None = None,
) -> Project:
    """Something to go on doing, in the name of a team or of a venue."""
    if not actor.roles & set(ORGANISERS):
        raise NotAllowed(_("项目由队伍或阵地的管理员提出。"))
    now = timezone.now()
    project = Project(
        district=actor.district,
        created_by=actor.account_id,
        created_at=now,
        status_since=now,
        **organiser_of_plan(actor, team_id, host_id),
    )
    _write(project, card)
    project.save(force_insert=True)
    record_event(
        actor=actor,
        kind="project.proposed",
        subject=project,
        region=project.region,
        after={"team": str(team_id or ""), "host": str(host_id or "")},
    )
    return project


@transact
def edit_project(
    *, actor: Actor, project_id: UUID, card: ProjectCard, version: object = None
) -> Project:
    """Change what is proposed, until somebody has agreed to it."""
    project, roles = project_seen_by(actor, project_id, lock=True)
    _organises(roles)
    if ProjectState(project.status) not in EDITABLE:
        raise Conflict(_("审过的项目不能再改内容；要改做法，请另提一个。"), code="wrong_state")
    _fresh(project, version)
    _write(project, card)
    return _save(actor, project, "edited", *ProjectCard.__dataclass_fields__)


@transact
def step_project(
    *,
    actor: Actor,
    project_id: UUID,
    action: ProjectAction,
    words: str = "",
    version: object = None,
) -> Project:
    """One step of its life. Nobody reviews or evaluates what they proposed themselves."""
    project, roles = project_seen_by(actor, project_id, lock=True)
    after = decide(STEPS, ProjectState(project.status), action, roles, CHANGED)
    _fresh(project, version)
    if action in BY_ANOTHER and actor.account_id == project.created_by:
        raise NotAllowed(_("自己提出的项目由另一位管理员审核和评价。"), code="own_project")
    changed = ["status", "status_since"]
    if action in ASKED:
        name, most, ask = ASKED[action]
        setattr(project, name, checked_text("words", words, most, ask))
        changed.append(name)
    if action is ProjectAction.REVIEW:
        project.reviewed_by = actor.account_id
        changed.append("reviewed_by")
    elif action is ProjectAction.EVALUATE:
        project.evaluated_by = actor.account_id
        changed.append("evaluated_by")
    before, project.status = project.status, after.value
    project.status_since = timezone.now()
    return _save(actor, project, action.value, *changed, before=before)


@transact
def copy_project(*, actor: Actor, project_id: UUID, host_id: UUID) -> Project:
    """Take what works elsewhere over to a venue of one's own; it is reviewed there anew."""
    source = public_project(actor.district, project_id)
    host = venue_seen_by(actor, host_id)
    now = timezone.now()
    project = Project(
        district=actor.district,
        region=host.region,
        host=host,
        copied_from=source,
        created_by=actor.account_id,
        created_at=now,
        status_since=now,
        **{name: getattr(source, name) for name in ProjectCard.__dataclass_fields__},
    )
    taken = ("host", _("这个阵地已经复制过这个项目。"))
    insert_once(project, {"project_is_copied_once_to_a_venue": taken})
    record_event(
        actor=actor,
        kind="project.copied",
        subject=project,
        region=project.region,
        after={"from": str(source.id)},
    )
    return project


def _shown_off(actor: Actor, project_id: UUID, version: object) -> Project:
    project, roles = project_seen_by(actor, project_id, lock=True)
    if not roles & {Role.VENUE_ADMIN, Role.CENTRE_ADMIN}:
        raise NotAllowed(_("品牌由街道或区中心认定。"))
    if ProjectState(project.status) not in PUBLIC:
        raise Conflict(_("项目开始做了才能认定。"), code="wrong_state")
    _fresh(project, version)
    return project


@transact
def brand_project(
    *, actor: Actor, project_id: UUID, is_brand: bool, version: object = None
) -> Project:
    """The center says that this is one of the district's brands, or that it is not any more."""
    project = _shown_off(actor, project_id, version)
    if not actor.has(Role.CENTRE_ADMIN, region=actor.district):
        raise NotAllowed(_("全区的品牌由区中心认定。"))
    project.is_brand = is_brand
    return _save(actor, project, "branded", "is_brand", is_brand=is_brand)


@transact
def feature_project(
    *, actor: Actor, project_id: UUID, place: str = "", version: object = None
) -> Project:
    """一街一品牌, 一社区一亮点: the one project of a street or community; empty takes it back.

    The one that was it before gives way; whoever decides looks after the whole place.
    """
    project = _shown_off(actor, project_id, version)
    target = place or project.featured_of
    if not actor.has(Role.VENUE_ADMIN, region=target) and not actor.has(
        Role.CENTRE_ADMIN, region=target
    ):
        raise NotAllowed(_("这个街道或社区的品牌由它自己或上级认定。"))
    if place and (len(place) not in (9, 12) or not project.region.startswith(place)):
        message = _("请选项目所在的街道或社区。")
        raise Invalid(message, fields={"place": message})
    if place:
        others = Project.objects.select_for_update(no_key=True).filter(
            district=actor.district, featured_of=place
        )
        for other in others.exclude(id=project.id):
            other.featured_of = ""
            _save(actor, other, "featured", "featured_of", place="")
    project.featured_of = place
    return _save(actor, project, "featured", "featured_of", place=place)
