"""Front pages: the citizen's, the staff's, and everything that is mine."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.http import STAFF, Open, Request, actor_of, page
from redvest.insight.queries.fronts import citizen_figures, desk_figures


def _there(name: str) -> str:
    """The address of a page, or nothing where this installation lacks it."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _existing(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [row for row in rows if row["url"]]


@page(Open.ANYONE)
def home(request: Request) -> HttpResponse:
    """Five big entries; with elder mode the same, only larger."""
    actor = actor_of(request)
    figures = citizen_figures(actor)
    hotline = getattr(request.visitor.district, "hotline", "")
    waiting = figures["confirm"]
    note = (
        _("%(count)d单等您确认") % {"count": waiting}
        if waiting
        else _("%(count)d单进行中") % {"count": figures["orders"]}
        if figures["orders"]
        else ""
    )
    tiles: list[dict[str, Any]] = [
        {
            "url": _there("orders:menu"),
            "icon": "chat-heart",
            "label": _("我要帮忙"),
            "note": _("选一项，大约 3 分钟"),
            "main": True,
        },
        {"url": _there("orders:mine"), "icon": "bag-check", "label": _("我的订单"), "note": note},
        {"url": _there("venues:index"), "icon": "geo-alt", "label": _("附近站点")},
        {"url": _there("teams:index"), "icon": "people", "label": _("加入队伍")},
        {"url": _there("people:family"), "icon": "house-heart", "label": _("家人代办")},
    ]
    if figures["tasks"]:
        tiles.insert(
            1,
            {
                "url": _there("orders:tasks"),
                "icon": "clipboard-check",
                "label": _("我的任务"),
                "note": _("%(count)d项") % {"count": figures["tasks"]},
            },
        )
    if hotline:
        tiles.append({"url": f"tel:{hotline}", "icon": "telephone", "label": _("打电话")})
    area = request.visitor.area
    context = {
        "tiles": _existing(tiles),
        "staff": bool(actor.roles & STAFF),
        "area_name": region_names(area[:6]).get(area, "") if area else "",
    }
    return render(request, "insight/home.html", context)


@page(*STAFF)
def desk(request: HttpRequest) -> HttpResponse:
    """What is due today, by role."""
    figures = desk_figures(actor_of(request))
    inbox, offers = _there("orders:inbox"), _there("orders:offers")
    teams = _there("teams:kept")
    known = [
        ("submitted", _("待受理"), _("单"), f"{inbox}?state=submitted", "inbox"),
        ("accepted", _("待派单"), _("单"), f"{inbox}?state=accepted", "send"),
        ("running", _("进行中"), _("单"), f"{inbox}?group=running", "activity"),
        ("offers", _("待接单"), _("单"), offers, "bag-check"),
        ("to_schedule", _("待约定时间"), _("单"), offers, "calendar-event"),
        ("applications", _("入队申请"), _("份"), teams, "person-plus"),
        ("teams_applied", _("待批准的队伍"), _("支"), teams, "people"),
    ]
    stats = [
        {"label": label, "value": figures[name], "unit": unit, "url": url, "icon": icon}
        for name, label, unit, url, icon in known
        if name in figures
    ]
    return render(request, "insight/desk.html", {"stats": stats})


@page(Open.SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """Everything that is mine in one list."""
    actor = actor_of(request)
    figures = citizen_figures(actor)
    links = [
        {"url": _there("people:profile"), "label": _("个人资料"), "icon": "person"},
        {
            "url": _there("orders:mine"),
            "label": _("我的订单"),
            "icon": "bag-check",
            "note": _("%(count)d单进行中") % {"count": figures["orders"]},
        },
        {"url": _there("people:volunteer"), "label": _("我是志愿者"), "icon": "heart"},
        {"url": _there("teams:mine"), "label": _("我的队伍"), "icon": "people"},
        {"url": _there("bank:passbook"), "label": _("我的存折"), "icon": "book"},
        {"url": _there("bank:time"), "label": _("用我存的时间"), "icon": "clock"},
        {"url": _there("bank:rewards"), "label": _("积分兑换"), "icon": "basket"},
        {"url": _there("people:family"), "label": _("家人代办"), "icon": "house-heart"},
        {"url": _there("notices:inbox"), "label": _("我的消息"), "icon": "envelope"},
        {"url": _there("people:my_data"), "label": _("我的数据"), "icon": "database"},
        {"url": _there("people:consents"), "label": _("我的同意"), "icon": "check2-square"},
        {"url": _there("account_security"), "label": _("登录与安全"), "icon": "shield-lock"},
        {"url": _there("usersessions_list"), "label": _("登录的设备"), "icon": "phone"},
    ]
    if Role.VOLUNTEER in actor.roles:
        tasks = {
            "url": _there("orders:tasks"),
            "label": _("我的任务"),
            "icon": "clipboard-check",
            "note": _("%(count)d项") % {"count": figures["tasks"]},
        }
        hours = {"url": _there("records:passport"), "label": _("我的工时"), "icon": "clock-history"}
        shifts = {
            "url": _there("activities:mine"),
            "label": _("我的班次"),
            "icon": "calendar-event",
        }
        links[2:2] = [tasks, shifts, hours]
    if Role.PARTNER in actor.roles:
        links.insert(0, {"url": _there("bank:shop"), "label": _("核销"), "icon": "upc-scan"})
    if actor.roles & STAFF:
        links.insert(0, {"url": _there("desk"), "label": _("工作台"), "icon": "speedometer2"})
    return render(request, "insight/me.html", {"links": _existing(links)})
