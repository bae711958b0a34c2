"""Rounds and doors in words, as components take them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from redvest.districts.queries import policy_of
from redvest.engines.order_flow import State
from redvest.engines.round_flow import RoundState, StopState
from redvest.meals.labels import LEFT_OUT, ROUNDS, STOPS, Shown
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.places import point_of
from redvest.meals.queries.lunches import doors_of, homes_of
from redvest.orders.models import ServiceOrder
from redvest.orders.showing import place_of
from redvest.people.models import Volunteer
from redvest.venues.models import Venue
from redvest.venues.showing import distance

WITH_HELPER = {State.DISPATCHED.value, State.CLAIMED.value, State.SCHEDULED.value}


def hour(moment: Any) -> str:
    return f"{timezone.localtime(moment):%H:%M}"


def stop_tag(stop: MealStop) -> Shown:
    """What became of a door; one whose order was called off waits for nobody."""
    if stop.state == StopState.WAITING.value and stop.order.state not in (
        *WITH_HELPER,
        State.ACCEPTED.value,
        State.SUBMITTED.value,
    ):
        return STOPS[StopState.FREED]
    return STOPS[StopState(stop.state)]


def round_tag(row: MealRound) -> Shown:
    return ROUNDS[RoundState(row.state)]


def way(row: MealRound) -> str:
    """骑车 · 11:02 出发，约 12:05 回 · 约 2.4 公里 (an estimate, and called so)."""
    words = _("骑车 · %(leaves)s 出发，约 %(back)s 回 · %(far)s")
    if not row.by_bike:
        words = _("步行 · %(leaves)s 出发，约 %(back)s 回 · %(far)s")
    return words % {
        "leaves": hour(row.leaves_at),
        "back": hour(row.back_at),
        "far": distance(row.meters),
    }


def helper_name(volunteer: Volunteer) -> str:
    return f"{volunteer.person.name or ''} · {volunteer.volunteer_no[-4:]}"


def is_improving(lunch: MealDay | None) -> bool:
    """Whether the worker may still be looking for a better plan; it is said only at first."""
    if lunch is None or lunch.chosen is None or lunch.planned_at is None:
        return False
    longest = timedelta(seconds=2 * policy_of(lunch.district).meal_search_seconds + 60)
    return timezone.now() - lunch.planned_at < longest


def shown_rounds(rows: Sequence[MealRound]) -> list[dict[str, Any]]:
    """The rounds of a lunch for the desk: names and addresses masked."""
    return [
        {
            "row": row,
            "number": number,
            "helper": helper_name(row.volunteer),
            "tag": round_tag(row),
            "way": way(row),
            "stops": [
                {
                    "number": stop.order.number,
                    "name": str(stop.order.requester.name or ""),
                    "at": hour(stop.at),
                    "tag": stop_tag(stop),
                    "url": reverse("orders:desk", args=[stop.order_id]),
                }
                for stop in sorted(row.stops.all(), key=lambda stop: stop.position)
                if stop.state != StopState.FREED.value
            ],
        }
        for number, row in enumerate(rows, start=1)
    ]


def waiting_rows(orders: Sequence[ServiceOrder], lunch: MealDay | None) -> list[dict[str, Any]]:
    """Meals that nobody carries yet: where, and why the last plan had no place for them."""
    placed = doors_of(orders[0].district, orders) if orders else {}
    why = lunch.left_out if lunch is not None else {}
    rows = []
    for order in orders:
        known = placed.get(order.id)
        where = Shown(_("已标出"), "done")
        if known is None:
            where = Shown(_("不知道在哪里"), "late")
        elif known[1]:
            where = Shown(_("只知道社区"), "waiting")
        rows.append(
            {
                "order": order,
                "name": str(order.requester.name or ""),
                "place": place_of(order),
                "where": where,
                "why": LEFT_OUT.get(why.get(str(order.id), ""), ""),
            }
        )
    return rows


def on_map(canteen: Venue, rows: Sequence[MealRound]) -> list[dict[str, Any]]:
    """The canteen and the doors of its rounds, these to about a hundred meters."""
    found: list[dict[str, Any]] = [
        {
            "name": canteen.name,
            "lat": canteen.lat,
            "lon": canteen.lon,
            "note": _("食堂"),
            "estimated": False,
        }
    ]
    stops = [(n, stop) for n, row in enumerate(rows, start=1) for stop in row.stops.all()]
    live = [(n, stop) for n, stop in stops if stop.state != StopState.FREED.value]
    homes = homes_of(canteen.district, {stop.order.requester_id for _n, stop in live})
    for number, stop in sorted(live, key=lambda pair: (pair[0], pair[1].position)):
        home = homes.get(stop.order.requester_id)
        point = point_of(str(home.point)) if home is not None else None
        if point is not None:
            found.append(
                {
                    "name": _("第%(round)d趟第%(stop)d户")
                    % {"round": number, "stop": stop.position},
                    "lat": point[0],
                    "lon": point[1],
                    "note": hour(stop.at),
                    "estimated": True,
                }
            )
    return found
