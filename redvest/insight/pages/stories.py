"""How orders went, and who has not been heard of."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download
from redvest.engines.indicators import BY_KEY
from redvest.http import page
from redvest.insight import showing
from redvest.insight.chosen import Chosen
from redvest.insight.labels import STEPS, WAITS
from redvest.insight.queries import stories
from redvest.insight.queries.figures import board
from redvest.insight.queries.places import READERS
from redvest.orders.labels import named

ANSWERS = ("claimed_soon_share", "hours_to_claim", "declined_share", "rated_share")


@page(*READERS)
def funnel(request: HttpRequest) -> HttpResponse:
    """From placing to rating: how many orders came how far, how long it took, what is unmet."""
    chosen = Chosen(request)
    district, region = chosen.actor.district, chosen.region
    steps, waits = stories.funnel(district, region, chosen.period)
    placed, claimed = steps[0][1], dict(steps)["claim"]
    wanted = [BY_KEY[key] for key in ANSWERS]
    readings, as_of = board(district, region, wanted, chosen.period)
    unmet = stories.unmet_by_item(district, region, chosen.period)
    lines = [
        {"label": STEPS[step], "n": showing.number(n), "share": showing.share(n, placed)}
        for step, n in steps
    ]
    if request.GET.get("as") in ("csv", "xlsx"):
        rows = [[line["label"], line["n"], line["share"]] for line in lines]
        header = [_("步骤"), _("单"), _("占提交的")]
        return download(f"{chosen.place}-{chosen.period.key}", request.GET["as"], header, rows)
    here = chosen.address("insight:funnel")
    context = {
        **chosen.frame("insight:funnel"),
        "as_of": showing.moment_said(as_of),
        "lines": lines,
        "waits": [
            {"label": WAITS[wait], "n": showing.number(n), "share": showing.share(n, claimed)}
            for wait, n in waits
        ],
        "unmet": [
            {"label": named(item), "n": showing.number(n), "every": showing.number(every)}
            for item, n, every in unmet
        ],
        "stats": [showing.card(one, chosen.period, region) for one in readings],
        "chart": showing.chart(
            _("订单走到哪一步"),
            [str(STEPS[step]) for step, _n in steps],
            {_("订单"): [n for _step, n in steps]},
            "funnel",
            _("单"),
        ),
        "csv_url": f"{here}&as=csv",
        "xlsx_url": f"{here}&as=xlsx",
    }
    return render(request, "insight/funnel.html", context)


def _heard(rows: list[stories.Heard]) -> list[dict[str, Any]]:
    return [
        {"row": one, "last": timezone.localdate(one.last) if one.last else None} for one in rows
    ]


@page(*READERS)
def activity(request: HttpRequest) -> HttpResponse:
    """Teams and venues of a place: what they did, and whom one might ask how they are."""
    chosen = Chosen(request)
    district, region = chosen.actor.district, chosen.region
    context = {
        **chosen.frame("insight:activity"),
        "teams": _heard(stories.teams_heard(district, region, chosen.period)),
        "venues": _heard(stories.venues_heard(district, region, chosen.period)),
        "quiet_days": stories.QUIET_DAYS,
    }
    return render(request, "insight/activity.html", context)
