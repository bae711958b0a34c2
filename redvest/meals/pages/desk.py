"""The desk of a canteen: today's meals, who carries them, the plan, the way back."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.core.forming import attempt
from redvest.engines.geodesy import Datum
from redvest.engines.round_flow import RoundState
from redvest.errors import NotSeen
from redvest.http import actor_of, page
from redvest.meals import services, showing
from redvest.meals.forms import HomeForm, PlanForm
from redvest.meals.queries.lunches import (
    canteen_seen_by,
    canteens_for,
    helpers_for,
    homes_of,
    lunch_of,
    middles,
    orders_wanting,
    window_of,
)
from redvest.meals.queries.rounds import rounds_of
from redvest.orders.queries import DESK, order_seen_by
from redvest.orders.showing import place_of
from redvest.venues.models import Venue
from redvest.venues.showing import outline_shapes

DAYS_AHEAD = 7


def _day(text: str) -> date:
    """The day in an address; anything else is no page."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise NotSeen(_("没有这一天。")) from None


@page(*DESK)
def canteens(request: HttpRequest) -> HttpResponse:
    """Canteens of the place, and what today asks of each."""
    actor, today = actor_of(request), timezone.localdate()
    links = []
    for canteen in canteens_for(actor)[:100]:
        waiting = len(orders_wanting(canteen, today))
        links.append(
            {
                "url": reverse("meals:lunch", args=[canteen.id, today.isoformat()]),
                "label": canteen.name,
                "note": _("今天还有 %(count)d 份没有安排") % {"count": waiting},
                "icon": "cup-hot",
            }
        )
    return render(request, "meals/canteens.html", {"links": links})


def _shown(
    request: HttpRequest, canteen: Venue, day: date, form: PlanForm, status: int = 200
) -> HttpResponse:
    lunch = lunch_of(canteen, day)
    orders, rows = orders_wanting(canteen, day), rounds_of(lunch) if lunch is not None else []
    window = window_of(canteen.district, day)
    context = {
        "canteen": canteen,
        "day": day,
        "window": f"{showing.hour(window.opens)}–{showing.hour(window.closes)}",
        "over": window.closes <= timezone.now(),
        "lunch": lunch,
        "form": form,
        "waiting": showing.waiting_rows(orders, lunch),
        "rounds": showing.shown_rounds(rows),
        "improving": showing.is_improving(lunch),
        "to_offer": sum(row.state == RoundState.PLANNED.value for row in rows),
        "places": showing.on_map(canteen, rows),
        "shapes": outline_shapes(canteen.district),
        "before": (day - timedelta(days=1)).isoformat(),
        "after": (day + timedelta(days=1)).isoformat(),
    }
    return render(request, "meals/lunch.html", context, status=status)


def _form(canteen: Venue, day: date, data: Any = None) -> PlanForm:
    helpers = [(str(one.id), showing.helper_name(one)) for one in helpers_for(canteen, day)]
    return PlanForm(data, helpers=helpers)


@page(*DESK, methods=("GET", "POST"))
def lunch(request: HttpRequest, canteen_id: UUID, day: str) -> HttpResponse:
    """Plan the rounds of a day, look at them, plan again."""
    actor, when = actor_of(request), _day(day)
    canteen = canteen_seen_by(actor, canteen_id)
    if request.method != "POST":
        return _shown(request, canteen, when, _form(canteen, when))
    form = _form(canteen, when, request.POST)
    planned = attempt(
        form,
        lambda: services.plan_lunch(
            actor=actor,
            canteen_id=canteen_id,
            day=when,
            walkers=form.cleaned_data["walkers"],
            cyclists=form.cleaned_data["cyclists"],
            version=request.POST.get("version") or None,
        ),
    )
    if planned is None:
        return _shown(request, canteen, when, form)
    left = len(planned.left_out)
    if left:
        messages.warning(
            request, _("路线已排好，有 %(count)d 份没排上，原因写在下面。") % {"count": left}
        )
    else:
        messages.success(request, _("路线已排好。看过后再发给志愿者。"))
    return redirect("meals:lunch", canteen_id, when.isoformat())


@page(*DESK, methods=("POST",))
def offer(request: HttpRequest, canteen_id: UUID, day: str) -> HttpResponse:
    """Ask the volunteers of the plan."""
    when = _day(day)
    count = services.offer_rounds(
        actor=actor_of(request),
        canteen_id=canteen_id,
        day=when,
        version=request.POST.get("version") or None,
    )
    messages.success(request, _("已请 %(count)d 位志愿者答复。") % {"count": count})
    return redirect("meals:lunch", canteen_id, when.isoformat())


@page(*DESK, methods=("POST",))
def withdraw(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Take a round back; its doors wait for the next plan."""
    row = services.withdraw_round(
        actor=actor_of(request), round_id=round_id, version=request.POST.get("version")
    )
    messages.success(request, _("已收回，没送到的几户回到待安排。"))
    return redirect("meals:lunch", row.lunch.canteen_id, row.lunch.day.isoformat())


@page(*DESK, methods=("GET", "POST"))
def home(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Put the door of a meal's resident on the map."""
    actor = actor_of(request)
    order, _roles = order_seen_by(actor, order_id)
    form = HomeForm(request.POST or None)
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not back.startswith("/desk/meals/"):
        back = reverse("orders:desk", args=[order.id])
    if request.method == "POST":
        placed = attempt(
            form,
            lambda: services.place_home(
                actor=actor,
                order_id=order_id,
                lat=form.cleaned_data["lat"],
                lon=form.cleaned_data["lon"],
                datum=Datum(form.cleaned_data["datum"]),
            ),
        )
        if placed is not None:
            messages.success(request, _("位置已保存，以后的送餐都按这里排。"))
            return redirect(back)
    middle = middles(order.district, [order.community]).get(order.community)
    context = {
        "order": order,
        "form": form,
        "back": back,
        "name": str(order.requester.name or ""),
        "address": str(order.address or ""),
        "known": bool(homes_of(order.district, [order.requester_id])),
        "places": [
            {
                "name": place_of(order),
                "lat": middle[0],
                "lon": middle[1],
                "note": "",
                "estimated": True,
            }
        ]
        if middle
        else [],
        "shapes": outline_shapes(order.district),
    }
    return render(request, "meals/home.html", context)
