"""The hotline: a number, one line, a yes. Everything by keyboard, everything without scripts."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import region_names
from redvest.engines.emergency_words import numbers_to_call
from redvest.engines.sentence import Heard
from redvest.http import actor_of, page
from redvest.orders.desk_showing import read_back
from redvest.orders.forms import CallForm, HotlineForm
from redvest.orders.forms.hotline import NOBODY
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceItem, ServiceOrder
from redvest.orders.queries import DESK, catalog, hear, order_seen_by
from redvest.orders.queries.calls import last_orders, open_alike
from redvest.orders.queries.links import link_of
from redvest.orders.services.calls import Caller, Told, look_up_caller, place_by_phone
from redvest.orders.showing import place_of
from redvest.people.actors import Actor
from redvest.people.models import Person


@page(*DESK, methods=("GET", "POST"))
def hotline(request: HttpRequest) -> HttpResponse:
    """Take a call."""
    step = request.POST.get("step", "")
    call = CallForm(request.POST if step else None)
    if not step or not call.is_valid():
        return render(request, "orders/hotline.html", {"form": call})
    actor, number = actor_of(request), call.cleaned_data["caller"]
    # Every step looks again: a page that was left open is no list of residents to keep.
    found = look_up_caller(actor=actor, number=number)
    items = list(catalog(actor.district))
    data = request.POST.copy()
    if step == "call":
        data["resident"] = str(found[0].id) if len(found) == 1 else "" if found else NOBODY
        return _screen(request, _form(actor, data, found, items, fresh=True), number, found)
    data["resident"] = str(data.get("resident", "")) or ("" if found else NOBODY)
    if step == "place" and data.get("line", "") == data.get("line_read", ""):
        form = _form(actor, data, found, items)
        order = attempt(form, lambda: _place(actor, form, number))
        if order is not None:
            return redirect("orders:hotline_done", order_id=order.id)
        return _screen(request, form, number, found, items)
    heard = hear(actor.district, data.get("line", ""))
    for name, value in _taken(heard, items).items():
        # What the line does not say stays as it is.
        data[name] = value or str(data.get(name, ""))
    person = next((one for one in found if str(one.id) == data["resident"]), None)
    if person is not None:
        data["community"] = str(data["community"]) or person.home_community
    form = _form(actor, data, found, items, fresh=True)
    return _screen(request, form, number, found, items, heard)


def _taken(heard: Heard, items: list[ServiceItem]) -> dict[str, str]:
    """What a line means for the fields; where several things may be meant, a person chooses."""
    by_code = {item.code: str(item.id) for item in items}
    one_place = heard.communities[0] if len(heard.communities) == 1 else ""
    return {
        "item": by_code.get(heard.needs[0], "") if heard.needs else "",
        "preferred_on": heard.when.day.isoformat() if heard.when.day else "",
        "preferred_slot": heard.when.slot if heard.when.slot in SLOTS else "",
        "address": heard.address,
        "contact_phone": heard.phone,
        "community": one_place,
    }


def _form(
    actor: Actor, data: Any, found: list[Person], items: list[ServiceItem], *, fresh: bool = False
) -> HotlineForm:
    """The form as typed; a fresh one shows values without judging them yet."""
    names = region_names(actor.district)
    residents = [
        (str(person.id), f"{person.name or ''} {names.get(person.home_community, '')}")
        for person in found
    ]
    values: dict[str, Any] = {"initial": data.dict()} if fresh else {"data": data}
    return HotlineForm(
        district=actor.district,
        within=actor.scopes(*DESK),
        residents=residents,
        items=[(str(item.id), named(item)) for item in items],
        **values,
    )


def _place(actor: Actor, form: HotlineForm, number: str) -> ServiceOrder:
    values = form.cleaned_data
    new = values["resident"] == NOBODY
    caller = Caller(
        resident_id=None if new else UUID(values["resident"]),
        name=values["name"],
        home_community=values["community"],
        phone=number,
    )
    told = Told(
        item_id=values["item"],
        description=values["line"],
        preferred_on=values["preferred_on"],
        preferred_slot=values["preferred_slot"],
        address=values["address"],
        contact_phone=values["contact_phone"] or (number if new else ""),
        risk_note=values["risk_note"],
        consented=values["consented"],
        not_the_same=values["not_the_same"],
    )
    return place_by_phone(actor=actor, caller=caller, told=told)


def _screen(
    request: HttpRequest,
    form: HotlineForm,
    number: str,
    found: list[Person],
    items: list[ServiceItem] | None = None,
    heard: Heard | None = None,
) -> HttpResponse:
    actor = actor_of(request)
    orders = last_orders(actor.district, [person.id for person in found])
    chosen = str(form["resident"].value() or "")
    item = str(form["item"].value() or "")
    alike = open_alike(actor.district, UUID(chosen), UUID(item)) if _both(chosen, item) else []
    was_read = items is not None
    calls = heard.dangers if heard else ()
    _focus(form, was_read, len(found))
    response = render(
        request,
        "orders/hotline_order.html",
        {
            "form": form,
            "number": number,
            "found": [
                {"person": person, "orders": [_line(order) for order in orders[person.id]]}
                for person in found
            ],
            "was_read": was_read,
            "unknown": chosen == NOBODY,
            "alike": [_line(order) for order in alike],
            "aloud": _aloud(actor, form, items or [], found) if was_read else "",
            "calls": calls,
            "numbers": numbers_to_call(calls),
        },
    )
    # Looking somebody up is recorded although the answer is a page, and the page is kept nowhere.
    response.keep_changes = True  # type: ignore[attr-defined]
    response.never_kept = True  # type: ignore[attr-defined]
    return response


def _focus(form: HotlineForm, was_read: bool, found: int) -> None:
    """Put the cursor where the next word goes, so that no hand leaves the keyboard."""
    name = "consented" if was_read else "resident" if found > 1 else "line"
    if not was_read and not found:
        name = "name"
    if not form.errors:
        form.fields[name].widget.attrs["autofocus"] = True


def _both(*ids: str) -> bool:
    try:
        return all(UUID(one) for one in ids)
    except ValueError:
        return False


def _line(order: ServiceOrder) -> dict[str, Any]:
    return {
        "url": reverse("orders:desk", args=[order.id]),
        "number": order.number,
        "item": named(order.item),
        "at": order.placed_at,
        "state": order.state,
    }


def _aloud(actor: Actor, form: HotlineForm, items: list[ServiceItem], found: list[Person]) -> str:
    """What to say to the caller before sending."""
    chosen = str(form["resident"].value() or "")
    person = next((one for one in found if str(one.id) == chosen), None)
    on_file = str(person.phone or "") if person else ""
    item = next((one for one in items if str(one.id) == str(form["item"].value() or "")), None)
    day = _day(str(form["preferred_on"].value() or ""))
    return read_back(
        item=named(item) if item else "",
        day=day,
        slot=str(form["preferred_slot"].value() or "any"),
        place=region_names(actor.district).get(str(form["community"].value() or ""), ""),
        phone=str(form["contact_phone"].value() or "") or on_file,
    )


def _day(text: str) -> date | None:
    """A day as the picker writes it, or nothing while it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@page(*DESK)
def done(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The number to say, what happens next, and the next call."""
    order, _roles = order_seen_by(actor_of(request), order_id)
    aloud = _("您的单号是 %(number)s，最后四位 %(tail)s。社区站点受理后会通知您。") % {
        "number": order.number,
        "tail": order.number[-4:],
    }
    return render(
        request,
        "orders/hotline_done.html",
        {
            "order": order,
            "item": named(order.item),
            "place": place_of(order),
            "aloud": aloud,
            "receipt": link_of(order) is not None,
        },
    )
