"""The 15-minute circle at the center's desk: figures, what they rest on, and where next."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.core.osm_files import read_streets
from redvest.core.saving import save_form, version_in
from redvest.core.tables import read_upload
from redvest.districts import queries as districts
from redvest.engines.geodesy import Datum
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.people.actors import Actor
from redvest.venues import circle_words as words
from redvest.venues import services, showing
from redvest.venues.forms.circle import NextForm, PeopleForm, StreetsForm
from redvest.venues.models import NextVenues, Population, StreetNetwork
from redvest.venues.queries.circle import (
    Reckoned,
    answer_seen_by,
    answers_of,
    network_of,
    reckoned,
)
from redvest.venues.services.circling import box_of

PAGE_ROWS, ANSWERS = 30, 10


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def desk(request: HttpRequest) -> HttpResponse:
    """Who is within and who is not, place by place; and the question where to open next."""
    actor = actor_of(request)
    form, code = NextForm(), 200
    if request.method == "POST":
        form = NextForm(request.POST)
        found, code = save_form(
            form, lambda: services.find_next(actor=actor, wanted=form.cleaned_data["wanted"])
        )
        if found is not None:
            return redirect("venues:circle_next", found.id)
    return render(request, "venues/circle_desk.html", _desk(request, actor, form), status=code)


def _desk(request: HttpRequest, actor: Actor, form: NextForm) -> dict[str, Any]:
    found = reckoned(actor.district)
    order = words.farthest_first(found)
    shown = Paginator(order, PAGE_ROWS).get_page(request.GET.get("page"))
    return {
        "form": form,
        "found": found,
        "stats": words.stats(found),
        "notes": words.notes(found, districts.policy_of(actor.district)),
        "band_columns": words.band_columns(found),
        "band_rows": words.band_rows(found),
        "columns": [{"label": label, "number": n > 1} for n, label in enumerate(_header(found))],
        "rows": [{"cells": [{"value": cell} for cell in _row(found, at)]} for at in shown],
        "page": shown,
        "gaps": words.gap_pins(found),
        "shapes": showing.outline_shapes(actor.district),
        "legend": words.legend(),
        "answers": [
            {"wanted": row.wanted, "at": row.asked_at, "id": row.id}
            for row in answers_of(actor)[:ANSWERS]
        ],
    }


def _header(found: Reckoned) -> list[str]:
    last = [_("人口")] if found.homes.counted else []
    return [_("社区（小区）"), _("最近的阵地"), _("步行"), _("15 分钟内"), *last]


def _row(found: Reckoned, at: int) -> list[str]:
    last = [words.whole(found.homes.people[at])] if found.homes.counted else []
    near = _("走得到") if found.within[at] else _("走不到")
    return [
        found.homes.names[at],
        found.nearest[at],
        words.minutes(found.minutes[at]),
        near,
        *last,
    ]


@page(Role.CENTRE_ADMIN)
def export(request: HttpRequest) -> HttpResponse:
    """Place by place as a file, with what it rests on in every row."""
    actor = actor_of(request)
    found = reckoned(actor.district)
    basis = " ".join(words.notes(found, districts.policy_of(actor.district)))
    header = [_("编码"), *_header(found), _("说明")]
    rows = ([found.homes.codes[at], *_row(found, at), basis] for at in words.farthest_first(found))
    return download(_("15分钟圈"), request.GET.get("format", "csv"), header, rows)


@page(Role.CENTRE_ADMIN)
def template(request: HttpRequest) -> HttpResponse:
    """The table to fill in, with the district's communities in it already."""
    names = districts.region_names(actor_of(request).district)
    header = ["社区编码", "社区", "人口", "小区", "纬度", "经度"]
    rows = ([code, name, "", "", "", ""] for code, name in sorted(names.items()) if len(code) == 12)
    return download(_("人口表模板"), "xlsx", header, rows)


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def people(request: HttpRequest) -> HttpResponse:
    """Upload how many people live where."""
    actor = actor_of(request)
    known = Population.objects.filter(district=actor.district).first()
    form, code = PeopleForm(initial={"source": known.source if known else ""}), 200
    if request.method == "POST":
        form = PeopleForm(request.POST, request.FILES)
        found, code = save_form(form, lambda: _count(request, actor, form))
        if found is not None:
            said = _("人口已更新，共 %(rows)d 行。") % {"rows": len(found.rows)}
            messages.success(request, said)
            return redirect("venues:circle_desk")
    context = {"form": form, "known": known, "version": known.version if known else 0}
    return render(request, "venues/circle_people.html", context, status=code)


def _count(request: HttpRequest, actor: Actor, form: PeopleForm) -> Population:
    given = form.cleaned_data
    table = read_upload(given["file"])
    return services.count_people(
        actor=actor,
        header=table.header,
        rows=table.rows,
        first_row=table.first_row,
        source=given["source"],
        counted_on=given["counted_on"],
        datum=Datum(given["datum"]),
        version=version_in(request.POST),
    )


@page(Role.CENTRE_ADMIN, methods=("GET", "POST"))
def streets(request: HttpRequest) -> HttpResponse:
    """Upload where one may walk."""
    actor = actor_of(request)
    known = network_of(actor.district)
    form, code = StreetsForm(), 200
    if request.method == "POST":
        form = StreetsForm(request.POST, request.FILES)
        found, code = save_form(form, lambda: _load(request, actor, form))
        if found is not None:
            said = _("路网已更新，共 %(n)d 段路。") % {"n": found.stretches}
            messages.success(request, said)
            return redirect("venues:circle_desk")
    context = {"form": form, "known": known, "version": known.version if known else 0}
    return render(request, "venues/circle_streets.html", context, status=code)


def _load(request: HttpRequest, actor: Actor, form: StreetsForm) -> StreetNetwork:
    given = form.cleaned_data
    return services.load_streets(
        actor=actor,
        packed=read_streets(given["file"].chunks(), box_of(actor.district)),
        source=given["source"],
        data_date=given["data_date"],
        version=version_in(request.POST),
    )


@page(Role.CENTRE_ADMIN)
def answer(request: HttpRequest, answer_id: UUID) -> HttpResponse:
    """Where to open next, as it was found at one moment, with the proof in words."""
    actor = actor_of(request)
    row = answer_seen_by(actor, answer_id)
    context = {"row": row, "shapes": showing.outline_shapes(actor.district)} | _told(row, actor)
    return render(request, "venues/circle_next.html", context)


def _told(row: NextVenues, actor: Actor) -> dict[str, Any]:
    found = row.answer
    return {
        "covering": words.covering_told(row),
        "nearness": words.nearness_told(row),
        "notes": [
            words.weighed(found["counted"], found["source"], found["counted_on"]),
            words.how(
                found["basis"],
                found["streets_source"],
                found["streets_date"],
                districts.policy_of(actor.district),
            ),
            _("从 %(n)d 个地点里选：筹建或暂停的阵地，和每个社区的中心位置。")
            % {"n": found["candidates"]},
        ],
    }
