"""The resident's pages: the menu, placing, one's orders, confirming, rating, withdrawing."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms import OrderForm, RateForm
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.queries import (
    actions_for,
    catalog,
    order_seen_by,
    orders_asked_by,
    requesters_for,
)
from redvest.orders.services import (
    OrderCard,
    confirm_order,
    place_order,
    rate_order,
    withdraw_order,
)
from redvest.orders.showing import evaluation_facts, facts, timeline
from redvest.people.actors import Actor

PAGE_ROWS = 20
MINE = (Role.RESIDENT, Role.PROXY)


@page(Open.ANYONE)
def menu(request: HttpRequest) -> HttpResponse:
    """What one may order. Nobody has to sign in to read it."""
    groups: dict[str, list[dict[str, str]]] = {}
    for item in catalog(actor_of(request).district):
        groups.setdefault(named(item.category), []).append(
            {
                "url": reverse("orders:place", args=[item.code]),
                "label": named(item),
                "note": hint(item),
                "icon": item.category.icon,
            }
        )
    return render(request, "orders/menu.html", {"groups": groups.items()})


def hint(item: ServiceItem) -> str:
    from django.utils.translation import get_language

    english = (get_language() or "").startswith("en")
    return item.hint_en if english and item.hint_en else item.hint


def _item(district: str, code: str) -> ServiceItem:
    found = catalog(district).filter(code=code).first()
    if found is None:
        raise NotSeen(_("没有这项服务，请在菜单里另选一项。"))
    return found


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def place(request: HttpRequest, code: str) -> HttpResponse:
    """Fill in, check the answers, send."""
    actor = actor_of(request)
    item = _item(actor.district, code)
    requesters = requesters_for(actor)
    if not requesters:
        return render(request, "orders/not_yet.html", {"item": named(item)})
    return placing(request, item, requesters, reverse("orders:menu"))


def placing(
    request: HttpRequest,
    item: ServiceItem,
    requesters: list[tuple[UUID, str, str]],
    back: str,
    within: list[str] | None = None,
) -> HttpResponse:
    """The form, the check and the sending, for oneself or for somebody else."""
    actor = actor_of(request)
    options: dict[str, Any] = {
        "district": actor.district,
        "within": within,
        "requesters": [(str(person), name) for person, name, _home in requesters],
    }
    step = request.POST.get("step", "")
    shown = {"item": named(item), "hint": hint(item), "back": back}
    if request.method != "POST":
        initial = {"community": requesters[0][2], "requester": str(requesters[0][0])}
        form = OrderForm(initial=initial, **options)
        return render(request, "orders/place.html", {**shown, "form": form})
    form = OrderForm(request.POST, **options)
    if step == "place":
        order = attempt(form, lambda: _place(actor, item, form, requesters))
        if order is not None:
            return redirect("orders:placed", order_id=order.id)
    elif step == "check" and form.is_valid():
        rows = _answers(actor, item, form)
        return render(request, "orders/check.html", {**shown, "form": form, "rows": rows})
    return render(request, "orders/place.html", {**shown, "form": form})


def _place(
    actor: Actor, item: ServiceItem, form: OrderForm, requesters: list[tuple[UUID, str, str]]
) -> ServiceOrder:
    values = dict(form.cleaned_data)
    requester = UUID(values.pop("requester", "") or str(requesters[0][0]))
    return place_order(
        actor=actor, requester_id=requester, card=OrderCard(item_id=item.id, **values)
    )


def _answers(actor: Actor, item: ServiceItem, form: OrderForm) -> list[dict[str, Any]]:
    values = form.cleaned_data
    names = region_names(actor.district)
    rows = [
        {"label": _("服务项目"), "value": named(item)},
        {"label": _("需求"), "value": values["description"]},
        {"label": _("社区"), "value": names.get(values["community"], "")},
        {"label": _("上门地址"), "value": values["address"]},
        {"label": _("联系电话"), "value": values["contact_phone"]},
        {"label": _("方便的日子"), "at": values["preferred_on"]},
        {"label": _("方便的时段"), "value": SLOTS[values["preferred_slot"]]},
        {"label": _("请留意"), "value": values["risk_note"] or _("无")},
    ]
    if "requester" in form.fields:
        chosen = dict(form.fields["requester"].choices)  # type: ignore[attr-defined]
        rows.insert(0, {"label": _("为谁点单"), "value": chosen[values["requester"]]})
    return rows


@page(Open.SIGNED_IN)
def placed(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The number, in big digits, and what happens next."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    page_of_it = "orders:show" if roles & set(MINE) else "orders:desk"
    steps = [
        _("社区站点会尽快看您的需求，可能打电话核实。"),
        _("有队伍接单后，会通知您上门时间和来人。"),
        _("服务做完，请您确认，并说一句好不好。"),
    ]
    return render(
        request,
        "orders/placed.html",
        {"order": order, "steps": steps, "url": reverse(page_of_it, args=[order.id])},
    )


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    rows = Paginator(orders_asked_by(actor_of(request)), PAGE_ROWS)
    found = rows.get_page(request.GET.get("page"))
    links = [
        {
            "url": reverse("orders:show", args=[order.id]),
            "label": named(order.item),
            "note": f"{order.number} · {order.requester.name or ''}",
            "state": order.state,
        }
        for order in found
    ]
    return render(request, "orders/mine.html", {"links": links, "page": found})


def _own(actor: Actor, order_id: UUID) -> tuple[ServiceOrder, frozenset[Role]]:
    """An order the actor asked for, or may speak about for the resident."""
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(MINE):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order, roles & set(MINE)


@page(*MINE)
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One's own order: where it stands, what one can do, what has happened."""
    order, roles = _own(actor_of(request), order_id)
    return render(
        request,
        "orders/show.html",
        {
            "order": order,
            "item": named(order.item),
            "actions": [action.value for action in actions_for(order, roles)],
            "facts": facts(order, contact=True, person=Role.PROXY in roles),
            "evaluation": evaluation_facts(order),
            "events": timeline(order),
        },
    )


@page(*MINE, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """Confirm or withdraw; both are one button."""
    services: dict[str, Callable[..., ServiceOrder]] = {
        Action.CONFIRM.value: confirm_order,
        Action.WITHDRAW.value: withdraw_order,
    }
    if action not in services:
        raise NotSeen(_("没有这个页面。"))
    _own(actor_of(request), order_id)
    order = services[action](
        actor=actor_of(request), order_id=order_id, version=request.POST.get("version")
    )
    if action == Action.CONFIRM.value:
        return redirect("orders:rate", order_id=order.id)
    return HttpResponseRedirect(reverse("orders:show", args=[order.id]))


@page(*MINE, methods=("GET", "POST"))
def rate(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    order = _own(actor, order_id)[0]
    form = RateForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: rate_order(
                actor=actor,
                order_id=order_id,
                grade=form.cleaned_data["grade"],
                tags=form.cleaned_data["tags"],
                text=form.cleaned_data["text"],
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            return redirect("orders:show", order_id=order_id)
    return render(
        request, "orders/rate.html", {"order": order, "item": named(order.item), "form": form}
    )
