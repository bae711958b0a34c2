"""Many orders at once: first a page that says what would happen, then doing it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.order_flow import Action, Urgency
from redvest.errors import Invalid
from redvest.http import actor_of, page
from redvest.orders.forms import BulkForm
from redvest.orders.labels import BUTTONS, named
from redvest.orders.models import ServiceOrder
from redvest.orders.pages.undoing import undo_tag
from redvest.orders.queries import DESK
from redvest.orders.queries.choices import teams_around
from redvest.orders.services import accept_order, dispatch_order, pool_order
from redvest.orders.services.bulk import Outcome, step_many
from redvest.orders.showing import place_of
from redvest.people.actors import Actor

ACTS = (Action.ACCEPT, Action.DISPATCH, Action.POOL)
# What an action asks before it can be tried.
ASKS = {Action.ACCEPT.value: "verification", Action.DISPATCH.value: "team"}
NAMED_MAX = 5


def acts_for(actor: Actor) -> list[tuple[str, Any]]:
    """What the inbox offers to do with many orders."""
    return [(action.value, BUTTONS[action]) for action in ACTS]


def _step(actor: Actor, values: dict[str, Any]) -> Callable[[UUID, str], ServiceOrder]:
    def accept(order_id: UUID, version: str) -> ServiceOrder:
        return accept_order(
            actor=actor,
            order_id=order_id,
            urgency=Urgency.NORMAL,
            verification=values["verification"],
            version=version,
        )

    def dispatch(order_id: UUID, version: str) -> ServiceOrder:
        return dispatch_order(
            actor=actor, order_id=order_id, team_id=values["team"], version=version
        )

    def pool(order_id: UUID, version: str) -> ServiceOrder:
        return pool_order(actor=actor, order_id=order_id, version=version)

    steps = {Action.ACCEPT: accept, Action.DISPATCH: dispatch, Action.POOL: pool}
    return steps[Action(values["act"])]


def chosen(values: list[str]) -> list[tuple[UUID, str]]:
    """Orders and the versions at which they were shown; anything else was not chosen here."""
    found = []
    for value in values:
        order, _sep, version = value.partition(":")
        try:
            found.append((UUID(order), version))
        except ValueError:
            continue
    return found


@page(*DESK, methods=("POST",))
def bulk(request: HttpRequest) -> HttpResponse:
    """Say what would happen to each order, by really trying; the second submission keeps it."""
    actor = actor_of(request)
    data = request.POST
    wanted = chosen(data.getlist("order"))
    back = f"{reverse('orders:inbox')}?{data.get('conditions', '')}"
    teams = [(str(team), name) for team, name in teams_around(actor)]
    form = BulkForm(data, acts=acts_for(actor), teams=teams)
    keep = data.get("step") == "carry_out"
    outcomes = attempt(form, lambda: _try(actor, form, wanted, keep))
    if outcomes is not None and keep:
        say_outcomes(request, outcomes, Action(form.cleaned_data["act"]), back)
        return HttpResponseRedirect(back)
    asks = ASKS.get(data.get("act", ""), "")
    if outcomes is None and not form.has_error(asks):
        for error in form.errors.values():
            messages.error(request, " ".join(str(words) for words in error))
        return HttpResponseRedirect(back)
    if outcomes is None and asks not in data:
        form = BulkForm(initial=data.dict(), acts=acts_for(actor), teams=teams)
    act = dict(form.fields["act"].choices)[data["act"]]  # type: ignore[attr-defined]
    return render(
        request,
        "orders/bulk.html",
        {
            "act": act,
            "form": form,
            "asked": [form[asks]] if asks else [],
            "chosen": data.getlist("order"),
            "conditions": data.get("conditions", ""),
            "back": back,
            "able": [shown_outcome(one) for one in outcomes or () if not one.refused],
            "refused": [shown_outcome(one) for one in outcomes or () if one.refused],
            "tried": outcomes is not None,
        },
    )


def _try(actor: Actor, form: BulkForm, wanted: list[tuple[UUID, str]], keep: bool) -> list[Outcome]:
    values = form.cleaned_data
    asks = ASKS.get(values["act"])
    if asks and not values[asks]:
        message = {"team": _("请从列表里选择一支队伍。")}.get(asks, _("请选择核实的方式。"))
        raise Invalid(message, fields={asks: message})
    return step_many(actor=actor, wanted=wanted, step=_step(actor, values), keep=keep)


def shown_outcome(one: Outcome) -> dict[str, Any]:
    """One order of the review: what would become of it."""
    return {
        "number": one.order.number,
        "url": reverse("orders:desk", args=[one.order.id]),
        "item": named(one.order.item),
        "place": place_of(one.order),
        "refused": one.refused,
    }


def say_outcomes(request: HttpRequest, outcomes: list[Outcome], action: Action, back: str) -> None:
    """Tell what was done and what was not; undoing it leads ``back``."""
    done = [one for one in outcomes if not one.refused]
    refused = [one for one in outcomes if one.refused]
    if done:
        tag = undo_tag(request, action, [one.order for one in done], back)
        messages.success(request, _("办好了%(count)d单。") % {"count": len(done)}, extra_tags=tag)
    for one in refused[:NAMED_MAX]:
        words = _("%(number)s 没有办：%(why)s")
        messages.error(request, words % {"number": one.order.number, "why": one.refused})
    if len(refused) > NAMED_MAX:
        words = _("另有%(count)d单没有办成，仍在列表里。")
        messages.error(request, words % {"count": len(refused) - NAMED_MAX})
