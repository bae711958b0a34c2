"""One order as its desk sees it (and the team that was asked), with everything it may do."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.districts.queries import policy_of
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders.desk_showing import asked_rows, desk_facts, task_rows, worries_of
from redvest.orders.forms import AppealForm, DeclineForm, NameForm, ScheduleForm
from redvest.orders.labels import BUTTONS, named
from redvest.orders.models import ServiceOrder
from redvest.orders.pages.triage import OFFERED, REFUSE_APPEAL, form_for, note_on
from redvest.orders.pages.undoing import undo_tag
from redvest.orders.queries import (
    DESK,
    actions_for,
    live_dispatch,
    open_case,
    order_seen_by,
    team_members,
    visits_lately,
)
from redvest.orders.queries.candidates import alike
from redvest.orders.services import (
    claim_order,
    decline_order,
    name_volunteer,
    schedule_order,
)
from redvest.orders.services.desk import refuse_appeal
from redvest.orders.showing import evaluation_facts, facts, people_of, timeline
from redvest.orders.waiting import NEXT, clock_of
from redvest.people.actors import Actor

DECIDING, ASKING = ("submitted", "accepted", "rework"), ("accepted", "dispatched", "pooled")
RATED = ("rated", "disputed", "closed")
STAFF = (*DESK, Role.TEAM_ADMIN, Role.AUDITOR)


def team_forms(
    actor: Actor, order: ServiceOrder, roles: frozenset[Role], sent: str = "", data: Any = None
) -> dict[str, Any]:
    """The forms of the team that was asked; the one that was sent keeps what was typed."""
    open_now = {action.value for action in actions_for(order, roles & {Role.TEAM_ADMIN})}

    def given(name: str) -> Any:
        return data if sent == name else None

    found: dict[str, Any] = {}
    if Action.DECLINE.value in open_now or _handed_to(actor, order):
        found["decline"] = DeclineForm(given("decline"))
    if Action.SCHEDULE.value in open_now:
        members = team_members(order, actor)
        found["schedule"] = ScheduleForm(given("schedule"), members=members)
    if order.state == "scheduled" and Role.TEAM_ADMIN in roles:
        found["name"] = NameForm(given("name"), members=team_members(order, actor))
    if Action.CLAIM.value in open_now:
        found["claim"] = None
    return found


def _handed_to(actor: Actor, order: ServiceOrder) -> bool:
    """Whether another desk asked the actor's own, which may say no as a team does."""
    if order.state != "dispatched" or order.desk_region not in actor.scopes(Role.VENUE_ADMIN):
        return False
    return getattr(live_dispatch(order), "venue_id", None) is not None


def offered_now(order: ServiceOrder, roles: frozenset[Role]) -> list[Action]:
    """What the desk may do here and now, in the order of the page."""
    able = set(actions_for(order, roles & {*DESK}))
    if order.bundle_id is not None:
        able.discard(Action.TAKE_BACK)  # The bundle is called off as a whole.
    return [action for action in OFFERED if action in able]


def _buttons(
    order: ServiceOrder, roles: frozenset[Role], sent: str = "", wrong: forms.Form | None = None
) -> list[dict[str, Any]]:
    """The actions of the desk, the first of them unfolded."""
    found = [
        {
            "name": action.value,
            "label": BUTTONS[action],
            "note": note_on(action),
            "form": wrong if wrong and sent == action.value else form_for(action, order, roles),
            "stop": action in (Action.CANCEL, Action.GIVE_UP, Action.REJECT),
        }
        for action in offered_now(order, roles)
    ]
    if order.state == "rejected" and order.appealed_at and order.due_at and roles & {*DESK[1:]}:
        found.append(
            {
                "name": REFUSE_APPEAL,
                "label": _("申诉不成立"),
                "note": _("居民会收到理由。"),
                "form": wrong if wrong and sent == REFUSE_APPEAL else AppealForm(),
                "stop": True,
            }
        )
    for number, one in enumerate(found):
        one["open"] = one["name"] == sent if sent else number == 0
    return found


