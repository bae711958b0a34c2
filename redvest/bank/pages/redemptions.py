"""Desk: somebody without a phone, redemptions that somebody objects to, and the love bank."""

from collections.abc import Callable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.bank.forms.redeeming import FindForm, GrantForm, TakeForm
from redvest.bank.models import Redemption
from redvest.bank.pages.rewards import facts_of
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.handing import stocks_kept_by
from redvest.bank.queries.love_bank import grants_in_scope, in_pool
from redvest.bank.queries.merchants import DESK, WATCHING
from redvest.bank.queries.rewards import (
    place_name,
    redemption_seen_by,
    redemptions_in_scope,
)
from redvest.bank.reward_labels import GRANT_REASONS, GRANTS, named, state_of
from redvest.bank.services.handing import redeem_at_desk
from redvest.bank.services.love_bank import ask_grant, decide_grant
from redvest.bank.services.redeeming import ask_reversal, cancel, decide_reversal, uphold
from redvest.bank.showing import amount_of
from redvest.core.forming import attempt
from redvest.engines.flow import actions_open_to
from redvest.engines.ledger import Unit
from redvest.engines.redemption_flow import STEPS, Action, State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.models import Person
from redvest.people.queries.desk import find_residents
from redvest.people.queries.persons import desk_covers, person_seen_by, shown_name

PAGE_ROWS = 40
TABS = {
    "objected": (State.DISPUTED, State.REVERSING),
    "waiting": (State.RESERVED, State.ISSUED),
    "all": tuple(State),
}


@page(*DESK, *WATCHING)
def listed(request: HttpRequest) -> HttpResponse:
    """Redemptions at my places; those somebody objects to come first."""
    chosen = request.GET.get("tab", "")
    chosen = chosen if chosen in TABS else "objected"
    states = [state.value for state in TABS[chosen]]
    found = redemptions_in_scope(actor_of(request)).filter(state__in=states)
    shown = Paginator(found.order_by("-reserved_at", "-id"), PAGE_ROWS).get_page(
        request.GET.get("page")
    )
    words = {"objected": _("有异议"), "waiting": _("待领取"), "all": _("全部")}
    labels = (_("编号"), _("换什么"), _("领取点"), _("给谁"), _("状态"))
    context = {
        "tabs": [
            {"url": f"?tab={name}", "label": words[name], "current": name == chosen}
            for name in TABS
        ],
        "columns": [{"label": label} for label in labels],
        "rows": [
            {
                "url": reverse("bank:redemption_desk", args=[row.id]),
                "cells": [
                    {"value": row.number},
                    {"value": named(row.stock.reward)},
                    {"value": place_name(row.stock)},
                    {"value": shown_name(row.person)},
                    {"state": state_of(row)},
                ],
            }
            for row in shown
        ],
        "page": shown,
    }
    return render(request, "bank/redemptions_desk.html", context)


@page(*DESK, *WATCHING)
def one(request: HttpRequest, redemption_id: UUID) -> HttpResponse:
    """One redemption as the desk of its place sees it."""
    row, roles = redemption_seen_by(actor_of(request), redemption_id)
    if not roles & {*DESK, *WATCHING}:
        raise NotSeen(_("没有找到这次兑换，或它不在您能查看的范围内。"))
    staff = roles & set(DESK)
    open_to = set(actions_open_to(STEPS, State(row.state), staff))
    facts = facts_of(row)
    facts.insert(1, {"label": _("给谁"), "value": shown_name(row.person)})
    context = {
        "row": row,
        "state": state_of(row),
        "facts": facts,
        "cancels": Action.CANCEL in open_to,
        "upholds": Action.UPHOLD in open_to,
        "asks": Action.ASK_REVERSAL in open_to,
        "decides": Action.REVERSE in open_to
        and row.reversal_asked_by != actor_of(request).account_id,
    }
    return render(request, "bank/redemption_desk.html", context)


@page(*DESK, methods=("POST",))
def desk_step(request: HttpRequest, redemption_id: UUID, action: str) -> HttpResponse:
    """Keep it, or send the points back with a second person."""
    steps: dict[str, Callable[..., Redemption]] = {
        Action.CANCEL.value: cancel,
        Action.UPHOLD.value: uphold,
        Action.ASK_REVERSAL.value: ask_reversal,
        Action.REVERSE.value: lambda **more: decide_reversal(agree=True, **more),
        Action.KEEP.value: lambda **more: decide_reversal(agree=False, **more),
    }
    if action not in steps:
        raise NotSeen(_("没有这个页面。"))
    steps[action](
        actor=actor_of(request), redemption_id=redemption_id, version=request.POST.get("version")
    )
    messages.success(request, _("已记下。"))
    return redirect("bank:redemption_desk", redemption_id)


