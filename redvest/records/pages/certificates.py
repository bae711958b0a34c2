"""志愿服务证明: asking, issuing, printing; and checking, for everybody."""

from collections.abc import Callable
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
from redvest.core.templatetags.redvest import duration
from redvest.engines.certificates import State
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.people.queries.persons import shown_name
from redvest.records.forms import CertificateReasonForm, IssueForm, RequestForm
from redvest.records.labels import CERTIFICATE_REASONS, CERTIFICATE_STATES
from redvest.records.models import Certificate
from redvest.records.queries import KEEPING, WATCHING
from redvest.records.queries.certificates import (
    certificate_seen_by,
    certificates_in_scope,
    certificates_of,
)
from redvest.records.services.certifying import (
    certifiable,
    issue_certificate,
    reject_certificate,
    request_certificate,
    revoke_certificate,
)

PAGE_ROWS = 30
STANDING = (State.NOTICED.value, State.VALID.value)


def _issuers(actor: Actor) -> list[tuple[str, str]]:
    """One record of each organizer stands for it."""
    found: dict[tuple[object, str], tuple[str, str]] = {}
    if actor.volunteer_id is not None:
        for row in certifiable(actor.volunteer_id, actor.district).order_by("-starts_at"):
            own = (row.team_id, "" if row.team_id else row.region)
            found.setdefault(own, (str(row.id), row.organizer))
    return list(found.values())


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def mine(request: HttpRequest) -> HttpResponse:
    """My certificates, and asking for another."""
    actor = actor_of(request)
    issuers, today = _issuers(actor), timezone.localdate()
    initial = {"first_on": today.replace(month=1, day=1), "last_on": today}
    form = RequestForm(
        request.POST if request.method == "POST" else None, initial=initial, issuers=issuers
    )
    if request.method == "POST":
        done = attempt(form, lambda: _request(actor, form))
        if done is not None:
            messages.success(request, _("已申请，出具后会通知您。证明不收费。"))
            return redirect("records:certificates")
    rows = [
        {
            "row": row,
            "state": CERTIFICATE_STATES[State(row.state)],
            "time": duration(row.minutes),
            "prints": row.state in STANDING,
            "why": CERTIFICATE_REASONS.get(row.reason, ""),
        }
        for row in certificates_of(actor)[:PAGE_ROWS]
    ]
    context = {"rows": rows, "form": form, "asks": bool(issuers)}
    return render(request, "records/certificates.html", context)


def _request(actor: Actor, form: RequestForm) -> Certificate:
    values = dict(form.cleaned_data)
    return request_certificate(actor=actor, record_id=values.pop("record"), **values)


@page(*KEEPING, *WATCHING)
def desk(request: HttpRequest) -> HttpResponse:
    """Certificates asked for and issued in one's places and teams, the open ones first."""
    actor = actor_of(request)
    waiting = request.GET.get("tab") != "done"
    rows = certificates_in_scope(actor)
    rows = (
        rows.filter(state=State.REQUESTED.value).order_by("asked_at")
        if waiting
        else rows.exclude(state=State.REQUESTED.value).order_by("-state_since")
    )
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("出具单位"), _("志愿者"), _("从哪天"), _("到哪天"), _("编号"), _("状态")]
    return render(
        request,
        "records/certificates_desk.html",
        {
            "tabs": [
                {"url": "?tab=open", "label": _("待出具"), "current": waiting},
                {"url": "?tab=done", "label": _("已办理"), "current": not waiting},
            ],
            "seals": Role.CENTRE_ADMIN in actor.roles,
            "issues": waiting and bool(actor.roles & set(KEEPING)),
            "columns": [{"label": label} for label in labels],
            "rows": [
                {
                    "url": reverse("records:certificate", args=[row.id]),
                    "cells": [
                        {"value": row.issuer},
                        {"value": shown_name(row.volunteer.person)},
                        {"at": row.first_on},
                        {"at": row.last_on},
                        {"value": row.serial},
                        {"state": CERTIFICATE_STATES[State(row.state)]},
                    ],
                }
                for row in found
            ],
            "page": found,
        },
    )


@page(*KEEPING, *WATCHING)
def one(request: HttpRequest, certificate_id: UUID) -> HttpResponse:
    return _one(request, certificate_id, {})


def _one(request: HttpRequest, certificate_id: UUID, sent: dict[str, forms.Form]) -> HttpResponse:
    row, roles = certificate_seen_by(actor_of(request), certificate_id)
    if not roles & {*KEEPING, *WATCHING}:
        raise NotSeen(_("没有找到这份证明，或它不在您能查看的范围内。"))
    facts = [
        {"label": _("出具单位"), "value": row.issuer},
        {
            "label": _("志愿者"),
            "value": f"{shown_name(row.volunteer.person)} {row.volunteer.volunteer_no}",
        },
        {"label": _("从哪天"), "at": row.first_on},
        {"label": _("到哪天"), "at": row.last_on},
        {"label": _("编号"), "value": row.serial},
        {"label": _("总工时"), "value": duration(row.minutes) if row.minutes else ""},
    ]
    issues = bool(roles & set(KEEPING)) and row.state == State.REQUESTED.value
    blank: dict[str, forms.Form] = {
        "issue": IssueForm(),
        "reject": CertificateReasonForm(),
        "revoke": CertificateReasonForm(),
    }
    context = {
        "row": row,
        "state": CERTIFICATE_STATES[State(row.state)],
        "facts": facts,
        "issues": issues,
        "revokes": Role.CENTRE_ADMIN in roles and row.state in STANDING,
        "forms": {**blank, **sent},
    }
    return render(request, "records/certificate_desk.html", context)


@page(*KEEPING, methods=("POST",))
def certificate_step(request: HttpRequest, certificate_id: UUID, action: str) -> HttpResponse:
    """Issue it, refuse it, or take it back."""
    known: dict[str, tuple[type[forms.Form], Callable[..., object]]] = {
        "issue": (IssueForm, issue_certificate),
        "reject": (CertificateReasonForm, reject_certificate),
        "revoke": (CertificateReasonForm, revoke_certificate),
    }
    if action not in known:
        raise NotSeen(_("没有这个页面。"))
    maker, service = known[action]
    form = maker(request.POST)
    actor = actor_of(request)
    certificate_seen_by(actor, certificate_id)

    def act() -> object:
        return service(actor=actor, certificate_id=certificate_id, **form.cleaned_data)

    if attempt(form, act) is None:
        return _one(request, certificate_id, {action: form})
    messages.success(request, _("已记下，本人会收到通知。"))
    return redirect("records:certificate", certificate_id=certificate_id)
