"""The audit log, one's own trace, and the proof of one event."""

import json
import re
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.engines.roles import Role
from redvest.errors import Conflict
from redvest.http import Open, actor_of, page
from redvest.journal import queries, sealing, verifying
from redvest.journal.forms import JournalFilter
from redvest.journal.labels import kind_label, subject_label
from redvest.journal.models import Checkpoint, Event
from redvest.people.role_labels import ROLES

PER_PAGE = 50
# A reason is typed by people, who sometimes type a phone or a paper's number.
LONG_NUMBER = re.compile(r"\d[\d\- ]{5,}[\dxX]")


def _without_numbers(text: str) -> str:
    return LONG_NUMBER.sub("＊＊＊＊", text)


def _who(event: Event) -> str:
    if not event.role:
        return pgettext("role", "本人") if event.account_id else pgettext("role", "访客")
    return str(ROLES[Role(event.role)])


def _what(event: Event) -> str:
    if not event.subject_type:
        return ""
    return f"{subject_label(event.subject_type)} {str(event.subject_id or '')[-6:]}".strip()


def _leaf_index(event: Event) -> int | None:
    leaf = getattr(event, "leaf", None)
    return None if leaf is None else leaf.index


@page(*queries.READERS)
def index(request: HttpRequest) -> HttpResponse:
    """Who did what, within the reader's scope."""
    actor = actor_of(request)
    form = JournalFilter(request.GET or {})
    rows = queries.events_seen_by(actor)
    if form.is_valid():
        rows = queries.narrowed(rows, **form.cleaned_data)
    else:
        rows = rows.none()
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    last = Checkpoint.objects.filter(district=actor.district).order_by("-size").first()
    context: dict[str, Any] = {
        "form": form,
        "page": listed,
        "columns": [
            {"label": _("事项")},
            {"label": _("时间")},
            {"label": _("身份")},
            {"label": _("账号")},
            {"label": _("对象")},
            {"label": _("理由")},
            {"label": _("封存")},
        ],
        "rows": [_row(event) for event in listed],
        "seal": last,
        "lag_s": int(sealing.sealing_lag_s()),
    }
    return render(request, "journal/index.html", context)


def _row(event: Event) -> dict[str, Any]:
    place = _leaf_index(event)
    base = reverse("journal:index")
    subject = f"{base}?subject_id={event.subject_id}" if event.subject_id else ""
    account = f"{base}?account_id={event.account_id}" if event.account_id else ""
    return {
        "cells": [
            {"value": kind_label(event.kind)},
            {"at": event.at},
            {"value": _who(event)},
            {"value": str(event.account_id or "")[-6:], "url": account},
            {"value": _what(event), "url": subject},
            {"value": _without_numbers(event.reason)},
            {
                "value": _("待封存") if place is None else f"#{place}",
                "url": "" if place is None else reverse("journal:proof", args=[event.id]),
            },
        ]
    }


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    """What I did, and who looked at what of mine."""
    actor = actor_of(request)
    rows = queries.events_about(actor).select_related("leaf").order_by("-at", "-id")
    listed = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    events = []
    for event in listed:
        own = event.account_id == actor.account_id
        reading = event.kind == "personal_data.read"
        events.append(
            {
                "at": event.at,
                "title": kind_label(event.kind),
                "actor": _("您本人") if own else _who(event),
                "note": _without_numbers(event.reason),
                "tone": "active" if reading and not own else "neutral",
                "proof": reverse("journal:proof", args=[event.id])
                if _leaf_index(event) is not None
                else "",
            }
        )
    return render(request, "journal/mine.html", {"page": listed, "events": events})


@page(Open.SIGNED_IN)
def proof(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """A file with which anybody can check that this event is in the signed journal."""
    event = queries.event_seen_by(actor_of(request), event_id)
    found = verifying.proof_of(event)
    if found is None:
        raise Conflict(_("这条记录刚写入，还没有封存，请一分钟后再下载证明。"), code="unsealed")
    answer = HttpResponse(
        json.dumps(found, ensure_ascii=False, indent=1), content_type="application/json"
    )
    answer["Content-Disposition"] = f'attachment; filename="proof-{event.id}.json"'
    return answer
