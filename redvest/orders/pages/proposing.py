"""因事找人: what the matching proposes, for one order and for all; a person sends it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.templatetags.redvest import when
from redvest.districts.queries import region_names
from redvest.engines.crews import Choice, Proposal
from redvest.engines.order_flow import Action
from redvest.errors import DomainError, NotSeen
from redvest.http import actor_of, page
from redvest.orders.crowds import fitting
from redvest.orders.desk_showing import asked_rows
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import ServiceOrder
from redvest.orders.pages.bulk import say_outcomes, shown_outcome
from redvest.orders.proposals import candidates_for, propose_for
from redvest.orders.proposing_words import because, runner_up_said, why_nobody
from redvest.orders.queries import DESK, actions_for, order_seen_by
from redvest.orders.queries.changes import changed_since
from redvest.orders.queries.choices import team_names
from redvest.orders.queries.waiting_orders import placed
from redvest.orders.services.bulk import Outcome, step_many
from redvest.orders.services.pool_telling import TELL_MAX
from redvest.orders.services.proposing import dispatch_proposed
from redvest.orders.showing import place_of
from redvest.people.actors import Actor

ROWS_MAX = 60


def _wanted(order: ServiceOrder, names: dict[str, str]) -> dict[str, Any]:
    return {
        "order": order,
        "url": reverse("orders:desk", args=[order.id]),
        "item": named(order.item),
        "place": place_of(order, names),
        "time": f"{when(order.preferred_on)} {SLOTS.get(order.preferred_slot, '')}",
    }


def _proposed(order: ServiceOrder, row: Proposal, names: dict[str, str]) -> dict[str, Any]:
    found = _wanted(order, names)
    if row.choice is None:
        return {**found, "why": why_nobody(row.empty, order)}
    crew = row.choice.crew
    return {
        **found,
        "pick": f"{order.id}:{order.version}:{crew.id}",
        "team": crew.name,
        "because": because(row.choice, order),
        "next": row.runner_up.crew.name if row.runner_up else "",
        "instead": runner_up_said(row.more_m),
    }


@page(*DESK, methods=("GET", "POST"))
def propose(request: HttpRequest) -> HttpResponse:
    """Whom to ask about every order that waits. What is ticked is reviewed, then sent."""
    actor = actor_of(request)
    if request.method == "POST":
        return _send(request, actor)
    seen = timezone.now()
    found = propose_for(actor)
    names = region_names(actor.district)
    rows = [_proposed(order, row, names) for order, row in found.pairs()]
    able = [row for row in rows if "pick" in row]
    context = {
        "able": able[:ROWS_MAX],
        "unable": [row for row in rows if "pick" not in row],
        "later": max(len(able) - ROWS_MAX, 0) + found.more,
        "verified": found.result.verified,
        "gap": found.result.gap * 100,
        "changes_url": _changes(seen),
    }
    return render(request, "orders/propose.html", context)


def _picked(values: Sequence[str]) -> dict[UUID, tuple[str, UUID]]:
    """Order to the version that was shown and the team; anything else was not chosen here."""
    found = {}
    for value in values:
        order, _sep, rest = value.partition(":")
        version, _sep, team = rest.partition(":")
        try:
            found[UUID(order)] = (version, UUID(team))
        except ValueError:
            continue
    return found


def _send(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Really try it, undone; the second submission keeps it. Each order is its own dispatch."""
    picked = _picked(request.POST.getlist("order"))
    keep = request.POST.get("step") == "carry_out"

    def step(order_id: UUID, version: str) -> ServiceOrder:
        return dispatch_proposed(
            actor=actor, order_id=order_id, team_id=picked[order_id][1], version=version
        )

    wanted = [(order_id, version) for order_id, (version, _team) in picked.items()]
    try:
        outcomes = step_many(actor=actor, wanted=wanted, step=step, keep=keep)
    except DomainError as refusal:
        messages.error(request, str(refusal.message))
        return redirect("orders:propose")
    if keep:
        say_outcomes(request, outcomes, Action.DISPATCH, reverse("orders:propose"))
        return redirect("orders:propose")
    names = team_names(actor.district, {team for _version, team in picked.values()})
    teams = {order_id: names.get(team, "") for order_id, (_version, team) in picked.items()}
    return _reviewed(request, outcomes, teams)


def _reviewed(
    request: HttpRequest, outcomes: list[Outcome], teams: dict[UUID, str]
) -> HttpResponse:
    """What would happen: to which team each order would go, and which can go to none."""
    rows = [{**shown_outcome(one), "team": teams[one.order.id]} for one in outcomes]
    context = {
        "act": _("派给推荐的队伍"),
        "asked": [],
        "chosen": request.POST.getlist("order"),
        "back": reverse("orders:propose"),
        "able": [row for row in rows if not row["refused"]],
        "refused": [row for row in rows if row["refused"]],
        "tried": True,
    }
    return render(request, "orders/bulk.html", context)


def _changes(seen: datetime) -> str:
    return f"{reverse('orders:propose_changes')}?seen={seen.timestamp():.6f}"


@page(*DESK)
def propose_changes(request: HttpRequest) -> HttpResponse:
    """Which of the orders on the page have changed since; asked again and again by the page.

    The page of a single order names it.
    """
    try:
        moment = datetime.fromtimestamp(float(request.GET.get("seen", "")), UTC)
    except (ValueError, OverflowError, OSError):
        raise NotSeen(_("没有这个页面。")) from None
    changed, one = changed_since(actor_of(request), moment), request.GET.get("order")
    if one is not None:
        changed = [found for found in changed if str(found) == one]
    if not changed:
        return HttpResponse(status=204)
    context = {"changed": changed, "one": one, "changes_url": request.get_full_path()}
    return render(request, "orders/propose_changes.html", context)


@page(*DESK)
def who(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Who could be asked about one order, why, and where they are; one click asks a team."""
    actor = actor_of(request)
    order, roles = order_seen_by(actor, order_id)
    seen = timezone.now()
    if not roles & set(DESK):
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    able = Action.DISPATCH in actions_for(order, roles & {*DESK})
    choices = candidates_for(order) if able else []
    names = region_names(actor.district)
    context = {
        **_wanted(order, names),
        "able": able,
        "changes_url": f"{_changes(seen)}&order={order.id}",
        "choices": [
            {"team": one.crew.id, "name": one.crew.name, "because": because(one, order)}
            for one in choices
        ],
        "places": _places(order, choices),
        "near": len(fitting(order.id, order.district)) if able else 0,
        "near_max": TELL_MAX,
        "asked": asked_rows(order) if order.attempts else [],
    }
    return render(request, "orders/who.html", context)


def _places(order: ServiceOrder, choices: Sequence[Choice]) -> list[dict[str, Any]]:
    """The middle of the order's community and the seats of the teams; never a home."""
    here: Any = placed(ServiceOrder.objects.filter(id=order.id)).get()
    found = [
        {"name": one.crew.name, "lat": one.crew.point[0], "lon": one.crew.point[1], "note": ""}
        for one in choices
        if one.crew.point
    ]
    if found and here.lat is not None:
        note = _("这一单在这个社区")
        place = {"name": place_of(order), "lat": here.lat, "lon": here.lon, "note": note}
        found.append({**place, "estimated": True})
    return found
