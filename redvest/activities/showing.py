"""Activities as pages show them."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.activities.labels import DECLARED, ICONS, KINDS, STATES
from redvest.activities.models import Activity, Position, Shift
from redvest.activities.outcome_showing import detail_rows
from redvest.core.templatetags.redvest import WEEKDAYS, when
from redvest.districts.queries import region_names
from redvest.engines.activity_flow import ActivityState
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.ages import ADULT_FROM, COMPANION_UNTIL
from redvest.engines.team_flow import CoreCategory
from redvest.orders.item_labels import QUALIFICATIONS, TRAININGS
from redvest.people.labels import SKILLS
from redvest.people.queries.persons import shown_name
from redvest.teams.labels import CATEGORIES


def organiser_of(activity: Activity) -> str:
    """Who organises it and issues the records."""
    return activity.team.name if activity.team else activity.host.name if activity.host else ""


def place_of(activity: Activity) -> str:
    parts = [activity.venue.name if activity.venue else "", activity.place]
    return " ".join(part for part in parts if part)


def span_of(starts: datetime, ends: datetime) -> str:
    """3月5日 星期四 09:00–11:00, the way a person would say it."""
    first, last = timezone.localtime(starts), timezone.localtime(ends)
    day = str(WEEKDAYS[first.weekday()])
    tail = f"{last:%H:%M}" if first.date() == last.date() else when(ends)
    return f"{when(first.date())} {day} {first:%H:%M}–{tail}"


def _days(starts: datetime, ends: datetime) -> str:
    """One time, or from which day to which."""
    first, last = timezone.localdate(starts), timezone.localdate(ends)
    return span_of(starts, ends) if first == last else f"{when(first)} – {when(last)}"


def state_of(activity: Activity) -> Any:
    return STATES[ActivityState(activity.status)]


def card(activity: Activity, url: str = "") -> dict[str, Any]:
    """One line of a list. ``places`` and ``taken`` come with the query, when they are shown."""
    note = []
    if activity.starts_at and activity.ends_at:
        note.append(_days(activity.starts_at, activity.ends_at))
    place = place_of(activity)
    if place:
        note.append(place)
    places = getattr(activity, "places", None)
    if places is not None and activity.status in ("published", "full"):
        left = places - activity.taken  # type: ignore[attr-defined]
        note.append(_("还有%(left)d个名额") % {"left": left} if left > 0 else _("可以候补"))
    return {
        "url": url or reverse("activities:show", args=[activity.id]),
        "label": activity.title,
        "note": " · ".join(note),
        "icon": ICONS[ActivityKind(activity.kind)],
        "state": state_of(activity),
    }


def facts(
    activity: Activity, *, for_staff: bool = False, named: bool = True
) -> list[dict[str, Any]]:
    """What anybody may know; staff also how it is covered and who decided.

    Strangers meet nobody's name, not even masked: without ``named`` the lead is left out.
    """
    names = region_names(activity.district)
    rows: list[dict[str, Any]] = [
        {"label": _("类型"), "value": KINDS.get(activity.kind, activity.kind)},
        {"label": _("服务类别"), "value": CATEGORIES[CoreCategory(activity.category)]},
        {"label": _("地点"), "value": place_of(activity)},
        {"label": _("组织方"), "value": organiser_of(activity)},
        {"label": _("可能的风险"), "value": activity.risk_statement},
        {"label": _("请带什么"), "value": activity.bring or _("不用带东西")},
    ]
    rows[2:2] = detail_rows(activity)
    if named and activity.lead:
        rows.insert(-2, {"label": _("现场负责人"), "value": shown_name(activity.lead.person)})
    if activity.policy_name:
        rows.append({"label": _("保险"), "value": activity.policy_name})
    if activity.tags:
        rows.append({"label": _("主题"), "value": "、".join(activity.tags)})
    if for_staff:
        rows.insert(0, {"label": _("所在区划"), "value": names.get(activity.region, "")})
        rows.append({"label": _("做什么"), "value": activity.description})
        if activity.policy_from and activity.policy_until:
            rows.append(
                {
                    "label": _("保险起止"),
                    "value": f"{activity.policy_from} – {activity.policy_until}",
                }
            )
            people = _("%(n)d人") % {"n": activity.policy_people}
            rows.append({"label": _("保险承保多少人"), "value": people})
        said = [str(DECLARED[one]) for one in DECLARED if one in activity.declared]
        rows.append({"label": _("已确认"), "value": "\n".join(said)})
        for label, value in (
            (_("开放报名"), activity.signup_opens_at),
            (_("截止报名"), activity.signup_closes_at),
        ):
            if value is not None:
                rows.append({"label": label, "at": value})
    return rows


def asks(position: Position) -> str:
    """What a position asks, as one sentence."""
    found: list[str] = []
    if position.team_only:
        found.append(_("本队队员"))
    if position.least_age > (COMPANION_UNTIL if position.takes_minors else ADULT_FROM):
        found.append(_("年满%(age)d周岁") % {"age": position.least_age})
    elif position.takes_minors:
        found.append(_("8岁以上"))
    else:
        found.append(_("年满18周岁"))
    if position.qualification:
        found.append(str(QUALIFICATIONS.get(position.qualification, position.qualification)))
    if position.training:
        found.append(str(TRAININGS.get(position.training, position.training)))
    if position.needs_insurance:
        found.append(_("登记过意外保险"))
    if position.skill:
        found.append(_("最好会%(skill)s") % {"skill": SKILLS.get(position.skill, "")})
    if position.by_approval:
        found.append(_("由负责人同意"))
    return " · ".join(found)


def shift_card(shift: Shift, *, title: bool = False) -> dict[str, Any]:
    """One shift to sign up for."""
    left = shift.capacity - shift.taken
    free = _("还有%(left)d个名额") % {"left": left} if left > 0 else _("已满，可以候补")
    note = [span_of(shift.starts_at, shift.ends_at), asks(shift.position), free]
    label = shift.position.name
    if title:
        label = f"{shift.activity.title} · {shift.position.name}"
        note.insert(1, place_of(shift.activity))
    return {
        "url": reverse("activities:join", args=[shift.id]),
        "label": label,
        "note": " · ".join(part for part in note if part),
        "icon": ICONS[ActivityKind(shift.activity.kind)] if title else "clock",
    }


def address_of(request: HttpRequest, activity: Activity) -> str:
    """The whole address, to be printed, sent or scanned."""
    return site_address(request, reverse("activities:show", args=[activity.id]))


def site_address(request: HttpRequest, path: str) -> str:
    """A path as the whole address it has outside."""
    return settings.SITE_URL + path if settings.SITE_URL else request.build_absolute_uri(path)


def file_name(title: str) -> str:
    return quote(f"{title}.ics")


def long_day(moment: datetime) -> str:
    day = format_date(timezone.localtime(moment), pgettext("date format with year", "Y年n月j日"))
    return f"{day} {timezone.localtime(moment):%H:%M}"
