"""The programme as pages show it: projects, days of the year, ideas."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.activities.labels import ICONS, KINDS
from redvest.activities.models import Project
from redvest.activities.occasions import IDEAS
from redvest.activities.programme_labels import PROJECT_STATES
from redvest.activities.queries.calendar import Occasion, occasion_choices
from redvest.core.templatetags.redvest import WEEKDAYS, when
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.project_flow import ProjectState
from redvest.engines.team_flow import CoreCategory
from redvest.teams.labels import CATEGORIES

Names = Mapping[str, str]


def home_of(project: Project) -> str:
    return project.team.name if project.team else project.host.name if project.host else ""


def project_state(project: Project) -> Any:
    return PROJECT_STATES[ProjectState(project.status)]


def pride_of(project: Project, names: Names) -> str:
    """Of what it is the brand, in words."""
    found = []
    if project.is_brand:
        found.append(_("全区品牌"))
    if len(project.featured_of) == 9:
        found.append(_("%(place)s的品牌") % {"place": names.get(project.featured_of, "")})
    elif project.featured_of:
        found.append(_("%(place)s的亮点") % {"place": names.get(project.featured_of, "")})
    return " · ".join(found)


def project_card(project: Project, url: str, names: Names) -> dict[str, Any]:
    """One line of a list."""
    note = [pride_of(project, names), home_of(project)]
    return {
        "url": url,
        "label": project.title,
        "note": " · ".join(part for part in note if part),
        "icon": ICONS[ActivityKind(project.kind)],
        "state": project_state(project),
    }


def project_facts(project: Project, names: Names, *, for_staff: bool = False) -> list[Any]:
    rows: list[dict[str, Any]] = [
        {"label": _("由谁来做"), "value": home_of(project)},
        {"label": _("在哪里"), "value": names.get(project.region, "")},
        {"label": _("类型"), "value": KINDS.get(project.kind, project.kind)},
        {"label": _("服务类别"), "value": CATEGORIES[CoreCategory(project.category)]},
    ]
    pride = pride_of(project, names)
    if pride:
        rows.insert(0, {"label": _("品牌"), "value": pride})
    if project.occasion:
        called = dict(occasion_choices(project.district)).get(project.occasion, "")
        rows.append({"label": _("配合哪个日子"), "value": called})
    if project.tags:
        rows.append({"label": _("主题"), "value": "、".join(project.tags)})
    if project.copied_from is not None:
        rows.append({"label": _("从哪里学来"), "value": home_of(project.copied_from)})
    if project.evaluation:
        rows.append({"label": _("做成了什么"), "value": project.evaluation})
    if for_staff:
        rows.insert(0, {"label": _("为谁做、做什么"), "value": project.aim})
        rows += [
            {"label": _("岗位"), "value": project.position},
            {"label": _("每场几个名额"), "value": project.capacity},
            {"label": _("一次多久"), "value": _("%(minutes)d分钟") % {"minutes": project.minutes}},
            {"label": _("可能的风险"), "value": project.risk_statement},
        ]
    return rows


def day_of(day: date) -> str:
    """3月6日 星期五."""
    return f"{when(day)} {WEEKDAYS[day.weekday()]}"


def suggestions(occasion: Occasion, templates: Mapping[str, list[Project]]) -> list[dict[str, Any]]:
    """What one may plan for an occasion: the district's own projects first, then ideas."""
    new = reverse("activities:new")
    on = occasion.day.isoformat()
    found: list[dict[str, Any]] = [
        {
            "url": f"{new}?{urlencode({'project': project.id, 'on': on})}",
            "label": project.title,
            "note": _("本区项目"),
            "icon": ICONS[ActivityKind(project.kind)],
        }
        for project in templates.get(occasion.key, ())
    ]
    for index, idea in enumerate(IDEAS.get(occasion.key, ())):
        query = urlencode({"occasion": occasion.key, "idea": index, "on": on})
        found.append(
            {
                "url": f"{new}?{query}",
                "label": idea.title,
                "note": idea.description,
                "icon": ICONS[idea.kind],
            }
        )
    return found
