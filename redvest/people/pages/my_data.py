"""What is stored about me, what I agreed to, and leaving."""

import json

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.personal_data import register
from redvest.engines.ages import AgeBand
from redvest.http import Open, actor_of, page
from redvest.people.actors import Actor
from redvest.people.forms.own import CloseForm
from redvest.people.pages.common import english, in_full, save, tried
from redvest.people.purposes import ADULTS_ONLY, SWITCHES, Purpose, current_words
from redvest.people.queries.consents import agrees_to_rules, history, switches
from redvest.people.queries.mine import readings, sections
from redvest.people.queries.persons import band_of, own_account, own_person
from redvest.people.services.closing import ask_closing_code, close_account, what_blocks
from redvest.people.services.consenting import agree_to_rules, set_switches
from redvest.people.services.taking import export_mine


@page(Open.ANYONE, methods=("GET", "POST"))
def rules(request: HttpRequest) -> HttpResponse:
    """How personal information is handled: the text, and the list of what is kept."""
    actor = actor_of(request)
    if request.method == "POST":
        agree_to_rules(actor=actor)
        messages.success(request, _("已记下您的同意。"))
        return redirect("people:rules")
    words, language = current_words(Purpose.PRIVACY), english(request)
    context = {
        "words": words,
        "title": words.title(language),
        "text": words.body(language),
        "entries": register(),
        "asks": actor.account_id is not None and not agrees_to_rules(actor.account_id),
    }
    return render(request, "people/rules.html", context)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def consents(request: HttpRequest) -> HttpResponse:
    """One switch for each purpose; all of them are off until somebody turns one on."""
    actor = actor_of(request)
    person = own_person(actor)
    if person is None:
        return render(request, "people/consents_first.html", {})
    offered = _offered(actor)
    if request.method == "POST":
        wanted = {p for p in offered if p.value in request.POST.getlist("purpose")}
        shown = {p for p in offered if p.value in request.POST.getlist("shown")}
        set_switches(actor=actor, wanted=wanted & shown, shown=shown)
        messages.success(request, _("已保存您的选择，马上生效。"))
        return redirect("people:consents")
    language = english(request)
    lines = [
        {
            "switch": switch,
            "title": switch.words.title(language),
            "text": switch.words.body(language),
        }
        for switch in switches(person.id, offered)
    ]
    past = [
        {"consent": consent, "title": current_words(Purpose(consent.purpose)).title(language)}
        for consent in history(person.id, actor.account_id)
    ]
    return render(request, "people/consents.html", {"lines": lines, "past": past})


def _offered(actor: Actor) -> list[Purpose]:
    """The switches for somebody of this age: some are for adults only."""
    person = own_person(actor)
    adult = person is not None and band_of(person) is AgeBand.ADULT
    return [purpose for purpose in SWITCHES if adult or purpose not in ADULTS_ONLY]


@page(Open.SIGNED_IN)
def my_data(request: HttpRequest) -> HttpResponse:
    """Everything stored about me, masked, and who has read it in full."""
    actor = actor_of(request)
    context = {"sections": sections(actor), "readings": readings(actor)}
    return render(request, "people/my_data.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def take_data(request: HttpRequest) -> HttpResponse:
    """Everything in plain text, as a file or as a page to print."""
    taken = export_mine(actor=actor_of(request))
    if request.POST.get("format") == "print":
        return in_full(request, "people/print_data.html", {"taken": taken})
    text = json.dumps(taken, ensure_ascii=False, indent=1, default=str)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    name = f"my-data-{timezone.localdate():%Y%m%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def close(request: HttpRequest) -> HttpResponse:
    """Leave for good."""
    actor = actor_of(request)
    account = own_account(actor)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if account is not None and not account.has_usable_password():
        del form.fields["password"]
    context = {"form": form, "blocking": what_blocks(account.id) if account else []}
    if request.method == "POST":

        def leave() -> bool:
            values = form.cleaned_data
            return close_account(
                actor=actor, code=values["code"], password=values.get("password", "")
            )

        saved = save(form, leave)
        if saved.done and saved.result:
            logout(request)
            return redirect("people:closed")
        if saved.done:
            form.add_error(None, _("验证码或密码不对，请核对后再试。"))
            return tried(request, "people/close.html", context)
    return render(request, "people/close.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def close_code(request: HttpRequest) -> HttpResponse:
    ask_closing_code(actor=actor_of(request))
    text = _("验证码已发到您的手机，%(minutes)d 分钟内有效。")
    messages.success(request, text % {"minutes": settings.CODE_MINUTES})
    return redirect("people:close")


@page(Open.ANYONE)
def closed(request: HttpRequest) -> HttpResponse:
    return render(request, "people/closed.html", {})
