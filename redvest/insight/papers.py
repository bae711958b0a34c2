"""The report and the briefing on paper: PDF, and the chart as a picture for a document of Word."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from redvest.core.typesetting import picture, typeset
from redvest.insight import showing
from redvest.insight.briefing import Draft, Photo

DATA = Path(__file__).resolve().parent / "data"


def _language() -> str:
    return "en" if (get_language() or "").startswith("en") else "zh"


def bars_of(chart: dict[str, Any]) -> dict[str, Any]:
    """What the layout draws of a chart: its first series, with the numbers as they are said."""
    values = chart["series"][0]["values"]
    plain = [showing.number(None if v is None else Decimal(str(v))) for v in values]
    return {**{k: chart[k] for k in ("title", "unit", "labels")}, "values": values, "said": plain}


def chart_png(chart: dict[str, Any]) -> bytes:
    return picture(DATA / "chart.typ", {"lang": _language(), "chart": bars_of(chart)})


def _sheet(title: str, at: datetime, **more: Any) -> bytes:
    words = {
        "lang": _language(),
        "title": title,
        "foot": _("数据截至 %(as_of)s") % {"as_of": showing.moment_said(at)},
        "size": 12,
        "columns": [],
        "widths": [],
        "chart": None,
        "photos": [],
        "notes": [],
        "notes_title": _("数字的定义"),
    }
    return typeset(DATA / "sheet.typ", {**words, **more}, at=at)


def report_pdf(title: str, views: Iterable[dict[str, Any]], at: datetime) -> bytes:
    """All figures of a period, view by view, each with its definition."""
    parts = [
        {
            "title": str(view["title"]),
            "text": "",
            "rows": [
                [row["label"], f"{row['value']} {row['unit']}", row["note"], str(row["definition"])]
                for row in view["rows"]
            ],
        }
        for view in views
    ]
    columns = [_("指标"), _("数值"), _("变化"), _("定义")]
    return _sheet(title, at, parts=parts, columns=columns, widths=[5, 4, 5, 9], size=10.5)


def briefing_pdf(
    said: Draft, chart: dict[str, Any] | None, photos: Iterable[Photo], at: datetime
) -> bytes:
    """The draft with the chart and the photos somebody chose, and what each number counts."""
    return _sheet(
        said.title,
        at,
        parts=[{"title": one.title, "text": one.text, "rows": []} for one in said.paragraphs],
        chart=bars_of(chart) if chart else None,
        photos=[{"svg": one.svg, "caption": one.caption} for one in photos],
        notes=[
            f"〔{index}〕{note['name']}：{note['definition']}"
            for index, note in enumerate(said.notes, 1)
        ],
    )
