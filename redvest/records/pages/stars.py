"""星级: the volunteer's own, and the desk's."""

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
from redvest.engines.flow import actions_open_to
from redvest.engines.roles import Role
from redvest.engines.star_flow import GIVERS, STEPS, Action, State
from redvest.engines.stars import STARS_MAX
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name
from redvest.records.forms import SchemeForm, StarDocumentForm, StarReasonForm
from redvest.records.labels import STAR_LEVELS, STAR_REASONS, STAR_SCHEMES, STAR_STATES
from redvest.records.models import StarAward
from redvest.records.queries import DESK, WATCHING
from redvest.records.queries.stars import scheme_of, star_seen_by, stars_in_scope, stars_of
from redvest.records.services.stars import (
    apply_for_star,
    approve_star,
    choose_star_scheme,
    confirm_star,
    decide_star,
    dispute_star,
    reject_star,
)

PAGE_ROWS = 30
OPEN_TABS = (State.APPLIED, State.RECOMMENDED, State.DISPUTED, State.NOTICE, State.AWARDED)


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    """Which stars I have, what the next one takes, and asking for it."""
    actor = actor_of(request)
    if actor.volunteer_id is None:
        raise NotSeen(_("您在本区还不是志愿者。"))
    if request.method == "POST":
        apply_for_star(actor=actor)
        messages.success(request, _("已申请，审核后公示五个工作日。"))
        return redirect("records:stars")
    found = stars_of(actor.volunteer_id, actor.district)
    next_star = found.given + 1
    rows = [
        {
            "cells": [
                {"value": _("%(n)d星") % {"n": number}},
                {"value": _("%(hours)d小时") % {"hours": hours}},
                {"value": STAR_LEVELS[found.scheme.reviewers[number - 1]]},
            ]
        }
        for number, hours in enumerate(found.scheme.hours, 1)
    ]
    history = StarAward.objects.filter(
        district=actor.district, volunteer_id=actor.volunteer_id
    ).order_by("-applied_at")
    context = {
        "given": found.given,
        "empty": STARS_MAX - found.given,
        "minutes": duration(found.minutes),
        "applies": found.waiting is None and found.standing.stars >= next_star,
        "next_star": next_star if next_star <= STARS_MAX else 0,
        "missing": duration(found.standing.missing)
        if found.standing.next_at and found.standing.by_hours < next_star
        else "",
        "held_by": found.standing.held_by,
        "columns": [{"label": _("星级")}, {"label": _("工时")}, {"label": _("由谁授予")}],
        "rows": rows,
        "history": [
            {
                "title": _("%(n)d星") % {"n": row.stars},
                "state": STAR_STATES[State(row.state)],
                "why": STAR_REASONS.get(row.reason, "") if row.state != State.AWARDED else "",
                "row": row,
            }
            for row in history[:PAGE_ROWS]
        ],
    }
    return render(request, "records/stars.html", context)


@page(*DESK, *WATCHING, methods=("GET", "POST"))
def desk(request: HttpRequest) -> HttpResponse:
    """Stars by what has to be done with them; the center chooses the scheme here."""
    actor = actor_of(request)
    current = scheme_of(actor.district).code
    form = SchemeForm(request.POST or None, initial={"code": current})
    if request.method == "POST":
        chosen = attempt(form, lambda: choose_star_scheme(actor=actor, **form.cleaned_data))
        if chosen is None:
            return _listed(request, form)
        messages.success(request, _("已换用新的办法，已授予的星级不变。"))
        return redirect("records:stars_desk")
    return _listed(request, form)


def _listed(request: HttpRequest, form: SchemeForm) -> HttpResponse:
    actor = actor_of(request)
    wanted = request.GET.get("state", "")
    state = next((tab for tab in OPEN_TABS if tab.value == wanted), OPEN_TABS[0])
    rows = stars_in_scope(actor).filter(state=state.value).order_by("state_since", "id")
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("志愿者"), _("申请"), _("有凭据的工时"), _("由谁授予"), _("从什么时候")]
    return render(
        request,
        "records/stars_desk.html",
        {
            "tabs": [
                {
                    "url": f"?state={tab.value}",
                    "label": STAR_STATES[tab].label,
                    "current": tab is state,
                }
                for tab in OPEN_TABS
            ],
            "columns": [{"label": label} for label in labels],
            "rows": [_row(row) for row in found],
            "page": found,
            "scheme": STAR_SCHEMES[scheme_of(actor.district).code],
            "form": form if actor.has(Role.CENTRE_ADMIN, region=actor.district) else None,
        },
    )


