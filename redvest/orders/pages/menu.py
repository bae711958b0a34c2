"""The desk's pages of the menu: what the district offers, and what holds at one place or team."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.saving import save_form
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.journal.labels import KINDS as EVENTS
from redvest.orders.forms.menu import AdaptForm, ItemForm, TeamOfferForm
from redvest.orders.item_labels import KINDS, PAPER_CODES, TRAININGS
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem, VenueItem
from redvest.orders.queries import DESK
from redvest.orders.queries.menu import (
    adapted_at,
    item_by_code,
    menu_events,
    offered_by_team,
    whole_menu,
)
from redvest.orders.services.menu import (
    adapt_item,
    add_item,
    edit_item,
    move_item,
    set_item_active,
    set_team_offer,
)
from redvest.teams.queries import team_seen_by
from redvest.venues.queries import managed_venues, venue_seen_by

CENTER = (Role.CENTRE_ADMIN,)
TEAMS = (*DESK, Role.TEAM_ADMIN)
ROWS = 40


def demands(item: ServiceItem) -> str:
    """What an item asks of those who serve it, in a few words."""
    words = [_("约%(minutes)d分钟") % {"minutes": item.minutes}]
    if item.people > 1:
        words.append(_("%(count)d人同去") % {"count": item.people})
    if item.qualification:
        words.append(str(PAPER_CODES["qualification"][item.qualification]))
    if item.training:
        words.append(str(TRAININGS[item.training]))
    if item.needs_insurance:
        words.append(_("要保险"))
    if item.same_sex:
        words.append(_("同性别上门"))
    words.append(_("未成年人可参加") if item.minors_allowed else _("仅成年人"))
    return " · ".join(words)


def _groups(request: HttpRequest, *, venue_id: UUID | None = None) -> list[dict[str, Any]]:
    district = actor_of(request).district
    adapted = adapted_at(district, venue_id) if venue_id else {}
    groups: dict[str, dict[str, Any]] = {}
    for item in whole_menu(district):
        group = groups.setdefault(item.category.code, {"title": named(item.category), "items": []})
        group["items"].append(
            {
                "item": item,
                "name": named(item),
                "kind": KINDS[item.kind],
                "demands": demands(item),
                "local": adapted.get(item.id),
            }
        )
    return list(groups.values())


@page(*DESK)
def desk_menu(request: HttpRequest) -> HttpResponse:
    """The whole menu; the center changes it, stations go on to their place."""
    actor = actor_of(request)
    venues = [
        {"url": reverse("orders:venue_menu", args=[venue.id]), "label": venue.name}
        for venue in managed_venues(actor).exclude(status="closed")[:10]
    ]
    context = {
        "groups": _groups(request),
        "venues": venues,
        "is_center": actor.has(Role.CENTRE_ADMIN, region=actor.district),
    }
    return render(request, "orders/menu_desk.html", context)


@page(*CENTER, methods=("GET", "POST"))
def item_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = ItemForm(request.POST or None, district=actor.district)
    if request.method == "POST":
        made = attempt(form, lambda: add_item(actor=actor, card=form.card()))
        if made is not None:
            messages.success(request, _("已增加。居民现在就能看到。"))
            return redirect("orders:desk_menu_all")
    return render(request, "orders/item_form.html", {"form": form})


@page(*CENTER, methods=("GET", "POST"))
def item_edit(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    item, status = item_by_code(actor, code), 200
    form = ItemForm(request.POST or None, district=actor.district, initial=ItemForm.shown(item))
    if request.method == "POST":
        saved, status = save_form(
            form,
            lambda: edit_item(
                actor=actor, code=code, card=form.card(), version=request.POST.get("version")
            ),
        )
        if saved is not None:
            messages.success(request, _("已保存。"))
            return redirect("orders:desk_menu_all")
    return render(request, "orders/item_form.html", {"form": form, "item": item}, status=status)


@page(*CENTER, methods=("POST",))
def item_step(request: HttpRequest, code: str, action: str) -> HttpResponse:
    """Up, down, retire, offer again."""
    actor = actor_of(request)
    if action in ("up", "down"):
        move_item(actor=actor, code=code, up=action == "up")
    elif action in ("retire", "restore"):
        item = set_item_active(actor=actor, code=code, active=action == "restore")
        words = _("“%(item)s”又可以点了。") if item.is_active else _("“%(item)s”已停办。")
        messages.success(request, words % {"item": named(item)})
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect(f"{reverse('orders:desk_menu_all')}#{code}")


@page(*DESK)
def menu_history(request: HttpRequest) -> HttpResponse:
    """Who changed what about the menu, and when."""
    names = {item.code: named(item) for item in whole_menu(actor_of(request).district)}
    found = Paginator(menu_events(actor_of(request).district), ROWS).get_page(
        request.GET.get("page")
    )
    rows = [
        {
            "cells": [
                {"value": str(EVENTS.get(event.kind, event.kind))},
                {"value": names.get((event.after or {}).get("code", ""), "")},
                {"value": _changed(event.before or {}, event.after or {})},
                {"at": event.at},
            ]
        }
        for event in found
    ]
    columns = [{"label": label} for label in (_("做了什么"), _("服务项目"), _("改动"), _("时间"))]
    return render(
        request, "orders/menu_history.html", {"rows": rows, "columns": columns, "page": found}
    )


def _changed(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The values that differ, old → new; what is a yes or no is not spelled out."""
    parts = [
        f"{before[name] or '—'} → {after.get(name) or '—'}"
        for name in before
        if before[name] != after.get(name) and not isinstance(before[name], bool)
    ]
    return "；".join(parts)[:200]


