"""The matching as people meet it: work that fits oneself, and how anybody is chosen."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import when
from redvest.districts.queries import policy_of, region_names
from redvest.engines.order_flow import Urgency
from redvest.engines.roles import Role
from redvest.http import Open, actor_of, page
from redvest.orders.labels import SLOTS, URGENCIES, named
from redvest.orders.proposals import near_for, team_orders_max, weights_of
from redvest.orders.proposing_words import because_you
from redvest.orders.queries.own_fit import own_volunteer

NEAR_MAX = 30


@page(Role.VOLUNTEER)
def near(request: HttpRequest) -> HttpResponse:
    """附近适合我的: orders of the pool, the nearest and most fitting first, each with why."""
    actor = actor_of(request)
    volunteer = own_volunteer(actor)
    names = region_names(actor.district)
    links = []
    for row, choice in near_for(actor)[:NEAR_MAX]:
        urgent = str(URGENCIES[Urgency.URGENT]) if row.urgency == Urgency.URGENT else ""
        time = f"{when(row.preferred_on)} {SLOTS.get(row.preferred_slot, '')}"
        parts = [urgent, names.get(row.community, ""), time, *because_you(choice, row)]
        links.append(
            {
                "url": reverse("orders:pooled", args=[row.id]),
                "label": named(row.item),
                "note": " · ".join(part for part in parts if part),
                "icon": row.item.icon or row.item.category.icon,
            }
        )
    context = {
        "links": links,
        "matched": volunteer is not None and volunteer.accepts_matching,
        "hours": volunteer is not None and bool(volunteer.availability),
    }
    return render(request, "orders/near.html", context)


@page(Open.ANYONE)
def method(request: HttpRequest) -> HttpResponse:
    """How people and teams are proposed, with the district's own numbers; open to everybody."""
    district = actor_of(request).district
    policy = policy_of(district)
    return render(
        request,
        "orders/matching.html",
        {"weights": _weights(district), "most": team_orders_max(policy)},
    )


def _weights(district: str) -> list[dict[str, Any]]:
    """Every number the cost is made of, in meters of walking."""
    rates = weights_of(policy_of(district))

    def meters(value: float) -> str:
        return _("%(m)d米") % {"m": round(value)}

    return [
        {"label": _("走多远"), "value": _("直线距离乘以%(x).2f") % {"x": rates.detour}},
        {"label": _("志愿者最远走"), "value": meters(rates.reach_m)},
        {"label": _("本月每多一单"), "value": _("加%(m)s") % {"m": meters(rates.load_m)}},
        {"label": _("近七天每去过一次"), "value": _("加%(m)s") % {"m": meters(rates.fatigue_m)}},
        {"label": _("技能每差一级"), "value": _("加%(m)s") % {"m": meters(rates.skill_m)}},
        {
            "label": _("做这一项，或帮过这位居民"),
            "value": _("减%(m)s") % {"m": meters(rates.familiar_m)},
        },
        {"label": _("一单没人去"), "value": _("算%(m)s") % {"m": meters(rates.unserved_m)}},
        {"label": _("紧急的再加"), "value": meters(rates.priority_m)},
        {"label": _("需要照顾的居民再加"), "value": meters(rates.care_m)},
        {"label": _("每多等一小时再加"), "value": meters(rates.waiting_m)},
        {
            "label": _("离期限不到%(h)d小时，每少一小时再加") % {"h": rates.due_from_h},
            "value": meters(rates.due_m),
        },
    ]
