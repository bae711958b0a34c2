"""The report of a period, and the draft of a briefing with what a person chose for it."""

from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt, offer
from redvest.engines.indicators import BY_KEY, INDICATORS
from redvest.http import page
from redvest.insight import papers, showing
from redvest.insight.briefing import Draft, Photo, as_docx, draft
from redvest.insight.chosen import Chosen
from redvest.insight.forms import PHOTOS, BriefingForm
from redvest.insight.labels import SAID, VIEWS
from redvest.insight.queries.figures import Reading, board
from redvest.insight.queries.places import READERS
from redvest.insight.trends import chart_of, trend
from redvest.orders.services.photos import redrawn

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _file(name: str, kind: str, body: bytes) -> HttpResponse:
    answer = HttpResponse(body, content_type=DOCX if kind == "docx" else "application/pdf")
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{name}.{kind}')}"
    return answer


@page(*READERS)
def report(request: HttpRequest) -> HttpResponse:
    """All figures of a period on paper, each with its definition: to print, or as PDF."""
    chosen = Chosen(request)
    readings, as_of = board(chosen.actor.district, chosen.region, INDICATORS, chosen.period)
    views = [
        {
            "title": label,
            "rows": [
                {
                    **showing.card(one, chosen.period, chosen.region),
                    "definition": SAID[one.indicator.key].definition,
                }
                for one in readings
                if one.indicator.view is view
            ],
        }
        for view, label in VIEWS.items()
    ]
    if request.GET.get("as") == "pdf":
        period_said = showing.period_said(chosen.period)
        title = _("%(place)s%(period)s统计报告") % {"place": chosen.place, "period": period_said}
        body = papers.report_pdf(title, views, as_of)
        return _file(f"{chosen.place}-{chosen.period.key}", "pdf", body)
    context = {**chosen.frame("insight:report"), "views": views}
    context |= {"as_of": showing.moment_said(as_of), "back": chosen.address()}
    context["pdf_url"] = showing.address(
        "insight:report", region=chosen.region, period=chosen.period.key, **{"as": "pdf"}
    )
    return render(request, "insight/report.html", context)


def _offered(readings: list[Reading]) -> list[tuple[str, str]]:
    """The charts one may choose: of whatever there is a number."""
    found = [(one.indicator.key, showing.name(one.indicator)) for one in readings if one.now.value]
    return [("", _("不放图表")), *found]


def _made(chosen: Chosen, said: Draft, as_of: datetime, card: dict[str, Any]) -> HttpResponse:
    """The file, with the chosen chart and photos. Photos go into it and are kept nowhere."""
    photos = [
        Photo(*redrawn(card[f"photo{number}"].read()), card[f"caption{number}"])
        for number in PHOTOS
        if card[f"photo{number}"]
    ]
    chart = None
    if card["chart"]:
        one = BY_KEY[card["chart"]]
        months = trend(chosen.actor.district, chosen.region, one, chosen.period)
        chart = chart_of(months, one)
    if card["kind"] == "pdf":
        body = papers.briefing_pdf(said, chart, photos, as_of)
    else:
        drawn = papers.chart_png(chart) if chart else None
        body = as_docx(said, showing.moment_said(as_of), drawn, photos)
    return _file(said.title, card["kind"], body)


@page(*READERS, methods=("GET", "POST"))
def briefing(request: HttpRequest) -> HttpResponse:
    """A draft for the district's briefing: sentences made of figures, each with its definition;
    a person adds a chart and photos, and takes it along as Word or PDF."""
    chosen = Chosen(request)
    readings, as_of = board(chosen.actor.district, chosen.region, INDICATORS, chosen.period)
    said = draft(chosen.place, showing.period_said(chosen.period), readings)
    form = BriefingForm(request.POST or None, request.FILES or None)
    offer(form, "chart", _offered(readings))
    if request.method == "POST" and said.paragraphs:
        made = attempt(form, lambda: _made(chosen, said, as_of, form.cleaned_data))
        if made is not None:
            return made
    context = {
        **chosen.frame("insight:briefing"),
        "draft": said,
        "form": form,
        "as_of": showing.moment_said(as_of),
        "here": chosen.address("insight:briefing"),
    }
    return render(request, "insight/briefing.html", context)
