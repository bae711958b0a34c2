"""The desk's and the team's pages: inbox, offers, one order with its buttons."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.order_flow import Action, Urgency
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.forms import (
    AcceptForm,
    DeclineForm,
    DispatchForm,
    NameForm,
    ScheduleForm,
)
from redvest.orders.labels import named
from redvest.orders.models import ServiceOrder
from redvest.orders.queries import (
    DESK,
    actions_for,
    order_seen_by,
    team_choices,
    team_members,
)
from redvest.orders.services import (
    accept_order,
    claim_order,
    decline_order,
    dispatch_order,
    name_volunteer,
    schedule_order,
)
from redvest.orders.showing import evaluation_facts, facts, people_of, timeline
from redvest.people.actors import Actor

STAFF = (*DESK, Role.TEAM_ADMIN, Role.AUDITOR)


def forms_for(
    actor: Actor,
    order: ServiceOrder,
    roles: frozenset[Role],
    sent: str = "",
    data: Any = None,
) -> dict[str, Any]:
    """The forms behind the buttons of an order; the one that was sent keeps what was typed."""
    open_now = {action.value for action in actions_for(order, roles - {Role.PROXY, Role.RESIDENT})}
    anywhere = Role.CENTRE_ADMIN in roles

    def given(name: str) -> Any:
        return data if sent == name else None

    found: dict[str, Any] = {}
    if Action.ACCEPT.value in open_now:
        found["accept"] = AcceptForm(given("accept"))
    if Action.DISPATCH.value in open_now:
        teams = team_choices(order, anywhere=anywhere)
        found["dispatch"] = DispatchForm(given("dispatch"), teams=teams)
    if Action.DECLINE.value in open_now:
        found["decline"] = DeclineForm(given("decline"))
    if Action.SCHEDULE.value in open_now:
        members = team_members(order, actor)
        found["schedule"] = ScheduleForm(given("schedule"), members=members)
    if order.state == "scheduled" and Role.TEAM_ADMIN in roles:
        found["name"] = NameForm(given("name"), members=team_members(order, actor))
    if Action.CLAIM.value in open_now:
        found["claim"] = None
    return found


def _shown(
    request: HttpRequest,
    order: ServiceOrder,
    roles: frozenset[Role],
    forms: dict[str, Any],
) -> HttpResponse:
    for_team = not roles & {*DESK, Role.AUDITOR}
    return render(
        request,
        "orders/desk.html",
        {
            "order": order,
            "item": named(order.item),
            "for_team": for_team,
            "facts": facts(order, contact=bool(roles & set(DESK)), person=not for_team),
            "forms": forms,
            "people": people_of(order),
            "evaluation": evaluation_facts(order),
            "events": timeline(order),
        },
    )


@page(*STAFF)
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(STAFF):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return _shown(request, order, roles, forms_for(actor, order, roles))


@page(*STAFF, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """One button of an order. The service decides; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    common: dict[str, Any] = {
        "actor": actor,
        "order_id": order_id,
        "version": request.POST.get("version"),
    }
    if action == "claim":
        claim_order(**common)
        return redirect("orders:desk", order_id=order_id)
    forms = forms_for(actor, order, roles, action, request.POST)
    form = forms.get(action) or _form_out_of_turn(action, actor, order, request.POST)

    def act() -> object:
        values = form.cleaned_data
        if action == "accept":
            return accept_order(**common, urgency=Urgency(values["urgency"]))
        if action == "dispatch":
            return dispatch_order(**common, team_id=values["team"])
        if action == "decline":
            return decline_order(**common, reason=values["reason"])
        if action == "schedule":
            return schedule_order(
                **common,
                starts_at=values["starts_at"],
                ends_at=form.ends_at(),
                volunteer_ids=values["volunteers"],
            )
        return name_volunteer(actor=actor, order_id=order_id, volunteer_id=values["volunteer"])

    if attempt(form, act) is None:
        return _shown(request, order, roles, {**forms, action: form})
    if action == "decline":
        return redirect("orders:offers")
    return redirect("orders:desk", order_id=order_id)


def _form_out_of_turn(action: str, actor: Actor, order: ServiceOrder, data: Any) -> Any:
    """The form of a button that is no longer (or never was) there: the service says why not."""
    makers: dict[str, Any] = {
        "accept": lambda: AcceptForm(data),
        "dispatch": lambda: DispatchForm(data, teams=team_choices(order, anywhere=True)),
        "decline": lambda: DeclineForm(data),
        "schedule": lambda: ScheduleForm(data, members=team_members(order, actor)),
        "name": lambda: NameForm(data, members=team_members(order, actor)),
    }
    if action not in makers:
        raise NotSeen(_("没有这个页面。"))
    return makers[action]()
