"""核销, for a merchant's phone and at a station: scan or type, look, hand over."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.bank.forms.redeeming import CodeForm
from redvest.bank.models import Redemption
from redvest.bank.queries.handing import handed_lately
from redvest.bank.queries.merchants import DESK, own_shops
from redvest.bank.queries.rewards import place_name
from redvest.bank.reward_labels import named, state_of
from redvest.bank.services.handing import find_by_code, hand_over, run_out
from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import when
from redvest.engines.redemption_flow import State
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name

HANDS = (Role.PARTNER, *DESK)


@page(*HANDS, methods=("GET", "POST"))
def shop(request: HttpRequest) -> HttpResponse:
    """Scan or type the code; what it opens is shown before anything is handed over."""
    actor = actor_of(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST":
        found = attempt(form, lambda: find_by_code(actor, form.cleaned_data["code"]))
        if found is not None:
            return _check(request, found, form)
    lately = [
        {
            "label": named(row.stock.reward),
            "value": f"{when(row.handed_at)} · {shown_name(row.person)}",
        }
        for row in handed_lately(actor, 5)
    ]
    shops = own_shops(actor)
    context = {
        "form": form,
        "shops": shops,
        "stands_nowhere": not shops and not actor.roles & set(DESK),
        "lately": lately,
    }
    return render(request, "bank/shop.html", context)


def _check(request: HttpRequest, row: Redemption, form: CodeForm) -> HttpResponse:
    facts: list[dict[str, Any]] = [
        {"label": _("交付"), "value": named(row.stock.reward)},
        {"label": _("给谁"), "value": shown_name(row.person)},
        {"label": _("在哪里领"), "value": place_name(row.stock)},
        {"label": _("编号"), "value": row.number},
    ]
    if row.handed_at:
        facts.append({"label": _("领取时间"), "at": row.handed_at})
    context = {
        "facts": facts,
        "state": state_of(row),
        "waits": row.state == State.ISSUED.value,
        "code": form.cleaned_data["code"],
    }
    return render(request, "bank/shop_check.html", context)


@page(*HANDS, methods=("POST",))
def hand(request: HttpRequest) -> HttpResponse:
    """已交给本人."""
    actor = actor_of(request)
    form = CodeForm(request.POST)
    via = "merchant" if own_shops(actor) else "desk"
    done = attempt(form, lambda: hand_over(actor=actor, code=form.cleaned_data["code"], via=via))
    if done is None:
        return render(request, "bank/shop.html", {"form": form})
    messages.success(request, _("已核销：%(what)s。") % {"what": named(done.stock.reward)})
    return redirect("bank:shop")


@page(*HANDS, methods=("POST",))
def out(request: HttpRequest) -> HttpResponse:
    """没有货了."""
    actor = actor_of(request)
    form = CodeForm(request.POST)
    done = attempt(form, lambda: run_out(actor=actor, code=form.cleaned_data["code"]))
    if done is None:
        return render(request, "bank/shop.html", {"form": form})
    messages.success(request, _("已记下没有货，对方的积分已经退回。"))
    return redirect("bank:shop")
