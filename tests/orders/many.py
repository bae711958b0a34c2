"""Many orders at once, as rows: lists have to be looked at with none, one and sixty."""

from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from redvest.ids import uuid7
from redvest.orders.models import ServiceOrder
from tests.orders.cast import DISTRICT, HOME, NEXT_DOOR, Cast

STATES = ("submitted", "accepted", "dispatched", "scheduled", "done")


def many_orders(cast: Cast, count: int, *, states: tuple[str, ...] = STATES) -> list[ServiceOrder]:
    """Granny's orders in all states, with clocks from late to far away."""
    now, made = timezone.now(), []
    first = ServiceOrder.objects.filter(district=DISTRICT, number__startswith="20250101").count()
    for index, state in enumerate(islice(cycle(states), count)):
        order = ServiceOrder(
            id=uuid7(),
            district=DISTRICT,
            number=f"20250101-{first + index:04d}",
            requester=cast.persons["granny"],
            community=HOME if index % 3 else NEXT_DOOR,
            item=cast.item,
            description="阳台灯坏了",
            address="畅家巷3号楼2单元501室",
            contact_phone="19900000001",
            preferred_on=timezone.localdate() + timedelta(days=index % 7),
            urgency="urgent" if index % 5 == 0 else "normal",
            state=state,
            state_since=now - timedelta(hours=index),
            # Some late, some soon, some equal, some without any clock.
            due_at=None if index % 7 == 6 else now + timedelta(hours=(index % 10) * 5 - 12),
            placed_at=now - timedelta(hours=index),
        )
        order.save(force_insert=True)
        made.append(order)
    return made
