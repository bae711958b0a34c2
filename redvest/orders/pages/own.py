"""The resident's own orders: the list, one of them, and what is one button there."""

from collections.abc import Callable
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.engines.order_flow import DISPUTABLE, Action
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import actions_for, order_seen_by, orders_asked_by
from redvest.orders.queries.wards import orders_of_wards
from redvest.orders.services import confirm_order, report_no_show, withdraw_order
from redvest.orders.showing import coming, evaluation_facts, facts, timeline
from redvest.orders.showing_own import code_to_tell, proposal_of, reasons_of, what_next
from redvest.people.actors import Actor

PAGE_ROWS = 20
LISTED = (
    "id", "number", "state", "item__name", "item__name_en", "requester__name",
)  # fmt: skip
MINE = (Role.RESIDENT, Role.PROXY)


@page(Open.SIGNED_IN)
def mine(request: HttpRequest) -> HttpResponse:
    rows = Paginator(orders_asked_by(actor_of(request)).only(*LISTED), PAGE_ROWS)
    found = rows.get_page(request.GET.get("page"))
    links = [
        {
            "url": reverse("orders:show", args=[order.id]),
            "label": named(order.item),
            "note": f"{order.number} · {order.requester.name or ''}",
            "state": order.state,
        }
        for order in found
    ]
    wards = [
        {
            "url": reverse("orders:complain", args=[order.id]),
            "label": named(order.item),
            "note": order.number,
            "state": order.state,
        }
        for order in orders_of_wards(actor_of(request)).filter(state__in=DISPUTABLE)[:PAGE_ROWS]
    ]
    return render(request, "orders/mine.html", {"links": links, "page": found, "wards": wards})


def own_order(actor: Actor, order_id: UUID) -> tuple[ServiceOrder, frozenset[Role]]:
    """An order the actor asked for, or may speak about for the resident."""
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(MINE):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order, roles & set(MINE)


@page(*MINE)
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One's own order: where it stands, what one can do, what has happened."""
    order, roles = own_order(actor_of(request), order_id)
    late = order.scheduled_from is not None and order.scheduled_from < timezone.now()
    return render(
        request,
        "orders/show.html",
        {
            "order": order,
            "item": named(order.item),
            "next": what_next(order),
            "reasons": reasons_of(order),
            "proposed": proposal_of(order),
            "code": code_to_tell(order),
            "actions": [action.value for action in actions_for(order, roles)],
            "is_late": late,
            "facts": facts(order, contact=True, person=Role.PROXY in roles),
            "coming": coming(order),
            "evaluation": evaluation_facts(order),
            "events": timeline(order),
        },
    )


@page(*MINE, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """Confirm, withdraw, nobody came: each is one button."""
    services: dict[str, Callable[..., ServiceOrder]] = {
        Action.CONFIRM.value: confirm_order,
        Action.WITHDRAW.value: withdraw_order,
        Action.REPORT_NO_SHOW.value: report_no_show,
    }
    if action not in services:
        raise NotSeen(_("没有这个页面。"))
    own_order(actor_of(request), order_id)
    order = services[action](
        actor=actor_of(request), order_id=order_id, version=request.POST.get("version")
    )
    if action == Action.CONFIRM.value:
        return redirect("orders:rate", order_id=order.id)
    return HttpResponseRedirect(reverse("orders:show", args=[order.id]))