@page(*DESK, methods=("GET", "POST"))
def counter(request: HttpRequest) -> HttpResponse:
    """Find who stands at the desk by a whole number; nobody is listed."""
    actor = actor_of(request)
    form = FindForm(request.POST or None)
    found: list[Person] = []
    asked = request.method == "POST" and form.is_valid()
    if asked:
        found = find_residents(actor, form.cleaned_data["typed"])
        if len(found) == 1:
            return redirect("bank:counter_for", found[0].id)
    links = [
        {"url": reverse("bank:counter_for", args=[person.id]), "label": shown_name(person)}
        for person in found
    ]
    return render(request, "bank/counter.html", {"form": form, "links": links, "asked": asked})


def _covered(request: HttpRequest, person_id: UUID) -> Person:
    actor = actor_of(request)
    person = person_seen_by(actor, person_id)
    if not desk_covers(actor, person):
        raise NotSeen(_("没有找到这位居民。"))
    return person


@page(*DESK, methods=("GET", "POST"))
def counter_for(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """当面兑换 for somebody without a phone."""
    actor, person = actor_of(request), _covered(request, person_id)
    form = TakeForm(request.POST or None, stocks=_stocks(request))
    if request.method == "POST":
        done = attempt(
            form,
            lambda: redeem_at_desk(
                actor=actor,
                person_id=person_id,
                stock_id=form.cleaned_data["stock"],
                guardian_there=form.cleaned_data["guardian_there"],
            ),
        )
        if done is not None:
            messages.success(request, _("已交付，积分已扣。编号%(no)s。") % {"no": done.number})
            return redirect("bank:counter_for", person_id)
    return _counter(request, person, {"take": form})


def _stocks(request: HttpRequest) -> list[tuple[str, str]]:
    words = _("%(what)s · %(points)d积分 · %(place)s还有%(left)d份")
    return [
        (
            str(row.id),
            words
            % {
                "what": named(row.reward),
                "points": row.reward.points,
                "place": place_name(row),
                "left": row.left,
            },
        )
        for row in stocks_kept_by(actor_of(request))
    ]


def _counter(request: HttpRequest, person: Person, sent: dict[str, forms.Form]) -> HttpResponse:
    context = {
        "person": person,
        "name": shown_name(person),
        "balance": balance_of(person.id, person.district, Unit.POINTS),
        "form": sent.get("take") or TakeForm(stocks=_stocks(request)),
        "grant": sent.get("grant") or GrantForm(),
        **in_pool(person.district),
    }
    return render(request, "bank/counter_for.html", context)


@page(*DESK, methods=("POST",))
def grant(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Ask the love bank for somebody who cannot earn."""
    actor, person = actor_of(request), _covered(request, person_id)
    form = GrantForm(request.POST)
    done = attempt(form, lambda: ask_grant(actor=actor, person_id=person_id, **form.asked()))
    if done is None:
        return _counter(request, person, {"grant": form})
    messages.success(request, _("已提交，由区中心的管理员批准后到账。"))
    return redirect("bank:counter_for", person_id)


@page(*DESK, *WATCHING)
def love_bank(request: HttpRequest) -> HttpResponse:
    """What was asked for and granted, and what the pool still holds."""
    actor = actor_of(request)
    shown = Paginator(grants_in_scope(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    rows = [
        {
            "row": row,
            "name": shown_name(row.person),
            "what": amount_of(Unit(row.unit), row.amount),
            "reason": GRANT_REASONS[row.reason],
            "state": GRANTS[row.state],
            "decides": row.state == "asked"
            and actor.has(Role.CENTRE_ADMIN)
            and row.asked_by != actor.account_id,
        }
        for row in shown
    ]
    context = {"rows": rows, "page": shown, **in_pool(actor.district)}
    return render(request, "bank/love_bank.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def love_bank_step(request: HttpRequest, grant_id: UUID, action: str) -> HttpResponse:
    if action not in ("agree", "refuse"):
        raise NotSeen(_("没有这个页面。"))
    decide_grant(
        actor=actor_of(request),
        grant_id=grant_id,
        agree=action == "agree",
        version=request.POST.get("version"),
    )
    messages.success(request, _("已记下。"))
    return redirect("bank:love_bank")
