"""What happens by itself when something falls due. Run by the worker, logged as ``system``.

Each timer is one transaction that locks the order first and then the timer, as services do; an
order somebody is working on is left for the next round. A timer is marked in the transaction of
its effect, so that it takes effect once, however many workers run and wherever one is killed.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from redvest.db import transact
from redvest.districts.queries import policy_of
from redvest.engines.order_clock import MOVES, UNTAKEN_STATES, Alarm
from redvest.engines.order_flow import State
from redvest.engines.roles import Role
from redvest.errors import DomainError
from redvest.orders.models import Dispatch, OrderTimer, ServiceOrder
from redvest.orders.queries import live_dispatch
from redvest.orders.services.bundle_ends import leave_bundle
from redvest.orders.services.cases import draw_revisit
from redvest.orders.services.door import finish, let_go, note, system_step
from redvest.orders.services.tasks import open_task
from redvest.orders.services.telling import (
    tell_asked,
    tell_centre,
    tell_desk,
    tell_requester,
)
from redvest.orders.services.visiting import disputed_no_show
from redvest.people.actors import system

log = logging.getLogger("redvest.orders")
ROUND_MAX = 200


def fire_due(now: datetime | None = None) -> int:
    """Fire what is due, oldest first; returns how many timers are done with."""
    moment = now or timezone.now()
    due = OrderTimer.objects.filter(fired_at=None, due_at__lte=moment).order_by("due_at", "id")
    done = 0
    for timer_id, order_id in list(due.values_list("id", "order_id")[:ROUND_MAX]):
        try:
            done += _fire_alone(timer_id, order_id, moment)
        except DomainError:
            # One order must not hold up the others; it stays due and is looked at again.
            log.exception("timer %s could not fire", timer_id)
    return done


def _fire_alone(timer_id: UUID, order_id: UUID, moment: datetime) -> bool:
    """One timer, undone as a whole when it is refused, also inside somebody's transaction."""
    if not connection.in_atomic_block:
        return fire(timer_id=timer_id, order_id=order_id, now=moment)
    with transaction.atomic():
        return fire(timer_id=timer_id, order_id=order_id, now=moment)


@transact
def fire(*, timer_id: UUID, order_id: UUID, now: datetime) -> bool:
    """Fire one timer, unless another worker or a person is at its order."""
    order = (
        ServiceOrder.objects.select_related("item", "requester")
        .select_for_update(of=("self",), no_key=True, skip_locked=True)
        .filter(id=order_id)
        .first()
    )
    if order is None:
        return False
    timer = (
        OrderTimer.objects.select_for_update()
        .filter(id=timer_id, fired_at=None, due_at__lte=now)
        .first()
    )
    if timer is None:
        return False
    timer.fired_at, timer.result = timezone.now(), _act(order, timer)
    timer.save(update_fields=["fired_at", "result"])
    return True


def _act(order: ServiceOrder, timer: OrderTimer) -> str:
    alarm = Alarm(timer.kind)
    stands = timer.state_version in (0, order.state_version)
    if not stands or (alarm is Alarm.UNTAKEN and State(order.state) not in UNTAKEN_STATES):
        return "moot"
    # NB: marked before the step, whose own end lets every unfired timer of the old state lapse.
    OrderTimer.objects.filter(id=timer.id).update(fired_at=timezone.now(), result="told")
    if alarm in MOVES:
        _MOVE[alarm](order)
        return "moved"
    _TELL[alarm](order)
    return "told"


def _time_out(order: ServiceOrder) -> None:
    """超时未接: no penalty, not counted; the desk asks somebody else, the centre helps in time."""
    taking = system_step(MOVES[Alarm.TIME_OUT], order)
    dispatch = live_dispatch(order)
    if dispatch is not None:
        Dispatch.objects.filter(id=dispatch.id).update(
            state="timed_out", answered_at=timezone.now()
        )
        tell_asked(order, dispatch, "order_timed_out")
        if dispatch.venue_id is not None:
            order.desk_region = ""
    tell_desk(order, "order_back_at_desk")
    if order.attempts >= policy_of(order.district).dispatch_attempts_max:
        _ask_the_centre(order)
    left = leave_bundle(order, "timed_out")
    finish(taking, "desk_region", *left, after={"attempts": order.attempts})


def _ask_the_centre(order: ServiceOrder) -> None:
    open_task(order, "find_help", Role.CENTRE_ADMIN, timezone.now())
    tell_centre(order, "order_needs_centre")


def _no_show(order: ServiceOrder) -> None:
    disputed_no_show(system_step(MOVES[Alarm.NO_SHOW], order))


def _lapse(order: ServiceOrder) -> None:
    taking = system_step(MOVES[Alarm.LAPSE], order)
    draw_revisit(order, None)
    finish(taking)


def _close(order: ServiceOrder) -> None:
    taking = system_step(MOVES[Alarm.CLOSE], order)
    let_go(order, "ended")
    finish(taking)


_MOVE: dict[Alarm, Callable[[ServiceOrder], None]] = {
    Alarm.TIME_OUT: _time_out,
    Alarm.NO_SHOW: _no_show,
    Alarm.LAPSE: _lapse,
    Alarm.CLOSE: _close,
}


def _remind(order: ServiceOrder) -> None:
    tell_requester(order, "order_done")
    note(system(order.district), order, "reminded", Role.SYSTEM)


def _untaken(order: ServiceOrder) -> None:
    _ask_the_centre(order)
    _overdue(order, "untaken")


def _late(kind: str, role: Role, *, also_asked: bool = False) -> Callable[[ServiceOrder], None]:
    """Something is overdue: it becomes a task, and whoever can help is told."""

    def act(order: ServiceOrder) -> None:
        open_task(order, kind, role, timezone.now())
        dispatch = live_dispatch(order) if also_asked else None
        if dispatch is not None:
            tell_asked(order, dispatch, "order_overdue")
        if role is Role.CENTRE_ADMIN:
            tell_centre(order, "order_overdue")
        else:
            tell_desk(order, "order_overdue")
        _overdue(order, kind)

    return act


def _overdue(order: ServiceOrder, what: str) -> None:
    note(system(order.district), order, "overdue", Role.SYSTEM, {"what": what})


_TELL: dict[Alarm, Callable[[ServiceOrder], None]] = {
    Alarm.ACCEPT_DUE: _late("accept_late", Role.CENTRE_ADMIN),
    Alarm.DISPATCH_DUE: _late("dispatch_late", Role.CENTRE_ADMIN),
    Alarm.SCHEDULE_DUE: _late("schedule_late", Role.VENUE_ADMIN, also_asked=True),
    Alarm.REMIND_FIRST: _remind,
    Alarm.REMIND_AGAIN: _remind,
    Alarm.REWORK_DUE: _late("rework_late", Role.VENUE_ADMIN, also_asked=True),
    Alarm.REVISIT_DUE: _late("revisit_late", Role.CENTRE_ADMIN),
    Alarm.CONTACT_DUE: _late("contact_late", Role.CENTRE_ADMIN),
    Alarm.SETTLE_DUE: _late("case_late", Role.CENTRE_ADMIN),
    Alarm.APPEAL_DUE: _late("answer_appeal", Role.CENTRE_ADMIN),
    Alarm.UNTAKEN: _untaken,
}
