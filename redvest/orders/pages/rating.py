"""How it was: five grades, tags, words."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from redvest.core.forming import attempt
from redvest.http import actor_of, page
from redvest.orders.forms import RateForm
from redvest.orders.labels import named
from redvest.orders.pages.own import MINE, own_order
from redvest.orders.services import rate_order


@page(*MINE, methods=("GET", "POST"))
def rate(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    order = own_order(actor, order_id)[0]
    form = RateForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: rate_order(
                actor=actor,
                order_id=order_id,
                grade=form.cleaned_data["grade"],
                tags=form.cleaned_data["tags"],
                text=form.cleaned_data["text"],
                version=request.POST.get("version"),
            ),
        )
        if done is not None:
            return redirect("orders:show", order_id=order_id)
    return render(
        request, "orders/rate.html", {"order": order, "item": named(order.item), "form": form}
    )
