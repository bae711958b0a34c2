"""What the national system was told, for the center: what waits, and what did not arrive."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.records.labels import NATIONAL_KINDS, NATIONAL_STATES
from redvest.records.national import adapter
from redvest.records.queries import WATCHING
from redvest.records.queries.national import national_counts, national_rows
from redvest.records.services.national import retry_national

PAGE_ROWS = 30


@page(Role.CENTRE_ADMIN, *WATCHING)
def national(request: HttpRequest) -> HttpResponse:
    """How many stand where, and the rows of one state; those given up come first."""
    actor = actor_of(request)
    wanted = request.GET.get("state", "dead")
    state = wanted if wanted in NATIONAL_STATES else "dead"
    counts = national_counts(actor)
    rows = national_rows(actor).filter(status=state).order_by("-made_at", "-id")
    found = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [
        _("编号"),
        _("做什么"),
        _("试了几次"),
        _("对方的回执"),
        _("哪里不对"),
        _("从什么时候"),
    ]
    return render(
        request,
        "records/national.html",
        {
            "on": adapter() is not None,
            "stats": [
                {
                    "label": shown.label,
                    "value": counts.get(name, 0),
                    "late": name == "dead" and counts.get(name, 0) > 0,
                }
                for name, shown in NATIONAL_STATES.items()
            ],
            "tabs": [
                {"url": f"?state={name}", "label": shown.label, "current": name == state}
                for name, shown in NATIONAL_STATES.items()
            ],
            "retries": counts.get("dead", 0) and Role.CENTRE_ADMIN in actor.roles,
            "columns": [{"label": label} for label in labels],
            "rows": [
                {
                    "url": reverse("records:desk", args=[row.record_id]),
                    "cells": [
                        {"value": row.record.number},
                        {"value": NATIONAL_KINDS[row.kind]},
                        {"value": row.attempts},
                        {"value": row.receipt},
                        {"value": row.error},
                        {"at": row.made_at},
                    ],
                }
                for row in found
            ],
            "page": found,
        },
    )


@page(Role.CENTRE_ADMIN, methods=("POST",))
def retry(request: HttpRequest) -> HttpResponse:
    count = retry_national(actor=actor_of(request))
    messages.success(request, _("%(count)d条会重新报送。") % {"count": count})
    return redirect("records:national")
