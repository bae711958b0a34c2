"""Hours at the desk: what waits, one record with what may be done, filling in, correcting."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import duration
from redvest.engines.evidence import Level
from redvest.engines.record_flow import Action, State, actions_open_to, may_act
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import shown_name
from redvest.records.forms import AnswerForm, RefuseForm, RevokeForm
from redvest.records.labels import STATES, state_of, titled
from redvest.records.models import ServiceRecord
from redvest.records.queries import (
    DESK,
    KEEPING,
    WATCHING,
    counts_by_state,
    question_seen_by,
    questions_of,
    record_seen_by,
    records_in_scope,
)
from redvest.records.services.asking import answer_question
from redvest.records.services.deciding import (
    approve_record,
    ask_revocation,
    confirm_record,
    decide_revocation,
    deny_record,
)
from redvest.records.services.moving import hands_of
from redvest.records.showing import facts, flags_said, question_rows, timeline

PAGE_ROWS = 30
TABS = (
    State.PENDING_CONFIRM,
    State.PENDING_REVIEW,
    State.PUBLIC_NOTICE,
    State.QUESTIONED,
    State.FROZEN,
    State.EFFECTIVE,
)


@page(*KEEPING, *WATCHING)
def index(request: HttpRequest) -> HttpResponse:
    """Records of one's places by what has to be done with them, the oldest first."""
    actor = actor_of(request)
    wanted = request.GET.get("state", TABS[1].value)
    state = next((tab for tab in TABS if tab.value == wanted), TABS[1])
    counts = counts_by_state(actor)
    rows = records_in_scope(actor).filter(state=state.value)
    order = "-starts_at" if state is State.EFFECTIVE else "starts_at"
    found = Paginator(rows.order_by(order, "id"), PAGE_ROWS).get_page(request.GET.get("page"))
    columns = [_("编号"), _("志愿者"), _("服务"), _("时间"), _("工时"), _("凭据"), _("要留意")]
    return render(
        request,
        "records/index.html",
        {
            "tabs": [
                {
                    "url": f"?state={tab.value}",
                    "label": STATES[tab].label,
                    "count": counts.get(tab.value, 0),
                    "current": tab is state,
                }
                for tab in TABS
            ],
            "columns": [{"label": label, "number": label == columns[4]} for label in columns],
            "rows": [_row(record) for record in found],
            "page": found,
            "fills_in": bool(actor.roles & set(KEEPING)),
            "tells": Role.CENTRE_ADMIN in actor.roles,
            "imports": bool(actor.roles & set(DESK)),
        },
    )


def _row(record: ServiceRecord) -> dict[str, Any]:
    return {
        "url": reverse("records:desk", args=[record.id]),
        "cells": [
            {"value": record.number},
            {"value": shown_name(record.volunteer.person)},
            {"value": titled(record)},
            {"at": record.starts_at},
            {"value": duration(record.minutes)},
            {"value": record.level},
            {"value": flags_said(record)},
        ],
    }


@page(*KEEPING, *WATCHING)
def show(request: HttpRequest, record_id: UUID) -> HttpResponse:
    return _shown(request, record_id, {})


def may_take(actor: Actor, record: ServiceRecord, roles: frozenset[Role]) -> set[str]:
    """The steps that are this person's to take now."""
    hands, level = hands_of(record), Level(record.level)
    return {
        action.value
        for action in actions_open_to(State(record.state), roles)
        if may_act(action, actor.account_id, hands, level)
    }


def _shown(request: HttpRequest, record_id: UUID, sent: dict[str, forms.Form]) -> HttpResponse:
    actor = actor_of(request)
    record, roles = record_seen_by(actor, record_id)
    if not roles & {*KEEPING, *WATCHING}:
        raise NotSeen(_("没有找到这条工时，或它不在您能查看的范围内。"))
    may = may_take(actor, record, roles)
    second = record.first_approver is not None
    if record.level == Level.D.value and second and Role.CENTRE_ADMIN not in roles:
        may.discard(Action.APPROVE.value)
    blank: dict[str, forms.Form] = {
        "refuse": RefuseForm(),
        "revoke": RevokeForm(),
        "answer": AnswerForm(),
    }
    return render(
        request,
        "records/desk.html",
        {
            "record": record,
            "state": state_of(record),
            "facts": facts(record, person=True),
            "flags": flags_said(record),
            "may": may,
            "second": second,
            "forms": {**blank, **sent},
            "questions": question_rows(list(questions_of(record))),
            "answers": bool(roles & set(DESK)),
            "events": timeline(record),
        },
    )


@page(*DESK, methods=("POST",))
def step(request: HttpRequest, record_id: UUID, action: str) -> HttpResponse:
    """Confirm, approve, refuse, ask for or decide a revocation."""
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "record_id": record_id,
        "version": request.POST.get("version"),
    }
    plain: dict[str, Callable[[], object]] = {
        "confirm": lambda: confirm_record(**common),
        "approve": lambda: approve_record(**common),
        "revoke": lambda: decide_revocation(revoke=True, **common),
        "keep": lambda: decide_revocation(revoke=False, **common),
    }
    asked: dict[str, tuple[str, type[forms.Form], Callable[..., object]]] = {
        "refuse": ("refuse", RefuseForm, deny_record),
        "ask_revoke": ("revoke", RevokeForm, ask_revocation),
    }
    if action in plain:
        plain[action]()
    elif action in asked:
        name, maker, service = asked[action]
        form = maker(request.POST)
        if attempt(form, lambda: service(**form.cleaned_data, **common)) is None:
            return _shown(request, record_id, {name: form})
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已记下。"))
    return redirect("records:desk", record_id=record_id)


@page(*DESK, methods=("POST",))
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    """Answer a question in writing."""
    actor = actor_of(request)
    _question, record, _roles = question_seen_by(actor, question_id)
    form = AnswerForm(request.POST)
    done = attempt(
        form,
        lambda: answer_question(
            actor=actor,
            question_id=question_id,
            version=request.POST.get("version"),
            **form.cleaned_data,
        ),
    )
    if done is None:
        return _shown(request, record.id, {"answer": form})
    messages.success(request, _("已答复，本人会收到通知。"))
    return redirect("records:desk", record_id=record.id)
