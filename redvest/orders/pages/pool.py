"""抢单: what may be taken by whoever comes first, on a phone. Area, time and category only."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import when
from redvest.districts.queries import region_names
from redvest.engines.order_flow import Urgency
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.visits import TakeForm
from redvest.orders.item_labels import OBSTACLES
from redvest.orders.labels import SLOTS, URGENCIES, named
from redvest.orders.queries import pool_for, teams_led
from redvest.orders.queries.offers import own_obstacles
from redvest.orders.queries.pool import PoolRow, serves
from redvest.orders.services import claim_order
from redvest.orders.showing import who_goes
from redvest.people.actors import Actor


def _time(row: PoolRow) -> str:
    return f"{when(row.preferred_on)} {SLOTS.get(row.preferred_slot, '')}"


@page(Role.VOLUNTEER, Role.TEAM_ADMIN)
def pool(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    names = region_names(actor.district)
    links = [
        {
            "url": reverse("orders:pooled", args=[row.id]),
            "label": named(row.item),
            "note": " · ".join(
                part
                for part in (
                    str(URGENCIES[Urgency.URGENT]) if row.urgency == Urgency.URGENT else "",
                    names.get(row.community, ""),
                    _time(row),
                )
                if part
            ),
            "icon": row.item.icon or row.item.category.icon,
        }
        for row in pool_for(actor)
    ]
    alone = actor.volunteer_id is not None
    return render(request, "orders/pool.html", {"links": links, "alone": alone})


def _row(actor: Actor, order_id: UUID) -> PoolRow | None:
    return next((row for row in pool_for(actor) if row.id == order_id), None)


def _choices(actor: Actor, row: PoolRow) -> list[tuple[str, str]]:
    """For which team, or alone; whoever lacks a paper takes nothing alone."""
    found = [
        (str(team.id), _("由%(team)s接") % {"team": team.name})
        for team in teams_led(actor)
        if serves(team, row.community)
    ]
    if actor.volunteer_id is not None and not own_obstacles(actor, row.need, row.preferred_on):
        found.append(("alone", _("我自己去")))
    return found


@page(Role.VOLUNTEER, Role.TEAM_ADMIN, methods=("GET", "POST"))
def pooled(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order of the pool: what it asks, and taking it. The first valid one wins."""
    actor = actor_of(request)
    row = _row(actor, order_id)
    if request.method == "POST":
        return _take(request, actor, order_id, row)
    if row is None:
        raise NotSeen(_("这一单已经有人接了，或不在您能接的范围内。"))
    return _shown(request, actor, row, TakeForm(choices=_choices(actor, row)))


def _take(request: HttpRequest, actor: Actor, order_id: UUID, row: PoolRow | None) -> HttpResponse:
    if row is None:
        # Somebody was faster, or it was never there: the service says which.
        claim_order(actor=actor, order_id=order_id, alone=actor.volunteer_id is not None)
        return redirect("orders:offer", order_id=order_id)
    form = TakeForm(request.POST, choices=_choices(actor, row))
    taken = attempt(
        form,
        lambda: claim_order(
            actor=actor,
            order_id=order_id,
            team_id=form.team_id(),
            alone=form.cleaned_data["who"] == "alone",
            version=request.POST.get("version"),
        ),
    )
    if taken is None:
        return _shown(request, actor, row, form)
    messages.success(request, _("接到了，谢谢您。请约定上门时间，对方同意后就能看到地址和电话。"))
    return redirect("orders:offer", order_id=order_id)


def _shown(request: HttpRequest, actor: Actor, row: PoolRow, form: TakeForm) -> HttpResponse:
    item = row.item
    facts: list[dict[str, Any]] = [
        {"label": _("服务项目"), "value": named(item)},
        {"label": _("社区"), "value": region_names(actor.district).get(row.community, "")},
        {"label": _("方便的时间"), "value": _time(row)},
        {"label": _("大约多久"), "value": _("%(n)d分钟") % {"n": item.minutes}},
    ]
    if row.need.people > 1:
        facts.append({"label": _("几个人去"), "value": _("至少%(n)d人") % {"n": row.need.people}})
    facts += who_goes(row.need)
    if item.risk:
        facts.append({"label": _("要注意"), "value": item.risk})
    obstacles = own_obstacles(actor, row.need, row.preferred_on)
    return render(
        request,
        "orders/pooled.html",
        {
            "row": row,
            "item": named(item),
            "facts": facts,
            "form": form,
            "can_take": bool(form.fields["who"].choices),  # type: ignore[attr-defined]
            "obstacles": [OBSTACLES[one] for one in obstacles],
        },
    )
