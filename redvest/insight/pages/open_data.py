"""What anybody may read: whole years that are over, without cells that could be somebody."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.districts.queries import region_names
from redvest.engines.indicators import BY_KEY, Figure, Indicator
from redvest.engines.periods import Period, of_months, period, shifted
from redvest.engines.suppression import published
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.insight import showing
from redvest.insight.labels import SAID
from redvest.insight.queries.figures import figures_of
from redvest.insight.queries.places import parts_of
from redvest.insight.queries.reach import today
from redvest.insight.services import shown

ADDED = ("activities", "sessions", "participations", "audience", "served", "orders", "unmet_orders")
SHARES = ("claimed_share", "served_share", "rated_share", "satisfied_share")
STOOD = ("venues", "teams", "volunteers")
YEARS = 5


@dataclass(frozen=True)
class Line:
    """One indicator of one year: whole, by street and by month; None is not published."""

    indicator: Indicator
    total: str | None
    streets: dict[str, int | None]
    months: dict[str, int | None]


def _count(found: Figure | None) -> int:
    return int(found.value or 0) if found else 0


def _split(indicator: Indicator, streets: dict[str, int], months: dict[str, int]) -> Line:
    """Two tables with one total: where either may not show it, neither does."""
    total = sum(months.values())
    rest = total - sum(streets.values())
    if not indicator.is_of_people:
        return Line(indicator, str(total), dict(streets), dict(months))
    by_street = published({**streets, "": rest})
    by_month = published(months)
    is_shown = by_street.total is not None and by_month.total is not None
    cells = {code: by_street.cells[code] for code in streets}
    return Line(indicator, str(total) if is_shown else None, cells, dict(by_month.cells))


def lines_of(district: str, one: Period) -> list[Line]:
    """Everything that is published about one year that is over."""
    wanted = [BY_KEY[key] for key in ADDED]
    streets = parts_of(district, district, 9)
    months = [of_months(shifted(one.first, n), 1) for n in range(12)]
    by_street = figures_of(district, district, wanted, {"now": one}, 9)
    by_month = figures_of(district, district, wanted, {m.key: m for m in months})
    found = [
        _split(
            indicator,
            {code: _count(by_street.get(("now", code, indicator.key))) for code in streets},
            {m.key: _count(by_month.get((m.key, district, indicator.key))) for m in months},
        )
        for indicator in wanted
    ]
    others = [BY_KEY[key] for key in (*STOOD, *SHARES)]
    whole = figures_of(district, district, others, {"now": one})
    for indicator in others:
        value = shown(indicator, whole["now", district, indicator.key])
        found.append(Line(indicator, value, {}, {}))
    return found


def _year(request: HttpRequest) -> Period:
    last = today().year - 1
    asked = request.GET.get("year", str(last))
    if asked not in {str(last - back) for back in range(YEARS)}:
        raise NotSeen(f"no year {asked}")
    return period(asked)


def _said(value: int | str | None) -> str:
    return _("不公布") if value is None else str(value)


@page(Open.ANYONE)
def open_data(request: HttpRequest) -> HttpResponse:
    """The years that are over, as a table anybody may read and take along."""
    district, one = actor_of(request).district, _year(request)
    names = region_names(district)
    lines = lines_of(district, one) if district else []
    streets = list(lines[0].streets) if lines else []
    last = today().year - 1
    context = {
        "year": one.key,
        "years": [str(last - back) for back in range(YEARS)],
        "streets": [names.get(code, code) for code in streets],
        "lines": [
            {
                "name": showing.name(line.indicator),
                "unit": showing.unit(line.indicator),
                "definition": SAID[line.indicator.key].definition,
                "total": _said(line.total),
                "cells": [_said(line.streets[code]) for code in streets] if line.streets else [],
            }
            for line in lines
        ],
        "as_of": showing.moment_said(timezone.now()),
    }
    return render(request, "insight/open_data.html", context)


@page(Open.ANYONE)
def open_data_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The same with months, as CSV, a workbook or JSON."""
    district, one = actor_of(request).district, _year(request)
    lines = lines_of(district, one) if district else []
    if kind == "json":
        told: list[dict[str, Any]] = [
            {
                "key": line.indicator.key,
                "name": showing.name(line.indicator),
                "unit": showing.unit(line.indicator),
                "definition": str(SAID[line.indicator.key].definition),
                "year": one.key,
                "total": line.total,
                "streets": line.streets,
                "months": line.months,
            }
            for line in lines
        ]
        return JsonResponse({"district": district, "year": one.key, "figures": told})
    header = [_("指标"), _("单位"), _("年份"), _("街道或月份"), _("数值")]
    rows = []
    for line in lines:
        first = [showing.name(line.indicator), showing.unit(line.indicator), one.key]
        rows.append([*first, _("全区"), _said(line.total)])
        rows += [[*first, code, _said(n)] for code, n in {**line.streets, **line.months}.items()]
    return download(f"open-data-{district}-{one.key}", kind, header, rows)
