"""Reading figures: the tallies and what is not folded yet, in one statement, exact as of now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from redvest.engines.indicators import (
    Figure,
    Indicator,
    Shape,
    Sum,
    facts_of,
    figure,
)
from redvest.engines.periods import BEGINNING, Period, as_far, before, cover, year_before
from redvest.insight.queries.people import counted
from redvest.insight.queries.reach import Range, reach, today

READ = """
WITH ranges (label, first, months, days, until) AS (
    SELECT * FROM unnest(%(labels)s::text[], %(first)s::date[], %(months)s::date[],
                         %(days)s::date[], %(until)s::date[])
)
SELECT r.label, left(t.region, %(digits)s), t.fact, t.kind, sum(t.n), sum(t.amount)
FROM ranges r CROSS JOIN LATERAL (
    SELECT region, fact, kind, n, amount FROM insight_tally
    WHERE district = %(district)s AND fact = ANY(%(facts)s) AND region LIKE %(region)s
      AND span = 'm' AND level = %(digits)s AND day >= r.months AND day < r.days
    UNION ALL
    SELECT region, fact, kind, n, amount FROM insight_tally
    WHERE district = %(district)s AND fact = ANY(%(facts)s) AND region LIKE %(region)s
      AND span = 'd' AND level = %(digits)s AND day >= r.first AND day < r.months
    UNION ALL
    SELECT region, fact, kind, n, amount FROM insight_tally
    WHERE district = %(district)s AND fact = ANY(%(facts)s) AND region LIKE %(region)s
      AND span = 'd' AND level = %(digits)s AND day >= r.days AND day < r.until
    UNION ALL
    SELECT region, fact, kind, n, amount FROM insight_tallychange
    WHERE district = %(district)s AND fact = ANY(%(facts)s) AND region LIKE %(region)s
      AND day >= r.first AND day < r.until
) AS t
GROUP BY 1, 2, 3, 4
"""
ByKind = dict[str, dict[str, Sum]]


@dataclass(frozen=True)
class Reading:
    """An indicator in a period, and in the one before and a year ago where there was any."""

    indicator: Indicator
    now: Figure
    before: Figure | None = None
    year_ago: Figure | None = None


def sums_of(
    district: str,
    region: str,
    facts: Sequence[str],
    ranges: Mapping[str, Range],
    digits: int = 6,
) -> dict[tuple[str, str], ByKind]:
    """Sums by range and place; ``digits`` is how much of a region's code makes a place."""
    covers = {label: cover(*one) for label, one in ranges.items()}
    params: dict[str, Any] = {
        "district": district,
        "region": f"{region}%",
        "facts": list(facts),
        "digits": digits,
        "labels": list(covers),
        **{
            name: [getattr(one, name) for one in covers.values()]
            for name in ("first", "months", "days", "until")
        },
    }
    found: dict[tuple[str, str], ByKind] = {}
    with connection.cursor() as cursor:
        cursor.execute(READ, params)
        for label, place, fact, kind, n, amount in cursor.fetchall():
            at = found.setdefault((label, place), {})
            at.setdefault(fact, {})[kind] = Sum(int(n), int(amount))
    return found


def figures_of(
    district: str,
    region: str,
    indicators: Iterable[Indicator],
    periods: Mapping[str, Period],
    digits: int = 6,
) -> dict[tuple[str, str, str], Figure]:
    """Figures by period, place and indicator. A place without any facts has none."""
    wanted = list(indicators)
    ranges: dict[str, Range] = {}
    for label, one in periods.items():
        for indicator in wanted:
            first, until = reach(one, indicator)
            ranges["all " * (first == BEGINNING) + label] = (first, until)
    sums = sums_of(district, region, facts_of(wanted), ranges, digits)
    places = {place for _label, place in sums} | {region[:digits]}
    found: dict[tuple[str, str, str], Figure] = {}
    for label, one in periods.items():
        for indicator in wanted:
            if indicator.shape in (Shape.PEOPLE, Shape.DAYS):
                many = counted(district, region, indicator, one, digits)
                for place in places | many.keys():
                    found[label, place, indicator.key] = Figure(Decimal(many.get(place, 0)))
                continue
            within = reach(one, indicator)
            of = "all " * (within[0] == BEGINNING) + label
            for place in places:
                sums_here = sums.get((of, place), {})
                found[label, place, indicator.key] = figure(indicator, sums_here)
    return found


def board(
    district: str, region: str, indicators: Iterable[Indicator], one: Period
) -> tuple[list[Reading], datetime]:
    """Readings in the order asked for, and as of when they hold.

    What happens in a period that is not over is compared with as many days of the earlier ones;
    of people there is nothing to compare it with until it is.
    """
    wanted = list(indicators)
    then = {"before": before(one), "year": year_before(one)}
    as_of, until = timezone.now(), today() + timedelta(days=1)
    stocks = [each for each in wanted if each.shape in (Shape.STOCK, Shape.LEVELS)]
    if one.first < until < one.until:
        flows = [each for each in wanted if each not in stocks and each.shape is not Shape.PEOPLE]
        found = figures_of(district, region, wanted, {"now": one}, len(region))
        found |= figures_of(district, region, stocks, then, len(region))
        so_far = {label: as_far(each, one, until) for label, each in then.items()}
        found |= figures_of(district, region, flows, so_far, len(region))
    else:
        found = figures_of(district, region, wanted, {"now": one, **then}, len(region))
    readings = [
        Reading(
            each,
            found["now", region, each.key],
            found.get(("before", region, each.key)),
            found.get(("year", region, each.key)),
        )
        for each in wanted
    ]
    return readings, as_of
