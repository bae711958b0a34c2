"""The desk's inbox and the offers to one's teams."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.orders.forms import InboxFilter
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import DESK, counts_in_scope, offers_to, orders_in_scope
from redvest.orders.showing import place_of

PAGE_ROWS = 30
TABS: dict[str, tuple[str, ...]] = {
    "submitted": ("submitted",),
    "accepted": ("accepted",),
    "dispatched": ("dispatched",),
    "running": ("claimed", "scheduled", "in_service"),
    "after": ("done", "confirmed"),
    "over": ("rated", "closed", "withdrawn", "cancelled", "rejected", "unfulfilled"),
}


def tab_label(tab: str) -> str:
    return {
        "submitted": _("待受理"),
        "accepted": _("待派单"),
        "dispatched": _("待接单"),
        "running": _("进行中"),
        "after": _("待确认评价"),
        "over": _("已办结"),
    }[tab]


@page(*DESK, Role.AUDITOR)
def inbox(request: HttpRequest) -> HttpResponse:
    """Orders of the places the desk answers for, longest waiting first."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "submitted")
    tab = tab if tab in TABS else "submitted"
    q = request.GET.get("q", "")[:20]
    rows = orders_in_scope(actor, states=() if q else TABS[tab], q=q)
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    counts = counts_in_scope(actor)
    return render(
        request,
        "orders/inbox.html",
        {
            "tabs": [
                {
                    "url": f"?tab={name}",
                    "label": tab_label(name),
                    "count": sum(counts.get(state, 0) for state in states),
                    "current": name == tab and not q,
                }
                for name, states in TABS.items()
            ],
            "filter": InboxFilter(request.GET),
            "columns": [
                {"label": label}
                for label in (
                    _("编号"),
                    _("服务项目"),
                    _("社区"),
                    _("居民"),
                    _("状态"),
                    _("等待起"),
                )
            ],
            "rows": [_row(order) for order in found],
            "page": found,
        },
    )


def _row(order: ServiceOrder) -> dict[str, Any]:
    return {
        "url": reverse("orders:desk", args=[order.id]),
        "cells": [
            {"value": order.number},
            {"value": named(order.item)},
            {"value": place_of(order)},
            {"value": str(order.requester.name or "")},
            {"state": order.state},
            {"at": order.state_since},
        ],
    }


@page(Role.TEAM_ADMIN)
def offers(request: HttpRequest) -> HttpResponse:
    """What the teams somebody leads were asked, and what they took on."""
    rows = [
        {
            "url": reverse("orders:desk", args=[offer.order_id]),
            "cells": [
                {"value": offer.order.number},
                {"value": named(offer.order.item)},
                {"value": offer.asked},
                {"value": place_of(offer.order)},
                {"state": offer.order.state},
                {"at": offer.offered_at},
            ],
        }
        for offer in offers_to(actor_of(request))[:100]
    ]
    columns = [_("编号"), _("服务项目"), _("队伍"), _("社区"), _("状态"), _("派单时间")]
    return render(
        request,
        "orders/offers.html",
        {"rows": rows, "columns": [{"label": label} for label in columns]},
    )
