"""Desk: a sign-in sheet is uploaded, looked at, confirmed, watched, and undone if it was wrong."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.forming import attempt
from redvest.core.tables import read_upload
from redvest.engines.signin_sheet import Fault
from redvest.http import actor_of, page
from redvest.records.forms.sheets import SheetForm, UndoForm
from redvest.records.labels import SHEET_COLUMNS, SHEET_FAULTS, SHEET_KINDS, SHEET_STATES
from redvest.records.models import SheetImport
from redvest.records.pages.filling import organizers
from redvest.records.queries import DESK
from redvest.records.queries.sheets import sheet_seen_by, sheets_seen_by
from redvest.records.services.sheets import confirm_sheet, preview_sheet, undo_sheet

PAGE_ROWS, FAULTS_SHOWN = 30, 50


@page(*DESK, methods=("GET", "POST"))
def sheets(request: HttpRequest) -> HttpResponse:
    """Earlier sheets, and uploading another."""
    actor = actor_of(request)
    form = SheetForm(
        request.POST or None, request.FILES or None, organizers=organizers(actor, desk_only=True)
    )
    if request.method == "POST":
        row = attempt(form, lambda: _preview(request, form))
        if row is not None:
            return redirect("records:sheet", row.id)
    found = Paginator(sheets_seen_by(actor), PAGE_ROWS).get_page(request.GET.get("page"))
    labels = [_("文件"), _("谁组织的"), _("是什么"), _("状态"), _("可用行"), _("有误行")]
    rows = [
        {
            "url": reverse("records:sheet", args=[row.id]),
            "cells": [
                {"value": row.file_name},
                {"value": row.organizer},
                {"value": SHEET_KINDS[row.kind]},
                {"state": SHEET_STATES[row.state]},
                {"value": row.rows_good},
                {"value": row.rows_bad},
            ],
        }
        for row in found
    ]
    context = {
        "form": form,
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "page": found,
    }
    return render(request, "records/sheets.html", context)


def _preview(request: HttpRequest, form: SheetForm) -> SheetImport:
    upload = form.cleaned_data["file"]
    table = read_upload(upload)
    upload.seek(0)
    return preview_sheet(
        actor=actor_of(request),
        table=table,
        sheet=form.sheet(),
        file_name=upload.name or "",
        content=upload.read(),
    )


def _faults(row: SheetImport) -> list[tuple[int, str, str]]:
    found = [Fault(**one) for one in row.errors]
    return [(one.row, str(SHEET_COLUMNS[one.column]), _said(one)) for one in found]


def _said(fault: Fault) -> str:
    text = str(SHEET_FAULTS[fault.code])
    return text % {"other": fault.other} if fault.other else text


@page(*DESK)
def sheet(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """One sheet: what is good, what is wrong, and how far it has come."""
    row = sheet_seen_by(actor_of(request), sheet_id)
    return render(request, "records/sheet.html", _context(row, UndoForm()))


def _context(row: SheetImport, form: UndoForm) -> dict[str, Any]:
    faults = _faults(row)
    stats: list[dict[str, Any]] = [
        {"label": _("总行数"), "value": row.rows_total},
        {"label": _("可用"), "value": row.rows_good},
        {"label": _("有误"), "value": row.rows_bad, "late": row.rows_bad > 0},
    ]
    if row.state != "previewed":
        stats.append({"label": _("新邀请"), "value": row.invited})
    columns = [{"label": _("行"), "number": True}, {"label": _("列")}, {"label": _("问题")}]
    return {
        "sheet": row,
        "state": SHEET_STATES[row.state],
        "kind": SHEET_KINDS[row.kind],
        "stats": stats,
        "columns": columns,
        "rows": [{"cells": [{"value": cell} for cell in one]} for one in faults[:FAULTS_SHOWN]],
        "more": max(0, len(faults) - FAULTS_SHOWN),
        "form": form,
        "progress": _progress(row),
    }


def _progress(row: SheetImport) -> dict[str, Any]:
    running = row.state == "running"
    return {
        "label": _("正在登记") if running else _("已登记"),
        "done": row.rows_done,
        "total": row.rows_good,
        "poll_url": reverse("records:sheet_progress", args=[row.id]) if running else "",
    }


@page(*DESK)
def progress(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """How far the worker has come, for the bar that asks again."""
    row = sheet_seen_by(actor_of(request), sheet_id)
    return render(request, "components/progress.html", _progress(row))


@page(*DESK, methods=("POST",))
def confirm(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    confirm_sheet(actor=actor_of(request), sheet_id=sheet_id)
    messages.success(request, _("已开始登记。登记后还要由别人审核才计算。"))
    return redirect("records:sheet", sheet_id)


@page(*DESK, methods=("POST",))
def undo(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    actor, form = actor_of(request), UndoForm(request.POST)
    row = sheet_seen_by(actor, sheet_id)
    touched = attempt(form, lambda: undo_sheet(actor=actor, sheet_id=sheet_id, **form.cleaned_data))
    if touched is None:
        return render(request, "records/sheet.html", _context(row, form))
    messages.success(request, _("已撤销，%(count)d条工时不再计算。") % {"count": touched})
    return redirect("records:sheet", sheet_id)


@page(*DESK)
def faults_file(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    row = sheet_seen_by(actor_of(request), sheet_id)
    return download(_("错误清单"), "xlsx", [_("行"), _("列"), _("问题")], _faults(row))


@page(*DESK)
def template_file(request: HttpRequest) -> HttpResponse:
    return download(_("签到表模板"), "xlsx", list(SHEET_COLUMNS.values()), [])
