"""Orders as a file for the desk: masked, harmless to spreadsheets, written down."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.exporting import download, streamed_csv
from redvest.core.templatetags.redvest import STATES
from redvest.districts.queries import region_names
from redvest.engines.order_flow import Urgency
from redvest.engines.roles import Role
from redvest.http import actor_of, page
from redvest.orders.forms.export import ExportForm
from redvest.orders.labels import GRADES, URGENCIES, named
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import DESK
from redvest.orders.queries.export import orders_to_export
from redvest.orders.services.exporting import note_orders_export

MOMENT = "%Y-%m-%d %H:%M"


def header() -> list[str]:
    return [
        _("编号"),
        _("服务项目"),
        _("街道"),
        _("社区"),
        _("居民"),
        _("状态"),
        _("紧急程度"),
        _("来源"),
        _("提交时间"),
        _("约定时间"),
        _("队伍"),
        _("评价"),
    ]


def _said(moment: Any) -> str:
    return timezone.localtime(moment).strftime(MOMENT) if moment else ""


def cells(order: ServiceOrder, names: dict[str, str]) -> list[object]:
    """One line: who it is for only masked, and nothing anybody wrote."""
    offers = list(order.dispatches.all())
    team = next((row.team.name for row in offers if row.state == "claimed" and row.team), "")
    evaluation = next(iter(order.evaluations.all()), None)
    return [
        order.number,
        named(order.item),
        names.get(order.community[:9], ""),
        names.get(order.community, ""),
        str(order.requester.name or ""),
        STATES.get(order.state, ("", order.state))[1],
        URGENCIES[Urgency(order.urgency)],
        order.channel,
        _said(order.placed_at),
        _said(order.scheduled_from),
        team,
        GRADES[evaluation.grade] if evaluation else _("未评价"),
    ]


def _lines(rows: Any, names: dict[str, str]) -> Iterator[list[object]]:
    for order in rows.iterator(chunk_size=500):
        yield cells(order, names)


@page(*DESK, Role.AUDITOR, methods=("GET", "POST"))
def export(request: HttpRequest) -> HttpResponse:
    """Choose what, say why, and take it. What is large comes as CSV, line by line."""
    actor = actor_of(request)
    form = ExportForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "orders/export.html", {"form": form})
    asked = form.cleaned_data
    rows = orders_to_export(actor, asked["since"], asked["until"], asked["state"])
    kind = asked["kind"]
    note_orders_export(
        actor=actor, reason=asked["reason"], kind=kind, state=asked["state"], rows=rows.count()
    )
    lines = _lines(rows, region_names(actor.district))
    if kind == "csv":
        answer: Any = streamed_csv(_("订单"), header(), lines)
    else:
        answer = download(_("订单"), kind, header(), lines)
    answer.keep_changes = True
    return answer  # type: ignore[no-any-return]
