"""核实 and 回访: what somebody who did not serve looks into, and whom they ask again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import policy_of, region_names
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.desk_showing import case_facts, contact_rows, revisit_facts
from redvest.orders.forms.quality import ContactForm, DecideForm, RevisitForm
from redvest.orders.labels import CASES, WHY_REVISIT, Shown, named
from redvest.orders.models import QualityCase, Revisit
from redvest.orders.queries import (
    DESK,
    case_seen_by,
    cases_in_scope,
    is_provider,
    order_seen_by,
    revisits_in_scope,
    visits_lately,
)
from redvest.orders.queries.follow_up import contacts_of, revisit_of
from redvest.orders.services.cases import (
    log_case_contact,
    record_revisit,
    reopen_order,
    settle_order,
    take_case,
)
from redvest.orders.showing import evaluation_facts, facts, place_of, timeline
from redvest.orders.waiting import said_clock

PAGE_ROWS = 30
ASKING = (Role.CENTRE_ADMIN, Role.AUDITOR)


def _tabs(decided: bool, waiting: str, over: str) -> list[dict[str, Any]]:
    return [
        {"url": "?tab=open", "label": waiting, "current": not decided},
        {"url": "?tab=done", "label": over, "current": decided},
    ]


@page(*DESK, Role.AUDITOR)
def cases(request: HttpRequest) -> HttpResponse:
    """Poor ratings, no-shows and complaints of one's places, the one due first on top."""
    actor, now = actor_of(request), timezone.now()
    decided = request.GET.get("tab") == "done"
    found = Paginator(cases_in_scope(actor, decided=decided), PAGE_ROWS)
    listed = found.get_page(request.GET.get("page"))
    soon = policy_of(actor.district).due_soon_percent
    names = region_names(actor.district)
    rows = [
        {
            "url": reverse("orders:case", args=[case.id]),
            "cells": [
                {"value": case.order.number},
                {"value": CASES[case.kind]},
                {"value": named(case.order.item)},
                {"value": place_of(case.order, names)},
                {"at": case.decided_at} if decided else _due(case, now, soon),
                {"value": _("联系过") if case.contacted_at else _("还没联系居民")},
            ],
        }
        for case in listed
    ]
    columns = [_("编号"), _("什么事"), _("服务项目"), _("社区"), _("期限"), _("居民")]
    return render(
        request,
        "orders/cases.html",
        {
            "tabs": _tabs(decided, _("正在核实"), _("已有结论")),
            "columns": [{"label": label} for label in columns],
            "rows": rows,
            "page": listed,
        },
    )


def _due(case: QualityCase, now: datetime, soon: int) -> dict[str, Any]:
    return {"state": said_clock(case.opened_at, case.due_at, now, soon)}


@page(*DESK, Role.AUDITOR)
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return _case(request, case_id, {"contact": ContactForm(), "decide": DecideForm()})


def _case(request: HttpRequest, case_id: UUID, forms: dict[str, forms.Form]) -> HttpResponse:
    actor, now = actor_of(request), timezone.now()
    found, roles = case_seen_by(actor, case_id)
    order = found.order
    related = is_provider(actor, order) or actor.person_id == order.requester_id
    revisit = revisit_of(order)
    soon = policy_of(actor.district).due_soon_percent
    open_now = found.decided_at is None
    return render(
        request,
        "orders/case.html",
        {
            "case": found,
            "order": order,
            "item": named(order.item),
            "title": CASES[found.kind],
            "clock": said_clock(found.opened_at, found.due_at, now, soon) if open_now else None,
            "related": related,
            "may": open_now and not related and bool(roles & set(DESK)),
            "mine": found.handler == actor.account_id,
            "facts": case_facts(found),
            "asked": facts(order, contact=bool(roles & set(DESK)), person=True),
            "evaluation": evaluation_facts(order),
            "contacts": contact_rows(contacts_of(found)),
            "first": bool(revisit and revisit.done_at is None),
            "revisit": revisit_facts(revisit) if revisit else [],
            "forms": forms,
            "events": timeline(order),
        },
    )


@page(*DESK, methods=("POST",))
def case_step(request: HttpRequest, case_id: UUID, action: str) -> HttpResponse:
    """Take it, write down a call, or decide."""
    actor = actor_of(request)
    found, _roles = case_seen_by(actor, case_id)
    common: dict[str, Any] = {
        "actor": actor,
        "order_id": found.order_id,
        "version": request.POST.get("version"),
    }
    if action == "take":
        take_case(**common)
        messages.success(request, _("这件事由您负责核实。"))
        return redirect("orders:case", case_id=case_id)
    blank: dict[str, forms.Form] = {"contact": ContactForm(), "decide": DecideForm()}
    if action not in blank:
        raise NotSeen(_("没有这个页面。"))
    form = type(blank[action])(request.POST)

    def act() -> object:
        values = dict(form.cleaned_data)
        if action == "contact":
            return log_case_contact(**values, **common)
        decide = settle_order if values.pop("decision") == "settle" else reopen_order
        return decide(**values, **common)

    if attempt(form, act) is None:
        return _case(request, case_id, {**blank, action: form})
    messages.success(request, _("已记下。"))
    return redirect("orders:case", case_id=case_id)


@page(*ASKING)
def revisits(request: HttpRequest) -> HttpResponse:
    """Whom to ask again: all who rated poorly, all who need care, and a few by lot."""
    actor, now = actor_of(request), timezone.now()
    done = request.GET.get("tab") == "done"
    found = Paginator(revisits_in_scope(actor, done=done), PAGE_ROWS)
    listed = found.get_page(request.GET.get("page"))
    soon = policy_of(actor.district).due_soon_percent
    names = region_names(actor.district)
    rows = [_revisit_row(row, now, soon, names) for row in listed]
    columns = [_("编号"), _("为什么回访"), _("服务项目"), _("社区"), _("期限")]
    return render(
        request,
        "orders/revisits.html",
        {
            "tabs": _tabs(done, _("待回访"), _("已回访")),
            "columns": [{"label": label} for label in columns],
            "rows": rows,
            "page": listed,
        },
    )


def _revisit_row(row: Revisit, now: datetime, soon: int, names: dict[str, str]) -> dict[str, Any]:
    clock: Shown | None = said_clock(row.drawn_at, row.due_at, now, soon)
    return {
        "url": reverse("orders:revisit", args=[row.order_id]),
        "cells": [
            {"value": row.order.number},
            {"value": WHY_REVISIT[row.why]},
            {"value": named(row.order.item)},
            {"value": place_of(row.order, names)},
            {"at": row.done_at} if row.done_at else {"state": clock},
        ],
    }


@page(*ASKING, methods=("GET", "POST"))
def revisit(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """The telephone form. What the resident says now stands beside the rating, not in its place."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    row = revisit_of(order)
    if row is None or not roles & set(ASKING):
        raise NotSeen(_("这一单不用回访，或不在您能查看的范围内。"))
    form = RevisitForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        version = request.POST.get("version")
        done = attempt(
            form,
            lambda: record_revisit(
                actor=actor, order_id=order_id, version=version, **form.cleaned_data
            ),
        )
        if done is not None:
            messages.success(request, _("已记下回访。"))
            return redirect("orders:revisits")
    return render(
        request,
        "orders/revisit.html",
        {
            "order": order,
            "item": named(order.item),
            "why": WHY_REVISIT[row.why],
            "form": form,
            "done": revisit_facts(row) if row.done_at else [],
            "asked": facts(order, contact=True, person=True),
            "evaluation": evaluation_facts(order),
            "often": visits_lately(order, timezone.now()),
            "events": timeline(order),
        },
    )
