"""The desk: residents of my scope, entering one, correcting one, and who may stand in."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.districts.queries import region_names
from redvest.engines.ages import needs_approval_to_read
from redvest.engines.roles import Role
from redvest.errors import NotAllowed
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.forms.desk import (
    AttachForm,
    ResidentChangeForm,
    ResidentForm,
    SawForm,
    SearchForm,
)
from redvest.people.labels import CONSENT_BASES, PROXY_KINDS, VOLUNTEER_STATES, VOLUNTEER_TONES
from redvest.people.models import Person
from redvest.people.pages.common import save
from redvest.people.pages.own import facts
from redvest.people.purposes import Purpose
from redvest.people.queries import desk as query
from redvest.people.queries.consents import has_consent
from redvest.people.queries.merges import merges_waiting
from redvest.people.queries.persons import (
    DESK,
    band_of,
    desk_covers,
    person_seen_by,
    shown_name,
)
from redvest.people.services.claiming import attach_account
from redvest.people.services.profiles import verify_in_person
from redvest.people.services.residents import change_resident, register_resident
from redvest.people.services.standing_in import confirm_in_person, end_proxy

ROWS = 30
STAFF_HERE = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)


def seen_at_desk(actor: Actor, person_id: UUID) -> Person:
    """A resident of one's place; being their relative as well does not open the desk's page."""
    person = person_seen_by(actor, person_id)
    if not desk_covers(actor, person):
        raise NotAllowed(_("您只能在工作台查看自己辖区内的居民。"), code="beyond_scope")
    return person


def _rows(persons: list[Person], district: str) -> list[dict[str, Any]]:
    names = region_names(district)
    rows = []
    for person in persons:
        volunteer = getattr(person, "volunteer", None)
        rows.append(
            {
                "url": reverse("people:resident", args=[person.id]),
                "cells": [
                    {"value": shown_name(person)},
                    {"value": names.get(person.home_community, "")},
                    {"value": _("有") if person.account_id else _("无")},
                    {"value": VOLUNTEER_STATES[volunteer.status] if volunteer else ""},
                ],
            }
        )
    return rows


@page(*STAFF_HERE, methods=("GET", "POST"))
def residents(request: HttpRequest) -> HttpResponse:
    """The list by place; the search by a whole number, which is sent and never in an address."""
    actor = actor_of(request)
    tab = request.GET.get("tab", "all")
    tab = tab if tab in query.TABS else "all"
    form = SearchForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "columns": _columns(), "page": None}
    if request.method == "POST" and form.is_valid():
        found = query.find_residents(actor, form.cleaned_data["q"])
        context |= {"rows": _rows(found, actor.district), "searched": True}
    else:
        rows = query.residents_in_scope(actor, tab)
        listed = Paginator(rows, ROWS).get_page(request.GET.get("page"))
        context |= {"rows": _rows(list(listed), actor.district), "page": listed}
    context["merges"] = len(merges_waiting(actor))
    context["decides"] = Role.CENTRE_ADMIN in actor.roles
    words = (_("全部"), _("志愿者"), _("没有账号"))
    context["tabs"] = [
        {"url": f"?tab={name}", "label": label, "current": name == tab}
        for name, label in zip(query.TABS, words, strict=True)
    ]
    return render(request, "people/residents.html", context)


def _columns() -> list[dict[str, str]]:
    return [{"label": text} for text in (_("姓名"), _("社区"), _("账号"), _("志愿者"))]


@page(*STAFF_HERE, methods=("GET", "POST"))
def register(request: HttpRequest) -> HttpResponse:
    """Enter somebody without an account, who is here or on the phone."""
    actor = actor_of(request)
    form = ResidentForm(
        request.POST if request.method == "POST" else None,
        district=actor.district,
        within=actor.scopes(*DESK),
    )
    if request.method == "POST":

        def enter() -> Person:
            values = dict(form.cleaned_data)
            values.pop("care_agreed")
            return register_resident(actor=actor, **{**values, "sex": values["sex"] or "0"})

        saved = save(form, enter)
        if saved.done:
            messages.success(request, _("已登记，可以替这位居民点单了。"))
            return redirect("people:resident", person_id=saved.result.id)
    return render(request, "people/resident_new.html", {"form": form})


@page(*STAFF_HERE)
def resident(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One resident, masked, with everything the desk may do."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    band = band_of(person)
    volunteer = getattr(person, "volunteer", None)
    fields = ("name", "phone", "address", "id_number", "birth_date")
    context = {
        "person": person,
        "name": shown_name(person),
        "rows": facts(person, query.phone_of(person), "people:read_resident", fields=fields),
        "proxies": [
            {
                "link": link,
                "kind": PROXY_KINDS.get(link.kind, link.kind),
                "basis": CONSENT_BASES.get(link.consent_basis, ""),
                "phone": str(link.proxy.phone or ""),
                "own": link.proxy_id == actor.account_id,
            }
            for link in query.proxies_of(person)
        ],
        "cares": has_consent(person.id, Purpose.CARE),
        "child": band is not None and needs_approval_to_read(band),
        "access": query.minor_access_of(actor, person),
        "volunteer": volunteer,
        "state_label": VOLUNTEER_STATES.get(volunteer.status) if volunteer else "",
        "state_tone": VOLUNTEER_TONES.get(volunteer.status, "waiting") if volunteer else "",
    }
    return render(request, "people/resident.html", context)


@page(*STAFF_HERE, methods=("GET", "POST"))
def change(request: HttpRequest, person_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = ResidentChangeForm(
        request.POST if request.method == "POST" else None,
        district=actor.district,
        within=actor.scopes(*DESK),
        initial={"home_community": person.home_community},
    )
    status = 200
    if request.method == "POST":
        version = request.POST.get("version", "")

        def correct() -> Person:
            return change_resident(
                actor=actor, person_id=person_id, version=version, **form.cleaned_data
            )

        saved = save(form, correct)
        if saved.done:
            messages.success(request, _("已保存。"))
            return redirect("people:resident", person_id=person_id)
        status, person = saved.status, seen_at_desk(actor, person_id)
    context = {"form": form, "person": person, "version": person.version}
    return render(request, "people/resident_change.html", context, status=status)


@page(*STAFF_HERE, methods=("GET", "POST"))
def verify(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The papers lie on the desk."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = SawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def seen() -> Person:
            return verify_in_person(actor=actor, person_id=person_id, **form.cleaned_data)

        if save(form, seen).done:
            messages.success(request, _("已记下当面核验。"))
            return redirect("people:resident", person_id=person_id)
    title = _("当面核验证件")
    context = {"form": form, "person": person, "name": shown_name(person), "title": title}
    return render(request, "people/desk_form.html", context)


@page(*STAFF_HERE, methods=("GET", "POST"))
def attach(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The entry becomes the account's of somebody who shows their papers."""
    actor = actor_of(request)
    person = seen_at_desk(actor, person_id)
    form = AttachForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":

        def give() -> Person:
            return attach_account(actor=actor, person_id=person_id, **form.cleaned_data)

        if save(form, give).done:
            messages.success(request, _("已把资料交给居民本人的账号。"))
            return redirect("people:resident", person_id=person_id)
    title = _("交给居民本人的账号")
    context = {"form": form, "person": person, "name": shown_name(person), "title": title}
    return render(request, "people/desk_form.html", context)


@page(*STAFF_HERE, methods=("POST",))
def confirm_proxy(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    seen_at_desk(actor, person_id)
    confirm_in_person(actor=actor, link_id=link_id, note=request.POST.get("note", ""))
    messages.success(request, _("已确认代办关系。"))
    return redirect("people:resident", person_id=person_id)


@page(*STAFF_HERE, methods=("POST",))
def drop_proxy(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    seen_at_desk(actor, person_id)
    end_proxy(actor=actor, link_id=link_id)
    messages.success(request, _("代办关系已解除。"))
    return redirect("people:resident", person_id=person_id)
