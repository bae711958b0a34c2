"""Which days a figure covers, and how a pattern of kinds is written for the database."""

from datetime import date, timedelta

from django.utils import timezone

from redvest.engines.indicators import Indicator, Shape
from redvest.engines.periods import BEGINNING, Period

Range = tuple[date, date]


def like(kind: str) -> str:
    """A pattern of the engine as the database writes it."""
    return kind.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")


def today() -> date:
    return timezone.localdate()


def reach(one: Period, indicator: Indicator) -> Range:
    """The days an indicator covers for a period: never beyond today, all time for a stock."""
    first = BEGINNING if indicator.shape in (Shape.STOCK, Shape.LEVELS) else one.first
    return first, max(first, min(one.until, today() + timedelta(days=1)))
