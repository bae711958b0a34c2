"""用时间: what somebody saved, what it may be used for, and each use of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.bank.forms.time_bank import CoverForm, GiveForm, UseForm
from redvest.bank.queries.books import balance_of
from redvest.bank.queries.love_bank import in_pool
from redvest.bank.queries.time_bank import (
    giver_of,
    limits_of,
    use_seen_by,
    uses_of,
)
from redvest.bank.services.giving import give
from redvest.bank.services.time_receivers import drop_receiver
from redvest.bank.services.time_uses import cover_order, use_time
from redvest.bank.time_showing import (
    answers,
    receiver_rows,
    rules_of,
    stats_of,
    use_choices,
    use_facts,
    use_links,
)
from redvest.core.forming import attempt
from redvest.engines.ledger import Unit
from redvest.engines.time_bank import own_basis
from redvest.http import Open, actor_of, page
from redvest.people.models import Person
from redvest.people.queries.persons import is_minor_today, own_person, own_person_or_404

USES_MAX = 50


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """My time: what there is, what it may be used for, what became of it."""
    person = own_person(actor_of(request))
    if person is None:
        return render(request, "bank/time.html", {"nobody": True})
    return _mine(request, person, {})


def _mine(request: HttpRequest, person: Person, sent: dict[str, Any]) -> HttpResponse:
    limits = limits_of(person.district)
    receivers = receiver_rows(person)
    own = own_basis(giver_of(person), limits) is not None
    minor = is_minor_today(person)
    context = {
        "stats": stats_of(person),
        "rules": rules_of(person.district),
        "uses": use_links(list(uses_of(person)[:USES_MAX])),
        "receivers": receivers,
        "may_use": (own or bool(receivers)) and not minor,
        "minor": minor,
        "age": limits.age,
        **in_pool(person.district),
        "cover": sent.get("cover") or CoverForm(limits=limits, prefix="cover"),
        "give": sent.get("give") or GiveForm(prefix="give"),
    }
    return render(request, "bank/time.html", context)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def use(request: HttpRequest) -> HttpResponse:
    """Fill in, look once more at what is set aside, send."""
    actor = actor_of(request)
    person = own_person_or_404(actor)
    balance = balance_of(person.id, person.district, Unit.MINUTES)
    form = UseForm(request.POST or None, **use_choices(person))
    step = request.POST.get("step", "")
    if step == "place":
        done = attempt(form, lambda: use_time(actor=actor, asked=form.asked()))
        if done is not None:
            return redirect("bank:time_one", done.id)
    elif step == "check" and form.is_valid():
        context = {"form": form, "rows": answers(form, balance), "rules": rules_of(person.district)}
        return render(request, "bank/time_check.html", context)
    return render(request, "bank/time_use.html", {"form": form, "stats": stats_of(person)})


@page(Open.SIGNED_IN, methods=("POST",))
def cover(request: HttpRequest) -> HttpResponse:
    """Pay for an order that waits already."""
    actor = actor_of(request)
    person = own_person_or_404(actor)
    form = CoverForm(request.POST, limits=limits_of(person.district), prefix="cover")
    done = attempt(form, lambda: cover_order(actor=actor, **form.cleaned_data))
    if done is None:
        return _mine(request, person, {"cover": form})
    return redirect("bank:time_one", done.id)


@page(Open.SIGNED_IN, methods=("POST",))
def donate(request: HttpRequest) -> HttpResponse:
    """捐给爱心银行."""
    actor = actor_of(request)
    person = own_person_or_404(actor)
    form = GiveForm(request.POST, prefix="give")
    done = attempt(
        form,
        lambda: give(
            actor=actor, unit=form.cleaned_data["unit"], amount=form.cleaned_data["amount"]
        ),
    )
    if done is None:
        return _mine(request, person, {"give": form})
    messages.success(request, _("已捐给爱心银行，谢谢您。"))
    return redirect("bank:time")


@page(Open.SIGNED_IN)
def one(request: HttpRequest, use_id: UUID) -> HttpResponse:
    """One use: what was set aside, what was served, what came back."""
    row = use_seen_by(actor_of(request), use_id)
    context = {"row": row, "facts": use_facts(row), "order_id": row.order_id}
    context["own"] = row.order.requester_id == actor_of(request).person_id
    return render(request, "bank/time_one.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def drop(request: HttpRequest, receiver_id: UUID) -> HttpResponse:
    """Somebody comes off the list, at the wish of either side or at the desk."""
    actor = actor_of(request)
    row = drop_receiver(actor=actor, receiver_id=receiver_id, version=request.POST.get("version"))
    messages.success(request, _("已从名单里去掉。"))
    if actor.person_id in (row.giver_id, row.receiver_id):
        return redirect("bank:time")
    return redirect("bank:time_for", row.giver_id)
