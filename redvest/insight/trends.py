"""An indicator month by month, beside the month before and the same month a year ago."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from redvest.engines.indicators import Figure, Indicator
from redvest.engines.periods import Period, before, months_until, year_before
from redvest.insight import showing
from redvest.insight.queries.figures import figures_of
from redvest.insight.queries.reach import reach, today

MONTHS = 13


@dataclass(frozen=True)
class Month:
    """One month of an indicator; what was there before it, where that can be compared."""

    period: Period
    now: Figure
    before: Figure | None
    year_ago: Figure | None
    is_over: bool


def trend(district: str, region: str, one: Indicator, last: Period) -> list[Month]:
    """The last thirteen months that begin in a period or before it, in order of time."""
    until = min(last.until, reach(last, one)[1])
    months = months_until(until, MONTHS + 12)
    asked = {month.key: month for month in months}
    found = figures_of(district, region, [one], asked, len(region))
    of = {key: found[key, region, one.key] for key in asked}
    return [
        Month(
            month,
            of[month.key],
            of.get(before(month).key),
            of.get(year_before(month).key),
            month.until <= today() + timedelta(days=1),
        )
        for month in months[12:]
    ]


def lines_of(months: Iterable[Month], one: Indicator) -> list[dict[str, str]]:
    """The table; the month we are in is compared with nothing, it is not over yet."""
    lines = []
    for month in months:
        label = month.period.key
        line = {
            "label": label if month.is_over else _("%(month)s（未完）") % {"month": label},
            "value": showing.number(month.now.value),
            "before": showing.NOTHING,
            "year": showing.NOTHING,
        }
        if month.is_over:
            line["before"] = showing.change(month.now, month.before, one) or showing.NOTHING
            line["year"] = showing.change(month.now, month.year_ago, one) or showing.NOTHING
        lines.append(line)
    return lines


def chart_of(months: list[Month], one: Indicator) -> dict[str, Any]:
    """What the script and the papers draw: these months, and the same months a year ago."""

    def values(found: Iterable[Figure | None]) -> list[Decimal | None]:
        return [each.value if each else None for each in found]

    series = {
        showing.name(one): values(month.now for month in months),
        _("一年前"): values(month.year_ago for month in months),
    }
    labels = [month.period.key for month in months]
    return showing.chart(showing.name(one), labels, series, "line", showing.unit(one))
