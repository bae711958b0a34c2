"""Desk: a roster is uploaded, looked at, confirmed, and undone if it was wrong."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.forming import attempt
from redvest.core.tables import read_upload
from redvest.districts.queries import region_names
from redvest.engines.roles import Role
from redvest.engines.roster import Fault
from redvest.http import actor_of, page
from redvest.people.forms.imports import RosterForm
from redvest.people.forms.roles import ReasonForm
from redvest.people.models import ImportBatch
from redvest.people.queries.imports import batches_seen_by
from redvest.people.services.inviting import (
    COLUMN_TEXTS,
    batch_seen_by,
    confirm_import,
    fault_text,
    preview_import,
    undo_import,
)

PAGE_SIZE, FAULTS_SHOWN = 30, 50
STATES = {"previewed": "draft", "done": "done", "undone": "withdrawn"}


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN, methods=("GET", "POST"))
def imports(request: HttpRequest) -> HttpResponse:
    """The list of batches and the upload."""
    actor = actor_of(request)
    form = RosterForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST":
        batch = attempt(form, lambda: _preview(request, form))
        if batch is not None:
            return redirect("desk_import", batch.id)
    shown = Paginator(batches_seen_by(actor), PAGE_SIZE).get_page(request.GET.get("page"))
    names = region_names(actor.district)
    rows = [
        {
            "url": f"{batch.id}/",
            "cells": [
                {"value": batch.file_name},
                {"value": names.get(batch.scope, batch.scope)},
                {"state": STATES[batch.status]},
                {"value": batch.rows_good},
                {"value": batch.rows_bad},
                {"at": batch.created_at},
            ],
        }
        for batch in shown
    ]
    columns: list[dict[str, Any]] = [
        {"label": _("文件")},
        {"label": _("范围")},
        {"label": _("状态")},
        {"label": _("可用行"), "number": True},
        {"label": _("有误行"), "number": True},
        {"label": _("上传时间")},
    ]
    context = {"form": form, "rows": rows, "columns": columns, "page": shown}
    return render(request, "people/desk_imports.html", context)


def _preview(request: HttpRequest, form: RosterForm) -> ImportBatch:
    upload = form.cleaned_data["file"]
    table = read_upload(upload)
    upload.seek(0)
    return preview_import(
        actor=actor_of(request),
        table=table,
        scope=form.cleaned_data["scope"],
        file_name=upload.name or "",
        content=upload.read(),
        team_id=None,
    )


def _faults(batch: ImportBatch) -> list[tuple[int, str, str]]:
    found = [Fault(**row) for row in batch.errors]
    return [(f.row, str(COLUMN_TEXTS[f.column]), fault_text(f)) for f in found]


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
def one_import(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_seen_by(actor_of(request), batch_id)
    faults = _faults(batch)
    invited = batch.rows_good - batch.rows_known if batch.status == "done" else 0
    stats = [
        {"label": _("总行数"), "value": batch.rows_total},
        {"label": _("可用"), "value": batch.rows_good},
        {"label": _("有误"), "value": batch.rows_bad, "late": batch.rows_bad > 0},
    ]
    if batch.status == "done":
        stats.append({"label": _("新邀请"), "value": invited})
        stats.append({"label": _("已登记或已邀请"), "value": batch.rows_known})
    columns = [{"label": _("行"), "number": True}, {"label": _("列")}, {"label": _("问题")}]
    context = {
        "batch": batch,
        "state": STATES[batch.status],
        "stats": stats,
        "columns": columns,
        "rows": [{"cells": [{"value": cell} for cell in row]} for row in faults[:FAULTS_SHOWN]],
        "more": max(0, len(faults) - FAULTS_SHOWN),
        "form": ReasonForm(),
    }
    return render(request, "people/desk_import.html", context)


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN, methods=("POST",))
def confirm(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = confirm_import(actor=actor_of(request), batch_id=batch_id)
    text = _("已邀请 %(count)s 人。他们同意之后才成为志愿者。")
    messages.success(request, text % {"count": batch.rows_good - batch.rows_known})
    return redirect("desk_import", batch_id)


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN, methods=("POST",))
def undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    closed = undo_import(actor=actor, batch_id=batch_id, reason=reason)
    text = _("已撤销，收回了 %(count)s 份邀请，这些人的信息已删除。")
    messages.success(request, text % {"count": closed})
    return redirect("desk_import", batch_id)


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
def faults_file(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    batch = batch_seen_by(actor_of(request), batch_id)
    return download(_("错误清单"), "xlsx", [_("行"), _("列"), _("问题")], _faults(batch))


@page(Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
def template_file(request: HttpRequest) -> HttpResponse:
    header = [COLUMN_TEXTS[name] for name in ("name", "phone", "id_number", "community")]
    return download(_("名单模板"), "xlsx", header, [])
