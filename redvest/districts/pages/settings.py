"""The center's pages about its district."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.saving import save_form, version_in
from redvest.districts import labels, services
from redvest.districts.forms import HolidayForm, PolicyForm, SettingsForm
from redvest.districts.models import DistrictPolicy
from redvest.districts.queries import (
    district_or_none,
    holiday_rows,
    policy_of,
    policy_row,
    policy_versions,
)
from redvest.engines import policy as policies
from redvest.engines.policy import Group
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page

HISTORY_ROWS = 20


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def settings(request: HttpRequest) -> HttpResponse:
    """Name, slogan, hotline and record numbers; the way to the other settings."""
    actor = actor_of(request)
    district = district_or_none(actor.district)
    if district is None:
        raise NotSeen(_("没有找到这个区。"))
    form, code = SettingsForm(initial=SettingsForm.shown(district)), 200
    if request.method == "POST":
        form = SettingsForm(request.POST)
        saved, code = save_form(
            form,
            lambda: services.change_settings(
                actor=actor, version=version_in(request.POST), **form.cleaned_data
            ),
        )
        if saved is not None:
            messages.success(request, _("已保存，每一页马上生效。"))
            return redirect("districts:settings")
        district.refresh_from_db(fields=["version"])
    context = {"form": form, "version": district.version, "full_name": district.full_name}
    return render(request, "districts/settings.html", context, status=code)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def policy(request: HttpRequest) -> HttpResponse:
    """Time limits, labels and checklists. A change is a new version with a reason."""
    actor = actor_of(request)
    current = policy_of(actor.district)
    form, code = PolicyForm(policy=current), 200
    if request.method == "POST":
        form = PolicyForm(request.POST, policy=current)
        saved, code = save_form(
            form,
            lambda: services.change_policy(
                actor=actor,
                values=form.values(),
                reason=form.cleaned_data["reason"],
                version=version_in(request.POST),
            ),
        )
        if saved is not None:
            messages.success(request, _("第 %(n)d 版已生效。") % {"n": saved.version})
            return redirect("districts:history")
    row = policy_row(actor.district)
    context = {
        "form": form,
        "groups": _grouped(form),
        "version": row.version if row else 0,
        "is_stale": code == 409,
    }
    return render(request, "districts/policy.html", context, status=code)


def _grouped(form: PolicyForm) -> list[dict[str, Any]]:
    return [
        {
            "title": labels.GROUPS[group],
            "fields": [form[name] for name, spec in policies.SPECS.items() if spec.group is group],
        }
        for group in Group
    ]


@page(Role.CENTRE_ADMIN, Role.AUDITOR, Role.AUDIT_ADMIN)
def history(request: HttpRequest) -> HttpResponse:
    """Every version of the policy: when, why, and what changed."""
    rows = policy_versions(actor_of(request).district)
    found = Paginator(rows, HISTORY_ROWS).get_page(request.GET.get("page"))
    older = list(rows.filter(version__lte=found[-1].version - 1)[:1]) if found else []
    versions = [*found, *older]
    events = [
        _event(new, versions[place + 1] if place + 1 < len(versions) else None)
        for place, new in enumerate(found)
    ]
    return render(request, "districts/history.html", {"events": events, "page": found})


def _event(new: DistrictPolicy, old: DistrictPolicy | None) -> dict[str, Any]:
    title = _("第 %(n)d 版") % {"n": new.version}
    if old is None:
        return {
            "at": new.effective_from,
            "title": title,
            "note": _("建区时的默认值"),
            "tone": "done",
        }
    before, after = policies.parse(_known(old.data)), policies.parse(_known(new.data))
    lines = [
        _("%(what)s：%(old)s 改为 %(new)s")
        % {"what": labels.FIELDS[name], "old": _said(was), "new": _said(now)}
        for name, (was, now) in policies.changes(before, after).items()
    ]
    return {
        "at": new.effective_from,
        "title": title,
        "actor": new.reason,
        "note": _("；").join(lines),
        "tone": "done",
    }


def _known(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name in policies.SPECS}


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return _("、").join(_(item) for item in value) or _("空")
    return str(value) or _("空")


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def holidays(request: HttpRequest) -> HttpResponse:
    """The announced days off and working weekends, and next year's table to import."""
    actor = actor_of(request)
    form = HolidayForm()
    if request.method == "POST":
        form = HolidayForm(request.POST, request.FILES)
        count, _code = save_form(
            form, lambda: services.import_holidays(actor=actor, rows=form.rows)
        )
        if count is not None:
            messages.success(request, _("新增或更新 %(n)d 天。") % {"n": count})
            return redirect("districts:holidays")
    year = timezone.localdate().year
    return render(
        request,
        "districts/holidays.html",
        {
            "form": form,
            "columns": [{"label": label} for label in (_("日期"), _("类型"), _("名称"))],
            "rows": [_day(row) for row in holiday_rows(actor.district, year)],
            "year": year,
        },
    )


def _day(row: dict[str, Any]) -> dict[str, Any]:
    kind = _("上班") if row["is_workday"] else _("放假")
    return {"cells": [{"value": row["day"].isoformat()}, {"value": kind}, {"value": row["name"]}]}
