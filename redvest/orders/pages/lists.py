"""The desk's inbox: what is due, narrowed by conditions that can be kept; offers to one's teams."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import STATES
from redvest.districts.queries import policy_of, region_names
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.orders.forms import FilterName, InboxFilter
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.pages.bulk import acts_for
from redvest.orders.queries import DESK
from redvest.orders.queries.choices import items_named, teams_around
from redvest.orders.queries.inbox import (
    GROUPS,
    Wanted,
    filters_of,
    inbox_counts,
    inbox_rows,
    read_key,
)
from redvest.orders.services.filters import drop_filter, keep_filter
from redvest.orders.showing import place_of
from redvest.orders.waiting import NEXT, clock_of
from redvest.people.actors import Actor

CONDITIONS = ("group", "q", "state", "item", "community", "team", "late", "vulnerable")


def group_label(group: str) -> str:
    return {
        "due": pgettext("inbox", "要办的"),
        "asked": pgettext("inbox", "等答复"),
        "running": pgettext("inbox", "服务中"),
        "after": pgettext("inbox", "待确认评价"),
        "over": pgettext("inbox", "已办结"),
    }[group]


def _choices(actor: Actor, names: dict[str, str]) -> dict[str, list[Any]]:
    scopes = actor.scopes(*DESK, Role.AUDITOR)
    streets: dict[str, list[tuple[str, str]]] = {}
    for code, name in sorted(names.items()):
        if len(code) == 12 and any(code.startswith(scope) for scope in scopes):
            streets.setdefault(code[:9], []).append((code, name))
    return {
        "state": [
            (group_label(group), [(state, STATES[state][1]) for state in states])
            for group, states in GROUPS.items()
        ],
        "item": [(item.code, named(item)) for item in items_named(actor.district)],
        "community": [(names.get(street, street), found) for street, found in streets.items()],
        "team": [(str(team), name) for team, name in teams_around(actor)],
    }


def _wanted(form: InboxFilter, group: str) -> Wanted:
    """What was asked for; a condition that does not exist (any more) narrows nothing."""
    form.is_valid()
    values = {name: form.cleaned_data[name] for name in CONDITIONS[1:] if name in form.cleaned_data}
    values["q"] = values.get("q", "").strip()
    return Wanted(group=group, **values)


def _address(wanted: Wanted, **changes: object) -> str:
    values = {name: getattr(wanted, name) for name in CONDITIONS} | changes
    said = {name: "on" if value is True else value for name, value in values.items() if value}
    return urlencode(said)


@page(*DESK, Role.AUDITOR)
def inbox(request: HttpRequest) -> HttpResponse:
    """Orders of the places somebody answers for, most pressing first."""
    return _inbox(request, FilterName())


def _inbox(request: HttpRequest, naming: FilterName) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    group = request.GET.get("group", "due")
    state = request.GET.get("state", "")
    group = next((one for one in GROUPS if state in GROUPS[one]), group)
    group = group if group in GROUPS else "due"
    names = region_names(actor.district)
    choices = _choices(actor, names)
    form = InboxFilter(request.GET, choices=choices, group=group)
    wanted = _wanted(form, group)
    key = read_key(request.GET.get("after", ""))
    orders, following = inbox_rows(actor, wanted, now, key)
    counts = inbox_counts(actor, now)
    soon = policy_of(actor.district).due_soon_percent
    acts = acts_for(actor) if actor.roles & set(DESK) else []
    return render(
        request,
        "orders/inbox.html",
        {
            "tabs": _tabs(wanted, counts),
            "states": _states(wanted, counts),
            "late": sum(late for _count, late in counts.values()),
            "late_url": "?" + _address(Wanted(group=wanted.group), late=True),
            "filter": form,
            "kept": filters_of(actor),
            "naming": naming,
            "conditions": _address(wanted),
            "narrowed": _address(wanted) != _address(Wanted(group=wanted.group)),
            "rows": [_row(order, clock_of(order, now, soon), names) for order in orders],
            "acts": acts,
            "teams": choices["team"],
            "first_url": "?" + _address(wanted) if key else "",
            "next_url": f"?{_address(wanted, after=following)}" if following else "",
        },
    )


def _tabs(wanted: Wanted, counts: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    return [
        {
            "url": f"?group={group}",
            "label": group_label(group),
            # What is over grows without end, and nobody waits for it: it is not counted.
            "count": None
            if group == "over"
            else sum(counts.get(state, (0, 0))[0] for state in states),
            "current": group == wanted.group and not wanted.q,
        }
        for group, states in GROUPS.items()
    ]


def _states(wanted: Wanted, counts: dict[str, tuple[int, int]]) -> list[dict[str, Any]]:
    if wanted.q or wanted.group == "over":
        return []
    return [
        {
            "url": f"?group={wanted.group}&state={state}",
            "label": STATES[state][1],
            "count": counts[state][0],
            "late": counts[state][1],
            "current": state == wanted.state,
        }
        for state in GROUPS[wanted.group]
        if state in counts
    ]


def _row(order: ServiceOrder, clock: Any, names: dict[str, str]) -> dict[str, Any]:
    return {
        "order": order,
        "pick": _("选中 %(number)s") % {"number": order.number},
        "url": reverse("orders:desk", args=[order.id]),
        "item": named(order.item),
        "place": place_of(order, names),
        "resident": str(order.requester.name or ""),
        "clock": clock,
        "next": NEXT.get(order.state, ""),
        "asked": getattr(order, "asked_name", None) or "",
        "attempts": order.attempts if order.state == "accepted" else 0,
    }


@page(*DESK, Role.AUDITOR, methods=("POST",))
def keep(request: HttpRequest) -> HttpResponse:
    """Name the view that is shown."""
    form = FilterName(request.POST)
    conditions = request.POST.get("conditions", "")
    here = f"{reverse('orders:inbox')}?{conditions}"
    known = dict.fromkeys(CONDITIONS)
    parts = [part for part in conditions.split("&") if part.partition("=")[0] in known]
    actor = actor_of(request)
    done = attempt(
        form,
        lambda: keep_filter(
            actor=actor, name=form.cleaned_data["name"], conditions="&".join(parts)
        ),
    )
    if done is None:
        request.GET = request.GET.__class__(conditions)
        return _inbox(request, form)
    messages.success(request, _("已保存为“%(name)s”。") % {"name": done.name})
    return HttpResponseRedirect(here)


@page(*DESK, Role.AUDITOR, methods=("POST",))
def drop(request: HttpRequest, filter_id: UUID) -> HttpResponse:
    drop_filter(actor=actor_of(request), filter_id=filter_id)
    messages.success(request, _("已删去这组条件。"))
    return HttpResponseRedirect(reverse("orders:inbox"))
