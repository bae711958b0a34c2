"""制单: the desk's list and form, the bundle itself, and the resident's way out."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.bundles import (
    BundleForm,
    DeclineBundleForm,
    NameBundleForm,
    ServedForm,
)
from redvest.orders.labels import named
from redvest.orders.models import Assignment, OrderBundle, ServiceOrder
from redvest.orders.pages.own import MINE, own_order
from redvest.orders.queries import DESK, team_choices, team_members
from redvest.orders.queries.bundles import (
    bundle_seen_by,
    bundleable,
    bundles_for,
    orders_in,
    suggestions,
)
from redvest.orders.services import bundling
from redvest.orders.showing import place_of
from redvest.people.actors import Actor
from redvest.venues.queries import managed_venues

PARTIES = (*DESK, Role.TEAM_ADMIN, Role.VOLUNTEER)
STATES = {
    "offered": "dispatched",
    "set": "scheduled",
    "declined": "rejected",
    "cancelled": "cancelled",
    "timed_out": "unfulfilled",
    "over": "closed",
}


def _said(order: ServiceOrder) -> str:
    return f"{order.number} · {order.requester.name or ''} · {place_of(order)}"


def _offered(order: ServiceOrder) -> str:
    """Who did not say that together is fine is asked first."""
    ask = "" if order.may_bundle else _("先问问愿不愿意")
    return " · ".join(part for part in (_said(order), ask) if part)


@page(*DESK, Role.TEAM_ADMIN)
def bundles(request: HttpRequest) -> HttpResponse:
    """What could be done together, and what is."""
    actor = actor_of(request)
    names = region_names(actor.district)
    ideas = [
        {
            "url": f"{reverse('orders:bundle_new', args=[one.item.code])}?street={one.street}",
            "label": _("%(count)d人在%(places)d个社区想要“%(item)s”")
            % {
                "count": one.ready + one.waiting,
                "places": len(one.communities),
                "item": named(one.item),
            },
            "note": _("%(street)s · %(ready)d单可以并入，%(waiting)d单还没受理")
            % {"street": names.get(one.street, ""), "ready": one.ready, "waiting": one.waiting},
            "icon": one.item.icon,
        }
        for one in suggestions(actor)
    ]
    links = [
        {
            "url": reverse("orders:bundle", args=[row.id]),
            "label": row.title,
            "note": f"{named(row.item)} · {row.venue.name} · {row.team.name}",
            "state": STATES[row.state],
        }
        for row in bundles_for(actor)[:50]
    ]
    return render(request, "orders/bundles.html", {"ideas": ideas, "links": links})


@page(*DESK, methods=("GET", "POST"))
def bundle_new(request: HttpRequest, code: str) -> HttpResponse:
    """Put orders of one item together."""
    actor = actor_of(request)
    street = request.GET.get("street", "")[:9]
    rows = list(bundleable(actor).filter(item__code=code, community__startswith=street)[:50])
    teams = team_choices(rows[0], anywhere=actor.has(Role.CENTRE_ADMIN)) if rows else []
    venues = managed_venues(actor).filter(status="open")[:300]
    form = BundleForm(
        request.POST or None,
        orders=[(str(row.id), _offered(row)) for row in rows],
        venues=[(str(venue.id), venue.name) for venue in venues],
        teams=teams,
        initial={"orders": [str(row.id) for row in rows if row.may_bundle]},
    )
    if request.method == "POST":
        made = attempt(form, lambda: bundling.compile_bundle(actor=actor, **form.values()))
        if made is not None:
            messages.success(request, _("已并成一场，队伍和居民都收到了通知。"))
            return redirect("orders:bundle", made.id)
    return render(request, "orders/bundle_new.html", {"form": form, "rows": rows})


def _forms(
    actor: Actor, bundle: OrderBundle, roles: frozenset[Role], sent: str = "", data: Any = None
) -> dict[str, Any]:
    """The forms behind what this actor may do now; the one that was sent keeps its answers."""
    found: dict[str, Any] = {}
    rows = list(orders_in(bundle))
    if Role.TEAM_ADMIN in roles and bundle.state == "offered":
        found["claim"] = None
        found["decline"] = DeclineBundleForm(data if sent == "decline" else None)
    claimed = [row for row in rows if row.state == "claimed"]
    if Role.TEAM_ADMIN in roles and bundle.state == "set" and claimed:
        members = team_members(claimed[0], actor)
        found["name"] = NameBundleForm(data if sent == "name" else None, members=members)
    going = [row for row in rows if row.state in ("scheduled", "in_service")]
    if Role.VOLUNTEER in roles and bundle.state == "set":
        asked = set(
            Assignment.objects.filter(
                district=actor.district,
                order__bundle=bundle,
                volunteer=actor.volunteer_id,
                state="proposed",
            ).values_list("order_id", flat=True)
        )
        if any(row.id in asked for row in rows):
            found["agree"] = None
        if going:
            found["served"] = ServedForm(
                data if sent == "served" else None,
                orders=[(str(row.id), _said(row)) for row in going],
            )
    if roles & set(DESK) and bundle.state in ("offered", "set"):
        found["cancel"] = None
    return found


def _shown(
    request: HttpRequest, bundle: OrderBundle, roles: frozenset[Role], forms: dict[str, Any]
) -> HttpResponse:
    at_desk = bool(roles & set(DESK))
    rows = [
        {
            "label": _said(order) if at_desk else f"{order.number} · {place_of(order)}",
            "state": order.state,
            "url": reverse("orders:desk", args=[order.id]) if at_desk else "",
        }
        for order in orders_in(bundle)
    ]
    facts = [
        {"label": _("服务项目"), "value": named(bundle.item)},
        {"label": _("地点"), "value": bundle.venue.name},
        {"label": _("开始"), "at": bundle.starts_at},
        {"label": _("结束"), "at": bundle.ends_at},
        {"label": _("队伍"), "value": bundle.team.name},
        {"label": _("告诉居民的话"), "value": bundle.note},
    ]
    context = {
        "bundle": bundle,
        "state": STATES[bundle.state],
        "rows": rows,
        "facts": facts,
        "forms": forms,
        "for_staff": at_desk or Role.TEAM_ADMIN in roles,
    }
    return render(request, "orders/bundle.html", context)


@page(*PARTIES)
def bundle(request: HttpRequest, bundle_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found, roles = bundle_seen_by(actor, bundle_id)
    return _shown(request, found, roles, _forms(actor, found, roles))


@page(*PARTIES, methods=("POST",))
def bundle_step(request: HttpRequest, bundle_id: UUID, action: str) -> HttpResponse:
    """One button of a bundle; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    found, roles = bundle_seen_by(actor, bundle_id)
    common: dict[str, Any] = {"actor": actor, "bundle_id": bundle_id}
    fresh = {**common, "version": request.POST.get("version")}
    plain: dict[str, Callable[[], object]] = {
        "claim": lambda: bundling.claim_bundle(**fresh),
        "agree": lambda: bundling.agree_to_bundle(**common),
        "cancel": lambda: bundling.cancel_bundle(**fresh),
    }
    if action in plain:
        plain[action]()
        return redirect("orders:bundle", bundle_id)
    forms = _forms(actor, found, roles, action, request.POST)
    form = forms.get(action)
    if form is None:
        raise NotSeen(_("没有这个页面，或现在还不能办理。"))

    def act() -> object:
        values = form.cleaned_data
        if action == "decline":
            return bundling.decline_bundle(**fresh, reason=values["reason"])
        if action == "name":
            return bundling.name_for_bundle(**fresh, volunteer_ids=values["volunteers"])
        return bundling.serve_in_bundle(
            **common, order_ids=values["orders"], outcome=values["outcome"]
        )

    if attempt(form, act) is None:
        return _shown(request, found, roles, forms)
    return redirect("orders:bundle", bundle_id)


@page(*MINE, methods=("GET", "POST"))
def bundle_own(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Where and when, for the resident; and the way out, which costs nothing."""
    actor = actor_of(request)
    order, _roles = own_order(actor, order_id)
    if request.method == "POST":
        bundling.keep_own_order(actor=actor, order_id=order_id, version=request.POST.get("version"))
        messages.success(request, _("好的，仍给您单独安排。"))
        return redirect("orders:show", order_id=order_id)
    if order.bundle is None:
        return redirect("orders:show", order_id=order_id)
    return render(request, "orders/bundle_own.html", {"order": order, "bundle": order.bundle})
