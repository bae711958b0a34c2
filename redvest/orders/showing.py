"""What pages say about an order: timeline, facts, names. Translates rows into component data."""

from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.districts.queries import region_names
from redvest.engines.order_flow import Urgency
from redvest.engines.service_needs import Need
from redvest.orders.labels import (
    ASSIGNMENTS,
    EVENTS,
    FLAGS,
    GRADES,
    SLOTS,
    TAGS,
    URGENCIES,
    Shown,
    named,
)
from redvest.orders.models import Evaluation, ServiceOrder
from redvest.orders.queries import assignments_to, events_of
from redvest.orders.queries.badges import badge_code, with_photo
from redvest.orders.queries.serving import BY_SEX
from redvest.people.labels import LANGUAGES


def by_whom(role: str) -> str:
    """A role as residents call it."""
    words = {
        "resident": _("居民"),
        "proxy": _("代办人"),
        "venue_admin": _("社区站点"),
        "centre_admin": _("区中心"),
        "team_admin": pgettext("by whom", "志愿服务队"),
        "volunteer": _("志愿者"),
        "lead": _("现场负责人"),
        "system": _("系统"),
    }
    return words.get(role, "")


def timeline(order: ServiceOrder) -> list[dict[str, Any]]:
    """What happened, newest first; the newest is shown as going on unless the order is over."""
    rows: list[dict[str, Any]] = []
    for at, kind, role in events_of(order).values_list("at", "kind", "role"):
        title, tone = EVENTS.get(kind, (kind, "neutral"))
        rows.append(
            {
                "at": at,
                "title": title,
                "actor": by_whom(role),
                "tone": "done" if rows and tone == "waiting" else tone,
            }
        )
    return rows


def place_of(order: ServiceOrder, names: dict[str, str] | None = None) -> str:
    """Where the resident lives. A list hands in the names, which are read once for all of it."""
    return place_name(order.community, region_names(order.district) if names is None else names)


def place_name(code: str, names: dict[str, str]) -> str:
    """Street and community."""
    street, community = names.get(code[:9], ""), names.get(code, "")
    return " ".join(part for part in (street, community) if part)


def facts(
    order: ServiceOrder, *, contact: bool = False, person: bool = False
) -> list[dict[str, Any]]:
    """What is asked. Address and phone only masked; the whole of them is a submission."""
    rows: list[dict[str, Any]] = [
        {"label": _("服务项目"), "value": named(order.item)},
        {"label": _("需求"), "value": str(order.description)},
        {"label": _("社区"), "value": place_of(order)},
    ]
    if person:
        rows.append({"label": _("居民"), "value": str(order.requester.name or "")})
    if contact:
        reveal = reverse("orders:reveal", args=[order.id])
        rows += [
            {"label": _("地址"), "value": str(order.address or ""), "reveal_url": reveal},
            {"label": _("联系电话"), "value": str(order.contact_phone or "")},
        ]
    rows += [
        {"label": _("方便的日子"), "at": order.preferred_on},
        {"label": _("方便的时段"), "value": SLOTS.get(order.preferred_slot, "")},
        {"label": _("请留意"), "value": str(order.risk_note) if order.risk_note else _("无")},
        *([{"label": _("一起安排"), "value": _("愿意和邻居一起")}] if order.may_bundle else []),
        {"label": _("紧急程度"), "value": URGENCIES[Urgency(order.urgency)]},
    ]
    if order.bundle is not None:
        rows.append({"label": _("集中办理的地方"), "value": order.bundle.venue.name})
    if order.proposed_from:
        rows.append({"label": _("商议中的时间"), "at": order.proposed_from})
    if order.scheduled_from:
        rows.append({"label": _("约定时间"), "at": order.scheduled_from})
    if order.outcome:
        rows.append({"label": _("做了什么"), "value": str(order.outcome)})
    return rows


def who_goes(need: Need) -> list[dict[str, Any]]:
    """What is asked of those who go besides papers: their sex, and what they speak."""
    rows: list[dict[str, Any]] = []
    for flag, sex in BY_SEX.items():
        if need.sex == sex:
            rows.append({"label": _("谁可以去"), "value": FLAGS[flag]})
    if need.language:
        rows.append({"label": _("要会说"), "value": LANGUAGES[need.language]})
    return rows


def evaluation_facts(order: ServiceOrder) -> list[dict[str, Any]]:
    rows = Evaluation.objects.filter(district=order.district, order=order)
    found = rows.order_by("-round").first()
    if found is None:
        return []
    return [
        {"label": _("评价"), "value": GRADES[found.grade]},
        {"label": _("标签"), "value": "、".join(str(TAGS[tag]) for tag in found.tags) or _("无")},
        {"label": _("留言"), "value": str(found.text) if found.text else _("无")},
    ]


def people_of(order: ServiceOrder) -> list[dict[str, Any]]:
    """Who was named, masked, and what they answered."""
    return [
        {
            "name": str(row.volunteer.person.name or ""),
            "is_lead": row.is_lead,
            "state": Shown(*ASSIGNMENTS[row.state]),
        }
        for row in assignments_to(order)
    ]


def coming(order: ServiceOrder) -> list[dict[str, Any]]:
    """Who is on the way, to be compared at the door: masked name, end of the number, team."""
    if order.state not in ("scheduled", "in_service"):
        return []
    named = with_photo(assignments_to(order).filter(state__in=["proposed", "accepted"]))
    rows = named.select_related("volunteer__person", "dispatch__team", "order")
    return [
        {
            "id": row.id,
            "code": badge_code(row) if row.state == "accepted" else "",
            "has_photo": cast("Any", row).has_photo and row.state == "accepted",
            "name": str(row.volunteer.person.name or ""),
            "number": row.volunteer.volunteer_no[-4:],
            "team": row.dispatch.asked,
            "is_lead": row.is_lead,
            "has_agreed": row.state == "accepted",
        }
        for row in rows
    ]
