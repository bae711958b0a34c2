"""Who does not go to this resident any more, and who rather does."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms.pairings import PairForm
from redvest.orders.labels import PAIR_KINDS, PAIR_REASONS, Shown
from redvest.orders.models import Pairing
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.queries.pairings import pairable, pairs_for
from redvest.orders.services.pairings import end_pair, set_pair
from redvest.people.queries.persons import shown_name


def _row(pair: Pairing) -> dict[str, object]:
    name = pair.team.name if pair.team else ""
    if pair.volunteer is not None:
        name = f"{shown_name(pair.volunteer.person)} {pair.volunteer.volunteer_no}"
    tone = "late" if pair.kind == "apart" else "done"
    return {
        "pair": pair,
        "name": name,
        "kind": Shown(PAIR_KINDS[pair.kind], tone),
        "reason": PAIR_REASONS[pair.reason],
    }


@page(*DESK, methods=("GET", "POST"))
def pairs(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """What is written down, and writing down another one."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(DESK):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    choices = pairable(order)
    form = PairForm(request.POST if request.method == "POST" else None, people=choices)
    if request.method == "POST":
        done = attempt(form, lambda: set_pair(actor=actor, order_id=order_id, **form.cleaned_data))
        if done is not None:
            messages.success(request, _("已登记，以后照此安排。"))
            return redirect("orders:pairs", order_id)
    context = {
        "order": order,
        "rows": [_row(pair) for pair in pairs_for(order)],
        "form": form if choices else None,
    }
    return render(request, "orders/pairs.html", context)


@page(*DESK, methods=("POST",))
def pair_end(request: HttpRequest, order_id: UUID, pair_id: UUID) -> HttpResponse:
    end_pair(actor=actor_of(request), pair_id=pair_id)
    messages.success(request, _("已取消，以后照常安排。"))
    return redirect("orders:pairs", order_id)
