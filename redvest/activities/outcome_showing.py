"""What a kind says and what an activity brought, as pages show it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from redvest.activities.models import Activity, Outcome
from redvest.activities.programme_labels import ASKS as QUESTIONS
from redvest.activities.programme_labels import GUARDINGS, MEASURES
from redvest.engines.activity_asks import ASKS, Form
from redvest.engines.activity_rules import ActivityKind
from redvest.engines.outcomes import SCALES, Figure, Measure, measures_of


def _number(measure: Measure, value: Decimal) -> str:
    return f"{value:.{SCALES[measure].places}f}"


def measure_choices(activity: Activity) -> list[tuple[str, str]]:
    """What may be recorded, with its unit."""
    found = []
    for one in measures_of(ActivityKind(activity.kind)):
        unit = SCALES[one].unit
        found.append((one.value, f"{MEASURES[one]}{f' ({unit})' if unit else ''}"))
    return found


def value_of(row: Outcome) -> str:
    """清理垃圾 35.5 kg · 东门到二号桥."""
    measure = Measure(row.measure)
    unit = SCALES[measure].unit
    text = f"{MEASURES[measure]} {_number(measure, row.value)}{f' {unit}' if unit else ''}"
    return f"{text} · {row.spot}" if row.spot else text


def figure_rows(figures: Iterable[Figure]) -> list[dict[str, Any]]:
    """One fact for each measure."""
    rows = []
    for one in figures:
        low, high = _number(one.measure, one.low), _number(one.measure, one.high)
        unit = SCALES[one.measure].unit
        span = low if low == high else f"{low}–{high}"
        rows.append({"label": MEASURES[one.measure], "value": f"{span} {unit}".strip()})
    return rows


def detail_rows(activity: Activity) -> list[dict[str, Any]]:
    """What an activity of its kind has to say, as far as it is said."""
    rows: list[dict[str, Any]] = []
    for ask in ASKS[ActivityKind(activity.kind)]:
        value = activity.details.get(ask.key)
        if value in (None, ""):
            continue
        row: dict[str, Any] = {"label": QUESTIONS[ask.key], "value": value}
        if ask.form is Form.GUARDIAN:
            row["value"] = GUARDINGS.get(value, value)
        elif ask.form is Form.LINK:
            row["url"] = value
        rows.append(row)
    return rows
