"""The volunteer's pages: what I was asked to do, answering, arriving, finishing; and looking up
where to go."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.roles import Role
from redvest.engines.team_flow import CoreCategory
from redvest.errors import NotSeen
from redvest.http import Open, actor_of, page
from redvest.orders import services
from redvest.orders.forms import ReasonForm
from redvest.orders.forms.visits import ArriveForm, OutcomeForm, PhotoForm, ReachForm, SafetyForm
from redvest.orders.labels import named
from redvest.orders.models import Assignment, ContactAttempt, ServiceOrder
from redvest.orders.queries import assignments_of, named_for, order_seen_by, own_dispatch
from redvest.orders.queries.badges import COMING_STATES
from redvest.orders.queries.visits import feedback_given, photos_of
from redvest.orders.services.feedback import give_safety_feedback
from redvest.orders.services.photos import add_photo, look_at_photo
from redvest.orders.services.revealing import may_look
from redvest.orders.services.visiting import ATTEMPTS_MIN
from redvest.orders.showing import facts, timeline
from redvest.people.actors import Actor

LIST_MAX = 100
ARRANGED = ("claimed", "rework", "scheduled")  # Who took it alone agrees the time.


@page(Role.VOLUNTEER)
def tasks(request: HttpRequest) -> HttpResponse:
    """What waits for my answer first, then what is coming."""
    found: dict[str, list[dict[str, Any]]] = {"asked": [], "coming": []}
    for row in assignments_of(actor_of(request))[:LIST_MAX]:
        asked = row.state == "proposed"
        found["asked" if asked else "coming"].append(
            {
                "url": reverse("orders:task", args=[row.order_id]),
                "label": named(row.order.item),
                "note": f"{row.dispatch.asked} · {row.order.number}",
                "state": "pending" if asked else row.order.state,
            }
        )
    return render(request, "orders/tasks.html", found)


def _own(actor: Actor, order: ServiceOrder) -> Assignment:
    own = named_for(order, actor.volunteer_id) if actor.volunteer_id else None
    if own is None:
        raise NotSeen(_("这一单没有安排您。"))
    return own


def _forms(
    order: ServiceOrder, own: Assignment, sent: str = "", request: HttpRequest | None = None
) -> dict[str, forms.Form | None]:
    """What the volunteer may do now; the form that was sent keeps what was typed."""

    def filled(name: str, maker: Any, **more: Any) -> Any:
        data = request.POST if request is not None and sent == name else None
        return maker(data, **more)

    found: dict[str, forms.Form | None] = {}
    here = own.checked_in_at is not None and own.checked_out_at is None
    if own.state == "proposed" and order.state in ("claimed", "rework", "scheduled"):
        found["agree"] = None
    elif own.checked_in_at is None and order.state in ("scheduled", "in_service"):
        found["check_in"] = filled("check_in", ArriveForm)
        if own.is_lead and order.state == "scheduled":
            found["tried"] = filled("tried", ReachForm)
        found["cannot"] = None
    elif here and order.state == "in_service":
        measures = order.item.core_category == CoreCategory.HEALTH_FITNESS
        found["complete"] = filled("complete", OutcomeForm, measures=measures)
    if own.checked_in_at is not None:
        if order.state in ("in_service", "done"):
            files = request.FILES if request is not None and sent == "photo" else None
            found["photo"] = PhotoForm(
                request.POST if files is not None and request else None, files
            )
        if own.checked_out_at is not None and not feedback_given(own):
            found["safety"] = filled("safety", SafetyForm)
    return found


@page(Role.VOLUNTEER)
def task(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    order, _roles = order_seen_by(actor, order_id)
    own = _own(actor, order)
    return _shown(request, order, own, _forms(order, own))


def _shown(
    request: HttpRequest,
    order: ServiceOrder,
    own: Assignment,
    found: dict[str, forms.Form | None],
) -> HttpResponse:
    actor = actor_of(request)
    visible = own.state == "accepted" and may_look(actor, order, frozenset({Role.VOLUNTEER}))
    tried = ContactAttempt.objects.filter(district=order.district, order=order).count()
    alone = own_dispatch(actor, order) if order.state in ARRANGED else None
    return render(
        request,
        "orders/task.html",
        {
            "order": order,
            "item": named(order.item),
            "own": own,
            "forms": found,
            "at": order.proposed_from or order.scheduled_from,
            "badge": own.state == "accepted" and order.state in COMING_STATES,
            "tried": tried,
            "may_give_up": tried >= ATTEMPTS_MIN,
            "arrange": alone is not None,
            "photos": photos_of(order),
            "facts": facts(order, contact=visible),
            "events": timeline(order),
        },
    )


def _complete(actor: Actor, order_id: UUID, form: OutcomeForm) -> object:
    return services.complete_order(
        actor=actor,
        order_id=order_id,
        outcome=form.cleaned_data["outcome"],
        tally=form.tally(),
        readings=form.readings(),
    )


def _act(actor: Actor, order_id: UUID, action: str, form: Any) -> object:
    """The service behind one form of the task."""
    common: dict[str, Any] = {"actor": actor, "order_id": order_id}
    if action == "check_in":
        return services.check_in(**common, code=form.cleaned_data["code"])
    if action == "tried":
        return services.log_contact_attempt(**common, method=form.cleaned_data["method"])
    if action == "photo":
        return add_photo(**common, data=form.cleaned_data["photo"].read())
    if action == "safety":
        return give_safety_feedback(**common, **form.cleaned_data)
    return _complete(actor, order_id, form)


PLAIN: dict[str, Callable[..., object]] = {
    "agree": services.accept_assignment,
    "cannot": services.refuse_assignment,
    "absent": services.report_absent,
}


@page(Role.VOLUNTEER, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """One button of a task. The service decides; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    if action in PLAIN:
        PLAIN[action](actor=actor, order_id=order_id)
        return redirect("orders:tasks") if action != "agree" else _back(order_id)
    makers: dict[str, Any] = {
        "check_in": lambda: ArriveForm(request.POST),
        "tried": lambda: ReachForm(request.POST),
        "photo": lambda: PhotoForm(request.POST, request.FILES),
        "safety": lambda: SafetyForm(request.POST),
        "complete": lambda: OutcomeForm(request.POST, measures=True),
    }
    if action not in makers:
        raise NotSeen(_("没有这个页面。"))
    order, _roles = order_seen_by(actor, order_id)
    own = _own(actor, order)
    form = _forms(order, own, action, request).get(action) or makers[action]()
    if attempt(form, lambda: _act(actor, order_id, action, form)) is None:
        return _shown(request, order, own, {**_forms(order, own), action: form})
    if action == "photo":
        messages.success(request, _("照片已加上。"))
    elif action == "safety":
        messages.success(request, _("谢谢您的反馈。"))
    return _back(order_id)


def _back(order_id: UUID) -> HttpResponse:
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
        found = services.reveal_contact(actor=actor, order_id=order_id, reason=reason)
        response = render(request, "orders/revealed.html", {"order": order, "found": found})
        # Looking is what this submission does: its trace stays although the answer is a page.
        response.keep_changes = True  # type: ignore[attr-defined]
        return response
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    return render(request, "orders/reveal.html", {"order": order, "form": form})


@page(Open.SIGNED_IN, methods=("POST",))
def photo(request: HttpRequest, order_id: UUID, photo_id: UUID) -> HttpResponse:
    """One picture of a visit, on a page of its own; the look is written down."""
    content = look_at_photo(
        actor=actor_of(request), order_id=order_id, photo_id=photo_id, reason=_("查看服务照片")
    )
    response = render(request, "orders/photo.html", {"content": content})
    response.keep_changes = True  # type: ignore[attr-defined]
    return response
