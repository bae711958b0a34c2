"""The menu, and placing an order in three screens: choose, fill in, check and send."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.advising import (
    danger_of,
    neighbors_text,
    promise_text,
    slow_notes,
    station_notes,
)
from redvest.orders.forms import OrderForm
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.queries import catalog, order_seen_by, requesters_for
from redvest.orders.services import OrderCard, place_order
from redvest.people.actors import Actor

MINE = (Role.RESIDENT, Role.PROXY)
Requesters = list[tuple[UUID, str, str]]


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
    requesters: Requesters,
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
    home = home_of(requesters)
    shown = {
        "item": named(item),
        "hint": hint(item),
        "back": back,
        "promise": promise_text(actor.district, item, home),
        "notes": station_notes(item, home),
        "entry": item,
    }
    if request.method != "POST":
        initial = {"community": home}
        form = OrderForm(initial=initial, **options)
        return render(request, "orders/place.html", {**shown, "form": form})
    form = OrderForm(request.POST, **options)
    sent = checked_and_sent(request, form, item, requesters)
    if sent is not None:
        return sent
    return render(request, "orders/place.html", {**shown, "form": form})


def home_of(requesters: Requesters) -> str:
    """The community all of them live in; with several homes nobody guesses which is meant."""
    homes = {home for _person, _name, home in requesters}
    return homes.pop() if len(homes) == 1 else ""


def checked_and_sent(
    request: HttpRequest, form: OrderForm, item: ServiceItem | None, requesters: Requesters
) -> HttpResponse | None:
    """The last two steps of every way to order; None when the form has to be shown again."""
    actor, step = actor_of(request), request.POST.get("step", "")
    if step == "place" and form.is_valid() and item is not None:
        order = attempt(form, lambda: place_as_typed(actor, item, form, requesters))
        if order is not None:
            return redirect("orders:placed", order_id=order.id)
    elif step == "check" and form.is_valid() and item is not None:
        return _check(request, form, item, requesters)
    return None


def _check(
    request: HttpRequest, form: OrderForm, item: ServiceItem, requesters: Requesters
) -> HttpResponse:
    """Everything once more, with what is good to know before sending."""
    actor, values = actor_of(request), form.cleaned_data
    district, community = actor.district, values["community"]
    context = {
        "form": form,
        "rows": _answers(actor, item, form),
        "danger": danger_of(values["description"], values["risk_note"]),
        "notes": [
            *slow_notes(district, community, values["preferred_on"]),
            *station_notes(item, community),
        ],
        "promise": promise_text(district, item, community),
        "neighbors": neighbors_text(item, community, _requester(form, requesters)),
        "may_bundle": values["may_bundle"],
    }
    return render(request, "orders/check.html", context)


def _requester(form: OrderForm, requesters: Requesters) -> UUID:
    return UUID(form.cleaned_data.get("requester") or str(requesters[0][0]))


def place_as_typed(
    actor: Actor, item: ServiceItem, form: OrderForm, requesters: Requesters
) -> ServiceOrder:
    names = OrderCard.__dataclass_fields__.keys() - {"item_id"}
    values = {name: value for name, value in form.cleaned_data.items() if name in names}
    return place_order(
        actor=actor,
        requester_id=_requester(form, requesters),
        card=OrderCard(item_id=item.id, **values),
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
        {
            "order": order,
            "steps": steps,
            "promise": promise_text(order.district, order.item, order.community),
            "page_of_it": page_of_it,
        },
    )
