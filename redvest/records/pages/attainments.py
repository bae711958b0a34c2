"""Desk: trainings and awards are entered by one hand and confirmed by another."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.attainment_flow import STEPS, Action, State, may_decide
from redvest.engines.flow import actions_open_to
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name
from redvest.records.forms.attainments import AttainmentForm, AttainmentReasonForm
from redvest.records.labels import ATTAINMENT_KINDS, ATTAINMENT_REASONS, ATTAINMENT_STATES
from redvest.records.models import Attainment
from redvest.records.pages.filling import organizers
from redvest.records.queries import DESK, KEEPING, WATCHING
from redvest.records.queries.attainments import attainment_seen_by, attainments_in_scope
from redvest.records.services.attaining import decide_attainment, enter_attainment

PAGE_ROWS = 30


@page(*KEEPING, *WATCHING)
def attainments(request: HttpRequest) -> HttpResponse:
    """What waits to be confirmed, and what was decided."""
    actor = actor_of(request)
    waiting = request.GET.get("tab") != "done"
    rows = attainments_in_scope(actor)
    rows = (
        rows.filter(state=State.ENTERED.value).order_by("entered_at", "id")
        if waiting
        else rows.exclude(state=State.ENTERED.value).order_by("-state_since", "-id")
    )
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("志愿者"), _("是什么"), _("名称"), _("日期"), _("由谁举办或授予"), _("状态")]
    return render(
        request,
        "records/attainments.html",
        {
            "tabs": [
                {"url": "?tab=open", "label": _("待核对"), "current": waiting},
                {"url": "?tab=done", "label": _("已办理"), "current": not waiting},
            ],
            "enters": bool(actor.roles & set(KEEPING)),
            "columns": [{"label": label} for label in labels],
            "rows": [
                {
                    "url": reverse("records:attainment", args=[row.id]),
                    "cells": [
                        {"value": shown_name(row.volunteer.person)},
                        {"value": ATTAINMENT_KINDS[row.kind]},
                        {"value": row.title},
                        {"at": row.happened_on},
                        {"value": row.body},
                        {"state": ATTAINMENT_STATES[State(row.state)]},
                    ],
                }
                for row in found
            ],
            "page": found,
        },
    )


@page(*KEEPING, methods=("GET", "POST"))
def enter(request: HttpRequest) -> HttpResponse:
    """Write one down; somebody else will have to confirm it."""
    actor = actor_of(request)
    form = AttainmentForm(request.POST or None, organizers=organizers(actor))
    if request.method == "POST":
        row = attempt(form, lambda: enter_attainment(actor=actor, card=form.card()))
        if row is not None:
            messages.success(request, _("已登记，等另一个人核对。"))
            return redirect("records:attainment", attainment_id=row.id)
    return render(request, "records/attainment_new.html", {"form": form})


@page(*KEEPING, *WATCHING)
def attainment(request: HttpRequest, attainment_id: UUID) -> HttpResponse:
    return _one(request, attainment_id, {})


def _one(
    request: HttpRequest, attainment_id: UUID, sent: dict[str, AttainmentReasonForm]
) -> HttpResponse:
    actor = actor_of(request)
    row, roles = attainment_seen_by(actor, attainment_id)
    may = {
        action.value
        for action in actions_open_to(STEPS, State(row.state), roles)
        if may_decide(action, actor.account_id, row.volunteer_account, row.entered_by)
    }
    blank = {name: AttainmentReasonForm() for name in ("refuse", "withdraw")}
    return render(
        request,
        "records/attainment.html",
        {
            "row": row,
            "state": ATTAINMENT_STATES[State(row.state)],
            "facts": _facts(row),
            "may": may,
            "own_hand": actor.account_id == row.entered_by and row.state == State.ENTERED.value,
            "forms": {**blank, **sent},
        },
    )


def _facts(row: Attainment) -> list[dict[str, Any]]:
    who = row.volunteer
    found: list[dict[str, Any]] = [
        {"label": _("志愿者"), "value": f"{shown_name(who.person)} {who.volunteer_no}"},
        {"label": _("是什么"), "value": ATTAINMENT_KINDS[row.kind]},
        {"label": _("名称"), "value": row.title},
        {"label": _("内容"), "value": row.content},
        {"label": _("日期"), "at": row.happened_on},
        {"label": _("由谁举办或授予"), "value": row.body},
        {"label": _("地点"), "value": row.place},
        {"label": _("学时"), "value": row.class_hours or ""},
        {"label": _("凭据"), "value": row.document},
        {"label": _("理由"), "value": ATTAINMENT_REASONS.get(row.reason, "")},
    ]
    return [fact for fact in found if fact.get("value") or fact.get("at")]


@page(*DESK, methods=("POST",))
def attainment_step(request: HttpRequest, attainment_id: UUID, action: str) -> HttpResponse:
    """Confirm it, refuse it, or, at the center, withdraw it."""
    actor = actor_of(request)
    attainment_seen_by(actor, attainment_id)
    if action not in set(Action):
        raise NotSeen(_("没有这个页面。"))
    step, version = Action(action), request.POST.get("version")
    if step is Action.CONFIRM:
        decide_attainment(actor=actor, attainment_id=attainment_id, action=step, version=version)
    else:
        form = AttainmentReasonForm(request.POST)

        def act() -> Attainment:
            return decide_attainment(
                actor=actor,
                attainment_id=attainment_id,
                action=step,
                version=version,
                **form.cleaned_data,
            )

        if attempt(form, act) is None:
            return _one(request, attainment_id, {action: form})
    messages.success(request, _("已记下。"))
    return redirect("records:attainment", attainment_id=attainment_id)
