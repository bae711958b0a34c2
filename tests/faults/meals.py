"""Meal rounds in the fault loop: each service writes orders, stops and the round together."""

from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from django.db import connection
from django.utils import timezone

from redvest.meals import services
from redvest.meals.models import MealDay, MealRound, MealStop
from redvest.meals.services.improving import searched, settle_plan
from redvest.meals.services.watching import watch_round
from redvest.orders.models import ServiceOrder
from redvest.people.actors import Actor, system
from tests.faults.harness import Act, case
from tests.faults.orders import stage
from tests.meals.cast import DISTRICT, Noon, an_elder, at_noon

_noons: dict[str, Noon] = {}
_numbers = iter(range(8500, 9499))  # Phones of their own.


def quickly(act: Callable[[], object]) -> Act:
    """The search with a few steps only: what is written does not depend on it."""

    def run() -> object:
        with mock.patch("redvest.meals.services.planning.TRIES", 5):
            return act()

    return run


def lunch() -> Noon:
    """Tomorrow's canteen with one elder who waits; what was before is over."""
    name = connection.settings_dict["NAME"]
    if name not in _noons:
        tomorrow = timezone.localdate() + timedelta(days=1)
        _noons[name] = at_noon(stage(), tomorrow)
    noon = _noons[name]
    MealStop.objects.filter(state="waiting").update(state="freed")
    MealRound.objects.exclude(state="done").update(state="done")
    ServiceOrder.objects.filter(item__kind="meal").update(state="closed")
    an_elder(noon, next(_numbers))
    return noon


def planned() -> tuple[Noon, MealRound]:
    noon = lunch()
    quickly(noon.plan)()
    return noon, noon.round_of("wang")


def offered() -> tuple[Noon, MealRound]:
    noon, _row = planned()
    services.offer_rounds(actor=noon.cast.desk, canteen_id=noon.canteen.id, day=noon.day)
    return noon, noon.round_of("wang")


def accepted() -> tuple[Noon, MealRound]:
    noon, row = offered()
    return noon, services.accept_round(actor=noon.cast.wang, round_id=row.id)


@case("meals.place_home")
def placing() -> tuple[Actor, Act]:
    noon = lunch()
    desk, order = noon.cast.desk, noon.orders[-1]
    return desk, lambda: services.place_home(actor=desk, order_id=order.id, lat=36.1, lon=103.8)


@case("meals.plan_lunch")
def planning() -> tuple[Actor, Act]:
    noon = lunch()
    desk, wang = noon.cast.desk, noon.cast.volunteers["wang"].id
    return desk, quickly(
        lambda: services.plan_lunch(
            actor=desk, canteen_id=noon.canteen.id, day=noon.day, walkers=[wang]
        )
    )


@case("meals.settle_plan")
def settling() -> tuple[Actor, Act]:
    """The first plan leaves the elder out, the better one does not."""
    noon, _row = planned()
    MealDay.objects.filter(canteen=noon.canteen, day=noon.day).update(left_out={"x": "no_room"})
    lunch = MealDay.objects.select_related("canteen").get(canteen=noon.canteen, day=noon.day)
    with mock.patch("redvest.meals.services.improving.TRIES", 5):
        better = searched(lunch)
    return system(DISTRICT), lambda: settle_plan(lunch_id=lunch.id, better=better)


@case("meals.offer_rounds")
def offering() -> tuple[Actor, Act]:
    noon, _row = planned()
    desk = noon.cast.desk
    return desk, lambda: services.offer_rounds(actor=desk, canteen_id=noon.canteen.id, day=noon.day)


@case("meals.withdraw_round")
def taking_back() -> tuple[Actor, Act]:
    noon, row = accepted()
    desk = noon.cast.desk
    return desk, lambda: services.withdraw_round(actor=desk, round_id=row.id)


def by_wang(name: str, start: Callable[[], tuple[Noon, MealRound]], service: Callable[..., object]):
    """One step of whoever goes."""

    @case(f"meals.{name}")
    def arrange() -> tuple[Actor, Act]:
        noon, row = start()
        wang = noon.cast.wang
        return wang, lambda: service(actor=wang, round_id=row.id)


by_wang("accept_round", offered, services.accept_round)
by_wang("decline_round", offered, services.decline_round)
by_wang("leave_round", accepted, services.leave_round)
by_wang("drop_round", accepted, services.drop_round)


def at_door(name: str, service: Callable[..., object], **values: object):
    @case(f"meals.{name}")
    def arrange() -> tuple[Actor, Act]:
        noon, row = accepted()
        wang, stop = noon.cast.wang, noon.stops()[0]
        return wang, lambda: service(actor=wang, round_id=row.id, stop_id=stop.id, **values)


at_door("hand_over", services.hand_over)
at_door("nobody_opens", services.nobody_opens, methods=["door", "phone"])
at_door("look_at_stop", services.look_at_stop, reason="送餐")


@case("meals.look_at_round")
def printing() -> tuple[Actor, Act]:
    noon, row = accepted()
    wang = noon.cast.wang
    return wang, lambda: services.look_at_round(actor=wang, round_id=row.id, reason="没有手机")


@case("meals.watch_round")
def watching() -> tuple[Actor, Act]:
    _noon, row = accepted()
    late = row.back_at + timedelta(days=1)
    return system(DISTRICT), lambda: watch_round(round_id=row.id, now=late)