def _shown(
    request: HttpRequest,
    order: ServiceOrder,
    roles: frozenset[Role],
    forms: dict[str, Any],
    buttons: list[dict[str, Any]],
) -> HttpResponse:
    desk = bool(roles & set(DESK))
    for_team = not roles & {*DESK, Role.AUDITOR}
    now, policy = timezone.now(), policy_of(order.district)
    # Advice is for those who still decide when somebody comes.
    often = visits_lately(order, now) if desk and order.state in DECIDING else 0
    return render(
        request,
        "orders/desk.html",
        {
            "order": order,
            "item": named(order.item),
            "for_team": for_team,
            "desk": desk,
            "clock": clock_of(order, now, policy.due_soon_percent),
            "next": NEXT.get(order.state, ""),
            "facts": [
                *facts(order, contact=desk, person=not for_team),
                *([] if for_team else desk_facts(order)),
            ],
            "forms": forms,
            "buttons": buttons,
            "merge": bool(alike(order)) if desk and order.state == "submitted" else False,
            "tired": often if often >= policy.visits_week_max else 0,
            "tasks": task_rows(order, actor_of(request)) if desk else [],
            "case_url": _case_url(order) if not for_team else "",
            # Only what this order can have is looked for.
            "asked": [] if for_team or not order.attempts else asked_rows(order),
            "people": people_of(order) if order.attempts and order.state not in ASKING else [],
            "worries": worries_of(order) if desk else [],
            "evaluation": evaluation_facts(order) if order.state in RATED or order.priority else [],
            "events": timeline(order),
        },
    )


def _case_url(order: ServiceOrder) -> str:
    found = open_case(order) if order.state == "disputed" else None
    return reverse("orders:case", args=[found.id]) if found else ""


@page(*STAFF)
def show(request: HttpRequest, order_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    if not roles & set(STAFF):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return _shown(request, order, roles, team_forms(actor, order, roles), _buttons(order, roles))


@page(*STAFF, methods=("POST",))
def step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """One button of an order. The service decides; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    version = request.POST.get("version")
    common: dict[str, Any] = {"actor": actor, "order_id": order_id, "version": version}
    if action in ("claim", "decline", "schedule", "name"):
        return _team_step(request, order, roles, action, common)
    offered = Action(action) if action in {one.value for one in OFFERED} else None
    if offered is None and action != REFUSE_APPEAL:
        raise NotSeen(_("没有这个页面。"))
    form = form_for(offered, order, roles, request.POST) if offered else AppealForm(request.POST)
    act = OFFERED[offered].act if offered else refuse_appeal
    done = attempt(form, lambda: act(**form.cleaned_data, **common))
    if done is None:
        return _shown(
            request,
            order,
            roles,
            team_forms(actor, order, roles),
            _buttons(order, roles, action, form),
        )
    messages.success(request, _said(offered), extra_tags=undo_tag(request, offered, [done]))
    return redirect("orders:desk", order_id=order_id)


def _said(action: Action | None) -> str:
    """What was done, and how it can be put right while it can."""
    if action in (Action.DISPATCH, Action.REASSIGN):
        return _("已派出，等对方答复。派错了可以改派，不影响被派的队伍。")
    done = BUTTONS[action] if action else _("申诉不成立")
    return _("已办理：%(what)s。") % {"what": done}


def _team_step(
    request: HttpRequest,
    order: ServiceOrder,
    roles: frozenset[Role],
    action: str,
    common: dict[str, Any],
) -> HttpResponse:
    actor = actor_of(request)
    if action == "claim":
        claim_order(**common)
        return redirect("orders:desk", order_id=order.id)
    forms = team_forms(actor, order, roles, action, request.POST)
    form = forms.get(action) or _form_out_of_turn(action, actor, order, request.POST)

    def act() -> object:
        values = form.cleaned_data
        if action == "decline":
            return decline_order(**common, reason=values["reason"])
        if action == "schedule":
            return schedule_order(
                **common,
                starts_at=values["starts_at"],
                ends_at=form.ends_at(),
                volunteer_ids=values["volunteers"],
            )
        return name_volunteer(actor=actor, order_id=order.id, volunteer_id=values["volunteer"])

    if attempt(form, act) is None:
        return _shown(request, order, roles, {**forms, action: form}, _buttons(order, roles))
    if action == "decline":
        return redirect("orders:offers" if Role.TEAM_ADMIN in actor.roles else "orders:inbox")
    return redirect("orders:desk", order_id=order.id)


def _form_out_of_turn(action: str, actor: Actor, order: ServiceOrder, data: Any) -> Any:
    """The form of a button that is no longer (or never was) there: the service says why not."""
    if action == "decline":
        return DeclineForm(data)
    maker = ScheduleForm if action == "schedule" else NameForm
    return maker(data, members=team_members(order, actor))
