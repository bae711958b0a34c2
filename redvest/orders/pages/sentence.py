"""Ordering with one sentence: say it, correct what was understood, check and send."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from redvest.engines.sentence import Heard
from redvest.http import Open, actor_of, page
from redvest.orders.advising import danger_of, time_notes
from redvest.orders.forms import SaidForm, SentenceForm
from redvest.orders.labels import named
from redvest.orders.models import ServiceItem
from redvest.orders.pages.asking import Requesters, checked_and_sent, home_of
from redvest.orders.queries import catalog, hear, requesters_for


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def say(request: HttpRequest) -> HttpResponse:
    """Nothing is chosen or sent for anybody: a sentence only fills in the form."""
    actor = actor_of(request)
    requesters = requesters_for(actor)
    if not requesters:
        return render(request, "orders/not_yet.html", {"item": _("用一句话点单")})
    step, said = request.POST.get("step", ""), request.POST.get("sentence", "")
    if request.method != "POST" or step == "again":
        form = SentenceForm(initial={"sentence": said})
        return render(request, "orders/say.html", {"form": form})
    if step == "hear" or not said:
        return _heard(request, said, requesters)
    heard = hear(actor.district, said)
    items = _in_order(actor.district, heard)
    order = SaidForm(request.POST, **_options(actor.district, items, requesters))
    chosen = next((item for item in items if item.code == request.POST.get("item")), None)
    return checked_and_sent(request, order, chosen, requesters) or _said(request, order, heard)


def _heard(request: HttpRequest, said: str, requesters: Requesters) -> HttpResponse:
    """The first screen again when there is nothing to read, else the second one filled in."""
    district = actor_of(request).district
    sentence = SentenceForm({"sentence": said})
    if not sentence.is_valid():
        return render(request, "orders/say.html", {"form": sentence, "danger": danger_of(said)})
    heard = hear(district, said)
    items = _in_order(district, heard)
    form = SaidForm(
        initial=_initial(said, heard, requesters), **_options(district, items, requesters)
    )
    return _said(request, form, heard)


def _in_order(district: str, heard: Heard) -> list[ServiceItem]:
    """The menu, what was probably meant first."""
    rank = {code: place for place, code in enumerate(heard.needs)}
    return sorted(catalog(district), key=lambda item: rank.get(item.code, len(rank)))


def _options(district: str, items: list[ServiceItem], requesters: Requesters) -> dict[str, Any]:
    return {
        "district": district,
        "items": [(item.code, named(item)) for item in items],
        "requesters": [(str(person), name) for person, name, _home in requesters],
    }


def _initial(said: str, heard: Heard, requesters: Requesters) -> dict[str, Any]:
    home = home_of(requesters)
    return {
        "sentence": said,
        "description": heard.words or said,
        # Of several communities with one name the person chooses; without any it is home.
        "community": heard.communities[0]
        if len(heard.communities) == 1
        else ("" if heard.communities else home),
        "address": heard.address,
        "contact_phone": heard.phone,
        "preferred_on": heard.when.day,
        "preferred_slot": heard.when.slot,
    }


def _said(request: HttpRequest, form: SaidForm, heard: Heard) -> HttpResponse:
    chips = len(heard.needs)
    rows = list(form["item"].subwidgets)
    context = {
        "form": form,
        "chips": rows[:chips],
        "others": rows[chips:],
        "other_chosen": form["item"].value() not in (None, "", *heard.needs),
        "rest": [field for field in form.visible_fields() if field.name != "item"],
        "danger": danger_of(form["sentence"].value() or ""),
        "notes": [] if form.is_bound else time_notes(heard.when, len(heard.communities)),
        "is_urgent": heard.is_urgent,
    }
    return render(request, "orders/said.html", context)
