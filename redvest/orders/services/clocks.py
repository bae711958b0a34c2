"""Setting an order's alarms in the transaction of its state."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from redvest.districts.queries import calendar_of, policy_of
from redvest.engines.order_clock import Alarm, Due, alarms, untaken_at
from redvest.engines.order_flow import State, Urgency
from redvest.engines.service_needs import ItemKind
from redvest.orders.models import OrderTimer, Revisit, ServiceOrder


def alarms_of(order: ServiceOrder) -> tuple[Due, ...]:
    """The alarms of the state the order has just entered, the principal one first."""
    state = State(order.state)
    revisit = (
        state in (State.RATED, State.UNCONFIRMED)
        and Revisit.objects.filter(district=order.district, order=order, done_at=None).exists()
    )
    return alarms(
        state,
        Urgency(order.urgency),
        order.state_since,
        policy_of(order.district),
        calendar_of(order.district),
        visit=_expected_by(order),
        revisit=revisit,
    )


def _expected_by(order: ServiceOrder) -> datetime | None:
    """When somebody should have come: a meal may come at any time of its window."""
    is_meal = order.item.kind == ItemKind.MEAL.value
    return order.scheduled_to if is_meal else order.scheduled_from


def set_alarms(order: ServiceOrder, found: Iterable[Due]) -> None:
    """Set alarms that belong to the state at hand."""
    now = timezone.now()
    OrderTimer.objects.bulk_create(_timer(order, due, order.state_version, now) for due in found)


def lapse_alarms(order: ServiceOrder) -> None:
    """Let the alarms of the state that is being left lapse; the order is under lock."""
    OrderTimer.objects.filter(
        district=order.district, order=order, fired_at=None, state_version__gt=0
    ).update(fired_at=timezone.now(), result="moot")


def watch_untaken(order: ServiceOrder) -> None:
    """From acceptance on, somebody notices when nobody takes the order."""
    percent = policy_of(order.district).alarm_percent
    at = untaken_at(order.placed_at, order.preferred_on, percent)
    OrderTimer.objects.bulk_create(
        [_timer(order, Due(Alarm.UNTAKEN, at), 0, timezone.now())], ignore_conflicts=True
    )


def _timer(order: ServiceOrder, due: Due, state_version: int, now: datetime) -> OrderTimer:
    return OrderTimer(
        district=order.district,
        order=order,
        kind=due.alarm.value,
        due_at=due.at,
        state_version=state_version,
        set_at=now,
    )
