"""What the district counts itself, headcounts of sessions, and what was published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt, offer
from redvest.core.saving import save_form, version_in
from redvest.districts.queries import region_names
from redvest.engines.indicators import BY_KEY
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.insight import services, showing
from redvest.insight.forms import HeadcountForm, OwnIndicatorForm, OwnValueForm, PublishForm
from redvest.insight.labels import METHODS
from redvest.insight.queries import own as queries
from redvest.insight.queries.places import READERS, period_for, periods_offered
from redvest.insight.queries.reach import today
from redvest.people.actors import Actor

COUNTERS = (Role.VENUE_ADMIN, Role.CENTRE_ADMIN)
ROWS = 30


@page(*READERS, methods=("GET",))
def own(request: HttpRequest) -> HttpResponse:
    """What the district counts itself."""
    actor = actor_of(request)
    links = [
        {
            "url": reverse("insight:own_values", args=[row.id]),
            "label": f"{row.name}（{row.unit}）",
            "note": row.definition,
        }
        for row in queries.own_indicators(actor.district)
    ]
    context = {"links": links, "may_add": Role.CENTRE_ADMIN in actor.roles}
    return render(request, "insight/own.html", context)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def own_new(request: HttpRequest) -> HttpResponse:
    form = OwnIndicatorForm(request.POST or None)
    if request.method == "POST":
        row = attempt(
            form,
            lambda: services.add_own_indicator(actor=actor_of(request), **form.cleaned_data),
        )
        if row is not None:
            messages.success(request, _("指标已增加，可以登记数值了。"))
            return redirect("insight:own_values", indicator_id=row.id)
    return render(request, "insight/own_new.html", {"form": form})


def _places(actor: Actor) -> list[tuple[str, str]]:
    """The places whose values the actor may enter, by code."""
    scopes = actor.scopes(*COUNTERS)
    names = sorted(region_names(actor.district).items())
    return [(code, name) for code, name in names if any(code.startswith(one) for one in scopes)]


@page(*READERS, methods=("GET", "POST"))
def own_values(request: HttpRequest, indicator_id: UUID) -> HttpResponse:
    """One indicator with its values, and the form for another."""
    actor = actor_of(request)
    row = queries.own_indicator_seen_by(actor, indicator_id)
    form = OwnValueForm(request.POST or None)
    places = _places(actor)
    offer(form, "region", places)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: services.enter_own_value(
                actor=actor, indicator_id=row.id, card=services.ValueCard(**form.cleaned_data)
            ),
        )
        if done is not None:
            messages.success(request, _("数值已登记。"))
            return redirect("insight:own_values", indicator_id=row.id)
    names = region_names(actor.district)
    values = [
        {"row": one, "place": names.get(one.region, one.region), "value": showing.number(one.value)}
        for one in queries.values_of(actor, row)
    ]
    may = {"may_enter": bool(places) and row.retired_at is None}
    may["may_retire"] = Role.CENTRE_ADMIN in actor.roles and row.retired_at is None
    context = {"own": row, "form": form, "values": values, **may}
    return render(request, "insight/own_values.html", context)


@page(*COUNTERS, methods=("POST",))
def own_withdraw(request: HttpRequest, value_id: UUID) -> HttpResponse:
    row = services.withdraw_own_value(actor=actor_of(request), value_id=value_id)
    messages.success(request, _("这个数值已撤回，不再计入。"))
    return redirect("insight:own_values", indicator_id=row.indicator_id)


@page(Role.CENTRE_ADMIN, methods=("POST",))
def own_retire(request: HttpRequest, indicator_id: UUID) -> HttpResponse:
    services.retire_own_indicator(actor=actor_of(request), indicator_id=indicator_id)
    messages.success(request, _("指标已停用，登记过的数值还在。"))
    return redirect("insight:own")


@page(*COUNTERS)
def headcounts(request: HttpRequest) -> HttpResponse:
    """Sessions of the last weeks, with how many people came where it is known."""
    actor = actor_of(request)
    found = Paginator(queries.sessions_to_count(actor), ROWS).get_page(request.GET.get("page"))
    columns = [_("活动"), _("开始时间"), _("到场人数")]
    rows: list[dict[str, Any]] = []
    for one in found:
        count = next(iter(one.headcounts.all()), None)
        said = _("未登记") if count is None else f"{count.people}（{METHODS[count.method]}）"
        rows.append(
            {
                "url": reverse("insight:headcount", args=[one.id]),
                "cells": [{"value": one.activity.title}, {"at": one.starts_at}, {"value": said}],
            }
        )
    context = {"columns": [{"label": label} for label in columns], "rows": rows, "page": found}
    return render(request, "insight/headcounts.html", context)


@page(*COUNTERS, methods=("GET", "POST"))
def headcount(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """How many people came to one session."""
    actor = actor_of(request)
    session, count = queries.session_seen_by(actor, session_id)
    initial = {"people": count.people, "method": count.method} if count else None
    form, code = HeadcountForm(request.POST or None, initial=initial), 200
    if request.method == "POST":
        done, code = save_form(
            form,
            lambda: services.enter_headcount(
                actor=actor,
                session_id=session.id,
                version=version_in(request.POST),
                **form.cleaned_data,
            ),
        )
        if done is not None:
            messages.success(request, _("到场人数已登记。"))
            return redirect("insight:headcounts")
    version = count.version if count else 0
    context = {"session": session, "form": form, "version": version}
    return render(request, "insight/headcount.html", context, status=code)


@page(*READERS, methods=("GET", "POST"))
def published(request: HttpRequest) -> HttpResponse:
    """What was published, and the form for more."""
    actor = actor_of(request)
    may = Role.CENTRE_ADMIN in actor.roles
    form = PublishForm(request.POST or None)
    periods = [(key, showing.period_said(period_for(key))) for key in periods_offered(today())]
    offer(form, "period", periods)
    if request.method == "POST":
        row = attempt(
            form,
            lambda: services.publish_figures(
                actor=actor,
                title=form.cleaned_data["title"],
                key=form.cleaned_data["period"],
                keys=form.cleaned_data["keys"],
            ),
        )
        if row is not None:
            messages.success(request, _("已发布。以后数据再变，这一份也不变。"))
            return redirect("insight:publication", publication_id=row.id)
    links = [
        {
            "url": reverse("insight:publication", args=[row.id]),
            "label": row.title,
            "note": showing.moment_said(row.published_at),
        }
        for row in queries.publications(actor.district)[:100]
    ]
    context = {"links": links, "form": form, "may_publish": may}
    return render(request, "insight/published.html", context)


@page(*READERS)
def publication(request: HttpRequest, publication_id: UUID) -> HttpResponse:
    row = queries.publication_of(actor_of(request).district, publication_id)
    version_now = {key: one.version for key, one in BY_KEY.items()}
    lines = [{**one, "is_old": one["version"] != version_now.get(one["key"])} for one in row.rows]
    context = {
        "row": row,
        "lines": lines,
        "period_said": showing.period_said(period_for(row.period)),
        "as_of": showing.moment_said(row.as_of),
        "published_at": showing.moment_said(row.published_at),
    }
    return render(request, "insight/publication.html", context)
