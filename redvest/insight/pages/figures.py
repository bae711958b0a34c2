"""The district in figures: five views, from the district down to the community, each explained."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.engines.indicators import BY_KEY, INDICATORS, Figure, Indicator, Shape, View, figure
from redvest.engines.periods import BEGINNING
from redvest.errors import NotSeen
from redvest.http import page
from redvest.insight import showing
from redvest.insight.chosen import Chosen
from redvest.insight.labels import SAID, VIEWS
from redvest.insight.queries.figures import board, figures_of
from redvest.insight.queries.places import (
    NEXT_LEVEL,
    READERS,
    parts_of,
)
from redvest.insight.queries.reach import reach
from redvest.insight.reproducing import reproducing
from redvest.insight.trends import chart_of, lines_of, trend

MAIN = {
    View.VENUES: "venues",
    View.TEAMS: "volunteers",
    View.PROJECTS: "practice_day_sessions",
    View.ACTIVITIES: "sessions",
    View.SERVICES: "orders",
}
Figures = Mapping[tuple[str, str, str], Figure]


def table_of(chosen: Chosen, indicators: list[Indicator]) -> dict[str, Any]:
    """The whole, which is not always their sum, and one line for each place of the next level:
    those of today, those that are no more, and what was counted at no lower level."""
    district, region = chosen.actor.district, chosen.region
    now = {"now": chosen.period}
    digits = NEXT_LEVEL.get(len(region), len(region))
    whole = figures_of(district, region, indicators, now, len(region))
    found = figures_of(district, region, indicators, now, digits)

    def line(code: str, name: str, figures: Figures, url: str = "") -> dict[str, Any]:
        values = [figures.get(("now", code, one.key), figure(one, {})) for one in indicators]
        said = [showing.number(one.value) for one in values]
        return {"code": code, "name": name, "values": said, "url": url}

    lines = [line(region, _("%(place)s合计") % {"place": chosen.place}, whole)]
    if digits > len(region):
        parts = parts_of(district, region, digits)
        gone = sorted({code for _now, code, _key in found if len(code) == digits} - set(parts))
        for code in [*parts, *gone]:
            name = chosen.names.get(code, code)
            name = _("%(place)s（已撤并）") % {"place": name} if code in gone else name
            lines.append(line(code, name, found, chosen.address(region=code)))
        if any(found["now", region, one.key].value for one in indicators):
            own = _("%(place)s本级，不在以上各处") % {"place": chosen.place}
            lines.append(line(region, own, found))
    return {"columns": [showing.name(one) for one in indicators], "lines": lines}


@page(*READERS)
def figures(request: HttpRequest) -> HttpResponse:
    """The dashboard of one view."""
    chosen = Chosen(request)
    wanted = [one for one in INDICATORS if one.view is chosen.view]
    readings, as_of = board(chosen.actor.district, chosen.region, wanted, chosen.period)
    main = BY_KEY[MAIN[chosen.view]]
    months = trend(chosen.actor.district, chosen.region, main, chosen.period)
    context = {
        **chosen.frame(),
        "tabs": [
            {
                "label": label,
                "url": chosen.address(view=view.value),
                "current": view is chosen.view,
            }
            for view, label in VIEWS.items()
        ],
        "stats": [showing.card(one, chosen.period, chosen.region) for one in readings],
        "as_of": showing.moment_said(as_of),
        "table": table_of(chosen, wanted),
        "chart": chart_of(months, main),
        "months": lines_of(months, main),
        "unit": showing.unit(main),
        "trend_url": chosen.address("insight:indicator", key=main.key),
        "csv_url": chosen.address("insight:figures_file", key="csv"),
        "xlsx_url": chosen.address("insight:figures_file", key="xlsx"),
    }
    return render(request, "insight/figures.html", context)


@page(*READERS)
def figures_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of a view as a file: with place, period and as-of on every line."""
    chosen = Chosen(request)
    wanted = [one for one in INDICATORS if one.view is chosen.view]
    table = table_of(chosen, wanted)
    units = [
        f"{name}（{showing.unit(one)}）" for name, one in zip(table["columns"], wanted, strict=True)
    ]
    header = [_("代码"), _("地方"), _("统计期"), _("数据截至"), *units]
    as_of = showing.moment_said(timezone.now())
    rows = [
        [line["code"], line["name"], chosen.period.key, as_of, *line["values"]]
        for line in table["lines"]
    ]
    return download(f"{chosen.place}-{chosen.view.value}-{chosen.period.key}", kind, header, rows)


@page(*READERS)
def indicator(request: HttpRequest, key: str) -> HttpResponse:
    """One indicator: what it counts, as of when, by which query, month by month."""
    if key not in BY_KEY:
        raise NotSeen(f"no indicator {key}")
    one, chosen = BY_KEY[key], Chosen(request)
    readings, as_of = board(chosen.actor.district, chosen.region, [one], chosen.period)
    months = trend(chosen.actor.district, chosen.region, one, chosen.period)
    lines = lines_of(months, one)
    if request.GET.get("as") in ("csv", "xlsx"):
        header = [_("月份"), showing.unit(one), _("环比"), _("同比")]
        rows = [[line["label"], line["value"], line["before"], line["year"]] for line in lines]
        return download(f"{chosen.place}-{key}", request.GET["as"], header, rows)
    within = reach(chosen.period, one)
    wanted = chosen.address("insight:indicator", key=key)
    context = {
        **chosen.frame("insight:indicator", key=key),
        "name": showing.name(one),
        "unit": showing.unit(one),
        "definition": SAID[key].definition,
        "version": one.version,
        "stat": showing.card(readings[0], chosen.period, chosen.region),
        "as_of": showing.moment_said(as_of),
        "first": None if within[0] == BEGINNING else within[0],
        "is_stock": one.shape in (Shape.STOCK, Shape.LEVELS),
        "until": within[1],
        "queries": reproducing(one, chosen.actor.district, chosen.region, within),
        "lines": lines,
        "back": chosen.address(view=one.view.value),
        "csv_url": f"{wanted}&as=csv",
        "xlsx_url": f"{wanted}&as=xlsx",
        "chart": chart_of(months, one),
    }
    return render(request, "insight/indicator.html", context)
