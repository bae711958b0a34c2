"""The way on paper: for a helper without a phone. Printing it is a look at every door."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from redvest.engines.roles import Role
from redvest.engines.round_flow import Side
from redvest.http import actor_of, page
from redvest.meals import services, showing
from redvest.meals.forms import PaperForm
from redvest.meals.queries.rounds import round_seen_by
from redvest.orders.queries import DESK


@page(*DESK, Role.VOLUNTEER, methods=("GET", "POST"))
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """First why, then the sheet, once."""
    actor = actor_of(request)
    row, sides = round_seen_by(actor, round_id)
    form = PaperForm(request.POST or None)
    context = {"row": row, "form": form, "at_desk": Side.DESK in sides}
    if request.method != "POST" or not form.is_valid():
        return render(request, "meals/paper_why.html", context)
    row, read = services.look_at_round(
        actor=actor, round_id=round_id, reason=form.cleaned_data["reason"]
    )
    rows = [
        {
            "position": one.stop.position,
            "at": showing.hour(one.stop.at),
            "name": str(one.stop.order.requester.name or ""),
            "address": one.address,
            "phone": one.phone,
            "risk": str(one.stop.order.risk_note) if one.stop.order.risk_note else "",
        }
        for one in read
    ]
    context |= {"rows": rows, "way": showing.way(row), "helper": showing.helper_name(row.volunteer)}
    response = render(request, "meals/paper.html", context)
    # Looking is what this submission does: its traces stay although the answer is a page.
    response.keep_changes = True  # type: ignore[attr-defined]
    return response