def _row(row: StarAward) -> dict[str, Any]:
    return {
        "url": reverse("records:star", args=[row.id]),
        "cells": [
            {"value": f"{shown_name(row.volunteer.person)} {row.volunteer.volunteer_no}"},
            {"value": _("%(n)d星") % {"n": row.stars}},
            {"value": duration(row.minutes)},
            {"value": STAR_LEVELS[row.level]},
            {"at": row.state_since},
        ],
    }


@page(*DESK, *WATCHING)
def one(request: HttpRequest, award_id: UUID) -> HttpResponse:
    return _one(request, award_id, {})


def _one(request: HttpRequest, award_id: UUID, sent: dict[str, forms.Form]) -> HttpResponse:
    actor = actor_of(request)
    row, roles = star_seen_by(actor, award_id)
    own = actor.volunteer_id == row.volunteer_id
    may = {action.value for action in actions_open_to(STEPS, State(row.state), roles)}
    if not roles & GIVERS[row.level]:
        may.discard(Action.APPROVE.value)
    if actor.account_id == row.disputed_by:
        may -= {Action.REVOKE.value, Action.KEEP.value}
    found = stars_of(row.volunteer_id, row.district)
    facts: list[dict[str, Any]] = [
        {
            "label": _("志愿者"),
            "value": f"{shown_name(row.volunteer.person)} {row.volunteer.volunteer_no}",
        },
        {"label": _("申请"), "value": _("%(n)d星") % {"n": row.stars}},
        {"label": _("申请时有凭据的工时"), "value": duration(row.minutes)},
        {"label": _("现在有凭据的工时"), "value": duration(found.minutes)},
        {"label": _("按哪套办法"), "value": STAR_SCHEMES[row.scheme]},
        {"label": _("由谁授予"), "value": STAR_LEVELS[row.level]},
        {"label": _("公示到"), "at": row.notice_until},
        {"label": _("上级文件"), "value": row.document},
        {"label": _("理由"), "value": STAR_REASONS.get(row.reason, "")},
    ]
    blank: dict[str, forms.Form] = {
        "reject": StarReasonForm(),
        "confirm": StarDocumentForm(),
        "dispute": StarReasonForm(),
    }
    return render(
        request,
        "records/star.html",
        {
            "row": row,
            "state": STAR_STATES[State(row.state)],
            "facts": [fact for fact in facts if fact.get("value") or fact.get("at")],
            "held_by": found.standing.held_by,
            "may": set() if own else may,
            "forms": {**blank, **sent},
        },
    )


@page(*DESK, methods=("POST",))
def star_step(request: HttpRequest, award_id: UUID, action: str) -> HttpResponse:
    """Agree, refuse, note what came back from above, doubt, or decide about a doubt."""
    common: dict[str, Any] = {
        "actor": actor_of(request),
        "award_id": award_id,
        "version": request.POST.get("version"),
    }
    star_seen_by(common["actor"], award_id)
    plain: dict[str, Callable[[], object]] = {
        "approve": lambda: approve_star(**common),
        "revoke": lambda: decide_star(revoke=True, **common),
        "keep": lambda: decide_star(revoke=False, **common),
    }
    asked: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
        "reject": (StarReasonForm, reject_star),
        "confirm": (StarDocumentForm, confirm_star),
        "dispute": (StarReasonForm, dispute_star),
    }
    if action in plain:
        plain[action]()
    elif action in asked:
        maker, service = asked[action]
        form = maker(request.POST)
        if attempt(form, lambda: service(**form.cleaned_data, **common)) is None:
            return _one(request, award_id, {action: form})
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已记下。"))
    return redirect("records:star", award_id=award_id)
