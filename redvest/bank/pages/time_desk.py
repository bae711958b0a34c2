"""The desk helps those who call or come: find them, see what they saved, order for them."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.bank.forms.redeeming import FindForm
from redvest.bank.forms.time_bank import GiveForForm, NameForm, UseForm
from redvest.bank.models import TimeReceiver
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.love_bank import in_pool
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.bank.queries.time_bank import uses_in_scope, uses_of
from redvest.bank.services.giving import give
from redvest.bank.services.time_receivers import name_receiver
from redvest.bank.services.time_uses import use_time
from redvest.bank.showing import amount_of
from redvest.bank.time_labels import use_state
from redvest.bank.time_showing import (
    answers,
    receiver_rows,
    rules_of,
    stats_of,
    use_choices,
    use_links,
)
from redvest.core.forming import attempt
from redvest.engines.ledger import Unit
from redvest.engines.roles import Role
from redvest.errors import Invalid, NotSeen
from redvest.http import actor_of, page
from redvest.orders.labels import named
from redvest.orders.services.calls import look_up_caller
from redvest.people.actors import Actor
from redvest.people.models import Person
from redvest.people.queries.desk import find_residents
from redvest.people.queries.persons import desk_covers, person_seen_by, shown_name

PAGE_ROWS, USES_MAX = 40, 20


@page(*DESK, *WATCHING)
def listed(request: HttpRequest) -> HttpResponse:
    """Whose time is set aside for which order, at my places."""
    actor = actor_of(request)
    shown = Paginator(uses_in_scope(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    labels = (_("单号"), _("服务项目"), _("谁的时间"), _("留出"), _("扣了"), _("状态"))
    context = {
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "url": reverse("orders:desk", args=[row.order_id]),
                "cells": [
                    {"value": row.order.number},
                    {"value": named(row.order.item)},
                    {"value": shown_name(row.person)},
                    {"value": amount_of(Unit.MINUTES, row.minutes)},
                    {"value": amount_of(Unit.MINUTES, row.paid)},
                    {"state": use_state(row)},
                ],
            }
            for row in shown
        ],
        "page": shown,
        "reconciles": actor.has(Role.CENTRE_ADMIN) or actor.has(Role.AUDITOR),
        **in_pool(actor.district),
    }
    return render(request, "bank/time_desk.html", context)


@page(*DESK, methods=("GET", "POST"))
def find(request: HttpRequest) -> HttpResponse:
    """Who calls or stands here, by a whole number; each look is written down."""
    form = FindForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "bank/time_find.html", {"form": form})
    found = look_up_caller(actor=actor_of(request), number=form.cleaned_data["typed"])
    if len(found) == 1:
        return redirect("bank:time_for", found[0].id)
    links = [
        {"url": reverse("bank:time_for", args=[person.id]), "label": shown_name(person)}
        for person in found
    ]
    context = {"form": form, "links": links, "asked": True}
    response = render(request, "bank/time_find.html", context)
    # Looking somebody up is recorded although the answer is a page, and the page is kept nowhere.
    response.keep_changes = True  # type: ignore[attr-defined]
    response.never_kept = True  # type: ignore[attr-defined]
    return response


def _covered(actor: Actor, person_id: UUID) -> Person:
    person = person_seen_by(actor, person_id)
    if not desk_covers(actor, person):
        raise NotSeen(_("没有找到这位居民。"))
    return person


@page(*DESK)
def for_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What somebody saved, and what the desk can do for them."""
    return _for(request, _covered(actor_of(request), person_id), {})


def _for(request: HttpRequest, person: Person, sent: dict[str, Any]) -> HttpResponse:
    context = {
        "person": person,
        "name": shown_name(person),
        "stats": stats_of(person),
        "rules": rules_of(person.district),
        "receivers": receiver_rows(person),
        "uses": use_links(list(uses_of(person)[:USES_MAX]), desk=True),
        "naming": sent.get("naming") or NameForm(prefix="name"),
        "give": sent.get("give") or GiveForForm(prefix="give"),
    }
    return render(request, "bank/time_for.html", context)


@page(*DESK, methods=("GET", "POST"))
def use_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Order on somebody's time, read back to them before it is sent."""
    actor = actor_of(request)
    person = _covered(actor, person_id)
    balance = balance_of(person.id, person.district, Unit.MINUTES)
    form = UseForm(request.POST or None, by_desk=True, **use_choices(person))
    step = request.POST.get("step", "")
    name = shown_name(person)
    if step == "place":
        done = attempt(
            form,
            lambda: use_time(
                actor=actor,
                person_id=person_id,
                verified_by=form.cleaned_data["verified_by"],
                asked=form.asked(),
            ),
        )
        if done is not None:
            said = _("已点单，留出%(held)s。单号%(number)s，最后四位%(tail)s。") % {
                "held": amount_of(Unit.MINUTES, done.minutes),
                "number": done.order.number,
                "tail": done.order.number[-4:],
            }
            messages.success(request, said)
            return redirect("bank:time_for", person_id)
    elif step == "check" and form.is_valid():
        context = {
            "form": form,
            "rows": answers(form, balance),
            "rules": rules_of(person.district),
            "person": person,
            "name": name,
        }
        return render(request, "bank/time_for_check.html", context)
    context = {"form": form, "person": person, "name": name, "stats": stats_of(person)}
    return render(request, "bank/time_for_use.html", context)


@page(*DESK, methods=("POST",))
def name_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Enter for whom somebody's time may be used."""
    actor = actor_of(request)
    person = _covered(actor, person_id)
    form = NameForm(request.POST, prefix="name")
    if attempt(form, lambda: _named(actor, person, form)) is None:
        return _for(request, person, {"naming": form})
    messages.success(request, _("已登记，可以给对方用了。"))
    return redirect("bank:time_for", person_id)


def _named(actor: Actor, person: Person, form: NameForm) -> TimeReceiver:
    found = [one for one in find_residents(actor, form.cleaned_data["typed"]) if one != person]
    if len(found) != 1:
        message = _("没有找到这位居民，请核对号码。住在别处的，由区中心办理。")
        raise Invalid(message, code="nobody", fields={"typed": message})
    return name_receiver(actor=actor, giver_id=person.id, named=form.named(found[0].id))


@page(*DESK, methods=("POST",))
def give_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Give to the love bank for somebody who told the desk to."""
    actor = actor_of(request)
    person = _covered(actor, person_id)
    form = GiveForForm(request.POST, prefix="give")
    done = attempt(
        form,
        lambda: give(
            actor=actor,
            person_id=person_id,
            unit=form.cleaned_data["unit"],
            amount=form.cleaned_data["amount"],
            verified_by=form.cleaned_data["verified_by"],
        ),
    )
    if done is None:
        return _for(request, person, {"give": form})
    messages.success(request, _("已捐给爱心银行。"))
    return redirect("bank:time_for", person_id)
