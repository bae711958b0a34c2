"""The volunteer's pages: what I was asked to do, answering, arriving, finishing; and looking up
where to go."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders.forms import CompleteForm, ReasonForm
from redvest.orders.labels import named
from redvest.orders.queries import assignments_of, named_for, order_seen_by
from redvest.orders.services import (
    accept_assignment,
    check_in,
    complete_order,
    refuse_assignment,
    reveal_contact,
)
from redvest.orders.services.revealing import may_look
from redvest.orders.showing import facts, timeline


@page(Role.VOLUNTEER)
def tasks(request: HttpRequest) -> HttpResponse:
    links = [
        {
            "url": reverse("orders:task", args=[row.order_id]),
            "label": named(row.order.item),
            "note": f"{row.dispatch.asked} · {row.order.number}",
            "state": "pending" if row.state == "proposed" else row.order.state,
        }
        for row in assignments_of(actor_of(request))[:100]
    ]
    return render(request, "orders/tasks.html", {"links": links})


@page(Role.VOLUNTEER)
def task(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _task(request, order_id, CompleteForm())


def _task(request: HttpRequest, order_id: UUID, form: CompleteForm) -> HttpResponse:
    actor = actor_of(request)
    order, _roles = order_seen_by(actor, order_id)
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None:
        raise NotSeen(_("这一单没有安排您。"))
    visible = own.state == "accepted" and may_look(actor, order, frozenset({Role.VOLUNTEER}))
    return render(
        request,
        "orders/task.html",
        {
            "order": order,
            "item": named(order.item),
            "own": own,
            "form": form,
            "facts": facts(order, contact=visible),
            "events": timeline(order),
        },
    )


@page(Role.VOLUNTEER, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    actor = actor_of(request)
    if action == "agree":
        accept_assignment(actor=actor, order_id=order_id)
    elif action == "cannot":
        refuse_assignment(actor=actor, order_id=order_id)
        return redirect("orders:tasks")
    elif action == "check_in":
        check_in(actor=actor, order_id=order_id)
    elif action == "complete":
        form = CompleteForm(request.POST)
        done = attempt(
            form,
            lambda: complete_order(
                actor=actor, order_id=order_id, outcome=form.cleaned_data["outcome"]
            ),
        )
        if done is None:
            return _task(request, order_id, form)
    else:
        raise NotSeen(_("没有这个页面。"))
    return redirect("orders:task", order_id=order_id)


@page(Open.SIGNED_IN, methods=("GET", "POST"))
def reveal(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Address and phone in full, once, on a page of their own. Staff say why; others go there."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    own = roles & {Role.RESIDENT, Role.PROXY}
    going = roles & {Role.VOLUNTEER, Role.LEAD}
    typed = request.POST.get("reason", "").strip()
    if request.method == "POST" and (typed or own or going):
        reason = typed or str(_("本人查看") if own else _("上门服务"))
        found = reveal_contact(actor=actor, order_id=order_id, reason=reason)
        response = render(request, "orders/revealed.html", {"order": order, "found": found})
        # Looking is what this submission does: its trace stays although the answer is a page.
        response.keep_changes = True  # type: ignore[attr-defined]
        return response
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    return render(request, "orders/reveal.html", {"order": order, "form": form})
