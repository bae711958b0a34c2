"""How many different people, and on how many days: what cannot be added up from parts."""

from typing import Any

from django.db import connection

from redvest.engines.indicators import Indicator, Shape
from redvest.engines.periods import Period
from redvest.insight.facts import BY_NAME, OF_PEOPLE, filled, read_from
from redvest.insight.queries.reach import like, reach

DAYS = """
SELECT place, count(*) FROM (
    SELECT left(region, %(digits)s) AS place, day FROM (
        SELECT day, region, kind, n FROM insight_tally
        WHERE district = %(district)s AND fact = %(fact)s AND span = 'd' AND level = %(digits)s
        UNION ALL
        SELECT day, region, kind, n FROM insight_tallychange
        WHERE district = %(district)s AND fact = %(fact)s
    ) AS t
    WHERE region LIKE %(region)s AND kind LIKE ANY(%(kinds)s)
      AND day >= %(first)s AND day < %(until)s
    GROUP BY 1, 2 HAVING sum(n) > 0
) AS days
GROUP BY 1
"""
PEOPLE = """
SELECT left(region, %(digits)s), count(DISTINCT who) FROM ({fact}) AS f
WHERE district = %(district)s AND region LIKE %(region)s AND kind LIKE ANY(%(kinds)s)
  AND day >= %(first)s AND day < %(until)s
GROUP BY 1
"""
# Kept numbers, moved by whoever is noted and not folded yet.
KEPT_PEOPLE = """
WITH pending AS MATERIALIZED (
    SELECT who, left(region, %(digits)s) AS place, sum(n) AS n FROM insight_presencechange
    WHERE district = %(district)s AND fact = %(fact)s AND region LIKE %(region)s
      AND day >= %(first)s AND day < %(until)s
    GROUP BY 1, 2 HAVING sum(n) <> 0
), moved AS (
    SELECT p.place, p.n, coalesce((
        SELECT sum(k.n) FROM insight_presence k
        WHERE k.district = %(district)s AND k.fact = %(fact)s AND k.who = p.who
          AND k.month >= %(first)s AND k.month < %(until)s
          AND left(k.region, %(digits)s) = p.place), 0) AS before
    FROM pending p
)
SELECT place, sum(people) FROM (
    SELECT place, people FROM insight_peopletally
    WHERE district = %(district)s AND fact = %(fact)s AND span = %(span)s AND first = %(first)s
      AND level = %(digits)s AND place LIKE %(region)s
    UNION ALL
    SELECT place, (before + n > 0)::int - (before > 0)::int FROM moved
) AS t
GROUP BY 1 HAVING sum(people) <> 0
"""
AHEAD = """
SELECT EXISTS (SELECT FROM insight_tally
               WHERE district = %(district)s AND fact = %(fact)s AND span = 'd'
                 AND level = 6 AND day >= %(today)s AND day < %(until)s AND n <> 0)
    OR EXISTS (SELECT FROM insight_tallychange
               WHERE district = %(district)s AND fact = %(fact)s
                 AND day >= %(today)s AND day < %(until)s)
"""
SPANS, LEVELS = {1: "m", 3: "q", 12: "y"}, (6, 9, 12)


def counted(
    district: str, region: str, indicator: Indicator, one: Period, digits: int
) -> dict[str, int]:
    """By place, how many different people, or on how many days anything happened. Neither can be
    added up from parts. Of whom nothing is kept, the records themselves are read."""
    within, part = reach(one, indicator), indicator.part
    params: dict[str, Any] = {
        "district": district,
        "region": f"{region}%",
        "digits": digits,
        "fact": part.fact,
        "kinds": [like(each) for each in part.kinds],
        "first": within[0],
        "until": within[1],
    }
    query = DAYS
    with connection.cursor() as cursor:
        if indicator.shape is Shape.PEOPLE:
            fact = read_from(BY_NAME[part.fact]).replace("%", "%%")
            query = filled(PEOPLE, fact=fact)
            if BY_NAME[part.fact] in OF_PEOPLE and part.kinds == ("*",) and digits in LEVELS:
                whole = {
                    **params,
                    "today": within[1],
                    "until": one.until,
                    "span": SPANS[one.months],
                }
                cursor.execute(AHEAD, whole)
                if not cursor.fetchone()[0]:  # Otherwise a whole period is more than up to today.
                    query, params = KEPT_PEOPLE, whole
        cursor.execute(query, params)
        return {place: int(many) for place, many in cursor.fetchall()}