@page(*DESK)
def venue_menu(request: HttpRequest, venue_id: UUID) -> HttpResponse:
    """The menu as it holds at one place."""
    venue = venue_seen_by(actor_of(request), venue_id)
    context = {"venue": venue, "groups": _groups(request, venue_id=venue.id)}
    return render(request, "orders/menu_venue.html", context)


@page(*DESK, methods=("GET", "POST"))
def venue_item(request: HttpRequest, venue_id: UUID, code: str) -> HttpResponse:
    """Adapt one item at one place, as far as the district allows."""
    actor = actor_of(request)
    venue, item, status = venue_seen_by(actor, venue_id), item_by_code(actor, code), 200
    row = adapted_at(actor.district, venue.id).get(item.id) or VenueItem(version=0)
    shown = {"hidden": row.is_hidden, "note": row.note, "hours": row.hours}
    form = AdaptForm(request.POST or None, initial=shown)
    if request.method == "POST":
        form = AdaptForm(request.POST)
        saved, status = save_form(
            form,
            lambda: attempt(
                form,
                lambda: adapt_item(
                    actor=actor,
                    venue_id=venue.id,
                    code=code,
                    version=request.POST.get("version"),
                    **form.cleaned_data,
                ),
            ),
        )
        if saved is not None:
            messages.success(request, _("已保存，本站居民点单时按这个来。"))
            return redirect("orders:venue_menu", venue.id)
        status = 409 if status == 409 else 200
    context = {"venue": venue, "item": item, "form": form, "version": str(row.version)}
    return render(request, "orders/menu_adapt.html", context, status=status)


@page(*TEAMS, methods=("GET", "POST"))
def team_menu(request: HttpRequest, team_id: UUID) -> HttpResponse:
    """Which items a team offers, and which talks it can give."""
    actor = actor_of(request)
    team = team_seen_by(actor, team_id)
    items = list(whole_menu(actor.district).filter(is_active=True).exclude(kind="wish"))
    codes = {item.id: item.code for item in items}
    held = {
        codes[item_id]: row
        for item_id, row in offered_by_team(actor.district, team.id).items()
        if item_id in codes
    }
    shown: dict[str, Any] = {"items": list(held)}
    shown |= {f"topics-{code}": "\n".join(row.topics) for code, row in held.items()}
    form = TeamOfferForm(request.POST or None, items=items, initial=shown)
    if request.method == "POST":
        form = TeamOfferForm(request.POST, items=items)
        saved = attempt(
            form, lambda: set_team_offer(actor=actor, team_id=team.id, offers=form.offers())
        )
        if saved is not None:
            messages.success(request, _("已保存。站点派单时会先想到贵队。"))
            return redirect("teams:desk", team.id)
    return render(request, "orders/menu_team.html", {"team": team, "form": form})
