"""Hours from elsewhere: the volunteer brings them, the desk decides, the center enters keys."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.core.templatetags.redvest import duration
from redvest.engines.roles import Role
from redvest.engines.transfers import State
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.people.queries.persons import shown_name
from redvest.records.forms.transfers import BookForm, KeyForm, PaperForm, TransferReasonForm
from redvest.records.labels import TRANSFER_HOW, TRANSFER_REASONS, TRANSFER_STATES
from redvest.records.models import HoursTransfer
from redvest.records.queries import DESK, WATCHING
from redvest.records.queries.transfers import (
    keys_believed,
    transfer_seen_by,
    transfers_in_scope,
    transfers_of,
)
from redvest.records.services.believing import believe_issuer, stop_believing
from redvest.records.services.transferring import bring_hours, bring_paper, decide_transfer

PAGE_ROWS = 30


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a signed book of hours or a certificate on paper; what became of earlier ones."""
    actor = actor_of(request)
    if actor.volunteer_id is None:
        raise NotSeen(_("您在本区还不是志愿者。"))
    on_paper = request.POST.get("how") == "paper"
    posted = request.method == "POST"
    book = BookForm(request.POST, request.FILES) if posted and not on_paper else BookForm()
    paper = PaperForm(request.POST if posted and on_paper else None)
    if posted:
        done = (
            attempt(paper, lambda: bring_paper(actor=actor, paper=paper.paper()))
            if on_paper
            else attempt(
                book, lambda: bring_hours(actor=actor, data=book.cleaned_data["file"].read())
            )
        )
        if done is not None:
            messages.success(request, _("已提交，站点核对后会通知您。"))
            return redirect("records:bring")
    rows = [
        {"row": row, "facts": _facts(row), "state": TRANSFER_STATES[State(row.state)]}
        for row in transfers_of(actor)[:PAGE_ROWS]
    ]
    return render(
        request,
        "records/bring.html",
        {"book": book, "paper": paper, "rows": rows, "keys": keys_believed(actor.district)},
    )


def _facts(row: HoursTransfer, *, person: bool = False) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"label": _("出具单位"), "value": row.issuer},
        {"label": _("凭什么"), "value": TRANSFER_HOW[row.how]},
        {"label": _("在那里的编号"), "value": row.outside_no or row.document},
        {"label": _("服务时间"), "value": f"{row.first_on} – {row.last_on}"},
        {"label": _("总工时"), "value": duration(row.minutes)},
    ]
    if person:
        who = row.volunteer
        found.insert(
            0, {"label": _("志愿者"), "value": f"{shown_name(who.person)} {who.volunteer_no}"}
        )
    if row.state == State.ACCEPTED.value:
        found.append({"label": _("记入"), "value": _("%(n)d条") % {"n": row.taken_in}})
    if row.left_out:
        said = _("%(n)d条，和已有的工时重复或重叠") % {"n": row.left_out}
        found.append({"label": _("没有记入"), "value": said})
    if row.reason:
        found.append({"label": _("理由"), "value": TRANSFER_REASONS[row.reason]})
    return found


@page(*DESK, *WATCHING)
def transfers(request: HttpRequest) -> HttpResponse:
    """Hours from elsewhere that wait to be looked at, and those decided."""
    actor = actor_of(request)
    waiting = request.GET.get("tab") != "done"
    rows = transfers_in_scope(actor)
    rows = (
        rows.filter(state=State.ASKED.value).order_by("asked_at", "id")
        if waiting
        else rows.exclude(state=State.ASKED.value).order_by("-decided_at", "-id")
    )
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("志愿者"), _("出具单位"), _("凭什么"), _("总工时"), _("状态")]
    return render(
        request,
        "records/transfers.html",
        {
            "tabs": [
                {"url": "?tab=open", "label": _("待核对"), "current": waiting},
                {"url": "?tab=done", "label": _("已办理"), "current": not waiting},
            ],
            "keeps_keys": Role.CENTRE_ADMIN in actor.roles,
            "columns": [{"label": label} for label in labels],
            "rows": [
                {
                    "url": reverse("records:transfer", args=[row.id]),
                    "cells": [
                        {"value": shown_name(row.volunteer.person)},
                        {"value": row.issuer},
                        {"value": TRANSFER_HOW[row.how]},
                        {"value": duration(row.minutes)},
                        {"state": TRANSFER_STATES[State(row.state)]},
                    ],
                }
                for row in found
            ],
            "page": found,
        },
    )


@page(*DESK, *WATCHING)
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    return _one(request, transfer_id, TransferReasonForm())


def _one(request: HttpRequest, transfer_id: UUID, form: TransferReasonForm) -> HttpResponse:
    actor = actor_of(request)
    row, roles = transfer_seen_by(actor, transfer_id)
    open_ = row.state == State.ASKED.value and bool(roles & set(DESK))
    return render(
        request,
        "records/transfer.html",
        {
            "row": row,
            "state": TRANSFER_STATES[State(row.state)],
            "facts": _facts(row, person=True),
            "decides": open_ and actor.account_id != row.volunteer_account,
            "form": form,
        },
    )


@page(*DESK, methods=("POST",))
def transfer_step(request: HttpRequest, transfer_id: UUID, action: str) -> HttpResponse:
    """Take the hours in, or say why not."""
    actor, version = actor_of(request), request.POST.get("version")
    transfer_seen_by(actor, transfer_id)
    common: dict[str, Any] = {"actor": actor, "transfer_id": transfer_id, "version": version}
    if action == "accept":
        decide_transfer(accept=True, **common)
    elif action == "refuse":
        form = TransferReasonForm(request.POST)
        done = attempt(form, lambda: decide_transfer(accept=False, **form.cleaned_data, **common))
        if done is None:
            return _one(request, transfer_id, form)
    else:
        raise NotSeen(_("没有这个页面。"))
    messages.success(request, _("已记下，本人会收到通知。"))
    return redirect("records:transfer", transfer_id=transfer_id)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def issuer_keys(request: HttpRequest) -> HttpResponse:
    """The public keys of other places that are believed here, and entering one."""
    actor = actor_of(request)
    form = KeyForm(request.POST or None)
    entered = None
    if request.method == "POST":
        entered = attempt(form, lambda: believe_issuer(actor=actor, **form.cleaned_data))
    if entered is not None:
        messages.success(request, _("已登记。转入由另一个人核对。"))
        return redirect("records:issuer_keys")
    context = {"form": form, "keys": keys_believed(actor.district)}
    return render(request, "records/issuer_keys.html", context)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def issuer_key_stop(request: HttpRequest, key_id: UUID) -> HttpResponse:
    stop_believing(actor=actor_of(request), key_id=key_id)
    messages.success(request, _("已撤下，今后不再凭它转入。"))
    return redirect("records:issuer_keys")
