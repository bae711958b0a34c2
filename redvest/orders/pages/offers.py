"""The team's pages: what it is asked and why, answering, naming people, agreeing the time."""

from collections.abc import Callable
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
from redvest.core.templatetags.redvest import when
from redvest.districts.queries import policy_of, region_names
from redvest.engines.order_flow import Action
from redvest.engines.roles import Role
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.orders import services
from redvest.orders.forms import DeclineForm, NameForm, ScheduleForm
from redvest.orders.forms.visits import GiveBackForm, OtherTimeForm
from redvest.orders.labels import SLOTS, named
from redvest.orders.models import Dispatch, ServiceOrder
from redvest.orders.queries import actions_for, offers_to, order_seen_by
from redvest.orders.queries.offers import reasons_for, who_may_go
from redvest.orders.queries.serving import needs_of
from redvest.orders.showing import facts, people_of, place_of, timeline, who_goes
from redvest.orders.waiting import clock_of
from redvest.people.actors import Actor

LIST_MAX = 100
LISTED = (
    "id", "state", "team__name", "team__area", "team__core_category", "order__number",
    "order__community", "order__state", "order__state_since", "order__due_at",
    "order__preferred_on", "order__preferred_slot", "order__scheduled_from", "order__item__name",
    "order__item__name_en", "order__item__core_category",
)  # fmt: skip
TEAM = frozenset({Role.TEAM_ADMIN})


@page(Role.TEAM_ADMIN)
def offers(request: HttpRequest) -> HttpResponse:
    """What the teams somebody leads were asked, why, until when; and what they took on."""
    actor = actor_of(request)
    rows = list(offers_to(actor).only(*LISTED)[:LIST_MAX])
    why, names = reasons_for(rows), region_names(actor.district)
    percent, now = policy_of(actor.district).due_soon_percent, timezone.now()

    def card(row: Dispatch) -> dict[str, Any]:
        order = row.order
        clock = clock_of(order, now, percent) if row.state == "live" else None
        return {
            "url": reverse("orders:offer", args=[order.id]),
            "item": named(order.item),
            "place": place_of(order, names),
            "time": f"{when(order.preferred_on)} {SLOTS.get(order.preferred_slot, '')}",
            "at": order.scheduled_from,
            "team": row.asked,
            "number": order.number,
            "why": why.get(row.id, []),
            "clock": clock,
            "state": order.state,
        }

    context = {
        "asked": [card(row) for row in rows if row.state == "live"],
        "taken": [card(row) for row in rows if row.state == "claimed"],
    }
    return render(request, "orders/offers.html", context)


def _forms(
    actor: Actor, order: ServiceOrder, sent: str = "", data: Any = None
) -> dict[str, forms.Form | None]:
    """The forms behind the team's buttons now; the one that was sent keeps what was typed."""
    able = set(actions_for(order, TEAM))

    def given(name: str) -> Any:
        return data if sent == name else None

    found: dict[str, forms.Form | None] = {}
    if order.proposed_from and order.proposed_by == "asker" and not order.time_agreed_at:
        found["yes"] = found["no"] = None
    if Action.CLAIM in able:
        found["claim"] = None
    if Action.SCHEDULE in able:
        people = who_may_go(actor, order)
        found["schedule"] = ScheduleForm(given("schedule"), members=people)
    if order.state == "scheduled":
        found["name"] = NameForm(given("name"), members=who_may_go(actor, order))
    if Action.RESCHEDULE in able:
        found["other_time"] = OtherTimeForm(given("other_time"))
    if Action.DECLINE in able:
        found["decline"] = DeclineForm(given("decline"))
    if Action.GIVE_BACK in able:
        found["give_back"] = GiveBackForm(given("give_back"))
    return found


def _seen(actor: Actor, order_id: UUID) -> ServiceOrder:
    order, roles = order_seen_by(actor, order_id)
    if Role.TEAM_ADMIN not in roles:
        raise NotSeen(_("没有找到这一单，或它不在您能查看的范围内。"))
    return order


def _shown(
    request: HttpRequest, order: ServiceOrder, found: dict[str, forms.Form | None]
) -> HttpResponse:
    actor = actor_of(request)
    mine = [row for row in offers_to(actor) if row.order_id == order.id]
    clock = clock_of(order, timezone.now(), policy_of(order.district).due_soon_percent)
    return render(
        request,
        "orders/offer.html",
        {
            "order": order,
            "item": named(order.item),
            "clock": clock,
            "why": reasons_for(mine).get(mine[0].id, []) if mine else [],
            "facts": [*facts(order), *who_goes(needs_of(order))],
            "forms": found,
            "waits": order.proposed_from and order.proposed_by == "provider",
            "people": people_of(order),
            "events": timeline(order),
        },
    )


@page(Role.TEAM_ADMIN, Role.VOLUNTEER)
def offer(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """One order of one's team, or taken alone, with everything that may be done with it now."""
    actor = actor_of(request)
    order = _seen(actor, order_id)
    return _shown(request, order, _forms(actor, order))


Act = Callable[[dict[str, Any], Any], Any]
ACTS: dict[str, tuple[Any, Act]] = {
    "claim": (None, lambda common, form: services.claim_order(**common)),
    "yes": (None, lambda common, form: services.answer_time(**common, agrees=True)),
    "no": (None, lambda common, form: services.answer_time(**common, agrees=False)),
    "decline": (
        DeclineForm,
        lambda common, form: services.decline_order(**common, **form.cleaned_data),
    ),
    "give_back": (
        GiveBackForm,
        lambda common, form: services.give_back_order(**common, **form.cleaned_data),
    ),
    "other_time": (
        OtherTimeForm,
        lambda common, form: services.propose_time(
            **common, starts_at=form.cleaned_data["starts_at"], ends_at=form.ends_at()
        ),
    ),
    "schedule": (
        ScheduleForm,
        lambda common, form: services.schedule_order(
            **common,
            starts_at=form.cleaned_data["starts_at"],
            ends_at=form.ends_at(),
            volunteer_ids=form.cleaned_data["volunteers"],
        ),
    ),
    "name": (
        NameForm,
        lambda common, form: services.name_volunteer(
            actor=common["actor"],
            order_id=common["order_id"],
            volunteer_id=form.cleaned_data["volunteer"],
        ),
    ),
}


@page(Role.TEAM_ADMIN, Role.VOLUNTEER, methods=("POST",))
def offer_step(request: HttpRequest, order_id: UUID, action: str) -> HttpResponse:
    """One button. The service decides; a form with mistakes comes back as typed."""
    actor = actor_of(request)
    order = _seen(actor, order_id)
    if action not in ACTS:
        raise NotSeen(_("没有这个页面。"))
    maker, act = ACTS[action]
    version = request.POST.get("version")
    common = {"actor": actor, "order_id": order_id, "version": version}
    if maker is None:
        act(common, None)
    else:
        people: dict[str, Any] = {}
        if action in ("schedule", "name"):
            people["members"] = who_may_go(actor, order)
        form = maker(request.POST, **people)
        if attempt(form, lambda: act(common, form)) is None:
            return _shown(request, order, {**_forms(actor, order), action: form})
    if action in ("decline", "give_back"):
        messages.success(request, _("已告诉站点，会另外安排，不影响您和队伍。"))
        return redirect("orders:offers" if actor.has(Role.TEAM_ADMIN) else "orders:tasks")
    return redirect("orders:offer", order_id=order_id)
