"""My family: children, guardians, and relatives I order for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.people.forms.family import (
    ChildForm,
    CodeForm,
    GuardianAnswerForm,
    GuardianForm,
    RelativeForm,
)
from redvest.people.models import ProxyLink
from redvest.people.pages.common import english, save, tried
from redvest.people.purposes import Purpose, current_words
from redvest.people.queries import families as query
from redvest.people.queries.persons import own_person, shown_name, volunteer_seen_by
from redvest.people.services.closing import forget_child
from redvest.people.services.families import (
    add_child,
    answer_as_guardian,
    ask_guardian,
    end_guardianship,
)
from redvest.people.services.standing_in import ask_to_stand_in, confirm_with_code, end_proxy
from redvest.people.services.volunteering import make_pledge, register_volunteer


@page(Open.SIGNED_IN)
def family(request: HttpRequest) -> HttpResponse:
    """Everybody one looks after or is looked after by, and what waits for an answer."""
    actor = actor_of(request)
    person = own_person(actor)
    context = {
        "person": person,
        "asked": query.asked_of(actor),
        "wards": [
            {"tie": tie, "name": shown_name(tie.minor), "own_account": bool(tie.minor.account_id)}
            for tie in (query.wards_of(person) if person else [])
        ],
        "guardians": query.guardians_of(person) if person else [],
        "links": [
            {"link": link, "name": shown_name(link.resident)} for link in query.stood_for_by(actor)
        ],
        "for_me": query.standing_in_for(person) if person else [],
    }
    return render(request, "people/family.html", context)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def child(request: HttpRequest) -> HttpResponse:
    """Enter a child under 14."""
    actor = actor_of(request)
    form = ChildForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def enter() -> object:
            values = {**form.cleaned_data, "sex": form.cleaned_data["sex"] or "0"}
            return add_child(actor=actor, **values)

        if save(form, enter).done:
            messages.success(request, _("已登记孩子的资料。"))
            return redirect("people:family")
    words = current_words(Purpose.MINOR)
    language = english(request)
    context = {"form": form, "title": words.title(language), "text": words.body(language)}
    return render(request, "people/child.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def child_volunteer(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The guardian registers the child as a volunteer and pledges for it."""
    actor = actor_of(request)
    found = register_volunteer(actor=actor, person_id=person_id)
    make_pledge(actor=actor, volunteer_id=found.id)
    number = volunteer_seen_by(actor, found.id).volunteer_no
    messages.success(request, _("孩子已登记为志愿者，编号 %(no)s。") % {"no": number})
    return redirect("people:family")


@page(Open.SIGNED_IN, methods=("POST",))
def child_forget(request: HttpRequest, person_id: UUID) -> HttpResponse:
    forget_child(actor=actor_of(request), person_id=person_id)
    messages.success(request, _("孩子的资料已清除。"))
    return redirect("people:family")


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def guardian_ask(request: HttpRequest) -> HttpResponse:
    """A minor with an account names the guardian."""
    actor = actor_of(request)
    form = GuardianForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        saved = save(form, lambda: ask_guardian(actor=actor, **form.cleaned_data))
        if saved.done:
            messages.success(request, _("已记下。请监护人用这个手机号登录，在“家人”里答复。"))
            return redirect("people:family")
    return render(request, "people/guardian_ask.html", {"form": form})


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def guardian_answer(request: HttpRequest, tie_id: UUID) -> HttpResponse:
    """The guardian reads what it means, and answers."""
    actor = actor_of(request)
    tie = next((tie for tie in query.asked_of(actor) if tie.id == tie_id), None)
    if tie is None:
        raise NotSeen(_("没有找到这条监护请求。"))
    form = GuardianAnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def answer() -> object:
            agrees = form.cleaned_data["agrees"] == "yes"
            return answer_as_guardian(actor=actor, tie_id=tie_id, agrees=agrees)

        if save(form, answer).done:
            messages.success(request, _("已记下您的答复。"))
            return redirect("people:family")
    words, language = current_words(Purpose.MINOR), english(request)
    context = {
        "form": form,
        "title": words.title(language),
        "text": words.body(language),
        "minor": str(tie.minor.name) if tie.minor.name else "",
    }
    return render(request, "people/guardian_answer.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def guardian_end(request: HttpRequest, tie_id: UUID) -> HttpResponse:
    end_guardianship(actor=actor_of(request), tie_id=tie_id)
    messages.success(request, _("监护关系已解除。"))
    return redirect("people:family")


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def relative(request: HttpRequest) -> HttpResponse:
    """Ask to order for a relative."""
    actor = actor_of(request)
    form = RelativeForm(request.POST if request.method == "POST" else None, district=actor.district)
    if request.method == "POST":
        saved = save(form, lambda: ask_to_stand_in(actor=actor, **form.cleaned_data))
        if saved.done:
            return redirect("people:relative_code", link_id=saved.result.id)
    return render(request, "people/relative.html", {"form": form})


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def relative_code(request: HttpRequest, link_id: UUID) -> HttpResponse:
    """Type what the relative reads out."""
    actor = actor_of(request)
    link = (
        ProxyLink.objects.filter(
            district=actor.district, id=link_id, proxy_id=actor.account_id, ended_at=None
        )
        .select_related("resident")
        .first()
    )
    if link is None:
        raise NotSeen(_("没有找到这条代办关系。"))
    if link.confirmed_at is not None:
        return redirect("people:family")
    form = CodeForm(request.POST if request.method == "POST" else None)
    context = {"form": form, "phone": str(link.resident.phone or "")}
    if request.method == "POST":

        def confirm() -> object:
            return confirm_with_code(actor=actor, link_id=link_id, code=form.cleaned_data["code"])

        saved = save(form, confirm)
        if saved.done and saved.result is not None:
            messages.success(request, _("可以替家人点单了。"))
            return redirect("people:family")
        if saved.done:
            form.add_error("code", _("验证码不对或已过期，请核对；输错5次要重新发送。"))
            return tried(request, "people/relative_code.html", context)
    return render(request, "people/relative_code.html", context)


@page(Open.SIGNED_IN, methods=("POST",))
def relative_end(request: HttpRequest, link_id: UUID) -> HttpResponse:
    end_proxy(actor=actor_of(request), link_id=link_id)
    messages.success(request, _("代办关系已解除。"))
    return redirect("people:family")
