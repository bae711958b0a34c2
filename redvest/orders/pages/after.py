"""What the resident does about an order that runs: another time, not solved, nobody came,
a complaint, what was missing, an appeal."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import policy_of
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms import ComplainForm, DisagreeForm, MoreForm, OtherTimeForm, UnsolvedForm
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.pages.own import MINE, own_order
from redvest.orders.queries import DESK
from redvest.orders.queries.wards import order_of_party
from redvest.orders.services import (
    OrderCard,
    answer_time,
    appeal_rejection,
    ask_rework,
    complain_order,
    propose_time,
    resubmit_order,
)
from redvest.people.actors import Actor

BOTH = ("GET", "POST")
# Every party to an order, and the page on which they see it.
PARTIES = {
    **dict.fromkeys(MINE, "orders:show"),
    **dict.fromkeys(DESK, "orders:desk"),
    Role.TEAM_ADMIN: "orders:offer",
    Role.VOLUNTEER: "orders:task",
    Role.GUARDIAN: "orders:mine",
}


def _shown(
    request: HttpRequest, order: ServiceOrder, form: forms.Form, words: Mapping[str, object]
) -> HttpResponse:
    back = reverse("orders:show", args=[order.id])
    context = {"order": order, "item": named(order.item), "form": form, "back": back, **words}
    return render(request, "orders/after.html", context)


def _common(request: HttpRequest, order_id: UUID) -> dict[str, Any]:
    version = request.POST.get("version")
    return {"actor": actor_of(request), "order_id": order_id, "version": version}


@page(*MINE, methods=BOTH)
def other_time(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Ask for another time. What was agreed stands until the team says yes."""
    order = own_order(actor_of(request), order_id)[0]
    form = OtherTimeForm(request.POST or None)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: propose_time(
                **_common(request, order_id),
                starts_at=form.cleaned_data["starts_at"],
                ends_at=form.ends_at(),
            ),
        )
        if done is not None:
            return redirect("orders:show", order_id=order_id)
    words = {
        "title": _("改个时间"),
        "lead": _("队伍答应以后才算改好；没答应之前，还是原来约的时间。"),
        "submit": _("请队伍答复"),
    }
    return _shown(request, order, form, words)


@page(*MINE, methods=("POST",))
def answer(request: HttpRequest, order_id: UUID, reply: str) -> HttpResponse:
    """Yes or no to the time the team proposed."""
    own_order(actor_of(request), order_id)
    answer_time(**_common(request, order_id), agrees=reply == "yes")
    return redirect("orders:show", order_id=order_id)


@page(*MINE, methods=BOTH)
def unsolved(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _said(
        request,
        order_id,
        UnsolvedForm(request.POST or None),
        ask_rework,
        lambda _order: {
            "title": _("还没有解决"),
            "lead": _("会请人再来一次，可以是同一支队伍，也可以换一支。"),
            "submit": _("请再来一次"),
        },
    )


@page(*PARTIES, methods=BOTH)
def complain(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Any party says what went wrong; each comes back to where they see the order."""
    actor, form = actor_of(request), ComplainForm(request.POST or None)
    order, roles = order_of_party(actor, order_id)
    back = _seen_by(roles, order)
    if not back:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    if request.method == "POST":
        done = attempt(
            form, lambda: complain_order(**_common(request, order_id), **form.cleaned_data)
        )
        if done is not None:
            messages.success(request, _("投诉已收到。"))
            return redirect(back)
    words = {
        "title": _("投诉"),
        "lead": _("收到后%(days)d个工作日内答复您。核实期间，这一单先停下来。")
        % {"days": policy_of(order.district).complaint_days},
        "submit": _("提交投诉"),
        "back": back,
    }
    return _shown(request, order, form, words)


def _seen_by(roles: frozenset[Role], order: ServiceOrder) -> str:
    """Where somebody in these roles sees the order; empty for who is no party to it."""
    for role, name in PARTIES.items():
        if role in roles:
            return reverse(name, args=[] if role is Role.GUARDIAN else [order.id])
    return ""


@page(*MINE, methods=BOTH)
def appeal(request: HttpRequest, order_id: UUID) -> HttpResponse:
    return _said(
        request,
        order_id,
        DisagreeForm(request.POST or None),
        appeal_rejection,
        lambda _order: {
            "title": _("请区中心再看一次"),
            "lead": _("由区中心答复，不由原来的站点答复。"),
            "submit": _("提交申诉"),
        },
    )


def _said(
    request: HttpRequest,
    order_id: UUID,
    form: forms.Form,
    act: Callable[..., object],
    words: Callable[[ServiceOrder], Mapping[str, object]],
) -> HttpResponse:
    """A page on which the resident says one thing about the own order, and what follows."""
    order = own_order(actor_of(request), order_id)[0]
    if request.method == "POST":
        done = attempt(form, lambda: act(**_common(request, order_id), **form.cleaned_data))
        if done is not None:
            return redirect("orders:show", order_id=order_id)
    return _shown(request, order, form, words(order))


@page(*MINE, methods=BOTH)
def more(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Fill in what the station asked for and send the order again."""
    actor = actor_of(request)
    order = own_order(actor, order_id)[0]
    initial = {
        "community": order.community,
        "preferred_on": order.preferred_on,
        "preferred_slot": order.preferred_slot,
    }
    form = MoreForm(request.POST or None, district=actor.district, initial=initial)
    if request.method == "POST":
        done = attempt(
            form,
            lambda: resubmit_order(
                **_common(request, order_id), card=_card(actor, order, form.cleaned_data)
            ),
        )
        if done is not None:
            return redirect("orders:show", order_id=order_id)
    words = {
        "title": _("补充后再提交"),
        "lead": _("站点请您补充或改一下。编号不变。"),
        "submit": _("再次提交"),
    }
    return _shown(request, order, form, words)


def _card(actor: Actor, order: ServiceOrder, values: dict[str, Any]) -> OrderCard:
    """What was typed, and what was written before where nothing was typed."""
    kept = {
        name: getattr(order, name).reveal(actor=actor, reason=str(_("本人修改")))
        for name in MoreForm.KEPT
        if not values[name] and getattr(order, name) is not None
    }
    return OrderCard(item_id=order.item_id, **{**values, **kept, "may_bundle": order.may_bundle})
