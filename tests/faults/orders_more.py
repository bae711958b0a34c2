"""The rest of the flow in the fault loop: what desks, teams, residents and the worker do."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from redvest.orders import services
from redvest.orders.models import OrderTimer, ServiceOrder
from redvest.orders.services.timers import fire
from redvest.people.actors import Actor
from tests.faults.harness import Act, case
from tests.faults.orders import order
from tests.orders.cast import Cast, soon

Step = Callable[[Cast, ServiceOrder, Actor], Act]


def step(
    name: str,
    until: str,
    who: str,
    make: Step,
    *first: Callable[[Cast, ServiceOrder], object],
    long: bool = False,
):
    """One service as a case: an order brought so far, some more steps, then the act."""

    @case(f"orders.{name}", long=long)
    def arrange() -> tuple[Actor, Act]:
        cast, row = order(until)
        for act in first:
            act(cast, row)
        actor = cast.actor(who)
        return actor, make(cast, row, actor)


def simply(service: Callable[..., object], **values: object) -> Step:
    return lambda cast, row, actor: lambda: service(actor=actor, order_id=row.id, **values)


def poor(cast: Cast, row: ServiceOrder) -> None:
    services.rate_order(actor=cast.granny, order_id=row.id, grade=1)


def contacted(cast: Cast, row: ServiceOrder) -> None:
    services.log_case_contact(actor=cast.desk, order_id=row.id, method="phone", reached=True)


def revisited(cast: Cast, row: ServiceOrder) -> None:
    services.record_revisit(
        actor=cast.centre, order_id=row.id, method="phone", reached=True, grade=3
    )


def pooled(cast: Cast, row: ServiceOrder) -> None:
    services.pool_order(actor=cast.desk, order_id=row.id)


def moved(cast: Cast, row: ServiceOrder) -> None:
    starts = soon() + timedelta(days=1)
    services.propose_time(
        actor=cast.granny,
        order_id=row.id,
        starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )


def due(kind: str) -> Step:
    def make(cast: Cast, row: ServiceOrder, actor: Actor) -> Act:
        timer = OrderTimer.objects.get(order=row, kind=kind, fired_at=None)
        moment = timezone.now() + timedelta(days=400)
        return lambda: fire(timer_id=timer.id, order_id=row.id, now=moment)

    return make


ANSWER = {"finding": "confirmed", "answer": "已谈过"}

step("claim_from_pool", "accepted", "wang", simply(services.claim_order, alone=True), pooled)
step("give_back", "agreed", "zhao", simply(services.give_back_order, reason="ill"))
step("cancel", "agreed", "centre", simply(services.cancel_order, reason="weather"))
step("agree_to_a_new_time", "agreed", "zhao", simply(services.answer_time, agrees=True), moved)
step("rework", "done", "granny", simply(services.ask_rework, reason="again"))
step("rate_poorly", "confirmed", "granny", simply(services.rate_order, grade=1))
step(
    "settle",
    "confirmed",
    "desk",
    simply(services.settle_order, **ANSWER),
    poor,
    contacted,
    revisited,
)
step("reopen", "confirmed", "desk", simply(services.reopen_order, **ANSWER), poor, contacted)
step("timer.time_out", "dispatched", "centre", due("time_out"))
step("timer.no_show", "agreed", "centre", due("no_show"))
step("timer.lapse", "done", "centre", due("lapse"))
