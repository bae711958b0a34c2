"""The slip in large type: for whoever reads paper, and for a signature."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from redvest.http import page
from redvest.orders.labels import SLOTS, named
from redvest.orders.pages.own import MINE
from redvest.orders.pages.tracking import shared, shared_order
from redvest.orders.queries import DESK
from redvest.orders.showing import coming, place_of


@page(*MINE, *DESK)
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What was ordered, when, who comes; the code to look it up; room to sign."""
    order = shared_order(request, order_id)
    people = "、".join(row["name"] for row in coming(order))
    day = pgettext("date format with year", "Y年n月j日")
    if order.scheduled_from:
        moment = timezone.localtime(order.scheduled_from)
        when = {"label": _("约定时间"), "value": f"{format_date(moment, day)} {moment:%H:%M}"}
    else:
        slot = SLOTS.get(order.preferred_slot, "")
        when = {"label": _("想要的时间"), "value": f"{format_date(order.preferred_on, day)} {slot}"}
    rows = [
        {"label": _("服务项目"), "value": named(order.item)},
        {"label": _("居民"), "value": str(order.requester.name or "")},
        when,
        {"label": _("谁来"), "value": people or _("还没有定，定了会通知您")},
    ]
    context = {
        "order": order,
        "rows": rows,
        "place": place_of(order),
        "shared": shared(request, order),
        "signatures": [_("居民签字"), _("志愿者签字"), _("日期")],
    }
    return render(request, "orders/slip.html", context)
