"""合并: a duplicate beside what it may repeat."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms import MergeForm
from redvest.orders.labels import named
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.candidates import alike
from redvest.orders.services.desk import merge_order
from redvest.orders.showing import facts


@page(*DESK, methods=("GET", "POST"))
def merge(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A duplicate beside what it may repeat; nothing happens before somebody has compared."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(DESK):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    others = alike(order)
    posted = request.method == "POST"
    form = MergeForm(
        request.POST if posted else None, orders=[(str(one.id), one.number) for one in others]
    )
    if posted:
        version = request.POST.get("version")
        done = attempt(
            form,
            lambda: merge_order(
                actor=actor, order_id=order_id, into_id=form.cleaned_data["into"], version=version
            ),
        )
        if done is not None:
            messages.success(request, _("已合并，两位居民都会看到合并后的那一单。"))
            return redirect("orders:desk", order_id=form.cleaned_data["into"])
    sides = [
        {
            "order": one,
            "facts": facts(one, person=True),
            "same": one.requester_id == order.requester_id,
        }
        for one in (order, *others)
    ]
    return render(
        request,
        "orders/merge.html",
        {
            "order": order,
            "item": named(order.item),
            "sides": sides,
            "form": form,
            "back": reverse("orders:desk", args=[order.id]),
        },
    )
