"""The query that reproduces a figure, ready to be run by anybody with reading rights."""

from redvest.engines.indicators import Indicator, Part, Shape
from redvest.insight.facts import BY_NAME, filled, read_from
from redvest.insight.queries.reach import Range, like

WITHIN = """SELECT {what}
FROM (
{fact}
) AS fact
WHERE district = '{district}' AND region LIKE '{region}%'
  AND day >= DATE '{first}' AND day < DATE '{until}'{kinds}"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _select(part: Part, what: str, district: str, region: str, within: Range) -> str:
    kinds = " OR ".join(f"kind LIKE {quoted(like(one))}" for one in part.kinds if one != "*")
    return filled(
        WITHIN,
        what=what,
        fact=read_from(BY_NAME[part.fact]),
        district=district,
        region=region,
        first=within[0].isoformat(),
        until=within[1].isoformat(),
        kinds=f"\n  AND ({kinds})" if kinds else "",
    )


def reproducing(indicator: Indicator, district: str, region: str, within: Range) -> list[str]:
    """One query, or two for a share: the part and the whole."""
    part, shape = indicator.part, indicator.shape
    column = "amount" if part.amount else "n"
    what = f"coalesce(sum({column}), 0)"
    if shape is Shape.PEOPLE:
        what = "count(DISTINCT who)"
    elif shape is Shape.LEVELS:
        what = "count(DISTINCT split_part(kind, '.', 1))"
    elif shape is Shape.DAYS:
        what = "count(DISTINCT day)"
    elif shape is Shape.MEAN:
        what = f"round(sum(amount)::numeric / {indicator.scale} / nullif(sum(n), 0), 1)"
    elif indicator.scale != 1:
        what = f"round(coalesce(sum({column}), 0)::numeric / {indicator.scale}, 1)"
    found = [_select(part, what, district, region, within)]
    if indicator.whole is not None:
        found.append(_select(indicator.whole, "coalesce(sum(n), 0)", district, region, within))
    return found
