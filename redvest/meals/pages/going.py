"""The volunteer's pages: what I was asked, the way, each door with two large buttons."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.flow import actions_open_to
from redvest.engines.roles import Role
from redvest.engines.round_flow import GOING, RoundState, Side, StopState
from redvest.engines.round_flow import STEPS as MOVES
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.meals import services, showing
from redvest.meals.forms import NobodyForm
from redvest.meals.models import MealRound, MealStop
from redvest.meals.queries.rounds import own_rounds, round_seen_by, stop_of, stops_of
from redvest.meals.services.revealing import Read
from redvest.orders.showing import place_of
from redvest.people.actors import Actor

STEPS: dict[str, Callable[..., MealRound]] = {
    "accept": services.accept_round,
    "decline": services.decline_round,
    "leave": services.leave_round,
    "drop": services.drop_round,
}


def _own(actor: Actor, round_id: UUID) -> MealRound:
    row, sides = round_seen_by(actor, round_id)
    if Side.HELPER not in sides:
        raise NotSeen(_("这趟送餐没有请您。"))
    return row


@page(Role.VOLUNTEER)
def mine(request: HttpRequest) -> HttpResponse:
    """Rounds I was asked to go, and those I went lately."""
    links = [
        {
            "url": reverse("meals:round", args=[row.id]),
            "label": row.lunch.canteen.name,
            "note": _("%(day)s · %(hour)s 出发 · %(doors)d 户")
            % {
                "day": row.lunch.day.isoformat(),
                "hour": showing.hour(row.leaves_at),
                "doors": row.doors,  # type: ignore[attr-defined]
            },
            "state": showing.round_tag(row),
        }
        for row in own_rounds(actor_of(request))
    ]
    return render(request, "meals/mine.html", {"links": links})


@page(Role.VOLUNTEER)
def show(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The way: when to leave, the doors in their order, what is left to do."""
    row = _own(actor_of(request), round_id)
    going = RoundState(row.state) in GOING
    stops = [
        {
            "position": stop.position,
            "name": str(stop.order.requester.name or ""),
            "place": place_of(stop.order),
            "at": showing.hour(stop.at),
            "tag": showing.stop_tag(stop),
            "risk": str(stop.order.risk_note) if stop.order.risk_note else "",
            "url": reverse("meals:stop", args=[row.id, stop.id]) if going else "",
            "waits": stop.state == StopState.WAITING.value,
        }
        for stop in stops_of(row)
        if stop.state != StopState.FREED.value or not going
    ]
    moves = actions_open_to(MOVES, RoundState(row.state), {Side.HELPER})
    context = {
        "row": row,
        "tag": showing.round_tag(row),
        "way": showing.way(row),
        "stops": stops,
        "left": sum(bool(one["waits"]) for one in stops),
        "moves": moves,
        "going": going,
    }
    return render(request, "meals/round.html", context)


@page(Role.VOLUNTEER, methods=("POST",))
def step(request: HttpRequest, round_id: UUID, action: str) -> HttpResponse:
    """One button of a round. The service decides."""
    if action not in STEPS:
        raise NotSeen(_("没有这个页面。"))
    actor = actor_of(request)
    STEPS[action](actor=actor, round_id=round_id, version=request.POST.get("version"))
    if action == "decline":
        messages.success(request, _("知道了，食堂会另外请人，不影响您。"))
        return redirect("meals:mine")
    if action == "drop":
        messages.success(request, _("知道了，没送到的几户食堂会另外安排。"))
    return redirect("meals:round", round_id)


def _at_door(
    request: HttpRequest,
    row: MealRound,
    stop: MealStop,
    form: NobodyForm | None = None,
    read: Read | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "door": stop,
        "order": stop.order,
        "name": str(stop.order.requester.name or ""),
        "place": place_of(stop.order),
        "at": showing.hour(stop.at),
        "tag": showing.stop_tag(stop),
        "waits": stop.state == StopState.WAITING.value and RoundState(row.state) in GOING,
        "risk": str(stop.order.risk_note) if stop.order.risk_note else "",
        "wish": str(stop.order.description) if stop.order.description else "",
        "read": read,
        "form": form or NobodyForm(),
    }
    return render(request, "meals/stop.html", context)


@page(Role.VOLUNTEER, methods=("GET", "POST"))
def stop(request: HttpRequest, round_id: UUID, stop_id: UUID) -> HttpResponse:
    """One door. Address and phone come when asked for, and the look is written down."""
    actor = actor_of(request)
    row = _own(actor, round_id)
    found = stop_of(row, stop_id)
    if request.method != "POST":
        return _at_door(request, row, found)
    read = services.look_at_stop(
        actor=actor, round_id=round_id, stop_id=stop_id, reason=str(_("送餐"))
    )
    response = _at_door(request, row, found, read=read)
    # Looking is what this submission does: its trace stays although the answer is a page.
    response.keep_changes = True  # type: ignore[attr-defined]
    return response


@page(Role.VOLUNTEER, methods=("POST",))
def handed(request: HttpRequest, round_id: UUID, stop_id: UUID) -> HttpResponse:
    """已送到."""
    services.hand_over(actor=actor_of(request), round_id=round_id, stop_id=stop_id)
    messages.success(request, _("已记下：送到了。"))
    return redirect("meals:round", round_id)


@page(Role.VOLUNTEER, methods=("POST",))
def nobody(request: HttpRequest, round_id: UUID, stop_id: UUID) -> HttpResponse:
    """没人开门: what was tried; then the desk is told at once."""
    actor = actor_of(request)
    row = _own(actor, round_id)
    form = NobodyForm(request.POST)
    done = attempt(
        form,
        lambda: services.nobody_opens(
            actor=actor,
            round_id=round_id,
            stop_id=stop_id,
            methods=form.cleaned_data["methods"],
        ),
    )
    if done is None:
        return _at_door(request, row, stop_of(row, stop_id), form)
    messages.warning(request, _("已马上告诉站点和家属，会有人去看望。情况紧急请先打120。"))
    return redirect("meals:round", round_id)
