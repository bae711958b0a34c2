"""How figures are said: with their unit, what changed, and nothing where there is nothing."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.engines.indicators import Figure, Indicator, Shape, Unit
from redvest.engines.periods import Period
from redvest.insight.labels import SAID, UNITS
from redvest.insight.queries.figures import Reading

NOTHING = "—"


def number(value: Decimal | int | None) -> str:
    """With thin separators at thousands, and no decimals where there are none."""
    if value is None:
        return NOTHING
    text = f"{Decimal(value):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment_said(at: datetime) -> str:
    """To the second, as tables and papers name a moment."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")


def share(part: int, whole: int) -> str:
    """A part of a whole in percent; of nothing there is no part."""
    if not whole:
        return NOTHING
    return f"{number((Decimal(part) * 100 / whole).quantize(Decimal('0.1')))}%"


def name(indicator: Indicator) -> str:
    return str(SAID[indicator.key].name)


def unit(indicator: Indicator) -> str:
    return str(UNITS[indicator.unit])


def period_said(one: Period) -> str:
    if one.months == 12:
        return _("%(year)s年") % {"year": one.first.year}
    if one.months == 3:
        quarter = (one.first.month + 2) // 3
        return _("%(year)s年第%(quarter)s季度") % {"year": one.first.year, "quarter": quarter}
    return _("%(year)s年%(month)s月") % {"year": one.first.year, "month": one.first.month}


def change(now: Figure, then: Figure | None, indicator: Indicator) -> str:
    """What became of it, in percent; of a percentage, in points. Nothing to compare: nothing."""
    if then is None or now.value is None or then.value is None:
        return ""
    if indicator.unit is Unit.PERCENT:
        points = now.value - then.value
        return _("%(sign)s%(points)s个百分点") % {
            "sign": "+" if points > 0 else "−" if points < 0 else "±",
            "points": number(abs(points)),
        }
    if not then.value:
        return ""
    percent = ((now.value - then.value) * 100 / then.value).quantize(Decimal("0.1"))
    sign = "+" if percent > 0 else "−" if percent < 0 else "±"
    return f"{sign}{number(abs(percent))}%"


def compared(reading: Reading, one: Period) -> str:
    """环比 and 同比 in one line; of a whole year they are the same."""
    found = []
    month_on_month = change(reading.now, reading.before, reading.indicator)
    if month_on_month and one.months != 12:
        found.append(_("环比 %(change)s") % {"change": month_on_month})
    year_on_year = change(reading.now, reading.year_ago, reading.indicator)
    if year_on_year:
        found.append(_("同比 %(change)s") % {"change": year_on_year})
    return " · ".join(found)


def address(to: str, /, **query: str) -> str:
    """An address with what was chosen in it."""
    key = query.pop("key", "")
    path = reverse(to, args=[key] if key else [])
    chosen = {name: value for name, value in query.items() if value}
    return f"{path}?{urlencode(chosen)}" if chosen else path


def card(reading: Reading, one: Period, region: str) -> dict[str, Any]:
    indicator = reading.indicator
    part = ""
    if indicator.shape is Shape.SHARE and reading.now.whole:
        part = _("%(whole)s中的%(part)s") % {
            "whole": number(reading.now.whole),
            "part": number(reading.now.part),
        }
    return {
        "label": name(indicator),
        "value": number(reading.now.value),
        "unit": unit(indicator) if reading.now.value is not None else "",
        "note": " · ".join(x for x in (part, compared(reading, one)) if x),
        "url": address("insight:indicator", key=indicator.key, region=region, period=one.key),
    }


def chart(
    title: str, labels: list[str], series: dict[str, list[Any]], kind: str, unit_said: str
) -> dict[str, Any]:
    """What the script of the charts reads; the table beside it says the same."""
    return {
        "title": title,
        "labels": labels,
        "unit": unit_said,
        "kind": kind,
        "series": [
            {"name": label, "values": [None if v is None else float(v) for v in values]}
            for label, values in series.items()
        ],
    }
